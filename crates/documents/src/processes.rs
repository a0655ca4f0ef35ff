//! The processes that come with the product and carry the documents, for agencies that have published none of their own.

pub mod moving;
pub mod pace;
pub mod whereabouts;

use kernel::{Actor, Office};
use workflow::{
    Definition,
    definition::{Issue, NodeKind, TaskKind},
    store::{
        self,
        definitions::{self, Checked, DefinitionId, process_definition},
    },
    variables,
};

use crate::{Error, inbound, outbound};

/// Key of the process of what arrives.
pub const INBOUND: &str = "inbound";
/// Key of the process of urgent arrivals.
pub const URGENT: &str = "urgent";
/// Key of the process of our own documents.
pub const OUTBOUND: &str = "outbound";

/// Every shipped process: its key and its file.
pub const SHIPPED: [(&str, &str); 3] = [
    (INBOUND, include_str!("../processes/inbound.bpmn")),
    (URGENT, include_str!("../processes/urgent.bpmn")),
    (OUTBOUND, include_str!("../processes/outbound.bpmn")),
];

/// Puts the shipped processes in force. Shipping the same files again changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn ship(office: &Office) -> Result<(), Error> {
    for (key, xml) in SHIPPED {
        definitions::ship(office, key, xml).await?;
    }
    Ok(())
}

/// Looks at a file that is to carry documents under this key: what the engine refuses, and what the documents' processes lack.
///
/// # Errors
/// When the file is no BPMN at all.
pub async fn check(key: &str, xml: &str) -> Result<Checked, store::Error> {
    let mut checked = definitions::check(xml).await?;
    if let Some(definition) = &checked.definition {
        checked.faults.extend(faults(key, definition));
    }
    Ok(checked)
}

/// Puts a draft in force, unless it lacks a step that no agency may leave out.
///
/// # Errors
/// [`store::Error::Faulty`] with what is wrong.
pub async fn publish(
    office: &Office,
    actor: &Actor,
    id: DefinitionId,
    revision: i64,
) -> Result<process_definition::Model, store::Error> {
    let draft = definitions::show(office.database.read(), actor, id).await?;
    let checked = check(&draft.key, &draft.xml).await?;
    if !checked.is_sound() {
        return Err(store::Error::Faulty(checked.faults));
    }
    definitions::publish(office, actor, id, revision).await
}

/// The steps a process of this key must have, because the law or the product's books ask for them.
fn required(key: &str) -> &'static [&'static str] {
    use outbound::tasks::action;
    match key {
        INBOUND | URGENT => &[
            inbound::tasks::SUBMIT,
            inbound::tasks::DIRECT,
            inbound::tasks::ASSIGN,
            inbound::tasks::SETTLE,
        ],
        // Decree 30/2020, Articles 12, 13, 15 and 18.
        OUTBOUND => &[
            action::REVISE,
            action::REVIEW_CONTENT,
            action::REVIEW_FORM,
            action::SIGN,
            action::NUMBER,
            action::SEAL,
            action::ISSUE,
        ],
        _ => &[],
    }
}

/// The facts a case of this key is told, which conditions, holders and times may name; none for a key that carries no
/// documents.
fn facts(key: &str) -> &'static [&'static str] {
    match key {
        INBOUND | URGENT => &[
            "channel", "urgency", "kind", "leader", "parts", "readers", "officers", "done",
        ],
        OUTBOUND => &["drafter", "unit", "signer", "kind", "urgency"],
        _ => &[],
    }
}

/// What keeps a process of this key from carrying documents: steps it lacks that no agency may leave out, told by the form
/// they must name, and variables that no document has.
#[must_use]
pub fn faults(key: &str, definition: &Definition) -> Vec<Issue> {
    let has = |action: &str| {
        definition.nodes.iter().any(|node| {
            let called = node.assignment.form.as_deref().unwrap_or(&node.id);
            matches!(node.kind, NodeKind::Task(TaskKind::User)) && called == action
        })
    };
    let lacking = required(key)
        .iter()
        .filter(|action| !has(action))
        .map(|action| Issue {
            line: 1,
            element: (*action).to_owned(),
            name: None,
            reason: format!("thiếu bước bắt buộc: tác vụ người dùng có id hoặc formKey “{action}”"),
        });
    let known = facts(key);
    let unknown = (!known.is_empty()).then(|| variables::unknown(definition, known));
    lacking.chain(unknown.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use workflow::{definition::Strictness, diagram, soundness};

    use super::*;

    #[test]
    fn every_shipped_process_can_be_published_and_drawn() {
        for (key, xml) in SHIPPED {
            let definition = Definition::read(xml, Strictness::Publish).expect(key);
            assert_eq!(soundness::check(&definition), [], "{key}");
            assert_eq!(faults(key, &definition), [], "{key}");
            let drawn = diagram::svg(xml, &diagram::Marks::default()).expect(key);
            let drawn = drawn.expect(key);
            for node in &definition.nodes {
                assert!(
                    drawn.contains(&format!("data-element=\"{}\"", node.id)),
                    "{key}: {} is not drawn",
                    node.id
                );
            }
        }
    }

    #[test]
    fn a_process_without_a_lawful_step_is_told_so() {
        let (_, xml) = SHIPPED[2];
        let without = xml.replace("id=\"review_form\"", "id=\"glance\"");
        let without = without.replace("targetRef=\"review_form\"", "targetRef=\"glance\"");
        let without = without.replace("sourceRef=\"review_form\"", "sourceRef=\"glance\"");
        let definition = Definition::read(&without, Strictness::Publish).expect("it is a process");
        let lacking: Vec<String> = faults(OUTBOUND, &definition)
            .into_iter()
            .map(|fault| fault.element)
            .collect();
        assert_eq!(lacking, ["review_form"]);
    }

    #[test]
    fn a_process_that_asks_for_what_no_document_has_is_told_so() {
        let (_, xml) = SHIPPED[2];
        let mistyped = xml.replace("${signer}", "${signr}");
        let definition = Definition::read(&mistyped, Strictness::Publish).expect("it is a process");
        let faults = faults(OUTBOUND, &definition);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].element, "sign");
        assert!(faults[0].reason.contains("signr"));
    }
}
