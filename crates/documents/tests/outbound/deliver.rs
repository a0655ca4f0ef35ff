//! Issue, delivery, tracking and recall.

use documents::{
    entity::arrival::{self, ArrivalState},
    outbound::{self, Stage, dispatches::DispatchState},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use workflow::task;

use crate::province::{Province, agency_id};

async fn arrival_of(province: &Province, id: documents::DocumentId) -> arrival::Model {
    arrival::Entity::find()
        .filter(arrival::Column::DocumentId.eq(id))
        .one(province.office.database.read())
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn a_recipient_here_gets_an_arrival_and_others_are_listed_as_to_be_sent() {
    let province = Province::open().await;
    let id = province.issued().await;

    let arrival = arrival_of(&province, id).await;
    assert_eq!(
        (arrival.agency_id, arrival.state),
        (agency_id(2), ArrivalState::Waiting)
    );
    let waiting = task::list(
        province.office.database.read(),
        &province.other_clerk,
        None,
        None,
        10,
    )
    .await
    .unwrap();
    assert_eq!(waiting.tasks.len(), 1);

    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    let states: Vec<_> = view
        .dispatches
        .iter()
        .map(|one| (one.name.as_str(), one.state))
        .collect();
    assert_eq!(
        states,
        [
            ("Sở Tài chính", DispatchState::Waiting),
            ("Bộ Nội vụ", DispatchState::ToSend)
        ]
    );

    outbound::mark_sent(
        &province.office,
        &province.clerk,
        id,
        view.dispatches[1].id,
        "Bưu điện",
    )
    .await
    .unwrap();
    let again = outbound::mark_sent(
        &province.office,
        &province.clerk,
        id,
        view.dispatches[1].id,
        "Bưu điện",
    )
    .await;
    assert!(matches!(again, Err(documents::Error::Conflict(_))));
}

#[tokio::test]
async fn a_recall_freezes_both_sides_with_the_reason() {
    let province = Province::open().await;
    let id = province.issued().await;
    outbound::recall(&province.office, &province.leader, id, None, "Sai thẩm quyền")
        .await
        .unwrap();

    let arrival = arrival_of(&province, id).await;
    assert_eq!(
        (arrival.state, arrival.reason.as_str()),
        (ArrivalState::Recalled, "Sai thẩm quyền")
    );
    let waiting = task::list(
        province.office.database.read(),
        &province.other_clerk,
        None,
        None,
        10,
    )
    .await
    .unwrap();
    assert!(waiting.tasks.is_empty());
    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    assert_eq!(view.loaded.draft.stage, Stage::Recalled);
    assert!(
        view.dispatches
            .iter()
            .all(|one| one.state == DispatchState::Recalled)
    );
    assert_eq!(
        view.actions,
        outbound::view::Actions::default(),
        "nothing more can be done with it"
    );
}

#[tokio::test]
async fn the_book_lists_what_was_numbered() {
    let province = Province::open().await;
    province.issued().await;
    province.sealed().await;
    let connection = province.office.database.read();
    let books = documents::book::of_agency(connection, agency_id(1), documents::book::Direction::Issue)
        .await
        .unwrap();
    let (_, first, next) = outbound::list::book(connection, &province.clerk, books[0].id, None, 1)
        .await
        .unwrap();
    assert_eq!((first.len(), next), (1, Some(1)));
    assert_eq!(first[0].recipients, ["Sở Tài chính", "Bộ Nội vụ"]);
    let (_, second, next) = outbound::list::book(connection, &province.clerk, books[0].id, next, 1)
        .await
        .unwrap();
    assert_eq!((second[0].document.number, next), (Some(2), None));
    assert!(
        outbound::list::book(connection, &province.other_clerk, books[0].id, None, 1)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn lists_page_by_key_and_show_what_the_actor_may_read() {
    let province = Province::open().await;
    let mut ids = Vec::new();
    for minute in 0..5 {
        province
            .clock
            .set(crate::province::NOW + time::Duration::minutes(minute));
        ids.push(province.drafted().await);
    }
    ids.reverse();
    let filter = outbound::list::Filter::default();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let connection = province.office.database.read();
        let page = outbound::list::list(connection, &province.clerk, &filter, after, 2)
            .await
            .unwrap();
        seen.extend(page.rows.iter().map(|row| row.document.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ids);
    let connection = province.office.database.read();
    let others = outbound::list::list(connection, &province.other_clerk, &filter, None, 9)
        .await
        .unwrap();
    assert!(others.rows.is_empty());
}
