//! Cases run by hand.

use serde_json::json;
use workflow::{
    Definition,
    definition::Strictness,
    engine::Status,
    simulation::{Script, simulate},
};

const REVIEW: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="review" isExecutable="true">
  <startEvent id="s"/><scriptTask id="log"/><serviceTask id="index"/><userTask id="approve"/>
  <boundaryEvent id="late" cancelActivity="false" attachedToRef="approve"><timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition></boundaryEvent>
  <sendTask id="urge"/><endEvent id="end"/><endEvent id="urged"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="log"/><sequenceFlow id="2" sourceRef="log" targetRef="index"/>
  <sequenceFlow id="3" sourceRef="index" targetRef="approve"/><sequenceFlow id="4" sourceRef="approve" targetRef="end"/>
  <sequenceFlow id="5" sourceRef="late" targetRef="urge"/><sequenceFlow id="6" sourceRef="urge" targetRef="urged"/>
</process></definitions>"#;

#[test]
fn a_case_is_run_step_by_step() {
    let definition = Definition::read(REVIEW, Strictness::Lenient).unwrap();
    let script: Script = serde_json::from_value(json!({
        "variables": { "subject": "Báo cáo" },
        "steps": [
            { "complete": { "element": "sign" } },
            { "wait": { "seconds": 86400 } },
            { "complete": { "element": "approve", "variables": { "approved": true } } },
        ],
    }))
    .unwrap();

    let standings = simulate(&definition, &script, 0).unwrap();

    assert_eq!(standings[0].passed, ["s", "log", "index"]);
    assert_eq!(standings[0].open_tasks, ["approve"]);
    assert!(standings[1].refused.is_some());
    assert_eq!(standings[2].messages, ["urge", "urge"]);
    assert_eq!(standings[3].status, Status::Completed);
    assert_eq!(standings[3].variables["approved"], json!(true));
}
