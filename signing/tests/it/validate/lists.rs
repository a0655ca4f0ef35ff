//! Revocation lists of every shape, written by hand and signed by OpenSSL: changes only, on behalf of others, lapsed, foreign.

use signing::Certificate;
use signing::validate::{Options, Report, RevocationStatus, SubIndication, TrustStore, validate_pdf};
use time::{Duration, OffsetDateTime};

use super::forge::{AUTHORITY, Forge, LEAF};
use super::paper::{Paper, Signing};
use super::tree::element;
use super::untrusting;
use crate::support::now;

const PLACE: &str = "http://pki.example/ca.crl";

/// An authority "ca", its list signer "lists", a stranger of the authority's name, and a signer's file.
pub(super) struct Scene {
    pub(super) forge: Forge,
    pub(super) file: Vec<u8>,
    extra: Vec<Certificate>,
}

impl Scene {
    /// The signer's certificate has these extensions.
    pub(super) fn with(leaf: &str) -> Self {
        let forge = Forge::new();
        for key in ["ca", "lists", "stranger", "leaf"] {
            forge.key(key);
        }
        forge.certify("ca", "ca", "/CN=CA", "", AUTHORITY);
        forge.certify("stranger", "stranger", "/CN=CA", "", AUTHORITY);
        let signs_lists = "basicConstraints=CA:FALSE\nkeyUsage=critical,cRLSign\n";
        forge.certify("lists", "lists", "/CN=Lists", "ca", signs_lists);
        forge.certify("leaf", "leaf", "/CN=Lan", "ca", leaf);
        let holder = forge.holder("leaf", "leaf", &["ca"]);
        let file = Paper::with_form().signed_by(holder, Signing::default()).bytes;
        let extra = vec![forge.certificate("lists")];
        Self { forge, file, extra }
    }

    fn published() -> Self {
        Self::with(&format!("{LEAF}crlDistributionPoints=URI:{PLACE}\n"))
    }

    /// Judges the file with these lists and answers at hand.
    pub(super) fn judged(&self, crls: Vec<Vec<u8>>, ocsp: Vec<Vec<u8>>) -> Report {
        let mut trust = TrustStore::empty();
        trust.add_der(self.forge.certificate("ca").der()).unwrap();
        let options = Options {
            crls,
            ocsp,
            extra_certificates: self.extra.clone(),
            ..untrusting().trusting(trust)
        };
        validate_pdf(&self.file, &options)
    }

    #[track_caller]
    fn says(&self, lists: &[&List], expected: RevocationStatus) {
        let made = lists.iter().map(|list| list.signed(&self.forge)).collect();
        says(&self.judged(made, vec![]), expected);
    }

    fn leaf(&self) -> Vec<u8> {
        self.forge.certificate("leaf").serial()
    }
}

/// What is said of the signer; without an answer the signature is not decided.
#[track_caller]
pub(super) fn says(report: &Report, expected: RevocationStatus) {
    let signature = &report.signatures[0];
    assert_eq!(signature.revocation.status, expected, "{}", report.to_text());
    let is_undecided = signature.sub_indication == Some(SubIndication::TryLater);
    assert_eq!(
        is_undecided,
        expected == RevocationStatus::Unknown,
        "{}",
        report.to_text()
    );
}

/// A list in the making.
#[derive(Clone)]
pub(super) struct List {
    signer: &'static str,
    issued: OffsetDateTime,
    next: OffsetDateTime,
    entries: Vec<u8>,
    extensions: Vec<u8>,
}

pub(super) const KEY_COMPROMISE: u8 = 1;
const HOLD: u8 = 6;
const REMOVED: u8 = 8;

impl List {
    /// An empty list of this one's, made hours ago, good for two days.
    pub(super) fn of(signer: &'static str, hours_ago: i64) -> Self {
        Self {
            signer,
            issued: now() - Duration::hours(hours_ago),
            next: now() + Duration::days(2),
            entries: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// Lists a certificate, for a reason, with more extensions of the entry.
    fn revoking_with(mut self, serial: &[u8], reason: u8, more: &[u8]) -> Self {
        let reason = extension(&[0x55, 0x1d, 21], false, &element(0x0a, &[reason]));
        let entry = [
            element(0x02, serial),
            utc(now() - Duration::days(1)),
            element(0x30, &[&reason, more].concat()),
        ];
        self.entries.extend(element(0x30, &entry.concat()));
        self
    }

    pub(super) fn revoking(self, serial: &[u8], reason: u8) -> Self {
        self.revoking_with(serial, reason, &[])
    }

    fn with(mut self, arc: u8, value: &[u8]) -> Self {
        self.extensions.extend(extension(&[0x55, 0x1d, arc], true, value));
        self
    }

    /// Tells only what changed since a list (`deltaCRLIndicator`).
    fn changes_only(self) -> Self {
        self.with(27, &element(0x02, &[1]))
    }

    /// `IssuingDistributionPoint` with these fields.
    fn point(self, fields: &[u8]) -> Self {
        self.with(28, &element(0x30, fields))
    }

    /// Published at this place only.
    pub(super) fn published_at(self, address: &str) -> Self {
        let uri = element(0x86, address.as_bytes());
        self.point(&element(0xa0, &element(0xa0, &uri)))
    }

    fn on_behalf_of_others(self) -> Self {
        self.point(&element(0x84, &[0xff]))
    }

    pub(super) fn signed(&self, forge: &Forge) -> Vec<u8> {
        let name = forge.certificate(self.signer).subject_der();
        let algorithm = element(0x30, &element(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
        let mut body = [
            element(0x02, &[1]),
            algorithm.clone(),
            name,
            utc(self.issued),
            utc(self.next),
        ]
        .concat();
        if !self.entries.is_empty() {
            body.extend(element(0x30, &self.entries));
        }
        if !self.extensions.is_empty() {
            body.extend(element(0xa0, &element(0x30, &self.extensions)));
        }
        let body = element(0x30, &body);
        forge.0.write("list", &body);
        let command = format!("dgst -sha256 -sign {}.key -out signature list", self.signer);
        forge.0.openssl(&command).accepted();
        let signature = [&[0], forge.0.read("signature").as_slice()].concat();
        element(0x30, &[body, algorithm, element(0x03, &signature)].concat())
    }
}

fn extension(id: &[u8], is_critical: bool, value: &[u8]) -> Vec<u8> {
    let mut content = element(0x06, id);
    if is_critical {
        content.extend(element(0x01, &[0xff]));
    }
    content.extend(element(0x04, value));
    element(0x30, &content)
}

/// `certificateIssuer`, critical as RFC 5280, 5.3.3 asks.
fn issued_by(name: &[u8]) -> Vec<u8> {
    extension(&[0x55, 0x1d, 29], true, &element(0x30, &element(0xa4, name)))
}

fn utc(at: OffsetDateTime) -> Vec<u8> {
    let text = format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        at.year() % 100,
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    element(0x17, text.as_bytes())
}

#[test]
fn changes_are_read_on_top_of_the_list_they_change() {
    use RevocationStatus::{Good, Revoked, Unknown};
    let scene = Scene::published();
    let leaf = scene.leaf();
    let base = List::of("ca", 6);
    let held = List::of("ca", 6).revoking(&leaf, HOLD);
    let changes = || List::of("ca", 1).changes_only();

    scene.says(&[&base], Good);
    scene.says(&[&changes()], Unknown);
    scene.says(&[&base, &changes()], Good);
    scene.says(&[&base, &changes().revoking(&leaf, KEY_COMPROMISE)], Revoked);
    scene.says(&[&changes().revoking(&leaf, KEY_COMPROMISE)], Revoked);
    scene.says(&[&held], Revoked);
    scene.says(&[&held, &changes().revoking(&leaf, REMOVED)], Good);
    // Changes from before the list are in it.
    let old = List::of("ca", 12).changes_only().revoking(&leaf, REMOVED);
    scene.says(&[&held, &old], Revoked);
    // Of another certificate nothing is said.
    scene.says(&[&base, &changes().revoking(&[0x11], KEY_COMPROMISE)], Good);
}

#[test]
fn lists_that_lapsed_or_are_anothers_say_nothing() {
    use RevocationStatus::{Good, Revoked, Unknown};
    let scene = Scene::published();
    let leaf = scene.leaf();
    let lapsed = List {
        next: now() - Duration::hours(1),
        ..List::of("ca", 48)
    };
    scene.says(&[&lapsed], Unknown);
    scene.says(&[&lapsed.clone().revoking(&leaf, KEY_COMPROMISE)], Revoked);
    scene.says(&[&lapsed, &List::of("ca", 1)], Good);
    scene.says(&[&List::of("ca", -24)], Unknown);
    scene.says(&[&List::of("stranger", 1)], Unknown);
    scene.says(
        &[&List::of("stranger", 1).revoking(&leaf, KEY_COMPROMISE)],
        Unknown,
    );
    scene.says(&[&List::of("lists", 1)], Unknown);
    // The authority's own, but a bit of it is wrong.
    let mut damaged = List::of("ca", 1).signed(&scene.forge);
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    says(&scene.judged(vec![damaged], vec![]), Unknown);
}

#[test]
fn lists_for_others_or_with_what_nobody_understands_are_not_silent_consent() {
    use RevocationStatus::{Good, Revoked, Unknown};
    let scene = Scene::published();
    let leaf = scene.leaf();
    scene.says(&[&List::of("ca", 1).published_at(PLACE)], Good);
    let elsewhere = List::of("ca", 1).published_at("http://pki.example/other.crl");
    scene.says(&[&elsewhere], Unknown);
    let flag = |tag| List::of("ca", 1).point(&element(tag, &[0xff]));
    scene.says(&[&flag(0x81)], Good);
    scene.says(&[&flag(0x82)], Unknown);
    scene.says(&[&flag(0x85)], Unknown);
    // For some reasons only: 0x83 with keyCompromise.
    let reasons = List::of("ca", 1).point(&element(0x83, &[6, 0x40]));
    scene.says(&[&reasons], Unknown);
    scene.says(&[&reasons.revoking(&leaf, KEY_COMPROMISE)], Revoked);
    // Critical and unknown, of the list and of one entry.
    scene.says(&[&List::of("ca", 1).with(99, &element(0x05, &[]))], Unknown);
    let strange = extension(&[0x55, 0x1d, 99], true, &element(0x05, &[]));
    let entry = List::of("ca", 1).revoking_with(&[0x11], KEY_COMPROMISE, &strange);
    scene.says(&[&entry], Unknown);
    let entry = List::of("ca", 1).revoking_with(&leaf, KEY_COMPROMISE, &strange);
    scene.says(&[&entry], Revoked);
}

#[test]
fn a_list_on_behalf_of_others_counts_where_the_certificate_names_its_issuer() {
    use RevocationStatus::{Good, Revoked, Unknown};
    let named = format!(
        "{LEAF}crlDistributionPoints=point\n[point]\nfullname=URI:{PLACE}\nCRLissuer=dirName:lists\n[lists]\nCN=Lists\n"
    );
    let scene = Scene::with(&named);
    let leaf = scene.leaf();
    let ca = scene.forge.certificate("ca").subject_der();
    let other = scene.forge.certificate("lists").subject_der();
    // Made just now: the certificate of whoever signs it is no older.
    let list = || List::of("lists", 0).on_behalf_of_others();

    scene.says(&[&list()], Good);
    let of_ca = list().revoking_with(&leaf, KEY_COMPROMISE, &issued_by(&ca));
    scene.says(&[&of_ca], Revoked);
    // The same serial number of another issuer: named, or by default the list's own.
    let of_other = list().revoking_with(&leaf, KEY_COMPROMISE, &issued_by(&other));
    scene.says(&[&of_other], Good);
    scene.says(&[&list().revoking(&leaf, KEY_COMPROMISE)], Good);
    // An issuer stays until another is named (RFC 5280, 5.3.3).
    let stays = list()
        .revoking_with(&[0x11], KEY_COMPROMISE, &issued_by(&ca))
        .revoking(&leaf, KEY_COMPROMISE);
    scene.says(&[&stays], Revoked);
    let changes = list()
        .revoking_with(&[0x11], KEY_COMPROMISE, &issued_by(&ca))
        .revoking_with(&[0x12], KEY_COMPROMISE, &issued_by(&other))
        .revoking(&leaf, KEY_COMPROMISE);
    scene.says(&[&changes], Good);
    // Not said to be for others.
    scene.says(&[&List::of("lists", 0)], Unknown);
    // Nobody knows the signer's certificate.
    let unknown = Scene {
        extra: vec![],
        ..Scene::with(&named)
    };
    unknown.says(&[&list()], Unknown);

    // A certificate that does not name it.
    Scene::published().says(&[&list()], Unknown);
}

#[test]
fn a_certificate_that_names_only_the_issuer_of_its_list_must_have_an_answer() {
    let scene = Scene::with(&format!(
        "{LEAF}crlDistributionPoints=point\n[point]\nCRLissuer=dirName:lists\n[lists]\nCN=Lists\n"
    ));
    scene.says(&[], RevocationStatus::Unknown);
    scene.says(
        &[&List::of("lists", 0).on_behalf_of_others()],
        RevocationStatus::Good,
    );
}
