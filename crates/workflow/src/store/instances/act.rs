use std::sync::Arc;

use kernel::{
    Actor, Timestamp,
    calendar::WorkingCalendar,
    id::{AgencyId, PostId},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    super::definitions::{DefinitionId, Published},
    InstanceId,
};
use crate::{Definition, Effect, Instance, engine::Person, task::Holder};

/// Who acts, when, by which calendar, and how that is told to others.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Who; none: the system.
    pub actor: Option<&'a Actor>,
    /// The post for which the actor acts, where it is another's.
    pub on_behalf_of: Option<PostId>,
    /// When.
    pub at: Timestamp,
    /// The days on which the agency works: durations in days count these.
    pub calendar: &'a WorkingCalendar,
    /// What was done, in Vietnamese: "đã trình lãnh đạo".
    pub outcome: &'a str,
    /// The command's own id: when it comes again, it gets the same answer and changes nothing.
    pub command_id: Option<Uuid>,
}

impl<'a> Act<'a> {
    /// An ordinary act of a person in their own post.
    #[must_use]
    pub fn of(actor: &'a Actor, at: Timestamp, calendar: &'a WorkingCalendar, outcome: &'a str) -> Self {
        Self {
            actor: Some(actor),
            on_behalf_of: None,
            at,
            calendar,
            outcome,
            command_id: None,
        }
    }

    /// An act of the system, such as a timer that fires.
    #[must_use]
    pub fn of_system(at: Timestamp, calendar: &'a WorkingCalendar, outcome: &'a str) -> Self {
        Self {
            actor: None,
            on_behalf_of: None,
            at,
            calendar,
            outcome,
            command_id: None,
        }
    }

    /// The name under which it is told.
    pub(super) fn name(&self) -> &'a str {
        self.actor.map_or("hệ thống", |actor| actor.name.as_str())
    }
}

/// The engine's name of a post.
#[must_use]
pub fn person(post: PostId) -> Person {
    Person::from(post.to_string().as_str())
}

/// What a case is about, as its tasks show it on the work list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What kind of thing.
    pub kind: &'static str,
    /// Which one.
    pub id: Uuid,
    /// The agency in which the case runs.
    pub agency: AgencyId,
    /// The thing in words.
    pub title: String,
    /// A second line.
    pub detail: String,
    /// How urgent it is, as its stored code.
    pub urgency: &'static str,
}

/// A case to be started.
#[derive(Debug, Clone)]
pub struct NewInstance {
    /// Its id.
    pub id: InstanceId,
    /// The version it runs by, for all its life.
    pub definition: Published,
    /// What it is about.
    pub card: Card,
    /// The start event, where the process has several.
    pub at: Option<&'static str>,
    /// The facts it starts with.
    pub variables: Map<String, Value>,
}

/// What came of a command.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The case.
    pub instance: InstanceId,
    /// The agency in which it runs.
    pub agency: AgencyId,
    /// The version it runs by.
    pub definition_id: DefinitionId,
    /// Its process.
    pub definition: Arc<Definition>,
    /// Its revision afterwards.
    pub revision: i64,
    /// How it stands afterwards.
    pub state: Instance,
    /// What follows, for the area crate.
    pub effects: Vec<Effect>,
    /// Whether the same command had been applied before.
    pub is_repeated: bool,
}

impl Applied {
    /// Whether a task of this element is open.
    #[must_use]
    pub fn waits_at(&self, element: &str) -> bool {
        self.state
            .open_tasks()
            .any(|token| self.definition.nodes[token.element()].id == element)
    }

    /// Who was not asked before and is now.
    #[must_use]
    pub fn newly_asked(&self) -> Vec<Holder> {
        let opened = self.effects.iter().filter_map(|effect| match effect {
            Effect::TaskOpened { task, .. } | Effect::Handed { task, .. } => self.state.open_task(*task),
            _ => None,
        });
        opened
            .flat_map(|token| {
                let assignment = &self.definition.nodes[token.element()].assignment;
                super::holders::of(&self.state, token, assignment, self.agency)
            })
            .collect()
    }

    /// Whether a task with this form is open.
    #[must_use]
    pub fn waits_for(&self, action: &str) -> bool {
        self.state
            .open_tasks()
            .any(|token| super::rows::action(&self.definition.nodes[token.element()]) == action)
    }
}
