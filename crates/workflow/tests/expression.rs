//! Conditions as different modellers write them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use serde_json::{Map, Value, json};
use workflow::definition::Expression;

fn facts() -> Map<String, Value> {
    json!({
        "x": 1, "y": 2.5, "test": "a,b", "none": null, "list": ["a"], "nothing": [], "approved": true,
        "Vacation Approval": "Approved", "độ khẩn": "hỏa tốc", "risks": ["green", "red"], "doc": {"kind": "CV"}
    })
    .as_object()
    .cloned()
    .unwrap()
}

#[test]
fn juel_feel_xpath_and_cel_are_understood() {
    let cases = [
        // JUEL
        ("${test.contains(\"a\")}", true),
        ("${test.contains('z')}", false),
        ("${x == 1}", true),
        ("${x eq 1 and y gt 2}", true),
        ("${x ne 1 or y le 2.5}", true),
        ("${not empty list}", true),
        ("${empty nothing}", true),
        ("${empty none}", true),
        ("${empty doc.kind}", false),
        ("${not approved}", false),
        ("${!approved}", false),
        ("#{x lt 2 && y ge 2.5}", true),
        ("${x mod 2 == 1}", true),
        ("${test.length() == 3}", true),
        ("${test.equals('a,b')}", true),
        ("${list.isEmpty()}", false),
        ("${execution.getVariable('x') == 1}", true),
        // FEEL
        ("= x = 1", true),
        ("= approved and not(x = 2)", true),
        ("=approved", true),
        ("Vacation Approval = \"Approved\"", true),
        ("Vacation Approval = \"Approved\" and x = 1", true),
        ("độ khẩn = \"hỏa tốc\"", true),
        ("= some risk in risks satisfies risk = \"red\"", true),
        ("= every risk in risks satisfies risk = \"red\"", false),
        ("= if x = 1 then approved else false", true),
        // XPath
        ("getDataObject('x') = 1", true),
        ("bpmn:getDataObject('test') = 'a,b'", true),
        ("true()", true),
        // CEL
        ("x + 1 == 2", true),
        ("doc.kind in ['CV', 'QĐ']", true),
        ("risks.exists(r, r == 'red')", true),
        ("x == 1 ? approved : false", true),
        ("size(list) > 0", true),
    ];
    for (source, expected) in cases {
        let expression = Expression::compile(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        assert_eq!(
            expression.holds(&facts()),
            Ok(expected),
            "{source} became {}",
            expression.source()
        );
    }
}

#[test]
fn an_unknown_variable_is_an_error_unless_lenient() {
    assert!(
        Expression::compile("unknown > 1")
            .unwrap()
            .holds(&facts())
            .is_err()
    );
    for source in ["unknown > 1", "unknown == 1", "unknown.contains('a')", "!unknown"] {
        assert_eq!(
            Expression::compile_lenient(source).unwrap().holds(&facts()),
            Ok(false),
            "{source}"
        );
    }
    assert_eq!(
        Expression::compile_lenient("unknown == null")
            .unwrap()
            .holds(&facts()),
        Ok(true)
    );
}

#[test]
fn nonsense_is_refused() {
    for source in ["x ==", "(", "'open", ""] {
        assert!(Expression::compile(source).is_err(), "{source}");
    }
}

#[test]
fn the_variables_are_named_as_in_the_file() {
    assert_eq!(
        Expression::compile("Vacation Approval = \"x\"")
            .unwrap()
            .variables(),
        ["Vacation Approval"]
    );
}
