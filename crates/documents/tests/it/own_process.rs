//! An agency's own process carries its arrivals.

use std::collections::BTreeSet;

use documents::{
    Error, inbound,
    processes::{INBOUND, SHIPPED},
};
use kernel::{Actor, actor::Role};
use workflow::{
    store::definitions::{Upload, publish, upload},
    task,
};

use crate::office::TestOffice;

/// The shipped process with a proposal by the auditor before the leader directs.
fn with_a_proposal() -> String {
    let (_, shipped) = SHIPPED.iter().find(|(key, _)| *key == INBOUND).unwrap();
    shipped.replace(
        r#"<bpmn:sequenceFlow id="submit-direct" sourceRef="submit" targetRef="direct"/>"#,
        r#"<bpmn:userTask id="propose" name="Đề xuất xử lý" v:candidateGroups="auditor"/>
    <bpmn:sequenceFlow id="submit-propose" sourceRef="submit" targetRef="propose"/>
    <bpmn:sequenceFlow id="propose-direct" sourceRef="propose" targetRef="direct"/>"#,
    )
}

fn with_role(actor: &Actor, role: Role) -> Actor {
    Actor {
        roles: BTreeSet::from([role]),
        ..actor.clone()
    }
}

async fn mine(o: &TestOffice, actor: &Actor) -> Vec<task::Line> {
    task::list(o.office.database.read(), actor, None, None, 10)
        .await
        .unwrap()
        .tasks
}

#[tokio::test]
async fn a_step_the_agency_added_comes_before_the_directive() {
    let o = TestOffice::open().await;
    let keeper = with_role(&o.stranger, Role::Administrator);
    let file = Upload {
        key: INBOUND.to_owned(),
        xml: with_a_proposal(),
        note: String::new(),
    };
    let (draft, _) = upload(&o.office, &keeper, file).await.unwrap();
    publish(&o.office, &keeper, draft.id, draft.revision)
        .await
        .unwrap();
    let arrival = o.register("12/BNV-VP").await.unwrap();
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    assert_eq!(mine(&o, &o.leader).await, []);
    let early = inbound::direct(&o.office, &o.leader, o.directive(&arrival)).await;
    assert!(early.is_err(), "directed before the proposal");

    let proposer = with_role(&o.stranger, Role::Auditor);
    let waiting = mine(&o, &proposer).await;
    assert_eq!(waiting[0].step_name.as_deref(), Some("Đề xuất xử lý"));
    inbound::finish_step(&o.office, &proposer, waiting[0].id, "Giao Phòng Văn xã.")
        .await
        .unwrap();

    let again = inbound::finish_step(&o.office, &proposer, waiting[0].id, "").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    inbound::direct(&o.office, &o.leader, o.directive(&arrival))
        .await
        .unwrap();
    // What has a use-case of its own is not done by name.
    let assign = mine(&o, &o.head).await.remove(0);
    let by_name = inbound::finish_step(&o.office, &o.head, assign.id, "").await;
    assert!(matches!(by_name, Err(Error::NotFound)), "{by_name:?}");
}
