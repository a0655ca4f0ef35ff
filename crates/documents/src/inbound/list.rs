use directory::{Permission, Require as _};
use kernel::{Actor, Office, Timestamp, id::UnitId};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select,
    sea_query::{Expr, ExprTrait as _, Query, SubQueryStatement},
};
use time::Date;

use crate::{
    ArrivalId, DocumentKind, Error, Urgency,
    access::{self, Side},
    counters,
    entity::{
        arrival::{self, ArrivalState},
        document,
    },
};

/// How many rows are walked from the list's beginning before another way is tried.
const WALKED: u64 = 2_000;

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

/// A page of the list, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivalPage {
    /// The lines.
    pub lines: Vec<ArrivalLine>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
    /// How many there are of each state, for those who read the whole agency.
    pub counts: Vec<(ArrivalState, i64)>,
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
    let connection = office.database.read();
    let of_agency = arrival::Entity::find().filter(arrival::Column::AgencyId.eq(actor.agency));
    let from_key = |narrowing: &Filter| {
        let query = narrowed(of_agency.clone(), narrowing, office.today());
        let Some(after) = after else {
            return query;
        };
        let place = Expr::tuple([
            Expr::col((arrival::Entity, arrival::Column::At)),
            Expr::col((arrival::Entity, arrival::Column::Id)),
        ]);
        query.filter(place.lt(Expr::tuple([Expr::value(after.at), Expr::value(after.id)])))
    };
    // Only by what an index knows: where a walk ends must not take longer than the walk.
    let walked = from_key(&Filter {
        kind: None,
        urgency: None,
        ..filter.clone()
    });
    let query = (from_key(filter), walked);
    let rows = rows(connection, actor, filter, query, limit + 1).await?;
    let more = u64::try_from(rows.len()).unwrap_or(u64::MAX) > limit;
    let mut lines: Vec<ArrivalLine> = rows
        .into_iter()
        .filter_map(|(arrival, document)| {
            Some(ArrivalLine {
                arrival,
                document: document?,
            })
        })
        .collect();
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|line| Key {
        at: line.arrival.at,
        id: line.arrival.id,
    });
    let counts = if actor.may(Permission::ReadAgencyDocuments) {
        let rows = counters::read(connection, actor.agency, "arrival:").await?;
        let state = |name: &str| name.strip_prefix("arrival:").and_then(|code| code.parse().ok());
        rows.into_iter()
            .filter_map(|row| Some((state(&row.name)?, row.value)))
            .collect()
    } else {
        Vec::new()
    };
    Ok(ArrivalPage { lines, next, counts })
}

type Row = (arrival::Model, Option<document::Model>);

/// The first rows of the narrowed list that the actor may read, by the way that looks at the fewest.
async fn rows(
    connection: &DatabaseConnection,
    actor: &Actor,
    filter: &Filter,
    (query, walked): (Select<arrival::Entity>, Select<arrival::Entity>),
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let document = || (arrival::Entity, arrival::Column::DocumentId);
    if access::reads_whole_agency(actor) {
        return in_order(connection, query, filter, limit).await;
    }
    if access::reads_much(connection, Side::Arrived, actor).await? {
        let one_by_one = access::is_readable(actor, document());
        // The late ones of an agency are few: each is looked at.
        if filter.overdue {
            return in_order(connection, query.filter(one_by_one), filter, limit).await;
        }
        let newest = query.clone().filter(one_by_one).filter(is_among_newest(walked));
        let rows = in_order(connection, newest, filter, limit).await?;
        if u64::try_from(rows.len()).unwrap_or(u64::MAX) >= limit {
            return Ok(rows);
        }
    }
    let readable = access::readable_on(Side::Arrived, actor);
    let query = query.filter(Expr::col(document()).in_subquery(readable));
    in_order(connection, query, filter, limit).await
}

async fn in_order(
    connection: &DatabaseConnection,
    query: Select<arrival::Entity>,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<Row>, Error> {
    let at = Expr::col((arrival::Entity, arrival::Column::At));
    // The few that are late are found by their dates and then put in order; walking along the order would pass all others.
    let order = if filter.overdue { at.add(0) } else { at };
    let rows = query
        .find_also_related(document::Entity)
        .order_by(order, Order::Desc)
        .order_by_desc(arrival::Column::Id)
        .limit(limit)
        .all(connection)
        .await?;
    Ok(rows)
}

/// Not older than so many rows of the narrowed list, whoever may read them; false where there are fewer.
fn is_among_newest(query: Select<arrival::Entity>) -> Expr {
    let oldest = query
        .select_only()
        .column(arrival::Column::At)
        .order_by_desc(arrival::Column::At)
        .order_by_desc(arrival::Column::Id)
        .offset(WALKED)
        .limit(1)
        .into_query();
    Expr::col((arrival::Entity, arrival::Column::At)).gt(SubQueryStatement::from(oldest))
}

fn narrowed(query: Select<arrival::Entity>, filter: &Filter, today: Date) -> Select<arrival::Entity> {
    let mut query = query;
    if let Some(state) = filter.state {
        query = query.filter(arrival::Column::State.eq(state));
    }
    if filter.overdue {
        let open: Vec<ArrivalState> = ArrivalState::ALL
            .iter()
            .copied()
            .filter(|state| state.is_open())
            .collect();
        query = query
            .filter(arrival::Column::State.is_in(open))
            .filter(arrival::Column::Due.lt(today));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(arrival::Column::UnitId.eq(unit));
    }
    if let Some(year) = filter.year {
        query = query.filter(arrival::Column::Year.eq(year));
    }
    if filter.kind.is_some() || filter.urgency.is_some() {
        let mut documents = Query::select();
        documents
            .column((document::Entity, document::Column::Id))
            .from(document::Entity);
        // Tied to the outer row, so that only the documents of the page are looked at.
        documents.and_where(
            Expr::col((document::Entity, document::Column::Id))
                .equals((arrival::Entity, arrival::Column::DocumentId)),
        );
        if let Some(kind) = filter.kind {
            documents.and_where(Expr::col((document::Entity, document::Column::Kind)).eq(kind.code()));
        }
        if let Some(urgency) = filter.urgency {
            documents.and_where(Expr::col((document::Entity, document::Column::Urgency)).eq(urgency.code()));
        }
        query = query.filter(Expr::exists(documents));
    }
    query
}
