//! What an agency prints above its documents, and how it forms their symbols.

use kernel::id::{AgencyId, UnitId};
use sea_orm::{ConnectionTrait, EntityTrait as _};

use crate::{DocumentKind, Error};
use directory::{
    entity::{agency, unit},
    symbol,
};

/// What stands above the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The superior agency.
    pub parent: Option<String>,
    /// The agency.
    pub agency: String,
    /// Its abbreviation in symbols.
    pub abbreviation: String,
    /// The drafting unit's abbreviation.
    pub unit_abbreviation: String,
    /// The drafting unit's name.
    pub unit: String,
    /// Địa danh.
    pub place: String,
}

impl Heading {
    /// Loads it for a unit of an agency.
    ///
    /// # Errors
    /// When there is no such agency or unit.
    pub async fn load(
        connection: &impl ConnectionTrait,
        agency_id: AgencyId,
        unit_id: UnitId,
    ) -> Result<Self, Error> {
        let agency = agency::Entity::find_by_id(agency_id)
            .one(connection)
            .await?
            .ok_or(Error::NotFound)?;
        let unit = unit::Entity::find_by_id(unit_id)
            .one(connection)
            .await?
            .ok_or(Error::NotFound)?;
        let parent = match agency.parent {
            Some(parent) => agency::Entity::find_by_id(parent)
                .one(connection)
                .await?
                .map(|parent| parent.name),
            None => None,
        };
        // People's Committees are elected bodies: nothing stands above them on paper (Annex I, II.2a).
        let is_elected =
            agency.name.starts_with("Ủy ban nhân dân") || agency.name.starts_with("Hội đồng nhân dân");
        Ok(Self {
            parent: parent.filter(|_| !is_elected),
            agency: agency.name,
            abbreviation: agency.abbreviation,
            unit_abbreviation: unit.abbreviation,
            unit: unit.name,
            place: agency.place,
        })
    }

    /// The symbol by the agency's own pattern for the kind, or else as usual (Decree 30/2020, Annex I, II.3): kind and agency,
    /// "QĐ-UBND"; without an abbreviation of the kind, as for a công văn, agency and drafting unit or field, "UBND-VX".
    #[must_use]
    pub fn symbol(&self, kind: DocumentKind, own: Option<&str>) -> String {
        let usual = match kind.abbreviation() {
            Some(_) => symbol::USUAL,
            None => symbol::WITHOUT_KIND,
        };
        symbol::fill(
            own.unwrap_or(usual),
            kind.abbreviation().unwrap_or_default(),
            &self.abbreviation,
            &self.unit_abbreviation,
        )
    }

    /// The collective that signs (TM.), where the agency works collectively.
    #[must_use]
    pub fn collective(&self) -> Option<&'static str> {
        [
            ("Ủy ban nhân dân", "Ủy ban nhân dân"),
            ("Hội đồng nhân dân", "Hội đồng nhân dân"),
        ]
        .into_iter()
        .find_map(|(beginning, collective)| self.agency.starts_with(beginning).then_some(collective))
    }

    /// The usual title of the head of such an agency.
    #[must_use]
    pub fn head_title(&self) -> &'static str {
        let usual = [
            ("Ủy ban", "Chủ tịch"),
            ("Hội đồng", "Chủ tịch"),
            ("Sở", "Giám đốc"),
            ("Trung tâm", "Giám đốc"),
            ("Văn phòng", "Chánh Văn phòng"),
            ("Thanh tra", "Chánh Thanh tra"),
            ("Ban", "Trưởng ban"),
            ("Phòng", "Trưởng phòng"),
            ("Chi cục", "Chi cục trưởng"),
            ("Cục", "Cục trưởng"),
            ("Bộ", "Bộ trưởng"),
        ];
        usual
            .into_iter()
            .find_map(|(beginning, title)| self.agency.starts_with(beginning).then_some(title))
            .unwrap_or("Thủ trưởng cơ quan")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committee() -> Heading {
        Heading {
            parent: None,
            agency: "Ủy ban nhân dân tỉnh Ninh Bình".into(),
            abbreviation: "UBND".into(),
            unit_abbreviation: "VX".into(),
            unit: "Phòng Văn hóa - Xã hội".into(),
            place: "Ninh Bình".into(),
        }
    }

    #[test]
    fn the_symbol_has_the_kind_or_for_a_letter_the_unit() {
        for (kind, symbol) in [
            (DocumentKind::Decision, "QĐ-UBND"),
            (DocumentKind::Submission, "TTr-UBND"),
            (DocumentKind::Rules, "QyĐ-UBND"),
            (DocumentKind::Letter, "UBND-VX"),
            (DocumentKind::OfficialMissive, "UBND-VX"),
        ] {
            assert_eq!(committee().symbol(kind, None), symbol);
        }
        let own = Some("{loai}-BCĐ");
        assert_eq!(committee().symbol(DocumentKind::Decision, own), "QĐ-BCĐ");
    }

    #[test]
    fn a_committee_signs_collectively_and_a_department_does_not() {
        assert_eq!(committee().collective(), Some("Ủy ban nhân dân"));
        let department = Heading {
            agency: "Sở Tài chính".into(),
            ..committee()
        };
        assert_eq!(
            (department.collective(), department.head_title()),
            (None, "Giám đốc")
        );
    }
}
