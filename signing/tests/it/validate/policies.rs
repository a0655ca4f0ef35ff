//! Certificate policies along the path (RFC 5280, 6.1.3 d to f, 6.1.4 a and b).

use signing::validate::{SubIndication, Verdict};

use super::forge::{AUTHORITY, Forge, LEAF};

const EXPLICIT: &str = "policyConstraints=requireExplicitPolicy:0\n";

#[test]
fn a_path_that_asks_for_a_policy_has_one() {
    let forge = Forge::new();
    for name in ["root", "middle", "leaf"] {
        forge.key(name);
    }
    forge.certify("root", "root", "/CN=Root", "", AUTHORITY);
    for (middle, leaf, is_valid) in [
        ("", "", true),
        ("certificatePolicies=1.2.3\n", "", true),
        ("certificatePolicies=1.2.3\n", "certificatePolicies=1.2.4\n", true),
        (
            "certificatePolicies=1.2.3\nE",
            "certificatePolicies=1.2.3\n",
            true,
        ),
        (
            "certificatePolicies=1.2.3\nE",
            "certificatePolicies=1.2.4\n",
            false,
        ),
        ("certificatePolicies=1.2.3\nE", "", false),
        ("E", "certificatePolicies=1.2.3\n", false),
        (
            "certificatePolicies=1.2.3\nE",
            "certificatePolicies=2.5.29.32.0\n",
            true,
        ),
        (
            "certificatePolicies=1.2.3\nE",
            "certificatePolicies=1.2.9,1.2.3\n",
            true,
        ),
        (
            "certificatePolicies=2.5.29.32.0\nE",
            "certificatePolicies=1.2.4\n",
            true,
        ),
        (
            "certificatePolicies=1.2.3\nEinhibitAnyPolicy=0\n",
            "certificatePolicies=2.5.29.32.0\n",
            false,
        ),
        (
            "certificatePolicies=1.2.3\nEinhibitAnyPolicy=0\n",
            "certificatePolicies=1.2.3\n",
            true,
        ),
        (
            "certificatePolicies=1.2.3\nEpolicyMappings=1.2.3:1.2.4\n",
            "certificatePolicies=1.2.4\n",
            true,
        ),
        (
            "certificatePolicies=1.2.3\nEpolicyMappings=1.2.3:1.2.4\n",
            "certificatePolicies=1.2.3\n",
            false,
        ),
        (
            "certificatePolicies=2.5.29.32.0\nEpolicyMappings=1.2.3:1.2.4\n",
            "certificatePolicies=1.2.4\n",
            true,
        ),
        ("policyMappings=2.5.29.32.0:1.2.4\n", "", false),
        ("", "policyConstraints=requireExplicitPolicy:0\n", false),
    ] {
        let middle = middle.replace('E', EXPLICIT);
        forge.certify(
            "middle",
            "middle",
            "/CN=Middle",
            "root",
            &format!("{AUTHORITY}{middle}"),
        );
        forge.certify("leaf", "leaf", "/CN=Leaf", "middle", &format!("{LEAF}{leaf}"));
        let expected = if is_valid {
            (Verdict::Passed, None)
        } else {
            (
                Verdict::Indeterminate,
                Some(SubIndication::ChainConstraintsFailure),
            )
        };
        assert_eq!(
            forge.judge("leaf", &["middle"], "root"),
            expected,
            "{middle} {leaf}"
        );
    }
}
