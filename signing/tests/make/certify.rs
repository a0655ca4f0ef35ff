//! Certification, locks, and what earlier signatures allow.

use signing::pades::{
    Align, FieldKind, FieldLock, FieldPlan, NoEvidence, Permission, Rect, SignatureRequest, Target,
    fill_fields, prepare_fields, sign,
};
use signing::{Error, Scheme};

use crate::support::{
    NOW, Person, assert_accepted, assert_valid_for_poppler, font, pyhanko, shared_pdf, stored,
};

const RECT: Rect = Rect {
    left: 100.0,
    bottom: 100.0,
    width: 100.0,
    height: 40.0,
};

fn certify(permission: Permission) -> SignatureRequest {
    let target = Target::Invisible {
        name: "Certification".into(),
    };
    SignatureRequest {
        certify: Some(permission),
        ..SignatureRequest::new(target, NOW)
    }
}

fn field(name: &str) -> SignatureRequest {
    SignatureRequest::new(Target::Field(name.into()), NOW)
}

#[test]
fn a_certified_document_takes_the_signatures_and_values_it_was_prepared_for() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let text = FieldKind::Text {
        font_size: 13.0,
        align: Align::Left,
    };
    let plan = |name: &str, kind| FieldPlan {
        name: name.into(),
        page: 1,
        rect: RECT,
        kind,
    };
    let prepared = prepare_fields(
        &pdf,
        &[plan("Number", text), plan("Seal", FieldKind::Signature)],
        &font(),
    )
    .unwrap();

    let certified = person.sign(&prepared, &certify(Permission::FillAndSign));
    let numbered = fill_fields(&certified, &[("Number", "15")], &font()).unwrap();
    let sealed = person.sign(&numbered, &field("Seal"));

    assert!(sealed.starts_with(&pdf));
    assert_accepted("certified.pdf", &sealed, 2);
}

#[test]
fn a_certification_without_changes_refuses_the_next_signature() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let certified = person.sign(&pdf, &certify(Permission::NoChanges));
    assert_accepted("no-changes.pdf", &certified, 1);

    let second = SignatureRequest::new(
        Target::Invisible {
            name: "Second".into(),
        },
        NOW,
    );
    let refused = sign(&certified, &second, &person, &NoEvidence);

    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[test]
fn a_certified_document_takes_new_fields_that_show_nothing() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let certified = person.sign(&pdf, &certify(Permission::FillAndSign));
    let second = |target| SignatureRequest::new(target, NOW);
    let visible = Target::New {
        name: "Second".into(),
        page: 1,
        rect: RECT,
    };

    let refused = sign(&certified, &second(visible), &person, &NoEvidence);
    let invisible = Target::Invisible {
        name: "Second".into(),
    };
    let signed = person.sign(&certified, &second(invisible));

    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    assert_accepted("countersigned.pdf", &signed, 2);
}

#[test]
fn only_the_first_signature_can_certify() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let approved = person.sign(
        &pdf,
        &SignatureRequest::new(Target::Invisible { name: "First".into() }, NOW),
    );

    let refused = sign(&approved, &certify(Permission::FillAndSign), &person, &NoEvidence);

    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[test]
fn a_lock_keeps_its_fields_and_leaves_the_others() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let text = || FieldKind::Text {
        font_size: 13.0,
        align: Align::Left,
    };
    let lock = FieldKind::LockingSignature(FieldLock::Only(vec!["Số".into()]));
    let plan = |name: &str, kind| FieldPlan {
        name: name.into(),
        page: 1,
        rect: RECT,
        kind,
    };
    let plans = [
        plan("Số", text()),
        plan("Ngày", text()),
        plan("Leader", lock),
        plan("Seal", FieldKind::Signature),
    ];
    let prepared = prepare_fields(&pdf, &plans, &font()).unwrap();
    let locked = person.sign(&prepared, &field("Leader"));

    let refused = fill_fields(&locked, &[("Số", "15")], &font());
    let filled = fill_fields(&locked, &[("Ngày", "05")], &font()).unwrap();

    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let path = stored("locked.pdf", &person.sign(&filled, &field("Seal")));
    assert_valid_for_poppler(&path, 2);
    // pyHanko 0.38 takes an appearance of a locked field that did not change for a change of it, so its opinion
    // on the modification is left out here.
    assert!(
        pyhanko(&path)
            .iter()
            .all(|opinion| opinion.intact && opinion.valid && opinion.trusted)
    );
}

#[test]
fn a_field_is_signed_once_and_by_its_own_kind() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let text = FieldKind::Text {
        font_size: 13.0,
        align: Align::Left,
    };
    let plan = |name: &str, kind| FieldPlan {
        name: name.into(),
        page: 1,
        rect: RECT,
        kind,
    };
    let prepared = prepare_fields(
        &pdf,
        &[plan("Number", text), plan("Seal", FieldKind::Signature)],
        &font(),
    )
    .unwrap();
    let signed = person.sign(&prepared, &field("Seal"));

    let answer = |pdf: &[u8], name: &str| sign(pdf, &field(name), &person, &NoEvidence);
    assert!(matches!(answer(&signed, "Seal"), Err(Error::AlreadySigned(_))));
    assert!(matches!(answer(&signed, "Number"), Err(Error::FieldKind(_))));
    assert!(matches!(answer(&signed, "Other"), Err(Error::FieldNotFound(_))));
    assert!(matches!(
        prepare_fields(&signed, &[plan("More", FieldKind::Signature)], &font()),
        Err(Error::Forbidden(_))
    ));
}
