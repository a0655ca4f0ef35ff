//! XML signatures of ours verified by xmlsec1, xmlsec1's by us, and forgeries by nobody.

use std::path::PathBuf;

use signing::authority::Identity;
use signing::xml::{Canonicalisation, Refusal, XmlRequest, sign_xml, verify_xml};
use signing::{Error, SchemePreference};

use crate::support::{Bench, now, pem, world};

const PACKET: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ghi chú --><edXML xmlns=\"urn:a\" xmlns:unused=\"urn:u\" \
    id=\"r\">\r\n <e:Header xmlns:e=\"urn:a\" e:z='2' b=\"&quot;&lt;&#9;x\" a='1'><e:Subject>V/v kết nối &amp; liên thông \
    <![CDATA[<b>]]></e:Subject><?pi  dữ liệu?></e:Header>\n <Body xmlns=\"\" xml:lang=\"vi\"><x/><y xmlns=\"urn:y\"/></Body>\n</edXML>\n<?end?>";

fn request(time: bool) -> XmlRequest {
    XmlRequest {
        parent: None,
        canonicalisation: Canonicalisation::exclusive(),
        signing_time: time.then(now),
        id: "ky-so-1".to_owned(),
    }
}

fn sign(xml: &str, request: &XmlRequest, holder: &Identity) -> Result<String, Error> {
    sign_xml(xml, request, &holder.signer(SchemePreference::Pkcs1).unwrap())
}

#[track_caller]
fn xmlsec_verifies(signed: &str) {
    let bench = world().bench();
    bench.write("signed.xml", signed);
    let verify = "--verify --enabled-key-data x509 --trusted-pem root.pem --untrusted-pem issuing.pem \
                  --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties signed.xml";
    bench.run("xmlsec1", verify).accepted();
}

#[test]
fn xmlsec_verifies_what_we_sign() {
    let world = world();
    for holder in [
        &world.person_rsa,
        &world.agency_rsa3072,
        &world.person_p256,
        &world.person_p384,
    ] {
        for with_time in [false, true] {
            for canonicalisation in [Canonicalisation::exclusive(), Canonicalisation::Inclusive] {
                let request = XmlRequest {
                    canonicalisation,
                    ..request(with_time)
                };
                let signed = sign(PACKET, &request, holder).unwrap();
                xmlsec_verifies(&signed);
                let seen = verify_xml(&signed).unwrap();
                assert_eq!(&seen.certificate, holder.certificate());
                assert_eq!(seen.root, "edXML");
                assert_eq!(seen.claimed_time.is_some(), with_time);
                assert!(!seen.is_weak);
                assert!(!String::from_utf8(seen.content).unwrap().contains("Signature"));
            }
        }
    }
}

#[test]
fn genuine_packets_are_signed_in_their_header_and_stay_as_they_were() {
    let world = world();
    let Some(folder) = packets() else { return };
    let stray = std::fs::read_to_string(folder.join("edoc_new.edxml")).unwrap();
    assert!(
        stray.starts_with("1212<?xml"),
        "this sample has digits before its declaration"
    );
    assert!(matches!(verify_xml(&stray), Err(Refusal::NotXml(_))));
    for name in [
        "edoc_update.edxml",
        "status_acceptance_03.edxml",
        "status_cancellation_13.edxml",
        "status_inbox_01.edxml",
        "status_rejection_02.edxml",
    ] {
        let packet = std::fs::read_to_string(folder.join(name)).unwrap();
        let packet = packet.trim_start_matches('\u{feff}');
        let request = XmlRequest {
            parent: Some("edXMLHeader".to_owned()),
            ..request(true)
        };
        let signed = sign(packet, &request, &world.agency_rsa3072).unwrap();
        xmlsec_verifies(&signed);
        assert!(verify_xml(&signed).is_ok());
        let start = signed.find("<ds:Signature").unwrap();
        let end = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
        assert_eq!(signed[..start].to_owned() + &signed[end..], packet);
        assert_eq!(
            verify_xml(packet),
            Err(Refusal::NotSigned),
            "the samples' own signatures are no XML-DSig: {name}"
        );
    }
}

/// The genuine packets beside the checkout.
fn packets() -> Option<PathBuf> {
    let folders = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = folders
        .map(|f| f.join("../shared/data/edxml"))
        .find(|f| f.is_dir());
    if found.is_none() {
        println!("skipped: ../shared/data/edxml is not there");
    }
    found
}

fn template(canonicalisation: &str, method: &str, digest: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{canonicalisation}\"/><ds:SignatureMethod Algorithm=\"{method}\"/>\
         <ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\
         <ds:Transform Algorithm=\"{canonicalisation}\"/></ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"/>\
         <ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>"
    )
}

fn signed_by_xmlsec(holder: &Identity, template: &str) -> String {
    let bench = Bench::empty();
    bench.write("leaf.pem", pem(holder.certificate()));
    bench.write("leaf.key", holder.private_key_pem().as_bytes());
    let at = PACKET.rfind("</edXML>").unwrap();
    bench.write("template.xml", [&PACKET[..at], template, &PACKET[at..]].concat());
    bench
        .run(
            "xmlsec1",
            "--sign --privkey-pem leaf.key,leaf.pem --output signed.xml template.xml",
        )
        .accepted();
    String::from_utf8(bench.read("signed.xml")).unwrap()
}

const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

#[test]
fn we_verify_what_xmlsec_signs_and_call_sha1_weak() {
    let world = world();
    let more = "http://www.w3.org/2001/04/xmldsig-more#";
    let old = "http://www.w3.org/2000/09/xmldsig#";
    let cases = [
        (
            &world.person_rsa,
            C14N,
            RSA_SHA256.to_owned(),
            SHA256.to_owned(),
            false,
        ),
        (
            &world.person_rsa,
            EXCLUSIVE,
            format!("{more}rsa-sha512"),
            format!("{more}sha384"),
            false,
        ),
        (
            &world.person_p256,
            EXCLUSIVE,
            format!("{more}ecdsa-sha256"),
            SHA256.to_owned(),
            false,
        ),
        (
            &world.person_p384,
            C14N,
            format!("{more}ecdsa-sha384"),
            SHA256.to_owned(),
            false,
        ),
        (
            &world.person_rsa,
            C14N,
            format!("{old}rsa-sha1"),
            format!("{old}sha1"),
            true,
        ),
        (
            &world.person_rsa,
            C14N,
            RSA_SHA256.to_owned(),
            format!("{old}sha1"),
            true,
        ),
    ];
    for (holder, canonicalisation, method, digest, is_weak) in cases {
        let signed = signed_by_xmlsec(holder, &template(canonicalisation, &method, &digest));
        let seen = verify_xml(&signed).unwrap_or_else(|e| panic!("{canonicalisation} {method}: {e}"));
        assert_eq!(&seen.certificate, holder.certificate());
        assert_eq!(seen.is_weak, is_weak, "{method}");
    }
}

#[test]
fn any_change_outside_the_signature_is_noticed() {
    let world = world();
    let signed = sign(PACKET, &request(true), &world.person_p256).unwrap();
    for (from, to) in [
        ("kết nối", "ket noi"),
        ("a='1'", "a='2'"),
        ("<x/>", "<x/><x/>"),
        ("<x/>", ""),
        ("<y xmlns=\"urn:y\"/>", "<y xmlns=\"urn:z\"/>"),
        ("xml:lang=\"vi\"", "xml:lang=\"en\""),
        ("dữ liệu?>", "khác?>"),
    ] {
        let changed = signed.replacen(from, to, 1);
        assert_ne!(changed, signed);
        assert_eq!(verify_xml(&changed), Err(Refusal::Changed), "{from}");
    }
    let time = signed.find("<xades:SigningTime>20").unwrap() + "<xades:SigningTime>20".len();
    let mut earlier = signed.clone();
    earlier.replace_range(time..time + 2, "19");
    assert_eq!(verify_xml(&earlier), Err(Refusal::Changed));
    // What canonicalisation evens out is no change.
    let same = signed
        .replacen("<!-- ghi chú -->", "", 1)
        .replacen("a='1'", "a = \"1\"", 1)
        .replacen("<x/>", "<x></x>", 1);
    assert!(verify_xml(&same).is_ok());
}

#[test]
fn wrapped_signatures_are_refused() {
    let world = world();
    let signed = sign(PACKET, &request(false), &world.person_p256).unwrap();
    let start = signed.find("<ds:Signature").unwrap();
    let end = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &signed[start..end];
    let body = &signed[signed.find("<edXML").unwrap()..signed.rfind("<?end?>").unwrap()];

    // The signed packet hidden inside a forged one.
    let wrapped = format!("<edXML xmlns=\"urn:a\"><Header>giả mạo</Header><Old>{body}</Old></edXML>");
    assert_eq!(verify_xml(&wrapped), Err(Refusal::Changed));
    // The reference bent to the hidden packet by its id.
    let bent = format!(
        "<edXML xmlns=\"urn:a\"><Old>{}</Old></edXML>",
        body.replacen("URI=\"\"", "URI=\"#r\"", 1)
    );
    assert_eq!(verify_xml(&bent), Err(Refusal::NotTheRoot));
    let twins = format!(
        "<edXML id=\"r\"><Old>{}</Old></edXML>",
        body.replacen("URI=\"\"", "URI=\"#r\"", 1)
    );
    assert_eq!(verify_xml(&twins), Err(Refusal::DuplicateId("r".to_owned())));
    // A second signature, and one as the root around what it signs.
    assert_eq!(
        verify_xml(&signed.replacen(signature, &signature.repeat(2), 1)),
        Err(Refusal::DuplicateId("ky-so-1".into()))
    );
    let second = signature.replace("ky-so-1", "ky-so-2");
    assert_eq!(
        verify_xml(&signed.replacen(signature, &[signature, &second].concat(), 1)),
        Err(Refusal::SeveralSignatures)
    );
    let object = signature.replacen(
        "</ds:Signature>",
        &format!("<ds:Object>{PACKET_ELEMENT}</ds:Object></ds:Signature>"),
        1,
    );
    assert_eq!(verify_xml(&object), Err(Refusal::NotTheRoot));
    // References taken away, doubled or to elsewhere.
    let reference =
        &signature[signature.find("<ds:Reference").unwrap()..signature.find("</ds:SignedInfo>").unwrap()];
    for other in [
        String::new(),
        reference.repeat(2).replacen("ky-so-1-document", "x", 1),
        reference.replacen("URI=\"\"", "URI=\"http://x/\"", 1),
    ] {
        assert_eq!(
            verify_xml(&signed.replacen(reference, &other, 1)),
            Err(Refusal::NotTheRoot)
        );
    }
}

const PACKET_ELEMENT: &str = "<edXML xmlns=\"urn:a\" id=\"r\"/>";

#[test]
fn dangerous_documents_and_algorithms_are_refused() {
    let world = world();
    let signed = sign(PACKET, &request(false), &world.person_p256).unwrap();
    let dtd = signed.replacen("<!-- ghi chú -->", "<!DOCTYPE edXML [<!ENTITY a \"b\">]>", 1);
    assert_eq!(verify_xml(&dtd), Err(Refusal::Dtd));
    let xslt = signed.replacen(EXCLUSIVE, "http://www.w3.org/TR/1999/REC-xslt-19991116", 2);
    assert_eq!(
        verify_xml(&xslt),
        Err(Refusal::Transform(
            "http://www.w3.org/TR/1999/REC-xslt-19991116".to_owned()
        ))
    );
    let hmac = "http://www.w3.org/2000/09/xmldsig#hmac-sha1";
    let secret = signed.replacen("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", hmac, 1);
    assert_eq!(verify_xml(&secret), Err(Refusal::Algorithm(hmac.to_owned())));
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    assert!(matches!(
        verify_xml(&deep),
        Err(Refusal::TooLarge | Refusal::NotXml(_))
    ));
    assert!(matches!(verify_xml("<a"), Err(Refusal::NotXml(_))));
    assert_eq!(verify_xml("<a/>"), Err(Refusal::NotSigned));
    assert!(matches!(
        sign(&signed, &request(false), &world.person_rsa),
        Err(Error::Xml(Refusal::SeveralSignatures))
    ));
}

#[test]
fn xades_binds_the_certificate_that_signed() {
    let world = world();
    let signed = sign(PACKET, &request(true), &world.person_p256).unwrap();
    let other = sign(PACKET, &request(true), &world.person_rsa).unwrap();
    let pick = |text: &str| {
        let start = text.find("<ds:X509Data>").unwrap();
        text[start..text.find("</ds:X509Data>").unwrap()].to_owned()
    };
    let swapped = signed.replacen(&pick(&signed), &pick(&other), 1);
    assert_eq!(verify_xml(&swapped), Err(Refusal::WrongSignature));
}
