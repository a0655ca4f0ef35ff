use super::{
    super::{Consultation, Effect, Person, TaskId, run::Run},
    given,
};
use crate::Error;

impl Run<'_> {
    /// Asks a colleague's opinion; the task stays with its holder, who need not wait for it.
    pub(super) fn consult(
        &mut self,
        task: TaskId,
        by: &Person,
        asked: &Person,
        question: &str,
    ) -> Result<(), Error> {
        given(question)?;
        let work = self.own_work(task, by)?;
        let pending = |known: &Consultation| known.asked == *asked && known.answer.is_none();
        if by == asked || work.consultations.iter().any(pending) {
            return Err(Error::AlreadyInvolved(asked.clone()));
        }
        work.consultations.push(Consultation {
            by: by.clone(),
            asked: asked.clone(),
            question: question.to_owned(),
            answer: None,
        });
        self.tell(Effect::Consulted {
            task,
            asked: asked.clone(),
            question: question.to_owned(),
        });
        Ok(())
    }

    /// The colleague answers.
    pub(super) fn advise(&mut self, task: TaskId, by: &Person, answer: &str) -> Result<(), Error> {
        given(answer)?;
        let work = self.work(task)?;
        let pending = work
            .consultations
            .iter_mut()
            .find(|known| known.asked == *by && known.answer.is_none());
        let consultation = pending.ok_or_else(|| Error::NotInvolved(by.clone()))?;
        consultation.answer = Some(answer.to_owned());
        let asker = consultation.by.clone();
        self.tell(Effect::Advised {
            task,
            by: by.clone(),
            to: asker,
            answer: answer.to_owned(),
        });
        Ok(())
    }
}
