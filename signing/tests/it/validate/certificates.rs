//! Trust, revocation and time, with the crate's own small authority as issuer.

use signing::authority::{
    Authority, Identity, KeyKind, OsRng, Profile, Subject, TimestampAuthority, Validity,
};
use signing::validate::{
    Indication, Options, RevocationStatus, SubIndication, Trust, TrustStore, Verdict, validate_pdf,
};
use time::Duration;

use super::forge::{AUTHORITY, Forge, LEAF};
use super::paper::{Paper, Signing};
use super::{trusting, untrusting};
use crate::support::{around_now, now};

fn signed_by(who: &Identity) -> Vec<u8> {
    Paper::with_form().signed_by(who, Signing::default()).bytes
}

fn root() -> Authority {
    Authority::root(
        &Subject::named("Gốc khác"),
        KeyKind::P256,
        around_now(),
        &mut OsRng,
    )
    .unwrap()
}

fn trusting_in(root: &Authority) -> Options {
    let mut trust = TrustStore::empty();
    trust.add_der(root.certificate().der()).unwrap();
    untrusting().trusting(trust)
}

fn person(root: &mut Authority, validity: Validity) -> Identity {
    root.issue(
        &Subject::named("Trần Văn Bình"),
        Profile::Person,
        KeyKind::P256,
        validity,
        &mut OsRng,
    )
    .unwrap()
}

#[test]
fn a_path_to_an_anchor_is_trusted() {
    let report = validate_pdf(&Paper::with_form().signed(Signing::default()).bytes, &trusting());
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    assert_eq!(report.signatures[0].trust, Trust::Trusted);
    assert_eq!(report.signatures[0].chain.len(), 2);
}

#[test]
fn trust_has_three_answers() {
    let bytes = Paper::with_form().signed(Signing::default()).bytes;
    let asked = |options: &Options| {
        let report = validate_pdf(&bytes, options);
        (
            report.verdict,
            report.signatures[0].trust,
            report.signatures[0].sub_indication,
        )
    };
    assert_eq!(asked(&untrusting()), (Verdict::Passed, Trust::NotAsked, None));
    let no_chain = Some(SubIndication::NoCertificateChainFound);
    assert_eq!(
        asked(&trusting_in(&root())),
        (Verdict::Indeterminate, Trust::NotTrusted, no_chain)
    );
    let nobody = untrusting().trusting(TrustStore::empty());
    assert_eq!(
        asked(&nobody),
        (Verdict::Indeterminate, Trust::NotTrusted, no_chain)
    );
}

#[test]
fn revocation_before_and_after_signing_are_told_apart() {
    let mut root = root().with_endpoints(signing::authority::Endpoints {
        crl: Some("http://crl.example/one.crl".into()),
        ..Default::default()
    });
    let who = person(&mut root, around_now());
    let bytes = signed_by(&who);
    let report = validate_pdf(&bytes, &trusting_in(&root));
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::TryLater));
    assert_eq!(report.signatures[0].revocation.status, RevocationStatus::Unknown);

    let crl = root
        .crl(now() - Duration::hours(1), now() + Duration::days(1))
        .unwrap();
    let good = Options {
        crls: vec![crl],
        ..trusting_in(&root)
    };
    let report = validate_pdf(&bytes, &good);
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    assert_eq!(report.signatures[0].revocation.status, RevocationStatus::Good);

    root.revoke(
        who.certificate(),
        signing::authority::Reason::KeyCompromise,
        now() - Duration::days(2),
    )
    .unwrap();
    let crl = root
        .crl(now() - Duration::hours(1), now() + Duration::days(1))
        .unwrap();
    let revoked = Options {
        crls: vec![crl],
        ..trusting_in(&root)
    };
    let report = validate_pdf(&bytes, &revoked);
    assert_ne!(report.verdict, Verdict::Passed);
    assert_eq!(report.signatures[0].revocation.status, RevocationStatus::Revoked);
    // The signer claims a time after the revocation: OpenSSL writes the signing-time attribute.
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::Revoked));
}

#[test]
fn a_list_of_another_issuer_says_nothing() {
    let endpoints = || signing::authority::Endpoints {
        crl: Some("http://crl.example/one.crl".into()),
        ..Default::default()
    };
    let mut own = root().with_endpoints(endpoints());
    let mut other = root().with_endpoints(endpoints());
    let who = person(&mut own, around_now());
    let crl = other
        .crl(now() - Duration::hours(1), now() + Duration::days(1))
        .unwrap();
    let options = Options {
        crls: vec![crl],
        ..trusting_in(&own)
    };
    let report = validate_pdf(&signed_by(&who), &options);
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::TryLater));
}

#[test]
fn a_certificate_out_of_its_validity_does_not_pass() {
    let mut root = root();
    let past = Validity {
        not_before: now() - Duration::days(20),
        not_after: now() - Duration::days(10),
    };
    let future = Validity {
        not_before: now() + Duration::days(10),
        not_after: now() + Duration::days(20),
    };
    for (validity, expected) in [
        (past, SubIndication::Expired),
        (future, SubIndication::NotYetValid),
    ] {
        let who = person(&mut root, validity);
        let report = validate_pdf(&signed_by(&who), &trusting_in(&root));
        assert_eq!(
            report.signatures[0].indication,
            Indication::TotalFailed,
            "{}",
            report.to_text()
        );
        assert_eq!(report.signatures[0].sub_indication, Some(expected));
    }
}

#[test]
fn a_certificate_for_another_use_does_not_pass() {
    let mut root = root();
    let subject = Subject::named("Máy chủ OCSP");
    let who = root
        .issue(
            &subject,
            Profile::OcspResponder,
            KeyKind::P256,
            around_now(),
            &mut OsRng,
        )
        .unwrap();
    let report = validate_pdf(&signed_by(&who), &trusting_in(&root));
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::ChainConstraintsFailure)
    );
    assert_ne!(report.verdict, Verdict::Passed);
}

/// A token over some bytes by our own authority, asked for and unwrapped by OpenSSL.
fn token(authority: &TimestampAuthority, content: &[u8]) -> Vec<u8> {
    let bench = crate::support::Bench::empty();
    bench.write("content", content);
    bench
        .openssl("ts -query -data content -sha256 -cert -out request")
        .accepted();
    let answer = authority
        .answer(&bench.read("request"), now(), &mut OsRng)
        .unwrap();
    bench.write("answer", answer);
    bench
        .openssl("ts -reply -in answer -token_out -out token")
        .accepted();
    bench.read("token")
}

#[test]
fn a_document_time_stamp_proves_a_signature_older_than_the_expiry() {
    let mut root = root();
    let short = Validity {
        not_before: now() - Duration::days(30),
        not_after: now() + Duration::days(1),
    };
    let who = person(&mut root, short);
    let unit = root
        .issue(
            &Subject::named("TSA"),
            Profile::TimeStamping,
            KeyKind::P256,
            around_now(),
            &mut OsRng,
        )
        .unwrap();
    let authority = TimestampAuthority::new(unit, "1.2.3.4").unwrap();
    let later = Options {
        at: now() + Duration::days(10),
        ..trusting_in(&root)
    };

    let plain = Paper::with_form().signed_by(&who, Signing::default());
    let report = validate_pdf(&plain.bytes, &later);
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::OutOfBoundsNoPoe),
        "{}",
        report.to_text()
    );

    let stamped = plain.clone().stamped(|covered| token(&authority, covered));
    let report = validate_pdf(&stamped.bytes, &later);
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    assert!(report.signatures[0].signing_time_is_proven);
    assert_eq!(report.signatures[0].timestamps[0].trust, Trust::Trusted);

    // A stamp over something else proves nothing.
    let stolen = plain.stamped(|_| token(&authority, b"another document"));
    let report = validate_pdf(&stolen.bytes, &later);
    assert_eq!(report.verdict, Verdict::Failed);
    assert!(!report.signatures[0].signing_time_is_proven);
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::OutOfBoundsNoPoe)
    );
    assert_eq!(
        report.signatures[1].sub_indication,
        Some(SubIndication::HashFailure)
    );
}

#[test]
fn a_stamp_is_allowed_where_nothing_else_is() {
    let mut root = root();
    let unit = root
        .issue(
            &Subject::named("TSA"),
            Profile::TimeStamping,
            KeyKind::P256,
            around_now(),
            &mut OsRng,
        )
        .unwrap();
    let authority = TimestampAuthority::new(unit, "1.2.3.4").unwrap();
    let paper = Paper::with_form().signed(Signing {
        level: Some(1),
        ..Signing::default()
    });
    super::passes(&paper.stamped(|covered| token(&authority, covered)).bytes);
}

#[test]
fn a_cross_certificate_leads_to_another_root() {
    let forge = Forge::new();
    for name in ["one", "two", "leaf"] {
        forge.key(name);
    }
    forge.certify("one", "one", "/CN=One", "", AUTHORITY);
    forge.certify("two", "two", "/CN=Two", "", AUTHORITY);
    forge.certify("cross", "one", "/CN=One", "two", AUTHORITY);
    forge.certify("leaf", "leaf", "/CN=Leaf", "one", LEAF);
    assert_eq!(
        forge.judge("leaf", &["one", "cross"], "one"),
        (Verdict::Passed, None)
    );
    assert_eq!(
        forge.judge("leaf", &["one", "cross"], "two"),
        (Verdict::Passed, None)
    );
    let missing = Some(SubIndication::NoCertificateChainFound);
    assert_eq!(
        forge.judge("leaf", &["one"], "two"),
        (Verdict::Indeterminate, missing)
    );
}

#[test]
fn constraints_of_the_path_are_kept() {
    let forge = Forge::new();
    for name in ["root", "middle", "leaf"] {
        forge.key(name);
    }
    let broken = (
        Verdict::Indeterminate,
        Some(SubIndication::ChainConstraintsFailure),
    );
    let fine = (Verdict::Passed, None);
    let leaf_in = |organisation: &str| format!("/O={organisation}/CN=Leaf");
    forge.certify("root", "root", "/CN=Root", "", AUTHORITY);
    for (middle, organisation, leaf, expected) in [
        ("", "A", "", fine),
        (
            "nameConstraints=critical,permitted;dirName:inside\n[inside]\nO=A\n",
            "A",
            "",
            fine,
        ),
        (
            "nameConstraints=critical,permitted;dirName:inside\n[inside]\nO=A\n",
            "B",
            "",
            broken,
        ),
        (
            "nameConstraints=critical,excluded;dirName:inside\n[inside]\nO=A\n",
            "A",
            "",
            broken,
        ),
        (
            "nameConstraints=critical,excluded;email:.example.vn\n",
            "A",
            "subjectAltName=email:a@so.example.vn\n",
            broken,
        ),
        (
            "nameConstraints=critical,permitted;email:example.vn\n",
            "A",
            "subjectAltName=email:a@example.vn\n",
            fine,
        ),
        ("", "A", "1.2.3.4=critical,ASN1:NULL\n", broken),
        ("", "A", "extendedKeyUsage=serverAuth\n", broken),
    ] {
        forge.certify(
            "middle",
            "middle",
            "/CN=Middle",
            "root",
            &format!("{AUTHORITY}{middle}"),
        );
        forge.certify(
            "leaf",
            "leaf",
            &leaf_in(organisation),
            "middle",
            &format!("{LEAF}{leaf}"),
        );
        assert_eq!(
            forge.judge("leaf", &["middle"], "root"),
            expected,
            "{middle} {organisation} {leaf}"
        );
    }
    let signs_nothing = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n";
    forge.certify("middle", "middle", "/CN=Middle", "root", signs_nothing);
    forge.certify("leaf", "leaf", "/O=A/CN=Leaf", "middle", LEAF);
    assert_eq!(forge.judge("leaf", &["middle"], "root"), broken);
    forge.certify(
        "root",
        "root",
        "/CN=Root",
        "",
        &AUTHORITY.replace("CA:TRUE", "CA:TRUE,pathlen:0"),
    );
    forge.certify("middle", "middle", "/CN=Middle", "root", AUTHORITY);
    assert_eq!(forge.judge("leaf", &["middle"], "root"), broken);
}

#[test]
fn an_end_certificate_cannot_issue() {
    // The holder of an end certificate signs a certificate below it: OpenSSL plays the forger.
    let mut root = root();
    let who = person(&mut root, around_now());
    let bench = crate::support::Bench::empty();
    bench.write("ca.pem", crate::support::pem(who.certificate()));
    bench.write("ca.der", who.private_key_der());
    bench.openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -subj /CN=Mallory -out leaf.csr").accepted();
    bench.openssl("x509 -req -in leaf.csr -CA ca.pem -CAkey ca.der -CAkeyform DER -set_serial 7 -days 100 -out leaf.pem").accepted();
    bench
        .openssl("pkcs8 -topk8 -nocrypt -in leaf.key -outform DER -out leaf.der")
        .accepted();
    let content = b"x";
    bench.write("content", content);
    let paper = Paper::with_form().signed(Signing::default());
    let open = super::paper::find(&paper.bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + super::paper::find(&paper.bytes[open..], b">").unwrap() + 1;
    bench.write("content", [&paper.bytes[..open], &paper.bytes[close..]].concat());
    bench.openssl("cms -sign -binary -md sha256 -in content -signer leaf.pem -certfile ca.pem -inkey leaf.key -outform DER -out message").accepted();
    let message = hex::encode(bench.read("message"));
    let mut bytes = paper.bytes;
    let width = close - open - 2;
    bytes[open + 1..close - 1].copy_from_slice(format!("{message:0<width$}").as_bytes());
    let report = validate_pdf(&bytes, &trusting_in(&root));
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::ChainConstraintsFailure),
        "{}",
        report.to_text()
    );
}
