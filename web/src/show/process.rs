//! How steps of processes are told to people.

use kernel::actor::Role;
use workflow::{
    definition::{Assignment, Issue},
    steps::{self, Condition, Way},
};

/// Who is to do a step: "Lãnh đạo đơn vị".
pub(crate) fn who(assignment: &Assignment) -> String {
    let mut parts: Vec<String> = assignment.assignee.iter().map(|one| holder(one)).collect();
    let several = assignment
        .candidate_users
        .iter()
        .chain(&assignment.candidate_groups);
    parts.extend(several.map(|one| holder(one)));
    parts.dedup();
    parts.join(" hoặc ")
}

/// A role by its word; anything else as the file has it.
fn holder(code: &str) -> String {
    match code.parse::<Role>() {
        Ok(role) => role.label().to_owned(),
        Err(_) => code.to_owned(),
    }
}

/// By when: "3 ngày".
pub(crate) fn due(assignment: &Assignment) -> String {
    let text = assignment.due_date.as_deref().unwrap_or_default();
    steps::duration(text).unwrap_or_else(|| text.to_owned())
}

/// What has to hold for a way: "Đồng ý, sau đó Không mật". A condition without a name is told as it is computed.
pub(crate) fn when(way: &Way) -> String {
    let told = way.when.iter().map(condition).filter(|one| !one.is_empty());
    told.collect::<Vec<_>>().join(", ")
}

fn condition(condition: &Condition) -> String {
    match (&condition.name, &condition.expression, condition.otherwise) {
        (Some(name), ..) => name.clone(),
        (None, Some(expression), _) => format!("khi {expression}"),
        (None, None, true) => "còn lại".to_owned(),
        (None, None, false) => String::new(),
    }
}

/// Where a fault is: the element by name, or by id where it has none.
pub(crate) fn place(fault: &Issue) -> &str {
    fault.name.as_deref().unwrap_or(&fault.element)
}

/// One side of a difference: roles and durations by their words, an empty one as a dash.
pub(crate) fn aspect(aspect: workflow::comparison::Aspect, text: &str) -> String {
    use workflow::comparison::Aspect;
    match aspect {
        _ if text.is_empty() => "–".to_owned(),
        Aspect::Assignee | Aspect::CandidateUsers | Aspect::CandidateGroups => {
            text.split(", ").map(holder).collect::<Vec<_>>().join(", ")
        }
        Aspect::DueDate => steps::duration(text).unwrap_or_else(|| text.to_owned()),
        _ => text.to_owned(),
    }
}
