//! Ways to narrow an answer, as links that say how much remains and can be undone.

use documents::search::{Found, narrowed, without};
use search_index::{Chip, Condition, Facet};
use time::Date;

use super::address::Asked;

/// Values shown at once; the others are one press away.
const SHOWN: usize = 6;

/// One facet.
pub(crate) struct Group {
    pub(crate) label: &'static str,
    /// What is chosen already, and the address without it.
    pub(crate) chosen: Option<Link>,
    pub(crate) first: Vec<Link>,
    pub(crate) more: Vec<Link>,
}

/// A value.
pub(crate) struct Link {
    pub(crate) label: String,
    /// How many documents have it.
    pub(crate) count: u64,
    pub(crate) address: String,
}

/// The facets of an answer; those that offer no choice are left out.
pub(crate) fn groups(asked: &Asked, found: &Found, today: Date) -> Vec<Group> {
    Facet::ALL
        .into_iter()
        .filter_map(|facet| group(facet, asked, found, today))
        .collect()
}

fn group(facet: Facet, asked: &Asked, found: &Found, today: Date) -> Option<Group> {
    let question = asked.question();
    let chosen = found.chips.iter().find(|chip| facet_of(chip) == Some(facet));
    let values = found.facets.iter().filter(|value| value.facet == facet);
    let mut links: Vec<Link> = values
        .map(|value| Link {
            label: value.value.clone(),
            count: value.count,
            address: asked
                .asking(narrowed(&question, &value.chip.condition, today))
                .address(),
        })
        .collect();
    // A single value narrows nothing.
    if links.len() < 2 {
        links.clear();
    }
    if links.is_empty() && chosen.is_none() {
        return None;
    }
    let chosen = chosen.map(|chip| Link {
        label: value_of(&chip.condition),
        count: 0,
        address: asked.asking(without(&question, chip)).address(),
    });
    let more = links.split_off(SHOWN.min(links.len()));
    Some(Group {
        label: facet.label(),
        chosen,
        first: links,
        more,
    })
}

fn facet_of(chip: &Chip) -> Option<Facet> {
    match chip.condition {
        Condition::Kind(_) => Some(Facet::Kind),
        Condition::Issuer(_) | Condition::IssuerIs(_) => Some(Facet::Issuer),
        Condition::Year(_) => Some(Facet::Year),
        Condition::State(_) => Some(Facet::State),
        Condition::Unit(_) => Some(Facet::Unit),
        _ => None,
    }
}

fn value_of(condition: &Condition) -> String {
    match condition {
        Condition::Kind(name)
        | Condition::Issuer(name)
        | Condition::IssuerIs(name)
        | Condition::State(name)
        | Condition::Unit(name) => name.clone(),
        Condition::Year(year) => year.to_string(),
        _ => String::new(),
    }
}
