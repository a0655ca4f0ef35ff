//! The audit trail in words: what its entries are about and who acted, as far as the reader may know it.

use std::collections::HashMap;

use directory::entity::{account, agency, person, post, unit};
use kernel::{
    Actor, Office,
    audit::audit_entry,
    id::{AccountId, AgencyId, Id, PersonId, PostId, UnitId},
};
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::{
    ArrivalId, DocumentId, Error, NumberSymbol, access,
    entity::{arrival, document},
    inbound::readable_arrivals,
};

/// Most documents a filter stands for.
const MOST: u64 = 100;

/// Names of things by kind and id, and of those who acted by their post.
#[derive(Debug, Default, Clone)]
pub struct Names {
    things: HashMap<(&'static str, Uuid), String>,
    posts: HashMap<Uuid, String>,
}

impl Names {
    /// What the entry is about; nothing when it is gone or not for the reader.
    #[must_use]
    pub fn subject(&self, entry: &audit_entry::Model) -> Option<&str> {
        let id = entry.subject_id.parse().ok()?;
        let known = [
            "arrival", "document", "person", "account", "agency", "unit", "post",
        ];
        let kind = known.into_iter().find(|kind| *kind == entry.subject_kind)?;
        self.things.get(&(kind, id)).map(String::as_str)
    }

    /// In which post and unit whoever acted did so.
    #[must_use]
    pub fn post(&self, entry: &audit_entry::Model) -> Option<&str> {
        self.posts.get(&entry.actor.parse().ok()?).map(String::as_str)
    }

    fn add<I: Id>(&mut self, kind: &'static str, named: impl IntoIterator<Item = (I, String)>) {
        self.things
            .extend(named.into_iter().map(|(id, name)| ((kind, id.uuid()), name)));
    }
}

/// The ids of the entries' subjects of a kind.
fn ids<I: Id>(entries: &[audit_entry::Model], kind: &str) -> Vec<I> {
    let of_kind = entries.iter().filter(|entry| entry.subject_kind == kind);
    let mut ids: Vec<Uuid> = of_kind
        .filter_map(|entry| entry.subject_id.parse().ok())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(I::from_uuid).collect()
}

/// The names of what the entries are about. Documents the actor may not read stay without a name.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(office: &Office, actor: &Actor, entries: &[audit_entry::Model]) -> Result<Names, Error> {
    let connection = office.database.read();
    let mut names = Names::default();
    let arrivals = readable_arrivals(actor)
        .filter(arrival::Column::Id.is_in(ids::<ArrivalId>(entries, "arrival")))
        .find_also_related(document::Entity)
        .all(connection)
        .await?;
    names.add(
        "arrival",
        arrivals.into_iter().filter_map(|(arrival, document)| {
            let number = arrival.number.map(|number| format!("số đến {number}: "));
            Some((
                arrival.id,
                format!("{}{}", number.unwrap_or_default(), document?.subject),
            ))
        }),
    );
    let documents = document::Entity::find()
        .filter(document::Column::Id.is_in(ids::<DocumentId>(entries, "document")))
        .filter(access::is_readable(
            actor,
            (document::Entity, document::Column::Id),
        ))
        .all(connection)
        .await?;
    names.add(
        "document",
        documents.into_iter().map(|row| {
            let number = row.number.map(|_| format!("{}: ", row.number_symbol_text()));
            (row.id, format!("{}{}", number.unwrap_or_default(), row.subject))
        }),
    );
    directory_names(office, entries, &mut names).await?;
    Ok(names)
}

async fn directory_names(
    office: &Office,
    entries: &[audit_entry::Model],
    names: &mut Names,
) -> Result<(), Error> {
    let connection = office.database.read();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids::<PersonId>(entries, "person")))
        .all(connection)
        .await?;
    names.add("person", people.into_iter().map(|row| (row.id, row.name)));
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(ids::<AccountId>(entries, "account")))
        .all(connection)
        .await?;
    names.add("account", accounts.into_iter().map(|row| (row.id, row.login)));
    let agencies = agency::Entity::find()
        .filter(agency::Column::Id.is_in(ids::<AgencyId>(entries, "agency")))
        .all(connection)
        .await?;
    names.add("agency", agencies.into_iter().map(|row| (row.id, row.name)));
    let units = unit::Entity::find()
        .filter(unit::Column::Id.is_in(ids::<UnitId>(entries, "unit")))
        .all(connection)
        .await?;
    names.add("unit", units.into_iter().map(|row| (row.id, row.name)));
    let acting: Vec<PostId> = entries
        .iter()
        .filter_map(|entry| entry.actor.parse().ok())
        .chain(ids(entries, "post"))
        .collect();
    let posts = post::Entity::find()
        .filter(post::Column::Id.is_in(acting))
        .all(connection)
        .await?;
    let of_posts = unit::Entity::find()
        .filter(unit::Column::Id.is_in(posts.iter().map(|post| post.unit)))
        .all(connection)
        .await?;
    let unit_name = |id: UnitId| of_posts.iter().find(|unit| unit.id == id).map(|unit| &unit.name);
    for row in posts {
        let unit = unit_name(row.unit)
            .map(|name| format!(", {name}"))
            .unwrap_or_default();
        let words = format!("{}{unit}", row.title);
        names.posts.insert(row.id.uuid(), words.clone());
        names.add("post", [(row.id, words)]);
    }
    Ok(())
}

/// The subjects of entries about the documents these words name: a number and symbol, or words of the subject.
///
/// # Errors
/// When the database cannot be read.
pub async fn subjects_named(office: &Office, actor: &Actor, words: &str) -> Result<Vec<String>, Error> {
    let connection = office.database.read();
    let mut either = Condition::any().add(document::Column::Subject.contains(words.trim()));
    if let Ok(number) = words.parse::<NumberSymbol>() {
        let same = Condition::all()
            .add(document::Column::Number.eq(number.number.stored()))
            .add(document::Column::Symbol.eq(number.symbol.to_string()));
        either = either.add(same);
    }
    let documents: Vec<DocumentId> = document::Entity::find()
        .select_only()
        .column(document::Column::Id)
        .filter(either)
        .filter(access::is_readable(
            actor,
            (document::Entity, document::Column::Id),
        ))
        .limit(MOST)
        .into_tuple()
        .all(connection)
        .await?;
    let arrivals: Vec<ArrivalId> = readable_arrivals(actor)
        .select_only()
        .column(arrival::Column::Id)
        .filter(arrival::Column::DocumentId.is_in(documents.clone()))
        .into_tuple()
        .all(connection)
        .await?;
    let documents = documents.iter().map(ToString::to_string);
    Ok(documents
        .chain(arrivals.iter().map(ToString::to_string))
        .collect())
}
