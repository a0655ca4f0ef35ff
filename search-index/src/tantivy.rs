//! The embedded engine: one Tantivy index in a folder, its one writer, and searches within the actor's rights.

mod collect;
mod columns;
mod committer;
mod correct;
mod dictionary;
mod facts;
mod filter;
mod folder;
mod generation;
mod lexical;
mod passage;
mod places;
mod plan;
mod ranking;
mod rights;
mod schema;
mod scorer;
mod search;
mod settings;
mod similar;
mod suggest;
mod tokens;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

pub use ranking::Ranking;
pub use settings::Settings;

use crate::Error;
use crate::engine::{Access, Change, Engine, Entry, Hit, Query, Results, Suggestion};
use committer::Committer;
use folder::Folder;
use generation::Generation;

/// The embedded engine.
pub struct Tantivy {
    settings: Settings,
    serving: Arc<RwLock<Arc<Generation>>>,
    folder: Option<Folder>,
    rebuild: Mutex<Option<Rebuild>>,
    committer: Committer,
}

/// An index being built beside the one that serves.
struct Rebuild {
    generation: Arc<Generation>,
    /// Entries changed meanwhile, with their events: what is fed later of them is older.
    changed: HashMap<String, i64>,
}

impl Tantivy {
    /// Opens the index in a folder, or makes an empty one there.
    ///
    /// An index of another version serves as long as its fields are the same; [`Engine::needs_rebuild`] tells.
    pub fn open(folder: &Path, settings: Settings) -> Result<Self, Error> {
        let (folder, generation) = Folder::open(folder, &settings)?;
        Ok(Self::over(generation, Some(folder), settings))
    }

    /// An empty index in memory.
    pub fn in_memory(settings: Settings) -> Result<Self, Error> {
        let generation = Generation::create(None, &settings)?;
        Ok(Self::over(generation, None, settings))
    }

    /// Changes what decides the order of hits; the index stays as it is.
    pub fn rank_by(&mut self, ranking: Ranking) {
        self.settings.ranking = ranking;
    }

    fn over(generation: Generation, folder: Option<Folder>, settings: Settings) -> Self {
        let serving = Arc::new(RwLock::new(Arc::new(generation)));
        let committer = Committer::start(Arc::clone(&serving), settings.commit_interval);
        Self {
            settings,
            serving,
            folder,
            rebuild: Mutex::new(None),
            committer,
        }
    }

    fn serving(&self) -> Arc<Generation> {
        Arc::clone(&self.serving.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn rebuild(&self) -> Result<MutexGuard<'_, Option<Rebuild>>, Error> {
        self.rebuild.lock().map_err(|_| Error::WriterLost)
    }
}

impl Engine for Tantivy {
    fn apply(&self, changes: &[Change], last_event: i64) -> Result<(), Error> {
        let mut rebuild = self.rebuild()?;
        if let Some(rebuild) = rebuild.as_mut() {
            for change in changes {
                match change {
                    Change::Upsert(entry) => rebuild.changed.insert(entry.id.clone(), entry.sequence),
                    Change::Delete(id) => rebuild.changed.insert(id.clone(), i64::MAX),
                };
            }
            rebuild.generation.apply(changes, last_event)?;
        }
        self.serving().apply(changes, last_event)?;
        self.committer.wake();
        Ok(())
    }

    fn commit(&self) -> Result<(), Error> {
        self.serving().commit()
    }

    fn last_applied(&self) -> Result<i64, Error> {
        self.serving().last_applied()
    }

    fn search(&self, query: &Query, access: &Access) -> Result<Results, Error> {
        self.serving().search(query, access, &self.settings.ranking)
    }

    fn suggest(&self, prefix: &str, access: &Access, limit: usize) -> Result<Vec<Suggestion>, Error> {
        self.serving()
            .suggest(prefix, access, limit, &self.settings.ranking)
    }

    fn similar(&self, id: &str, access: &Access, limit: usize) -> Result<Vec<Hit>, Error> {
        self.serving().similar(id, access, limit, &self.settings.ranking)
    }

    fn len(&self) -> Result<u64, Error> {
        Ok(self.serving().searcher().num_docs())
    }

    fn needs_rebuild(&self) -> bool {
        self.serving().needs_rebuild() || self.folder.as_ref().is_some_and(Folder::is_gone)
    }

    fn begin_rebuild(&self) -> Result<(), Error> {
        let mut rebuild = self.rebuild()?;
        if rebuild.is_some() {
            return Err(Error::RebuildUnderWay);
        }
        let folder = self.folder.as_ref().map(Folder::next).transpose()?;
        let generation = Generation::create(folder.as_deref(), &self.settings)?;
        *rebuild = Some(Rebuild {
            generation: Arc::new(generation),
            changed: HashMap::new(),
        });
        Ok(())
    }

    fn feed_rebuild(&self, entries: &[Entry]) -> Result<(), Error> {
        let rebuild = self.rebuild()?;
        let rebuild = rebuild.as_ref().ok_or(Error::NoRebuild)?;
        let current = entries
            .iter()
            .filter(|entry| rebuild.changed.get(&entry.id).is_none_or(|s| *s < entry.sequence));
        rebuild.generation.feed(current)
    }

    fn abandon_rebuild(&self) -> Result<(), Error> {
        *self.rebuild()? = None;
        Ok(())
    }

    fn finish_rebuild(&self, last_event: i64) -> Result<(), Error> {
        let mut slot = self.rebuild()?;
        let rebuild = slot.as_ref().ok_or(Error::NoRebuild)?;
        rebuild.generation.complete(last_event)?;
        if let Some(folder) = &self.folder {
            folder.switch()?;
        }
        let generation = Arc::clone(&rebuild.generation);
        *self.serving.write().unwrap_or_else(PoisonError::into_inner) = generation;
        *slot = None;
        Ok(())
    }
}
