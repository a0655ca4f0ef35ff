//! What the drafter fills in.

use directory::symbol;
use kernel::{
    Actor, FieldError, Office,
    id::{PersonId, PostId},
};
use sea_orm::EntityTrait as _;

use super::{Content, Refusal, Signatory, SigningAuthority, heading::Heading, layout::Sheet};
use crate::{ArrivalId, DocumentKind, Error, Secrecy, Urgency};

/// Most letters of a subject (Decree 30/2020, Annex VI: Subject S500).
pub const LONGEST_SUBJECT: usize = 500;
/// Most letters of a body, so that a mistake does not become a book.
pub const LONGEST_BODY: usize = 400_000;
/// Most addressees, recipients or bases.
pub const MOST_LINES: usize = 300;

/// The fields of a draft as they are filled in.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The kind.
    pub kind: DocumentKind,
    /// The urgency.
    pub urgency: Urgency,
    /// The secrecy; anything but open is refused.
    pub secrecy: Secrecy,
    /// The post that is to sign.
    pub signer: Option<PostId>,
    /// In which capacity.
    pub authority: SigningAuthority,
    /// The collective (TM.), if it signs for one.
    pub collective: Option<String>,
    /// The head's title, where the capacity names it.
    pub head_title: String,
    /// What the document says.
    pub content: Content,
    /// An uploaded PDF in place of the composed pages.
    pub upload: Upload,
    /// The arrival it answers.
    pub answers: Option<ArrivalId>,
    /// Whether issuing it settles that arrival.
    pub settles: bool,
    /// What was changed, in the author's words.
    pub note: String,
}

/// What becomes of the uploaded pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Upload {
    /// As in the version before.
    #[default]
    Keep,
    /// None: the pages are composed from the fields.
    Compose,
    /// These bytes.
    New(Vec<u8>),
}

/// The person and post named to sign.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    pub(super) post: PostId,
    pub(super) person: PersonId,
    pub(super) title: String,
    pub(super) name: String,
}

/// Fields that were checked, with what the directory knows.
#[derive(Debug, Clone)]
pub struct Filled {
    /// What stands above the content.
    pub heading: Heading,
    /// The fields, cleaned.
    pub fields: Fields,
    /// The symbol.
    pub symbol: String,
    /// What is printed in ô 7a and 7b.
    pub signatory: Signatory,
    pub(super) signer: Option<Signer>,
}

impl Filled {
    /// The sheet to be typeset.
    #[must_use]
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet {
            heading: &self.heading,
            kind: self.fields.kind,
            urgency: self.fields.urgency,
            symbol: &self.symbol,
            signatory: &self.signatory,
            content: &self.fields.content,
        }
    }
}

/// Cleans and checks the fields and looks up heading and signer.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Refusal::StateSecret`] for secrets.
pub async fn fill(office: &Office, actor: &Actor, fields: Fields) -> Result<Filled, Error> {
    if fields.secrecy.is_state_secret() {
        return Err(Refusal::StateSecret.into());
    }
    let fields = Fields {
        content: fields.content.cleaned(),
        ..fields
    };
    let mut mistakes = mistakes(&fields);
    let heading = Heading::load(office.database.read(), actor.agency, actor.unit).await?;
    let signer = match fields.signer {
        Some(post) => signer(office, actor, post).await?,
        None => None,
    };
    if fields.signer.is_some() && signer.is_none() {
        mistakes.push(FieldError::new(
            "signer",
            "Người ký phải đang giữ chức vụ trong cơ quan.",
        ));
    }
    if signer
        .as_ref()
        .is_some_and(|signer| actor.involves(signer.person))
    {
        mistakes.push(FieldError::new(
            "signer",
            "Người soạn thảo không tự ký văn bản của mình; hãy chọn người khác.",
        ));
    }
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let head_title = match fields.head_title.trim() {
        "" => heading.head_title().to_owned(),
        title => kernel::text::clean_line(title),
    };
    let signatory = Signatory {
        collective: fields
            .collective
            .as_deref()
            .map(kernel::text::clean_line)
            .filter(|name| !name.is_empty()),
        authority: fields.authority,
        title: signer
            .as_ref()
            .map_or_else(|| head_title.clone(), |signer| signer.title.clone()),
        head_title,
        name: signer
            .as_ref()
            .map(|signer| signer.name.clone())
            .unwrap_or_default(),
    };
    let own = symbol::pattern(office.database.read(), actor.agency, fields.kind.code()).await?;
    let symbol = heading.symbol(fields.kind, own.as_deref());
    Ok(Filled {
        heading,
        fields,
        symbol,
        signatory,
        signer,
    })
}

fn mistakes(fields: &Fields) -> Vec<FieldError> {
    let content = &fields.content;
    let mut found = Vec::new();
    let mut longest = |field, letters: usize, most: usize, what: &str| {
        if letters > most {
            found.push(FieldError::new(
                field,
                format!("{what} dài {letters} ký tự; tối đa {most}."),
            ));
        }
    };
    longest(
        "subject",
        content.subject.chars().count(),
        LONGEST_SUBJECT,
        "Trích yếu",
    );
    longest("body", content.body.chars().count(), LONGEST_BODY, "Nội dung");
    for (field, count) in [
        ("addressees", content.addressees.len()),
        ("recipients", content.recipients.len()),
        ("bases", content.bases.len()),
    ] {
        if count > MOST_LINES {
            found.push(FieldError::new(
                field,
                format!("Có {count} dòng; tối đa {MOST_LINES}."),
            ));
        }
    }
    if content.subject.is_empty() {
        found.push(FieldError::new("subject", "Phải ghi trích yếu nội dung văn bản."));
    }
    found
}

async fn signer(office: &Office, actor: &Actor, post: PostId) -> Result<Option<Signer>, Error> {
    use directory::entity::{person, post};
    let connection = office.database.read();
    let today = office.today();
    let Some(row) = post::Entity::find_by_id(post).one(connection).await? else {
        return Ok(None);
    };
    let is_held = row.starts <= today && row.ends.is_none_or(|end| end >= today);
    if row.agency != actor.agency || !is_held {
        return Ok(None);
    }
    let Some(person) = person::Entity::find_by_id(row.person).one(connection).await? else {
        return Ok(None);
    };
    Ok(Some(Signer {
        post: row.id,
        person: person.id,
        title: row.title,
        name: person.name,
    }))
}
