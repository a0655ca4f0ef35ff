use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::{Effect, Person, TaskId, instance::State, run::Run};
use crate::Error;

impl Run<'_> {
    /// Gives a task to somebody for good; who takes an unheld one gives it to themselves.
    pub(super) fn transfer(&mut self, task: TaskId, by: &Person, to: &Person) -> Result<(), Error> {
        let element = self.open_task(task)?.element();
        self.check_duties(element, to)?;
        let work = self.own_work(task, by)?;
        let from = work.holder.replace(to.clone());
        work.lenders.clear();
        work.touched = from.is_some();
        self.tell(Effect::Handed {
            task,
            from,
            to: to.clone(),
        });
        Ok(())
    }

    /// Lends a task: the lender may take it back.
    pub(super) fn delegate(&mut self, task: TaskId, by: &Person, to: &Person) -> Result<(), Error> {
        let element = self.open_task(task)?.element();
        self.check_duties(element, to)?;
        let work = self.own_work(task, by)?;
        if work.lenders.contains(to) || by == to {
            return Err(Error::AlreadyInvolved(to.clone()));
        }
        work.holder = Some(to.clone());
        work.lenders.push(by.clone());
        self.tell(Effect::Handed {
            task,
            from: Some(by.clone()),
            to: to.clone(),
        });
        Ok(())
    }

    /// A lender takes the task back, from whoever it was lent on to.
    pub(super) fn take_back(&mut self, task: TaskId, by: &Person) -> Result<(), Error> {
        let work = self.work(task)?;
        let Some(position) = work.lenders.iter().position(|lender| lender == by) else {
            return Err(Error::NotInvolved(by.clone()));
        };
        work.lenders.truncate(position);
        let from = work.holder.replace(by.clone());
        self.tell(Effect::Handed {
            task,
            from,
            to: by.clone(),
        });
        Ok(())
    }

    /// Everything a person has goes to another, as when they leave: also what variables will give them at later steps. What
    /// duties forbid the other waits for its candidates.
    pub(super) fn hand_over(&mut self, from: &Person, to: &Person) -> Result<(), Error> {
        if from == to {
            return Err(Error::AlreadyInvolved(to.clone()));
        }
        let open: Vec<_> = self
            .instance
            .open_tasks()
            .map(|token| (token.id, token.element()))
            .collect();
        self.rename(from.as_str(), to.as_str());
        for (task, element) in open {
            let allowed = self.check_duties(element, to).is_ok();
            let Some(work) = self
                .instance
                .token_mut(task)
                .and_then(|token| token.work.as_mut())
            else {
                continue;
            };
            for lender in work.lenders.iter_mut().filter(|lender| *lender == from) {
                *lender = to.clone();
            }
            for consultation in &mut work.consultations {
                if consultation.answer.is_none() && consultation.asked == *from {
                    consultation.asked = to.clone();
                }
                if consultation.by == *from {
                    consultation.by = to.clone();
                }
            }
            if let Some(deadline) = work.deadline.as_mut().filter(|deadline| deadline.set_by == *from) {
                deadline.set_by = to.clone();
            }
            let present = work.helpers.iter().any(|helper| helper.person == *to);
            for helper in work.helpers.iter_mut().filter(|_| !present) {
                if helper.person == *from && !helper.done {
                    helper.person = to.clone();
                }
                if helper.under.as_ref() == Some(from) {
                    helper.under = Some(to.clone());
                }
            }
            if work.holder.as_ref() == Some(from) {
                work.holder = allowed.then(|| to.clone());
                if allowed {
                    self.effects.push(Effect::Handed {
                        task,
                        from: Some(from.clone()),
                        to: to.clone(),
                    });
                } else {
                    self.effects.push(Effect::Released {
                        task,
                        from: from.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Variables that name one person name the other.
    fn rename(&mut self, from: &str, to: &str) {
        let mut variables = Map::clone(&self.instance.variables);
        if rename_in(variables.values_mut(), from, to) {
            self.instance.variables = Arc::new(variables);
        }
        for token in &mut self.instance.tokens {
            rename_in(token.locals.values_mut(), from, to);
            if let State::Rounds { items, .. } = &mut token.state {
                rename_in(items.iter_mut(), from, to);
            }
        }
    }
}

/// Answers whether anything was renamed. Each value is looked at, whether or not one before it was renamed.
fn rename_in<'a>(values: impl Iterator<Item = &'a mut Value>, from: &str, to: &str) -> bool {
    values.fold(false, |any, value| {
        let here = match value {
            Value::String(text) if text == from => {
                to.clone_into(text);
                true
            }
            Value::Array(items) => rename_in(items.iter_mut(), from, to),
            Value::Object(fields) => rename_in(fields.values_mut(), from, to),
            _ => false,
        };
        here | any
    })
}
