use directory::{Permission, Require as _};
use kernel::{Actor, Office, Timestamp, id::UnitId};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use time::Date;

use super::Brief;
use crate::{
    ArrivalId, DocumentKind, Error, Urgency, access, counters,
    entity::{
        arrival::{self, ArrivalState},
        document,
        document_reader::{Column, Entity},
    },
};

/// What a list is narrowed to; every field of it stands in the page's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this state.
    pub state: Option<ArrivalState>,
    /// Not settled and past their date.
    pub overdue: bool,
    /// Led by this unit.
    pub unit: Option<UnitId>,
    /// Of this kind.
    pub kind: Option<DocumentKind>,
    /// Of this urgency.
    pub urgency: Option<Urgency>,
    /// Arrived in this year.
    pub year: Option<i32>,
}

/// Where a page of the list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// When the last arrival shown was entered.
    pub at: Timestamp,
    /// Its id.
    pub id: ArrivalId,
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.at.micros(), self.id)
    }
}

impl std::str::FromStr for Key {
    type Err = crate::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (at, id) = text.split_once('_')?;
            Some(Self {
                at: Timestamp(at.parse().ok()?),
                id: id.parse().ok()?,
            })
        };
        read().ok_or_else(|| crate::UnknownWord(text.to_owned()))
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalLine {
    /// The arrival.
    pub arrival: arrival::Model,
    /// Its document.
    pub document: document::Model,
}

/// A page of the list, newest first, with each arrival whole or in [`Brief`].
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalPage<L = ArrivalLine> {
    /// The lines.
    pub lines: Vec<L>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
    /// How many there are of each state, for those who read the whole agency.
    pub counts: Vec<(ArrivalState, i64)>,
}

impl<L> ArrivalPage<L> {
    /// The same page with each line made into something else.
    #[must_use]
    pub fn map<M>(self, of: impl FnMut(L) -> M) -> ArrivalPage<M> {
        ArrivalPage {
            lines: self.lines.into_iter().map(of).collect(),
            next: self.next,
            counts: self.counts,
        }
    }
}

/// The arrivals the actor may read, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    office: &Office,
    actor: &Actor,
    filter: &Filter,
    after: Option<Key>,
    limit: u64,
) -> Result<ArrivalPage, Error> {
    let (rows, counts) = tokio::try_join!(
        async {
            let query = asked_for(office, actor, filter, after, limit).find_also_related(document::Entity);
            Ok(query.all(office.database.read()).await?)
        },
        counts(office, actor)
    )?;
    let line = |(arrival, document): (arrival::Model, Option<document::Model>)| {
        Some(ArrivalLine {
            arrival,
            document: document?,
        })
    };
    let lines = rows.into_iter().filter_map(line).collect();
    Ok(page(lines, counts, limit, |line| Key {
        at: line.arrival.at,
        id: line.arrival.id,
    }))
}

/// The same with no more of each than the list shows: half the work for a page that is asked for all day.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_in_brief(
    office: &Office,
    actor: &Actor,
    filter: &Filter,
    after: Option<Key>,
    limit: u64,
) -> Result<ArrivalPage<Brief>, Error> {
    let (lines, counts) = tokio::try_join!(
        async {
            let query = Brief::select(asked_for(office, actor, filter, after, limit));
            Ok(query.all(office.database.read()).await?)
        },
        counts(office, actor)
    )?;
    Ok(page(lines, counts, limit, |line| Key {
        at: line.at,
        id: line.id,
    }))
}

/// The arrivals of a page and the one after them.
fn asked_for(
    office: &Office,
    actor: &Actor,
    filter: &Filter,
    after: Option<Key>,
    limit: u64,
) -> Select<arrival::Entity> {
    let page = access::arrived::newest(actor, limit + 1, |query| {
        narrow(query, filter, office.today());
        if let Some(after) = after {
            let place = Expr::tuple([Expr::col(Column::At), Expr::col(Column::ArrivalId)]);
            query.and_where(place.lt(Expr::tuple([Expr::value(after.at), Expr::value(after.id)])));
        }
    });
    arrival::Entity::find()
        .filter(arrival::Column::Id.in_subquery(page))
        .order_by_desc(arrival::Column::At)
        .order_by_desc(arrival::Column::Id)
}

/// How many there are of each state, for those who read the whole agency.
async fn counts(office: &Office, actor: &Actor) -> Result<Vec<(ArrivalState, i64)>, Error> {
    if !actor.may(Permission::ReadAgencyDocuments) {
        return Ok(Vec::new());
    }
    let rows = counters::read(office.database.read(), actor.agency, "arrival:").await?;
    let state = |name: &str| name.strip_prefix("arrival:").and_then(|code| code.parse().ok());
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((state(&row.name)?, row.value)))
        .collect())
}

fn page<L>(
    mut lines: Vec<L>,
    counts: Vec<(ArrivalState, i64)>,
    limit: u64,
    key: impl Fn(&L) -> Key,
) -> ArrivalPage<L> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(key);
    ArrivalPage { lines, next, counts }
}

/// Narrows what one holder may read. Where an index holds only the few open or urgent ones, its condition is written out, so
/// that the engine sees that the index will do.
fn narrow(query: &mut SelectStatement, filter: &Filter, today: Date) {
    let is_not = |column: Column, code: &str| Expr::col(column).ne(Expr::Constant(code.into()));
    if filter.overdue || filter.state.is_some_and(|state| state != ArrivalState::Completed) {
        query.and_where(is_not(Column::State, ArrivalState::Completed.code()));
    }
    if let Some(state) = filter.state {
        query.and_where(Column::State.eq(state));
    }
    if filter.overdue {
        let open = ArrivalState::ALL.iter().copied().filter(|state| state.is_open());
        query
            .and_where(Column::State.is_in(open))
            .and_where(Column::Due.lt(today));
    }
    if let Some(urgency) = filter.urgency {
        if urgency.is_urgent() {
            query.and_where(is_not(Column::Urgency, Urgency::Normal.code()));
        }
        query.and_where(Column::Urgency.eq(urgency));
    }
    if let Some(kind) = filter.kind {
        query.and_where(Column::Kind.eq(kind));
    }
    if let Some(year) = filter.year {
        query.and_where(Column::Year.eq(year));
    }
    if let Some(unit) = filter.unit {
        let led = Query::select()
            .expr(Expr::value(1))
            .from(arrival::Entity)
            .and_where(Expr::col((arrival::Entity, arrival::Column::Id)).equals((Entity, Column::ArrivalId)))
            .and_where(arrival::Column::UnitId.eq(unit))
            .to_owned();
        query.and_where(Expr::exists(led));
    }
}
