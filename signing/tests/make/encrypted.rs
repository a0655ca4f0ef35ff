//! Encrypted files: signed when the password is known, refused clearly when it is not.

use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::{Error, Scheme};

use crate::support::{NOW, Person, pyhanko_with_password, shared_pdf, stored};

fn request(password: Option<&str>) -> SignatureRequest {
    let target = Target::Invisible {
        name: "Person".into(),
    };
    SignatureRequest {
        password: password.map(str::to_owned),
        reason: Some("Ký ban hành".into()),
        ..SignatureRequest::new(target, NOW)
    }
}

#[test]
fn encrypted_files_are_signed_with_their_password() {
    for (name, password) in [
        ("pyhanko--minimal-rc4.pdf", "ownersecret"),
        ("openpdf--c-r6-in-pw=owner4.pdf", "owner4"),
        ("openpdf--pr6531_2-pw=asdfasdf.pdf", "asdfasdf"),
        ("signserver--sample-owner123.pdf", "owner123"),
    ] {
        let Some(pdf) = shared_pdf(name) else { return };

        let signed = sign(
            &pdf,
            &request(Some(password)),
            &Person::new(Scheme::EcdsaP256Sha256),
            &NoEvidence,
        );
        let signed = signed.unwrap_or_else(|error| panic!("{name}: {error}"));

        assert!(signed.starts_with(&pdf));
        let opinions = pyhanko_with_password(&stored("encrypted.pdf", &signed), password);
        let opinion = opinions.last().unwrap();
        assert!(opinion.bottom_line, "{name}: {opinion:?}");
    }
}

#[test]
fn a_wrong_password_and_other_kinds_of_encryption_are_refused() {
    let person = Person::new(Scheme::EcdsaP256Sha256);
    for name in ["pyhanko--minimal-rc4.pdf", "pyhanko--minimal-pubkey-rc4.pdf"] {
        let Some(pdf) = shared_pdf(name) else { return };

        let refused = sign(&pdf, &request(Some("wrong")), &person, &NoEvidence);

        assert!(matches!(refused, Err(Error::Encrypted(_))), "{name}: {refused:?}");
    }
}
