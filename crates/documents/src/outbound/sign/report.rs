//! A report on signatures as a PDF that the agency seals, to be shown to others.

use std::sync::OnceLock;

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use serde_json::json;
use signing::{
    pades::{FieldKind, FieldPlan, Rect, prepare_fields},
    validate::Report,
};

use super::{
    super::{Purpose, Refusal, heading::Heading, keys, signature::Order, trust},
    Unlock,
    unlock::made,
};
use crate::{Error, evidence::EvidenceServices, signatures};

/// The upper right corner of an A4 page that lies on its side, beside the title.
const PLACE: Rect = Rect {
    left: 690.0,
    bottom: 480.0,
    width: 100.0,
    height: 100.0,
};

/// Lays out what was found about the file of this name and seals it with the agency's key.
///
/// # Errors
/// When the key is not the agency's or not for the actor, the PIN is wrong, or our own validator refuses the result.
pub async fn seal_report(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    name: &str,
    report: &Report,
    unlock: Unlock,
) -> Result<Vec<u8>, Error> {
    let key = keys::own(actor, office.database.read(), unlock.key).await?;
    if key.person_id.is_some() {
        return Err(Refusal::ForeignCertificate.into());
    }
    if !key.is_current(office.now().utc()) {
        return Err(Refusal::CertificateExpired.into());
    }
    let heading = Heading::load(office.database.read(), actor.agency, actor.unit).await?;
    let paper = signatures::paper(report, name, &heading.agency, office.now())?;
    let field = FieldPlan {
        name: Purpose::Seal.field().to_owned(),
        page: 1,
        rect: PLACE,
        kind: FieldKind::Signature,
    };
    let order = Order {
        pdf: prepare_fields(&paper, &[field], composer::fonts::serif_regular())?,
        field: Purpose::Seal.field(),
        reason: "Báo cáo kiểm tra chữ ký số".to_owned(),
        place: heading.place,
        now: office.now(),
        options: trust::options(office).await?,
        collector: evidence.collector(office).await?,
        level: evidence.level(),
        padding: office.settings.rsa_padding(),
        carried: OnceLock::new(),
    };
    let fingerprint = key.fingerprint.clone();
    let sealed = made(office, actor, order, key, unlock.pin).await?;
    let mut change = office.database.begin().await?;
    let entry = Entry::by(
        actor,
        office.now(),
        "report_sealed",
        Subject::new("signature_report", &report.sha256),
    );
    change.record(entry.with(json!({ "certificate": fingerprint, "what": name })));
    change.commit().await?;
    Ok(sealed.pdf)
}
