//! Where a case is, how long it stayed, and how it is put under another version.

use kernel::{Actor, actor::Role};
use serde_json::json;
use time::Duration;
use workflow::{
    Command,
    engine::Mapping,
    store::{
        Error,
        definitions::{Published, current, ship},
        instances::{self, Act, person},
    },
    task::Holder,
    timing,
};

use crate::{
    desk::{Desk, PROCESS, variables},
    office::Fixture,
};

/// The unit's look is called otherwise and asked of the leader, and a step stands before the signature.
async fn newer(desk: &Desk) -> Published {
    let xml = PROCESS
        .replace("\"review\"", "\"content\"")
        .replace("unit_head@${unit}", "leader")
        .replace(
            r#"<sequenceFlow id="8" sourceRef="note" targetRef="sign"/>"#,
            r#"<userTask id="last" name="Soát lần cuối" v:candidateGroups="clerk"/><sequenceFlow id="8" sourceRef="note" targetRef="last"/>
               <sequenceFlow id="12" sourceRef="last" targetRef="sign"/>"#,
        );
    ship(&desk.office, "outbound", &xml).await.unwrap();
    current(desk.office.database.read(), desk.drafter.agency, "outbound")
        .await
        .unwrap()
        .unwrap()
}

async fn move_case(desk: &Desk, to: &Published, mapping: &[(&str, &str)]) -> Result<(), Error> {
    let pairs = mapping
        .iter()
        .map(|(old, new)| ((*old).to_owned(), (*new).to_owned()));
    let mapping = Mapping(pairs.collect());
    let change = desk.office.database.begin().await.unwrap();
    let act = desk.act(&desk.chief, "đã chuyển sang bản mới");
    instances::move_to(&change, desk.case, None, to, &mapping, act).await?;
    change.commit().await.unwrap();
    Ok(())
}

pub(crate) async fn a_case_tells_where_it_is_and_who_has_it(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let read = desk.office.database.read();
    let position = || async {
        instances::position(read, "draft", desk.case.0)
            .await
            .unwrap()
            .unwrap()
    };
    // The drafter's own step is on no list, and the picture tells it all the same.
    let at_draft = position().await;
    assert_eq!(at_draft.waiting[0].holders, [Holder::Post(desk.drafter.post)]);
    assert_eq!(at_draft.waiting[0].since, Some(desk.office.now()));

    desk.done("draft", &desk.drafter).await;
    let task = desk.task("review").await;
    let take = Command::Transfer {
        task,
        by: person(desk.head.post),
        to: person(desk.head.post),
    };
    let later = desk.office.now().plus(Duration::HOUR);
    let act = Act {
        at: later,
        ..desk.act(&desk.head, "đã nhận")
    };
    desk.apply(take, act).await.unwrap();

    let position = position().await;
    let present: Vec<&str> = position.present.iter().map(String::as_str).collect();
    assert_eq!(present, ["check", "review"]);
    assert!(position.passed.contains("draft") && position.passed.contains("2"));
    assert!(!position.passed.contains("sign"));
    let review = position
        .waiting
        .iter()
        .find(|one| one.element == "review")
        .unwrap();
    assert_eq!(review.holders, [Holder::Post(desk.head.post)]);
    assert_eq!(review.since, Some(later));
    assert!(review.due.is_some());
    let check = position
        .waiting
        .iter()
        .find(|one| one.element == "check")
        .unwrap();
    let chief = Holder::Agency(desk.drafter.agency, Role::ChiefOfOffice);
    assert_eq!(check.holders, [chief]);
}

pub(crate) async fn the_history_tells_how_long_steps_take(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    let begun = desk.office.now();
    let at = |hours: i64| begun.plus(Duration::hours(hours));
    for (element, by, hours) in [
        ("draft", &desk.drafter, 3),
        ("review", &desk.head, 5),
        ("check", &desk.chief, 27),
    ] {
        let act = Act {
            at: at(hours),
            ..desk.act(by, "đã xong")
        };
        let task = desk.task(element).await;
        desk.apply(Desk::complete(task, by), act).await.unwrap();
    }
    let read = desk.office.database.read();
    let row = desk.row().await;
    let sample = instances::sample(read, desk.drafter.agency, row.definition_id)
        .await
        .unwrap();
    assert_eq!((sample.running, sample.ended, sample.has_more), (1, 0, false));
    let told = timing::of_steps(&sample.stays, at(30).micros());
    let of = |element: &str| {
        let step = told.iter().find(|step| step.element == element).unwrap();
        let hours = |micros: Option<i64>| micros.map(|micros| micros / 3_600_000_000);
        (hours(step.median), step.open, hours(step.oldest))
    };
    assert_eq!(of("draft"), (Some(3), 0, None));
    assert_eq!(of("check"), (Some(24), 0, None));
    assert_eq!(of("sign"), (None, 1, Some(3)));
    let counts = instances::counts(read, desk.drafter.agency).await.unwrap();
    assert_eq!(
        counts
            .iter()
            .map(|count| (count.definition_id, count.running))
            .collect::<Vec<_>>(),
        [(row.definition_id, 1)]
    );
}

pub(crate) async fn a_moved_case_goes_on_and_its_history_still_replays(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    desk.done("check", &desk.chief).await;
    let to = newer(&desk).await;

    match move_case(&desk, &to, &[]).await {
        Err(Error::Unmovable(faults)) => assert_eq!(faults[0].element, "review"),
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.asked().await, ["review"]);

    move_case(&desk, &to, &[("review", "content")]).await.unwrap();
    let agency = desk.drafter.agency;
    assert_eq!(
        desk.waiting().await,
        [("content".to_owned(), format!("agency:{agency}:leader"))]
    );
    let row = desk.row().await;
    assert_eq!(row.definition_id, to.id);

    let set = Command::Set {
        variables: variables(json!({ "pages": 3 })),
    };
    desk.apply(set, desk.act(&desk.drafter, "đã sửa")).await.unwrap();
    let task = desk
        .row()
        .await
        .standing()
        .unwrap()
        .open_tasks()
        .next()
        .unwrap()
        .id;
    desk.apply(
        Desk::complete(task, &desk.signer),
        desk.act(&desk.signer, "đã duyệt"),
    )
    .await
    .unwrap();
    assert_eq!(desk.asked().await, ["last"]);

    let read = desk.office.database.read();
    let replayed = instances::replay(read, desk.case, &desk.calendar).await.unwrap();
    assert_eq!(replayed, desk.row().await.standing().unwrap());
    let steps = instances::history(read, desk.case).await.unwrap();
    let moved = steps[3].moved().unwrap().unwrap();
    assert_eq!((moved.to, moved.mapping.0["review"].as_str()), (to.id, "content"));
    assert!(
        steps[3]
            .in_words()
            .starts_with("Đỗ Thị Mai đã chuyển sang bản mới")
    );
    // What was passed before is told by the new version's names.
    let position = instances::position(read, "draft", desk.case.0)
        .await
        .unwrap()
        .unwrap();
    assert!(position.passed.contains("content") && position.present.contains("last"));
}

pub(crate) async fn a_move_is_looked_at_before_it_is_made(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    let from = desk.row().await.definition_id;
    let to = newer(&desk).await;
    let read = desk.office.database.read();

    let proposed = instances::plan(read, &desk.chief, (from, to.id), None, 10)
        .await
        .unwrap();
    // The step that stands for the same is found under its new id.
    assert_eq!(proposed.mapping.0["review"], "content");
    assert_eq!(proposed.cases.len(), 1);
    assert_eq!(proposed.cases[0].faults, []);
    let seats: Vec<_> = proposed.cases[0]
        .seats
        .iter()
        .map(|seat| (seat.now.as_str(), seat.then.as_deref()))
        .collect();
    assert!(
        seats.contains(&("Kiểm tra nội dung", Some("Kiểm tra nội dung"))),
        "{seats:?}"
    );

    let same_ids = instances::plan(read, &desk.chief, (from, to.id), Some(Mapping::default()), 10)
        .await
        .unwrap();
    assert_eq!(same_ids.cases[0].faults[0].element, "review");
    assert!(
        same_ids
            .elements
            .iter()
            .any(|one| one.element == "review" && one.to.is_none())
    );
    assert!(matches!(
        instances::plan(read, &desk.chief, (to.id, from), None, 10).await,
        Err(Error::Invalid(_))
    ));
    // Looking changes nothing.
    assert_eq!(desk.row().await.definition_id, from);
}

/// A process that asks the clerk and then calls another by its key.
fn caller(key: &str) -> String {
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="outer" isExecutable="true">
  <startEvent id="s"/><userTask id="draft" name="Soạn thảo" v:assignee="${{drafter}}"/><callActivity id="call" calledElement="{key}"/>
  <userTask id="file" name="Lưu hồ sơ" v:candidateGroups="clerk"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="draft"/><sequenceFlow id="2" sourceRef="draft" targetRef="call"/>
  <sequenceFlow id="3" sourceRef="call" targetRef="file"/><sequenceFlow id="4" sourceRef="file" targetRef="e"/></process></definitions>"#
    )
}

/// A process of one step, asked of this role. Its ids are the caller's as well.
fn called(role: &str) -> String {
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="outer" isExecutable="true">
  <startEvent id="s"/><userTask id="draft" name="Cho ý kiến" v:candidateGroups="{role}"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="draft"/><sequenceFlow id="2" sourceRef="draft" targetRef="e"/></process></definitions>"#
    )
}

/// Completes the oldest open task.
async fn next(desk: &Desk, by: &Actor) {
    let state = desk.row().await.standing().unwrap();
    let task = state.open_tasks().next().unwrap().id;
    desk.apply(Desk::complete(task, by), desk.act(by, "đã xong"))
        .await
        .unwrap();
}

pub(crate) async fn a_process_runs_another_published_one(fixture: Fixture) {
    let mut desk = Desk::open(fixture).await;
    match ship(&desk.office, "outbound", &caller("opinion")).await {
        Err(Error::Faulty(faults)) => {
            assert_eq!((faults[0].element.as_str(), faults[0].line), ("call", 2));
        }
        other => panic!("{other:?}"),
    }
    ship(&desk.office, "opinion", &called("leader")).await.unwrap();
    ship(&desk.office, "outbound", &caller("opinion")).await.unwrap();
    // What is published later changes nothing for who called before.
    ship(&desk.office, "opinion", &called("chief_of_office"))
        .await
        .unwrap();

    desk.case = desk.office.new_id();
    let change = desk.office.database.begin().await.unwrap();
    desk.start(&change).await.unwrap();
    change.commit().await.unwrap();
    let agency = desk.drafter.agency;
    next(&desk, &desk.drafter).await;
    assert!(
        desk.waiting()
            .await
            .contains(&("draft".to_owned(), format!("agency:{agency}:leader")))
    );
    next(&desk, &desk.signer).await;
    assert!(desk.asked().await.contains(&"file".to_owned()));
    next(&desk, &desk.drafter).await;
    assert_eq!(desk.row().await.status, "completed");
    let read = desk.office.database.read();
    let replayed = instances::replay(read, desk.case, &desk.calendar).await.unwrap();
    assert_eq!(replayed, desk.row().await.standing().unwrap());
}
