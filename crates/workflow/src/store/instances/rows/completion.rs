use std::collections::BTreeSet;

use kernel::UnitOfWork;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::{Wanted, insert, model, of_token, stored, waits_for_people};
use crate::{
    Command, Instance,
    engine::{TaskId, Token},
    store::{
        Error,
        instances::{Act, case::Case, process_instance},
    },
    task::{TaskState, task},
};

/// What an ordinary completion changes on the work list, known from the case alone: the rows need not be looked at first.
pub(super) struct Completion {
    done: TaskId,
    withdrawn: Vec<TaskId>,
    new: Vec<Wanted>,
}

impl Completion {
    /// None where something else changes as well, such as who is asked for a step that stays open: then the rows are compared.
    pub(super) fn of(
        row: &process_instance::Model,
        before: &Instance,
        case: &Case,
        act: Act<'_>,
    ) -> Option<Self> {
        let Some(Command::Complete { task, .. }) = case.commands.first() else {
            return None;
        };
        if case.moved.is_some()
            || before.open_task(*task).is_none_or(is_shared)
            || case.state.open_task(*task).is_some()
        {
            return None;
        }
        let asked = |state: &Instance| -> Vec<TaskId> { state.open_tasks().map(|token| token.id).collect() };
        let was: BTreeSet<TaskId> = asked(before).into_iter().collect();
        let is: BTreeSet<TaskId> = asked(&case.state).into_iter().collect();
        let stays = was.intersection(&is).copied();
        if !stays
            .into_iter()
            .all(|task| is_same(row, before, case, task, act))
        {
            return None;
        }
        let opened = case.state.open_tasks().filter(|token| !was.contains(&token.id));
        Some(Self {
            done: *task,
            withdrawn: was
                .difference(&is)
                .copied()
                .filter(|other| other != task)
                .collect(),
            new: opened
                .filter(|token| waits_for_people(case, token))
                .flat_map(|token| of_token(row, case, &case.state, token, act))
                .collect(),
        })
    }

    /// Writes it.
    pub(super) async fn write(
        self,
        change: &UnitOfWork,
        row: &process_instance::Model,
        act: Act<'_>,
    ) -> Result<(), Error> {
        end(change, row, &[self.done], TaskState::Done, act).await?;
        if !self.withdrawn.is_empty() {
            end(change, row, &self.withdrawn, TaskState::Cancelled, act).await?;
        }
        let new = self.new.into_iter().map(|one| model(row, one, act));
        insert(change, new.collect()).await
    }
}

/// Whether others than the holder are asked about the task.
fn is_shared(token: &Token) -> bool {
    token
        .work()
        .is_some_and(|work| !work.helpers.is_empty() || !work.consultations.is_empty())
}

/// Whether an open task asks the same of the same people as before.
fn is_same(
    row: &process_instance::Model,
    before: &Instance,
    case: &Case,
    task: TaskId,
    act: Act<'_>,
) -> bool {
    let asked = |state: &Instance| -> Option<Vec<String>> {
        let token = state.open_task(task)?;
        let all = of_token(row, case, state, token, act).into_iter();
        Some(all.map(|one| one.key()).collect())
    };
    asked(before) == asked(&case.state)
}

async fn end(
    change: &UnitOfWork,
    row: &process_instance::Model,
    steps: &[TaskId],
    state: TaskState,
    act: Act<'_>,
) -> Result<(), Error> {
    task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(state))
        .col_expr(task::Column::EndedAt, Expr::value(act.at))
        .col_expr(task::Column::EndedBy, Expr::value(act.name()))
        .col_expr(task::Column::Outcome, Expr::value(act.outcome))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::InstanceId.eq(row.id.0))
        .filter(task::Column::State.eq(TaskState::Open))
        .filter(task::Column::Step.is_in(steps.iter().map(|step| stored(*step))))
        .exec(change.connection())
        .await?;
    Ok(())
}
