use kernel::id::PostId;
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::json;
use workflow::{
    Command, Error as Refused,
    engine::Part,
    store::{
        Error,
        instances::{self, Act, person, process_helper},
    },
};

use crate::{
    desk::{Desk, variables},
    office::Fixture,
};

pub(crate) async fn a_case_puts_on_the_list_what_it_waits_for(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    // Who starts a case with a step of their own is at it.
    assert_eq!(desk.asked().await, [""; 0]);

    desk.done("draft", &desk.drafter).await;
    let unit = desk.drafter.unit;
    let agency = desk.drafter.agency;
    assert_eq!(
        desk.waiting().await,
        [
            ("check".to_owned(), format!("agency:{agency}:chief_of_office")),
            ("review".to_owned(), format!("unit:{unit}:unit_head")),
        ]
    );

    desk.done("review", &desk.head).await;
    desk.done("check", &desk.chief).await;
    let signer = format!("post:{}", desk.signer.post);
    assert_eq!(desk.waiting().await, [("sign".to_owned(), signer)]);

    desk.done("sign", &desk.signer).await;
    assert_eq!(desk.asked().await, [""; 0]);
    assert_eq!(desk.row().await.status, "completed");
}

pub(crate) async fn the_history_replays_to_the_stored_state(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    let review = desk.task("review").await;
    let back = Command::SendBack {
        task: review,
        by: person(desk.head.post),
        to: None,
        reason: "thiếu căn cứ".to_owned(),
        return_here: false,
    };
    desk.apply(back, desk.act(&desk.head, "đã trả lại"))
        .await
        .unwrap();
    desk.done("draft", &desk.drafter).await;
    desk.done("check", &desk.chief).await;
    desk.done("review", &desk.other_head).await;

    let row = desk.row().await;
    let read = desk.office.database.read();
    let steps = instances::history(read, desk.case).await.unwrap();
    let replayed = instances::replay(read, desk.case, &desk.calendar).await.unwrap();
    assert_eq!(replayed, row.standing().unwrap());
    assert_eq!(i64::try_from(steps.len()).unwrap(), row.revision);
    assert_eq!(steps[2].element.as_deref(), Some("review"));
    assert!(
        steps[2].in_words().starts_with("Lê Văn Hùng đã trả lại lúc "),
        "{}",
        steps[2].in_words()
    );
}

pub(crate) async fn a_retried_command_gets_the_same_answer_and_changes_nothing(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let task = desk.task("draft").await;
    let act = Act {
        command_id: Some(uuid::Uuid::from_u128(7)),
        ..desk.act(&desk.drafter, "đã trình")
    };
    let first = desk
        .apply(Desk::complete(task, &desk.drafter), act)
        .await
        .unwrap();
    let waiting = desk.waiting().await;

    let again = desk
        .apply(Desk::complete(task, &desk.drafter), act)
        .await
        .unwrap();

    assert!(again.is_repeated && !first.is_repeated);
    assert_eq!((again.revision, &again.effects), (first.revision, &first.effects));
    assert_eq!(desk.waiting().await, waiting);
    assert_eq!(desk.row().await.revision, first.revision);
}

pub(crate) async fn of_two_on_one_task_the_second_learns_who_was_first(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    let task = desk.task("review").await;

    let (one, two) = tokio::join!(
        desk.apply(
            Desk::complete(task, &desk.head),
            desk.act(&desk.head, "đã kiểm tra nội dung")
        ),
        desk.apply(
            Desk::complete(task, &desk.other_head),
            desk.act(&desk.other_head, "đã kiểm tra nội dung")
        ),
    );

    let (winner, loser) = match (one, two) {
        (Ok(_), Err(error)) => (&desk.head, error),
        (Err(error), Ok(_)) => (&desk.other_head, error),
        other => panic!("not exactly one won: {other:?}"),
    };
    let Error::Overtaken(told) = loser else {
        panic!("{loser:?}")
    };
    let expected = format!("{} đã kiểm tra nội dung lúc 08:00 ngày 21/11/2026", winner.name);
    assert_eq!(told, expected);
    assert_eq!(desk.row().await.revision, 3);
}

pub(crate) async fn who_saw_an_older_revision_learns_what_happened_since(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let seen = desk.done("draft", &desk.drafter).await.revision;
    desk.done("check", &desk.chief).await;
    let task = desk.task("review").await;
    let change = desk.office.database.begin().await.unwrap();

    let late = instances::apply(
        &change,
        desk.case,
        Some(seen),
        Desk::complete(task, &desk.head),
        desk.act(&desk.head, "đã kiểm tra"),
    )
    .await;

    match late {
        Err(Error::Overtaken(told)) => assert!(told.starts_with("Đỗ Thị Mai đã làm xong lúc"), "{told}"),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn a_change_that_is_not_committed_leaves_nothing(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let before = (desk.row().await, desk.waiting().await);
    let task = desk.task("draft").await;
    let command_id = Some(uuid::Uuid::from_u128(8));
    let act = Act {
        command_id,
        ..desk.act(&desk.drafter, "đã trình")
    };
    let change = desk.office.database.begin().await.unwrap();
    instances::apply(&change, desk.case, None, Desk::complete(task, &desk.drafter), act)
        .await
        .unwrap();
    // The process dies here.
    drop(change);

    assert_eq!((desk.row().await, desk.waiting().await), before);
    let read = desk.office.database.read();
    assert_eq!(instances::history(read, desk.case).await.unwrap().len(), 1);
    let again = desk
        .apply(Desk::complete(task, &desk.drafter), act)
        .await
        .unwrap();
    assert!(
        !again.is_repeated,
        "a lost command was taken for one that was applied"
    );
}

pub(crate) async fn a_subject_has_one_running_case(fixture: Fixture) {
    let mut desk = Desk::open(fixture).await;
    let change = desk.office.database.begin().await.unwrap();
    let first = std::mem::replace(&mut desk.case, desk.office.new_id());
    // Another id, but the subject is the first case's.
    let mut other = instances::process_instance::Entity::find_by_id(first)
        .one(change.connection())
        .await
        .unwrap()
        .unwrap();
    other.id = desk.case;
    let row: instances::process_instance::ActiveModel = other.into();
    let refused = instances::process_instance::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await;
    assert!(kernel::Error::from(refused.unwrap_err()).is_duplicate());
}

pub(crate) async fn exactly_one_leads_under_a_task(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    let task = desk.task("review").await;
    let take = Command::Transfer {
        task,
        by: person(desk.head.post),
        to: person(desk.head.post),
    };
    desk.apply(take, desk.act(&desk.head, "đã nhận")).await.unwrap();
    let lead = |helper: PostId| Command::AddHelper {
        task,
        by: person(desk.head.post),
        person: person(helper),
        part: Part::Lead,
        under: None,
    };
    let act = desk.act(&desk.head, "đã giao chủ trì");
    desk.apply(lead(desk.other_head.post), act).await.unwrap();
    let waiting = desk.waiting().await;
    assert!(
        waiting.contains(&("lead".to_owned(), format!("post:{}", desk.other_head.post))),
        "{waiting:?}"
    );
    assert!(matches!(
        desk.apply(lead(desk.chief.post), act).await,
        Err(Error::Workflow(Refused::SecondLead(_)))
    ));

    // Not even around the engine.
    let change = desk.office.database.begin().await.unwrap();
    let row = process_helper::ActiveModel {
        instance_id: Set(desk.case),
        step: Set(i64::try_from(task).unwrap()),
        person: Set(desk.chief.post.to_string()),
        part: Set("lead".to_owned()),
        under: Set(String::new()),
        done: Set(false),
    };
    let refused = process_helper::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await;
    assert!(kernel::Error::from(refused.unwrap_err()).is_duplicate());
}

pub(crate) async fn a_helper_and_a_colleague_are_asked_on_their_own_lists(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    desk.done("check", &desk.chief).await;
    let task = desk.task("review").await;
    let by = person(desk.head.post);
    let act = desk.act(&desk.head, "đã hỏi");
    let consult = Command::Consult {
        task,
        by: by.clone(),
        asked: person(desk.other_head.post),
        question: "Đã đủ căn cứ chưa?".to_owned(),
    };
    desk.apply(consult, act).await.unwrap();
    assert_eq!(desk.asked().await, ["advise", "review"]);

    let advise = Command::Advise {
        task,
        by: person(desk.other_head.post),
        answer: "Đủ.".to_owned(),
    };
    desk.apply(advise, desk.act(&desk.other_head, "đã góp ý"))
        .await
        .unwrap();
    assert_eq!(desk.asked().await, ["review"]);
}

pub(crate) async fn everything_of_who_leaves_goes_to_another(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    desk.done("review", &desk.head).await;
    let change = desk.office.database.begin().await.unwrap();
    // The signer leaves before the signature is asked for, and the chief takes over.
    let act = desk.act(&desk.chief, "đã bàn giao");
    let posts = (desk.signer.post, desk.chief.post);
    let touched = instances::hand_over(&change, desk.chief.agency, posts, act)
        .await
        .unwrap();
    change.commit().await.unwrap();
    assert_eq!(touched.len(), 1);

    desk.done("check", &desk.chief).await;

    let chief = format!("post:{}", desk.chief.post);
    assert_eq!(desk.waiting().await, [("sign".to_owned(), chief)]);
    let change = desk.office.database.begin().await.unwrap();
    let act = desk.act(&desk.chief, "đã bàn giao");
    let posts = (desk.chief.post, desk.head.post);
    instances::hand_over(&change, desk.chief.agency, posts, act)
        .await
        .unwrap();
    change.commit().await.unwrap();
    let head = format!("post:{}", desk.head.post);
    assert_eq!(desk.waiting().await, [("sign".to_owned(), head)]);
}

pub(crate) async fn variables_stand_on_the_case(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let set = Command::Set {
        variables: variables(json!({ "pages": 3 })),
    };
    desk.apply(set, desk.act(&desk.drafter, "đã sửa")).await.unwrap();
    assert_eq!(desk.row().await.standing().unwrap().variables["pages"], 3);
}
