use std::collections::BTreeMap;

use kernel::Actor;
use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait as _, SelectStatement, UnionType},
};

use super::{Error, holders_of, list::waiting_for, task};

/// How many tasks of one action wait for the actor.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    /// What is asked.
    pub action: String,
    /// How many wait.
    pub waiting: i64,
    /// How many of them are past their due date.
    pub late: i64,
}

/// How much waits for the actor, for each action.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    today: time::Date,
) -> Result<Vec<Count>, Error> {
    counts_within(connection, actor, None, today).await
}

/// The same, of these subjects alone where some are named.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts_within(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    subjects: Option<SelectStatement>,
    today: time::Date,
) -> Result<Vec<Count>, Error> {
    let rows = connection
        .query_all(&counted(actor, subjects.as_ref(), today))
        .await?;
    let counts: Result<Vec<Count>, _> = rows.iter().map(|row| Count::from_query_result(row, "")).collect();
    Ok(together(counts?))
}

/// The counts of several holders, brought together by action.
#[must_use]
pub fn together(counts: impl IntoIterator<Item = Count>) -> Vec<Count> {
    let mut by_action: BTreeMap<String, Count> = BTreeMap::new();
    for count in counts {
        by_action
            .entry(count.action.clone())
            .and_modify(|sum| {
                sum.waiting += count.waiting;
                sum.late += count.late;
            })
            .or_insert(count);
    }
    by_action.into_values().collect()
}

/// The question for these counts: the columns `action`, `waiting` and `late`, for each holder the actor stands for by itself,
/// so that each is counted along an index; [`together`] adds them up.
#[must_use]
pub fn counted(actor: &Actor, subjects: Option<&SelectStatement>, today: time::Date) -> SelectStatement {
    let late = Expr::case(Expr::col(task::Column::DueKey).lt(today.to_julian_day()), 1);
    let parts = holders_of(actor).into_iter().map(|holder| {
        waiting_for(&holder, subjects)
            .column(task::Column::Action)
            .expr_as(Expr::col(task::Column::Id).count(), "waiting")
            .expr_as(Expr::expr(late.clone()).count(), "late")
            .group_by_col(task::Column::Action)
            .take()
    });
    parts
        .reduce(|mut all, part| all.union(UnionType::All, part).take())
        // Everybody stands for their post: there is one.
        .unwrap_or_default()
}
