use std::time::Instant;

use directory::stored_answer::{Answer, Begun, Key};
use directory::{Error, account, api_token, identity, session, stored_answer};
use kernel::audit;

use crate::office::{PASSWORD, office, signed_in, try_sign_in};

#[tokio::test]
async fn a_session_knows_the_person_the_post_and_the_units_below() {
    let fixture = office().await;

    let (_, identity) = signed_in(&fixture.office).await;

    assert_eq!(identity.actor, fixture.administrator);
    assert_eq!(identity.posts.len(), 1);
    assert_eq!(identity.agency, "Ủy ban nhân dân tỉnh Ninh Bình");
    assert_eq!(identity.login, "quan.tri");
}

#[tokio::test]
async fn a_session_ends_when_its_time_is_over_and_when_it_is_revoked() {
    let fixture = office().await;
    let (first, identity) = signed_in(&fixture.office).await;
    let (second, _) = signed_in(&fixture.office).await;

    session::sign_out(&fixture.office, &identity).await.unwrap();
    assert!(
        identity::of_session(&fixture.office, &first)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        identity::of_session(&fixture.office, &second)
            .await
            .unwrap()
            .is_some()
    );

    fixture.clock.advance(time::Duration::hours(12));
    assert!(
        identity::of_session(&fixture.office, &second)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(session::sweep(&fixture.office).await.unwrap(), 1);
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour() {
    let fixture = office().await;
    for _ in 0..5 {
        let refused = try_sign_in(&fixture.office, "quan.tri", "sai mật khẩu").await;
        assert!(matches!(refused, Err(Error::SignInRefused)));
    }

    let locked = try_sign_in(&fixture.office, "quan.tri", PASSWORD).await;
    assert!(matches!(locked, Err(Error::SignInRefused)));

    fixture.clock.advance(time::Duration::minutes(15));
    assert!(try_sign_in(&fixture.office, "QUAN.TRI ", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn an_unknown_login_is_refused_in_the_same_words_and_after_the_same_work() {
    let fixture = office().await;
    // The first computation also prepares what unknown logins are compared with.
    let _ = try_sign_in(&fixture.office, "khong.co", "sai mật khẩu").await;

    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        let refused = try_sign_in(&fixture.office, "khong.co", "sai mật khẩu").await;
        unknown.push(started.elapsed());
        assert!(matches!(refused, Err(Error::SignInRefused)));
        let started = Instant::now();
        let refused = try_sign_in(&fixture.office, "quan.tri", "sai mật khẩu").await;
        known.push(started.elapsed());
        assert!(matches!(refused, Err(Error::SignInRefused)));
    }

    // The hash takes tens of milliseconds; without it an unknown login would answer in one.
    let (known, unknown) = (known.iter().min().unwrap(), unknown.iter().min().unwrap());
    assert!(*unknown * 4 > *known, "unknown {unknown:?}, known {known:?}");
}

#[tokio::test]
async fn changing_the_password_ends_the_other_sessions() {
    let fixture = office().await;
    let (mine, identity) = signed_in(&fixture.office).await;
    let (other, _) = signed_in(&fixture.office).await;
    let office = &fixture.office;

    let wrong = account::change_password(office, &identity, "sai", "hoa gạo rụng trên bến sông").await;
    assert!(matches!(wrong, Err(Error::Invalid(fields)) if fields[0].field == "present"));
    account::change_password(office, &identity, PASSWORD, "hoa gạo rụng trên bến sông")
        .await
        .unwrap();

    assert!(identity::of_session(office, &mine).await.unwrap().is_some());
    assert!(identity::of_session(office, &other).await.unwrap().is_none());
    assert!(try_sign_in(office, "quan.tri", PASSWORD).await.is_err());
    assert!(
        try_sign_in(office, "quan.tri", "hoa gạo rụng trên bến sông")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_token_acts_for_its_owner_until_it_is_revoked_or_over() {
    let fixture = office().await;
    let office = &fixture.office;
    let (row, text) = api_token::make(office, &fixture.administrator, "đồng bộ", 30)
        .await
        .unwrap();
    let (_, second) = api_token::make(office, &fixture.administrator, "báo cáo", 30)
        .await
        .unwrap();
    let secret = api_token::secret(&text).unwrap();

    let identity = identity::of_token(office, &secret).await.unwrap().unwrap();
    assert_eq!(identity.actor, fixture.administrator);
    assert!(identity::of_session(office, &secret).await.unwrap().is_none());

    api_token::revoke(office, &fixture.administrator, row.id)
        .await
        .unwrap();
    assert!(identity::of_token(office, &secret).await.unwrap().is_none());
    fixture.clock.advance(time::Duration::days(30));
    assert!(
        identity::of_token(office, &api_token::secret(&second).unwrap())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn every_step_is_in_the_audit_trail_and_holds_no_secret() {
    let fixture = office().await;
    let (_, identity) = signed_in(&fixture.office).await;
    session::sign_out(&fixture.office, &identity).await.unwrap();

    let filter = audit::Filter {
        chain: fixture.administrator.agency.to_string(),
        ..audit::Filter::default()
    };
    let entries = audit::page(fixture.office.database.read(), &filter, 10)
        .await
        .unwrap();

    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["signed_out", "signed_in", "agency_added"]);
    assert!(entries.iter().all(|entry| !entry.details.contains(PASSWORD)));
    assert!(
        audit::verify(fixture.office.database.read())
            .await
            .unwrap()
            .breaks
            .is_empty()
    );
}

#[tokio::test]
async fn a_request_sent_again_gets_its_first_answer() {
    let fixture = office().await;
    let office = &fixture.office;
    let key = Key {
        account: fixture.administrator.account,
        key: "k-1".to_owned(),
        path: "/api/v1/units".to_owned(),
    };
    let answer = Answer {
        status: 201,
        headers: [("etag".to_owned(), "\"1\"".to_owned())].into(),
        body: b"{}".to_vec(),
    };

    assert_eq!(
        stored_answer::begin(office, &key, b"a").await.unwrap(),
        Begun::First
    );
    assert_eq!(
        stored_answer::begin(office, &key, b"a").await.unwrap(),
        Begun::InProgress
    );
    stored_answer::finish(office, &key, &answer).await.unwrap();
    assert_eq!(
        stored_answer::begin(office, &key, b"a").await.unwrap(),
        Begun::Answered(answer)
    );
    assert_eq!(
        stored_answer::begin(office, &key, b"b").await.unwrap(),
        Begun::OtherRequest
    );

    fixture.clock.advance(time::Duration::hours(25));
    assert_eq!(stored_answer::sweep(office).await.unwrap(), 1);
    assert_eq!(
        stored_answer::begin(office, &key, b"b").await.unwrap(),
        Begun::First
    );
}
