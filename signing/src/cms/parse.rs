//! `SignedData` read from BER (RFC 5652, 5), with the original bytes of what was signed.

pub(crate) mod ber;

use super::oid;
use std::borrow::Cow;

use ber::Tlv;

/// An algorithm identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) parameters: Option<Tlv<'a>>,
}

/// Who signed, as the signature names them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SignerIdentifier<'a> {
    IssuerAndSerial { issuer: &'a [u8], serial: &'a [u8] },
    KeyIdentifier(&'a [u8]),
}

/// An attribute with its values.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) values: Vec<Tlv<'a>>,
}

/// The signed attributes as they stand.
#[derive(Debug)]
pub(crate) struct SignedAttributes<'a> {
    element: Tlv<'a>,
    pub(crate) attributes: Vec<Attribute<'a>>,
}

impl SignedAttributes<'_> {
    /// The bytes that were signed: the original ones under the tag of a set (RFC 5652, 5.4).
    pub(crate) fn original(&self) -> Vec<u8> {
        let mut bytes = self.element.whole.to_vec();
        if let Some(first) = bytes.first_mut() {
            *first = ber::SET;
        }
        bytes
    }

    /// The same with definite lengths: what a signer hashed that then wrote BER.
    pub(crate) fn normalised(&self) -> Option<Vec<u8>> {
        let mut bytes = ber::normalise(&self.element)?;
        *bytes.first_mut()? = ber::SET;
        Some(bytes)
    }
}

/// One signer's part.
#[derive(Debug)]
pub(crate) struct SignerInfo<'a> {
    pub(crate) identifier: SignerIdentifier<'a>,
    pub(crate) digest_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signed_attributes: Option<SignedAttributes<'a>>,
    pub(crate) signature_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signature: Cow<'a, [u8]>,
    pub(crate) unsigned_attributes: Vec<Attribute<'a>>,
}

impl<'a> SignerInfo<'a> {
    /// The values of a signed attribute; two attributes of one kind give both.
    pub(crate) fn signed(&self, oid: &[u8]) -> Vec<Tlv<'a>> {
        self.signed_attributes
            .iter()
            .flat_map(|signed| values(&signed.attributes, oid))
            .collect()
    }

    /// The values of an unsigned attribute.
    pub(crate) fn unsigned(&self, oid: &[u8]) -> Vec<Tlv<'a>> {
        values(&self.unsigned_attributes, oid)
    }
}

fn values<'a>(attributes: &[Attribute<'a>], oid: &[u8]) -> Vec<Tlv<'a>> {
    attributes
        .iter()
        .filter(|attribute| attribute.oid == oid)
        .flat_map(|attribute| attribute.values.clone())
        .collect()
}

/// A signature message.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    pub(crate) content_type: &'a [u8],
    pub(crate) content: Option<Cow<'a, [u8]>>,
    pub(crate) certificates: Vec<&'a [u8]>,
    pub(crate) crls: Vec<&'a [u8]>,
    /// OCSP responses carried as other revocation information (RFC 5940).
    pub(crate) ocsp: Vec<&'a [u8]>,
    pub(crate) signers: Vec<SignerInfo<'a>>,
    /// What follows the message; `/Contents` is filled up with zeros.
    pub(crate) rest: &'a [u8],
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo` that holds `SignedData`.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (outer, rest) = Tlv::read(bytes)?;
        let outer = outer.children_of(ber::SEQUENCE)?;
        let [kind, holder, ..] = outer.as_slice() else {
            return None;
        };
        if kind.tag != ber::OID || kind.content != oid::SIGNED_DATA || holder.tag != 0xa0 {
            return None;
        }
        let fields = holder.children()?.first()?.children_of(ber::SEQUENCE)?;
        let mut fields = fields.into_iter();
        if fields.next()?.tag != ber::INTEGER || fields.next()?.tag != ber::SET {
            return None;
        }
        let encapsulated = fields.next()?.children_of(ber::SEQUENCE)?;
        let content_type = encapsulated.first().filter(|kind| kind.tag == ber::OID)?.content;
        let content = match encapsulated.get(1) {
            Some(holder) if holder.tag == 0xa0 => Some(holder.children()?.first()?.octets()?),
            Some(_) => return None,
            None => None,
        };
        let mut data = Self {
            content_type,
            content,
            certificates: Vec::new(),
            crls: Vec::new(),
            ocsp: Vec::new(),
            signers: Vec::new(),
            rest,
        };
        for field in fields {
            match field.tag {
                0xa0 => data.certificates.extend(sequences(&field)?),
                0xa1 => data.revocation(&field)?,
                ber::SET => {
                    let infos = field.children()?;
                    data.signers = infos.iter().map(signer_info).collect::<Option<_>>()?;
                }
                _ => return None,
            }
        }
        Some(data)
    }

    fn revocation(&mut self, field: &Tlv<'a>) -> Option<()> {
        self.crls.extend(sequences(field)?);
        for other in field.children()?.iter().filter(|child| child.tag == 0xa1) {
            let parts = other.children()?;
            if let [format, value] = parts.as_slice()
                && format.content == oid::OTHER_REVOCATION_OCSP
            {
                self.ocsp.push(value.whole);
            }
        }
        Some(())
    }
}

fn sequences<'a>(field: &Tlv<'a>) -> Option<Vec<&'a [u8]>> {
    Some(
        field
            .children()?
            .iter()
            .filter(|child| child.tag == ber::SEQUENCE)
            .map(|child| child.whole)
            .collect(),
    )
}

fn signer_info<'a>(element: &Tlv<'a>) -> Option<SignerInfo<'a>> {
    let fields = element.children_of(ber::SEQUENCE)?;
    let mut fields = fields.into_iter().peekable();
    if fields.next()?.tag != ber::INTEGER {
        return None;
    }
    let identifier = signer_identifier(&fields.next()?)?;
    let digest_algorithm = algorithm(&fields.next()?)?;
    let signed_attributes = match fields.next_if(|field| field.tag == 0xa0) {
        Some(element) => Some(SignedAttributes {
            element,
            attributes: attributes(&element)?,
        }),
        None => None,
    };
    let signature_algorithm = algorithm(&fields.next()?)?;
    let signature = fields.next()?;
    if signature.tag & !0x20 != ber::OCTET_STRING {
        return None;
    }
    let signature = signature.octets()?;
    let unsigned_attributes = match fields.next_if(|field| field.tag == 0xa1) {
        Some(element) => attributes(&element)?,
        None => Vec::new(),
    };
    let info = SignerInfo {
        identifier,
        digest_algorithm,
        signed_attributes,
        signature_algorithm,
        signature,
        unsigned_attributes,
    };
    fields.next().is_none().then_some(info)
}

fn signer_identifier<'a>(element: &Tlv<'a>) -> Option<SignerIdentifier<'a>> {
    match element.tag {
        ber::SEQUENCE => match element.children()?.as_slice() {
            [issuer, serial] if serial.tag == ber::INTEGER => Some(SignerIdentifier::IssuerAndSerial {
                issuer: issuer.whole,
                serial: serial.content,
            }),
            _ => None,
        },
        0x80 => Some(SignerIdentifier::KeyIdentifier(element.content)),
        0xa0 => Some(SignerIdentifier::KeyIdentifier(
            element.children()?.first()?.content,
        )),
        _ => None,
    }
}

/// Reads an `AlgorithmIdentifier`.
pub(crate) fn algorithm<'a>(element: &Tlv<'a>) -> Option<AlgorithmIdentifier<'a>> {
    let fields = element.children_of(ber::SEQUENCE)?;
    let oid = fields.first().filter(|oid| oid.tag == ber::OID)?.content;
    Some(AlgorithmIdentifier {
        oid,
        parameters: fields.get(1).copied(),
    })
}

fn attributes<'a>(element: &Tlv<'a>) -> Option<Vec<Attribute<'a>>> {
    element.children()?.iter().map(attribute).collect()
}

fn attribute<'a>(element: &Tlv<'a>) -> Option<Attribute<'a>> {
    let fields = element.children_of(ber::SEQUENCE)?;
    let [kind, values] = fields.as_slice() else {
        return None;
    };
    (kind.tag == ber::OID).then_some(())?;
    Some(Attribute {
        oid: kind.content,
        values: values.children_of(ber::SET)?,
    })
}
