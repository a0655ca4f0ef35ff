//! AlgorithmIdentifiers of what this crate signs with.

use const_oid::ObjectIdentifier;
use der::asn1::Null;
use der::{Any, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;

use crate::{Digest, Error, Scheme};

/// RSASSA-PSS-params, every field written out (RFC 4055 3.1).
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    hash: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT")]
    mask: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT")]
    salt_length: u8,
}

/// The identifier of a signature algorithm, as in certificates (RFC 4055 5, RFC 5758 3.2, RFC 8410 3) and CMS.
pub(crate) fn signature_algorithm(scheme: Scheme) -> Result<AlgorithmIdentifierOwned, Error> {
    let null = Some(Any::from(Null));
    let (oid, parameters) = match scheme {
        Scheme::RsaPssSha256 | Scheme::RsaPssSha384 | Scheme::RsaPssSha512 => {
            ("1.2.840.113549.1.1.10", Some(pss_parameters(scheme.digest())?))
        }
        Scheme::RsaPkcs1Sha256 => ("1.2.840.113549.1.1.11", null),
        Scheme::RsaPkcs1Sha384 => ("1.2.840.113549.1.1.12", null),
        Scheme::RsaPkcs1Sha512 => ("1.2.840.113549.1.1.13", null),
        Scheme::EcdsaP256Sha256 => ("1.2.840.10045.4.3.2", None),
        Scheme::EcdsaP384Sha384 => ("1.2.840.10045.4.3.3", None),
        Scheme::Ed25519 => ("1.3.101.112", None),
    };
    Ok(AlgorithmIdentifierOwned {
        oid: ObjectIdentifier::new_unwrap(oid),
        parameters,
    })
}

/// The identifier of a hash in CMS: parameters absent (RFC 5754 2).
pub(crate) fn digest_algorithm(digest: Digest) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid: digest.oid(),
        parameters: None,
    }
}

fn pss_parameters(digest: Digest) -> Result<Any, Error> {
    let wrong = |e| Error::asn1("PSS parameters", e);
    // RFC 4055 2.1 and 2.2 write NULL beside the hashes inside PSS parameters; OpenSSL and Java insist on it.
    let hash = AlgorithmIdentifierOwned {
        oid: digest.oid(),
        parameters: Some(Any::from(Null)),
    };
    let mask = AlgorithmIdentifierOwned {
        oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8"),
        parameters: Some(Any::encode_from(&hash).map_err(wrong)?),
    };
    let salt_length = u8::try_from(digest.output_len()).expect("a SHA-2 hash is at most 64 bytes");
    let der = PssParameters {
        hash,
        mask,
        salt_length,
    }
    .to_der()
    .map_err(wrong)?;
    Any::from_der(&der).map_err(wrong)
}
