//! Lists of drafts and of issued documents, and the book of issued documents.

use kernel::{Actor, Timestamp, id::UnitId};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::{
    Stage,
    entity::{dispatch, draft},
};
use crate::{
    BookId, DocumentId, DocumentKind, Error, Urgency, access,
    entity::{document, register_book},
};

/// Which documents are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Issued and recalled ones rather than drafts.
    pub is_issued: bool,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Only this kind.
    pub kind: Option<DocumentKind>,
    /// Only this urgency.
    pub urgency: Option<Urgency>,
    /// Only of this unit.
    pub unit: Option<UnitId>,
    /// Only the actor's own drafts.
    pub is_mine: bool,
    /// Only of this year of issue.
    pub year: Option<i32>,
    /// Only with these letters in the subject.
    pub text: String,
}

/// Where a page of a list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// When the last one shown changed or was issued.
    pub at: Timestamp,
    /// Its id.
    pub id: DocumentId,
}

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its way.
    pub draft: draft::Model,
    /// The document.
    pub document: document::Model,
}

/// A page of a list, newest first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The lines.
    pub rows: Vec<Row>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
}

/// What the actor may read of the own agency's documents.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    filter: &Filter,
    after: Option<Key>,
    limit: u64,
) -> Result<Page, Error> {
    let order = if filter.is_issued {
        draft::Column::IssuedAt
    } else {
        draft::Column::ChangedAt
    };
    let mut query = draft::Entity::find()
        .find_also_related(document::Entity)
        .filter(draft::Column::AgencyId.eq(actor.agency))
        .filter(access::is_listed(
            actor,
            (draft::Entity, draft::Column::DocumentId),
        ));
    query = match filter.stage {
        Some(stage) => query.filter(draft::Column::Stage.eq(stage)),
        None if filter.is_issued => query.filter(draft::Column::IssuedAt.is_not_null()),
        None => query.filter(draft::Column::IssuedAt.is_null()),
    };
    if let Some(kind) = filter.kind {
        query = query.filter(document::Column::Kind.eq(kind));
    }
    if let Some(urgency) = filter.urgency {
        query = query.filter(document::Column::Urgency.eq(urgency));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(draft::Column::UnitId.eq(unit));
    }
    if filter.is_mine {
        query = query.filter(draft::Column::DrafterId.eq(actor.person));
    }
    if let Some(year) = filter.year {
        let first = |year| time::Date::from_calendar_date(year, time::Month::January, 1).ok();
        if let (Some(from), Some(to)) = (first(year), first(year + 1)) {
            query = query
                .filter(document::Column::Date.gte(from))
                .filter(document::Column::Date.lt(to));
        }
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        query = query.filter(document::Column::Subject.contains(text));
    }
    if let Some(after) = after {
        let place = Expr::tuple([
            Expr::col((draft::Entity, order)),
            Expr::col((draft::Entity, draft::Column::DocumentId)),
        ]);
        query = query.filter(place.lt(Expr::tuple([Expr::value(after.at), Expr::value(after.id)])));
    }
    let found = query
        .order_by_desc(order)
        .order_by_desc(draft::Column::DocumentId)
        .limit(limit + 1)
        .all(connection)
        .await?;
    let mut rows: Vec<Row> = found
        .into_iter()
        .filter_map(|(draft, document)| {
            Some(Row {
                draft,
                document: document?,
            })
        })
        .collect();
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| Key {
        at: if filter.is_issued {
            row.draft.issued_at.unwrap_or(Timestamp(0))
        } else {
            row.draft.changed_at
        },
        id: row.document.id,
    });
    Ok(Page { rows, next })
}

/// One line of the book of issued documents (Decree 30/2020, Annex IV): ten columns.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Columns 1 to 4: number and symbol, date, kind and subject, signer.
    pub document: document::Model,
    /// Column 5: the recipients.
    pub recipients: Vec<String>,
    /// Column 6: who keeps the original.
    pub keeper: String,
    /// Column 7: how many copies.
    pub copies: usize,
    /// Column 8: when it was handed over.
    pub sent: Option<Timestamp>,
    /// Column 10: remarks.
    pub remark: String,
}

/// A page of a book, by number.
///
/// # Errors
/// [`Error::NotFound`] when the book is not of the actor's agency.
pub async fn book(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: BookId,
    after: Option<i32>,
    limit: u64,
) -> Result<(register_book::Model, Vec<Entry>, Option<i32>), Error> {
    let book = register_book::Entity::find_by_id(id)
        .filter(register_book::Column::AgencyId.eq(actor.agency))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let mut rows = document::Entity::find()
        .find_also_related(draft::Entity)
        .filter(document::Column::BookId.eq(id))
        .filter(document::Column::Number.gt(after.unwrap_or(0)))
        .filter(access::is_listed(actor, (document::Entity, document::Column::Id)))
        .order_by_asc(document::Column::Number)
        .limit(limit + 1)
        .all(connection)
        .await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows
        .last()
        .filter(|_| more)
        .and_then(|(document, _)| document.number);
    let ids: Vec<DocumentId> = rows.iter().map(|(document, _)| document.id).collect();
    let dispatches = dispatch::Entity::find()
        .filter(dispatch::Column::DocumentId.is_in(ids))
        .order_by_asc(dispatch::Column::Position)
        .all(connection)
        .await?;
    let entries = rows
        .into_iter()
        .map(|(document, draft)| entry(document, draft.as_ref(), &dispatches))
        .collect();
    Ok((book, entries, next))
}

fn entry(document: document::Model, draft: Option<&draft::Model>, dispatches: &[dispatch::Model]) -> Entry {
    let recipients: Vec<String> = dispatches
        .iter()
        .filter(|dispatch| dispatch.document_id == document.id)
        .map(|dispatch| dispatch.name.clone())
        .collect();
    let remark = draft.map_or_else(String::new, |draft| match draft.stage {
        Stage::Recalled => format!("Thu hồi: {}", draft.reason),
        Stage::Issued => String::new(),
        stage => stage.label().to_owned(),
    });
    Entry {
        copies: recipients.len(),
        recipients,
        keeper: draft.map_or_else(|| "VT".to_owned(), |draft| format!("VT, {}", draft.unit_name)),
        sent: draft.and_then(|draft| draft.issued_at),
        remark,
        document,
    }
}
