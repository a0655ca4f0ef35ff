//! Symbols of documents (Decree 30/2020, Annex I, II.3): how an agency's symbols are formed.
//!
//! The decree's usual form is `{loai}-{co_quan}` for kinds with an abbreviation (`QĐ-UBND`) and `{co_quan}-{don_vi}` for
//! those without (`UBND-VX`). An agency may set another pattern for a kind; `{loai}`, `{co_quan}`, `{don_vi}` stand for
//! the abbreviations of the kind, the agency and the drafting unit.

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::{AgencyId, UnitId},
    text::clean_line,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, sea_query::OnConflict,
};

use crate::{
    Error, Permission, Require as _,
    agency::{self, require_administered},
    entity::symbol_rule,
    unit,
};

/// The pattern of kinds with an abbreviation.
pub const USUAL: &str = "{loai}-{co_quan}";

/// The pattern of kinds without one.
pub const WITHOUT_KIND: &str = "{co_quan}-{don_vi}";

/// Puts the abbreviations into a pattern.
#[must_use]
pub fn fill(pattern: &str, kind: &str, agency: &str, unit: &str) -> String {
    pattern
        .replace("{loai}", kind)
        .replace("{co_quan}", agency)
        .replace("{don_vi}", unit)
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

/// The symbol of a document of this kind that a unit drafts: `code` is the kind's code, `abbreviation` its abbreviation
/// in Annex III, none for công văn.
///
/// # Errors
/// [`Error::NotFound`] when the agency or unit does not exist.
pub async fn symbol_for(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    unit: UnitId,
    code: &str,
    abbreviation: Option<&str>,
) -> Result<String, Error> {
    let rule = symbol_rule::Entity::find_by_id((agency, code.to_owned()))
        .one(connection)
        .await?;
    let usual = if abbreviation.is_some() {
        USUAL
    } else {
        WITHOUT_KIND
    };
    let pattern = rule.as_ref().map_or(usual, |rule| &rule.pattern);
    let agency = agency::find(connection, agency).await?;
    let unit = unit::find(connection, unit).await?;
    Ok(fill(
        pattern,
        abbreviation.unwrap_or_default(),
        &agency.abbreviation,
        &unit.abbreviation,
    ))
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

/// Sets the agency's pattern for a kind; an empty pattern returns to the decree's usual form.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn set(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    kind: &str,
    pattern: &str,
) -> Result<(), Error> {
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
    if pattern.is_empty() {
        symbol_rule::Entity::delete_by_id((agency, kind.clone()))
            .exec(change.connection())
            .await?;
    } else {
        let row = symbol_rule::Model {
            agency,
            document_kind: kind.clone(),
            pattern: pattern.clone(),
            version: 1,
        };
        symbol_rule::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([symbol_rule::Column::Agency, symbol_rule::Column::DocumentKind])
                    .update_column(symbol_rule::Column::Pattern)
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
    Ok(change.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_those_of_the_decree() {
        assert_eq!(fill(USUAL, "QĐ", "UBND", "VX"), "QĐ-UBND");
        assert_eq!(fill(WITHOUT_KIND, "", "UBND", "VX"), "UBND-VX");
    }

    #[test]
    fn a_pattern_with_a_space_or_an_unknown_word_is_refused() {
        assert!(mistake("{loai} {co_quan}").is_some());
        assert!(mistake("{phong}-{co_quan}").is_some());
        assert!(mistake("{loai}-BCĐ").is_none());
    }
}
