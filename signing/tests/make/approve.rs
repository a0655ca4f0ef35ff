//! Plain approval signatures: every algorithm, every kind of cross-reference section.

use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::{Error, Scheme};

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

#[test]
fn a_second_and_a_third_signature_keep_the_first_valid() {
    for name in [
        "pyhanko--minimal-two-pages.pdf",
        "pyhanko--empty-a4.pdf",
        "dss--doc.pdf",
    ] {
        let Some(pdf) = shared_pdf(name) else { return };
        let person = Person::new(Scheme::RsaPssSha256);
        let mut signed = pdf.clone();
        for field in ["First", "Second", "Third"] {
            signed = person.sign(&signed, &invisible(field));
        }
        assert!(signed.starts_with(&pdf));
        assert_accepted(&format!("three-{name}"), &signed, 3);
    }
}

#[test]
fn reason_and_place_come_back_with_their_accents() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let request = SignatureRequest {
        reason: Some("Ký ban hành".into()),
        location: Some("Đà Nẵng".into()),
        ..invisible("Person")
    };

    let signed = Person::new(Scheme::EcdsaP256Sha256).sign(&pdf, &request);

    let document = lopdf::Document::load_mem(&signed).unwrap();
    let mut dictionaries = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    let signature = dictionaries.find(|dict| dict.has_type(b"Sig")).unwrap();
    let text = |key: &[u8]| lopdf::decode_text_string(signature.get(key).unwrap()).unwrap();
    assert_eq!(text(b"Reason"), "Ký ban hành");
    assert_eq!(text(b"Location"), "Đà Nẵng");
    assert_eq!(text(b"M"), "D:20260305143015+07'00'");
}

#[test]
fn a_damaged_or_ambiguous_file_is_refused() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let refusal = |pdf: &[u8]| sign(pdf, &invisible("Person"), &person, &NoEvidence).unwrap_err();

    let before = [b"junk\n", pdf.as_slice()].concat();
    let cut = &pdf[..pdf.len() / 2];
    let text = String::from_utf8_lossy(&pdf);
    let object = text.find("2 0 obj").unwrap();
    let mut moved = pdf.clone();
    moved[object] = b'9';

    for damaged in [before.as_slice(), cut, &moved] {
        assert!(
            matches!(refusal(damaged), Error::NeedsRepair(_)),
            "{:?}",
            refusal(damaged)
        );
    }
    assert!(matches!(refusal(b"PK\x03\x04"), Error::NotPdf));
}
