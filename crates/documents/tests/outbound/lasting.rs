//! Signatures that last: time stamps where an authority is set, evidence kept, the issued file lifted to B-LTA and renewed.

use std::sync::Arc;

use documents::{
    Error,
    entity::document_file::{self, FileRole},
    outbound::{self, Preservation, Refusal, entity::draft_signature, trust},
};
use kernel::{files::FileHash, jobs::Runner};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use signing::{
    authority::Reason,
    validate::{Kind, Report, Verdict, validate_pdf},
};
use time::Duration;

use crate::province::{NOW, Province};

async fn run_jobs(province: &Province) {
    let handler = Preservation::new(province.office.clone(), province.evidence.clone());
    Runner::new(
        province.office.database.clone(),
        province.clock.clone(),
        vec![Arc::new(handler)],
    )
    .run_ready()
    .await
    .unwrap();
}

async fn files(province: &Province, role: FileRole) -> Vec<FileHash> {
    let rows = document_file::Entity::find()
        .filter(document_file::Column::Role.eq(role))
        .order_by_asc(document_file::Column::Position)
        .all(province.office.database.read())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.hash).collect()
}

async fn bytes(province: &Province, hash: &FileHash) -> Vec<u8> {
    province.office.files.get(hash).await.unwrap().to_vec()
}

async fn report(province: &Province, pdf: &[u8]) -> Report {
    validate_pdf(pdf, &trust::options(&province.office).await.unwrap())
}

fn levels(report: &Report) -> Vec<&str> {
    let signatures = report
        .signatures
        .iter()
        .filter(|one| one.kind != Kind::DocumentTimestamp);
    signatures.filter_map(|one| one.level.as_deref()).collect()
}

#[tokio::test]
async fn without_an_authority_signatures_are_b_b_and_issuing_leaves_the_file_alone() {
    let province = Province::open().await;
    let id = province.issued().await;
    run_jobs(&province).await;
    let rows = draft_signature::Entity::find()
        .filter(draft_signature::Column::DocumentId.eq(id))
        .all(province.office.database.read())
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(row.level.as_deref(), Some("B-B"));
        let evidence: serde_json::Value =
            serde_json::from_slice(&bytes(&province, &row.evidence.unwrap()).await).unwrap();
        assert_eq!(evidence["chain"].as_array().unwrap().len(), 2, "{evidence:#}");
        assert_eq!(
            evidence["unanswered"].as_array().unwrap().len(),
            2,
            "nobody could be asked: {evidence:#}"
        );
    }
    assert_eq!(files(&province, FileRole::Superseded).await, []);
}

#[tokio::test]
async fn an_issued_document_is_lifted_and_renewed_before_the_stamp_lapses() {
    let province = Province::open_with_services().await;
    let id = province.issued().await;
    let issued = files(&province, FileRole::Main).await[0].clone();
    let signed = report(&province, &bytes(&province, &issued).await).await;
    assert_eq!(
        levels(&signed),
        ["PAdES-B-T", "PAdES-B-T"],
        "{}",
        signed.to_text()
    );
    let row = draft_signature::Entity::find_by_id((id, "ky".to_owned()))
        .one(province.office.database.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.level.as_deref(), Some("B-T"));
    let evidence: serde_json::Value =
        serde_json::from_slice(&bytes(&province, &row.evidence.unwrap()).await).unwrap();
    assert_eq!(
        (
            evidence["ocsp"].as_array().unwrap().len(),
            evidence["crls"].as_array().unwrap().len()
        ),
        (1, 1),
        "{evidence:#}"
    );

    run_jobs(&province).await;
    let lifted = files(&province, FileRole::Main).await[0].clone();
    let (before, after) = (bytes(&province, &issued).await, bytes(&province, &lifted).await);
    assert!(after.starts_with(&before) && after.len() > before.len());
    assert_eq!(
        files(&province, FileRole::Superseded).await,
        std::slice::from_ref(&issued)
    );
    let lasting = report(&province, &after).await;
    assert_eq!(lasting.verdict, Verdict::Passed, "{}", lasting.to_text());
    assert_eq!(levels(&lasting), ["PAdES-B-LTA", "PAdES-B-LTA"]);
    run_jobs(&province).await;
    assert_eq!(
        files(&province, FileRole::Main).await,
        std::slice::from_ref(&lifted),
        "once is enough"
    );

    // The authority's certificate lapses in three years; both persons' in two.
    province.clock.set(NOW + Duration::days(365 * 3 - 80));
    run_jobs(&province).await;
    let renewed = files(&province, FileRole::Main).await[0].clone();
    assert_ne!(renewed, lifted);
    assert_eq!(files(&province, FileRole::Superseded).await, [issued, lifted]);
    let again = bytes(&province, &renewed).await;
    assert!(again.starts_with(&after));
    let stamps = report(&province, &again).await;
    assert_eq!(stamps.verdict, Verdict::Passed, "{}", stamps.to_text());
    assert_eq!(
        stamps
            .signatures
            .iter()
            .filter(|one| one.kind == Kind::DocumentTimestamp)
            .count(),
        2
    );

    let subject = kernel::audit::Subject::new("document", id);
    let entries = kernel::audit::of_subject(province.office.database.read(), &subject)
        .await
        .unwrap();
    assert_eq!(
        entries.iter().filter(|entry| entry.action == "preserved").count(),
        2
    );
}

#[tokio::test]
async fn while_no_authority_answers_the_office_goes_on_and_the_stamp_is_made_up_for() {
    let province = Province::open_with_services().await;
    let hold = province
        .services
        .as_ref()
        .unwrap()
        .authorities
        .lock()
        .unwrap()
        .take();
    let id = province.sealed().await;
    let row = draft_signature::Entity::find_by_id((id, "dau".to_owned()))
        .one(province.office.database.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.level.as_deref(), Some("B-B"));
    *province.services.as_ref().unwrap().authorities.lock().unwrap() = hold;
    outbound::issue(&province.office, &province.clerk, id, None)
        .await
        .unwrap();
    province.clock.advance(Duration::hours(1));
    run_jobs(&province).await;
    let lifted = bytes(&province, &files(&province, FileRole::Main).await[0]).await;
    let lasting = report(&province, &lifted).await;
    assert_eq!(lasting.verdict, Verdict::Passed, "{}", lasting.to_text());
}

#[tokio::test]
async fn a_certificate_that_the_responder_calls_revoked_signs_nothing() {
    let province = Province::open_with_services().await;
    let key = outbound::keys::usable(
        province.office.database.read(),
        &province.leader,
        outbound::Purpose::Person,
    )
    .await
    .unwrap()
    .remove(0);
    {
        let services = province.services.as_ref().unwrap();
        let mut authorities = services.authorities.lock().unwrap();
        let issuer = &mut authorities.as_mut().unwrap().issuer;
        let certificate = Province::certificate_of(&key);
        issuer
            .revoke(&certificate, Reason::KeyCompromise, NOW - Duration::DAY)
            .unwrap();
    }
    let id = province.approved().await;
    let outcome = outbound::sign(
        &province.office,
        &province.evidence,
        &province.leader,
        id,
        1,
        province.leader_pin(),
    )
    .await;
    assert!(
        matches!(outcome, Err(Error::Refused(Refusal::CertificateRevoked))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_job_that_never_succeeds_waits_longer_and_stops_one_day() {
    let province = Province::open_with_services().await;
    let services = province.services.as_ref().unwrap();
    let id = province.issued().await;
    let issued = files(&province, FileRole::Main).await;
    services.authorities.lock().unwrap().take();
    // Ten attempts and a day of rest, fourteen times.
    for day in 0..160 {
        province.clock.set(NOW + Duration::days(day));
        run_jobs(&province).await;
    }
    let subject = kernel::audit::Subject::new("document", id);
    let entries = kernel::audit::of_subject(province.office.database.read(), &subject)
        .await
        .unwrap();
    let count = |action: &str| entries.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("preserving_waits"), count("preserving_stopped")), (13, 1));
    assert_eq!(count("preserved"), 0);
    assert_eq!(files(&province, FileRole::Main).await, issued);
}
