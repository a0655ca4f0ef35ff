//! Quyền hạn của người ký (Decree 30/2020, Article 13 and Annex I, II.7).

use std::collections::BTreeSet;

use kernel::actor::Role;
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// In which capacity a person signs.
    SigningAuthority {
        /// The head signs in the own name.
        Head = "head", "Người đứng đầu ký";
        /// KT.: a deputy signs for the head.
        ForHead = "for_head", "KT. (ký thay)";
        /// TL.: by order of the head, as the regulations fix it.
        ByOrder = "by_order", "TL. (ký thừa lệnh)";
        /// TUQ.: by written authorisation, limited in time and content, without passing it on.
        ByAuthorisation = "by_authorisation", "TUQ. (ký thừa ủy quyền)";
        /// Q.: acting head.
        Acting = "acting", "Q. (quyền)";
    }
}

impl SigningAuthority {
    /// Whether a post with these roles can sign in this capacity.
    #[must_use]
    pub fn is_open_to(self, roles: &BTreeSet<Role>) -> bool {
        let fitting: &[Role] = match self {
            Self::Head | Self::ForHead | Self::Acting => &[Role::Leader],
            Self::ByOrder | Self::ByAuthorisation => &[Role::Leader, Role::ChiefOfOffice, Role::UnitHead],
        };
        fitting.iter().any(|role| roles.contains(role))
    }
}

/// What is printed in ô 7a and 7b.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// The collective on whose behalf it is signed (TM.): "Ủy ban nhân dân".
    #[serde(default)]
    pub collective: Option<String>,
    /// The capacity.
    pub authority: SigningAuthority,
    /// The head's title: "Chủ tịch", "Giám đốc".
    pub head_title: String,
    /// The signer's own title: "Phó Chủ tịch".
    pub title: String,
    /// The signer's name.
    pub name: String,
}

impl Signatory {
    /// The lines above the post and the post itself, in upper case.
    #[must_use]
    pub fn printed(&self) -> (Vec<String>, String) {
        let upper = |text: &str| text.trim().to_uppercase();
        let collective = self.collective.as_deref().filter(|name| !name.trim().is_empty());
        let mut lines: Vec<String> = collective
            .map(|name| format!("TM. {}", upper(name)))
            .into_iter()
            .collect();
        let head = upper(&self.head_title);
        let title = upper(&self.title);
        match self.authority {
            SigningAuthority::Head => (lines, title),
            SigningAuthority::Acting => (lines, format!("Q. {head}")),
            SigningAuthority::ForHead => {
                lines.push(format!("KT. {head}"));
                (lines, title)
            }
            // By order and by authorisation name the head, never the collective.
            SigningAuthority::ByOrder => (vec![format!("TL. {head}")], title),
            SigningAuthority::ByAuthorisation => (vec![format!("TUQ. {head}")], title),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signatory(collective: Option<&str>, authority: SigningAuthority, title: &str) -> Signatory {
        Signatory {
            collective: collective.map(str::to_owned),
            authority,
            head_title: "Chủ tịch".into(),
            title: title.into(),
            name: "Trần Văn Bình".into(),
        }
    }

    #[test]
    fn the_lines_follow_the_annex() {
        let cases = [
            (
                signatory(Some("Ủy ban nhân dân"), SigningAuthority::Head, "Chủ tịch"),
                vec!["TM. ỦY BAN NHÂN DÂN"],
                "CHỦ TỊCH",
            ),
            (
                signatory(Some("Ủy ban nhân dân"), SigningAuthority::ForHead, "Phó Chủ tịch"),
                vec!["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"],
                "PHÓ CHỦ TỊCH",
            ),
            (
                signatory(
                    Some("Ủy ban nhân dân"),
                    SigningAuthority::ByOrder,
                    "Chánh Văn phòng",
                ),
                vec!["TL. CHỦ TỊCH"],
                "CHÁNH VĂN PHÒNG",
            ),
            (
                signatory(None, SigningAuthority::ByAuthorisation, "Trưởng phòng"),
                vec!["TUQ. CHỦ TỊCH"],
                "TRƯỞNG PHÒNG",
            ),
            (
                signatory(None, SigningAuthority::Acting, "Phó Chủ tịch"),
                vec![],
                "Q. CHỦ TỊCH",
            ),
        ];
        for (signatory, lines, post) in cases {
            let (printed, position) = signatory.printed();
            assert_eq!(
                (printed, position.as_str()),
                (lines.into_iter().map(str::to_owned).collect(), post)
            );
        }
    }

    #[test]
    fn a_unit_head_signs_by_order_but_not_for_the_head() {
        let roles = BTreeSet::from([Role::UnitHead]);
        assert!(SigningAuthority::ByOrder.is_open_to(&roles));
        assert!(!SigningAuthority::ForHead.is_open_to(&roles));
        assert!(!SigningAuthority::Head.is_open_to(&roles));
    }
}
