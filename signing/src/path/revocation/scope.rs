//! For whom a revocation list speaks: `IssuingDistributionPoint`, `deltaCRLIndicator` (RFC 5280, 5.2.4 and 5.2.5).

use x509_parser::prelude::X509Extension;

use crate::cms::parse::ber::{self, Tlv};
use crate::path::X509;

/// What a list is limited to.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one field of the extension")]
pub(super) struct Scope {
    /// General names of the place it is published at, as they stand.
    places: Option<Vec<Vec<u8>>>,
    only_users: bool,
    only_authorities: bool,
    only_attributes: bool,
    some_reasons: bool,
    pub(super) is_indirect: bool,
    /// A list of changes only, or one with a critical extension nobody here understands.
    is_partial: bool,
}

impl Scope {
    /// Takes in one extension of the list.
    pub(super) fn read(&mut self, extension: &X509Extension<'_>) {
        match extension.oid.to_id_string().as_str() {
            "2.5.29.28" => self.is_partial |= self.point(extension.value).is_none(),
            "2.5.29.27" => self.is_partial = true,
            _ if extension.critical => self.is_partial = true,
            _ => {}
        }
    }

    fn point(&mut self, value: &[u8]) -> Option<()> {
        for field in Tlv::only(value)?.children_of(ber::SEQUENCE)? {
            let is_set = field.content.first().is_some_and(|byte| *byte != 0);
            match field.tag {
                0xa0 => self.places = Some(names(&field)?),
                0x81 => self.only_users = is_set,
                0x82 => self.only_authorities = is_set,
                0x83 => self.some_reasons = true,
                0x84 => self.is_indirect = is_set,
                0x85 => self.only_attributes = is_set,
                _ => return None,
            }
        }
        Some(())
    }

    /// An entry says something nobody here understands: what the list does not say means nothing (RFC 5280, 5.3).
    pub(super) fn trusts_no_silence(&mut self) {
        self.is_partial = true;
    }

    /// Whether the list speaks of such certificates at all.
    pub(super) fn covers(&self, certificate: &X509) -> bool {
        !(self.only_attributes
            || (self.only_users && certificate.is_authority)
            || (self.only_authorities && !certificate.is_authority))
    }

    /// Whether a certificate that is not on the list is good.
    pub(super) fn is_complete_for(&self, certificate: &X509) -> bool {
        let is_published_for = match (&self.places, certificate.revocation_places.as_slice()) {
            (None, _) | (_, []) => true,
            (Some(places), own) => places.iter().any(|place| own.contains(place)),
        };
        is_published_for && !self.is_partial && !self.some_reasons
    }
}

/// `DistributionPointName`: the full names; a name relative to the issuer is kept as it stands.
pub(in crate::path) fn names(holder: &Tlv<'_>) -> Option<Vec<Vec<u8>>> {
    let choice = holder.children()?.first().copied()?;
    if choice.tag != 0xa0 {
        return Some(vec![choice.whole.to_vec()]);
    }
    Some(
        choice
            .children()?
            .iter()
            .map(|name| name.whole.to_vec())
            .collect(),
    )
}
