use directory::{Permission, Require as _};
use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;

use super::{proposal::Proposal, row::expect_version};
use crate::{
    ArrivalId, Error, IntakeId,
    entity::intake::{self, IntakeState},
};

/// Most waiting files shown at once.
const SHOWN: u64 = 200;

/// A brought file, with what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake {
    /// The row.
    pub row: intake::Model,
    /// What was read.
    pub proposal: Proposal,
    /// What in the file can act on its own, in Vietnamese.
    pub dangers: Vec<String>,
}

/// A brought file of the actor's agency.
///
/// # Errors
/// [`Error::NotFound`], also when it belongs to another agency.
pub async fn intake(office: &Office, actor: &Actor, id: IntakeId) -> Result<Intake, Error> {
    actor.require(Permission::RegisterArrival)?;
    let row = load(office.database.read(), actor, id).await?;
    let proposal = serde_json::from_str(&row.proposal).map_err(kernel::Error::from)?;
    let dangers = serde_json::from_str(&row.dangers).map_err(kernel::Error::from)?;
    Ok(Intake {
        row,
        proposal,
        dangers,
    })
}

/// The files of the actor's agency that wait to be registered, oldest first.
///
/// # Errors
/// When the actor may not register, or the database cannot be read.
pub async fn intakes(office: &Office, actor: &Actor) -> Result<Vec<intake::Model>, Error> {
    actor.require(Permission::RegisterArrival)?;
    Ok(intake::Entity::find()
        .filter(intake::Column::AgencyId.eq(actor.agency))
        .filter(intake::Column::State.eq(IntakeState::Waiting))
        .order_by_asc(intake::Column::At)
        .order_by_asc(intake::Column::Id)
        .limit(SHOWN)
        .all(office.database.read())
        .await?)
}

/// Refuses a brought file, with the reason.
///
/// # Errors
/// When no reason is given, or somebody else dealt with the file first.
pub async fn refuse(office: &Office, actor: &Actor, id: IntakeId, reason: &str) -> Result<(), Error> {
    actor.require(Permission::RegisterArrival)?;
    let reason = super::returned::reason(reason)?;
    let mut change = office.database.begin().await?;
    let row = load(change.connection(), actor, id).await?;
    end(office, &change, actor, &row, IntakeState::Refused, None).await?;
    let subject = Subject::new("intake", id);
    change.record(
        Entry::by(actor, office.now(), "returned_to_sender", subject).with(json!({ "note": reason })),
    );
    change.commit().await?;
    Ok(())
}

pub(super) async fn load(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: IntakeId,
) -> Result<intake::Model, Error> {
    intake::Entity::find_by_id(id)
        .filter(intake::Column::AgencyId.eq(actor.agency))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

/// Ends the waiting of a brought file; the second of two hands learns of the first.
pub(super) async fn end(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    row: &intake::Model,
    state: IntakeState,
    arrival: Option<ArrivalId>,
) -> Result<(), Error> {
    if row.state != IntakeState::Waiting {
        return Err(Error::Conflict(row.ending.clone()));
    }
    let now = office.now().vietnam();
    let ending = format!(
        "{}: {} lúc {:02}:{:02} ngày {:02}/{:02}/{}.",
        state.label(),
        actor.name,
        now.hour(),
        now.minute(),
        now.day(),
        u8::from(now.month()),
        now.year()
    );
    let done = intake::Entity::update_many()
        .col_expr(intake::Column::State, Expr::value(state.code()))
        .col_expr(intake::Column::ArrivalId, Expr::value(arrival.map(|id| id.0)))
        .col_expr(intake::Column::Ending, Expr::value(ending))
        .col_expr(intake::Column::Version, Expr::col(intake::Column::Version).add(1))
        .filter(intake::Column::Id.eq(row.id))
        .filter(intake::Column::State.eq(IntakeState::Waiting))
        .exec(change.connection())
        .await?;
    if done.rows_affected == 0 {
        expect_version(Some(0), row.version)
    } else {
        Ok(())
    }
}
