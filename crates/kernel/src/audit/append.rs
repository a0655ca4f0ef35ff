use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QuerySelect as _, sea_query::OnConflict,
};

use super::{Entry, audit_entry, audit_head, entry::chained_hash};
use crate::Error;

/// Chains and stores the entries, in the order they were recorded.
pub(crate) async fn append(connection: &impl ConnectionTrait, entries: Vec<Entry>) -> Result<(), Error> {
    // Chains are locked in one order by all, so that two changes that touch the same two chains cannot block each other.
    let mut chains: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        chains.entry(entry.chain.clone()).or_default().push(entry);
    }
    for (chain, entries) in chains {
        append_to(connection, chain, entries).await?;
    }
    Ok(())
}

async fn append_to(
    connection: &impl ConnectionTrait,
    chain: String,
    entries: Vec<Entry>,
) -> Result<(), Error> {
    let first = audit_head::ActiveModel {
        chain: Set(chain.clone()),
        number: Set(0),
        hash: Set(String::new()),
    };
    audit_head::Entity::insert(first)
        .on_conflict(
            OnConflict::column(audit_head::Column::Chain)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    let head = audit_head::Entity::find_by_id(chain.clone())
        .lock_exclusive()
        .one(connection)
        .await?;
    let Some(mut head) = head else {
        return Err(sea_orm::DbErr::RecordNotFound(format!("head of chain {chain}")).into());
    };
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut row = audit_entry::Model {
            chain: chain.clone(),
            number: head.number + 1,
            at: entry.at,
            actor: entry.actor,
            actor_name: entry.actor_name,
            action: entry.action.to_owned(),
            subject_kind: entry.subject.kind.to_owned(),
            subject_id: entry.subject.id,
            details: serde_json::to_string(&entry.details)?,
            hash: String::new(),
        };
        row.hash = chained_hash(&head.hash, &row);
        head.number = row.number;
        head.hash.clone_from(&row.hash);
        rows.push(row.into_active_model());
    }
    audit_entry::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await?;
    let mut end = head.clone().into_active_model();
    end.number = Set(head.number);
    end.hash = Set(head.hash);
    end.update(connection).await?;
    Ok(())
}
