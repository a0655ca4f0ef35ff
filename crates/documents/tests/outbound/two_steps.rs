//! Signatures whose key is elsewhere: prepared here, answered later.

use documents::{
    DocumentId, Error,
    outbound::{
        self, Ask, Bearer, Loaded, Purpose, Refusal, SigningId, Stage,
        session::{self, PATIENCE, State, Ticket},
        trust,
    },
};
use kernel::{Actor, Database, Office};
use signing::{
    SchemePreference,
    authority::{Authority, Identity, KeyKind, OsRng, Profile, Subject, Validity},
    key::Signer as _,
    validate::{Trust, Verdict, validate_pdf},
};
use time::macros::datetime;

use crate::{
    device::Device,
    province::{NOW, Province, valid},
};

fn person(document: DocumentId) -> Ask {
    Ask {
        document,
        purpose: Purpose::Person,
        version: 1,
    }
}

fn seal(document: DocumentId) -> Ask {
    Ask {
        document,
        purpose: Purpose::Seal,
        version: 0,
    }
}

fn bearer(identity: &Identity) -> Bearer {
    Bearer {
        certificate: identity.certificate().clone(),
        chain: identity.chain().to_vec(),
    }
}

/// What the key answers.
fn answer(identity: &Identity, ticket: &Ticket) -> Vec<u8> {
    let key = identity.signer(SchemePreference::Pkcs1).unwrap();
    assert_eq!(key.scheme(), ticket.scheme);
    key.sign(&ticket.to_be_signed).unwrap()
}

fn leader_identity(province: &mut Province) -> Identity {
    province.identity("Trần Văn Bình", Profile::Person, valid())
}

async fn begin(province: &Province, actor: &Actor, ask: Ask, bearer: Bearer) -> Result<Ticket, Error> {
    session::begin(&province.office, &province.evidence, actor, ask, bearer).await
}

async fn finish(
    province: &Province,
    actor: &Actor,
    session: SigningId,
    signature: Vec<u8>,
) -> Result<Loaded, Error> {
    session::finish(&province.office, &province.evidence, actor, session, signature).await
}

async fn begun(province: &Province, identity: &Identity) -> (DocumentId, Ticket) {
    let id = province.approved().await;
    let ticket = begin(province, &province.leader, person(id), bearer(identity))
        .await
        .unwrap();
    (id, ticket)
}

async fn stage(office: &Office, actor: &Actor, id: DocumentId) -> Stage {
    Loaded::readable(office.database.read(), actor, id)
        .await
        .unwrap()
        .draft
        .stage
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tokens_outside_the_server_sign_and_seal_what_validates() {
    let mut province = Province::open().await;
    let signer = Device::with(&leader_identity(&mut province));
    let stamp = Device::with(&province.identity("Ủy ban nhân dân tỉnh Ninh Bình", Profile::Agency, valid()));
    let id = province.approved().await;
    let held = |device: &Device| Bearer {
        certificate: device.certificate.clone(),
        chain: device.chain.clone(),
    };

    let ticket = begin(&province, &province.leader, person(id), held(&signer))
        .await
        .unwrap();
    let signature = signer.sign(ticket.scheme, &ticket.hash);
    finish(&province, &province.leader, ticket.id, signature)
        .await
        .unwrap();
    province.clock.advance(time::Duration::MINUTE);
    outbound::number(&province.office, &province.clerk, id, None)
        .await
        .unwrap();
    let ticket = begin(&province, &province.clerk, seal(id), held(&stamp))
        .await
        .unwrap();
    assert_eq!(ticket.number, "01/UBND-VX");
    let signature = stamp.sign(ticket.scheme, &ticket.hash);
    let sealed = finish(&province, &province.clerk, ticket.id, signature)
        .await
        .unwrap();

    assert_eq!(sealed.draft.stage, Stage::Sealed);
    let options = trust::options(&province.office).await.unwrap();
    let report = validate_pdf(&province.file(id).await, &options);
    assert_eq!(report.signatures.len(), 2, "{}", report.to_text());
    assert!(
        report
            .signatures
            .iter()
            .all(|signature| signature.trust == Trust::Trusted),
        "{}",
        report.to_text()
    );
    assert_ne!(report.verdict, Verdict::Failed);
    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    let subjects: Vec<&str> = view.signatures.iter().map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["Trần Văn Bình", "Ủy ban nhân dân tỉnh Ninh Bình"]);
}

#[tokio::test]
async fn another_process_takes_the_answer() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;
    let url = format!(
        "sqlite:{}",
        province.folder.path().join("vanthu.sqlite").display()
    );
    let copy = Office {
        database: Database::connect(&url).await.unwrap(),
        ..province.office.clone()
    };

    session::finish(
        &copy,
        &province.evidence,
        &province.leader,
        ticket.id,
        answer(&identity, &ticket),
    )
    .await
    .unwrap();

    assert_eq!(stage(&province.office, &province.leader, id).await, Stage::Signed);
}

#[tokio::test]
async fn the_same_answer_again_changes_nothing_and_another_is_refused() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;
    let first = answer(&identity, &ticket);
    let once = finish(&province, &province.leader, ticket.id, first.clone())
        .await
        .unwrap();

    let again = finish(&province, &province.leader, ticket.id, first)
        .await
        .unwrap();
    let other = finish(&province, &province.leader, ticket.id, answer(&identity, &ticket)).await;

    assert_eq!(again.document.version, once.document.version);
    assert!(matches!(refusal(other), Refusal::SessionEnded(_)));
    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    assert_eq!(view.signatures.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_at_once_one_signs() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (_, ticket) = begun(&province, &identity).await;
    let finish = |signature| finish(&province, &province.leader, ticket.id, signature);

    let (one, two) = tokio::join!(
        finish(answer(&identity, &ticket)),
        finish(answer(&identity, &ticket))
    );

    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
}

#[tokio::test]
async fn a_session_belongs_to_the_account_that_began_it() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;
    for other in [&province.chief, &province.clerk, &province.other_clerk] {
        let outcome = finish(&province, other, ticket.id, answer(&identity, &ticket)).await;
        assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
        assert!(session::cancel(&province.office, other, ticket.id).await.is_err());
    }
    assert_eq!(
        stage(&province.office, &province.leader, id).await,
        Stage::Approved
    );
}

#[tokio::test]
async fn a_document_changed_meanwhile_is_a_conflict_that_tells_what_happened() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;
    outbound::change(&province.office, &province.drafter, id, None, province.fields())
        .await
        .unwrap();

    let outcome = finish(&province, &province.leader, ticket.id, answer(&identity, &ticket)).await;

    let Err(Error::Conflict(told)) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(
        told.contains("Phạm Thị Lan đã sửa dự thảo (bản 2) lúc 09:00"),
        "{told}"
    );
    assert_eq!(
        stage(&province.office, &province.leader, id).await,
        Stage::Writing
    );
}

#[tokio::test]
async fn a_late_answer_and_one_to_a_cancelled_session_are_refused() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;
    province.clock.advance(PATIENCE + time::Duration::seconds(1));
    let late = answer(&identity, &ticket);
    let late = finish(&province, &province.leader, ticket.id, late).await;
    assert_eq!(refusal(late), Refusal::SessionExpired);

    let ticket = begin(&province, &province.leader, person(id), bearer(&identity))
        .await
        .unwrap();
    let ended = session::cancel(&province.office, &province.leader, ticket.id)
        .await
        .unwrap();
    assert_eq!(ended.state, State::Cancelled);
    let signature = answer(&identity, &ticket);
    let cancelled = finish(&province, &province.leader, ticket.id, signature).await;
    assert!(matches!(refusal(cancelled), Refusal::SessionEnded(_)));
}

#[tokio::test]
async fn beginning_again_ends_what_waited() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let (id, first) = begun(&province, &identity).await;
    let second = begin(&province, &province.leader, person(id), bearer(&identity))
        .await
        .unwrap();
    let old = answer(&identity, &first);
    let old = finish(&province, &province.leader, first.id, old).await;
    assert!(matches!(refusal(old), Refusal::SessionEnded(_)));
    let new = answer(&identity, &second);
    finish(&province, &province.leader, second.id, new).await.unwrap();
}

#[tokio::test]
async fn an_answer_of_another_key_is_refused_and_the_right_one_still_serves() {
    let mut province = Province::open().await;
    let identity = leader_identity(&mut province);
    let stranger = leader_identity(&mut province);
    let (id, ticket) = begun(&province, &identity).await;

    let forged = answer(&stranger, &ticket);
    let forged = finish(&province, &province.leader, ticket.id, forged).await;
    assert_eq!(refusal(forged), Refusal::SignatureMismatch);
    assert_eq!(
        stage(&province.office, &province.leader, id).await,
        Stage::Approved
    );

    let right = answer(&identity, &ticket);
    finish(&province, &province.leader, ticket.id, right)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_certificate_that_does_not_serve_is_refused_before_the_key_is_asked() {
    let mut province = Province::open().await;
    let past = Validity::days(datetime!(2024-01-01 0:00 UTC), 365);
    let future = Validity::days(NOW + time::Duration::days(1), 365);
    let cases = [
        (
            province.identity("Đỗ Thị Mai", Profile::Person, valid()),
            Refusal::ForeignCertificate,
        ),
        (
            province.identity("Trần Văn Bình", Profile::Person, past),
            Refusal::CertificateExpired,
        ),
        (
            province.identity("Trần Văn Bình", Profile::Person, future),
            Refusal::CertificateNotYetValid,
        ),
    ];
    let id = province.approved().await;
    for (identity, expected) in cases {
        let outcome = begin(&province, &province.leader, person(id), bearer(&identity)).await;
        assert_eq!(refusal(outcome), expected);
    }
    let long = Validity::days(datetime!(2020-01-01 0:00 UTC), 7300);
    province.issuer = Authority::root(&Subject::named("Gốc lạ"), KeyKind::P256, long, &mut OsRng).unwrap();
    let untrusted = leader_identity(&mut province);
    let outcome = begin(&province, &province.leader, person(id), bearer(&untrusted)).await;
    assert!(matches!(refusal(outcome), Refusal::CertificateUntrusted(_)));
}

#[tokio::test]
async fn only_the_named_signer_and_only_in_turn_begins() {
    let mut province = Province::open().await;
    let chief = province.identity("Đỗ Thị Mai", Profile::Person, valid());
    let leader = leader_identity(&mut province);
    let id = province.approved().await;
    let begin = |actor, ask, identity: &Identity| {
        let bearer = bearer(identity);
        begin(&province, actor, ask, bearer)
    };
    assert_eq!(
        refusal(begin(&province.chief, person(id), &chief).await),
        Refusal::NotSigner
    );
    let old = Ask {
        version: 7,
        ..person(id)
    };
    assert!(matches!(
        refusal(begin(&province.leader, old, &leader).await),
        Refusal::OldVersion { .. }
    ));
    assert!(matches!(
        refusal(begin(&province.clerk, seal(id), &leader).await),
        Refusal::WrongOrder { .. }
    ));
}
