//! Whom a certificate names.

use der::asn1::SetOfVec;
use der::{Any, Tag};
use unicode_normalization::UnicodeNormalization;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

use crate::Error;

const COUNTRY: &str = "2.5.4.6";
const PROVINCE: &str = "2.5.4.8";
const LOCALITY: &str = "2.5.4.7";
const ORGANISATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
const TITLE: &str = "2.5.4.12";
const COMMON_NAME: &str = "2.5.4.3";
const SERIAL_NUMBER: &str = "2.5.4.5";

/// The holder of a certificate, in Vietnam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    attributes: Vec<(&'static str, String)>,
}

impl Subject {
    /// A holder known by this name: a person, an agency or an authority.
    #[must_use]
    pub fn named(common_name: &str) -> Self {
        Self {
            attributes: vec![(COUNTRY, "VN".to_owned()), (COMMON_NAME, common_name.to_owned())],
        }
    }

    /// The agency the holder belongs to.
    #[must_use]
    pub fn organisation(self, name: &str) -> Self {
        self.with(ORGANISATION, name)
    }

    /// The unit inside the agency; may be called several times, outermost first.
    #[must_use]
    pub fn unit(self, name: &str) -> Self {
        self.with(UNIT, name)
    }

    /// The position of a person.
    #[must_use]
    pub fn title(self, title: &str) -> Self {
        self.with(TITLE, title)
    }

    /// The identity number: "CCCD:001…" of a citizen, "MST:01…" or "MQHNS:…" of an agency.
    #[must_use]
    pub fn serial_number(self, number: &str) -> Self {
        self.with(SERIAL_NUMBER, number)
    }

    /// The province or centrally governed city.
    #[must_use]
    pub fn province(self, name: &str) -> Self {
        self.with(PROVINCE, name)
    }

    /// The place below the province.
    #[must_use]
    pub fn locality(self, name: &str) -> Self {
        self.with(LOCALITY, name)
    }

    fn with(mut self, attribute: &'static str, value: &str) -> Self {
        self.attributes.push((attribute, value.to_owned()));
        self
    }

    /// The distinguished name, from the country down to the holder.
    pub(super) fn name(&self) -> Result<RdnSequence, Error> {
        const ORDER: [&str; 8] = [
            COUNTRY,
            PROVINCE,
            LOCALITY,
            ORGANISATION,
            UNIT,
            TITLE,
            COMMON_NAME,
            SERIAL_NUMBER,
        ];
        let ordered = ORDER
            .iter()
            .flat_map(|kind| self.attributes.iter().filter(move |(k, _)| k == kind));
        let parts = ordered
            .map(|(kind, value)| relative_name(kind, value))
            .collect::<Result<_, _>>()?;
        Ok(RdnSequence(parts))
    }
}

/// RFC 5280 4.1.2.4: country and `serialNumber` are `PrintableString`, everything else `UTF8String` in NFC.
fn relative_name(kind: &str, value: &str) -> Result<RelativeDistinguishedName, Error> {
    let value: String = value.nfc().collect();
    let printable = matches!(kind, COUNTRY | SERIAL_NUMBER) && value.chars().all(is_printable);
    let tag = if printable {
        Tag::PrintableString
    } else {
        Tag::Utf8String
    };
    let attribute = AttributeTypeAndValue {
        oid: const_oid::ObjectIdentifier::new_unwrap(kind),
        value: Any::new(tag, value.into_bytes()).map_err(|e| Error::asn1("name", e))?,
    };
    let set = SetOfVec::try_from(vec![attribute]).map_err(|e| Error::asn1("name", e))?;
    Ok(RelativeDistinguishedName(set))
}

/// The characters of an ASN.1 `PrintableString` (X.680 41.4).
fn is_printable(c: char) -> bool {
    c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c)
}
