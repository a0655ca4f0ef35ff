//! People complete tasks, many at once; beside it, as many updates of one row through the same pool.

use std::fmt::Write as _;
use std::{collections::BTreeSet, time::Instant};

use kernel::{
    Actor, Office,
    actor::Role,
    calendar::WorkingCalendar,
    id::{AccountId, AgencyId, PersonId, PostId, UnitId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Map, json};
use tokio::task::JoinSet;
use workflow::{
    Command,
    store::{
        definitions::{Published, current, ship},
        instances::{self, Act, Applied, Card, NewInstance, person},
    },
    task::task_reminder,
};

/// Eight steps one after the other.
fn process() -> String {
    let mut body = r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned();
    let mut before = "s".to_owned();
    for step in 1..=8 {
        let _ = write!(
            body,
            r#"<userTask id="t{step}" name="Bước {step}" v:assignee="${{holder}}"/><sequenceFlow id="f{step}" sourceRef="{before}" targetRef="t{step}"/>"#
        );
        before = format!("t{step}");
    }
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="p" name="Tám bước" isExecutable="true">{body}<sequenceFlow id="last" sourceRef="{before}" targetRef="e"/></process></definitions>"#
    )
}

pub(crate) fn actor(office: &Office, agency: AgencyId) -> Actor {
    let unit: UnitId = office.new_id();
    Actor {
        account: office.new_id::<AccountId>(),
        person: office.new_id::<PersonId>(),
        name: "Nguyễn Văn An".to_owned(),
        post: office.new_id::<PostId>(),
        title: "Chuyên viên".to_owned(),
        unit,
        units: vec![unit],
        agency,
        roles: BTreeSet::from([Role::Officer]),
        on_behalf: None,
    }
}

/// Completions each second: `workers` people, each completing `each` tasks one after the other.
pub(crate) async fn completions(office: &Office, workers: usize, each: usize) -> f64 {
    let agency: AgencyId = office.new_id();
    ship(office, "bench", &process())
        .await
        .expect("the process is sound");
    let published = current(office.database.read(), agency, "bench")
        .await
        .expect("the database answers")
        .expect("it was shipped");
    let start = Instant::now();
    let mut people = JoinSet::new();
    for _ in 0..workers {
        let (office, published) = (office.clone(), published.clone());
        people.spawn(async move {
            let actor = actor(&office, agency);
            work(&office, &actor, &published, each).await
        });
    }
    let done: usize = people.join_all().await.into_iter().sum();
    rate(done, start)
}

async fn work(office: &Office, actor: &Actor, published: &Published, each: usize) -> usize {
    let mut done = 0;
    while done < each {
        let mut applied = start(office, actor, published).await;
        loop {
            let next = applied.state.open_tasks().next().map(|token| token.id);
            let Some(task) = next else {
                break;
            };
            let complete = Command::Complete {
                task,
                by: Some(person(actor.post)),
                variables: Map::new(),
            };
            let calendar = WorkingCalendar::default();
            let act = Act::of(actor, office.now(), &calendar, "đã xong");
            let change = office.database.begin().await.expect("a change begins");
            applied = instances::apply(&change, applied.instance, None, complete, act)
                .await
                .expect("the task is open");
            change.commit().await.expect("it is on disk");
            done += 1;
        }
    }
    done
}

async fn start(office: &Office, actor: &Actor, published: &Published) -> Applied {
    let variables = json!({ "holder": actor.post });
    let id: instances::InstanceId = office.new_id();
    let new = NewInstance {
        id,
        definition: published.clone(),
        card: Card {
            kind: "bench",
            id: id.0,
            agency: actor.agency,
            title: "Về việc báo cáo kết quả thực hiện nhiệm vụ".to_owned(),
            detail: "12/BNV-VP · Bộ Nội vụ".to_owned(),
            urgency: "normal",
        },
        at: None,
        variables: variables.as_object().cloned().unwrap_or_default(),
    };
    let calendar = WorkingCalendar::default();
    let change = office.database.begin().await.expect("a change begins");
    let act = Act::of(actor, office.now(), &calendar, "đã bắt đầu");
    let applied = instances::start(&change, new, act).await.expect("it starts");
    change.commit().await.expect("it is on disk");
    applied
}

/// Updates of one small row each, by as many at once.
pub(crate) async fn bare(office: &Office, workers: usize, each: usize) -> f64 {
    let ids: Vec<workflow::task::TaskId> = (0..workers).map(|_| office.new_id()).collect();
    let change = office.database.begin().await.expect("a change begins");
    let rows = ids.iter().map(|id| task_reminder::ActiveModel {
        task_id: Set(*id),
        at: Set(office.now()),
        told: Set(0),
    });
    task_reminder::Entity::insert_many(rows)
        .exec_without_returning(change.connection())
        .await
        .expect("rows to update");
    change.commit().await.expect("it is on disk");
    let start = Instant::now();
    let mut people = JoinSet::new();
    for id in ids {
        let office = office.clone();
        people.spawn(async move {
            for told in 0..each {
                let change = office.database.begin().await.expect("a change begins");
                let told = i32::try_from(told).unwrap_or(i32::MAX);
                task_reminder::Entity::update_many()
                    .col_expr(task_reminder::Column::Told, Expr::value(told))
                    .filter(task_reminder::Column::TaskId.eq(id))
                    .exec(change.connection())
                    .await
                    .expect("the row is there");
                change.commit().await.expect("it is on disk");
            }
            each
        });
    }
    let done: usize = people.join_all().await.into_iter().sum();
    rate(done, start)
}

#[expect(clippy::cast_precision_loss, reason = "a rate to be printed")]
fn rate(done: usize, since: Instant) -> f64 {
    done as f64 / since.elapsed().as_secs_f64()
}
