//! A process as data: nodes and flows, read from BPMN 2.0 XML.

mod decode;
mod element;
mod expression;
mod link;
mod name;
mod read;

pub use decode::decode;
pub(crate) use element::Extent;
pub use element::{
    Assignment, CallTarget, EndKind, Flow, FlowIndex, Loop, MultiInstance, Node, NodeIndex, NodeKind,
    Process, RoundCondition, RoundEvent, Scope, Skip, TaskKind, Timer, Trigger,
};
pub use expression::Expression;
pub use name::Name;

use crate::Error;

/// Something in a file that cannot be run, or that deserves a second look.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Issue {
    /// Line in the file, from 1.
    pub line: u32,
    /// The element's id.
    pub element: String,
    /// The element's name, where it has one.
    pub name: Option<String>,
    /// What is wrong, in Vietnamese.
    pub reason: String,
}

/// How strictly a file is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// For publishing: everything must be runnable.
    Publish,
    /// For conformance suites and trials: script tasks are passed through.
    Lenient,
}

/// All processes of one file, in one arena of nodes and flows.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The processes, in the order of the file.
    pub processes: Vec<Process>,
    /// Every node of every process and sub-process.
    pub nodes: Vec<Node>,
    /// Every sequence flow.
    pub flows: Vec<Flow>,
    /// The nodes directly in each process, and in each sub-process by its node.
    inside: [Vec<Vec<NodeIndex>>; 2],
    /// Whether any event waits for a condition.
    pub(crate) has_conditions: bool,
}

impl Definition {
    /// Reads BPMN 2.0 XML.
    ///
    /// # Errors
    /// When the text is not XML, holds no process, or holds something that cannot be run.
    pub fn read(xml: &str, strictness: Strictness) -> Result<Self, Error> {
        let (definition, issues) = Self::inspect(xml, strictness)?;
        if issues.is_empty() {
            Ok(definition)
        } else {
            Err(Error::Unsupported(issues))
        }
    }

    /// Reads BPMN 2.0 XML and tells what in it cannot be run.
    ///
    /// # Errors
    /// When the text is not XML or holds no process.
    pub fn inspect(xml: &str, strictness: Strictness) -> Result<(Self, Vec<Issue>), Error> {
        read::read(xml, strictness)
    }

    /// The process that starts when none is named: an executable one, best one that starts by itself; or else the first that
    /// starts by itself.
    #[must_use]
    pub fn main_process(&self) -> usize {
        let startable = |index: &usize| {
            self.nodes_in(Scope::Process(*index))
                .any(|node| self.nodes[node].is_plain_start())
        };
        let executable = |index: &usize| self.processes[*index].executable;
        let all = 0..self.processes.len();
        all.clone()
            .find(|index| executable(index) && startable(index))
            .or_else(|| all.clone().find(executable))
            .or_else(|| (0..self.processes.len()).find(startable))
            .unwrap_or(0)
    }

    /// The process with this id.
    #[must_use]
    pub fn process(&self, id: &str) -> Option<usize> {
        self.processes.iter().position(|process| process.id == id)
    }

    /// The nodes directly in a scope.
    pub fn nodes_in(&self, scope: Scope) -> impl Iterator<Item = NodeIndex> + '_ {
        let inside = match scope {
            Scope::Process(process) => self.inside[0].get(process),
            Scope::SubProcess(node) => self.inside[1].get(node),
        };
        inside.into_iter().flatten().copied()
    }

    /// Notes which nodes are in which scope, once all are read.
    fn sort_into_scopes(&mut self) {
        self.inside = [
            vec![Vec::new(); self.processes.len()],
            vec![Vec::new(); self.nodes.len()],
        ];
        self.has_conditions = self.nodes.iter().any(|node| {
            matches!(
                &node.kind,
                NodeKind::Start {
                    trigger: Trigger::Condition(_),
                    ..
                } | NodeKind::Boundary {
                    trigger: Trigger::Condition(_),
                    ..
                } | NodeKind::Catch(Trigger::Condition(_))
            )
        });
        for (index, node) in self.nodes.iter().enumerate() {
            match node.scope {
                Scope::Process(process) => self.inside[0][process].push(index),
                Scope::SubProcess(sub) => self.inside[1][sub].push(index),
            }
        }
    }

    /// The node with this id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeIndex> {
        self.nodes.iter().position(|node| node.id == id)
    }
}
