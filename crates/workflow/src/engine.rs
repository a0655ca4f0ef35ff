//! Runs processes: `apply` is pure and total.

mod activity;
mod command;
mod compensation;
mod complex;
mod condition;
mod effect;
mod event;
mod gateway;
mod instance;
mod lineage;
mod migrate;
mod office;
mod person;
mod run;
mod throw;
mod timer;
mod work;

pub use command::Command;
pub use effect::{CloseReason, Effect};
pub use instance::{Done, Instance, Status, TaskId, Token};
pub use migrate::{Fault, Mapping, check_migration, migrate};
pub use person::Person;
pub use timer::{Days, EveryDay, Moment, Unreadable, due_date};
pub use work::{Consultation, Deadline, Detour, Helper, Part, RecallRequest, Work};

use crate::{Definition, Error};
use run::Run;

/// What a command led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The instance afterwards.
    pub instance: Instance,
    /// What follows from it, in order.
    pub effects: Vec<Effect>,
}

/// Applies a command. The instance given is not changed; `now` is in microseconds of UTC.
///
/// The definition must be one that [`Definition::read`] accepted.
///
/// # Errors
/// When the command does not fit the instance, or an expression cannot be computed: then nothing has happened.
pub fn apply(
    definition: &Definition,
    instance: &Instance,
    command: &Command,
    now: Moment,
) -> Result<Outcome, Error> {
    apply_on(definition, instance, command, now, &EveryDay)
}

/// The same where the days of durations are counted by a calendar, such as an agency's working days.
///
/// # Errors
/// As [`apply`].
pub fn apply_on(
    definition: &Definition,
    instance: &Instance,
    command: &Command,
    now: Moment,
    days: &dyn Days,
) -> Result<Outcome, Error> {
    let mut run = Run::new(definition, instance.clone(), now, days);
    run.perform(command)?;
    Ok(Outcome {
        instance: run.instance,
        effects: run.effects,
    })
}
