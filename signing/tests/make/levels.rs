//! Time stamps and evidence, with OpenSSL as time stamp authority and list issuer.

use signing::Scheme;
use signing::pades::{Level, SignatureRequest, Target, extend, sign};

use crate::support::{
    NOW, OpenSsl, Person, assert_accepted, assert_passes_offline, assert_valid_for_poppler, pyhanko,
    shared_pdf, stored,
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
