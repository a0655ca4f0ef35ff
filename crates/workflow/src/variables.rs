//! The variables a process asks for, and those that nobody gives it.

use crate::definition::{
    Definition, Expression, Issue, Loop, Node, NodeKind, RoundCondition, Timer, Trigger,
};

/// Variables the engine gives by itself, inside rounds and at complex gateways.
const GIVEN: [&str; 5] = [
    "loopCounter",
    "nrOfInstances",
    "nrOfCompletedInstances",
    "nrOfActiveInstances",
    "activationCount",
];

/// A place in a definition where a variable is asked for.
struct Asked<'a> {
    node: &'a Node,
    /// The flow, where it is the condition on one.
    flow: Option<&'a str>,
    name: String,
}

/// The variables that conditions, times, rounds and holders ask for and the definition does not give itself, sorted.
#[must_use]
pub fn asked(definition: &Definition) -> Vec<String> {
    let mut names: Vec<String> = places(definition).into_iter().map(|asked| asked.name).collect();
    names.sort();
    names.dedup();
    names
}

/// Every place that asks for a variable which is neither among those `known` nor given by the definition itself: there the
/// case could not go on.
#[must_use]
pub fn unknown(definition: &Definition, known: &[&str]) -> Vec<Issue> {
    let mut issues: Vec<Issue> = places(definition)
        .into_iter()
        .filter(|asked| !known.contains(&asked.name.as_str()))
        .map(|asked| Issue {
            line: asked.node.line,
            element: asked.flow.unwrap_or(&asked.node.id).to_owned(),
            name: asked.node.name.as_ref().map(ToString::to_string),
            reason: format!(
                "không có biến “{}”; có thể dùng: {}",
                asked.name,
                known.join(", ")
            ),
        })
        .collect();
    issues.dedup();
    issues
}

fn places(definition: &Definition) -> Vec<Asked<'_>> {
    let items: Vec<&str> = definition
        .nodes
        .iter()
        .filter_map(|node| match &node.repeat {
            Some(Loop::Multi(multi)) => multi.item.as_deref(),
            _ => None,
        })
        .collect();
    let is_given = |name: &str| GIVEN.contains(&name) || items.contains(&name);
    let of_flows = definition.flows.iter().flat_map(|flow| {
        let node = &definition.nodes[flow.source];
        let names = flow.condition.iter().flat_map(Expression::variables);
        names.map(|name| Asked {
            node,
            flow: Some(&flow.id),
            name,
        })
    });
    let of_nodes = definition.nodes.iter().flat_map(|node| {
        of_node(node).into_iter().map(|name| Asked {
            node,
            flow: None,
            name,
        })
    });
    of_flows
        .chain(of_nodes)
        .filter(|asked| !is_given(&asked.name))
        .collect()
}

fn of_node(node: &Node) -> Vec<String> {
    let mut expressions: Vec<&Expression> = node.assignee.iter().collect();
    match &node.kind {
        NodeKind::Start { trigger, .. } | NodeKind::Catch(trigger) | NodeKind::Boundary { trigger, .. } => {
            expressions.extend(of_trigger(trigger));
        }
        NodeKind::Complex { activation } => expressions.extend(activation),
        _ => {}
    }
    match &node.repeat {
        Some(Loop::Multi(multi)) => {
            expressions.extend(&multi.cardinality);
            expressions.extend(&multi.collection);
            expressions.extend(&multi.completion);
            expressions.extend(multi.told.iter().filter_map(|told| match &told.when {
                RoundCondition::Where(condition) => Some(condition),
                RoundCondition::Each | RoundCondition::First => None,
            }));
        }
        Some(Loop::While { condition, .. }) => expressions.extend(condition),
        None => {}
    }
    let assignment = &node.assignment;
    let texts = assignment
        .candidate_users
        .iter()
        .chain(&assignment.candidate_groups);
    let texts = texts.chain(&assignment.due_date).chain(&assignment.part);
    let of_texts = texts.flat_map(|text| in_text(text));
    expressions
        .into_iter()
        .flat_map(Expression::variables)
        .chain(of_texts)
        .collect()
}

fn of_trigger(trigger: &Trigger) -> Vec<&Expression> {
    match trigger {
        Trigger::Timer(Timer::Date(time) | Timer::Duration(time) | Timer::Cycle(time)) => vec![time],
        Trigger::Condition(condition) => vec![condition],
        Trigger::Any(all) | Trigger::All(all) => all.iter().flat_map(of_trigger).collect(),
        _ => Vec::new(),
    }
}

/// The variables of the expressions inside a text, such as `unit_head@${unit}`.
fn in_text(text: &str) -> Vec<String> {
    text.split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .filter_map(|(source, _)| Expression::compile_lenient(source).ok())
        .flat_map(|expression| expression.variables())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Strictness;

    fn read(body: &str) -> Definition {
        let xml = format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="v"><process id="p">{body}</process></definitions>"#
        );
        Definition::read(&xml, Strictness::Publish).expect("it is a process")
    }

    #[test]
    fn what_nobody_gives_is_told_where_it_is_asked_for() {
        let definition = read(
            r#"<startEvent id="s"/><exclusiveGateway id="x" default="no"/><userTask id="a" v:candidateGroups="unit_head@${part.unit}" v:assignee="${signr}">
<multiInstanceLoopCharacteristics v:collection="${parts}" v:elementVariable="part"><completionCondition>nrOfCompletedInstances &gt; 1</completionCondition></multiInstanceLoopCharacteristics></userTask><endEvent id="e"/>
<sequenceFlow id="1" sourceRef="s" targetRef="x"/><sequenceFlow id="yes" sourceRef="x" targetRef="a"><conditionExpression>urgncy == "urgent" and size(parts) &gt; 0</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="x" targetRef="e"/><sequenceFlow id="2" sourceRef="a" targetRef="e"/>"#,
        );
        assert_eq!(asked(&definition), ["parts", "signr", "urgncy"]);
        let issues = unknown(&definition, &["parts", "signer", "urgency"]);
        let told: Vec<_> = issues.iter().map(|issue| issue.element.as_str()).collect();
        assert_eq!(told, ["yes", "a"]);
        assert!(issues[0].reason.contains("“urgncy”") && issues[0].reason.contains("urgency"));
    }
}
