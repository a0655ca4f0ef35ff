use std::sync::Arc;

use kernel::{Timestamp, calendar::WorkingCalendar};
use time::Duration;

use super::Moved;
use crate::{
    Command, Definition, Effect, Error, Instance,
    definition::{NodeKind, TaskKind},
    engine::{Days, Moment, apply_on},
};

/// Counts working days, keeping the time of day.
pub(super) struct WorkingDays<'a>(pub(super) &'a WorkingCalendar);

impl Days for WorkingDays<'_> {
    fn after(&self, from: Moment, days: i64) -> Moment {
        let from = Timestamp(from).vietnam();
        let days = u32::try_from(days).unwrap_or(0);
        let date = self.0.add_working_days(from.date(), days);
        Timestamp::from(from.replace_date(date)).micros()
    }
}

impl WorkingDays<'_> {
    /// Days of a calendar that knows no day before `from`: for due dates of tasks.
    pub(super) fn date(moment: Moment) -> time::Date {
        // A deadline at midnight ends the day before.
        Timestamp(moment)
            .vietnam()
            .saturating_sub(Duration::MICROSECOND)
            .date()
    }
}

/// A case while commands are applied to it.
pub(super) struct Case {
    pub(super) definition: Arc<Definition>,
    pub(super) state: Instance,
    pub(super) commands: Vec<Command>,
    pub(super) effects: Vec<Effect>,
    /// How it was put under another version, where that is what happens to it.
    pub(super) moved: Option<Moved>,
}

impl Case {
    pub(super) fn new(definition: Arc<Definition>, state: Instance) -> Self {
        Self {
            definition,
            state,
            commands: Vec::new(),
            effects: Vec::new(),
            moved: None,
        }
    }

    /// Applies a command, and then does at once what waits for the system.
    pub(super) fn take(
        &mut self,
        command: Command,
        at: Timestamp,
        calendar: &WorkingCalendar,
    ) -> Result<(), Error> {
        let mut next = Some(command);
        while let Some(command) = next {
            let days = WorkingDays(calendar);
            let outcome = apply_on(&self.definition, &self.state, &command, at.micros(), &days)?;
            self.state = outcome.instance;
            self.effects.extend(outcome.effects);
            self.commands.push(command);
            next = self.system_task();
        }
        Ok(())
    }

    /// Completes the oldest task that waits for the system.
    fn system_task(&self) -> Option<Command> {
        let by_system =
            |kind: &NodeKind| matches!(kind, NodeKind::Task(TaskKind::Service | TaskKind::BusinessRule));
        let token = self
            .state
            .open_tasks()
            .find(|token| by_system(&self.definition.nodes[token.node].kind))?;
        Some(Command::Complete {
            task: token.id,
            by: None,
            variables: serde_json::Map::new(),
        })
    }
}
