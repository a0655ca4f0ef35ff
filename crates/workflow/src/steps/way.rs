use serde::Serialize;

use crate::{
    Definition,
    definition::{EndKind, Expression, FlowIndex, NodeIndex, NodeKind},
};

/// A way from one step to what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// What has to hold, decision after decision.
    pub when: Vec<Condition>,
    /// The next step's id; of an end event where it ends.
    pub to: String,
    /// The same in words.
    pub to_name: String,
    /// Whether the process, or this part of it, ends there.
    pub ends: bool,
}

/// What has to hold for one flow to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The flow's name.
    pub name: Option<String>,
    /// The expression, as it is computed.
    pub expression: Option<String>,
    /// The facts it asks for.
    pub variables: Vec<String>,
    /// Taken where nothing else holds.
    pub otherwise: bool,
}

/// Most decisions one after the other that are told.
const DEEPEST: usize = 12;

/// Every way from a node to the steps that come next, through the decisions and joins between them.
pub(super) fn ways(definition: &Definition, from: NodeIndex) -> Vec<Way> {
    let mut found = Vec::new();
    follow(definition, from, &mut Vec::new(), &mut vec![from], &mut found);
    found.dedup();
    found
}

fn follow(
    definition: &Definition,
    from: NodeIndex,
    when: &mut Vec<Condition>,
    passed: &mut Vec<NodeIndex>,
    found: &mut Vec<Way>,
) {
    for flow in &definition.nodes[from].outgoing {
        let condition = condition(definition, from, *flow);
        let told = condition.is_some();
        when.extend(condition);
        let target = definition.flows[*flow].target;
        let node = &definition.nodes[target];
        let only_leads_on = matches!(
            node.kind,
            NodeKind::Exclusive
                | NodeKind::Parallel
                | NodeKind::Inclusive
                | NodeKind::Complex { .. }
                | NodeKind::EventBased { .. }
        ) || (matches!(node.kind, NodeKind::Throw(_)) && !node.outgoing.is_empty());
        if only_leads_on && !passed.contains(&target) && passed.len() < DEEPEST {
            passed.push(target);
            follow(definition, target, when, passed, found);
            passed.pop();
        } else {
            let ends = matches!(node.kind, NodeKind::End(_));
            let to_name = match &node.kind {
                NodeKind::End(kind) if node.name.is_none() => end(kind).to_owned(),
                _ => node.label().to_owned(),
            };
            found.push(Way {
                when: when.clone(),
                to: node.id.to_string(),
                to_name,
                ends,
            });
        }
        if told {
            when.pop();
        }
    }
}

fn condition(definition: &Definition, from: NodeIndex, index: FlowIndex) -> Option<Condition> {
    let flow = &definition.flows[index];
    let node = &definition.nodes[from];
    let otherwise = node.default == Some(index) && node.outgoing.len() > 1;
    let told = Condition {
        name: flow.name.clone().filter(|name| !name.trim().is_empty()),
        expression: flow.condition.as_ref().map(Expression::words),
        variables: flow
            .condition
            .as_ref()
            .map(Expression::variables)
            .unwrap_or_default(),
        otherwise,
    };
    (told.name.is_some() || told.expression.is_some() || otherwise).then_some(told)
}

fn end(kind: &EndKind) -> &'static str {
    match kind {
        EndKind::Error(_) => "kết thúc vì lỗi",
        EndKind::Terminate => "kết thúc tất cả",
        _ => "kết thúc",
    }
}
