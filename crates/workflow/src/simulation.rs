//! Runs a case by hand, without a server: what an administrator does before publishing, and what conformance suites need.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Command, Definition, Effect, Error, Instance, apply,
    definition::TaskKind,
    engine::{Moment, Person, Status},
};

/// A case: the facts it starts with and the steps taken.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Script {
    /// The process to start, by id; the file's main process when absent.
    #[serde(default)]
    pub process: Option<String>,
    /// Ways taken at decisions that carry no conditions, by gateway: a flow, or several; each time the next.
    #[serde(default)]
    pub choices: std::collections::BTreeMap<String, Vec<OneOrMany>>,
    /// The start event, where the process has several.
    #[serde(default)]
    pub at: Option<String>,
    /// The message or signal that starts it, where it does not start by itself.
    #[serde(default)]
    pub start: Option<Step>,
    /// The document's facts.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// What is done, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A flow's id, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    fn list(&self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::Many(many) => many.clone(),
        }
    }
}

/// One step of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Completes the oldest open task at this element.
    Complete {
        /// The element's id.
        element: String,
        /// What the task found out.
        #[serde(default)]
        variables: Map<String, Value>,
        /// Who does it.
        #[serde(default)]
        by: Option<Person>,
    },
    /// Fails the oldest open task at this element.
    Fail {
        /// The element's id.
        element: String,
        /// The error code.
        code: String,
    },
    /// Chooses the way of a decision without conditions, now or when it is reached. Steps of this kind at the beginning of
    /// a script hold from the start.
    Choose {
        /// The gateway's id.
        gateway: String,
        /// The flow taken, or several.
        flow: OneOrMany,
    },
    /// Does anything else the engine can be told, by name and fields.
    Command(Command),
    /// Delivers a message.
    Message {
        /// Its name.
        name: String,
        /// What it carries.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Delivers a signal.
    Signal {
        /// Its name.
        name: String,
        /// What it carries.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Lets time go by, in seconds; timers that come due fire, earliest first.
    Wait {
        /// Seconds.
        seconds: u32,
    },
    /// Changes variables.
    Set {
        /// The new values.
        variables: Map<String, Value>,
    },
}

/// How the case stands after a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// How the instance stands.
    pub status: Status,
    /// Ids of the elements with a waiting token.
    pub tokens: Vec<String>,
    /// Ids of the elements with an open task.
    pub open_tasks: Vec<String>,
    /// The variables.
    pub variables: Map<String, Value>,
    /// Elements passed in this step, in order.
    pub passed: Vec<String>,
    /// Sequence flows taken in this step, in order.
    pub taken: Vec<String>,
    /// Messages sent in this step.
    pub messages: Vec<String>,
    /// Why the step was refused, if it was.
    pub refused: Option<String>,
}

/// Runs a case. Service and business-rule tasks and calls, which the system would do, complete at once, unless the script
/// completes or fails them itself. The first standing is the one
/// after the start; a refused step changes nothing and the case goes on.
///
/// # Errors
/// When the script names a process the file does not have.
pub fn simulate(definition: &Definition, script: &Script, start: Moment) -> Result<Vec<Standing>, Error> {
    let process = match &script.process {
        Some(id) => definition.process(id).ok_or(Error::NoProcess)?,
        None => definition.main_process(),
    };
    let named = |step: &Step| match step {
        Step::Complete { element, .. } | Step::Fail { element, .. } => definition.node(element),
        _ => None,
    };
    let by_hand = script.steps.iter().filter_map(named).collect();
    let mut case = Case {
        definition,
        instance: Instance::default(),
        now: start,
        by_hand,
    };
    let begin = match &script.start {
        Some(Step::Message { name, .. }) => Command::Message {
            name: name.clone(),
            variables: script.variables.clone(),
        },
        Some(Step::Signal { name, .. }) => Command::Signal {
            name: name.clone(),
            variables: script.variables.clone(),
        },
        _ => Command::Start {
            process,
            at: script.at.clone(),
            variables: script.variables.clone(),
        },
    };
    for (gateway, ways) in &script.choices {
        for way in ways {
            case.apply(&Command::Choose {
                gateway: gateway.clone(),
                flows: way.list(),
            })?;
        }
    }
    let first = script
        .steps
        .iter()
        .take_while(|step| matches!(step, Step::Choose { .. }))
        .count();
    for step in &script.steps[..first] {
        case.take(step)?;
    }
    let mut standings = vec![case.stand(|case| case.apply(&begin))];
    for _ in 0..first {
        standings.push(case.stand(|_| Ok(Vec::new())));
    }
    for step in &script.steps[first..] {
        standings.push(case.stand(|case| case.take(step)));
    }
    Ok(standings)
}

struct Case<'a> {
    definition: &'a Definition,
    instance: Instance,
    now: Moment,
    /// Elements whose tasks the script completes or fails itself.
    by_hand: HashSet<usize>,
}

impl Case<'_> {
    fn stand(&mut self, action: impl FnOnce(&mut Self) -> Result<Vec<Effect>, Error>) -> Standing {
        let before = self.instance.clone();
        let (effects, refused) = match action(self) {
            Ok(effects) => (effects, None),
            Err(error) => {
                self.instance = before;
                (Vec::new(), Some(error.to_string()))
            }
        };
        let id = |node: usize| self.definition.nodes[node].id.to_string();
        let pick = |kind: fn(&Effect) -> Option<&str>| {
            effects.iter().filter_map(kind).map(ToOwned::to_owned).collect()
        };
        Standing {
            status: self.instance.status,
            tokens: self
                .instance
                .tokens()
                .iter()
                .map(|token| id(token.node))
                .collect(),
            open_tasks: self
                .instance
                .open_tasks()
                .map(|token| id(token.element()))
                .collect(),
            variables: Map::clone(&self.instance.variables),
            passed: pick(|effect| match effect {
                Effect::Passed { element } => Some(element),
                _ => None,
            }),
            taken: pick(|effect| match effect {
                Effect::Taken { flow } => Some(flow),
                _ => None,
            }),
            messages: pick(|effect| match effect {
                Effect::MessageSent { name } => Some(name),
                _ => None,
            }),
            refused,
        }
    }

    fn apply(&mut self, command: &Command) -> Result<Vec<Effect>, Error> {
        let outcome = apply(self.definition, &self.instance, command, self.now)?;
        self.instance = outcome.instance;
        let mut effects = outcome.effects;
        // What the system would do is done at once, in the order it was asked for.
        while let Some(task) = self.system_task() {
            let done = Command::Complete {
                task,
                by: None,
                variables: Map::new(),
            };
            let outcome = apply(self.definition, &self.instance, &done, self.now)?;
            self.instance = outcome.instance;
            effects.extend(outcome.effects);
        }
        Ok(effects)
    }

    fn system_task(&self) -> Option<u64> {
        use crate::definition::NodeKind;
        let by_system = |kind: &NodeKind| {
            matches!(
                kind,
                NodeKind::Task(TaskKind::Service | TaskKind::BusinessRule) | NodeKind::Call(_)
            )
        };
        self.instance
            .open_tasks()
            .find(|token| {
                !self.by_hand.contains(&token.node) && by_system(&self.definition.nodes[token.node].kind)
            })
            .map(|token| token.id)
    }

    fn open_at(&self, element: &str) -> Result<u64, Error> {
        let at = |node: usize| self.definition.nodes[node].id == element;
        self.instance
            .open_tasks()
            .find(|token| at(token.element()))
            .map(|token| token.id)
            .ok_or(Error::TaskNotOpen)
    }

    fn take(&mut self, step: &Step) -> Result<Vec<Effect>, Error> {
        match step {
            Step::Complete {
                element,
                variables,
                by,
            } => {
                let task = self.open_at(element)?;
                self.apply(&Command::Complete {
                    task,
                    by: by.clone(),
                    variables: variables.clone(),
                })
            }
            Step::Choose { gateway, flow } => self.apply(&Command::Choose {
                gateway: gateway.clone(),
                flows: flow.list(),
            }),
            Step::Command(command) => self.apply(command),
            Step::Fail { element, code } => {
                let task = self.open_at(element)?;
                self.apply(&Command::Fail {
                    task,
                    code: code.clone(),
                })
            }
            Step::Message { name, variables } => self.apply(&Command::Message {
                name: name.clone(),
                variables: variables.clone(),
            }),
            Step::Signal { name, variables } => self.apply(&Command::Signal {
                name: name.clone(),
                variables: variables.clone(),
            }),
            Step::Set { variables } => self.apply(&Command::Set {
                variables: variables.clone(),
            }),
            Step::Wait { seconds } => self.wait(*seconds),
        }
    }

    /// Moves the clock from timer to timer, so that each fires at its own moment.
    fn wait(&mut self, seconds: u32) -> Result<Vec<Effect>, Error> {
        let end = self.now.saturating_add(i64::from(seconds) * 1_000_000);
        let mut effects = Vec::new();
        while let Some(due) = self.instance.next_timer().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            if self.instance.status != Status::Running {
                break;
            }
            effects.extend(self.apply(&Command::Tick)?);
        }
        self.now = end;
        Ok(effects)
    }
}
