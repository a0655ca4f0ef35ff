//! A draft as the use-cases load and save it.

use kernel::{Actor, Office, Timestamp, UnitOfWork};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use workflow::task::Holder;

use super::{
    Check, Content, Passed, Progress, Signatory, SigningAuthority, Stage,
    entity::{draft, draft_check, draft_check::Outcome, draft_version},
    tasks,
};
use crate::{
    DocumentId, Error, access,
    entity::{document, document::DocumentState},
    notification::{Kind, News},
};

/// A document of our own with what belongs to its way.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub document: document::Model,
    /// Its way.
    pub draft: draft::Model,
    /// Checks that stand on the newest version.
    pub passed: Vec<Passed>,
}

impl Loaded {
    /// The document, if the actor may read it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none or it is not for the actor.
    pub async fn readable(
        connection: &impl ConnectionTrait,
        actor: &Actor,
        id: DocumentId,
    ) -> Result<Self, Error> {
        let document = access::readable(connection, actor, id).await?;
        Self::with(connection, actor, document).await
    }

    /// Loads a document of the actor's own agency: other agencies see an issued document, not how it came to be.
    ///
    /// # Errors
    /// As [`Loaded::readable`].
    pub async fn own(
        connection: &impl ConnectionTrait,
        actor: &Actor,
        id: DocumentId,
    ) -> Result<Self, Error> {
        let loaded = Self::readable(connection, actor, id).await?;
        if loaded.draft.agency_id == actor.agency {
            Ok(loaded)
        } else {
            Err(Error::NotFound)
        }
    }

    /// News about it for its drafter.
    pub(crate) fn news(&self, event: String, kind: Kind, at: Timestamp) -> News {
        let about = (tasks::SUBJECT, self.document.id.0);
        News::new(event, kind, about, [Holder::Post(self.draft.drafter_post)], at)
    }

    async fn with(
        connection: &impl ConnectionTrait,
        actor: &Actor,
        document: document::Model,
    ) -> Result<Self, Error> {
        let draft = draft::Entity::find_by_id(document.id)
            .one(connection)
            .await?
            .ok_or(Error::NotFound)?;
        // Before issue a draft is the issuing agency's own business.
        if draft.agency_id != actor.agency && !draft.stage.is_issued() {
            return Err(Error::NotFound);
        }
        let checks = draft_check::Entity::find()
            .filter(draft_check::Column::DocumentId.eq(document.id))
            .filter(draft_check::Column::Number.eq(draft.newest))
            .filter(draft_check::Column::Stands.eq(true))
            .order_by_asc(draft_check::Column::At)
            .all(connection)
            .await?;
        let passed = checks.into_iter().filter_map(|row| passed(&row)).collect();
        Ok(Self {
            document,
            draft,
            passed,
        })
    }

    /// The same inside a change: nobody else changes it until the change ends. `seen` is the document's version the person
    /// acted on, when it is known.
    ///
    /// # Errors
    /// As [`Loaded::readable`]; [`Error::Conflict`] when it changed since.
    pub async fn for_change(
        change: &UnitOfWork,
        actor: &Actor,
        id: DocumentId,
        seen: Option<i64>,
    ) -> Result<Self, Error> {
        let connection = change.connection();
        if connection.get_database_backend() == DbBackend::Postgres {
            document::Entity::find_by_id(id)
                .lock_exclusive()
                .one(connection)
                .await?;
        }
        let loaded = Self::readable(connection, actor, id).await?;
        match seen {
            Some(seen) if seen != loaded.document.version => Err(Error::Conflict(
                "Văn bản đã được người khác thay đổi. Chưa có gì bị ghi đè; hãy mở lại để xem.".to_owned(),
            )),
            _ => Ok(loaded),
        }
    }

    /// What the rules ask.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            stage: self.draft.stage,
            version: self.draft.newest,
            agency: self.draft.agency_id,
            unit: self.draft.unit_id,
            drafter: self.draft.drafter_id,
            signer: self.draft.signer_post.zip(self.draft.signer_id),
            authority: self.signatory().authority,
            passed: self.passed.clone(),
        }
    }

    /// What is printed in ô 7a and 7b.
    #[must_use]
    pub fn signatory(&self) -> Signatory {
        serde_json::from_str(&self.draft.signatory).unwrap_or_else(|_| Signatory {
            collective: None,
            authority: SigningAuthority::Head,
            head_title: String::new(),
            title: String::new(),
            name: String::new(),
        })
    }

    /// Takes over what the rules decided.
    pub fn advance(&mut self, next: &Progress) {
        self.draft.stage = next.stage;
        self.draft.newest = next.version;
        self.passed.clone_from(&next.passed);
        self.document.state = match next.stage {
            Stage::Writing | Stage::InReview | Stage::Approved | Stage::Signed => DocumentState::Draft,
            Stage::Numbered | Stage::Sealed => DocumentState::Numbered,
            Stage::Issued => DocumentState::Issued,
            Stage::Recalled => DocumentState::Recalled,
        };
    }

    /// Writes the document and its way; the document's version grows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save(&mut self, change: &UnitOfWork, now: Timestamp) -> Result<(), Error> {
        self.document.version += 1;
        self.draft.changed_at = now;
        self.document
            .clone()
            .into_active_model()
            .reset_all()
            .update(change.connection())
            .await?;
        self.draft
            .clone()
            .into_active_model()
            .reset_all()
            .update(change.connection())
            .await?;
        Ok(())
    }

    /// The newest version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn version(&self, connection: &impl ConnectionTrait) -> Result<draft_version::Model, Error> {
        draft_version::Entity::find_by_id((self.document.id, self.draft.newest))
            .one(connection)
            .await?
            .ok_or(Error::NotFound)
    }
}

fn passed(row: &draft_check::Model) -> Option<Passed> {
    let check = row.kind.filter(|_| row.outcome != Outcome::SentBack)?;
    Some(Passed {
        check,
        person: row.person_id,
        is_initialled: row.outcome == Outcome::Initialled,
    })
}

/// A check to be written down.
pub(crate) struct Judgement<'a> {
    /// Which check; none when the signer sends back.
    pub(crate) kind: Option<Check>,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// Opinion or reason.
    pub(crate) text: &'a str,
}

/// Writes a check down with the person who answers for it.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn write_down(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    loaded: &Loaded,
    judgement: Judgement<'_>,
) -> Result<(), Error> {
    let row = draft_check::ActiveModel {
        id: Set(office.new_id()),
        document_id: Set(loaded.document.id),
        number: Set(loaded.draft.newest),
        kind: Set(judgement.kind),
        outcome: Set(judgement.outcome),
        stands: Set(true),
        person_id: Set(actor.person),
        by_post: Set(actor.post),
        by_name: Set(actor.name.clone()),
        by_title: Set(actor.title.clone()),
        text: Set(judgement.text.to_owned()),
        at: Set(office.now()),
    };
    draft_check::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// What was checked no longer counts.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn strike_checks(change: &UnitOfWork, id: DocumentId) -> Result<(), Error> {
    draft_check::Entity::update_many()
        .col_expr(
            draft_check::Column::Stands,
            sea_orm::sea_query::Expr::value(false),
        )
        .filter(draft_check::Column::DocumentId.eq(id))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// The fields of a stored version.
///
/// # Errors
/// When they were written by something else.
pub(crate) fn content_of(version: &draft_version::Model) -> Result<Content, Error> {
    serde_json::from_str(&version.content).map_err(|error| Error::Kernel(error.into()))
}
