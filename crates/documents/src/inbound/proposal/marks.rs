use super::{Found, Page};
use crate::{Secrecy, Urgency};

/// The mark of urgency, a line of its own in capitals (Decree 30/2020, Annex I, place 10b).
pub(super) fn urgency(page: &Page) -> Option<Found<Urgency>> {
    mark(page, |text| match text {
        "hoa toc hen gio" => Some(Urgency::ExpressTimed),
        "hoa toc" => Some(Urgency::Express),
        "thuong khan" => Some(Urgency::VeryUrgent),
        "khan" => Some(Urgency::Urgent),
        _ => None,
    })
}

/// The mark of secrecy, place 10a.
pub(super) fn secrecy(page: &Page) -> Option<Found<Secrecy>> {
    mark(page, |text| match text {
        "mat" => Some(Secrecy::Confidential),
        "toi mat" => Some(Secrecy::Secret),
        "tuyet mat" => Some(Secrecy::TopSecret),
        _ => None,
    })
}

fn mark<T>(page: &Page, read: impl Fn(&str) -> Option<T>) -> Option<Found<T>> {
    let limit = page.height * 0.6;
    let pieces = page
        .pieces
        .iter()
        .filter(|piece| piece.top() < limit && piece.is_upper());
    pieces
        .into_iter()
        .find_map(|piece| read(&piece.folded).map(|value| piece.found(value)))
}
