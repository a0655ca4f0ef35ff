//! An agency's own process carries its drafts.

use documents::{
    DocumentId, Error,
    outbound::{self, Check, Confirmation, Loaded, Stage},
    processes::{OUTBOUND, SHIPPED},
};
use kernel::{Actor, actor::Role};
use workflow::{
    store::definitions::{Upload, publish, upload},
    task,
};

use crate::province::{Province, actor};

/// The shipped process with one more step between the checks and the signature.
fn with_a_legal_review() -> String {
    let (_, shipped) = SHIPPED.iter().find(|(key, _)| *key == OUTBOUND).unwrap();
    shipped.replace(
        r#"<bpmn:sequenceFlow id="join-sign" sourceRef="join" targetRef="sign"/>"#,
        r#"<bpmn:userTask id="legal" name="Thẩm định pháp chế" v:candidateGroups="auditor"/>
    <bpmn:sequenceFlow id="join-legal" sourceRef="join" targetRef="legal"/>
    <bpmn:sequenceFlow id="legal-sign" sourceRef="legal" targetRef="sign"/>"#,
    )
}

async fn publish_own(province: &Province) -> Actor {
    let administrator = actor(18, "Đinh Thị Hạnh", 1, 101, &[Role::Administrator]);
    let file = Upload {
        key: OUTBOUND.to_owned(),
        xml: with_a_legal_review(),
        note: "Thêm bước thẩm định pháp chế.".to_owned(),
    };
    let (draft, checked) = upload(&province.office, &administrator, file).await.unwrap();
    assert!(checked.is_sound(), "{:?}", checked.faults);
    publish(&province.office, &administrator, draft.id, draft.revision)
        .await
        .unwrap();
    actor(17, "Vũ Văn Luật", 1, 101, &[Role::Auditor])
}

async fn asked(province: &Province, actor: &Actor) -> Vec<(String, Option<String>)> {
    let page = task::list(province.office.database.read(), actor, None, None, 10)
        .await
        .unwrap();
    page.tasks
        .into_iter()
        .map(|task| (task.action, task.step_name))
        .collect()
}

async fn sign(province: &Province, id: DocumentId) -> Result<Loaded, Error> {
    outbound::sign(
        &province.office,
        &province.evidence,
        &province.leader,
        id,
        1,
        province.leader_pin(),
    )
    .await
}

fn look() -> Confirmation {
    Confirmation {
        check: Check::Further,
        version: 1,
        is_initialled: false,
        text: "Đủ căn cứ pháp lý.".to_owned(),
    }
}

#[tokio::test]
async fn one_more_step_in_the_agencys_process_is_really_asked() {
    let province = Province::open().await;
    let lawyer = publish_own(&province).await;
    let id = province.approved().await;
    let read = province.office.database.read();

    let view = outbound::view::load(read, &province.leader, id).await.unwrap();
    assert_eq!(
        (view.loaded.draft.stage, view.actions.sign),
        (Stage::InReview, false)
    );
    let early = sign(&province, id).await;
    assert!(matches!(early, Err(Error::Refused(_))), "{early:?}");
    assert_eq!(
        asked(&province, &lawyer).await,
        [("legal".to_owned(), Some("Thẩm định pháp chế".to_owned()))]
    );
    let stranger = outbound::confirm(&province.office, &province.clerk, id, look()).await;
    assert!(matches!(stranger, Err(Error::Refused(_))), "{stranger:?}");

    let shown = outbound::view::load(read, &lawyer, id).await.unwrap();
    assert_eq!(shown.actions.check, Some(Check::Further));
    let checked = outbound::confirm(&province.office, &lawyer, id, look())
        .await
        .unwrap();

    assert_eq!(checked.draft.stage, Stage::Approved);
    let signed = sign(&province, id).await.unwrap();
    assert_eq!(signed.draft.stage, Stage::Signed);
}

#[tokio::test]
async fn whoever_looks_further_may_send_the_draft_back() {
    let province = Province::open().await;
    let lawyer = publish_own(&province).await;
    let id = province.approved().await;

    let back = outbound::send_back(&province.office, &lawyer, id, 1, "Sai thẩm quyền ban hành.")
        .await
        .unwrap();

    assert_eq!(back.draft.stage, Stage::Writing);
    assert_eq!(asked(&province, &lawyer).await, []);
    let revise = ("revise".to_owned(), Some("Soạn thảo, trình dự thảo".to_owned()));
    assert_eq!(asked(&province, &province.drafter).await, [revise]);
}

#[tokio::test]
async fn a_draft_keeps_the_process_it_began_with() {
    let province = Province::open().await;
    let id = province.in_review().await;
    publish_own(&province).await;

    province.approve(id, 1).await;

    let signed = sign(&province, id).await.unwrap();
    assert_eq!(signed.draft.stage, Stage::Signed);
}

#[tokio::test]
async fn a_new_version_takes_the_case_back_to_the_drafter_wherever_it_stands() {
    let province = Province::open().await;
    let id = province.approved().await;
    outbound::change(&province.office, &province.drafter, id, None, province.fields())
        .await
        .unwrap();
    // Nobody else is asked, and the drafter is at it.
    for actor in [&province.leader, &province.head, &province.drafter] {
        assert_eq!(asked(&province, actor).await, []);
    }

    outbound::submit(&province.office, &province.drafter, id, None)
        .await
        .unwrap();
    province.approve(id, 2).await;

    let waiting = asked(&province, &province.leader).await;
    assert_eq!(waiting, [("sign".to_owned(), Some("Ký ban hành".to_owned()))]);
}
