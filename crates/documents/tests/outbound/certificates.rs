//! Keys: the right one, in its time, trusted, opened by its PIN.

use documents::{
    Error,
    outbound::{self, Refusal, Stage, Unlock, keys},
};
use signing::authority::{Authority, KeyKind, OsRng, Profile, Subject, Validity};
use time::macros::datetime;

use crate::province::{NOW, PIN, Province, valid};

async fn sign_with(province: &Province, key: outbound::KeyStoreId, pin: &str) -> Refusal {
    let id = province.approved().await;
    let before = province.file(id).await;
    let outcome = outbound::sign(
        &province.office,
        &province.evidence,
        &province.leader,
        id,
        1,
        Unlock { key, pin: pin.into() },
    )
    .await
    .unwrap_err();
    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    assert_eq!(view.loaded.draft.stage, Stage::Approved, "nothing was stored");
    assert!(view.signatures.is_empty() && province.file(id).await == before);
    match outcome {
        Error::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_expired_or_future_certificate_does_not_sign() {
    let mut province = Province::open().await;
    let leader = province.leader.clone();
    let past = Validity::days(datetime!(2024-01-01 0:00 UTC), 365);
    let expired = province.issue_key(Some(&leader), "Trần Văn Bình", past).await;
    assert_eq!(
        sign_with(&province, expired, PIN).await,
        Refusal::CertificateExpired
    );
    let future = Validity::days(NOW + time::Duration::days(1), 365);
    let early = province.issue_key(Some(&leader), "Trần Văn Bình", future).await;
    assert_eq!(
        sign_with(&province, early, PIN).await,
        Refusal::CertificateNotYetValid
    );
}

#[tokio::test]
async fn another_persons_key_does_not_sign() {
    let mut province = Province::open().await;
    let chief = province.chief.clone();
    let key = province.issue_key(Some(&chief), "Đỗ Thị Mai", valid()).await;
    assert_eq!(sign_with(&province, key, PIN).await, Refusal::ForeignCertificate);
}

#[tokio::test]
async fn a_wrong_pin_does_not_open_the_key() {
    let province = Province::open().await;
    let key = province.leader_key;
    assert_eq!(sign_with(&province, key, "000000").await, Refusal::WrongPin);
}

#[tokio::test]
async fn a_certificate_nobody_here_trusts_does_not_sign() {
    let mut province = Province::open().await;
    let long = Validity::days(datetime!(2020-01-01 0:00 UTC), 7300);
    province.issuer = Authority::root(&Subject::named("Gốc lạ"), KeyKind::P256, long, &mut OsRng).unwrap();
    let leader = province.leader.clone();
    let key = province.issue_key(Some(&leader), "Trần Văn Bình", valid()).await;
    assert!(matches!(
        sign_with(&province, key, PIN).await,
        Refusal::CertificateUntrusted(_)
    ));
}

#[tokio::test]
async fn a_key_is_kept_only_under_its_owners_name() {
    let mut province = Province::open().await;
    let mut offer = |name: &str| {
        let subject = Subject::named(name);
        let identity = province
            .issuer
            .issue(&subject, Profile::Person, KeyKind::P256, valid(), &mut OsRng)
            .unwrap();
        keys::NewKey {
            is_agency: false,
            pkcs12: identity.to_pkcs12(PIN).unwrap(),
            pin: PIN.into(),
            image: None,
        }
    };
    let (foreign, own) = (offer("Trần Văn Bình"), offer("Đỗ Thị Mai"));
    let refused = keys::add(&province.office, &province.chief, foreign).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    keys::add(&province.office, &province.chief, own.clone())
        .await
        .unwrap();
    let inventory = keys::inventory(province.office.database.read(), &province.chief)
        .await
        .unwrap();
    assert_eq!(inventory.len(), 1);
    let for_agency = keys::NewKey {
        is_agency: true,
        ..own
    };
    assert!(matches!(
        keys::add(&province.office, &province.chief, for_agency).await,
        Err(Error::Forbidden(_))
    ));
}
