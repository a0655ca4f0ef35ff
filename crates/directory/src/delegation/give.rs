use std::collections::BTreeSet;

use kernel::{
    Actor, Office,
    actor::Role,
    audit::{Entry, Subject},
    text::clean,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};
use serde_json::json;
use time::Date;

use super::{DelegationId, Given, Terms, conflict, mistakes};
use crate::{
    Error, Permission, Require as _,
    entity::{delegation, person, post},
    post::roles,
};

/// Gives a delegation: the holder of the post, or an administrator of the agency for them.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Conflict`] when the same matter would be in two hands or the actor is acting for another,
/// [`Error::NotFound`] when a post is not of the agency or not held today, [`Error::Forbidden`].
pub async fn give(office: &Office, actor: &Actor, terms: Terms) -> Result<delegation::Model, Error> {
    may_decide(actor, terms.from)?;
    let terms = Terms {
        reason: clean(&terms.reason),
        ..terms
    };
    let today = office.today();
    let mut change = office.database.begin().await?;
    let connection = change.connection();
    // The giver's row is locked, so that two delegations of one post are judged one after the other.
    let (giver, giver_name) = held(connection, actor, terms.from, today, true).await?;
    let (receiver, receiver_name) = held(connection, actor, terms.to, today, false).await?;
    let carried: BTreeSet<Role> = roles(&giver.roles);
    let wrong = mistakes(&terms, (giver.person, &carried), receiver.person, today);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let others = delegation::Entity::find()
        .filter(delegation::Column::FromPost.eq(terms.from))
        .filter(delegation::Column::Ends.gte(today))
        .filter(delegation::Column::RevokedAt.is_null())
        .all(connection)
        .await?;
    let standing: Vec<Given> = others.iter().map(Given::from).collect();
    if let Some(other) = conflict(&terms, receiver.person, &standing) {
        let name = others
            .iter()
            .find(|row| row.to_person == other.to)
            .map_or("", |row| row.to_name.as_str());
        return Err(Error::Conflict(format!(
            "Việc này đã ủy quyền cho {name} trong cùng thời gian. Thu hồi ủy quyền đó hoặc thu hẹp phạm vi."
        )));
    }
    let row = delegation::Model {
        id: office.new_id(),
        agency: giver.agency,
        from_post: giver.id,
        from_person: giver.person,
        from_name: giver_name,
        from_title: giver.title,
        to_post: receiver.id,
        to_person: receiver.person,
        to_name: receiver_name,
        to_title: receiver.title,
        starts: terms.starts,
        ends: terms.ends,
        scope: serde_json::to_string(&terms.scope).map_err(kernel::Error::from)?,
        reason: terms.reason,
        created_at: office.now(),
        created_by: actor.name.clone(),
        revoked_at: None,
        revoked_by: None,
        version: 1,
    };
    delegation::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    let details = json!({
        "what": format!("{} cho {}", row.from_name, row.to_name),
        "from": row.from_name, "to": row.to_name, "starts": row.starts, "ends": row.ends, "scope": terms.scope,
        "note": row.reason,
    });
    let entry = Entry::by(
        actor,
        office.now(),
        "delegated",
        Subject::new("delegation", row.id),
    );
    change.record(entry.with(details));
    change.commit().await?;
    Ok(row)
}

/// Takes a delegation back before its end. Whoever received it may give it back as well.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Conflict`] when it has ended already.
pub async fn revoke(office: &Office, actor: &Actor, id: DelegationId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = delegation::Entity::find_by_id(id)
        .filter(delegation::Column::Agency.eq(actor.agency))
        .one(change.connection())
        .await?
        .filter(|row| {
            actor.person == row.from_person
                || actor.person == row.to_person
                || actor.may(Permission::ManageDirectory)
        })
        .ok_or(Error::NotFound("delegation"))?;
    if row.revoked_at.is_some() || row.ends < office.today() {
        return Err(Error::Conflict("Ủy quyền này đã hết hiệu lực.".to_owned()));
    }
    let mut next = row.clone();
    next.revoked_at = Some(office.now());
    next.revoked_by = Some(actor.name.clone());
    next.version += 1;
    next.into_active_model()
        .reset_all()
        .update(change.connection())
        .await?;
    let details = json!({ "what": format!("{} cho {}", row.from_name, row.to_name) });
    let entry = Entry::by(
        actor,
        office.now(),
        "delegation_revoked",
        Subject::new("delegation", id),
    );
    change.record(entry.with(details));
    change.commit().await?;
    Ok(())
}

/// The holder decides in their own right; what was received is not passed on.
fn may_decide(actor: &Actor, from: kernel::id::PostId) -> Result<(), Error> {
    if actor.on_behalf.is_some() {
        return Err(Error::Conflict(
            "Đang làm việc thay người khác: không được ủy quyền tiếp (Điều 13 Nghị định 30/2020/NĐ-CP)."
                .to_owned(),
        ));
    }
    if actor.post == from {
        Ok(())
    } else {
        actor.require(Permission::ManageDirectory)
    }
}

/// A post of the actor's agency that is held today, with its holder's name.
async fn held(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: kernel::id::PostId,
    today: Date,
    locked: bool,
) -> Result<(post::Model, String), Error> {
    use sea_orm::QuerySelect as _;
    let mut query = post::Entity::find_by_id(id)
        .filter(post::Column::Agency.eq(actor.agency))
        .filter(post::Column::Starts.lte(today))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(today)),
        );
    if locked && connection.get_database_backend() == sea_orm::DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    let row = query.one(connection).await?.ok_or(Error::NotFound("post"))?;
    let holder = person::Entity::find_by_id(row.person)
        .one(connection)
        .await?
        .ok_or(Error::NotFound("person"))?;
    Ok((row, holder.name))
}

impl From<&delegation::Model> for Given {
    fn from(row: &delegation::Model) -> Self {
        Self {
            from: row.from_post,
            to: row.to_person,
            starts: row.starts,
            ends: row.ends,
            scope: row.covers(),
        }
    }
}
