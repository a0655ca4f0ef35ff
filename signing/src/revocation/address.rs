//! Where a certificate says it can be asked about.

use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};

use crate::Certificate;

/// The http addresses in a certificate; other kinds (ldap) are passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// OCSP responders (authority information access).
    pub ocsp: Vec<String>,
    /// Revocation lists (CRL distribution points).
    pub crls: Vec<String>,
    /// The issuer's certificate (authority information access).
    pub issuers: Vec<String>,
}

/// More addresses than this in one certificate are not looked at.
const MAX_ADDRESSES: usize = 4;

impl Addresses {
    /// Reads the extensions of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let mut all = Self::default();
        for extension in certificate.parsed().extensions() {
            match extension.parsed_extension() {
                ParsedExtension::AuthorityInfoAccess(access) => {
                    for entry in &access.accessdescs {
                        match entry.access_method.to_id_string().as_str() {
                            "1.3.6.1.5.5.7.48.1" => add(&mut all.ocsp, &entry.access_location),
                            "1.3.6.1.5.5.7.48.2" => add(&mut all.issuers, &entry.access_location),
                            _ => {}
                        }
                    }
                }
                ParsedExtension::CRLDistributionPoints(points) => {
                    for point in points.iter() {
                        if let Some(DistributionPointName::FullName(names)) = &point.distribution_point {
                            for name in names {
                                add(&mut all.crls, name);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        all
    }
}

fn add(list: &mut Vec<String>, name: &GeneralName<'_>) {
    if let GeneralName::URI(uri) = name
        && (uri.starts_with("http://") || uri.starts_with("https://"))
        && list.len() < MAX_ADDRESSES
    {
        list.push((*uri).to_owned());
    }
}
