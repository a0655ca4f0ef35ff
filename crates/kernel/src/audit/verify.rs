use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{Subject, audit_entry, audit_head, entry::chained_hash};
use crate::Error;

/// Rows read at a time while a chain is walked.
const STRIDE: u64 = 2_000;

/// What is said of a chain that does not end where its head says.
const WRONG_END: &str = "phần cuối chuỗi đã bị cắt hoặc thêm";

/// What the walk along all chains found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    /// Chains walked.
    pub chains: usize,
    /// Entries whose hash was computed anew.
    pub entries: u64,
    /// The first broken place of each broken chain.
    pub breaks: Vec<Break>,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Break {
    /// The chain.
    pub chain: String,
    /// The entry that is missing or does not follow from the one before.
    pub number: i64,
    /// What is wrong there, in Vietnamese.
    pub reason: &'static str,
}

/// Walks every chain from its first entry to its head.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Verification, Error> {
    // People go on working meanwhile. An entry comes with its head, so what was there before the heads were read is within them;
    // what comes later is left for the next time.
    let ends: HashMap<String, i64> = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Chain)
        .column_as(audit_entry::Column::Number.max(), "number")
        .group_by(audit_entry::Column::Chain)
        .into_tuple::<(String, i64)>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let heads = audit_head::Entity::find()
        .order_by_asc(audit_head::Column::Chain)
        .all(connection)
        .await?;
    let mut verification = Verification {
        chains: heads.len(),
        entries: 0,
        breaks: Vec::new(),
    };
    for head in heads {
        let (entries, broken) = walk(connection, &head).await?;
        verification.entries += entries;
        let goes_beyond = ends.get(&head.chain).is_some_and(|end| *end > head.number);
        let beyond = goes_beyond.then(|| Break {
            chain: head.chain.clone(),
            number: head.number + 1,
            reason: WRONG_END,
        });
        verification.breaks.extend(broken.or(beyond));
    }
    let headless = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Chain)
        .distinct()
        .filter(
            audit_entry::Column::Chain.not_in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(audit_head::Column::Chain)
                    .from(audit_head::Entity)
                    .to_owned(),
            ),
        )
        .into_tuple::<String>()
        .all(connection)
        .await?;
    verification
        .breaks
        .extend(headless.into_iter().map(|chain| Break {
            chain,
            number: 0,
            reason: "mất đầu chuỗi",
        }));
    Ok(verification)
}

async fn walk(
    connection: &impl ConnectionTrait,
    head: &audit_head::Model,
) -> Result<(u64, Option<Break>), Error> {
    let broken = |number, reason| {
        Some(Break {
            chain: head.chain.clone(),
            number,
            reason,
        })
    };
    let (mut last_number, mut last_hash, mut entries) = (0, String::new(), 0);
    loop {
        let rows = audit_entry::Entity::find()
            .filter(audit_entry::Column::Chain.eq(&head.chain))
            .filter(audit_entry::Column::Number.gt(last_number))
            .filter(audit_entry::Column::Number.lte(head.number))
            .order_by_asc(audit_entry::Column::Number)
            .limit(STRIDE)
            .all(connection)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            entries += 1;
            if row.number != last_number + 1 {
                return Ok((entries, broken(last_number + 1, "thiếu bản ghi")));
            }
            if chained_hash(&last_hash, &row) != row.hash {
                return Ok((entries, broken(row.number, "bản ghi đã bị sửa")));
            }
            last_number = row.number;
            last_hash = row.hash;
        }
    }
    if (last_number, &last_hash) == (head.number, &head.hash) {
        Ok((entries, None))
    } else {
        Ok((entries, broken(last_number + 1, WRONG_END)))
    }
}

/// The entries about one subject, oldest first: the timeline people see.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_subject(
    connection: &impl ConnectionTrait,
    subject: &Subject,
) -> Result<Vec<audit_entry::Model>, Error> {
    Ok(audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectKind.eq(subject.kind))
        .filter(audit_entry::Column::SubjectId.eq(&subject.id))
        .order_by_asc(audit_entry::Column::At)
        .order_by_asc(audit_entry::Column::Number)
        .all(connection)
        .await?)
}
