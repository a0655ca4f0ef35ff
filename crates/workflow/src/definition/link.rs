use std::collections::{BTreeSet, HashSet};

use super::{CallTarget, Definition, Flow, Name, Node, NodeKind, Process, Scope};

impl Definition {
    /// What is called and stands in no process of this file.
    #[must_use]
    pub fn calls(&self) -> BTreeSet<String> {
        let elsewhere = |node: &Node| match &node.kind {
            NodeKind::Call(CallTarget::Elsewhere(name)) => Some(name.clone()),
            _ => None,
        };
        self.nodes.iter().filter_map(elsewhere).collect()
    }

    /// Takes the processes of another file in, so that what is called by this name runs its main process. Ids that both files
    /// have are told apart by the name before them; what its tasks are called on the work list stays.
    #[must_use]
    pub fn link(mut self, name: &str, called: &Self) -> Self {
        let moved = Moved {
            nodes: self.nodes.len(),
            flows: self.flows.len(),
            processes: self.processes.len(),
            taken: self.ids(),
            name,
        };
        let main = moved.processes + called.main_process();
        for node in &mut self.nodes {
            if matches!(&node.kind, NodeKind::Call(CallTarget::Elsewhere(target)) if target == name) {
                node.kind = NodeKind::Call(CallTarget::Here(main));
            }
        }
        self.processes
            .extend(called.processes.iter().map(|process| Process {
                id: moved.id(&process.id).to_string(),
                // The file's own main process stays the main one.
                executable: false,
                ..process.clone()
            }));
        self.nodes
            .extend(called.nodes.iter().map(|node| moved.node(node)));
        self.flows.extend(called.flows.iter().map(|flow| Flow {
            id: moved.id(&flow.id),
            source: flow.source + moved.nodes,
            target: flow.target + moved.nodes,
            ..flow.clone()
        }));
        self.sort_into_scopes();
        self
    }

    fn ids(&self) -> HashSet<String> {
        let processes = self.processes.iter().map(|process| process.id.clone());
        let nodes = self.nodes.iter().map(|node| node.id.to_string());
        let flows = self.flows.iter().map(|flow| flow.id.to_string());
        processes.chain(nodes).chain(flows).collect()
    }
}

/// Where the elements of a called file come to stand.
struct Moved<'a> {
    nodes: usize,
    flows: usize,
    processes: usize,
    taken: HashSet<String>,
    name: &'a str,
}

impl Moved<'_> {
    fn id(&self, id: &str) -> Name {
        if self.taken.contains(id) {
            format!("{}:{id}", self.name).as_str().into()
        } else {
            id.into()
        }
    }

    fn node(&self, node: &Node) -> Node {
        let mut moved = node.clone();
        moved.id = self.id(&node.id);
        if moved.id != node.id && node.assignment.form.is_none() {
            let mut assignment = super::Assignment::clone(&node.assignment);
            assignment.form = Some(node.id.to_string());
            moved.assignment = assignment.into();
        }
        moved.scope = match node.scope {
            Scope::Process(process) => Scope::Process(process + self.processes),
            Scope::SubProcess(sub) => Scope::SubProcess(sub + self.nodes),
        };
        match &mut moved.kind {
            NodeKind::Call(CallTarget::Here(process)) => *process += self.processes,
            NodeKind::Boundary { attached_to, .. } => *attached_to += self.nodes,
            _ => {}
        }
        let flows = moved.incoming.iter_mut().chain(&mut moved.outgoing);
        for flow in flows.chain(&mut moved.default) {
            *flow += self.flows;
        }
        let nodes = moved.boundary.iter_mut().chain(&mut moved.separate_from);
        for node in nodes.chain(&mut moved.undone_by) {
            *node += self.nodes;
        }
        moved
    }
}
