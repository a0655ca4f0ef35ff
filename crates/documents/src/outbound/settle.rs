//! An arrival that is settled by the document that answers it.

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    id::Id as _,
    jobs::NewJob,
};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use workflow::task::{self, Ending};

use super::loaded::Loaded;
use crate::{
    Error, counters,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState},
    },
    flow::Flow,
    inbound,
};

/// Closes the arrival: the drafter chose that the answer settles it.
pub(super) async fn settle(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    loaded: &Loaded,
    arrival: arrival::Model,
) -> Result<(), Error> {
    let answer = loaded.document.number_symbol_text();
    let outcome = format!("đã trả lời bằng văn bản {answer}");
    assignment::Entity::update_many()
        .col_expr(assignment::Column::State, Expr::value(AssignmentState::Done))
        .col_expr(
            assignment::Column::Result,
            Expr::value(format!("Trả lời bằng văn bản {answer}")),
        )
        .col_expr(assignment::Column::EndedAt, Expr::value(office.now()))
        .col_expr(
            assignment::Column::Version,
            Expr::col(assignment::Column::Version).add(1),
        )
        .filter(assignment::Column::ArrivalId.eq(arrival.id))
        .filter(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
        .exec(change.connection())
        .await?;
    let flow = Flow {
        office,
        change,
        actor,
        kind: inbound::tasks::SUBJECT,
        subject: arrival.id.uuid(),
        outcome: &outcome,
    };
    flow.settle("answered", &outcome).await?;
    let ending = Ending {
        actor,
        outcome: &outcome,
        at: office.now(),
    };
    task::cancel_all(change, ending, arrival.id.uuid(), None).await?;
    let (agency, id, before, dispatch) = (arrival.agency_id, arrival.id, arrival.state, arrival.dispatch_id);
    let version = arrival.version + 1;
    let mut row = arrival.into_active_model();
    row.state = Set(ArrivalState::Completed);
    row.completed_at = Set(Some(office.now()));
    row.version = Set(version);
    row.update(change.connection()).await?;
    let (from, to) = (
        format!("arrival:{}", before.code()),
        format!("arrival:{}", ArrivalState::Completed.code()),
    );
    counters::shift(change, agency, &from, &to).await?;
    change.enqueue(NewJob::new("index", json!({ "arrival": id }), office.now()));
    if let Some(dispatch) = dispatch {
        let payload =
            json!({ "dispatch": dispatch, "status": "completed", "reason": "", "at": office.now() });
        change.enqueue(NewJob::new("dispatch_status", payload, office.now()));
    }
    let entry = Entry::by(actor, office.now(), "completed", Subject::new("arrival", id));
    change.record(entry.with(json!({ "note": format!("Trả lời bằng văn bản {answer}") })));
    Ok(())
}
