//! Certificate policies along a path (RFC 5280, 6.1): accepted are all policies, unless the path itself asks for one.
//!
//! Only the newest level of the policy tree is kept: it is empty exactly when the whole tree would be.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::X509;

/// `anyPolicy`, RFC 5280, 4.2.1.4.
const ANY: &str = "2.5.29.32.0";
/// Nodes of one level, at most: mappings can multiply them.
const MAX_NODES: usize = 1024;

/// What a certificate says about policies.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    /// `None` when there is no `CertificatePolicies`.
    pub(crate) named: Option<Vec<String>>,
    /// Issuer's policy and the subject's that counts as the same.
    pub(crate) mappings: Vec<(String, String)>,
    pub(crate) require_explicit: Option<u32>,
    pub(crate) inhibit_mapping: Option<u32>,
    pub(crate) inhibit_any: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    policy: String,
    expected: BTreeSet<String>,
}

impl Node {
    fn of(policy: &str) -> Self {
        Self {
            policy: policy.to_owned(),
            expected: BTreeSet::from([policy.to_owned()]),
        }
    }
}

/// How many certificates may still follow before a rule holds.
struct Counters {
    explicit: u32,
    mapping: u32,
    any: u32,
}

impl Counters {
    fn step(&mut self) {
        for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
            *counter = counter.saturating_sub(1);
        }
    }
}

/// Whether the policies of a path hold; from the certificate below the anchor down to the end.
pub(crate) fn hold(path: &[&Arc<X509>]) -> bool {
    let length = u32::try_from(path.len()).unwrap_or(u32::MAX - 1);
    let mut counters = Counters {
        explicit: length + 1,
        mapping: length + 1,
        any: length + 1,
    };
    let mut level = vec![Node::of(ANY)];
    for (index, certificate) in path.iter().enumerate() {
        let is_end = index + 1 == path.len();
        let policies = &certificate.policies;
        let allows_any = counters.any > 0 || (!is_end && certificate.is_self_issued());
        level = below(&level, policies, allows_any);
        if counters.explicit == 0 && level.is_empty() {
            return false;
        }
        if is_end {
            counters.explicit = counters.explicit.saturating_sub(1);
            if policies.require_explicit == Some(0) {
                counters.explicit = 0;
            }
            break;
        }
        let Some(mapped) = map(level, policies, counters.mapping > 0) else {
            return false;
        };
        level = mapped;
        if !certificate.is_self_issued() {
            counters.step();
        }
        let least = |counter: &mut u32, said: Option<u32>| {
            *counter = said.map_or(*counter, |said| said.min(*counter));
        };
        least(&mut counters.explicit, policies.require_explicit);
        least(&mut counters.mapping, policies.inhibit_mapping);
        least(&mut counters.any, policies.inhibit_any);
    }
    counters.explicit > 0 || !level.is_empty()
}

/// The level for one more certificate (6.1.3 d and e).
fn below(level: &[Node], policies: &Policies, allows_any: bool) -> Vec<Node> {
    let Some(named) = &policies.named else {
        return Vec::new();
    };
    let has_any = level.iter().any(|node| node.policy == ANY);
    let mut next: Vec<Node> = Vec::new();
    for policy in named.iter().filter(|policy| *policy != ANY) {
        if has_any || level.iter().any(|node| node.expected.contains(policy)) {
            next.push(Node::of(policy));
        }
    }
    if allows_any && named.iter().any(|policy| policy == ANY) {
        let expected: BTreeSet<&String> = level.iter().flat_map(|node| &node.expected).collect();
        for policy in expected {
            if next.len() < MAX_NODES && !next.iter().any(|node| node.policy == *policy) {
                next.push(Node::of(policy));
            }
        }
    }
    next.truncate(MAX_NODES);
    next
}

/// Policy mappings (6.1.4 a and b); `None` when they name `anyPolicy`.
fn map(mut level: Vec<Node>, policies: &Policies, is_allowed: bool) -> Option<Vec<Node>> {
    if policies
        .mappings
        .iter()
        .any(|(from, to)| from == ANY || to == ANY)
    {
        return None;
    }
    let sources: BTreeSet<&String> = policies.mappings.iter().map(|(from, _)| from).collect();
    if !is_allowed {
        level.retain(|node| !sources.contains(&node.policy));
        return Some(level);
    }
    let has_any = level.iter().any(|node| node.policy == ANY);
    for source in sources {
        let targets = policies.mappings.iter().filter(|(from, _)| from == source);
        let expected: BTreeSet<String> = targets.map(|(_, to)| to.clone()).collect();
        if let Some(node) = level.iter_mut().find(|node| node.policy == *source) {
            node.expected = expected;
        } else if has_any && level.len() < MAX_NODES {
            level.push(Node {
                policy: source.clone(),
                expected,
            });
        }
    }
    Some(level)
}
