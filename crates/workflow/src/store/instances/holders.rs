use kernel::{
    actor::Role,
    id::{AgencyId, PostId, UnitId},
};
use serde_json::Value;

use crate::{
    Instance,
    definition::{Assignment, Expression},
    engine::{Person, Token},
    task::Holder,
};

/// Who has a task on the list: its holder, or whoever may take it.
///
/// Candidates are written as a post's id, as a role of the agency (`clerk`), or as a role in a unit (`unit_head@UNIT`); each
/// part may be an expression.
pub(super) fn of(state: &Instance, token: &Token, assignment: &Assignment, agency: AgencyId) -> Vec<Holder> {
    if let Some(holder) = token.holder().and_then(post) {
        return vec![holder];
    }
    let named = assignment
        .candidate_users
        .iter()
        .chain(&assignment.candidate_groups);
    let mut holders: Vec<Holder> = named
        .flat_map(|text| filled(text, &|name| state.seen_from(token.id, name)))
        .filter_map(|text| candidate(&text, agency))
        .collect();
    if holders.is_empty() {
        // Nobody may be lost: what the process gives to nobody is the chief of office's to give on.
        holders.push(Holder::Agency(agency, Role::ChiefOfOffice));
    }
    holders
}

/// The post a person of the engine is.
pub(super) fn post(person: &Person) -> Option<Holder> {
    person.as_str().parse::<PostId>().ok().map(Holder::Post)
}

fn candidate(text: &str, agency: AgencyId) -> Option<Holder> {
    let text = text.trim();
    if let Ok(post) = text.parse::<PostId>() {
        return Some(Holder::Post(post));
    }
    match text.split_once('@') {
        Some((role, unit)) => Some(Holder::Unit(
            unit.trim().parse::<UnitId>().ok()?,
            role.trim().parse::<Role>().ok()?,
        )),
        None => Some(Holder::Agency(agency, text.parse::<Role>().ok()?)),
    }
}

/// The text with its expressions computed; several texts where an expression gives a list.
pub(super) fn filled(text: &str, find: &dyn Fn(&str) -> Option<Value>) -> Vec<String> {
    if text.starts_with('=') {
        return computed(text, find);
    }
    let expression = text
        .split_once("${")
        .and_then(|(head, rest)| Some((head, rest.split_once('}')?)));
    let Some((head, (source, tail))) = expression else {
        return vec![text.to_owned()];
    };
    let tails = filled(tail, find);
    computed(source, find)
        .iter()
        .flat_map(|value| tails.iter().map(move |tail| format!("{head}{value}{tail}")))
        .collect()
}

fn computed(source: &str, find: &dyn Fn(&str) -> Option<Value>) -> Vec<String> {
    let value = Expression::compile_lenient(source).and_then(|expression| expression.value_where(find));
    let text = |value: Value| match value {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Ok(Value::Array(items)) => items.into_iter().filter_map(text).collect(),
        Ok(value) => text(value).into_iter().collect(),
        Err(_) => Vec::new(),
    }
}
