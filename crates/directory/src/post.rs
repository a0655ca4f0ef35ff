//! Posts: who works where, with which title and roles.

use std::collections::BTreeSet;

use kernel::actor::Role;

/// The roles in the text of a post's row; words that name no role are passed over.
#[must_use]
pub fn roles(text: &str) -> BTreeSet<Role> {
    text.split(',')
        .filter_map(|code| code.trim().parse().ok())
        .collect()
}

/// The text of a post's row for these roles.
#[must_use]
pub fn roles_text(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",")
}
