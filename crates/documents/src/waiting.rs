//! What waits for somebody, for the frame of every page: tasks by what is asked and notifications by post, in one question.

use kernel::{Actor, id::PostId};
use sea_orm::{
    ConnectionTrait, FromQueryResult, QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, ExprTrait as _, Query, UnionType},
};
use time::Date;
use workflow::task::{self, Count};

use crate::{
    Error, access,
    entity::notification::Column,
    notification::{self, Unread},
};

/// What waits for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Tasks of the present post, by what is asked.
    pub tasks: Vec<Count>,
    /// Notifications that were not read, by post.
    pub unread: Unread,
}

/// A line of either part.
#[derive(Debug, FromQueryResult)]
struct Line {
    action: Option<String>,
    waiting: i64,
    late: i64,
    post: Option<PostId>,
}

/// What waits for the actor.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    today: Date,
) -> Result<Waiting, Error> {
    let mut question = Query::select();
    question
        .columns(["action", "waiting", "late"])
        .expr_as(Expr::value(None::<PostId>), "post")
        .from_subquery(
            task::counted(actor, access::subjects_in_scope(actor).as_ref(), today),
            "counted",
        );
    let unread = notification::counted(actor.person)
        .select_only()
        .expr_as(Expr::value(None::<String>), "action")
        .column_as(Expr::col(Column::PostId).count(), "waiting")
        .expr_as(Expr::value(0_i64), "late")
        .column_as(Column::PostId, "post")
        .into_query();
    question.union(UnionType::All, unread);
    let rows = connection.query_all(&question).await?;
    let (mut tasks, mut unread) = (Vec::new(), Unread::default());
    for row in rows {
        let line = Line::from_query_result(&row, "")?;
        match (line.action, line.post) {
            (Some(action), _) => tasks.push(Count {
                action,
                waiting: line.waiting,
                late: line.late,
            }),
            (None, Some(post)) => {
                unread.insert(post, line.waiting);
            }
            (None, None) => {}
        }
    }
    Ok(Waiting {
        tasks: task::together(tasks),
        unread,
    })
}
