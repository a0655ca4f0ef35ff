//! Symbols of documents (Decree 30/2020, Annex I, II.3): how an agency's symbols are formed.
//!
//! The decree's usual form is `{loai}-{co_quan}` for kinds with an abbreviation (`QĐ-UBND`) and `{co_quan}-{don_vi}` for
//! those without (`UBND-VX`). An agency may set another pattern for a kind; `{loai}`, `{co_quan}`, `{don_vi}` stand for
//! the abbreviations of the kind, the agency and the drafting unit.

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::AgencyId,
    text::clean_line,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::OnConflict,
};

use crate::{Error, Permission, Require as _, agency::require_administered, entity::symbol_rule};

/// The pattern of kinds with an abbreviation.
pub const USUAL: &str = "{loai}-{co_quan}";

/// The pattern of kinds without one.
pub const WITHOUT_KIND: &str = "{co_quan}-{don_vi}";

/// Puts the abbreviations into a pattern; what is absent takes its hyphen with it.
#[must_use]
pub fn fill(pattern: &str, kind: &str, agency: &str, unit: &str) -> String {
    let filled = pattern
        .replace("{loai}", kind)
        .replace("{co_quan}", agency)
        .replace("{don_vi}", unit);
    let parts: Vec<&str> = filled.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// What is wrong with a pattern.
fn mistake(pattern: &str) -> Option<&'static str> {
    let filled = fill(pattern, "QĐ", "UBND", "VX");
    let is_symbol = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/');
    if filled.is_empty() || filled.chars().count() > 30 {
        Some("Ký hiệu dài từ 1 đến 30 ký tự.")
    } else if !filled.chars().all(is_symbol) {
        Some("Mẫu chỉ gồm chữ cái, chữ số, dấu - và {loai}, {co_quan}, {don_vi}; không có dấu cách.")
    } else {
        None
    }
}

/// The agency's own pattern for a kind of document, by the kind's code.
///
/// # Errors
/// When the database cannot be read.
pub async fn pattern(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    kind: &str,
) -> Result<Option<String>, Error> {
    let rule = symbol_rule::Entity::find_by_id((agency, kind.to_owned()))
        .one(connection)
        .await?;
    Ok(rule.map(|rule| rule.pattern))
}

/// The agency's own patterns.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn rules(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
) -> Result<Vec<symbol_rule::Model>, Error> {
    actor.require(Permission::ManageSymbols)?;
    require_administered(office.database.read(), actor, agency).await?;
    Ok(symbol_rule::Entity::find()
        .filter(symbol_rule::Column::Agency.eq(agency))
        .order_by_asc(symbol_rule::Column::DocumentKind)
        .all(office.database.read())
        .await?)
}

/// Sets the agency's pattern for a kind; an empty pattern returns to the decree's usual form. `seen` is the version the
/// administrator acted on, when it is known. Answers the new version.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`].
pub async fn set(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    (kind, pattern): (&str, &str),
    seen: Option<i64>,
) -> Result<i64, Error> {
    actor.require(Permission::ManageSymbols)?;
    let (kind, pattern) = (clean_line(kind), clean_line(pattern));
    if kind.is_empty() || kind.chars().count() > 50 {
        return Err(Error::field("kind", "Chọn loại văn bản."));
    }
    if let Some(message) = mistake(&pattern).filter(|_| !pattern.is_empty()) {
        return Err(Error::field("pattern", message));
    }
    let mut change = office.database.begin().await?;
    require_administered(change.connection(), actor, agency).await?;
    let before = symbol_rule::Entity::find_by_id((agency, kind.clone()))
        .one(change.connection())
        .await?
        .map_or(0, |rule| rule.version);
    Error::unless_seen(seen, before, "symbol_rule")?;
    let version = before + 1;
    if pattern.is_empty() {
        symbol_rule::Entity::delete_by_id((agency, kind.clone()))
            .exec(change.connection())
            .await?;
    } else {
        let row = symbol_rule::Model {
            agency,
            document_kind: kind.clone(),
            pattern: pattern.clone(),
            version,
        };
        symbol_rule::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([symbol_rule::Column::Agency, symbol_rule::Column::DocumentKind])
                    .update_columns([symbol_rule::Column::Pattern, symbol_rule::Column::Version])
                    .to_owned(),
            )
            .exec_without_returning(change.connection())
            .await?;
    }
    let entry = Entry::by(
        actor,
        office.now(),
        "symbol_rule_set",
        Subject::new("agency", agency),
    );
    change.record(entry.with((kind, pattern)));
    change.commit().await?;
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_those_of_the_decree() {
        assert_eq!(fill(USUAL, "QĐ", "UBND", "VX"), "QĐ-UBND");
        assert_eq!(fill(WITHOUT_KIND, "", "UBND", "VX"), "UBND-VX");
        assert_eq!(fill(WITHOUT_KIND, "", "UBND", ""), "UBND");
    }

    #[test]
    fn a_pattern_with_a_space_or_an_unknown_word_is_refused() {
        assert!(mistake("{loai} {co_quan}").is_some());
        assert!(mistake("{phong}-{co_quan}").is_some());
        assert!(mistake("{loai}-BCĐ").is_none());
    }
}
