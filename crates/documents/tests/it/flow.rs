use documents::{
    Error,
    entity::{arrival::ArrivalState, assignment::AssignmentState},
    inbound::{self, AskExtension, Assign, Delivery, Register, Source},
};
use kernel::{Actor, audit};
use time::macros::date;
use workflow::task;

use crate::office::{TestOffice, facts};

async fn waiting(office: &TestOffice, actor: &Actor) -> Vec<(String, i32)> {
    let page = task::list(office.office.database.read(), actor, None, None, 50)
        .await
        .unwrap();
    page.tasks
        .into_iter()
        .map(|task| (task.action, task.due_key))
        .collect()
}

async fn asked_of(office: &TestOffice, actor: &Actor) -> Vec<String> {
    waiting(office, actor)
        .await
        .into_iter()
        .map(|(action, _)| action)
        .collect()
}

#[tokio::test]
async fn an_arrival_goes_from_the_clerk_to_the_officer_and_is_settled() {
    let o = TestOffice::open().await;
    let arrival = o.register("12/BNV-VP").await.unwrap();
    assert_eq!(
        (arrival.number, arrival.state),
        (Some(1), ArrivalState::Registered)
    );
    assert_eq!(asked_of(&o, &o.clerk).await, ["submit"]);

    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    assert_eq!(asked_of(&o, &o.clerk).await, [""; 0]);
    assert_eq!(asked_of(&o, &o.leader).await, ["direct"]);

    let directed = inbound::direct(&o.office, &o.leader, o.directive(&arrival))
        .await
        .unwrap();
    assert_eq!(
        (directed.state, directed.due),
        (ArrivalState::Directed, Some(date!(2026 - 03 - 20)))
    );
    assert_eq!(asked_of(&o, &o.head).await, ["assign"]);
    assert_eq!(asked_of(&o, &o.cooperating_head).await, ["assign"]);

    let part = o.assigned(&arrival).await;
    let due = date!(2026 - 03 - 20).to_julian_day();
    assert_eq!(waiting(&o, &o.officer).await, [("settle".to_owned(), due)]);

    let done = inbound::report(
        &o.office,
        &o.officer,
        part,
        "Đã trả lời bằng công văn 15/UBND-VX.",
    )
    .await
    .unwrap();
    assert_eq!(done.state, ArrivalState::Completed);
    // Whoever cooperates late does not hold it up.
    assert_eq!(asked_of(&o, &o.cooperating_head).await, [""; 0]);
    assert_eq!(
        o.part(&arrival, "Phòng Kinh tế").await.state,
        AssignmentState::Cancelled
    );

    let shown = inbound::show(&o.office, &o.clerk, arrival.id).await.unwrap();
    let verbs: Vec<&str> = shown.timeline.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(
        verbs,
        [
            "registered",
            "submitted",
            "directed",
            "assigned",
            "reported",
            "completed"
        ]
    );
    assert!(
        audit::verify(o.office.database.read())
            .await
            .unwrap()
            .breaks
            .is_empty()
    );
}

#[tokio::test]
async fn a_task_done_by_another_is_a_conflict_that_tells_who_and_when() {
    let o = TestOffice::open().await;
    let arrival = o.register("12/BNV-VP").await.unwrap();
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    let again = inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None).await;
    let Err(Error::Conflict(happened)) = again else {
        panic!("submitted twice: {again:?}")
    };
    assert!(
        happened.contains("Lê Thị Lan đã trình lãnh đạo lúc 08:00 ngày 05/03/2026"),
        "{happened}"
    );
}

#[tokio::test]
async fn what_somebody_saw_in_an_older_version_is_refused() {
    let o = TestOffice::open().await;
    let arrival = o.register("12/BNV-VP").await.unwrap();
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    let mut command = o.directive(&arrival);
    command.version = Some(arrival.version);
    assert!(matches!(
        inbound::direct(&o.office, &o.leader, command).await,
        Err(Error::Stale)
    ));
    assert_eq!(asked_of(&o, &o.leader).await, ["direct"]);
}

#[tokio::test]
async fn an_officer_sends_back_and_the_head_assigns_anew() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let part = o.assigned(&arrival).await;
    inbound::send_back(&o.office, &o.officer, part, "Không thuộc nhiệm vụ của tôi.")
        .await
        .unwrap();
    assert_eq!(asked_of(&o, &o.head).await, ["assign"]);
    let unit = o.part(&arrival, "Phòng Văn xã").await;
    assert_eq!(unit.state, AssignmentState::Open);

    let to_self = Assign {
        assignment: unit.id,
        post: o.head.post,
        due: None,
        text: String::new(),
    };
    let mine = inbound::assign(&o.office, &o.head, to_self).await.unwrap();
    let done = inbound::report(&o.office, &o.head, mine.id, "Đã xong.")
        .await
        .unwrap();
    assert_eq!(done.state, ArrivalState::Completed);
}

#[tokio::test]
async fn a_lead_that_sends_back_brings_the_arrival_before_the_leader_again() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let unit = o.part(&arrival, "Phòng Văn xã").await;
    inbound::send_back(&o.office, &o.head, unit.id, "Thuộc Phòng Kinh tế.")
        .await
        .unwrap();
    assert_eq!(asked_of(&o, &o.leader).await, ["direct"]);
    assert_eq!(asked_of(&o, &o.cooperating_head).await, [""; 0]);
    let mut command = o.directive(&arrival);
    (command.lead, command.cooperating) = (o.cooperating_head.unit, Vec::new());
    let again = inbound::direct(&o.office, &o.leader, command).await.unwrap();
    assert_eq!(
        (again.state, again.unit_id),
        (ArrivalState::Directed, Some(o.cooperating_head.unit))
    );
}

#[tokio::test]
async fn beyond_the_units_date_the_leader_grants_and_every_date_moves() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let part = o.assigned(&arrival).await;
    let ask = |new_due| AskExtension {
        assignment: part,
        new_due,
        reason: "Chờ ý kiến Sở Tài chính.".to_owned(),
    };
    let earlier = inbound::ask_extension(&o.office, &o.officer, ask(date!(2026 - 03 - 19))).await;
    assert!(matches!(earlier, Err(Error::Invalid(_))));

    let request = inbound::ask_extension(&o.office, &o.officer, ask(date!(2026 - 03 - 27)))
        .await
        .unwrap();
    assert_eq!(asked_of(&o, &o.leader).await, ["decide_extension"]);
    inbound::decide_extension(&o.office, &o.leader, request, true, "")
        .await
        .unwrap();

    let due = date!(2026 - 03 - 27);
    assert_eq!(
        waiting(&o, &o.officer).await,
        [("settle".to_owned(), due.to_julian_day())]
    );
    let shown = inbound::show(&o.office, &o.officer, arrival.id).await.unwrap();
    assert_eq!(shown.arrival.due, Some(due));
    assert!(matches!(
        inbound::decide_extension(&o.office, &o.leader, request, true, "").await,
        Err(Error::Conflict(_))
    ));
}

#[tokio::test]
async fn what_another_agency_sends_waits_is_accepted_and_freezes_when_recalled() {
    use documents::entity::document;
    use sea_orm::EntityTrait as _;

    let o = TestOffice::open().await;
    let sent = o.register("12/BNV-VP").await.unwrap();
    let document = document::Entity::find_by_id(sent.document_id)
        .one(o.office.database.read())
        .await
        .unwrap()
        .unwrap();
    let mut change = o.office.database.begin().await.unwrap();
    let delivery = Delivery {
        to: o.foreign_clerk.agency,
        dispatch: uuid::Uuid::nil(),
    };
    let id = inbound::deliver(&o.office, &mut change, &o.clerk, &document, delivery)
        .await
        .unwrap();
    change.commit().await.unwrap();
    assert_eq!(asked_of(&o, &o.foreign_clerk).await, ["accept"]);

    let command = Register {
        source: Source::Sent(id),
        facts: facts(""),
        duplicates_seen: false,
        version: Some(1),
    };
    let accepted = inbound::register(&o.office, &o.foreign_clerk, command.clone())
        .await
        .unwrap();
    assert_eq!(
        (accepted.number, accepted.state),
        (Some(1), ArrivalState::Registered)
    );
    assert_eq!(asked_of(&o, &o.foreign_clerk).await, ["submit"]);
    let again = inbound::register(&o.office, &o.foreign_clerk, command).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");

    let mut change = o.office.database.begin().await.unwrap();
    inbound::recall(&o.office, &mut change, &o.clerk, &document, "Sai thẩm quyền.")
        .await
        .unwrap();
    change.commit().await.unwrap();
    let frozen = inbound::show(&o.office, &o.foreign_clerk, id).await.unwrap();
    assert_eq!(
        (frozen.arrival.state, frozen.arrival.number),
        (ArrivalState::Recalled, Some(1))
    );
    assert_eq!(frozen.arrival.reason, "Sai thẩm quyền.");
    let late = inbound::submit(&o.office, &o.foreign_clerk, id, o.foreign_clerk.post, None).await;
    assert!(late.is_err());
}
