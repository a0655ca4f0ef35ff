use directory::{Permission, Require as _};
use kernel::{Actor, Office, UnitOfWork, actor::Role, text::clean};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use time::Date;
use workflow::task::{self, Holder};

use super::{
    row::{Moves, load, load_assignment, move_to, record},
    tasks,
};
use crate::{
    AssignmentId, Error, ExtensionId,
    entity::{
        arrival,
        assignment::{self, AssignmentState, Part},
        directive,
        extension_request::{self, ExtensionState},
    },
    notification::{self, Kind, News},
};

/// Who answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decider {
    /// The head of the unit.
    UnitHead,
    /// The leader who gave the directive.
    Leader,
}

/// Within the unit's own date its head may answer; beyond it, or when the head asks, the leader must.
fn decider(new_due: Date, unit_due: Option<Date>, asker_is_head: bool) -> Decider {
    let within_unit = unit_due.is_none_or(|due| new_due <= due);
    if within_unit && !asker_is_head {
        Decider::UnitHead
    } else {
        Decider::Leader
    }
}

/// A request for a later due date.
#[derive(Debug, Clone)]
pub struct AskExtension {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The date asked for.
    pub new_due: Date,
    /// Why.
    pub reason: String,
}

/// Asks for a later due date.
///
/// # Errors
/// When the date is not later, no reason is given, or a request waits already.
pub async fn ask_extension(
    office: &Office,
    actor: &Actor,
    command: AskExtension,
) -> Result<ExtensionId, Error> {
    actor.require(Permission::SettleArrival)?;
    let reason = super::returned::reason(&command.reason)?;
    let mut change = office.database.begin().await?;
    let (mine, arrival, document) = load_assignment(change.connection(), actor, command.assignment).await?;
    if mine.post_id != Some(actor.post) {
        return Err(Error::NotFound);
    }
    if mine.state != AssignmentState::Open {
        return Err(Error::Conflict(format!(
            "Phần việc này nay là “{}”.",
            mine.state.label()
        )));
    }
    if command.new_due <= office.today() || mine.due.is_some_and(|due| command.new_due <= due) {
        return Err(Error::field(
            "new_due",
            "Hạn mới phải sau hạn hiện nay và sau hôm nay.",
        ));
    }
    if asked(&change, mine.id).await?.is_some() {
        return Err(Error::Conflict(
            "Đã có một lần xin gia hạn đang chờ trả lời.".to_owned(),
        ));
    }
    let unit = match mine.parent_id {
        Some(parent) => assignment::Entity::find_by_id(parent)
            .one(change.connection())
            .await?
            .ok_or(Error::NotFound)?,
        None => mine.clone(),
    };
    let holder = match decider(command.new_due, unit.due, actor.has(Role::UnitHead)) {
        Decider::UnitHead => Holder::Unit(unit.unit_id, Role::UnitHead),
        Decider::Leader => Holder::Post(latest_directive(&change, &arrival).await?.by_post),
    };
    let id: ExtensionId = office.new_id();
    let row = extension_request::ActiveModel {
        id: Set(id),
        assignment_id: Set(mine.id),
        arrival_id: Set(arrival.id),
        asked_by: Set(actor.post),
        asked_name: Set(actor.name.clone()),
        new_due: Set(command.new_due),
        reason: Set(reason.clone()),
        state: Set(ExtensionState::Asked),
        asked_at: Set(office.now()),
        decided_name: Set(None),
        decided_at: Set(None),
        answer: Set(String::new()),
        version: Set(1),
    };
    extension_request::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    let about = (&arrival, &document);
    tasks::open(
        office,
        &change,
        about,
        holder,
        tasks::DECIDE,
        Some(id.0),
        office.today().next_day(),
    )
    .await?;
    let details = json!({ "what": format!("đến {}", shown(command.new_due)), "note": reason });
    record(office, &mut change, actor, arrival.id, "extension_asked", details);
    change.commit().await?;
    Ok(id)
}

async fn asked(
    change: &UnitOfWork,
    assignment: AssignmentId,
) -> Result<Option<extension_request::Model>, Error> {
    Ok(extension_request::Entity::find()
        .filter(extension_request::Column::AssignmentId.eq(assignment))
        .filter(extension_request::Column::State.eq(ExtensionState::Asked))
        .one(change.connection())
        .await?)
}

async fn latest_directive(change: &UnitOfWork, arrival: &arrival::Model) -> Result<directive::Model, Error> {
    directive::Entity::find()
        .filter(directive::Column::ArrivalId.eq(arrival.id))
        .order_by_desc(directive::Column::At)
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)
}

/// Grants or refuses a later due date.
///
/// # Errors
/// [`Error::Conflict`] when it was answered meanwhile; a refusal needs a reason.
pub async fn decide_extension(
    office: &Office,
    actor: &Actor,
    id: ExtensionId,
    grants: bool,
    answer: &str,
) -> Result<(), Error> {
    let answer = if grants {
        clean(answer)
    } else {
        super::returned::reason(answer)?
    };
    let mut change = office.database.begin().await?;
    let request = extension_request::Entity::find_by_id(id)
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    let (arrival, _) = load(change.connection(), actor, request.arrival_id).await?;
    let outcome = if grants {
        "đã đồng ý gia hạn"
    } else {
        "đã không đồng ý gia hạn"
    };
    tasks::end(
        office,
        &change,
        actor,
        arrival.id,
        tasks::DECIDE,
        Some(id.0),
        outcome,
    )
    .await?;
    let state = if grants {
        ExtensionState::Granted
    } else {
        ExtensionState::Refused
    };
    extension_request::Entity::update_many()
        .col_expr(extension_request::Column::State, Expr::value(state.code()))
        .col_expr(extension_request::Column::DecidedName, Expr::value(&actor.name))
        .col_expr(
            extension_request::Column::DecidedAt,
            Expr::value(office.now().micros()),
        )
        .col_expr(extension_request::Column::Answer, Expr::value(&answer))
        .col_expr(
            extension_request::Column::Version,
            Expr::col(extension_request::Column::Version).add(1),
        )
        .filter(extension_request::Column::Id.eq(id))
        .exec(change.connection())
        .await?;
    if grants {
        extend(&change, &arrival, &request).await?;
    }
    let action = if grants {
        "extension_granted"
    } else {
        "extension_refused"
    };
    let kind = if grants { Kind::Extended } else { Kind::NotExtended };
    let news = News::new(
        format!("extension/{id}"),
        kind,
        (tasks::SUBJECT, arrival.id.0),
        [Holder::Post(request.asked_by)],
        office.now(),
    );
    let what = format!("đến {}", shown(request.new_due));
    let said = if answer.is_empty() {
        what.clone()
    } else {
        format!("{what}. {}: {answer}", actor.name)
    };
    notification::tell(&change, news.by(actor).saying(said));
    let details = json!({ "what": what, "note": answer });
    record(office, &mut change, actor, arrival.id, action, details);
    change.commit().await?;
    Ok(())
}

/// Moves the dates: the person's; the unit's and the arrival's too where they would lie before it.
async fn extend(
    change: &UnitOfWork,
    arrival: &arrival::Model,
    request: &extension_request::Model,
) -> Result<(), Error> {
    let mut next = Some(request.assignment_id);
    let mut is_lead = false;
    while let Some(id) = next {
        let row = assignment::Entity::find_by_id(id)
            .one(change.connection())
            .await?
            .ok_or(Error::NotFound)?;
        is_lead = row.part == Part::Lead;
        if row.due.is_none_or(|due| due < request.new_due) {
            assignment::Entity::update_many()
                .col_expr(assignment::Column::Due, Expr::value(request.new_due))
                .col_expr(
                    assignment::Column::Version,
                    Expr::col(assignment::Column::Version).add(1),
                )
                .filter(assignment::Column::Id.eq(id))
                .exec(change.connection())
                .await?;
            task::extend_all(change, arrival.id.0, id.0, request.new_due).await?;
        }
        next = row.parent_id;
    }
    if is_lead && arrival.due.is_some_and(|due| due < request.new_due) {
        let moves = Moves::default().set(arrival::Column::Due, Expr::value(request.new_due));
        move_to(change, arrival, arrival.state, moves).await?;
    }
    Ok(())
}

fn shown(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), u8::from(date.month()), date.year())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn beyond_the_units_date_only_the_leader_answers() {
        let unit_due = Some(date!(2026 - 03 - 20));
        for (new_due, asker_is_head, expected) in [
            (date!(2026 - 03 - 20), false, Decider::UnitHead),
            (date!(2026 - 03 - 21), false, Decider::Leader),
            (date!(2026 - 03 - 18), true, Decider::Leader),
        ] {
            assert_eq!(decider(new_due, unit_due, asker_is_head), expected, "{new_due}");
        }
        assert_eq!(decider(date!(2026 - 03 - 21), None, false), Decider::UnitHead);
    }
}
