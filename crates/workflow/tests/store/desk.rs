//! A process with its people, as the tests of cases use it.

use std::collections::BTreeSet;

use kernel::{
    Actor, Office, UnitOfWork,
    actor::Role,
    calendar::WorkingCalendar,
    id::{AccountId, PersonId, PostId},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Map, Value, json};
use workflow::{
    Command,
    store::{
        Error,
        definitions::{current, ship},
        instances::{self, Act, Applied, Card, InstanceId, NewInstance, person},
    },
    task::{TaskState, task},
};

use crate::office::{Fixture, actor};

/// Review by the unit's head and check by the chief of office side by side, then the signature; the review has a timer.
pub(crate) const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="p" name="Soạn thảo" isExecutable="true">
  <startEvent id="s"/><userTask id="draft" name="Soạn thảo" v:assignee="${drafter}"/><parallelGateway id="fork"/>
  <userTask id="review" name="Kiểm tra nội dung" v:candidateGroups="unit_head@${unit}" v:dueDate="P2D"/>
  <userTask id="check" name="Kiểm tra thể thức" v:candidateGroups="chief_of_office"/><parallelGateway id="join"/>
  <serviceTask id="note" name="Ghi sổ"/><userTask id="sign" name="Ký" v:assignee="${signer}"/><endEvent id="e"/>
  <boundaryEvent id="late" attachedToRef="review" cancelActivity="false"><timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>
  <userTask id="urge" name="Đôn đốc" v:candidateGroups="leader"/><endEvent id="urged"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="draft"/><sequenceFlow id="2" sourceRef="draft" targetRef="fork"/>
  <sequenceFlow id="3" sourceRef="fork" targetRef="review"/><sequenceFlow id="4" sourceRef="fork" targetRef="check"/>
  <sequenceFlow id="5" sourceRef="review" targetRef="join"/><sequenceFlow id="6" sourceRef="check" targetRef="join"/>
  <sequenceFlow id="7" sourceRef="join" targetRef="note"/><sequenceFlow id="8" sourceRef="note" targetRef="sign"/>
  <sequenceFlow id="9" sourceRef="sign" targetRef="e"/>
  <sequenceFlow id="10" sourceRef="late" targetRef="urge"/><sequenceFlow id="11" sourceRef="urge" targetRef="urged"/>
</process></definitions>"#;

/// An agency with its people and a case of [`PROCESS`].
pub(crate) struct Desk {
    pub(crate) office: Office,
    pub(crate) drafter: Actor,
    pub(crate) head: Actor,
    pub(crate) other_head: Actor,
    pub(crate) chief: Actor,
    pub(crate) signer: Actor,
    pub(crate) case: InstanceId,
    pub(crate) calendar: WorkingCalendar,
    _fixture: Fixture,
}

fn colleague(office: &Office, of: &Actor, name: &str, role: Role) -> Actor {
    Actor {
        account: office.new_id::<AccountId>(),
        person: office.new_id::<PersonId>(),
        post: office.new_id::<PostId>(),
        name: name.to_owned(),
        roles: BTreeSet::from([role]),
        ..of.clone()
    }
}

impl Desk {
    pub(crate) async fn open(fixture: Fixture) -> Self {
        let office = fixture.office.clone();
        ship(&office, "outbound", PROCESS).await.unwrap();
        let drafter = actor(&office, Role::Officer);
        let desk = Self {
            head: colleague(&office, &drafter, "Lê Văn Hùng", Role::UnitHead),
            other_head: colleague(&office, &drafter, "Trần Thị Hà", Role::UnitHead),
            chief: colleague(&office, &drafter, "Đỗ Thị Mai", Role::ChiefOfOffice),
            signer: colleague(&office, &drafter, "Trần Văn Bình", Role::Leader),
            case: office.new_id(),
            calendar: WorkingCalendar::default(),
            drafter,
            office,
            _fixture: fixture,
        };
        let change = desk.office.database.begin().await.unwrap();
        desk.start(&change).await.unwrap();
        change.commit().await.unwrap();
        desk
    }

    pub(crate) async fn start(&self, change: &UnitOfWork) -> Result<Applied, Error> {
        let definition = current(change.connection(), self.drafter.agency, "outbound")
            .await
            .unwrap()
            .unwrap();
        let variables =
            json!({ "drafter": self.drafter.post, "unit": self.drafter.unit, "signer": self.signer.post });
        let new = NewInstance {
            id: self.case,
            definition,
            card: Card {
                kind: "draft",
                id: self.case.0,
                agency: self.drafter.agency,
                title: "Về việc báo cáo".to_owned(),
                detail: "Công văn".to_owned(),
                urgency: "normal",
            },
            at: None,
            variables: variables.as_object().cloned().unwrap(),
        };
        instances::start(change, new, self.act(&self.drafter, "đã soạn")).await
    }

    pub(crate) fn act<'a>(&'a self, actor: &'a Actor, outcome: &'a str) -> Act<'a> {
        Act::of(actor, self.office.now(), &self.calendar, outcome)
    }

    /// The number of the open task at an element.
    pub(crate) async fn task(&self, element: &str) -> u64 {
        let name = match element {
            "draft" => "Soạn thảo",
            "review" => "Kiểm tra nội dung",
            "check" => "Kiểm tra thể thức",
            "sign" => "Ký",
            other => panic!("no element {other}"),
        };
        let row = instances::of_subject(self.office.database.read(), "draft", self.case.0)
            .await
            .unwrap()
            .unwrap();
        let definition = workflow::store::definitions::by_id(self.office.database.read(), row.definition_id)
            .await
            .unwrap();
        let standing = row.standing().unwrap();
        standing
            .open_tasks()
            .find(|token| definition.nodes[token.element()].label() == name)
            .unwrap_or_else(|| panic!("{element} is not open"))
            .id
    }

    pub(crate) fn complete(task: u64, by: &Actor) -> Command {
        Command::Complete {
            task,
            by: Some(person(by.post)),
            variables: Map::new(),
        }
    }

    /// Completes the open task at an element.
    pub(crate) async fn done(&self, element: &str, by: &Actor) -> Applied {
        let task = self.task(element).await;
        let act = self.act(by, "đã làm xong");
        self.apply(Self::complete(task, by), act).await.unwrap()
    }

    pub(crate) async fn apply(&self, command: Command, act: Act<'_>) -> Result<Applied, Error> {
        let change = self.office.database.begin().await.unwrap();
        let applied = instances::apply(&change, self.case, None, command, act).await?;
        change.commit().await.unwrap();
        Ok(applied)
    }

    /// The open rows of the work list: what is asked, and of whom.
    pub(crate) async fn waiting(&self) -> Vec<(String, String)> {
        let rows = task::Entity::find()
            .filter(task::Column::State.eq(TaskState::Open))
            .order_by_asc(task::Column::Action)
            .all(self.office.database.read())
            .await
            .unwrap();
        rows.into_iter().map(|row| (row.action, row.holder)).collect()
    }

    /// The same as texts of what is asked only.
    pub(crate) async fn asked(&self) -> Vec<String> {
        self.waiting()
            .await
            .into_iter()
            .map(|(action, _)| action)
            .collect()
    }

    pub(crate) async fn row(&self) -> instances::process_instance::Model {
        instances::process_instance::Entity::find_by_id(self.case)
            .one(self.office.database.read())
            .await
            .unwrap()
            .unwrap()
    }
}

/// Fields of a JSON object as variables.
pub(crate) fn variables(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}
