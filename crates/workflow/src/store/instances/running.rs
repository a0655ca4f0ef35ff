use std::sync::Arc;

use kernel::{Actor, UnitOfWork};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    Select,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{Card, InstanceId, holders, person, process_instance, rows};
use crate::{
    Definition, Instance,
    definition::{NodeKind, TaskKind, Trigger},
    engine::Token,
    store::{Error, definitions},
    task::{TaskState, holders_of, task},
};

/// A case that runs, as area crates ask it.
#[derive(Debug, Clone)]
pub struct Running {
    /// Its row.
    pub row: process_instance::Model,
    /// Its process.
    pub definition: Arc<Definition>,
    /// How it stands.
    pub state: Instance,
}

fn about(kind: &str, subject: Uuid) -> Select<process_instance::Entity> {
    process_instance::Entity::find()
        .filter(process_instance::Column::SubjectId.eq(subject))
        .filter(process_instance::Column::SubjectKind.eq(kind))
        .filter(process_instance::Column::Status.is_in(["running", "suspended"]))
}

/// The running case about a subject.
///
/// # Errors
/// When the database cannot be read.
pub async fn running(
    connection: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
) -> Result<Option<Running>, Error> {
    let row = about(kind, subject).one(connection).await?;
    with_process(connection, row).await
}

/// The same inside a change: nobody else acts on the case until the change ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn running_for_change(
    change: &UnitOfWork,
    kind: &str,
    subject: Uuid,
) -> Result<Option<Running>, Error> {
    let connection = change.connection();
    let mut query = about(kind, subject);
    if connection.get_database_backend() == DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    with_process(connection, query.one(connection).await?).await
}

async fn with_process(
    connection: &impl ConnectionTrait,
    row: Option<process_instance::Model>,
) -> Result<Option<Running>, Error> {
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Running {
        definition: definitions::by_id(connection, row.definition_id).await?,
        state: row.standing()?,
        row,
    }))
}

impl Running {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> InstanceId {
        self.row.id
    }

    /// The open tasks of people, each with what it is called on the work list.
    pub fn tasks(&self) -> impl Iterator<Item = (&Token, &str)> {
        self.state.open_tasks().filter_map(|token| {
            let node = &self.definition.nodes[token.element()];
            let for_people = matches!(node.kind, NodeKind::Task(TaskKind::User));
            for_people.then(|| (token, rows::action(node)))
        })
    }

    /// The open task of this action, on this part of the subject where one is named.
    #[must_use]
    pub fn task(&self, action: &str, part: Option<Uuid>) -> Option<&Token> {
        let fits = |token: &Token| {
            let node = &self.definition.nodes[token.element()];
            part.is_none() || rows::part(&self.state, token, node) == part
        };
        self.tasks()
            .find(|(token, asked)| *asked == action && fits(token))
            .map(|(token, _)| token)
    }

    /// Whether the task is the actor's, or one the actor may take.
    #[must_use]
    pub fn is_for(&self, token: &Token, actor: &Actor) -> bool {
        if let Some(holder) = token.holder() {
            return *holder == person(actor.post);
        }
        let assignment = &self.definition.nodes[token.element()].assignment;
        let mine = holders_of(actor);
        holders::of(&self.state, token, assignment, self.row.agency_id)
            .iter()
            .any(|holder| mine.contains(&holder.to_string()))
    }

    /// Whether the process says what happens when the task fails.
    #[must_use]
    pub fn catches_failure(&self, token: &Token) -> bool {
        let border = &self.definition.nodes[token.element()].boundary;
        border.iter().any(|event| {
            let NodeKind::Boundary { trigger, .. } = &self.definition.nodes[*event].kind else {
                return false;
            };
            match trigger {
                Trigger::Any(all) => all.iter().any(|one| matches!(one, Trigger::Error(_))),
                one => matches!(one, Trigger::Error(_)),
            }
        })
    }

    /// The name of a task's step.
    #[must_use]
    pub fn name(&self, token: &Token) -> &str {
        self.definition.nodes[token.element()].label()
    }

    /// The element whose tasks are called so on the work list.
    #[must_use]
    pub fn element(&self, action: &str) -> Option<&str> {
        let node = self.definition.nodes.iter().find(|node| {
            matches!(node.kind, NodeKind::Task(TaskKind::User)) && rows::action(node) == action
        })?;
        Some(&node.id)
    }
}

/// Gives a case and what it has on the work list another title, as when a draft's subject is changed.
///
/// # Errors
/// When the database refuses.
pub async fn retitle(change: &UnitOfWork, id: InstanceId, card: &Card) -> Result<(), Error> {
    process_instance::Entity::update_many()
        .col_expr(process_instance::Column::Title, Expr::value(&card.title))
        .col_expr(process_instance::Column::Detail, Expr::value(&card.detail))
        .col_expr(process_instance::Column::Urgency, Expr::value(card.urgency))
        .filter(process_instance::Column::Id.eq(id))
        .exec(change.connection())
        .await?;
    task::Entity::update_many()
        .col_expr(task::Column::Title, Expr::value(&card.title))
        .col_expr(task::Column::Detail, Expr::value(&card.detail))
        .col_expr(task::Column::Urgency, Expr::value(card.urgency))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::InstanceId.eq(id))
        .filter(task::Column::State.eq(TaskState::Open))
        .exec(change.connection())
        .await?;
    Ok(())
}
