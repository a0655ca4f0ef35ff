//! What stands in the box, changed without typing: a chip taken out, a value chosen.

use search_index::{
    Chip, Condition, Sort,
    query::{self, parse},
};
use time::Date;

use crate::vocabulary::vocabulary;

/// Longest question taken, in characters.
pub const LONGEST: usize = 1_000;

vocabulary! {
    /// In which order hits come.
    Order {
        /// Best match first.
        Relevance = "relevance", "Phù hợp nhất";
        /// Newest document first.
        Newest = "newest", "Mới nhất";
        /// Oldest document first.
        Oldest = "oldest", "Cũ nhất";
    }
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Newest => Self::Newest,
            Order::Oldest => Self::Oldest,
        }
    }
}

/// The question without what a chip was read from.
#[must_use]
pub fn without(question: &str, chip: &Chip) -> String {
    let rest = query::without(question, chip);
    rest.trim_matches([' ', ',', ';'])
        .replace(" ;", ";")
        .replace(" ,", ",")
}

/// The question narrowed to a value; what it said about the same field gives way.
#[must_use]
pub fn narrowed(question: &str, condition: &Condition, today: Date) -> String {
    let mut rest = question.to_owned();
    while let Some(chip) = parse(&rest, today)
        .chips
        .into_iter()
        .find(|chip| is_same_field(&chip.condition, condition))
    {
        rest = without(&rest, &chip);
    }
    format!("{rest} {}", condition.written()).trim().to_owned()
}

fn is_same_field(one: &Condition, other: &Condition) -> bool {
    let is_issuer =
        |condition: &Condition| matches!(condition, Condition::Issuer(_) | Condition::IssuerIs(_));
    std::mem::discriminant(one) == std::mem::discriminant(other) || is_issuer(one) && is_issuer(other)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 21);

    #[test]
    fn a_value_takes_the_place_of_what_was_said_about_its_field() {
        let chosen = Condition::IssuerIs("Bộ Nội vụ".to_owned());
        assert_eq!(
            narrowed("biên chế của sở tài chính năm 2026", &chosen, TODAY),
            r#"biên chế năm 2026 cơ quan:"Bộ Nội vụ""#
        );
        let again = narrowed("biên chế cơ quan:noi vu; năm 2026", &chosen, TODAY);
        assert_eq!(parse(&again, TODAY).chips.len(), 2, "{again}");
        assert!(!again.contains("noi vu"), "{again}");
    }

    #[test]
    fn what_was_chosen_can_be_undone() {
        let question = "quản lý biên chế";
        for condition in [
            Condition::Kind("Công văn".to_owned()),
            Condition::Issuer("noi vu".to_owned()),
            Condition::Year(2026),
        ] {
            let chosen = narrowed(question, &condition, TODAY);
            let chip = parse(&chosen, TODAY).chips.remove(0);
            assert_eq!(chip.condition, condition, "{chosen}");
            assert_eq!(without(&chosen, &chip), question, "{chosen}");
        }
    }
}
