//! The control-flow patterns of van der Aalst, Russell, ter Hofstede (BPM Center Report BPM-06-22) that are supported.
//!
//! A process is written as nodes (`id=kind`) and flows (`from-to[condition]`, `*` for the default); a case as steps, each
//! with the tasks open afterwards. A step is empty (start), a task to complete, `!message`, or `@seconds` to wait.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use serde_json::{Map, Value, json};
use workflow::{
    Definition,
    definition::Strictness,
    engine::Status,
    simulation::{Script, simulate},
};

struct Pattern {
    number: u8,
    nodes: &'static str,
    flows: &'static str,
    facts: &'static str,
    case: &'static [(&'static str, &'static str)],
}

fn node(text: &str) -> String {
    let (id, kind) = text.split_once('=').unwrap();
    let (kind, detail) = kind.split_once(':').unwrap_or((kind, ""));
    match kind {
        "start" => format!(r#"<startEvent id="{id}"/>"#),
        "end" => format!(r#"<endEvent id="{id}"/>"#),
        "terminate" => format!(r#"<endEvent id="{id}"><terminateEventDefinition/></endEvent>"#),
        "user" => format!(r#"<userTask id="{id}"/>"#),
        "xor" => format!(r#"<exclusiveGateway id="{id}" default="{id}*"/>"#),
        "and" => format!(r#"<parallelGateway id="{id}"/>"#),
        "or" => format!(r#"<inclusiveGateway id="{id}" default="{id}*"/>"#),
        "complex" => format!(
            r#"<complexGateway id="{id}"><activationCondition>{}</activationCondition></complexGateway>"#,
            detail.replace('>', "&gt;")
        ),
        "gather" => format!(r#"<userTask id="{id}" startQuantity="{detail}"/>"#),
        "scatter" => format!(r#"<userTask id="{id}" completionQuantity="{detail}"/>"#),
        "telling" => format!(
            r#"<userTask id="{id}"><multiInstanceLoopCharacteristics behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>nrOfCompletedInstances == {detail}</condition><event><signalEventDefinition signalRef="enough"/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics></userTask>"#
        ),
        "told" => format!(
            r#"<boundaryEvent id="{id}" attachedToRef="{detail}" cancelActivity="false"><signalEventDefinition signalRef="enough"/></boundaryEvent>"#
        ),
        "event" => format!(r#"<eventBasedGateway id="{id}"/>"#),
        "catch" => format!(
            r#"<intermediateCatchEvent id="{id}"><messageEventDefinition messageRef="{detail}"/></intermediateCatchEvent>"#
        ),
        "timer" => format!(
            r#"<intermediateCatchEvent id="{id}"><timerEventDefinition><timeDuration>{detail}</timeDuration></timerEventDefinition></intermediateCatchEvent>"#
        ),
        "border" => format!(
            r#"<boundaryEvent id="{id}" attachedToRef="{detail}"><messageEventDefinition messageRef="{id}"/></boundaryEvent>"#
        ),
        "call" => format!(r#"<callActivity id="{id}" calledElement="{detail}"/>"#),
        "loop" => format!(
            r#"<userTask id="{id}"><standardLoopCharacteristics><loopCondition>{detail}</loopCondition></standardLoopCharacteristics></userTask>"#
        ),
        "times" => format!(
            r#"<userTask id="{id}"><multiInstanceLoopCharacteristics><loopCardinality>{detail}</loopCardinality></multiInstanceLoopCharacteristics></userTask>"#
        ),
        "kofn" => format!(
            r#"<userTask id="{id}"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>nrOfCompletedInstances == {detail}</completionCondition></multiInstanceLoopCharacteristics></userTask>"#
        ),
        "sub" => format!(r#"<subProcess id="{id}">"#),
        "close" => "</subProcess>".to_owned(),
        other => panic!("unknown kind {other}"),
    }
}

fn flow(text: &str) -> String {
    let (ends, condition) = text
        .split_once('[')
        .map_or((text, ""), |(ends, rest)| (ends, rest.trim_end_matches(']')));
    let is_default = ends.ends_with('*');
    let (from, to) = ends.trim_end_matches('*').split_once('-').unwrap();
    let id = if is_default {
        format!("{from}*")
    } else {
        format!("{from}-{to}")
    };
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!("<conditionExpression>{condition}</conditionExpression>")
    };
    format!(r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}">{condition}</sequenceFlow>"#)
}

/// Flows live in the scope of their nodes: those after `|` in the flows belong into the sub-process.
fn definition(pattern: &Pattern) -> Definition {
    let (outer, inner) = pattern.flows.split_once('|').unwrap_or((pattern.flows, ""));
    let flows = |text: &str| {
        text.split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(flow)
            .collect::<String>()
    };
    let nodes: String = pattern
        .nodes
        .split_whitespace()
        .map(|text| {
            if text.ends_with("=close") {
                format!("{}</subProcess>", flows(inner))
            } else {
                node(text)
            }
        })
        .collect();
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{nodes}{}</process></definitions>"#,
        flows(outer)
    );
    Definition::read(&xml, Strictness::Publish)
        .unwrap_or_else(|error| panic!("pattern {}: {error:?}", pattern.number))
}

fn step(text: &str) -> Value {
    if let Some(name) = text.strip_prefix('!') {
        json!({ "message": { "name": name } })
    } else if let Some(seconds) = text.strip_prefix('@') {
        json!({ "wait": { "seconds": seconds.parse::<u32>().unwrap() } })
    } else if let Some((element, fact)) = text.split_once('?') {
        json!({ "complete": { "element": element, "variables": { fact: true } } })
    } else {
        json!({ "complete": { "element": text } })
    }
}

fn check(pattern: &Pattern) {
    let steps: Vec<Value> = pattern.case[1..].iter().map(|(text, _)| step(text)).collect();
    let variables: Map<String, Value> = serde_json::from_str(pattern.facts).unwrap();
    let script: Script = serde_json::from_value(json!({ "variables": variables, "steps": steps })).unwrap();
    let standings = simulate(&definition(pattern), &script, 0).unwrap();
    for (standing, (done, expected)) in standings.iter().zip(pattern.case) {
        let at = format!(
            "pattern {} after {done:?}: {:?}",
            pattern.number, standing.refused
        );
        let (refusal, expected) = expected
            .strip_prefix("refused ")
            .map_or((false, *expected), |rest| (true, rest));
        let mut open = standing.open_tasks.clone();
        open.sort();
        assert_eq!(
            open.join(" "),
            if expected == "." { "" } else { expected },
            "{at}"
        );
        assert_eq!(standing.status == Status::Completed, expected == ".", "{at}");
        assert_eq!(standing.refused.is_some(), refusal, "{at}");
    }
}

const PATTERNS: &[Pattern] = &[
    // Sequence, parallel split and synchronization, exclusive choice and simple merge.
    Pattern {
        number: 1,
        nodes: "s=start a=user b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: "{}",
        case: &[("", "a"), ("a", "b"), ("b", ".")],
    },
    Pattern {
        number: 2,
        nodes: "s=start f=and a=user b=user e=end",
        flows: "s-f;f-a;f-b;a-e;b-e",
        facts: "{}",
        case: &[("", "a b"), ("b", "a"), ("a", ".")],
    },
    Pattern {
        number: 3,
        nodes: "s=start f=and a=user b=user j=and c=user e=end",
        flows: "s-f;f-a;f-b;a-j;b-j;j-c;c-e",
        facts: "{}",
        case: &[("", "a b"), ("a", "b"), ("b", "c"), ("c", ".")],
    },
    Pattern {
        number: 4,
        nodes: "s=start x=xor a=user b=user e=end",
        flows: "s-x;x-a[k == 1];x-b*;a-e;b-e",
        facts: r#"{"k":1}"#,
        case: &[("", "a"), ("a", ".")],
    },
    Pattern {
        number: 5,
        nodes: "s=start x=xor a=user b=user c=user e=end",
        flows: "s-x;x-a[k == 1];x-b*;a-c;b-c;c-e",
        facts: r#"{"k":2}"#,
        case: &[("", "b"), ("b", "c"), ("c", ".")],
    },
    // Multi-choice, structured synchronizing merge, multi-merge.
    Pattern {
        number: 6,
        nodes: "s=start o=or a=user b=user c=user e=end",
        flows: "s-o;o-a[k gt 0];o-b[k gt 1];o-c*;a-e;b-e;c-e",
        facts: r#"{"k":2}"#,
        case: &[("", "a b"), ("a", "b"), ("b", ".")],
    },
    Pattern {
        number: 7,
        nodes: "s=start o=or a=user b=user c=user j=or d=user e=end",
        flows: "s-o;o-a[k gt 0];o-b[k gt 1];o-c*;a-j;b-j;c-j;j-d;d-e",
        facts: r#"{"k":2}"#,
        case: &[("", "a b"), ("a", "b"), ("b", "d"), ("d", ".")],
    },
    Pattern {
        number: 8,
        nodes: "s=start f=and a=user b=user c=user e=end",
        flows: "s-f;f-a;f-b;a-c;b-c;c-e",
        facts: "{}",
        case: &[("", "a b"), ("a", "b c"), ("b", "c c"), ("c", "c"), ("c", ".")],
    },
    // Structured discriminator: the first branch goes on, the others are waited for and dropped.
    Pattern {
        number: 9,
        nodes: "s=start f=and a=user b=user c=user j=complex:activationCount>=1 d=user e=end",
        flows: "s-f;f-a;f-b;f-c;a-j;b-j;c-j;j-d;d-e",
        facts: "{}",
        case: &[
            ("", "a b c"),
            ("b", "a c d"),
            ("a", "c d"),
            ("d", "c"),
            ("c", "."),
        ],
    },
    // Arbitrary cycles, implicit termination.
    Pattern {
        number: 10,
        nodes: "s=start m=xor a=user n=xor b=user x=xor e=end",
        flows: "s-m;m-a*;a-n;n-b*;b-x;x-n[back == 1];x-m[back == 2];x-e*",
        facts: r#"{"back":2}"#,
        case: &[("", "a"), ("a", "b"), ("b", "a"), ("a", "b")],
    },
    Pattern {
        number: 11,
        nodes: "s=start f=and a=user b=user",
        flows: "s-f;f-a;f-b",
        facts: "{}",
        case: &[("", "a b"), ("a", "b"), ("b", ".")],
    },
    // Multiple instances: without synchronization, known at design time, known at run time.
    Pattern {
        number: 12,
        nodes: "s=start m=xor f=and a=user more=user x=xor e=end",
        flows: "s-m;m-f*;f-a;f-more;more-x;x-m[again];x-e*;a-e",
        facts: r#"{"again":true}"#,
        case: &[("", "a more"), ("more", "a a more"), ("a", "a more")],
    },
    Pattern {
        number: 13,
        nodes: "s=start a=times:3 b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: "{}",
        case: &[("", "a a a"), ("a", "a a"), ("a", "a"), ("a", "b"), ("b", ".")],
    },
    Pattern {
        number: 14,
        nodes: "s=start a=times:n b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: r#"{"n":2}"#,
        case: &[("", "a a"), ("a", "a"), ("a", "b"), ("b", ".")],
    },
    // Deferred choice.
    Pattern {
        number: 16,
        nodes: "s=start g=event m=catch:reply t=timer:PT1H a=user b=user e=end",
        flows: "s-g;g-m;g-t;m-a;t-b;a-e;b-e",
        facts: "{}",
        case: &[("", ""), ("!reply", "a"), ("@7200", "a"), ("a", ".")],
    },
    // Cancel task, cancel case.
    Pattern {
        number: 19,
        nodes: "s=start a=user stop=border:a b=user e=end",
        flows: "s-a;a-e;stop-b;b-e",
        facts: "{}",
        case: &[("", "a"), ("!stop", "b"), ("a", "refused b"), ("b", ".")],
    },
    Pattern {
        number: 20,
        nodes: "s=start f=and a=user b=user t=terminate e=end",
        flows: "s-f;f-a;f-b;a-t;b-e",
        facts: "{}",
        case: &[("", "a b"), ("a", ".")],
    },
    // Structured loop, recursion, transient trigger.
    Pattern {
        number: 21,
        nodes: "s=start a=loop:!done b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: r#"{"done":false}"#,
        case: &[("", "a"), ("a", "a"), ("a?done", "b"), ("b", ".")],
    },
    Pattern {
        number: 22,
        nodes: "s=start a=user x=xor again=call:p e=end",
        flows: "s-a;a-x;x-e[deep];x-again*;again-e",
        facts: r#"{"deep":false}"#,
        case: &[("", "a"), ("a", "a"), ("a?deep", ".")],
    },
    Pattern {
        number: 23,
        nodes: "s=start a=user m=catch:go b=user e=end",
        flows: "s-a;a-m;m-b;b-e",
        facts: "{}",
        case: &[
            ("", "a"),
            ("!go", "refused a"),
            ("a", ""),
            ("!go", "b"),
            ("b", "."),
        ],
    },
    // Cancel region, cancel and complete multiple instances.
    Pattern {
        number: 25,
        nodes: "s=start r=sub i=start f=and a=user b=user x=end c=close stop=border:r d=user e=end",
        flows: "s-r;r-e;stop-d;d-e|i-f;f-a;f-b;a-x;b-x",
        facts: "{}",
        case: &[("", "a b"), ("!stop", "d"), ("d", ".")],
    },
    Pattern {
        number: 26,
        nodes: "s=start a=times:3 stop=border:a b=user e=end",
        flows: "s-a;a-e;stop-b;b-e",
        facts: "{}",
        case: &[("", "a a a"), ("a", "a a"), ("!stop", "b"), ("b", ".")],
    },
    Pattern {
        number: 27,
        nodes: "s=start a=kofn:1 b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: "{}",
        case: &[("", "a a a"), ("a", "b"), ("b", ".")],
    },
    // Blocking discriminator: what comes again waits until all branches have come once.
    Pattern {
        number: 28,
        nodes: "s=start f=and a=user b=user h=user j=complex:activationCount>=1 c=user e=end",
        flows: "s-f;f-a;f-b;f-h;a-j;b-j;h-a;j-c;c-e",
        facts: "{}",
        case: &[
            ("", "a b h"),
            ("a", "b c h"),
            ("h", "a b c"),
            ("a", "b c"),
            ("b", "c c"),
            ("c", "c"),
            ("c", "."),
        ],
    },
    // Cancelling discriminator: the first branch ends the region.
    Pattern {
        number: 29,
        nodes: "s=start r=sub i=start f=and a=user b=user x=terminate c=close d=user e=end",
        flows: "s-r;r-d;d-e|i-f;f-a;f-b;a-x;b-x",
        facts: "{}",
        case: &[("", "a b"), ("b", "d"), ("d", ".")],
    },
    // Structured, blocking and cancelling partial join.
    Pattern {
        number: 30,
        nodes: "s=start f=and a=user b=user c=user j=complex:activationCount>=2 d=user e=end",
        flows: "s-f;f-a;f-b;f-c;a-j;b-j;c-j;j-d;d-e",
        facts: "{}",
        case: &[("", "a b c"), ("b", "a c"), ("a", "c d"), ("c", "d"), ("d", ".")],
    },
    Pattern {
        number: 31,
        nodes: "s=start f=and a=user b=user c=user h=user j=complex:activationCount>=2 d=user e=end",
        flows: "s-f;f-a;f-b;f-c;f-h;h-a;a-j;b-j;c-j;j-d;d-e",
        facts: "{}",
        case: &[
            ("", "a b c h"),
            ("a", "b c h"),
            ("b", "c d h"),
            ("h", "a c d"),
            ("a", "c d"),
            ("c", "d"),
            ("d", "."),
        ],
    },
    Pattern {
        number: 32,
        nodes: "s=start r=sub i=start f=and a=user b=user c=user j=complex:activationCount>=2 x=terminate z=close d=user e=end",
        flows: "s-r;r-d;d-e|i-f;f-a;f-b;f-c;a-j;b-j;c-j;j-x",
        facts: "{}",
        case: &[("", "a b c"), ("b", "a c"), ("a", "d"), ("d", ".")],
    },
    // Generalised AND-join: a second token of one branch waits for the next round.
    Pattern {
        number: 33,
        nodes: "s=start f=and a=user b=user h=user j=and c=user e=end",
        flows: "s-f;f-a;f-b;f-h;a-j;h-a;b-j;j-c;c-e",
        facts: "{}",
        case: &[("", "a b h"), ("a", "b h"), ("h", "a b"), ("a", "b"), ("b", "c")],
    },
    // Static partial join for multiple instances: two rounds are enough to go on, the third is still done.
    Pattern {
        number: 34,
        nodes: "s=start a=telling:2 t=told:a b=user e=end n=end",
        flows: "s-a;a-e;t-b;b-n",
        facts: "{}",
        case: &[("", "a a a"), ("a", "a a"), ("a", "a b"), ("a", "b"), ("b", ".")],
    },
    // Cancelling partial join for multiple instances.
    Pattern {
        number: 35,
        nodes: "s=start a=kofn:2 b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: "{}",
        case: &[("", "a a a"), ("a", "a a"), ("a", "b"), ("b", ".")],
    },
    // Local and general synchronizing merge.
    Pattern {
        number: 37,
        nodes: "s=start o=or a=user b=user x=xor j=or c=user e=end n=end",
        flows: "s-o;o-a[k gt 0];o-b*;a-x;x-j[k gt 1];x-n*;b-j;j-c;c-e",
        facts: r#"{"k":1}"#,
        case: &[("", "a"), ("a", ".")],
    },
    Pattern {
        number: 38,
        nodes: "s=start f=and a=user b=user x=xor j=or c=user e=end",
        flows: "s-f;f-a;f-b;a-j;b-x;x-b[again];x-j*;j-c;c-e",
        facts: r#"{"again":false}"#,
        case: &[("", "a b"), ("a", "b"), ("b?again", "b")],
    },
    // Thread merge and thread split.
    Pattern {
        number: 41,
        nodes: "s=start f=and a=user b=user m=gather:2 e=end",
        flows: "s-f;f-a;f-b;a-m;b-m;m-e",
        facts: "{}",
        case: &[("", "a b"), ("a", "b"), ("b", "m"), ("m", ".")],
    },
    Pattern {
        number: 42,
        nodes: "s=start a=scatter:2 b=user e=end",
        flows: "s-a;a-b;b-e",
        facts: "{}",
        case: &[("", "a"), ("a", "b b"), ("b", "b"), ("b", ".")],
    },
    // Explicit termination.
    Pattern {
        number: 43,
        nodes: "s=start f=and a=user b=user t=terminate",
        flows: "s-f;f-a;f-b;a-t",
        facts: "{}",
        case: &[("", "a b"), ("a", ".")],
    },
];

#[test]
fn every_supported_pattern_runs() {
    PATTERNS.iter().for_each(check);
}

#[test]
fn the_readme_tells_of_every_pattern_whether_it_is_supported() {
    let readme = include_str!("../README.md");
    let row = |number: u8| {
        readme
            .lines()
            .find(|line| line.starts_with(&format!("| {number} |")))
    };
    for number in 1..=43 {
        let row = row(number).unwrap_or_else(|| panic!("pattern {number} has no row"));
        let tested = PATTERNS.iter().any(|pattern| pattern.number == number);
        assert_eq!(tested, row.contains("| yes |"), "{row}");
    }
}
