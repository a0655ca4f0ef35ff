use std::collections::HashMap;

use roxmltree::Node as Element;

use super::{Reader, child, is, text};
use crate::definition::{EndKind, Flow, Issue, Node, NodeKind, Strictness, Trigger};

impl<'a> Reader<'a> {
    /// Ties boundary events to their activities.
    pub(super) fn attach(&mut self) {
        for (event, activity) in std::mem::take(&mut self.attachments) {
            match self.definition.node(activity) {
                Some(target) => {
                    if let NodeKind::Boundary { attached_to, .. } = &mut self.definition.nodes[event].kind {
                        *attached_to = target;
                    }
                    self.definition.nodes[target].boundary.push(event);
                }
                None => self.refuse_node(event, format!("gắn vào {activity:?}, không có trong tệp")),
            }
        }
    }

    fn refuse_node(&mut self, index: usize, reason: String) {
        let node = &self.definition.nodes[index];
        self.issues.push(Issue {
            line: node.line,
            element: node.id.to_string(),
            name: node.name.as_ref().map(ToString::to_string),
            reason,
        });
    }

    pub(super) fn read_flows(&mut self, process: Element<'a, 'a>) {
        let by_id: HashMap<String, usize> = self
            .definition
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| (node.id.to_string(), index))
            .collect();
        for element in process
            .descendants()
            .filter(|element| is(*element, "sequenceFlow"))
        {
            self.read_flow(element, &by_id);
        }
        for element in process.descendants() {
            let Some(default) = element.attribute("default") else {
                continue;
            };
            let node = element.attribute("id").and_then(|id| by_id.get(id));
            let flow = self.definition.flows.iter().position(|flow| flow.id == default);
            if let (Some(&node), Some(flow)) = (node, flow) {
                self.definition.nodes[node].default = Some(flow);
            }
        }
    }

    fn read_flow(&mut self, element: Element<'a, 'a>, by_id: &HashMap<String, usize>) {
        let end = |name| element.attribute(name).and_then(|id| by_id.get(id)).copied();
        let (Some(source), Some(target)) = (end("sourceRef"), end("targetRef")) else {
            self.refuse(element, "luồng nối tới phần tử không có hoặc không chạy được");
            return;
        };
        if self.definition.nodes[source].scope != self.definition.nodes[target].scope {
            self.refuse(element, "luồng không được vượt ranh giới quy trình con");
            return;
        }
        let condition = child(element, "conditionExpression")
            .and_then(text)
            .and_then(|source| self.expression(element, source));
        let index = self.definition.flows.len();
        self.definition.flows.push(Flow {
            id: element.attribute("id").unwrap_or_default().into(),
            name: element.attribute("name").map(ToOwned::to_owned),
            source,
            target,
            condition,
        });
        self.definition.nodes[source].outgoing.push(index);
        self.definition.nodes[target].incoming.push(index);
    }

    /// Refuses decisions that cannot decide, links that lead nowhere, and event gateways without events.
    pub(super) fn check_ways(&mut self) {
        for index in 0..self.definition.nodes.len() {
            if self.strictness == Strictness::Lenient {
                self.imply_default(index);
                self.forget_idle_quantities(index);
            }
            if self.strictness == Strictness::Lenient && self.is_undecided(&self.definition.nodes[index]) {
                self.definition.nodes[index].undecided = true;
                continue;
            }
            if let Some(reason) = self.fault(&self.definition.nodes[index]) {
                self.refuse_node(index, reason);
            }
        }
    }

    /// The one way without a condition beside others that have one is what the drawer meant for the rest.
    fn imply_default(&mut self, index: usize) {
        let node = &self.definition.nodes[index];
        let is_open = |flow: &&usize| self.definition.flows[**flow].condition.is_none();
        let mut open = node.outgoing.iter().filter(is_open);
        let only = open.next().copied().filter(|_| open.next().is_none());
        if node.default.is_none() && node.outgoing.len() > 1 && matches!(node.kind, NodeKind::Exclusive) {
            self.definition.nodes[index].default = only;
        }
    }

    /// Quantities of tokens that can never come together were drawn without meaning them to be run.
    fn forget_idle_quantities(&mut self, index: usize) {
        let nodes = &self.definition.nodes;
        let sent = |flow: &usize| u64::from(nodes[self.definition.flows[*flow].source].completion_quantity);
        let can_come: u64 = nodes[index].incoming.iter().map(sent).sum();
        if can_come < u64::from(nodes[index].start_quantity) {
            let node = &mut self.definition.nodes[index];
            (node.start_quantity, node.completion_quantity) = (1, 1);
        }
    }

    /// Whether a decision has a way without a condition beside others: only somebody can choose.
    fn is_undecided(&self, node: &Node) -> bool {
        matches!(node.kind, NodeKind::Exclusive | NodeKind::Inclusive)
            && node.outgoing.len() > 1
            && node
                .outgoing
                .iter()
                .any(|flow| node.default != Some(*flow) && self.definition.flows[*flow].condition.is_none())
    }

    /// Resolves which steps must be done by different people.
    pub(super) fn read_duties(&mut self) {
        for (node, ids) in std::mem::take(&mut self.duties) {
            for id in ids.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty()) {
                match self.definition.node(id) {
                    Some(other) => {
                        self.definition.nodes[node].separate_from.push(other);
                        self.definition.nodes[other].separate_from.push(node);
                    }
                    None => {
                        self.refuse_node(node, format!("separateFrom nói tới {id:?}, không có trong tệp"));
                    }
                }
            }
        }
    }

    fn fault(&self, node: &Node) -> Option<String> {
        match &node.kind {
            NodeKind::Exclusive | NodeKind::Inclusive if node.outgoing.len() > 1 => {
                let undecided = node.outgoing.iter().find(|flow| {
                    node.default != Some(**flow) && self.definition.flows[**flow].condition.is_none()
                })?;
                let flow = &self.definition.flows[*undecided];
                let name = flow.name.as_deref().unwrap_or(&flow.id);
                Some(format!(
                    "nhánh {name:?} không có điều kiện và không phải nhánh mặc định"
                ))
            }
            NodeKind::EventBased { .. } => {
                let waits = |flow: &usize| {
                    let target = &self.definition.nodes[self.definition.flows[*flow].target];
                    matches!(
                        &target.kind,
                        NodeKind::Catch(_) | NodeKind::Task(crate::definition::TaskKind::Receive)
                    )
                };
                (node.outgoing.len() < 2 || !node.outgoing.iter().all(waits))
                    .then(|| "cổng theo sự kiện phải dẫn tới ít nhất hai sự kiện chờ".to_owned())
            }
            NodeKind::Throw(EndKind::Link(name)) => {
                let catches = |other: &Node| {
                    other.scope == node.scope
                        && matches!(&other.kind, NodeKind::Catch(Trigger::Link(link)) if link == name)
                };
                (!self.definition.nodes.iter().any(catches))
                    .then(|| format!("liên kết {name:?} không có nơi nhận"))
            }
            _ => None,
        }
    }
}
