//! What the authority issues, judged by OpenSSL.

use signing::authority::{Authority, Identity, OsRng, Reason, SavedAuthority, TimestampAuthority};
use time::Duration;

use crate::support::{now, pem, world};

#[test]
fn openssl_accepts_the_chain_of_every_kind_of_key() {
    let world = world();
    let bench = world.bench();
    for holder in world.holders() {
        bench.write("leaf.pem", pem(holder.certificate()));
        let said = bench.openssl(
            "verify -x509_strict -purpose smimesign -CAfile root.pem -untrusted issuing.pem leaf.pem",
        );
        assert!(said.accepted().contains("leaf.pem: OK"));
        assert_eq!(
            holder.chain(),
            [
                world.issuing.certificate().clone(),
                world.root.certificate().clone()
            ]
        );
    }
}

#[test]
fn a_certificate_names_its_holder_in_vietnamese_and_may_sign_documents() {
    let world = world();
    let bench = world.bench();
    bench.write("leaf.pem", pem(world.person_rsa.certificate()));
    let text = bench
        .openssl("x509 -in leaf.pem -noout -text -nameopt utf8,sep_comma_plus")
        .accepted();
    assert!(text.contains("Digital Signature, Non Repudiation"), "{text}");
    assert!(
        text.contains("O=Sở Khoa học và Công nghệ thành phố Đà Nẵng"),
        "{text}"
    );
    assert!(text.contains("serialNumber=CCCD:048000000001"), "{text}");
    assert_eq!(
        world.person_rsa.certificate().subject_common_name(),
        "Nguyễn Thị Đào"
    );
}

#[test]
fn a_revoked_certificate_is_on_the_list_with_its_reason_and_others_are_not() {
    let mut world = world();
    let bench = world.bench();
    let stolen = world.person_p256.certificate().clone();
    world
        .issuing
        .revoke(&stolen, Reason::KeyCompromise, now() - Duration::hours(1))
        .unwrap();
    bench.write(
        "list.der",
        world
            .issuing
            .crl(now() - Duration::minutes(5), now() + Duration::days(1))
            .unwrap(),
    );
    bench
        .openssl("crl -inform DER -in list.der -out list.pem")
        .accepted();
    let text = bench
        .openssl("crl -in list.pem -noout -text -CAfile issuing.pem")
        .accepted();
    assert!(
        text.contains("verify OK") && text.contains("Key Compromise"),
        "{text}"
    );

    let check = "verify -crl_check -CRLfile list.pem -CAfile root.pem -untrusted issuing.pem leaf.pem";
    bench.write("leaf.pem", pem(&stolen));
    bench.openssl(check).refused("certificate revoked");
    bench.write("leaf.pem", pem(world.person_p384.certificate()));
    bench.openssl(check).accepted();
}

#[test]
fn ocsp_answers_good_revoked_and_unknown_to_openssl() {
    let mut world = world();
    let stolen = world.person_p256.certificate().clone();
    world
        .issuing
        .revoke(&stolen, Reason::Superseded, now() - Duration::hours(1))
        .unwrap();
    let cases = [
        (world.person_rsa.certificate(), "leaf.pem: good", None),
        (&stolen, "leaf.pem: revoked", None),
        (world.root.certificate(), "leaf.pem: unknown", None),
        (
            world.person_rsa.certificate(),
            "leaf.pem: good",
            Some(&world.responder),
        ),
    ];
    for (certificate, expected, responder) in cases {
        let bench = world.bench();
        bench.write("leaf.pem", pem(certificate));
        bench
            .openssl("ocsp -issuer issuing.pem -cert leaf.pem -nonce -reqout request.der")
            .accepted();
        let request = bench.read("request.der");
        let (at, valid) = (now(), Duration::hours(1));
        let answer = match responder {
            None => world.issuing.ocsp_answer(&request, at, valid),
            Some(responder) => world.issuing.ocsp_answer_by(responder, &request, at, valid),
        };
        bench.write("answer.der", answer.unwrap());
        let text = bench
            .openssl("ocsp -issuer issuing.pem -cert leaf.pem -no_nonce -reqin request.der -respin answer.der -CAfile root.pem -verify_other issuing.pem")
            .text;
        assert!(
            text.contains("Response verify OK") && text.contains(expected),
            "{text}"
        );
        assert!(!text.contains("no nonce"), "{text}");
    }
}

#[test]
fn ocsp_calls_nonsense_malformed() {
    let answer = world()
        .issuing
        .ocsp_answer(b"nonsense", now(), Duration::hours(1))
        .unwrap();
    // OCSPResponseStatus malformedRequest (1), no response bytes.
    assert_eq!(answer, [0x30, 0x03, 0x0a, 0x01, 0x01]);
}

#[test]
fn openssl_verifies_our_time_stamp() {
    let world = world();
    let bench = world.bench();
    let authority = TimestampAuthority::new(world.time_stamping.clone(), "1.3.6.1.4.1.99999.1").unwrap();
    bench.write("file.txt", "Công văn số 12");
    for digest in ["sha256", "sha384", "sha512"] {
        bench
            .openssl(&format!(
                "ts -query -data file.txt -{digest} -cert -out query.tsq"
            ))
            .accepted();
        let answer = authority
            .answer(&bench.read("query.tsq"), now(), &mut OsRng)
            .unwrap();
        bench.write("answer.tsr", answer);
        let verify = "ts -verify -queryfile query.tsq -in answer.tsr -CAfile root.pem -untrusted issuing.pem";
        assert!(bench.openssl(verify).accepted().contains("Verification: OK"));
    }
    bench
        .openssl("ts -query -data file.txt -sha1 -cert -out query.tsq")
        .accepted();
    bench.write(
        "answer.tsr",
        authority
            .answer(&bench.read("query.tsq"), now(), &mut OsRng)
            .unwrap(),
    );
    let text = bench.openssl("ts -reply -in answer.tsr -text").accepted();
    assert!(
        text.contains("Status: Rejected") && text.contains("algorithm"),
        "{text}"
    );
}

#[test]
fn an_authority_goes_on_after_being_stored() {
    let mut world = world();
    let stolen = world.person_p256.certificate().clone();
    world
        .issuing
        .revoke(&stolen, Reason::KeyCompromise, now())
        .unwrap();
    let stored = serde_json::to_string(&world.issuing.save()).unwrap();

    let saved: SavedAuthority = serde_json::from_str(&stored).unwrap();
    let mut restored = Authority::load(&saved).unwrap();
    assert_eq!(restored.certificate(), world.issuing.certificate());
    assert_eq!(restored.chain(), world.issuing.chain());
    let bench = world.bench();
    bench.write(
        "list.der",
        restored.crl(now(), now() + Duration::days(1)).unwrap(),
    );
    let text = bench
        .openssl("crl -inform DER -in list.der -noout -text")
        .accepted();
    assert!(text.to_lowercase().contains(&stolen.serial_hex()), "{text}");

    let identity = Identity::load(&world.agency_rsa3072.save()).unwrap();
    assert_eq!(identity.private_key_der(), world.agency_rsa3072.private_key_der());
    assert!(!format!("{:?}{:?}", world.issuing, saved).contains("PRIVATE"));
}

#[test]
fn a_foreign_certificate_cannot_be_revoked() {
    let mut world = world();
    let root = world.root.certificate().clone();
    assert!(world.issuing.revoke(&root, Reason::Unspecified, now()).is_err());
}
