//! One index on disk or in memory: its writer, its reader and the mark of the last event.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use tantivy::indexer::LogMergePolicy;
use tantivy::{
    DocAddress, Executor, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument,
};

use super::columns::ColumnCache;
use super::dictionary::Dictionary;
use super::rights::{Readable, RightsCache};
use super::schema::{self, Fields, SEQUENCE};
use super::settings::Settings;
use crate::Error;
use crate::engine::{Access, Change, Entry};

/// Segments are merged when more than this share of their documents is deleted; Tantivy's default is never.
const DELETED_SHARE: f32 = 0.25;

/// Changes after which a commit is made without waiting for the clock.
const MOST_PENDING: usize = 50_000;

/// What a commit carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    version: u32,
    last_event: i64,
    /// Whether every document was fed, or only changes since the index was made.
    is_complete: bool,
}

/// An index with its one writer.
pub(super) struct Generation {
    pub(super) fields: Fields,
    reader: IndexReader,
    pub(super) caches: Caches,
    state: Mutex<State>,
}

/// What is kept of segments between questions.
pub(super) struct Caches {
    pub(super) columns: Arc<ColumnCache>,
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) threads: Threads,
    rights: Arc<RightsCache>,
}

/// Threads that share a question which looks at many documents.
pub(super) struct Threads {
    pub(super) executor: Executor,
    pub(super) number: u32,
    /// More documents than this are many.
    pub(super) shared_from: u64,
}

impl Caches {
    /// The documents somebody may read, as a query.
    pub(super) fn readable(&self, fields: &Fields, access: &Access) -> Readable {
        Readable {
            access: Arc::new(access.clone()),
            facts: fields.facts,
            cache: Arc::clone(&self.rights),
        }
    }
}

struct State {
    writer: IndexWriter,
    mark: Mark,
    committed: Mark,
    /// Events of the entries that no reader sees yet.
    uncommitted: HashMap<String, i64>,
    is_dirty: bool,
}

impl Generation {
    /// A new, empty index in a folder, or in memory.
    pub(super) fn create(folder: Option<&Path>, settings: &Settings) -> Result<Self, Error> {
        let (schema, fields) = schema::schema();
        let index = match folder {
            Some(folder) => Index::create_in_dir(folder, schema)?,
            None => Index::create_in_ram(schema),
        };
        Self::over(
            &index,
            fields,
            Mark {
                version: schema::VERSION,
                last_event: 0,
                is_complete: false,
            },
            settings,
        )
    }

    /// The index in a folder; none if it lacks fields that questions need.
    pub(super) fn open(folder: &Path, settings: &Settings) -> Result<Option<Self>, Error> {
        let index = Index::open_in_dir(folder)?;
        let Some(fields) = Fields::of(&index.schema()) else {
            return Ok(None);
        };
        let mark = match index.load_metas()?.payload {
            Some(payload) => serde_json::from_str(&payload).map_err(Error::Damaged)?,
            None => Mark {
                version: schema::VERSION,
                last_event: 0,
                is_complete: false,
            },
        };
        Self::over(&index, fields, mark, settings).map(Some)
    }

    fn over(index: &Index, fields: Fields, mark: Mark, settings: &Settings) -> Result<Self, Error> {
        schema::register(index);
        let writer = index.writer_with_num_threads(settings.writer_threads, settings.writer_memory)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
        writer.set_merge_policy(Box::new(policy));
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let state = State {
            writer,
            mark,
            committed: mark,
            uncommitted: HashMap::new(),
            is_dirty: false,
        };
        Ok(Self {
            fields,
            reader,
            caches: Caches {
                columns: Arc::default(),
                dictionary: Arc::default(),
                threads: Threads::new(settings)?,
                rights: Arc::new(RightsCache::new(settings.rights_memory)),
            },
            state: Mutex::new(state),
        })
    }

    /// What is visible now.
    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Makes ready what questions need of the segments, so that the first of them does not wait for it.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        Ok(self.caches.columns.prepare(&self.searcher())?)
    }

    pub(super) fn last_applied(&self) -> Result<i64, Error> {
        Ok(self.lock()?.committed.last_event)
    }

    /// Whether it was written by another version, or never filled.
    pub(super) fn needs_rebuild(&self) -> bool {
        self.lock()
            .is_ok_and(|state| !state.committed.is_complete || state.committed.version != schema::VERSION)
    }

    /// Takes changes and moves the mark.
    pub(super) fn apply(&self, changes: &[Change], last_event: i64) -> Result<(), Error> {
        let mut state = self.lock()?;
        let outcome = self.take(&mut state, changes, last_event);
        outcome.map_err(|error| begin_anew(&mut state, error))
    }

    fn take(&self, state: &mut State, changes: &[Change], last_event: i64) -> Result<(), Error> {
        for change in changes {
            match change {
                Change::Upsert(entry) => self.put(state, entry)?,
                Change::Delete(id) => {
                    state.writer.delete_term(self.fields.id_term(id));
                    state.uncommitted.insert(id.clone(), i64::MIN);
                    state.is_dirty = true;
                }
            }
        }
        state.is_dirty |= last_event > state.mark.last_event;
        state.mark.last_event = state.mark.last_event.max(last_event);
        if state.uncommitted.len() >= MOST_PENDING {
            self.commit_state(state)
        } else {
            Ok(())
        }
    }

    /// Takes entries without moving the mark.
    pub(super) fn feed<'a>(&self, entries: impl Iterator<Item = &'a Entry>) -> Result<(), Error> {
        let mut state = self.lock()?;
        for entry in entries {
            self.put(&mut state, entry)?;
        }
        if state.uncommitted.len() >= MOST_PENDING {
            self.commit_state(&mut state)
        } else {
            Ok(())
        }
    }

    fn put(&self, state: &mut State, entry: &Entry) -> Result<(), Error> {
        let known = match state.uncommitted.get(&entry.id) {
            Some(sequence) => Some(*sequence),
            None => self.stored_sequence(&entry.id)?,
        };
        if known.is_some_and(|known| known > entry.sequence) {
            return Ok(());
        }
        if known.is_some() {
            state.writer.delete_term(self.fields.id_term(&entry.id));
        }
        state.writer.add_document(self.fields.document(entry))?;
        state.uncommitted.insert(entry.id.clone(), entry.sequence);
        state.is_dirty = true;
        Ok(())
    }

    /// The event of the entry that readers see under this id.
    fn stored_sequence(&self, id: &str) -> Result<Option<i64>, Error> {
        let searcher = self.searcher();
        let Some(address) = self.address_of(&searcher, id)? else {
            return Ok(None);
        };
        let column = searcher
            .segment_reader(address.segment_ord)
            .fast_fields()
            .i64(SEQUENCE)?;
        Ok(column.first(address.doc_id))
    }

    /// Where the living document with this id is, whoever may read it.
    fn address_of(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, Error> {
        let term = self.fields.id_term(id);
        for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
            let index = reader.inverted_index(self.fields.id)?;
            let Some(mut postings) = index.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?
            else {
                continue;
            };
            let mut doc = tantivy::DocSet::doc(&postings);
            while doc != tantivy::TERMINATED {
                if !reader.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(ordinal, doc)));
                }
                doc = tantivy::DocSet::advance(&mut postings);
            }
        }
        Ok(None)
    }

    /// Makes what was taken durable and visible.
    pub(super) fn commit(&self) -> Result<(), Error> {
        let mut state = self.lock()?;
        if state.is_dirty {
            let outcome = self.commit_state(&mut state);
            outcome.map_err(|error| begin_anew(&mut state, error))
        } else {
            Ok(())
        }
    }

    /// Commits as an index that holds every document.
    pub(super) fn complete(&self, last_event: i64) -> Result<(), Error> {
        let mut state = self.lock()?;
        state.mark = Mark {
            version: schema::VERSION,
            last_event: state.mark.last_event.max(last_event),
            is_complete: true,
        };
        self.commit_state(&mut state)
    }

    fn commit_state(&self, state: &mut State) -> Result<(), Error> {
        let payload = serde_json::to_string(&state.mark).map_err(Error::Damaged)?;
        let mark = state.mark;
        let mut commit = state.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        state.committed = mark;
        state.is_dirty = false;
        state.uncommitted.clear();
        self.reader.reload()?;
        let searcher = self.searcher();
        self.caches.columns.retain(&searcher);
        self.caches.columns.prepare(&searcher)?;
        self.caches.rights.retain(&searcher);
        Ok(())
    }

    fn lock(&self) -> Result<MutexGuard<'_, State>, Error> {
        self.state.lock().map_err(|_| Error::WriterLost)
    }
}

impl Threads {
    fn new(settings: &Settings) -> Result<Self, Error> {
        let executor = match settings.search_threads {
            0 | 1 => Executor::single_thread(),
            more => Executor::multi_thread(more, "search-")?,
        };
        Ok(Self {
            executor,
            number: u32::try_from(settings.search_threads.max(1)).unwrap_or(u32::MAX),
            shared_from: settings.shared_from,
        })
    }
}

/// After a failure, such as a full disk, the writer's threads are gone: goes back to the last commit with a new writer, so that
/// whoever tries again later succeeds.
fn begin_anew(state: &mut State, error: Error) -> Error {
    state.mark = state.committed;
    state.uncommitted.clear();
    state.is_dirty = false;
    match state.writer.rollback() {
        Ok(_) => error,
        Err(reason) => reason.into(),
    }
}

/// Reads a stored document.
pub(super) fn stored(searcher: &Searcher, address: DocAddress) -> Result<TantivyDocument, Error> {
    Ok(searcher.doc(address)?)
}
