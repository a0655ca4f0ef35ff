//! Random sound processes, random commands: no token is lost, no token has two tasks, every case ends or waits for somebody,
//! and the same commands lead to the same state.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, json};
use workflow::{
    Command, Definition, Effect, Instance, apply,
    definition::Strictness,
    engine::{Mapping, Part, Person, Status, migrate},
    soundness,
};

/// A block-structured process: sound by construction.
#[derive(Debug, Clone)]
enum Block {
    Task,
    Sequence(Vec<Block>),
    Parallel(Vec<Block>),
    Choice(Vec<Block>),
    Inclusive(Vec<Block>),
    Rounds(u8),
    Inside(Box<Block>),
    /// The first of several is enough to go on.
    First(Vec<Block>),
    /// Done inside a sub-process, then undone.
    Undone(Box<Block>),
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![3 => Just(Block::Task), 1 => (1_u8..4).prop_map(Block::Rounds)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            some.clone().prop_map(Block::Sequence),
            some.clone().prop_map(Block::Parallel),
            some.clone().prop_map(Block::Choice),
            some.clone().prop_map(Block::Inclusive),
            some.prop_map(Block::First),
            inner.clone().prop_map(|inner| Block::Undone(Box::new(inner))),
            inner.prop_map(|inner| Block::Inside(Box::new(inner))),
        ]
    })
}

#[derive(Default)]
struct Writer {
    next: u32,
}

impl Writer {
    fn id(&mut self) -> String {
        self.next += 1;
        format!("n{}", self.next)
    }

    fn flow(&mut self, from: &str, to: &str, condition: Option<&str>) -> String {
        let id = self.id();
        let condition = condition.map_or_else(String::new, |text| {
            format!("<conditionExpression>{text}</conditionExpression>")
        });
        format!(r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}">{condition}</sequenceFlow>"#)
    }

    /// Writes a block; answers its XML, its first node and its last.
    fn write(&mut self, block: &Block) -> (String, String, String) {
        match block {
            Block::First(parts) => {
                let (xml, fork, join) = self.gateways("parallelGateway", parts, false);
                let plain = format!(r#"<parallelGateway id="{join}"/>"#);
                let complex = format!(
                    r#"<complexGateway id="{join}"><activationCondition>activationCount &gt;= 1</activationCondition></complexGateway>"#
                );
                (xml.replace(&plain, &complex), fork, join)
            }
            Block::Undone(inner) => {
                let (inside, sub, _) = self.write(&Block::Inside(inner.clone()));
                let [border, by, event, association] = std::array::from_fn(|_| self.id());
                let flow = self.flow(&sub, &event, None);
                let xml = format!(
                    r#"{inside}<boundaryEvent id="{border}" attachedToRef="{sub}"><compensateEventDefinition/></boundaryEvent><userTask id="{by}" assignee="holder" isForCompensation="true"/><association id="{association}" sourceRef="{border}" targetRef="{by}"/><intermediateThrowEvent id="{event}"><compensateEventDefinition/></intermediateThrowEvent>{flow}"#
                );
                (xml, sub, event)
            }
            Block::Task => {
                let id = self.id();
                (
                    format!(r#"<userTask id="{id}" assignee="holder"/>"#),
                    id.clone(),
                    id,
                )
            }
            Block::Rounds(times) => {
                let id = self.id();
                let xml = format!(
                    r#"<userTask id="{id}" assignee="holder"><multiInstanceLoopCharacteristics><loopCardinality>{times}</loopCardinality></multiInstanceLoopCharacteristics></userTask>"#
                );
                (xml, id.clone(), id)
            }
            Block::Sequence(parts) => {
                let written: Vec<_> = parts.iter().map(|part| self.write(part)).collect();
                let mut xml: String = written.iter().map(|(xml, ..)| xml.as_str()).collect();
                for pair in written.windows(2) {
                    xml.push_str(&self.flow(&pair[0].2, &pair[1].1, None));
                }
                (xml, written[0].1.clone(), written[written.len() - 1].2.clone())
            }
            Block::Parallel(parts) => self.gateways("parallelGateway", parts, false),
            Block::Choice(parts) => self.gateways("exclusiveGateway", parts, true),
            Block::Inclusive(parts) => self.gateways("inclusiveGateway", parts, true),
            Block::Inside(inner) => {
                let (id, start, end) = (self.id(), self.id(), self.id());
                let (inside, first, last) = self.write(inner);
                let flows = [self.flow(&start, &first, None), self.flow(&last, &end, None)].concat();
                let xml = format!(
                    r#"<subProcess id="{id}"><startEvent id="{start}"/>{inside}<endEvent id="{end}"/>{flows}</subProcess>"#
                );
                (xml, id.clone(), id)
            }
        }
    }

    fn gateways(&mut self, kind: &str, parts: &[Block], decides: bool) -> (String, String, String) {
        let (fork, join, default) = (self.id(), self.id(), self.id());
        let mut xml = String::new();
        for (position, part) in parts.iter().enumerate() {
            let (inner, first, last) = self.write(part);
            xml.push_str(&inner);
            let way = if decides && position == 0 {
                format!(r#"<sequenceFlow id="{default}" sourceRef="{fork}" targetRef="{first}"/>"#)
            } else {
                let condition = format!("k % {} == 0", position + 1);
                self.flow(&fork, &first, decides.then_some(condition.as_str()))
            };
            xml.push_str(&way);
            xml.push_str(&self.flow(&last, &join, None));
        }
        let default = if decides {
            format!(r#" default="{default}""#)
        } else {
            String::new()
        };
        (
            format!(r#"<{kind} id="{fork}"{default}/><{kind} id="{join}"/>{xml}"#),
            fork,
            join,
        )
    }
}

fn definition(block: &Block) -> Definition {
    Definition::read(&xml(block), Strictness::Publish).expect("block-structured processes are runnable")
}

fn xml(block: &Block) -> String {
    let mut writer = Writer::default();
    let (inner, first, last) = writer.write(block);
    let flows = [
        writer.flow("start", &first, None),
        writer.flow(&last, "end", None),
    ]
    .concat();
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="start"/>{inner}<endEvent id="end"/>{flows}</process></definitions>"#
    )
}

/// The same process with every step and flow under another id, and which takes the place of which.
fn renamed(block: &Block, old: &Definition) -> (Definition, Mapping) {
    let rename = |text: &str| text.replace("\"n", "\"m");
    let new = Definition::read(&rename(&xml(block)), Strictness::Publish).expect("only ids differ");
    let ids = old.nodes.iter().map(|node| node.id.to_string());
    let ids = ids.chain(old.flows.iter().map(|flow| flow.id.to_string()));
    let pairs = ids.filter_map(|id| Some((id.clone(), format!("m{}", id.strip_prefix('n')?))));
    (new, Mapping(pairs.collect()))
}

/// A command drawn from the state: which kind, and about which task and earlier step.
fn command(instance: &Instance, definition: &Definition, kind: u8, pick: usize) -> Option<Command> {
    let tasks: Vec<_> = instance.open_tasks().collect();
    let token = tasks.get(pick % tasks.len().max(1))?;
    let (task, by) = (
        token.id,
        token.holder().cloned().unwrap_or_else(|| Person::from("holder")),
    );
    let reason = "lý do".to_owned();
    let trail = instance.trail();
    let earlier = trail.get(pick % trail.len().max(1));
    let other = Person::from(["hoa", "lan", "holder"][pick % 3]);
    Some(match kind {
        0 => Command::SendBack {
            task,
            by,
            to: None,
            reason,
            return_here: pick.is_multiple_of(2),
        },
        1 => Command::SendBack {
            task,
            by,
            to: Some(definition.nodes[earlier?.node].id.to_string()),
            reason,
            return_here: pick.is_multiple_of(3),
        },
        2 => Command::Recall {
            step: earlier?.task,
            by: earlier?.by.clone()?,
            reason,
        },
        3 => Command::Transfer { task, by, to: other },
        4 => Command::Delegate { task, by, to: other },
        5 => Command::AnswerRecall {
            task,
            by,
            accept: true,
            reason,
        },
        6 => Command::AddHelper {
            task,
            by,
            person: other,
            part: Part::Cooperate,
            under: None,
        },
        7 => Command::HandOver { from: by, to: other },
        8 => Command::Set {
            variables: json!({ "k": pick }).as_object().cloned()?,
        },
        9 => Command::Rewind {
            element: definition.nodes[earlier?.node].id.to_string(),
            by: other,
            reason,
        },
        _ => Command::Complete {
            task,
            by: Some(by),
            variables: Map::new(),
        },
    })
}

/// Completes what is open until the case ends; a case that neither ends nor has an open task has lost a token.
fn finish(definition: &Definition, mut instance: Instance) -> Result<(), TestCaseError> {
    for _ in 0..2_000 {
        if instance.status == Status::Completed {
            return Ok(());
        }
        let Some(token) = instance.open_tasks().next() else {
            return Err(TestCaseError::fail(format!(
                "nobody is waited for: {:?}",
                instance.tokens()
            )));
        };
        let done = Command::Complete {
            task: token.id,
            by: token.holder().cloned(),
            variables: Map::new(),
        };
        instance = apply(definition, &instance, &done, 0)
            .map_err(|error| TestCaseError::fail(error.to_string()))?
            .instance;
    }
    Err(TestCaseError::fail("the case does not end"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_token_is_ever_lost(block in block(), k in 0_u32..7, steps in prop::collection::vec((0_u8..16, any::<u16>()), 0..40)) {
        let definition = definition(&block);
        prop_assert!(soundness::check(&definition).is_empty());
        let start = Command::Start { process: 0, at: None, variables: json!({ "k": k }).as_object().cloned().unwrap() };
        let mut history = vec![start.clone()];
        let mut outcome = apply(&definition, &Instance::default(), &start, 0).unwrap();
        let mut open: BTreeSet<u64> = BTreeSet::new();
        let mut steps = steps.into_iter();
        loop {
            for effect in &outcome.effects {
                match effect {
                    Effect::TaskOpened { task, .. } => prop_assert!(open.insert(*task), "task {task} opened twice"),
                    Effect::TaskClosed { task, .. } => { open.remove(task); }
                    _ => {}
                }
            }
            let known: BTreeSet<u64> = outcome.instance.open_tasks().map(|token| token.id).collect();
            prop_assert_eq!(&known, &open, "what was told differs from what is open");
            prop_assert!(outcome.instance.status == Status::Completed || !known.is_empty(), "nobody is waited for");
            let Some((kind, pick)) = steps.next() else { break };
            let Some(command) = command(&outcome.instance, &definition, kind, usize::from(pick)) else {
                outcome.effects.clear();
                continue;
            };
            match apply(&definition, &outcome.instance, &command, 0) {
                Ok(next) => {
                    history.push(command);
                    outcome = next;
                }
                Err(_) => outcome.effects.clear(),
            }
        }
        let replayed = history.iter().fold(Instance::default(), |instance, command| {
            apply(&definition, &instance, command, 0).unwrap().instance
        });
        prop_assert_eq!(&replayed, &outcome.instance);
        let stored: Instance = serde_json::from_str(&serde_json::to_string(&outcome.instance).unwrap()).unwrap();
        prop_assert_eq!(&stored, &outcome.instance);
        finish(&definition, outcome.instance)?;
    }

    #[test]
    fn a_case_put_under_another_version_goes_on(block in block(), k in 0_u32..7, steps in prop::collection::vec((0_u8..16, any::<u16>()), 0..30)) {
        let old = definition(&block);
        let start = Command::Start { process: 0, at: None, variables: json!({ "k": k }).as_object().cloned().unwrap() };
        let mut instance = apply(&old, &Instance::default(), &start, 0).unwrap().instance;
        for (kind, pick) in steps {
            let next = command(&instance, &old, kind, usize::from(pick)).and_then(|command| apply(&old, &instance, &command, 0).ok());
            if let Some(next) = next {
                instance = next.instance;
            }
        }
        let (new, mapping) = renamed(&block, &old);
        let moved = migrate(&old, &new, &instance, &mapping).expect("every element has its place");
        let open = |instance: &Instance| instance.open_tasks().map(|token| token.id).collect::<Vec<_>>();
        prop_assert_eq!(open(&moved), open(&instance));
        prop_assert_eq!(&moved.variables, &instance.variables);
        prop_assert_eq!(moved.trail().len(), instance.trail().len());
        finish(&new, moved)?;
    }
}
