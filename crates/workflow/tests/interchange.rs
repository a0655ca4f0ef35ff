//! The executable models of the OMG's interchange suite (MIWG) run to the expected end.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use std::path::Path;

use serde_json::{Value, json};
use workflow::{
    Definition,
    definition::Strictness,
    engine::Status,
    simulation::{Standing, simulate},
};

/// Runs a model; none where the suite is not there.
fn run(file: &str, script: Value) -> Option<Vec<Standing>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/bpmn")
        .join(file);
    let Ok(xml) = std::fs::read_to_string(&path) else {
        println!("{} is not there: nothing run", path.display());
        return None;
    };
    let definition =
        Definition::read(&xml, Strictness::Lenient).unwrap_or_else(|error| panic!("{file}: {error:?}"));
    let standings = simulate(&definition, &serde_json::from_value(script).unwrap(), 0).unwrap();
    for standing in &standings {
        assert_eq!(standing.refused, None, "{file}");
    }
    Some(standings)
}

fn ends(file: &str, script: Value, end: &str) {
    let Some(standings) = run(file, script) else {
        return;
    };
    let last = standings.last().unwrap();
    assert_eq!(last.status, Status::Completed, "{file}: {last:?}");
    assert!(
        last.passed.iter().any(|element| element == end),
        "{file}: {:?}",
        last.passed
    );
}

fn done(element: &str, variables: Value) -> Value {
    json!({ "complete": { "element": element, "variables": variables } })
}

#[test]
fn an_invoice_is_clarified_then_approved() {
    let steps = json!([
        done("assignApprover", json!({})),
        done("approveInvoice", json!({ "approved": false })),
        done("reviewInvoice", json!({ "clarified": "yes" })),
        done("approveInvoice", json!({ "approved": true })),
        done("prepareBankTransfer", json!({})),
    ]);
    ends(
        "C.1.0.bpmn",
        json!({ "steps": steps, "process": "bpmn-miwg-test-case-c.1.0" }),
        "invoiceProcessed",
    );
    ends("C.1.0.bpmn", json!({ "steps": steps }), "invoiceProcessed");
    ends("C.1.1.bpmn", json!({ "steps": steps }), "invoiceProcessed");
}

#[test]
fn an_invoice_that_is_not_clarified_is_not_processed() {
    let steps = json!([
        done("assignApprover", json!({})),
        done("approveInvoice", json!({ "approved": false })),
        done("reviewInvoice", json!({ "clarified": "no" })),
    ]);
    ends("C.1.1.bpmn", json!({ "steps": steps }), "invoiceNotProcessed");
}

#[test]
fn a_fridge_is_replaced_when_somebody_chooses_so() {
    let gateway = "_604be023-654c-44df-a64c-365254a100cd";
    let script = json!({ "steps": [
        done("_c73a5f4a-72f1-4e11-bb40-2f98da75fb9a", json!({})),
        { "choose": { "gateway": gateway, "flow": "_b99800c3-c340-460c-a43e-098014a365d0" } },
        done("_a92069f7-377b-4dbd-a1fd-1da071aabf6d", json!({})),
    ] });
    ends("C.3.0.bpmn", script, "_177bd313-c6c9-4df5-8f82-313beb30d2eb");
}

#[test]
fn a_vacation_is_decided_by_rule_or_by_the_manager() {
    let script = json!({ "variables": { "Vacation Approval": "Approved" } });
    ends("C.8.1.bpmn", script, "_6677ef80-82df-4951-919d-1f36123b681b");
    ends("C.8.1.bpmn", json!({}), "_1688f604-5edf-4187-ad9e-18f74bfede53");
    let manual = json!({
        "variables": { "Vacation Approval": "Manual Validation Required" },
        "steps": [done("_79523269-7444-4b01-90e9-e23957a9d020", json!({ "Vacation Approval": "Approved" }))],
    });
    ends("C.8.1.bpmn", manual, "_1cd5fe29-b3ec-4f21-a1aa-57773f0729ca");
}

#[test]
fn an_onboarding_follows_the_risk() {
    ends(
        "C.9.0.bpmn",
        json!({ "variables": { "riskLevels": ["green"] } }),
        "EndEvent_ApplicationIssued",
    );
    ends(
        "C.9.0.bpmn",
        json!({ "variables": { "riskLevels": ["yellow", "red"] } }),
        "EndEvent_ApplicationRejected",
    );
    let checked = json!({ "variables": { "riskLevels": ["yellow"], "approved": true } });
    ends("C.9.0.bpmn", checked, "EndEvent_ApplicationIssued");
}

#[test]
fn a_document_is_asked_for_reminded_of_and_received() {
    let received = json!({ "steps": [{ "wait": { "seconds": 90_000 } }, { "message": { "name": "MESSAGE_documentReceived" } }] });
    let Some(standings) = run("C.9.1.bpmn", received) else {
        return;
    };
    assert!(
        standings[1]
            .passed
            .iter()
            .any(|element| element == "EndEvent_ReminderSent")
    );
    assert!(
        standings[2]
            .passed
            .iter()
            .any(|element| element == "EndEvent_GotDocument")
    );
    assert_eq!(standings[2].status, Status::Completed);
    let called =
        json!({ "steps": [{ "wait": { "seconds": 604_800 } }, done("UserTask_CallCustomer", json!({}))] });
    ends("C.9.1.bpmn", called, "EndEvent_TalkedToCustomer");
}

#[test]
fn a_manual_check_asks_for_a_document_beside_the_decision() {
    let script = json!({ "steps": [
        { "message": { "name": "Message_DocumentRequested" } },
        done("UserTask_DecideOnApplication", json!({})),
    ] });
    ends("C.9.2.bpmn", script, "EndEvent_ManuallyDecided");
}

#[test]
fn a_suspected_fraud_ends_the_check() {
    let script = json!({ "steps": [
        { "message": { "name": "Message_FraudSuspected" } },
        done("UserTask_CheckForFraud", json!({ "fraud": true })),
    ] });
    let Some(standings) = run("C.9.2.bpmn", script) else {
        return;
    };
    assert_eq!(standings.last().unwrap().status, Status::Failed);
}

#[test]
fn every_model_can_be_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bpmn");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("{} is not there: nothing read", folder.display());
        return;
    };
    for file in files {
        let path = file.unwrap().path();
        let xml = std::fs::read_to_string(&path).unwrap();
        let (definition, issues) = Definition::inspect(&xml, Strictness::Lenient).unwrap();
        assert_eq!(issues, [], "{}", path.display());
        let standings = simulate(&definition, &serde_json::from_value(json!({})).unwrap(), 0).unwrap();
        assert_eq!(standings[0].refused, None, "{}", path.display());
    }
}

#[test]
fn files_that_are_made_to_do_harm_are_refused_in_time() {
    let refused = |xml: &str| Definition::inspect(xml, Strictness::Lenient).err();
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="&b;"/></definitions>"#;
    assert!(matches!(refused(bomb), Some(workflow::Error::NotXml { .. })));
    for text in ["", "<", "<a", "\u{feff}", "không phải XML", "<a></b>"] {
        assert!(refused(text).is_some(), "{text:?}");
    }

    let levels = 20_000;
    let deep = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{}{}</process></definitions>"#,
        (0..levels)
            .map(|level| format!(r#"<subProcess id="s{level}">"#))
            .collect::<Vec<_>>()
            .concat(),
        "</subProcess>".repeat(levels)
    );
    if let Ok((_, issues)) = Definition::inspect(&deep, Strictness::Publish) {
        assert!(
            issues
                .iter()
                .any(|issue| issue.reason.contains("lồng nhau quá sâu"))
        );
    }
}

#[test]
fn a_large_file_is_read_with_its_lines() {
    let steps = 8_000;
    let body = (0..steps)
        .map(|step| {
            let next = step + 1;
            format!("<userTask id=\"t{step}\" name=\"{}\"/>\n<sequenceFlow id=\"f{step}\" sourceRef=\"t{step}\" targetRef=\"t{next}\"/>\n", "Bước rất dài ".repeat(20))
        })
        .collect::<Vec<_>>()
        .concat();
    let xml = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">\n{body}<scriptTask id=\"t{steps}\"/></process></definitions>"
    );
    let (definition, issues) = Definition::inspect(&xml, Strictness::Publish).unwrap();
    assert_eq!(definition.nodes.len(), steps + 1);
    assert_eq!(definition.nodes[1].line, 4);
    assert_eq!(issues[0].line as usize, 2 * steps + 2);
}
