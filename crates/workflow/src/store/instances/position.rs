//! Where a case is, for a picture of it.

use std::collections::BTreeSet;

use kernel::{Timestamp, id::Id as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{history, holders, of_subject, process_instance, process_step, rows};
use crate::{
    Definition, Effect, Instance,
    definition::{NodeKind, TaskKind},
    engine::{Mapping, Part, TaskId, Token},
    store::{
        Error,
        definitions::{self, process_definition},
    },
    task::{Holder, TaskState, task as task_row},
};

/// Something the case waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The step's id.
    pub element: String,
    /// Its name.
    pub name: String,
    /// Who has it, or may take it; nobody where a message or a time is waited for.
    pub holders: Vec<Holder>,
    /// Who helps with it and is not done yet.
    pub helping: Vec<(Part, Holder)>,
    /// Since when, where the history tells.
    pub since: Option<Timestamp>,
    /// By when.
    pub due: Option<time::Date>,
}

/// Where a case is.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// The case.
    pub row: process_instance::Model,
    /// The version it runs by.
    pub process: process_definition::Model,
    /// The elements it waits at.
    pub present: BTreeSet<String>,
    /// Elements and flows it has passed, by their ids in this version.
    pub passed: BTreeSet<String>,
    /// What it waits for.
    pub waiting: Vec<Waiting>,
}

/// Where the newest case about a subject is; none where there is no case.
///
/// # Errors
/// When the database cannot be read.
pub async fn position(
    connection: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
) -> Result<Option<Position>, Error> {
    let Some(row) = of_subject(connection, kind, subject).await? else {
        return Ok(None);
    };
    let process = process_definition::Entity::find_by_id(row.definition_id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let definition = definitions::by_id(connection, row.definition_id).await?;
    let state = row.standing()?;
    let happened = Happened::read(&history::history(connection, row.id).await?)?;
    let listed = task_row::Entity::find()
        .filter(task_row::Column::InstanceId.eq(row.id.uuid()))
        .filter(task_row::Column::State.eq(TaskState::Open))
        .all(connection)
        .await?;
    let waiting = state
        .tokens()
        .iter()
        .filter(|token| waits(&definition, token))
        .map(|token| waiting(&row, &definition, &state, token, &happened, &listed));
    Ok(Some(Position {
        present: state
            .tokens()
            .iter()
            .map(|token| definition.nodes[token.element()].id.to_string())
            .collect(),
        waiting: waiting.collect(),
        passed: happened.passed,
        process,
        row,
    }))
}

/// Whether somebody or something outside is waited for at this token, rather than the case's own other branches.
fn waits(definition: &Definition, token: &Token) -> bool {
    matches!(
        definition.nodes[token.element()].kind,
        NodeKind::Task(_) | NodeKind::Catch(_) | NodeKind::EventBased { .. } | NodeKind::Call(_)
    ) && !token.has_rounds()
}

fn waiting(
    row: &process_instance::Model,
    definition: &Definition,
    state: &Instance,
    token: &Token,
    happened: &Happened,
    listed: &[task_row::Model],
) -> Waiting {
    let node = &definition.nodes[token.element()];
    let is_for_people = matches!(node.kind, NodeKind::Task(TaskKind::User));
    let helpers = token
        .work()
        .map(|work| work.helpers.as_slice())
        .unwrap_or_default();
    let own = |task: &&task_row::Model| task.step == Some(rows::stored(token.id)) && task.helper.is_none();
    Waiting {
        element: node.id.to_string(),
        name: node.label().to_owned(),
        holders: if is_for_people {
            holders::of(state, token, &node.assignment, row.agency_id)
        } else {
            Vec::new()
        },
        helping: helpers
            .iter()
            .filter(|helper| !helper.done)
            .filter_map(|helper| Some((helper.part, holders::post(&helper.person)?)))
            .collect(),
        since: happened.since(token.id),
        due: listed.iter().find(own).and_then(task_row::Model::due),
    }
}

/// What a history tells about the picture.
#[derive(Default)]
struct Happened {
    passed: BTreeSet<String>,
    /// Since when tasks are where they are.
    reached: Vec<(TaskId, Timestamp)>,
}

impl Happened {
    fn read(steps: &[process_step::Model]) -> Result<Self, Error> {
        let mut happened = Self::default();
        for step in steps {
            if let Some(moved) = step.moved()? {
                happened.rename(&moved.mapping);
            }
            for effect in step.effects()? {
                happened.take(effect, step.at);
            }
        }
        Ok(happened)
    }

    fn take(&mut self, effect: Effect, at: Timestamp) {
        match effect {
            Effect::Passed { element } => {
                self.passed.insert(element.to_string());
            }
            Effect::Taken { flow } => {
                self.passed.insert(flow.to_string());
            }
            Effect::TaskOpened { task, .. }
            | Effect::Handed { task, .. }
            | Effect::Released { task, .. }
            | Effect::SentBack { task, .. }
            | Effect::Recalled { task, .. } => self.reached.push((task, at)),
            _ => {}
        }
    }

    fn rename(&mut self, mapping: &Mapping) {
        for (old, new) in &mapping.0 {
            if self.passed.remove(old) {
                self.passed.insert(new.clone());
            }
        }
    }

    fn since(&self, task: TaskId) -> Option<Timestamp> {
        self.reached
            .iter()
            .rev()
            .find(|(reached, _)| *reached == task)
            .map(|(_, at)| *at)
    }
}
