use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use workflow::{
    Definition,
    engine::{Moment, Person},
    simulation::{Standing, Step},
};

use crate::problem::Problem;

/// Most steps of a case.
const MOST_STEPS: usize = 200;

/// A case: when it began, with which facts, and every step since.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) begun: Moment,
    #[serde(default)]
    pub(super) variables: Map<String, Value>,
    #[serde(default)]
    pub(super) steps: Vec<Step>,
}

/// What the form asks: the case so far and what to do next.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    case: String,
    /// `start`, `undo`, `complete`, `message`, `signal`, `wait`.
    act: String,
    /// The element, message or signal.
    what: String,
    /// Who does it.
    by: String,
    name: Vec<String>,
    value: Vec<String>,
    /// How long to wait, in `unit`s of seconds.
    amount: String,
    unit: String,
}

impl Asked {
    /// The case with what is asked done at its end.
    pub(super) fn next(self, now: Moment) -> Result<Case, Problem> {
        let variables = self.facts();
        if self.act == "start" {
            return Ok(Case {
                begun: now,
                variables,
                steps: Vec::new(),
            });
        }
        let mut case: Case =
            serde_json::from_str(&self.case).map_err(|error| Problem::new("malformed").caused_by(error))?;
        if case.steps.len() >= MOST_STEPS {
            return Err(Problem::new("conflict").detail("Lần thử này đã quá dài; hãy bắt đầu lại."));
        }
        let name = self.what.clone();
        let step = match self.act.as_str() {
            "undo" => {
                case.steps.pop();
                return Ok(case);
            }
            "complete" => Step::Complete {
                element: name,
                variables,
                by: Some(self.by.trim()).filter(|by| !by.is_empty()).map(Person::from),
            },
            "message" => Step::Message { name, variables },
            "signal" => Step::Signal { name, variables },
            "wait" => Step::Wait {
                seconds: self.seconds(),
            },
            _ => return Err(Problem::new("malformed")),
        };
        case.steps.push(step);
        Ok(case)
    }

    /// What was entered, each as the value it looks like: a number, đúng or sai, or text.
    fn facts(&self) -> Map<String, Value> {
        let pairs = self.name.iter().zip(&self.value);
        let entered = pairs.map(|(name, value)| (name.trim(), value.trim()));
        entered
            .filter(|(name, value)| !name.is_empty() && !value.is_empty())
            .map(|(name, value)| (name.to_owned(), fact(value)))
            .collect()
    }

    fn seconds(&self) -> u32 {
        let amount: u32 = self.amount.trim().parse().unwrap_or(1);
        let unit = match self.unit.as_str() {
            "day" => 86_400,
            "hour" => 3_600,
            _ => 60,
        };
        amount.saturating_mul(unit)
    }
}

fn fact(text: &str) -> Value {
    match text {
        "đúng" => Value::Bool(true),
        "sai" => Value::Bool(false),
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    }
}

/// A step that was taken, in words, and what was passed by it.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) what: String,
    pub(crate) passed: String,
}

impl Case {
    /// As it travels in the form.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was done so far, oldest first.
    pub(super) fn tell(&self, definition: &Definition, standings: &[Standing]) -> Vec<Told> {
        let begin = std::iter::once(format!("Bắt đầu{}", given(&self.variables)));
        let done = self.steps.iter().map(|step| words(definition, step));
        let told = begin.chain(done).zip(standings).map(|(what, standing)| {
            let names = standing.passed.iter().map(|element| label(definition, element));
            let passed = names.collect::<Vec<_>>().join(" → ");
            // The step itself was named already.
            let passed = if standing.passed.len() > 1 {
                passed
            } else {
                String::new()
            };
            Told { what, passed }
        });
        told.collect()
    }
}

fn label(definition: &Definition, element: &str) -> String {
    let node = definition.node(element);
    node.map_or(element, |node| definition.nodes[node].label())
        .to_owned()
}

fn words(definition: &Definition, step: &Step) -> String {
    match step {
        Step::Complete {
            element,
            variables,
            by,
        } => {
            let who = by.as_ref().map(|by| format!("{by} ")).unwrap_or_default();
            format!(
                "{who}làm xong “{}”{}",
                label(definition, element),
                given(variables)
            )
        }
        Step::Message { name, variables } => format!("Có tin “{name}”{}", given(variables)),
        Step::Signal { name, variables } => format!("Có tín hiệu “{name}”{}", given(variables)),
        Step::Wait { seconds } => format!("Thời gian trôi {}", length(*seconds)),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn given(variables: &Map<String, Value>) -> String {
    if variables.is_empty() {
        return String::new();
    }
    let pairs = variables.iter().map(|(name, value)| format!("{name} = {value}"));
    format!(" ({})", pairs.collect::<Vec<_>>().join(", "))
}

fn length(seconds: u32) -> String {
    match seconds {
        days if days % 86_400 == 0 => format!("{} ngày", days / 86_400),
        hours if hours % 3_600 == 0 => format!("{} giờ", hours / 3_600),
        minutes => format!("{} phút", minutes / 60),
    }
}
