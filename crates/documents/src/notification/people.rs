use std::collections::BTreeSet;

use directory::{delegation, entity::post};
use kernel::{
    actor::Role,
    id::{AgencyId, PersonId, PostId, UnitId},
};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use time::Date;

use crate::Error;

/// Somebody who is told, and in which post.
pub(super) type Told = (PersonId, PostId);

/// Whoever a holder of the work list stands for, as it is written there.
struct Standing {
    rows: Condition,
    role: Option<Role>,
}

impl Standing {
    fn read(holder: &str) -> Option<Self> {
        let mut parts = holder.split(':');
        let (kind, id) = (parts.next()?, parts.next()?);
        let rows = match kind {
            "post" => post::Column::Id.eq(id.parse::<PostId>().ok()?),
            "unit" => post::Column::Unit.eq(id.parse::<UnitId>().ok()?),
            "agency" => post::Column::Agency.eq(id.parse::<AgencyId>().ok()?),
            _ => return None,
        };
        let role = match parts.next() {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        };
        Some(Self {
            rows: Condition::all().add(rows),
            role,
        })
    }
}

/// Everybody who holds one of these, or acts for whoever does, on this day.
pub(super) async fn behind(
    connection: &impl ConnectionTrait,
    holders: &[String],
    today: Date,
) -> Result<BTreeSet<Told>, Error> {
    let mut told = BTreeSet::new();
    for standing in holders.iter().filter_map(|holder| Standing::read(holder)) {
        let posts = post::Entity::find()
            .filter(standing.rows)
            .filter(post::Column::Starts.lte(today))
            .filter(
                Condition::any()
                    .add(post::Column::Ends.is_null())
                    .add(post::Column::Ends.gte(today)),
            )
            .all(connection)
            .await?;
        let carries = |row: &post::Model| {
            standing
                .role
                .is_none_or(|role| directory::post::roles(&row.roles).contains(&role))
        };
        told.extend(
            posts
                .iter()
                .filter(|row| carries(row))
                .map(|row| (row.person, row.id)),
        );
    }
    let posts = told.iter().map(|(_, post)| *post).collect::<Vec<_>>();
    told.extend(delegation::acting_in(connection, posts, today).await?);
    Ok(told)
}
