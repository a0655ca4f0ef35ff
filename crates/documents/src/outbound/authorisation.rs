//! Ký thừa ủy quyền (TUQ.): only with an authorisation in force (Decree 30/2020, Article 13.3: in writing, limited in time and
//! content, not passed on). Whoever signs in another's place does so only while that lasts, too.

use directory::{
    delegation::DelegationId,
    entity::{delegation, post},
    post::roles,
};
use kernel::{Actor, actor::Role, id::UnitId, text};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::Serialize;
use time::Date;

use super::{Purpose, Refusal, SigningAuthority, loaded::Loaded};
use crate::Error;

/// Why no authorisation covers a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Uncovered {
    /// The head has given the signer none to sign.
    NotGiven,
    /// It begins later.
    NotYet(Date),
    /// It was taken back.
    Revoked,
    /// It ended.
    Ended(Date),
    /// It is for other kinds of documents, other units or other levels of secrecy.
    OutOfScope,
    /// The signer acts in another's place: what was received is not passed on.
    PassedOn,
}

impl Uncovered {
    /// The reason as officials read it, to stand inside a sentence.
    #[must_use]
    pub fn reason(&self) -> String {
        let day = |day: &Date| format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year());
        match self {
            Self::NotGiven => "người đứng đầu chưa ủy quyền ký cho người này".to_owned(),
            Self::NotYet(starts) => format!("ủy quyền chỉ có hiệu lực từ ngày {}", day(starts)),
            Self::Revoked => "ủy quyền đã bị thu hồi".to_owned(),
            Self::Ended(last) => format!("ủy quyền đã hết hiệu lực sau ngày {}", day(last)),
            Self::OutOfScope => {
                "ủy quyền không gồm loại văn bản, đơn vị soạn thảo hoặc độ mật của văn bản này".to_owned()
            }
            Self::PassedOn => {
                "người được ủy quyền không được ủy quyền lại cho người khác ký (Điều 13 Nghị định 30/2020/NĐ-CP)"
                    .to_owned()
            }
        }
    }
}

/// What is asked of an authorisation.
struct Asked<'a> {
    action: &'a str,
    kind: &'a str,
    unit: UnitId,
    secrecy: &'a str,
    today: Date,
}

impl Asked<'_> {
    /// Why this one does not cover the signature; none when it does.
    fn missing_in(&self, given: &delegation::Model) -> Option<Uncovered> {
        let scope = given.covers();
        if !scope.allows(self.action) {
            Some(Uncovered::NotGiven)
        } else if !scope.covers(self.action, self.kind, self.unit, self.secrecy) {
            Some(Uncovered::OutOfScope)
        } else if given.revoked_at.is_some() {
            Some(Uncovered::Revoked)
        } else if self.today < given.starts {
            Some(Uncovered::NotYet(given.starts))
        } else if self.today > given.ends {
            Some(Uncovered::Ended(given.ends))
        } else {
            None
        }
    }
}

/// The delegation by which the actor may sign, asked on the day of the signature; none where none is needed.
///
/// # Errors
/// [`Refusal::NoAuthorisation`] when one is needed and none covers the document.
pub(super) async fn of(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
    loaded: &Loaded,
    today: Date,
) -> Result<Option<DelegationId>, Error> {
    let signatory = loaded.signatory();
    let is_by_authorisation =
        purpose == Purpose::Person && signatory.authority == SigningAuthority::ByAuthorisation;
    let given = match (&actor.on_behalf, is_by_authorisation) {
        (None, false) => return Ok(None),
        (Some(_), true) => return Err(Refusal::NoAuthorisation(Uncovered::PassedOn).into()),
        (None, true) => given_to(connection, actor, &signatory.head_title, today).await?,
        (Some(one), false) => {
            let id = DelegationId(one.delegation);
            delegation::Entity::find_by_id(id).all(connection).await?
        }
    };
    let asked = Asked {
        action: purpose.permission().code(),
        kind: loaded.document.kind.code(),
        unit: loaded.draft.unit_id,
        secrecy: loaded.document.secrecy.code(),
        today,
    };
    // Of several that do not serve, the newest that is about signing tells why.
    let mut missing = Uncovered::NotGiven;
    for one in given {
        match asked.missing_in(&one) {
            None => return Ok(Some(one.id)),
            Some(Uncovered::NotGiven) => {}
            Some(reason) => missing = reason,
        }
    }
    Err(Refusal::NoAuthorisation(missing).into())
}

/// What the head whose title is printed has given the actor, oldest first; only leaders who still hold their post count.
async fn given_to(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    head_title: &str,
    today: Date,
) -> Result<Vec<delegation::Model>, Error> {
    let given = delegation::Entity::find()
        .filter(delegation::Column::ToPerson.eq(actor.person))
        .filter(delegation::Column::Agency.eq(actor.agency))
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?;
    let posts = post::Entity::find()
        .filter(post::Column::Id.is_in(given.iter().map(|one| one.from_post)))
        .all(connection)
        .await?;
    let is_heads = |one: &delegation::Model| {
        posts.iter().any(|held| {
            held.id == one.from_post
                && held.person == one.from_person
                && held.ends.is_none_or(|end| end >= today)
                && roles(&held.roles).contains(&Role::Leader)
                && names(&held.title, head_title)
        })
    };
    Ok(given.into_iter().filter(is_heads).collect())
}

/// Whether a post's title is the one printed after "TUQ.": "Chủ tịch" is that of "Chủ tịch Ủy ban nhân dân tỉnh", not of "Phó
/// Chủ tịch".
fn names(title: &str, printed: &str) -> bool {
    let folded = |text: &str| text::clean_line(text).to_lowercase();
    let (title, printed) = (folded(title), folded(printed));
    match title.strip_prefix(&printed) {
        Some(rest) => rest.is_empty() || rest.starts_with(' ') || printed.is_empty(),
        None => printed.starts_with(&format!("{title} ")),
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_deputy_is_not_the_head() {
        for (title, printed, is_same) in [
            ("Chủ tịch", "Chủ tịch", true),
            ("Chủ tịch", "CHỦ TỊCH", true),
            ("Chủ tịch Ủy ban nhân dân tỉnh", "Chủ tịch", true),
            ("Chủ tịch", "Chủ tịch Ủy ban nhân dân tỉnh", true),
            ("Chủ tịch", "", true),
            ("Phó Chủ tịch", "Chủ tịch", false),
            ("Giám đốc", "Chủ tịch", false),
        ] {
            assert_eq!(names(title, printed), is_same, "{title} / {printed}");
        }
    }
}
