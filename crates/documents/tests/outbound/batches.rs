//! Many documents with one PIN: progress, a result for each, resumable, none signed twice.

use documents::{
    Error,
    outbound::{
        Stage, Unlock,
        batch::{self, Chosen},
        entity::{draft_signature, signing_batch::BatchPurpose, signing_batch_item::ItemState},
    },
};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use crate::province::Province;

async fn approved(province: &Province, count: usize) -> Vec<Chosen> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(Chosen {
            document: province.approved().await,
            version: Some(1),
        });
    }
    all
}

async fn signatures(province: &Province) -> u64 {
    draft_signature::Entity::find()
        .count(province.office.database.read())
        .await
        .unwrap()
}

async fn run(
    province: &Province,
    id: documents::outbound::BatchId,
    unlock: Unlock,
) -> Result<batch::Batch, Error> {
    batch::run(&province.office, &province.evidence, &province.leader, id, unlock).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_signs_each_once_and_tells_what_failed() {
    let province = Province::open().await;
    let mut chosen = approved(&province, 3).await;
    let not_ready = province.in_review().await;
    chosen.insert(
        1,
        Chosen {
            document: not_ready,
            version: Some(1),
        },
    );
    chosen.push(chosen[0]);
    let id = batch::begin(&province.office, &province.leader, BatchPurpose::Sign, &chosen)
        .await
        .unwrap();
    assert_eq!(signatures(&province).await, 0, "nothing is signed by choosing");

    let done = run(&province, id, province.leader_pin()).await.unwrap();
    assert!(done.is_done() && done.row.stopped.is_none());
    let states: Vec<ItemState> = done.items.iter().map(|item| item.state).collect();
    assert_eq!(
        states,
        [
            ItemState::Signed,
            ItemState::Failed,
            ItemState::Signed,
            ItemState::Signed
        ]
    );
    assert!(
        done.items[1]
            .message
            .as_ref()
            .unwrap()
            .contains("Chưa thực hiện được")
    );

    let again = batch::begin(
        &province.office,
        &province.leader,
        BatchPurpose::Sign,
        &chosen[..1],
    )
    .await
    .unwrap();
    let again = run(&province, again, province.leader_pin()).await.unwrap();
    assert_eq!(again.items[0].state, ItemState::AlreadySigned);
    assert_eq!(signatures(&province).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_stops_the_batch_and_the_right_one_goes_on() {
    let province = Province::open().await;
    let chosen = approved(&province, 2).await;
    let id = batch::begin(&province.office, &province.leader, BatchPurpose::Sign, &chosen)
        .await
        .unwrap();
    let wrong = Unlock {
        pin: "000000".into(),
        ..province.leader_pin()
    };
    let stopped = run(&province, id, wrong).await.unwrap();
    assert_eq!(stopped.row.stopped.as_deref(), Some("Mã PIN không đúng."));
    assert_eq!(
        stopped.count(ItemState::Waiting),
        2,
        "one try, not one for each document"
    );

    let (one, two) = tokio::join!(
        run(&province, id, province.leader_pin()),
        run(&province, id, province.leader_pin())
    );
    assert!(
        matches!(
            (&one, &two),
            (Ok(_), Err(Error::Conflict(_))) | (Err(Error::Conflict(_)), Ok(_))
        ),
        "one at a time: {one:?} {two:?}"
    );
    let done = batch::show(province.office.database.read(), &province.leader, id)
        .await
        .unwrap();
    assert!(done.is_done() && done.row.stopped.is_none());
    assert_eq!(signatures(&province).await, 2);
    for item in done.items {
        let loaded = documents::outbound::Loaded::readable(
            province.office.database.read(),
            &province.clerk,
            item.document_id,
        );
        assert_eq!(loaded.await.unwrap().draft.stage, Stage::Signed);
    }
}

#[tokio::test]
async fn a_batch_is_its_owners_and_is_not_empty() {
    let province = Province::open().await;
    let chosen = approved(&province, 1).await;
    let id = batch::begin(&province.office, &province.leader, BatchPurpose::Sign, &chosen)
        .await
        .unwrap();
    let others = batch::show(province.office.database.read(), &province.clerk, id).await;
    assert!(matches!(others, Err(Error::NotFound)));
    let empty = batch::begin(&province.office, &province.leader, BatchPurpose::Sign, &[]).await;
    assert!(matches!(empty, Err(Error::Invalid(_))));
}
