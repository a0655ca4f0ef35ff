//! What a case puts on the work list: the rows are compared with what the case waits for, and only the difference is written.

mod completion;

use completion::Completion;
use kernel::{
    UnitOfWork,
    id::{Id as _, Ids},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{
    Act,
    case::{Case, WorkingDays},
    helpers, holders, process_instance,
};
use crate::{
    Command, Instance,
    definition::{Node, NodeKind, TaskKind},
    engine::{Person, TaskId, Token, due_date},
    store::Error,
    task::{FOLLOW_UP, Holder, NEVER, TaskState, due_key, reminder, task},
};

/// One thing the case waits for somebody to do.
struct Wanted {
    step: TaskId,
    step_name: String,
    action: String,
    holder: Holder,
    /// Whose part it is, where it is not the task itself.
    helper: Option<Person>,
    part: Option<Uuid>,
    due: Option<time::Date>,
}

impl Wanted {
    fn is(&self, row: &task::Model) -> bool {
        row.step == Some(stored(self.step))
            && row.holder == self.holder.to_string()
            && row.helper.as_deref() == self.helper.as_ref().map(Person::as_str)
            && row.action == self.action
    }

    /// What makes it the same thing asked of the same one, by the same day.
    fn key(&self) -> String {
        let helper = self.helper.as_ref().map(Person::as_str).unwrap_or_default();
        format!(
            "{} {} {helper} {:?} {:?}",
            self.holder, self.action, self.part, self.due
        )
    }
}

/// The number of a task as it is stored.
pub(super) fn stored(task: TaskId) -> i64 {
    i64::try_from(task).unwrap_or(i64::MAX)
}

/// What the task of an element is called on the work list: its form, or its own id.
pub(super) fn action(node: &Node) -> &str {
    node.assignment.form.as_deref().unwrap_or(&node.id)
}

/// Brings the work list in step with the case.
pub(super) async fn keep(
    change: &UnitOfWork,
    row: &process_instance::Model,
    before: &Instance,
    case: &Case,
    act: Act<'_>,
) -> Result<(), Error> {
    if let Some(completion) = Completion::of(row, before, case, act) {
        return completion.write(change, row, act).await;
    }
    let open = if row.revision == 1 {
        Vec::new()
    } else {
        task::Entity::find()
            .filter(task::Column::InstanceId.eq(row.id))
            .filter(task::Column::State.eq(TaskState::Open))
            .all(change.connection())
            .await?
    };
    let wanted = wanted(row, case, act);
    let (done, gone): (Vec<&task::Model>, Vec<&task::Model>) = open
        .iter()
        .filter(|task| !wanted.iter().any(|one| one.is(task)) && !follows_up(task, case))
        .partition(|task| is_done(task, case, act));
    end(change, &done, TaskState::Done, act).await?;
    end(change, &gone, TaskState::Cancelled, act).await?;
    let mut new = Vec::new();
    for one in wanted {
        match open.iter().find(|task| one.is(task)) {
            Some(task) => postpone(change, task, &one, case).await?,
            None if is_at_it(&one, case, act) => {}
            None => new.push(model(row, one, act)),
        }
    }
    insert(change, new).await
}

fn wanted(row: &process_instance::Model, case: &Case, act: Act<'_>) -> Vec<Wanted> {
    case.state
        .open_tasks()
        .filter(|token| waits_for_people(case, token))
        .flat_map(|token| of_token(row, case, &case.state, token, act))
        .collect()
}

fn waits_for_people(case: &Case, token: &Token) -> bool {
    matches!(
        case.definition.nodes[token.element()].kind,
        NodeKind::Task(TaskKind::User)
    )
}

/// The task itself in this state of the case, for each who may do it, and what is asked of its helpers and of colleagues.
fn of_token(
    row: &process_instance::Model,
    case: &Case,
    state: &Instance,
    token: &Token,
    act: Act<'_>,
) -> Vec<Wanted> {
    let node = &case.definition.nodes[token.element()];
    let part = part(state, token, node);
    let due = due(state, token, node, act);
    let one = |holder, helper: Option<&Person>, action: &str| Wanted {
        step: token.id,
        step_name: node.label().to_owned(),
        action: action.to_owned(),
        holder,
        helper: helper.cloned(),
        part,
        due,
    };
    let mut all: Vec<Wanted> = holders::of(state, token, &node.assignment, row.agency_id)
        .into_iter()
        .map(|holder| one(holder, None, action(node)))
        .collect();
    let Some(work) = token.work() else {
        return all;
    };
    let helping = work.helpers.iter().filter(|helper| !helper.done);
    all.extend(helping.filter_map(|helper| {
        let holder = holders::post(&helper.person)?;
        Some(one(holder, Some(&helper.person), helpers::code(helper.part)))
    }));
    let asked = work.consultations.iter().filter(|asked| asked.answer.is_none());
    all.extend(asked.filter_map(|asked| {
        let holder = holders::post(&asked.asked)?;
        Some(one(holder, Some(&asked.asked), "advise"))
    }));
    all
}

/// The part of the subject a task is about.
pub(super) fn part(state: &Instance, token: &Token, node: &Node) -> Option<Uuid> {
    let find = |name: &str| state.seen_from(token.id, name);
    match &node.assignment.part {
        Some(text) => holders::filled(text, &find).pop()?.parse().ok(),
        None => find("part")?.get("id")?.as_str()?.parse().ok(),
    }
}

/// Until when: what somebody set, or what the process says from now on.
fn due(state: &Instance, token: &Token, node: &Node, act: Act<'_>) -> Option<time::Date> {
    if let Some(deadline) = token.work().and_then(|work| work.deadline.as_ref()) {
        return Some(WorkingDays::date(deadline.due));
    }
    let text = node.assignment.due_date.as_deref()?;
    let text = holders::filled(text, &|name| state.seen_from(token.id, name)).pop()?;
    let days = WorkingDays(act.calendar);
    let is_date = !text.starts_with('P') && !text.contains('T');
    let moment = due_date(&text, act.at.micros(), &days).ok()?;
    if is_date {
        // The day itself still counts.
        Some(kernel::Timestamp(moment).vietnam().date())
    } else {
        Some(WorkingDays::date(moment))
    }
}

/// Whether a row that is no longer wanted was done, rather than withdrawn: it is what the command was about.
fn is_done(row: &task::Model, case: &Case, act: Act<'_>) -> bool {
    let Some(command) = case.commands.first() else {
        return false;
    };
    let by_actor = act.actor.map(|actor| actor.post.to_string());
    let of_actor = row.helper.is_none() || row.helper == by_actor;
    match command {
        Command::Contribute { task, by } | Command::Advise { task, by, .. } => {
            row.step == Some(stored(*task)) && row.helper.as_deref() == Some(by.as_str())
        }
        Command::Complete { task, .. } | Command::SendBack { task, .. } | Command::Fail { task, .. } => {
            row.step == Some(stored(*task)) && of_actor
        }
        _ => false,
    }
}

/// Who starts a case with a step of their own, or takes it back to one, is at it and need not be told.
fn is_at_it(one: &Wanted, case: &Case, act: Act<'_>) -> bool {
    let takes_up = matches!(
        case.commands.first(),
        Some(Command::Start { .. } | Command::Rewind { .. })
    );
    takes_up
        && act
            .actor
            .is_some_and(|actor| one.holder == Holder::Post(actor.post))
}

/// What a superior was asked to follow up stays on their list as long as the step itself is open.
fn follows_up(row: &task::Model, case: &Case) -> bool {
    let step = row.step.and_then(|step| TaskId::try_from(step).ok());
    row.action == FOLLOW_UP && step.is_some_and(|step| case.state.open_task(step).is_some())
}

/// Writes the end of rows.
async fn end(
    change: &UnitOfWork,
    rows: &[&task::Model],
    state: TaskState,
    act: Act<'_>,
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(state))
        .col_expr(task::Column::EndedAt, Expr::value(act.at))
        .col_expr(task::Column::EndedBy, Expr::value(act.name()))
        .col_expr(task::Column::Outcome, Expr::value(act.outcome))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .filter(task::Column::State.eq(TaskState::Open))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// A deadline somebody set anew.
async fn postpone(change: &UnitOfWork, row: &task::Model, one: &Wanted, case: &Case) -> Result<(), Error> {
    let is_set = case
        .state
        .open_task(one.step)
        .and_then(Token::work)
        .is_some_and(|work| work.deadline.is_some());
    let key = due_key(one.due);
    if !is_set || row.due_key == key {
        return Ok(());
    }
    task::Entity::update_many()
        .col_expr(task::Column::DueKey, Expr::value(key))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::Id.eq(row.id))
        .exec(change.connection())
        .await?;
    reminder::first(change, &[(row.id, key)]).await?;
    Ok(())
}

fn model(row: &process_instance::Model, one: Wanted, act: Act<'_>) -> task::Model {
    task::Model {
        id: Ids.next(act.at),
        agency_id: row.agency_id,
        holder: one.holder.to_string(),
        action: one.action,
        subject_kind: row.subject_kind.clone(),
        subject_id: row.subject_id,
        part_id: one.part,
        title: row.title.clone(),
        detail: row.detail.clone(),
        urgency: row.urgency.clone(),
        due_key: due_key(one.due),
        state: TaskState::Open,
        created_at: act.at,
        ended_at: None,
        ended_by: None,
        outcome: None,
        version: 1,
        instance_id: Some(row.id.uuid()),
        step: Some(stored(one.step)),
        step_name: Some(one.step_name),
        helper: one.helper.map(|helper| helper.to_string()),
    }
}

async fn insert(change: &UnitOfWork, new: Vec<task::Model>) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    let due: Vec<_> = new
        .iter()
        .filter(|row| row.due_key != NEVER)
        .map(|row| (row.id, row.due_key))
        .collect();
    let rows = new
        .into_iter()
        .map(sea_orm::IntoActiveModel::<task::ActiveModel>::into_active_model);
    task::Entity::insert_many(rows)
        .exec_without_returning(change.connection())
        .await?;
    reminder::first(change, &due).await?;
    Ok(())
}
