//! What came from elsewhere, and who may read it.
//!
//! A list of arrivals is asked for by state, urgency, kind, year and due date, and always newest first. The rows that say who
//! may read repeat these facts: so what each holder may read lies in the list's order in an index, and a page of the list is the
//! newest of a few such walks. The rights are what is walked, not what is tested afterwards.

use kernel::{Actor, UnitOfWork};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, ExprTrait as _, Order,
    sea_query::{Expr, InsertStatement, OnConflict, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use super::{Reader, documents_in, holders, limited, reads_whole_agency};
use crate::{
    ArrivalId, Error,
    entity::{
        arrival, document,
        document_reader::{Column, Entity},
    },
};

/// Lets these, all of the agency it came to, read an arrival and its document. Telling twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn allow(change: &UnitOfWork, id: ArrivalId, readers: &[Reader]) -> Result<(), Error> {
    for reader in readers {
        change.connection().execute(&entry(id, *reader)).await?;
    }
    Ok(())
}

/// One reader's row, with what the arrival and its document say now.
fn entry(id: ArrivalId, reader: Reader) -> InsertStatement {
    let columns = [
        Column::DocumentId,
        Column::HolderId,
        Column::Own,
        Column::ArrivalId,
        Column::At,
        Column::State,
        Column::Due,
        Column::Year,
        Column::Kind,
        Column::Urgency,
    ];
    let (of_arrival, of_document) = (
        |column| (arrival::Entity, column),
        |column| (document::Entity, column),
    );
    let row = Query::select()
        .column(of_arrival(arrival::Column::DocumentId))
        .expr(Expr::value(reader.holder()))
        .expr(Expr::value(false))
        .column(of_arrival(arrival::Column::Id))
        .column(of_arrival(arrival::Column::At))
        .column(of_arrival(arrival::Column::State))
        .column(of_arrival(arrival::Column::Due))
        .column(of_arrival(arrival::Column::Year))
        .column(of_document(document::Column::Kind))
        .column(of_document(document::Column::Urgency))
        .from(arrival::Entity)
        .inner_join(
            document::Entity,
            Expr::col(of_document(document::Column::Id)).equals(of_arrival(arrival::Column::DocumentId)),
        )
        .and_where(Expr::col(of_arrival(arrival::Column::Id)).eq(id))
        .to_owned();
    Query::insert()
        .into_table(Entity)
        .columns(columns)
        .select_from(row)
        .expect("as many values as columns")
        .on_conflict(
            OnConflict::columns([Column::DocumentId, Column::HolderId])
                .do_nothing()
                .to_owned(),
        )
        .to_owned()
}

/// Repeats what of an arrival has changed beside its readers.
pub(crate) async fn follow(change: &UnitOfWork, moved: &arrival::Model) -> Result<(), Error> {
    let present = |column| Expr::col((arrival::Entity, column));
    let update = Query::update()
        .table(Entity)
        .from(arrival::Entity)
        .value(Column::State, present(arrival::Column::State))
        .value(Column::Due, present(arrival::Column::Due))
        .value(Column::Year, present(arrival::Column::Year))
        .and_where(present(arrival::Column::Id).eq(moved.id))
        .and_where(Expr::col((Entity, Column::DocumentId)).eq(moved.document_id))
        .and_where(Expr::col((Entity, Column::ArrivalId)).eq(moved.id))
        .to_owned();
    change.connection().execute(&update).await?;
    Ok(())
}

/// The ids of the newest arrivals the actor may read, among those that `narrow` leaves; it is handed a query of
/// `document_reader` for each holder the actor stands for.
pub(crate) fn newest(actor: &Actor, limit: u64, narrow: impl Fn(&mut SelectStatement)) -> SelectStatement {
    let holders = if reads_whole_agency(actor) {
        vec![actor.agency.0]
    } else {
        holders(actor)
    };
    let mut walks = holders.into_iter().map(|holder| {
        let mut one = walk(actor, holder);
        narrow(&mut one);
        newest_first(&mut one, limit);
        // By itself: a part of a union cannot have an order of its own.
        Query::select()
            .columns([Column::At, Column::ArrivalId])
            .from_subquery(one, "walk")
            .take()
    });
    let mut all = walks.next().expect("everybody stands for their post");
    for walk in walks {
        all.union(UnionType::Distinct, walk);
    }
    newest_first(&mut all, limit);
    Query::select()
        .column(Column::ArrivalId)
        .from_subquery(all, "newest")
        .take()
}

fn walk(actor: &Actor, holder: Uuid) -> SelectStatement {
    let mut walk = Query::select();
    walk.columns([Column::At, Column::ArrivalId])
        .from(Entity)
        .and_where(Column::HolderId.eq(holder))
        .and_where(Column::ArrivalId.is_not_null());
    if let Some(scope) = limited(actor) {
        walk.and_where(Column::DocumentId.in_subquery(documents_in(scope)));
    }
    walk
}

fn newest_first(query: &mut SelectStatement, limit: u64) {
    query
        .order_by(Column::At, Order::Desc)
        .order_by(Column::ArrivalId, Order::Desc)
        .limit(limit);
}
