//! What one document consists of in every table, as the use-cases left it, and copies of it with ids of their own.

use std::collections::HashMap;

use documents::{
    ArrivalId, BookId, DocumentId,
    entity::{arrival, assignment, directive, document, document_file, document_reader},
    outbound::entity::{dispatch, draft, draft_check, draft_signature, draft_version},
};
use kernel::{
    Actor, Office, Timestamp, UnitOfWork,
    audit::{Entry, Subject, audit_entry},
};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter as _, QueryOrder as _,
    sea_query::ExprTrait as _,
};
use uuid::Uuid;
use workflow::task::task;

/// Rows of one statement: SQLite binds 32,766 values at most.
const ROWS: usize = 1_000;

/// The rows of one or more documents.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rows {
    pub(crate) documents: Vec<document::Model>,
    pub(crate) arrivals: Vec<arrival::Model>,
    readers: Vec<document_reader::Model>,
    directives: Vec<directive::Model>,
    assignments: Vec<assignment::Model>,
    files: Vec<document_file::Model>,
    tasks: Vec<task::Model>,
    pub(crate) drafts: Vec<draft::Model>,
    versions: Vec<draft_version::Model>,
    checks: Vec<draft_check::Model>,
    signatures: Vec<draft_signature::Model>,
    dispatches: Vec<dispatch::Model>,
    entries: Vec<audit_entry::Model>,
}

/// Where a copy stands.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The book and the number in it.
    pub(crate) number: Option<(BookId, i32)>,
    /// How long before the original it happened.
    pub(crate) earlier: time::Duration,
    /// What is added to the subject.
    pub(crate) nth: usize,
}

impl Rows {
    /// The rows of a document, and of one agency's arrival of it.
    pub(crate) async fn of(
        office: &Office,
        id: DocumentId,
        arrived: Option<ArrivalId>,
    ) -> anyhow::Result<Self> {
        let connection = office.database.read();
        let mut subjects = vec![id.to_string()];
        let mut rows = Self {
            documents: document::Entity::find_by_id(id).all(connection).await?,
            readers: document_reader::Entity::find()
                .filter(document_reader::Column::DocumentId.eq(id))
                .all(connection)
                .await?,
            files: document_file::Entity::find()
                .filter(document_file::Column::DocumentId.eq(id))
                .all(connection)
                .await?,
            ..Self::default()
        };
        if let Some(arrival) = arrived {
            subjects.push(arrival.to_string());
            rows.arrivals = arrival::Entity::find_by_id(arrival).all(connection).await?;
            rows.directives = directive::Entity::find()
                .filter(directive::Column::ArrivalId.eq(arrival))
                .all(connection)
                .await?;
            rows.assignments = assignment::Entity::find()
                .filter(assignment::Column::ArrivalId.eq(arrival))
                .all(connection)
                .await?;
        } else {
            rows.drafts = draft::Entity::find_by_id(id).all(connection).await?;
            rows.versions = draft_version::Entity::find()
                .filter(draft_version::Column::DocumentId.eq(id))
                .all(connection)
                .await?;
            rows.checks = draft_check::Entity::find()
                .filter(draft_check::Column::DocumentId.eq(id))
                .all(connection)
                .await?;
            rows.signatures = draft_signature::Entity::find()
                .filter(draft_signature::Column::DocumentId.eq(id))
                .all(connection)
                .await?;
            rows.dispatches = dispatch::Entity::find()
                .filter(dispatch::Column::DocumentId.eq(id))
                .all(connection)
                .await?;
        }
        let about = arrived.map_or(id.0, |arrival| arrival.0);
        rows.tasks = task::Entity::find()
            .filter(task::Column::SubjectId.eq(about))
            .all(connection)
            .await?;
        rows.entries = audit_entry::Entity::find()
            .filter(Condition::any().add(audit_entry::Column::SubjectId.is_in(subjects)))
            .order_by_asc(audit_entry::Column::Number)
            .all(connection)
            .await?;
        Ok(rows)
    }

    /// Adds a copy of one document's rows.
    pub(crate) fn copy(&mut self, office: &Office, original: &Self, place: &Place) {
        let mut ids = Ids {
            office,
            known: HashMap::new(),
            earlier: place.earlier,
        };
        for row in &original.documents {
            let mut row = row.clone();
            row.id.0 = ids.fresh(row.id.0);
            row.created_at = ids.at(row.created_at);
            row.date = row.date.map(|date| date - place.earlier);
            row.subject = format!("{} ({})", row.subject, place.nth);
            if original.arrivals.is_empty() {
                (row.book_id, row.number) = (place.number.map(|it| it.0), place.number.map(|it| it.1));
            } else {
                row.number = Some(i32::try_from(place.nth % 99_999).unwrap_or(0) + 1);
            }
            row.identity = format!("{} {}", row.identity, place.nth);
            self.documents.push(row);
        }
        for row in &original.arrivals {
            let mut row = row.clone();
            row.id.0 = ids.fresh(row.id.0);
            row.document_id.0 = ids.fresh(row.document_id.0);
            (row.book_id, row.number) = (place.number.map(|it| it.0), place.number.map(|it| it.1));
            row.at = ids.at(row.at);
            row.registered_at = row.registered_at.map(|at| ids.at(at));
            row.completed_at = row.completed_at.map(|at| ids.at(at));
            row.arrived_on -= place.earlier;
            row.due = row.due.map(|due| due - place.earlier);
            self.arrivals.push(row);
        }
        self.copy_parts(original, &mut ids);
        self.copy_drafts(original, &mut ids);
        for row in &original.entries {
            let mut row = row.clone();
            row.at = ids.at(row.at);
            if let Ok(subject) = row.subject_id.parse::<Uuid>() {
                row.subject_id = ids.fresh(subject).to_string();
            }
            self.entries.push(row);
        }
    }

    fn copy_parts(&mut self, original: &Self, ids: &mut Ids<'_>) {
        // Nobody else's arrivals are copied, nor who reads them.
        let own = |row: &&document_reader::Model| row.own || !original.arrivals.is_empty();
        self.readers
            .extend(original.readers.iter().filter(own).cloned().map(|mut row| {
                row.document_id.0 = ids.fresh(row.document_id.0);
                row.arrival_id = row.arrival_id.map(|id| ArrivalId(ids.fresh(id.0)));
                row.at = row.at.map(|at| ids.at(at));
                row.due = row.due.map(|due| due - ids.earlier);
                row
            }));
        self.directives
            .extend(original.directives.iter().cloned().map(|mut row| {
                row.id.0 = ids.fresh(row.id.0);
                row.arrival_id.0 = ids.fresh(row.arrival_id.0);
                row.at = ids.at(row.at);
                row
            }));
        for row in &original.assignments {
            let mut row = row.clone();
            row.id.0 = ids.fresh(row.id.0);
            row.arrival_id.0 = ids.fresh(row.arrival_id.0);
            row.directive_id = row.directive_id.map(|mut id| {
                id.0 = ids.fresh(id.0);
                id
            });
            row.parent_id = row.parent_id.map(|mut id| {
                id.0 = ids.fresh(id.0);
                id
            });
            row.at = ids.at(row.at);
            row.ended_at = row.ended_at.map(|at| ids.at(at));
            self.assignments.push(row);
        }
        self.files.extend(original.files.iter().cloned().map(|mut row| {
            row.id.0 = ids.fresh(row.id.0);
            row.document_id.0 = ids.fresh(row.document_id.0);
            row.created_at = ids.at(row.created_at);
            row
        }));
        self.tasks.extend(original.tasks.iter().cloned().map(|mut row| {
            row.id.0 = ids.fresh(row.id.0);
            row.subject_id = ids.fresh(row.subject_id);
            row.part_id = row.part_id.map(|part| ids.fresh(part));
            row.created_at = ids.at(row.created_at);
            row.ended_at = row.ended_at.map(|at| ids.at(at));
            row
        }));
    }

    fn copy_drafts(&mut self, original: &Self, ids: &mut Ids<'_>) {
        self.drafts.extend(original.drafts.iter().cloned().map(|mut row| {
            row.document_id.0 = ids.fresh(row.document_id.0);
            row.changed_at = ids.at(row.changed_at);
            row.issued_at = row.issued_at.map(|at| ids.at(at));
            row
        }));
        self.versions
            .extend(original.versions.iter().cloned().map(|mut row| {
                row.document_id.0 = ids.fresh(row.document_id.0);
                row.at = ids.at(row.at);
                row
            }));
        self.checks.extend(original.checks.iter().cloned().map(|mut row| {
            row.id.0 = ids.fresh(row.id.0);
            row.document_id.0 = ids.fresh(row.document_id.0);
            row.at = ids.at(row.at);
            row
        }));
        self.signatures
            .extend(original.signatures.iter().cloned().map(|mut row| {
                row.document_id.0 = ids.fresh(row.document_id.0);
                row.at = ids.at(row.at);
                row
            }));
        self.dispatches
            .extend(original.dispatches.iter().cloned().map(|mut row| {
                row.id.0 = ids.fresh(row.id.0);
                row.document_id.0 = ids.fresh(row.document_id.0);
                row
            }));
    }

    /// Writes every row, and chains the entries of the audit trail in the name of whoever acted.
    pub(crate) async fn write(self, change: &mut UnitOfWork, actors: &[Actor]) -> anyhow::Result<()> {
        insert(change, self.documents).await?;
        insert(change, self.arrivals).await?;
        insert(change, self.readers).await?;
        insert(change, self.directives).await?;
        insert(change, self.assignments).await?;
        insert(change, self.files).await?;
        insert(change, self.tasks).await?;
        insert(change, self.drafts).await?;
        insert(change, self.versions).await?;
        insert(change, self.checks).await?;
        insert(change, self.signatures).await?;
        insert(change, self.dispatches).await?;
        for row in self.entries {
            let Some(actor) = actors.iter().find(|actor| actor.post.to_string() == row.actor) else {
                continue;
            };
            // As many different words as there are actions: they may live as long as the bench.
            let action: &'static str = Box::leak(row.action.into_boxed_str());
            let kind: &'static str = Box::leak(row.subject_kind.into_boxed_str());
            let details: serde_json::Value = serde_json::from_str(&row.details)?;
            let subject = Subject::new(kind, row.subject_id);
            change.record(Entry::by(actor, row.at, action, subject).with(details));
        }
        Ok(())
    }
}

/// New ids for old ones, the same one each time, and moments moved back.
struct Ids<'a> {
    office: &'a Office,
    known: HashMap<Uuid, Uuid>,
    earlier: time::Duration,
}

impl Ids<'_> {
    fn fresh(&mut self, old: Uuid) -> Uuid {
        let office = self.office;
        *self
            .known
            .entry(old)
            .or_insert_with(|| office.new_id::<DocumentId>().0)
    }

    fn at(&self, moment: Timestamp) -> Timestamp {
        moment.plus(-self.earlier)
    }
}

async fn insert<M>(change: &UnitOfWork, rows: Vec<M>) -> anyhow::Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + Clone,
    <M::Entity as EntityTrait>::ActiveModel: Send,
{
    for rows in rows.chunks(ROWS) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        <M::Entity as EntityTrait>::insert_many(rows)
            .exec_without_returning(change.connection())
            .await?;
    }
    Ok(())
}

/// Moves a book on to its last number.
pub(crate) async fn book_ends(change: &UnitOfWork, book: BookId, last: i32) -> anyhow::Result<()> {
    use documents::entity::register_book;
    use sea_orm::sea_query::Expr;
    register_book::Entity::update_many()
        .col_expr(register_book::Column::LastNumber, Expr::value(last))
        .filter(
            Expr::col(register_book::Column::Id)
                .eq(book.0)
                .and(Expr::col(register_book::Column::LastNumber).lt(last)),
        )
        .exec(change.connection())
        .await?;
    Ok(())
}
