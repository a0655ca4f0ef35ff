//! What an office needs and BPMN leaves out: each command in its own file.

mod advice;
mod complete;
mod deadline;
mod duty;
mod hand;
mod helper;
mod recall;
mod rewind;
mod send_back;

use super::{Command, Effect, Person, Status, TaskId, Work, run::Run};
use crate::Error;

/// Refuses an empty reason.
pub(super) fn given(reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        Err(Error::NoReason)
    } else {
        Ok(())
    }
}

impl Run<'_> {
    /// Does an office command. Answers false for one that is not.
    pub(super) fn office(&mut self, command: &Command) -> Result<bool, Error> {
        match command {
            Command::SendBack {
                task,
                by,
                to,
                reason,
                return_here,
            } => {
                self.send_back(*task, by, to.as_deref(), reason, *return_here)?;
            }
            Command::Recall { step, by, reason } => self.recall(*step, by, reason)?,
            Command::Rewind { element, by, reason } => self.rewind_to(element, by, reason)?,
            Command::AnswerRecall {
                task,
                by,
                accept,
                reason,
            } => self.answer_recall(*task, by, *accept, reason)?,
            Command::Transfer { task, by, to } => self.transfer(*task, by, to)?,
            Command::Delegate { task, by, to } => self.delegate(*task, by, to)?,
            Command::TakeBack { task, by } => self.take_back(*task, by)?,
            Command::HandOver { from, to } => self.hand_over(from, to)?,
            Command::Consult {
                task,
                by,
                asked,
                question,
            } => self.consult(*task, by, asked, question)?,
            Command::Advise { task, by, answer } => self.advise(*task, by, answer)?,
            Command::AddHelper {
                task,
                by,
                person,
                part,
                under,
            } => {
                self.add_helper(*task, by, person, *part, under.as_ref())?;
            }
            Command::RemoveHelper { task, by, person } => self.remove_helper(*task, by, person)?,
            Command::Contribute { task, by } => self.contribute(*task, by)?,
            Command::SetDeadline { task, by, due } => self.set_deadline(*task, by, *due)?,
            Command::AskExtension {
                task,
                by,
                until,
                reason,
            } => self.ask_extension(*task, by, *until, reason)?,
            Command::AnswerExtension { task, by, until } => self.answer_extension(*task, by, *until)?,
            Command::Urge { task, by, text } => self.urge(*task, by, text)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn suspend(&mut self, reason: &str) -> Result<(), Error> {
        given(reason)?;
        self.instance.status = Status::Suspended;
        Ok(())
    }

    /// What is known of an open task, to be changed.
    fn work(&mut self, task: TaskId) -> Result<&mut Work, Error> {
        self.open_task(task)?;
        let token = self.instance.token_mut(task).ok_or(Error::TaskNotOpen)?;
        Ok(token.work.get_or_insert_default())
    }

    /// The same, for whoever holds the task; anybody may act on one that nobody holds yet.
    fn own_work(&mut self, task: TaskId, by: &Person) -> Result<&mut Work, Error> {
        let work = self.work(task)?;
        match &work.holder {
            Some(holder) if holder != by => Err(Error::HeldByAnother(holder.clone())),
            _ => {
                work.touched = true;
                Ok(work)
            }
        }
    }

    fn tell(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
