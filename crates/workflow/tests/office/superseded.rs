//! Steps whose work went on together with others', or was no longer needed because the first of several was enough.

use serde_json::json;
use workflow::{Command, Error, engine::Status};

use crate::case::{Office, person};

/// Report beside a survey; the survey is over with the first of: a letter, a visit, or the quicker of phone and mail.
const SURVEY: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
  <startEvent id="s"/><parallelGateway id="fork"/><userTask id="report" assignee="an"/><parallelGateway id="several"/>
  <userTask id="letter" assignee="binh"/><userTask id="visit" assignee="chi"/><parallelGateway id="ask"/>
  <userTask id="phone" assignee="dung"/><userTask id="mail" assignee="em"/>
  <complexGateway id="asked"><activationCondition>activationCount &gt;= 1</activationCondition></complexGateway>
  <complexGateway id="known"><activationCondition>activationCount &gt;= 1</activationCondition></complexGateway>
  <parallelGateway id="join"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="fork"/><sequenceFlow id="2" sourceRef="fork" targetRef="report"/>
  <sequenceFlow id="3" sourceRef="fork" targetRef="several"/><sequenceFlow id="4" sourceRef="several" targetRef="letter"/>
  <sequenceFlow id="5" sourceRef="several" targetRef="visit"/><sequenceFlow id="6" sourceRef="several" targetRef="ask"/>
  <sequenceFlow id="7" sourceRef="ask" targetRef="phone"/><sequenceFlow id="8" sourceRef="ask" targetRef="mail"/>
  <sequenceFlow id="9" sourceRef="phone" targetRef="asked"/><sequenceFlow id="10" sourceRef="mail" targetRef="asked"/>
  <sequenceFlow id="11" sourceRef="letter" targetRef="known"/><sequenceFlow id="12" sourceRef="visit" targetRef="known"/>
  <sequenceFlow id="13" sourceRef="asked" targetRef="known"/><sequenceFlow id="14" sourceRef="known" targetRef="join"/>
  <sequenceFlow id="15" sourceRef="report" targetRef="join"/><sequenceFlow id="16" sourceRef="join" targetRef="e"/>
</process></definitions>"#;

fn survey() -> Office {
    Office::of(SURVEY, json!({}))
}

fn rewind(element: &str) -> Command {
    Command::Rewind {
        element: element.to_owned(),
        by: person("an"),
        reason: "hỏi lại".to_owned(),
    }
}

/// Does what is open until the case ends.
fn finish(mut office: Office) {
    while let Some(task) = office.open().first().cloned() {
        let (element, by) = task.split_once(':').unwrap();
        office.done(element, by);
    }
    assert_eq!(office.instance.status, Status::Completed);
}

#[test]
fn what_was_joined_with_another_branch_is_not_done_anew_though_a_slower_one_is_still_open() {
    let mut office = survey();
    office.done("letter", "binh");
    office.act(rewind("letter")).unwrap();
    office.done("letter", "binh");
    office.done("report", "an");
    assert_eq!(office.act(rewind("letter")), Err(Error::TooLateToRecall));
    finish(office);
}

#[test]
fn what_came_after_the_first_is_neither_done_anew_nor_recalled() {
    let mut office = survey();
    office.done("letter", "binh");
    let phone = office.done("phone", "dung");
    assert_eq!(office.act(rewind("phone")), Err(Error::TooLateToRecall));
    let recall = Command::Recall {
        step: phone,
        by: person("dung"),
        reason: "hỏi lại".to_owned(),
    };
    assert_eq!(office.act(recall), Err(Error::TooLateToRecall));
    office.act(rewind("letter")).unwrap();
    finish(office);
}
