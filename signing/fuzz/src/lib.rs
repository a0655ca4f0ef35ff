//! What the fuzz targets share: an authority, a holder and a file signed by it; and files around any message.

use std::fmt::Write as _;
use std::sync::LazyLock;

use signing::authority::{Authority, Identity, KeyKind, OsRng, Profile, Subject, Validity};
use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::validate::{Options, TrustStore};
use signing::{Certificate, SchemePreference};
use time::OffsetDateTime;
use time::macros::datetime;

/// The moment of every validation.
pub const NOW: OffsetDateTime = datetime!(2026-01-01 0:00 UTC);

/// An authority, a holder below it and a file the holder signed.
pub struct Scene {
    /// The anchor.
    pub issuer: Certificate,
    /// Whose revocation is asked about.
    pub holder: Identity,
    /// The signed file.
    pub signed: Vec<u8>,
}

/// Made once for a run.
pub static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let around = Validity {
        not_before: datetime!(2025-01-01 0:00 UTC),
        not_after: datetime!(2030-01-01 0:00 UTC),
    };
    let mut authority =
        Authority::root(&Subject::named("CA"), KeyKind::P256, around, &mut OsRng).expect("a new authority");
    let holder = authority
        .issue(
            &Subject::named("Lan"),
            Profile::Person,
            KeyKind::P256,
            around,
            &mut OsRng,
        )
        .expect("a new holder");
    let key = holder.signer(SchemePreference::Pss).expect("its own key");
    let request = SignatureRequest::new(Target::Invisible { name: "a".into() }, NOW);
    let signed = sign(&plain(), &request, &key, &NoEvidence).expect("a plain file is signed");
    Scene {
        issuer: authority.certificate().clone(),
        holder,
        signed,
    }
});

/// Validation that trusts the scene's authority.
pub fn trusting() -> Options {
    let mut trust = TrustStore::empty();
    trust
        .add_der(SCENE.issuer.der())
        .expect("the anchor is a certificate");
    Options::at(NOW).trusting(trust)
}

fn plain() -> Vec<u8> {
    written(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ])
}

/// A file of one revision with these objects.
fn written(objects: &[&str]) -> Vec<u8> {
    let (mut out, mut table) = (String::from("%PDF-1.7\n"), String::new());
    for (index, body) in objects.iter().enumerate() {
        let _ = write!(table, "{:010} 00000 n \n", out.len());
        let _ = write!(out, "{} 0 obj\n{body}\nendobj\n", index + 1);
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let _ = write!(
        out,
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.into_bytes()
}

/// A file of one revision whose only signature has this message and a right range.
pub fn around_message(format: &str, message: &[u8]) -> Vec<u8> {
    let hexadecimal: String = message.iter().map(|byte| format!("{byte:02x}")).collect();
    let blank = format!("[0 {:10} {:10} {:10}]", 0, 0, 0);
    let value = format!("<</Type/Sig/SubFilter/{format}/ByteRange{blank}/Contents<{hexadecimal}>>>");
    let mut file = written(&[
        "<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>",
        "<</FT/Sig/T(a)/V 3 0 R>>",
        &value,
    ]);
    let find = |needle: &[u8]| {
        file.windows(needle.len())
            .position(|window| window == needle)
            .expect("just written")
    };
    let at = find(blank.as_bytes());
    let start = find(b"/Contents<") + b"/Contents".len();
    let end = start + hexadecimal.len() + 2;
    let range = format!("[0 {start:10} {end:10} {:10}]", file.len() - end);
    file[at..at + range.len()].copy_from_slice(range.as_bytes());
    file
}
