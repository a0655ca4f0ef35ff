//! Wrong order and wrong person, through the use-cases.

use documents::{
    Error,
    outbound::{self, Check, Confirmation, Refusal, Stage, Upload},
};
use workflow::task;

use crate::province::Province;

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refusal {
    match outcome.unwrap_err() {
        Error::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_happens_out_of_order() {
    let province = Province::open().await;
    let office = &province.office;
    let id = province.drafted().await;
    let wrong = |refusal: Refusal| {
        matches!(
            refusal,
            Refusal::WrongOrder {
                at: Stage::Writing,
                ..
            }
        )
    };
    assert!(wrong(refusal(
        outbound::sign(
            office,
            &province.evidence,
            &province.leader,
            id,
            1,
            province.leader_pin()
        )
        .await
    )));
    assert!(wrong(refusal(
        outbound::number(office, &province.clerk, id, None).await
    )));
    assert!(wrong(refusal(
        outbound::seal(
            office,
            &province.evidence,
            &province.clerk,
            id,
            province.seal_pin()
        )
        .await
    )));
    assert!(wrong(refusal(
        outbound::issue(office, &province.clerk, id, None).await
    )));
    assert!(wrong(refusal(
        outbound::recall(office, &province.clerk, id, None, "sai").await
    )));
}

#[tokio::test]
async fn nobody_does_anothers_part() {
    let province = Province::open().await;
    let office = &province.office;
    let id = province.in_review().await;
    let confirmation = |check| Confirmation {
        check,
        version: 1,
        is_initialled: false,
        text: String::new(),
    };
    let content = outbound::confirm(office, &province.chief, id, confirmation(Check::Content)).await;
    assert_eq!(refusal(content), Refusal::NotChecker(Check::Content));
    province.approve(id, 1).await;
    let signed_by_chief = outbound::sign(
        office,
        &province.evidence,
        &province.chief,
        id,
        1,
        province.leader_pin(),
    )
    .await;
    assert_eq!(refusal(signed_by_chief), Refusal::NotSigner);
    outbound::sign(
        office,
        &province.evidence,
        &province.leader,
        id,
        1,
        province.leader_pin(),
    )
    .await
    .unwrap();
    assert_eq!(
        refusal(outbound::number(office, &province.leader, id, None).await),
        Refusal::NotClerk
    );
    outbound::number(office, &province.clerk, id, None).await.unwrap();
    let with_a_persons_key = outbound::seal(
        office,
        &province.evidence,
        &province.clerk,
        id,
        province.leader_pin(),
    )
    .await;
    assert_eq!(refusal(with_a_persons_key), Refusal::ForeignCertificate);
    assert!(matches!(
        outbound::issue(office, &province.other_clerk, id, None).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_change_after_approval_needs_approval_again() {
    let province = Province::open().await;
    let office = &province.office;
    let id = province.approved().await;
    let changed = outbound::change(office, &province.drafter, id, None, province.fields())
        .await
        .unwrap();
    assert_eq!(
        (changed.draft.stage, changed.draft.newest, changed.passed.len()),
        (Stage::Writing, 2, 0)
    );
    let early = outbound::sign(
        office,
        &province.evidence,
        &province.leader,
        id,
        2,
        province.leader_pin(),
    )
    .await;
    assert!(matches!(refusal(early), Refusal::WrongOrder { .. }));

    outbound::submit(office, &province.drafter, id, None)
        .await
        .unwrap();
    province.approve(id, 2).await;
    let unseen = outbound::sign(
        office,
        &province.evidence,
        &province.leader,
        id,
        1,
        province.leader_pin(),
    )
    .await;
    assert_eq!(refusal(unseen), Refusal::OldVersion { seen: 1, newest: 2 });
    outbound::sign(
        office,
        &province.evidence,
        &province.leader,
        id,
        2,
        province.leader_pin(),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_draft_sent_back_waits_for_its_drafter_with_the_reason() {
    let province = Province::open().await;
    let id = province.in_review().await;
    outbound::send_back(&province.office, &province.head, id, 1, "Thiếu căn cứ pháp lý")
        .await
        .unwrap();
    let waiting = task::list(province.office.database.read(), &province.drafter, None, None, 10)
        .await
        .unwrap();
    assert_eq!(
        waiting
            .tasks
            .iter()
            .map(|task| task.action.as_str())
            .collect::<Vec<_>>(),
        ["revise"]
    );
    for nobody in [&province.head, &province.chief] {
        let waiting = task::list(province.office.database.read(), nobody, None, None, 10)
            .await
            .unwrap();
        assert!(waiting.tasks.is_empty());
    }
    let view = outbound::view::load(province.office.database.read(), &province.drafter, id)
        .await
        .unwrap();
    assert_eq!(view.loaded.draft.reason, "Thiếu căn cứ pháp lý");
    assert_eq!(view.checks.last().unwrap().by_name, "Lê Văn Hùng");
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_overwritten() {
    let province = Province::open().await;
    let id = province.drafted().await;
    let mut fields = province.fields();
    fields.content.subject = "bản của tab thứ nhất".into();
    outbound::change(&province.office, &province.drafter, id, Some(1), fields.clone())
        .await
        .unwrap();
    fields.content.subject = "bản của tab thứ hai".into();
    let second = outbound::change(&province.office, &province.drafter, id, Some(1), fields).await;
    assert!(matches!(second, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn mistakes_in_fields_are_told_at_the_fields() {
    let province = Province::open().await;
    let mut fields = province.fields();
    fields.content.subject = "x".repeat(10_000);
    fields.signer = Some(province.drafter.post);
    let Err(Error::Invalid(mistakes)) = outbound::begin(&province.office, &province.drafter, fields).await
    else {
        panic!("taken");
    };
    let mut names: Vec<String> = mistakes.iter().map(|mistake| mistake.field.clone()).collect();
    names.sort();
    assert_eq!(names, ["signer", "subject"]);
}

#[tokio::test]
async fn a_file_that_is_no_pdf_is_not_taken_as_pages() {
    let province = Province::open().await;
    let mut fields = province.fields();
    fields.upload = Upload::New(b"PK\x03\x04 not a pdf".to_vec());
    let outcome = outbound::begin(&province.office, &province.drafter, fields).await;
    assert!(outcome.is_err());
    let filter = outbound::list::Filter::default();
    let connection = province.office.database.read();
    let page = outbound::list::list(connection, &province.drafter, &filter, None, 10)
        .await
        .unwrap();
    assert!(page.rows.is_empty());
}
