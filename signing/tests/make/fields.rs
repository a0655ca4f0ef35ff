//! Fields prepared before the first signature and filled after it.

use std::process::Command;

use signing::Scheme;
use signing::pades::{
    Align, FieldKind, FieldPlan, Rect, SignatureRequest, Target, fill_fields, prepare_fields,
};

use crate::support::{NOW, Person, assert_accepted, assert_shown, font, pyhanko, shared_pdf, stored};

fn plan(name: &str, left: f32, kind: FieldKind) -> FieldPlan {
    FieldPlan {
        name: name.into(),
        page: 1,
        rect: Rect {
            left,
            bottom: 60.0,
            width: 45.0,
            height: 16.0,
        },
        kind,
    }
}

fn text() -> FieldKind {
    FieldKind::Text {
        font_size: 13.0,
        align: Align::Center,
    }
}

#[test]
fn number_and_date_come_after_the_first_signature_and_both_signatures_stay_valid() {
    for name in [
        "pyhanko--empty-a4.pdf",
        "pyhanko--minimal-two-pages.pdf",
        "dss--testdoc.pdf",
    ] {
        let Some(pdf) = shared_pdf(name) else { return };
        let person = Person::new(Scheme::RsaPkcs1Sha256);
        let plans = [
            plan("so", 10.0, text()),
            plan("ngay", 60.0, text()),
            plan("person", 110.0, FieldKind::Signature),
            plan("seal", 160.0, FieldKind::Signature),
        ];

        let prepared = prepare_fields(&pdf, &plans, &font()).unwrap();
        assert_shown(&stored("prepared.pdf", &prepared));
        let first = person.sign(
            &prepared,
            &SignatureRequest::new(Target::Field("person".into()), NOW),
        );
        let filled = fill_fields(&first, &[("so", "15/QĐ"), ("ngay", "Đà Nẵng")], &font()).unwrap();
        let second = person.sign(&filled, &SignatureRequest::new(Target::Field("seal".into()), NOW));

        assert!(second.starts_with(&filled) && filled.starts_with(&first) && first.starts_with(&pdf));
        assert_accepted("office.pdf", &second, 2);
        let path = stored("office.pdf", &second);
        assert_eq!(pyhanko(&path)[0].modification.as_deref(), Some("FORM_FILLING"));
        let output = Command::new("pdftotext")
            .args(["-layout"])
            .arg(&path)
            .arg("-")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("15/QĐ") && text.contains("Đà Nẵng"), "{text}");
    }
}

#[test]
fn a_letter_that_the_font_lacks_is_refused() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let prepared = prepare_fields(&pdf, &[plan("so", 100.0, text())], &font()).unwrap();

    let refused = fill_fields(&prepared, &[("so", "漢")], &font());

    assert!(matches!(refused, Err(signing::Error::Font(_))), "{refused:?}");
}
