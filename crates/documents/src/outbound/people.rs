//! Who can sign and who can receive, as the drafter chooses from.

use std::collections::BTreeSet;

use directory::entity::{agency, person, post};
use kernel::{Actor, Office, actor::Role, id::PostId, text};
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::{Recipient, SigningAuthority};
use crate::Error;

/// A post that can sign in some capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerChoice {
    /// The post.
    pub post: PostId,
    /// The person's name.
    pub name: String,
    /// The post's title.
    pub title: String,
}

/// The posts of the actor's agency that can sign in some capacity, except the actor's own.
///
/// # Errors
/// When the database cannot be read.
pub async fn signers(office: &Office, actor: &Actor) -> Result<Vec<SignerChoice>, Error> {
    let connection = office.database.read();
    let today = office.today();
    let posts = post::Entity::find()
        .filter(post::Column::Agency.eq(actor.agency))
        .filter(post::Column::Starts.lte(today))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(today)),
        )
        .filter(post::Column::Person.ne(actor.person))
        .order_by_asc(post::Column::Ordinal)
        .all(connection)
        .await?;
    let can_sign = |row: &post::Model| {
        let roles: BTreeSet<Role> = row
            .roles
            .split(',')
            .filter_map(|role| role.trim().parse().ok())
            .collect();
        SigningAuthority::ALL
            .iter()
            .any(|authority| authority.is_open_to(&roles))
    };
    let posts: Vec<_> = posts.into_iter().filter(can_sign).collect();
    let ids: Vec<_> = posts.iter().map(|row| row.person).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(connection)
        .await?;
    let choices = posts.into_iter().filter_map(|row| {
        let person = people.iter().find(|person| person.id == row.person)?;
        Some(SignerChoice {
            post: row.id,
            name: person.name.clone(),
            title: row.title,
        })
    });
    Ok(choices.collect())
}

/// Recipients by the names that were typed, one each: where a name is that of an agency here, the recipient is that agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn resolve(office: &Office, names: &[String]) -> Result<Vec<Recipient>, Error> {
    let known = agencies(office).await?;
    let folded = |name: &str| text::clean_line(name).to_lowercase();
    let recipients = names
        .iter()
        .map(|name| text::clean_line(name))
        .filter(|name| !name.is_empty())
        .map(|name| {
            let agency = known.iter().find(|agency| folded(&agency.name) == folded(&name));
            Recipient {
                agency: agency.map(|agency| agency.id),
                name,
            }
        });
    Ok(recipients.collect())
}

/// The agencies of this installation that work today, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn agencies(office: &Office) -> Result<Vec<agency::Model>, Error> {
    let today = office.today();
    Ok(agency::Entity::find()
        .filter(agency::Column::ValidFrom.lte(today))
        .filter(
            Condition::any()
                .add(agency::Column::ValidTo.is_null())
                .add(agency::Column::ValidTo.gte(today)),
        )
        .order_by_asc(agency::Column::Name)
        .all(office.database.read())
        .await?)
}
