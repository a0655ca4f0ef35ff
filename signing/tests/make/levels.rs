//! Time stamps and evidence, with OpenSSL as time stamp authority and list issuer.

use signing::pades::{
    Evidence, Level, NoEvidence, RevocationAnswers, SignatureRequest, Target, extend, sign, sign_in_place,
};
use signing::{Certificate, Digest, Error, Scheme};

use crate::support::{
    NOW, OpenSsl, Person, assert_accepted, assert_passes_offline, assert_valid_for_poppler, pyhanko,
    pyhanko_all, shared_pdf, stored,
};

fn at(level: Level) -> SignatureRequest {
    SignatureRequest {
        level,
        ..SignatureRequest::new(
            Target::Invisible {
                name: "Person".into(),
            },
            NOW,
        )
    }
}

#[test]
fn a_time_stamp_covers_the_signature() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };

    let signed = sign(&pdf, &at(Level::T), &Person::new(Scheme::RsaPssSha256), &OpenSsl).unwrap();

    assert_accepted("t.pdf", &signed, 1);
    assert_eq!(pyhanko(&stored("t.pdf", &signed))[0].timestamp, Some(true));
}

#[test]
fn evidence_inside_is_enough_for_long_term_validation() {
    for name in ["pyhanko--minimal-two-pages.pdf", "pyhanko--empty-a4.pdf"] {
        let Some(pdf) = shared_pdf(name) else { return };
        let person = Person::new(Scheme::EcdsaP256Sha256);
        for (level, profile) in [(Level::Lt, "lt"), (Level::Lta, "lta")] {
            let signed = sign(&pdf, &at(level), &person, &OpenSsl).unwrap();

            assert!(signed.starts_with(&pdf));
            assert_passes_offline(&format!("{profile}.pdf"), profile, &signed);
        }
    }
}

/// Time stamps, and nothing about revocation.
struct OnlyTimestamps;

impl Evidence for OnlyTimestamps {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        OpenSsl.timestamp(digest, hash)
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        NoEvidence.revocation(certificate, issuer)
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        NoEvidence.issuer(certificate)
    }
}

#[test]
fn what_is_signed_in_place_grows_whole_or_not_at_all() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let mut file = pdf.clone();

    // The signature itself could be made; what belongs to it could not.
    let refused = sign_in_place(&mut file, &at(Level::Lta), &person, &OnlyTimestamps);
    assert!(matches!(refused, Err(Error::Revocation(_))), "{refused:?}");
    assert_eq!(file, pdf);

    sign_in_place(&mut file, &at(Level::B), &person, &NoEvidence).unwrap();
    assert!(file.starts_with(&pdf));
    assert_accepted("in-place.pdf", &file, 1);
}

#[test]
fn a_signed_file_is_lifted_step_by_step_and_renewed() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let signed = sign(
        &pdf,
        &at(Level::T),
        &Person::new(Scheme::RsaPkcs1Sha256),
        &OpenSsl,
    )
    .unwrap();

    let long_term = extend(&signed, Level::Lt, None, &OpenSsl).unwrap();
    let archived = extend(&long_term, Level::Lta, None, &OpenSsl).unwrap();
    let renewed = extend(&archived, Level::Lta, None, &OpenSsl).unwrap();

    assert!(
        renewed.starts_with(&archived) && archived.starts_with(&long_term) && long_term.starts_with(&signed)
    );
    assert_passes_offline("lifted.pdf", "lt", &long_term);
    assert_passes_offline("archived.pdf", "lta", &archived);
    assert_passes_offline("renewed.pdf", "lta", &renewed);
    let opinions = pyhanko(&stored("renewed.pdf", &renewed));
    assert!(
        opinions.len() == 3 && opinions.iter().all(|opinion| opinion.intact && opinion.valid),
        "{opinions:#?}"
    );
    // Poppler 22.12 cannot read document time stamps; it has to find the signature below them valid.
    assert_valid_for_poppler(&stored("renewed.pdf", &renewed), 1);
}

#[test]
fn a_second_archived_signature_leaves_the_evidence_of_the_first() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let first = sign(
        &pdf,
        &at(Level::Lta),
        &Person::new(Scheme::EcdsaP256Sha256),
        &OpenSsl,
    )
    .unwrap();
    let second = SignatureRequest {
        level: Level::Lta,
        ..SignatureRequest::new(
            Target::Invisible {
                name: "Second".into(),
            },
            NOW,
        )
    };

    let twice = sign(&first, &second, &Person::new(Scheme::RsaPssSha256), &OpenSsl).unwrap();

    let opinions = pyhanko(&stored("archived-twice.pdf", &twice));
    assert_eq!(opinions.len(), 4);
    assert!(
        opinions
            .iter()
            .all(|one| one.bottom_line && one.docmdp_ok != Some(false)),
        "{opinions:#?}"
    );
}

#[test]
fn what_strangers_signed_before_does_not_keep_a_signature_from_the_archive() {
    // Nobody here knows the authority of the first signer.
    let Some(pdf) = shared_pdf("dss--PAdES-BpB-att-SHA256-SHA3_256withRSA.pdf") else {
        return;
    };

    let signed = sign(
        &pdf,
        &at(Level::Lta),
        &Person::new(Scheme::EcdsaP256Sha256),
        &OpenSsl,
    )
    .unwrap();
    let lifted = extend(&pdf, Level::Lt, None, &OpenSsl);

    let path = stored("after-strangers.pdf", &signed);
    assert_eq!(
        pyhanko_all(&[path], "Person", "ENTIRE_REVISION"),
        Vec::<String>::new()
    );
    // Lifting the strangers' signature itself needs their evidence.
    assert!(matches!(lifted, Err(Error::Revocation(_))), "{lifted:?}");
}
