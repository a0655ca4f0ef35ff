//! Which addresses may be asked.

use std::net::IpAddr;

use kernel::egress::{Policy, Refusal};

fn check(policy: &Policy, url: &str, addresses: &[&str]) -> Result<(), Refusal> {
    let addresses: Vec<IpAddr> = addresses.iter().map(|a| a.parse().unwrap()).collect();
    policy.check(url, &addresses)
}

pub(crate) const PUBLIC: &str = "113.190.232.10";

#[test]
fn only_listed_hosts_are_asked() {
    let policy = Policy::closed()
        .allow("tsa.ca.gov.vn")
        .allow("*.vnpt.vn")
        .allow("ocsp.example.vn:8080");
    assert_eq!(check(&policy, "http://tsa.ca.gov.vn/tsa", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "https://TSA.ca.gov.vn./", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "https://gwsca.vnpt.vn/sca", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "http://ocsp.example.vn:8080/", &[PUBLIC]), Ok(()));
    for (url, refusal) in [
        ("http://ca.gov.vn/", Refusal::Host("ca.gov.vn".into())),
        ("http://evilvnpt.vn/", Refusal::Host("evilvnpt.vn".into())),
        (
            "http://vnpt.vn.evil.example/",
            Refusal::Host("vnpt.vn.evil.example".into()),
        ),
        ("http://ocsp.example.vn/", Refusal::Port(80)),
        ("http://tsa.ca.gov.vn:22/", Refusal::Port(22)),
        ("ftp://tsa.ca.gov.vn/", Refusal::Scheme("ftp".into())),
        ("ldap://tsa.ca.gov.vn/cn=x", Refusal::Scheme("ldap".into())),
        ("http://tsa.ca.gov.vn@evil.example/", Refusal::UserInfo),
        ("file:///etc/passwd", Refusal::Scheme("file".into())),
        ("not a url", Refusal::NotAUrl),
    ] {
        assert_eq!(check(&policy, url, &[PUBLIC]), Err(refusal), "{url}");
    }
}

#[test]
fn a_listed_name_that_leads_into_a_private_network_is_refused() {
    let policy = Policy::closed().allow("tsa.ca.gov.vn");
    let inside = [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.7",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001::1",
        "fec0::1",
    ];
    for address in inside {
        let refusal = Refusal::PrivateAddress(address.parse().unwrap());
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[address]),
            Err(refusal.clone()),
            "{address}"
        );
        // One bad address among good ones is enough: the connection might take it.
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[PUBLIC, address]),
            Err(refusal),
            "{address}"
        );
    }
    for address in [
        PUBLIC,
        "2405:4800::1",
        "2001:4860:4860::8888",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ] {
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[address]),
            Ok(()),
            "{address}"
        );
    }
    assert_eq!(
        check(&policy, "http://tsa.ca.gov.vn/", &[]),
        Err(Refusal::NoAddress)
    );
}

#[test]
fn an_address_in_the_url_itself_is_judged_like_a_resolved_one() {
    let policy = Policy::public();
    for url in [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
    ] {
        assert!(
            matches!(check(&policy, url, &[]), Err(Refusal::PrivateAddress(_))),
            "{url}"
        );
    }
    assert_eq!(check(&policy, "http://8.8.8.8/", &[]), Ok(()));
    assert_eq!(check(&policy, "http://crl.example.com/", &[PUBLIC]), Ok(()));
    assert_eq!(
        check(&policy, "http://crl.example.com:9200/", &[PUBLIC]),
        Err(Refusal::Port(9200))
    );
}

#[test]
fn a_service_of_the_agency_is_reachable_only_when_named() {
    let policy = Policy::public().allow_private("tsa.noibo:8080");
    assert_eq!(check(&policy, "http://tsa.noibo:8080/", &["10.0.0.5"]), Ok(()));
    assert_eq!(
        check(&policy, "http://tsa.noibo/", &["10.0.0.5"]),
        Err(Refusal::Port(80))
    );
    assert!(matches!(
        check(&policy, "http://khac.noibo/", &["10.0.0.5"]),
        Err(Refusal::PrivateAddress(_))
    ));
    assert!(matches!(
        check(&Policy::closed(), "http://8.8.8.8/", &[]),
        Err(Refusal::Host(_))
    ));
}

#[test]
fn this_machine_is_reachable_only_where_that_was_said_as_well() {
    let listed = Policy::closed().allow_private("tsa.noibo");
    for address in [
        "127.0.0.1",
        "::1",
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
    ] {
        assert!(
            matches!(
                check(&listed, "http://tsa.noibo/", &[address]),
                Err(Refusal::PrivateAddress(_))
            ),
            "{address}"
        );
    }
    let said = listed.reaching_this_machine();
    assert_eq!(check(&said, "http://tsa.noibo/", &["127.0.0.1"]), Ok(()));
    assert_eq!(check(&said, "http://tsa.noibo/", &["::1"]), Ok(()));
    assert!(check(&said, "http://tsa.noibo/", &["169.254.169.254"]).is_err());
    assert!(
        matches!(
            check(
                &Policy::public().reaching_this_machine(),
                "http://khac.vn/",
                &["127.0.0.1"]
            ),
            Err(Refusal::PrivateAddress(_))
        ),
        "a host that was not named"
    );
}
