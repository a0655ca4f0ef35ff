use super::super::{Effect, Helper, Part, Person, TaskId, Work, run::Run};
use crate::Error;

impl Work {
    /// Whether everybody whom the task must wait for is done: the lead and the co-signers, not who cooperates or is informed.
    pub(super) fn may_be_done(&self) -> Result<(), Error> {
        self.awaited(None)
    }

    fn awaited(&self, under: Option<&Person>) -> Result<(), Error> {
        let blocks = |helper: &&Helper| {
            helper.under.as_ref() == under && !helper.done && matches!(helper.part, Part::Lead | Part::CoSign)
        };
        match self.helpers.iter().find(blocks) {
            Some(helper) => Err(Error::AwaitsHelper(helper.person.clone())),
            None => Ok(()),
        }
    }
}

impl Run<'_> {
    /// Adds somebody under a task, or under somebody who already works under it.
    pub(super) fn add_helper(
        &mut self,
        task: TaskId,
        by: &Person,
        person: &Person,
        part: Part,
        under: Option<&Person>,
    ) -> Result<(), Error> {
        let element = self.open_task(task)?.element();
        if part == Part::CoSign {
            self.check_duties(element, person)?;
        }
        let work = match under {
            None => self.own_work(task, by)?,
            Some(above) if above == by => {
                let work = self.work(task)?;
                if !work
                    .helpers
                    .iter()
                    .any(|helper| helper.person == *by && !helper.done)
                {
                    return Err(Error::NotInvolved(by.clone()));
                }
                work
            }
            Some(above) => return Err(Error::HeldByAnother(above.clone())),
        };
        if work.holder.as_ref() == Some(person) || work.helpers.iter().any(|helper| helper.person == *person)
        {
            return Err(Error::AlreadyInvolved(person.clone()));
        }
        let leads = |helper: &&Helper| helper.part == Part::Lead && helper.under.as_ref() == under;
        if part == Part::Lead
            && let Some(lead) = work.helpers.iter().find(leads)
        {
            return Err(Error::SecondLead(lead.person.clone()));
        }
        work.helpers.push(Helper {
            person: person.clone(),
            part,
            under: under.cloned(),
            done: part == Part::Inform,
        });
        self.tell(Effect::HelperAdded {
            task,
            person: person.clone(),
            part,
        });
        Ok(())
    }

    /// Takes somebody off again who has not done their part, with whom they brought in.
    pub(super) fn remove_helper(&mut self, task: TaskId, by: &Person, person: &Person) -> Result<(), Error> {
        let work = self.work(task)?;
        let helper = work.helpers.iter().find(|helper| helper.person == *person);
        let helper = helper.ok_or_else(|| Error::NotInvolved(person.clone()))?;
        let answerable = helper.under.as_ref().or(work.holder.as_ref());
        if let Some(answerable) = answerable.filter(|answerable| *answerable != by) {
            return Err(Error::HeldByAnother(answerable.clone()));
        }
        if helper.done && helper.part != Part::Inform {
            return Err(Error::AlreadyInvolved(person.clone()));
        }
        let mut gone = vec![person.clone()];
        while let Some(above) = gone.pop() {
            gone.extend(
                work.helpers
                    .iter()
                    .filter(|helper| helper.under.as_ref() == Some(&above))
                    .map(|helper| helper.person.clone()),
            );
            work.helpers.retain(|helper| helper.person != above);
        }
        self.tell(Effect::HelperRemoved {
            task,
            person: person.clone(),
        });
        Ok(())
    }

    /// Somebody has done their part.
    pub(super) fn contribute(&mut self, task: TaskId, by: &Person) -> Result<(), Error> {
        let work = self.work(task)?;
        work.awaited(Some(by))?;
        let helper = work
            .helpers
            .iter_mut()
            .find(|helper| helper.person == *by && !helper.done);
        helper.ok_or_else(|| Error::NotInvolved(by.clone()))?.done = true;
        work.touched = true;
        self.tell(Effect::Contributed { task, by: by.clone() });
        Ok(())
    }
}
