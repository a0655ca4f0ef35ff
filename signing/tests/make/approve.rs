//! Plain approval signatures: every algorithm, every kind of cross-reference section.

use signing::Scheme;
use signing::pades::{SignatureRequest, Target};

use crate::support::{NOW, Person, assert_accepted, pyhanko, shared_pdf, stored};

fn invisible(name: &str) -> SignatureRequest {
    SignatureRequest::new(Target::Invisible { name: name.into() }, NOW)
}

#[test]
fn every_algorithm_is_accepted_by_poppler_and_pyhanko() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    for scheme in [
        Scheme::RsaPssSha256,
        Scheme::RsaPssSha384,
        Scheme::RsaPssSha512,
        Scheme::RsaPkcs1Sha256,
        Scheme::RsaPkcs1Sha384,
        Scheme::RsaPkcs1Sha512,
        Scheme::EcdsaP256Sha256,
        Scheme::EcdsaP384Sha384,
    ] {
        let signed = Person::new(scheme).sign(&pdf, &invisible("Person"));
        assert!(signed.starts_with(&pdf));
        assert_accepted(&format!("{scheme:?}.pdf"), &signed, 1);
    }
}

#[test]
fn ed25519_is_accepted_by_pyhanko() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };

    let signed = Person::new(Scheme::Ed25519).sign(&pdf, &invisible("Person"));

    let opinion = &pyhanko(&stored("ed25519.pdf", &signed))[0];
    assert!(opinion.bottom_line && opinion.valid, "{opinion:?}");
}
