//! A process told as steps, and two versions told apart.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use workflow::{
    Definition,
    comparison::{Aspect, ChangeKind, compare},
    definition::Strictness,
    steps::steps,
};

fn read(body: &str) -> Definition {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="urn:v"><process id="p">{body}</process></definitions>"#
    );
    Definition::read(&xml, Strictness::Publish).unwrap()
}

/// Drafting, a decision, sending back, and a deadline.
const REVIEW: &str = r#"<startEvent id="s"/><userTask id="draft" name="Soạn" v:candidateGroups="officer"/>
<userTask id="review" name="Duyệt" v:assignee="${head}" v:dueDate="P2D" v:separateFrom="draft"/>
<boundaryEvent id="late" name="Quá hạn" attachedToRef="review" cancelActivity="false"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>
<userTask id="urge" name="Đôn đốc"/><exclusiveGateway id="g" default="back"/><endEvent id="e"/><endEvent id="e2"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="draft"/><sequenceFlow id="f2" sourceRef="draft" targetRef="review"/>
<sequenceFlow id="f3" sourceRef="review" targetRef="g"/><sequenceFlow id="yes" name="Đồng ý" sourceRef="g" targetRef="e"><conditionExpression>agreed</conditionExpression></sequenceFlow>
<sequenceFlow id="back" name="Trả lại" sourceRef="g" targetRef="draft"/>
<sequenceFlow id="f4" sourceRef="late" targetRef="urge"/><sequenceFlow id="f5" sourceRef="urge" targetRef="e2"/>"#;

#[test]
fn steps_are_told_in_the_order_they_are_reached_with_who_when_and_where_to() {
    let told = steps(&read(REVIEW));

    let names: Vec<&str> = told.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["Soạn", "Duyệt", "Đôn đốc"]);
    let review = &told[1];
    assert_eq!(review.assignment.due_date.as_deref(), Some("P2D"));
    assert_eq!(review.rules, ["người làm khác người làm “Soạn”"]);
    assert_eq!(review.events[0].when, "sau 2 ngày");
    assert!(!review.events[0].ends_step);
    assert_eq!(review.events[0].ways[0].to, "urge");
    let ways: Vec<_> = review
        .ways
        .iter()
        .map(|way| {
            (
                way.to_name.as_str(),
                way.when[0].name.as_deref(),
                way.when[0].otherwise,
            )
        })
        .collect();
    assert_eq!(
        ways,
        [
            ("kết thúc", Some("Đồng ý"), false),
            ("Soạn", Some("Trả lại"), true)
        ]
    );
    assert_eq!(review.ways[0].when[0].expression.as_deref(), Some("agreed"));
}

#[test]
fn decisions_in_a_circle_are_told_once() {
    let told = steps(&read(
        r#"<startEvent id="s"/><exclusiveGateway id="g1"/><exclusiveGateway id="g2" default="again"/><userTask id="a"/><endEvent id="e"/>
        <sequenceFlow id="f1" sourceRef="s" targetRef="g1"/><sequenceFlow id="f2" sourceRef="g1" targetRef="a"/><sequenceFlow id="f3" sourceRef="a" targetRef="g2"/>
        <sequenceFlow id="again" sourceRef="g2" targetRef="g1"/><sequenceFlow id="out" sourceRef="g2" targetRef="e"><conditionExpression>done</conditionExpression></sequenceFlow>"#,
    ));
    let to: Vec<&str> = told[0].ways.iter().map(|way| way.to.as_str()).collect();
    assert_eq!(to, ["a", "e"]);
}

#[test]
fn each_difference_is_told_with_how_it_was_and_how_it_is() {
    let old = read(REVIEW);
    let cases = [
        (
            r#"v:assignee="${head}""#,
            r#"v:assignee="${leader}""#,
            "review",
            Aspect::Assignee,
        ),
        (
            r#"v:dueDate="P2D""#,
            r#"v:dueDate="P3D""#,
            "review",
            Aspect::DueDate,
        ),
        ("<timeDuration>P2D", "<timeDuration>P5D", "late", Aspect::Kind),
        (
            r#"v:candidateGroups="officer""#,
            r#"v:candidateGroups="clerk""#,
            "draft",
            Aspect::CandidateGroups,
        ),
        (r#"default="back""#, r#"default="yes""#, "g", Aspect::Otherwise),
        (r#" name="Đôn đốc""#, r#" name="Nhắc""#, "urge", Aspect::Name),
    ];
    for (before, after, element, aspect) in cases {
        assert!(REVIEW.contains(before));
        let changed = REVIEW.replace(before, after);
        // Turning the default around needs a condition on the other way.
        let changed = changed.replace(
            r#"sourceRef="g" targetRef="draft"/>"#,
            r#"sourceRef="g" targetRef="draft"><conditionExpression>!agreed</conditionExpression></sequenceFlow>"#,
        );
        let told = compare(&old, &read(&changed));
        let one = told.elements.iter().find(|one| one.element == element);
        let one = one.unwrap_or_else(|| panic!("{element} is told"));
        assert_eq!(one.kind, ChangeKind::Changed);
        assert!(
            one.details.iter().any(|detail| detail.aspect == aspect),
            "{one:?}"
        );
        assert_eq!(told.flows[0].element, "back");
        assert_eq!(told.flows[0].details[0].aspect, Aspect::Condition);
    }
}

#[test]
fn a_step_drawn_anew_under_another_id_is_the_same_step() {
    let old = read(REVIEW);
    let redrawn = REVIEW.replace("\"review\"", "\"Activity_1x\"");
    let told = compare(&old, &read(&redrawn));
    assert_eq!(told.elements, []);
    assert_eq!(
        told.renamed.get("review").map(String::as_str),
        Some("Activity_1x")
    );
    assert_eq!(told.flows, []);
}
