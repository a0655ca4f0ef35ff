//! Preparing here, signing elsewhere, completing later; signing without reading the file into memory.

use signing::key::Signer;
use signing::pades::{NoEvidence, Prepared, SignatureRequest, Target, prepare, sign_file};
use signing::{Error, Scheme};

use crate::support::{NOW, Person, assert_accepted, shared_pdf, stored};

fn request() -> SignatureRequest {
    SignatureRequest::new(
        Target::Invisible {
            name: "Person".into(),
        },
        NOW,
    )
}

#[test]
fn another_process_completes_what_was_prepared() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let person = Person::new(Scheme::RsaPssSha256);
    let prepared = prepare(
        &pdf,
        &request(),
        person.certificate(),
        person.chain(),
        person.scheme(),
    )
    .unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();

    let restored: Prepared = serde_json::from_str(&stored).unwrap();
    let value = Signer::sign(&person, restored.to_be_signed()).unwrap();
    let signed = restored.complete(&pdf, &value, None).unwrap();

    assert_eq!(restored, prepared);
    assert_accepted("two-step.pdf", &signed, 1);
}

#[test]
fn another_file_or_another_key_is_noticed() {
    let Some(pdf) = shared_pdf("pyhanko--minimal-two-pages.pdf") else {
        return;
    };
    let (person, other) = (
        Person::new(Scheme::RsaPssSha256),
        Person::new(Scheme::RsaPssSha256),
    );
    let prepared = prepare(
        &pdf,
        &request(),
        person.certificate(),
        person.chain(),
        person.scheme(),
    )
    .unwrap();
    let value = Signer::sign(&person, prepared.to_be_signed()).unwrap();
    let mut changed = pdf.clone();
    changed[pdf.len() / 2] ^= 1;

    assert!(matches!(
        prepared.complete(&changed, &value, None),
        Err(Error::FileChanged)
    ));
    let foreign = Signer::sign(&other, prepared.to_be_signed()).unwrap();
    assert!(matches!(
        prepared.complete(&pdf, &foreign, None),
        Err(Error::SignatureMismatch)
    ));
    let huge = vec![0; 64 * 1024];
    assert!(matches!(
        prepared.complete(&pdf, &value, Some(&huge)),
        Err(Error::SignatureTooLarge { .. })
    ));
}

#[test]
fn a_file_on_disk_is_signed_into_another() {
    for name in ["pyhanko--minimal-two-pages.pdf", "pyhanko--empty-a4.pdf"] {
        let Some(pdf) = shared_pdf(name) else { return };
        let person = Person::new(Scheme::EcdsaP256Sha256);
        let input = stored("disk-in.pdf", &pdf);
        let output = input.with_file_name("disk-out.pdf");

        sign_file(&input, &output, &request(), &person, &NoEvidence).unwrap();

        let signed = std::fs::read(&output).unwrap();
        assert!(signed.starts_with(&pdf));
        assert_accepted("disk.pdf", &signed, 1);
    }
}

#[test]
fn a_certificate_says_when_and_whether_it_may_sign() {
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let certificate = person.certificate();
    let root = &person.chain()[0];
    let (begin, end) = (certificate.not_before(), certificate.not_after());

    assert!(certificate.check_signing(begin).is_ok() && certificate.check_signing(end).is_ok());
    for refused in [
        certificate.check_signing(begin - time::Duration::SECOND),
        certificate.check_signing(end + time::Duration::SECOND),
        root.check_signing(begin),
    ] {
        assert!(matches!(refused, Err(Error::CertificateUnfit(_))), "{refused:?}");
    }
}
