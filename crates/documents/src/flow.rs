//! How a document's use-cases move its case: which step is next, and whose it is, comes from the process the agency has
//! published; what the law asks of a step stays with the use-case.

mod subject;

use kernel::{Actor, Office, UnitOfWork, actor::Role};
use serde_json::{Map, Value};
use uuid::Uuid;
use workflow::{
    Command,
    engine::{Mapping, TaskId},
    store::{
        definitions::{self, Published},
        instances::{self, Act, Applied, Card, InstanceId, NewInstance, Running, person},
    },
    task::{self, Holder},
};

pub(crate) use subject::Subject;

use crate::{Error, access::Reader, notification};

/// One act of a person in the case of a document, inside the use-case's change.
#[derive(Clone, Copy)]
pub(crate) struct Flow<'a> {
    pub(crate) office: &'a Office,
    pub(crate) change: &'a UnitOfWork,
    pub(crate) actor: &'a Actor,
    /// What kind of thing the case is about.
    pub(crate) kind: &'static str,
    /// Which one.
    pub(crate) subject: Uuid,
    /// What the actor did, in words: "đã trình lãnh đạo".
    pub(crate) outcome: &'a str,
}

/// Who may do a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Only whom the process names.
    Named,
    /// Whom the rule of the use-case has let: it was asked before.
    ByRule,
}

impl Flow<'_> {
    /// Starts the case by the agency's present process of this key.
    pub(crate) async fn start(
        self,
        key: &str,
        card: Card,
        variables: Map<String, Value>,
    ) -> Result<Applied, Error> {
        let definition = definitions::current(self.change.connection(), card.agency, key)
            .await?
            .ok_or_else(|| Error::Conflict(format!("Chưa có quy trình “{key}” nào được ban hành.")))?;
        let new = NewInstance {
            id: self.office.new_id(),
            definition,
            card,
            at: None,
            variables,
        };
        let calendar = directory::holiday::calendar_in(self.change.connection()).await?;
        let act = Act::of(self.actor, self.office.now(), &calendar, self.outcome);
        let applied = instances::start(self.change, new, act).await?;
        self.spread(&applied).await?;
        Ok(applied)
    }

    /// The running case, which nobody else moves until the change ends.
    pub(crate) async fn case(self) -> Result<Option<Running>, Error> {
        Ok(instances::running_for_change(self.change, self.kind, self.subject).await?)
    }

    /// Completes the open task of this action, on a part of the document where one is named.
    pub(crate) async fn complete(
        self,
        (action, part): (&str, Option<Uuid>),
        whose: Whose,
        variables: Map<String, Value>,
    ) -> Result<Applied, Error> {
        let case = self.case().await?;
        let found = case.as_ref().and_then(|case| {
            let token = case.task(action, part)?;
            let may = whose == Whose::ByRule || case.is_for(token, self.actor);
            may.then(|| {
                (
                    token.id,
                    token.holder().filter(|_| whose == Whose::ByRule).cloned(),
                )
            })
        });
        let (case, (task, holder)) = match (case, found) {
            (Some(case), Some(found)) => (case, found),
            (case, _) => return Err(self.why_not(action, part, whose, case.as_ref()).await),
        };
        let complete = Command::Complete {
            task,
            by: Some(holder.unwrap_or_else(|| person(self.actor.post))),
            variables,
        };
        self.apply(case, complete).await
    }

    /// Completes a task found in the case.
    pub(crate) async fn complete_task(self, case: Running, task: TaskId) -> Result<Applied, Error> {
        let complete = Command::Complete {
            task,
            by: Some(person(self.actor.post)),
            variables: Map::new(),
        };
        self.apply(case, complete).await
    }

    /// Does anything else to the case.
    pub(crate) async fn apply(self, case: Running, command: Command) -> Result<Applied, Error> {
        let calendar = directory::holiday::calendar_in(self.change.connection()).await?;
        let act = Act::of(self.actor, self.office.now(), &calendar, self.outcome);
        let applied = instances::apply_to(self.change, case, command, act).await?;
        self.spread(&applied).await?;
        Ok(applied)
    }

    /// Puts a case under another version of its process.
    pub(crate) async fn move_to(
        self,
        case: InstanceId,
        seen: Option<i64>,
        to: &Published,
        mapping: &Mapping,
    ) -> Result<Applied, Error> {
        let calendar = directory::holiday::calendar_in(self.change.connection()).await?;
        let act = Act::of(self.actor, self.office.now(), &calendar, self.outcome);
        let applied = instances::move_to(self.change, case, seen, to, mapping, act).await?;
        self.spread(&applied).await?;
        Ok(applied)
    }

    /// Whom the process asks is told, and may read what it is about.
    async fn spread(self, applied: &Applied) -> Result<(), Error> {
        notification::tell_steps(self.change, applied, Some(self.actor), self.office.now());
        let readers: Vec<Reader> = applied
            .newly_asked()
            .into_iter()
            .filter_map(|holder| match holder {
                Holder::Post(post) => Some(Reader::Post(post)),
                Holder::Unit(unit, Role::UnitHead) => Some(Reader::Unit(unit)),
                // The roles of an agency that read everything need no entry; no others can be asked as a role.
                Holder::Unit(..) | Holder::Agency(..) => None,
            })
            .collect();
        if readers.is_empty() {
            return Ok(());
        }
        let about = Subject::of(self.kind, self.subject)?;
        about.allow(self.change, &readers).await
    }

    /// Takes the case back to the step of this action, whatever was done since. Answers false where the process does not let
    /// it, or no case runs.
    pub(crate) async fn rewind(self, action: &str, reason: &str) -> Result<bool, Error> {
        let Some(case) = self.case().await? else {
            return Ok(false);
        };
        if case.task(action, None).is_some() {
            return Ok(true);
        }
        let Some(element) = case.element(action) else {
            return Ok(false);
        };
        let rewind = Command::Rewind {
            element: element.to_owned(),
            by: person(self.actor.post),
            reason: reason.to_owned(),
        };
        match self.apply(case, rewind).await {
            Ok(_) => Ok(true),
            Err(Error::Process(workflow::Error::NoEarlierStep | workflow::Error::TooLateToRecall)) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Ends the case for good, if one runs.
    pub(crate) async fn cancel(self, reason: &str) -> Result<(), Error> {
        if let Some(case) = self.case().await? {
            let reason = reason.to_owned();
            self.apply(case, Command::Cancel { reason }).await?;
        }
        Ok(())
    }

    /// Tells the case of an event that settles it; where its process knows no such event, the case is ended.
    pub(crate) async fn settle(self, event: &str, reason: &str) -> Result<(), Error> {
        let Some(case) = self.case().await? else {
            return Ok(());
        };
        let message = Command::Message {
            name: event.to_owned(),
            variables: Map::new(),
        };
        match self.apply(case, message).await {
            Ok(_) => Ok(()),
            Err(Error::Process(workflow::Error::NothingWaits(_))) => self.cancel(reason).await,
            Err(error) => Err(error),
        }
    }

    /// Why there is nothing to complete: somebody did it, or the process waits for something else.
    pub(crate) async fn why_not(
        self,
        action: &str,
        part: Option<Uuid>,
        whose: Whose,
        case: Option<&Running>,
    ) -> Error {
        match task::held(self.change, self.actor, action, self.subject, part).await {
            Err(task::Error::NotFound) => {}
            Err(error) => return error.into(),
            Ok(_) => return Error::Stale,
        }
        match case.filter(|_| whose == Whose::ByRule) {
            Some(case) => {
                let steps: Vec<&str> = case.tasks().map(|(token, _)| case.name(token)).collect();
                Error::Conflict(format!(
                    "Theo quy trình, văn bản đang chờ bước: {}.",
                    steps.join(", ")
                ))
            }
            None => Error::NotFound,
        }
    }
}

/// Fields of a JSON object as variables of a case.
pub(crate) fn variables(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
