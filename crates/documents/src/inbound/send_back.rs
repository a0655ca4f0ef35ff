use kernel::{Actor, Office, UnitOfWork};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use workflow::{Command, store::instances::person, task::Holder};

use super::{
    row::{Moves, announce, load_assignment, move_assignment, move_to, record},
    tasks,
};
use crate::{
    AssignmentId, Error,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState, Part},
        directive,
    },
    flow::{Flow, Whose},
    notification::{self, Kind, News},
};

/// Sends a part back with the reason: a person to the unit's head, a unit's head to the leader who directed.
///
/// # Errors
/// When no reason is given, or it ended meanwhile.
pub async fn send_back(office: &Office, actor: &Actor, id: AssignmentId, why: &str) -> Result<(), Error> {
    let why = super::returned::reason(why)?;
    let mut change = office.database.begin().await?;
    let (mine, arrival, _) = load_assignment(change.connection(), actor, id).await?;
    let flow = tasks::flow(office, &change, actor, arrival.id, "đã trả lại");
    give_back(flow, &mine, &why).await?;
    move_assignment(
        office,
        &change,
        id,
        AssignmentState::Open,
        AssignmentState::Returned,
        &why,
    )
    .await?;
    match mine.parent_id {
        Some(parent) => {
            let (from, to) = (AssignmentState::Delegated, AssignmentState::Open);
            move_assignment(office, &change, parent, from, to, "").await?;
        }
        None if mine.part == Part::Lead => {
            back_to_leader(office, &change, &arrival).await?;
        }
        None => tell_leader(office, &change, actor, &mine, &why).await?,
    }
    record(
        office,
        &mut change,
        actor,
        arrival.id,
        "sent_back",
        json!({ "note": why }),
    );
    announce(office, &mut change, &arrival, None);
    change.commit().await?;
    Ok(())
}

/// The leader has nothing to do about a cooperating unit that gave its part back, but is to know.
async fn tell_leader(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    part: &assignment::Model,
    why: &str,
) -> Result<(), Error> {
    let Some(id) = part.directive_id else {
        return Ok(());
    };
    let Some(directive) = directive::Entity::find_by_id(id).one(change.connection()).await? else {
        return Ok(());
    };
    let news = News::new(
        format!("part-returned/{}", part.id),
        Kind::Returned,
        (tasks::SUBJECT, part.arrival_id.0),
        [Holder::Post(directive.by_post)],
        office.now(),
    );
    let said = format!("{}: {why}", part.holder_name);
    notification::tell(change, news.by(actor).saying(said));
    Ok(())
}

/// Moves the case: a person's part goes back to who assigned it, the lead's to who directed, and another unit's ends.
async fn give_back(flow: Flow<'_>, mine: &assignment::Model, why: &str) -> Result<(), Error> {
    let action = if mine.post_id.is_some() {
        tasks::SETTLE
    } else {
        tasks::ASSIGN
    };
    let part = Some(mine.id.0);
    let case = flow.case().await?;
    let held = case.and_then(|case| {
        let token = case
            .task(action, part)
            .filter(|token| case.is_for(token, flow.actor))?;
        let held = (token.id, case.catches_failure(token));
        Some((case, held))
    });
    let Some((case, (task, is_caught))) = held else {
        return Err(flow.why_not(action, part, Whose::Named, None).await);
    };
    if mine.parent_id.is_some() {
        let back = Command::SendBack {
            task,
            by: person(flow.actor.post),
            to: None,
            reason: why.to_owned(),
            return_here: false,
        };
        flow.apply(case, back).await?;
    } else if mine.part == Part::Lead {
        if !flow.rewind(tasks::DIRECT, why).await? {
            return Err(Error::Conflict(
                "Quy trình không cho trả lại từ bước này.".to_owned(),
            ));
        }
    } else {
        // Without the event in the process the whole case would fail for one unit.
        if !is_caught {
            return Err(Error::Conflict(
                "Quy trình không cho trả lại từ bước này.".to_owned(),
            ));
        }
        let fail = Command::Fail {
            task,
            code: "returned".to_owned(),
        };
        flow.apply(case, fail).await?;
    }
    Ok(())
}

/// The lead is missing: the arrival waits for a new directive, and what the old one asked of others is no longer asked.
async fn back_to_leader(office: &Office, change: &UnitOfWork, arrival: &arrival::Model) -> Result<(), Error> {
    let outcome = "chờ chỉ đạo lại";
    let open = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.eq(arrival.id))
        .filter(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
        .all(change.connection())
        .await?;
    for row in open {
        move_assignment(
            office,
            change,
            row.id,
            row.state,
            AssignmentState::Cancelled,
            outcome,
        )
        .await?;
    }
    move_to(change, arrival, ArrivalState::Submitted, Moves::default()).await
}
