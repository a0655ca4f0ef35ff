//! Commands per second in the pure core, on one thread: whole cases of a process with a parallel review, a decision and a
//! repeated step, from start to end.

use std::{hint::black_box, time::Instant};

use serde_json::{Map, json};
use workflow::{Command, Definition, Instance, apply, definition::Strictness, engine::Person};

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="p">
  <startEvent id="s"/><userTask id="draft" name="Soạn thảo" v:assignee="an"/><parallelGateway id="fork"/>
  <userTask id="content" name="Thẩm định nội dung" v:candidateGroups="legal"/><userTask id="form" name="Kiểm tra thể thức" v:candidateGroups="office"/>
  <parallelGateway id="join"/><exclusiveGateway id="urgent" default="n"/>
  <userTask id="approve" name="Duyệt"/><userTask id="sign" name="Ký"/><userTask id="seal" name="Đóng dấu"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="draft"/><sequenceFlow id="2" sourceRef="draft" targetRef="fork"/>
  <sequenceFlow id="3" sourceRef="fork" targetRef="content"/><sequenceFlow id="4" sourceRef="fork" targetRef="form"/>
  <sequenceFlow id="5" sourceRef="content" targetRef="join"/><sequenceFlow id="6" sourceRef="form" targetRef="join"/>
  <sequenceFlow id="7" sourceRef="join" targetRef="urgent"/>
  <sequenceFlow id="y" sourceRef="urgent" targetRef="sign"><conditionExpression>urgency == "express"</conditionExpression></sequenceFlow>
  <sequenceFlow id="n" sourceRef="urgent" targetRef="approve"/><sequenceFlow id="8" sourceRef="approve" targetRef="sign"/>
  <sequenceFlow id="9" sourceRef="sign" targetRef="seal"/><sequenceFlow id="10" sourceRef="seal" targetRef="e"/>
</process></definitions>"#;

fn main() {
    let definition = Definition::read(PROCESS, Strictness::Publish).expect("the process is runnable");
    let facts = json!({ "urgency": "normal", "subject": "Về việc báo cáo", "kind": "CV", "pages": 3 });
    let variables = facts.as_object().cloned().unwrap_or_default();
    let by = Person::from("an");
    let run = |cases: u32| {
        let mut commands = 0_u32;
        for _ in 0..cases {
            let start = Command::Start {
                process: 0,
                at: None,
                variables: variables.clone(),
            };
            let mut instance = step(&definition, &Instance::default(), &start);
            commands += 1;
            loop {
                let open = instance.open_tasks().next().map(|token| token.id);
                let Some(task) = open else { break };
                let done = Command::Complete {
                    task,
                    by: Some(by.clone()),
                    variables: Map::new(),
                };
                instance = step(&definition, &instance, &done);
                commands += 1;
            }
            black_box(&instance);
        }
        commands
    };
    run(2_000);
    let began = Instant::now();
    let commands = run(30_000);
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "workflow core: {:.0} commands per second ({commands} in {seconds:.2} s)",
        f64::from(commands) / seconds
    );
}

fn step(definition: &Definition, instance: &Instance, command: &Command) -> Instance {
    let outcome = apply(definition, instance, command, 0).expect("the command fits");
    black_box(outcome.effects);
    outcome.instance
}
