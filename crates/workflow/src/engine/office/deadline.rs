use super::{
    super::{Deadline, Effect, Moment, Person, TaskId, run::Run},
    given,
};
use crate::Error;

impl Run<'_> {
    /// Sets a task's deadline; who set it may set it anew, the original is kept.
    pub(super) fn set_deadline(&mut self, task: TaskId, by: &Person, due: Moment) -> Result<(), Error> {
        let work = self.work(task)?;
        let original = match &work.deadline {
            Some(deadline) if deadline.set_by != *by => {
                return Err(Error::HeldByAnother(deadline.set_by.clone()));
            }
            Some(deadline) => deadline.original,
            None => due,
        };
        work.deadline = Some(Deadline {
            due,
            original,
            set_by: by.clone(),
            asked: None,
        });
        self.tell(Effect::DeadlineSet { task, due, original });
        Ok(())
    }

    /// The holder asks for more time.
    pub(super) fn ask_extension(
        &mut self,
        task: TaskId,
        by: &Person,
        until: Moment,
        reason: &str,
    ) -> Result<(), Error> {
        given(reason)?;
        let deadline = self
            .own_work(task, by)?
            .deadline
            .as_mut()
            .ok_or(Error::NoDeadline)?;
        if until <= deadline.due {
            return Err(Error::NotLater);
        }
        deadline.asked = Some((until, reason.to_owned()));
        let grantor = deadline.set_by.clone();
        self.tell(Effect::ExtensionAsked {
            task,
            of: grantor,
            until,
            reason: reason.to_owned(),
        });
        Ok(())
    }

    /// Who set the deadline grants more time, or none. The original deadline stays on record.
    pub(super) fn answer_extension(
        &mut self,
        task: TaskId,
        by: &Person,
        until: Option<Moment>,
    ) -> Result<(), Error> {
        let deadline = self.work(task)?.deadline.as_mut().ok_or(Error::NoDeadline)?;
        if deadline.set_by != *by {
            return Err(Error::HeldByAnother(deadline.set_by.clone()));
        }
        deadline.asked.take().ok_or(Error::NothingAsked)?;
        if let Some(until) = until {
            if until <= deadline.due {
                return Err(Error::NotLater);
            }
            deadline.due = until;
        }
        let (due, original) = (deadline.due, deadline.original);
        self.tell(Effect::DeadlineSet { task, due, original });
        Ok(())
    }

    /// Urges whoever has the task (đôn đốc).
    pub(super) fn urge(&mut self, task: TaskId, by: &Person, text: &str) -> Result<(), Error> {
        let work = self.work(task)?;
        work.urged += 1;
        let whom = work.holder.clone();
        self.tell(Effect::Urged {
            task,
            by: by.clone(),
            whom,
            text: text.to_owned(),
        });
        Ok(())
    }
}
