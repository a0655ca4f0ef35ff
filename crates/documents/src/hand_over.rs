//! Bàn giao: everything one post has goes to another, as when a person leaves.

use directory::{
    Permission, Require as _,
    agency::require_administered,
    entity::{person, post},
};
use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    id::PostId,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use workflow::store::instances::{self, Act};

use crate::{
    Error,
    access::Reader,
    entity::assignment::{self, AssignmentState},
    flow::Subject as About,
    outbound::{
        Stage,
        entity::{draft, draft_check},
    },
};

/// What a post has, or had when it was handed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandedOver {
    /// Cases in which it takes part, now or at a later step.
    pub cases: u64,
    /// Open parts of arrivals.
    pub parts: u64,
    /// Drafts it writes.
    pub drafts: u64,
    /// Drafts that name it as their signer: their drafters choose another, since the name stands in the document.
    pub to_sign: Vec<String>,
    /// Drafts it goes on writing, since the other has checked them or is to sign them.
    pub kept: Vec<String>,
}

/// A post with its person's name.
struct Bearer {
    post: post::Model,
    name: String,
}

async fn bearer(connection: &impl ConnectionTrait, id: PostId, field: &str) -> Result<Bearer, Error> {
    let gone = || Error::field(field, "Không có chức vụ này.");
    let post = post::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or_else(gone)?;
    let person = person::Entity::find_by_id(post.person).one(connection).await?;
    Ok(Bearer {
        name: person.ok_or_else(gone)?.name,
        post,
    })
}

/// What a post has that would be handed over.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] when the post is not of an agency the actor administers.
pub async fn waiting(office: &Office, actor: &Actor, from: PostId) -> Result<HandedOver, Error> {
    actor.require(Permission::ManageDirectory)?;
    let connection = office.database.read();
    let from = bearer(connection, from, "from")
        .await
        .map_err(|_| Error::NotFound)?;
    require_administered(connection, actor, from.post.agency).await?;
    let cases = instances::involving(connection, from.post.agency, from.post.id).await?;
    let drafts = written_by(connection, &from).await?;
    Ok(HandedOver {
        cases: cases.len() as u64,
        parts: assignment::Entity::find()
            .filter(open_parts(&from))
            .count(connection)
            .await?,
        drafts: drafts.len() as u64,
        to_sign: to_sign(connection, &from).await?,
        kept: Vec::new(),
    })
}

/// Gives everything a post has to another post of the same agency: its steps now and to come, its parts of arrivals, the
/// drafts it writes, and the right to read them.
///
/// # Errors
/// [`Error::Invalid`] when the other is no post of today in the same agency, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn hand_over(
    office: &Office,
    actor: &Actor,
    from: PostId,
    to: PostId,
) -> Result<HandedOver, Error> {
    actor.require(Permission::ManageDirectory)?;
    let mut change = office.database.begin().await?;
    let connection = change.connection();
    let from = bearer(connection, from, "from")
        .await
        .map_err(|_| Error::NotFound)?;
    require_administered(connection, actor, from.post.agency).await?;
    let to = bearer(connection, to, "to").await?;
    if to.post.agency != from.post.agency || to.post.id == from.post.id {
        return Err(Error::field("to", "Chọn một chức vụ khác trong cùng cơ quan."));
    }
    let today = office.today();
    if to.post.starts > today || to.post.ends.is_some_and(|end| end < today) {
        return Err(Error::field("to", "Chức vụ này hôm nay không có hiệu lực."));
    }
    let to_sign = to_sign(connection, &from).await?;
    let calendar = directory::holiday::calendar_in(connection).await?;
    let act = Act::of(actor, office.now(), &calendar, "đã bàn giao việc");
    let touched = instances::hand_over(&change, from.post.agency, (from.post.id, to.post.id), act).await?;
    let parts = hand_over_parts(&change, &from, &to).await?;
    let (drafts, kept) = hand_over_drafts(&change, &from, &to).await?;
    let what = format!(
        "từ {}, {} cho {}, {}",
        from.name, from.post.title, to.name, to.post.title
    );
    for case in &touched {
        let Ok(about) = About::of_case(case) else {
            continue;
        };
        about.allow(&change, &[Reader::Post(to.post.id)]).await?;
        let entry = Entry::by(actor, office.now(), "handed_over", about.audited());
        change.record(entry.with(json!({ "what": what, "from": from.post.id, "to": to.post.id })));
        change.enqueue(about.index(office));
    }
    let told = HandedOver {
        cases: touched.len() as u64,
        parts,
        drafts,
        to_sign,
        kept,
    };
    let entry = Entry::by(
        actor,
        office.now(),
        "handed_over",
        Subject::new("post", from.post.id),
    );
    change.record(entry.with(json!({
        "what": what, "to": to.post.id, "cases": told.cases, "parts": told.parts, "drafts": told.drafts,
    })));
    change.commit().await?;
    Ok(told)
}

fn open_parts(from: &Bearer) -> Condition {
    Condition::all()
        .add(assignment::Column::PostId.eq(from.post.id))
        .add(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
}

async fn hand_over_parts(change: &UnitOfWork, from: &Bearer, to: &Bearer) -> Result<u64, Error> {
    let moved = assignment::Entity::update_many()
        .col_expr(assignment::Column::PostId, Expr::value(to.post.id))
        .col_expr(assignment::Column::HolderName, Expr::value(&to.name))
        .col_expr(
            assignment::Column::Version,
            Expr::col(assignment::Column::Version).add(1),
        )
        .filter(open_parts(from))
        .exec(change.connection())
        .await?;
    Ok(moved.rows_affected)
}

/// The drafts a post writes that are not issued yet.
async fn written_by(connection: &impl ConnectionTrait, from: &Bearer) -> Result<Vec<draft::Model>, Error> {
    let mut drafts = draft::Entity::find()
        .filter(draft::Column::DrafterPost.eq(from.post.id))
        .all(connection)
        .await?;
    drafts.retain(|draft| draft.stage < Stage::Issued);
    Ok(drafts)
}

/// The drafts that wait, or will wait, for the post's signature.
async fn to_sign(connection: &impl ConnectionTrait, from: &Bearer) -> Result<Vec<String>, Error> {
    let mut drafts = draft::Entity::find()
        .filter(draft::Column::SignerPost.eq(from.post.id))
        .all(connection)
        .await?;
    drafts.retain(|draft| draft.stage < Stage::Signed);
    subjects(connection, &drafts).await
}

async fn subjects(connection: &impl ConnectionTrait, drafts: &[draft::Model]) -> Result<Vec<String>, Error> {
    use crate::entity::document;
    let documents = document::Entity::find()
        .filter(document::Column::Id.is_in(drafts.iter().map(|draft| draft.document_id)))
        .all(connection)
        .await?;
    Ok(documents.into_iter().map(|document| document.subject).collect())
}

/// Makes the other the drafter, except where that would make one person both write and check, or write and sign (separation
/// of duties, Decree 30/2020, Articles 11 to 13). Answers how many, and which were kept.
async fn hand_over_drafts(
    change: &UnitOfWork,
    from: &Bearer,
    to: &Bearer,
) -> Result<(u64, Vec<String>), Error> {
    let connection = change.connection();
    let drafts = written_by(connection, from).await?;
    let ids = || drafts.iter().map(|draft| draft.document_id);
    let checked: Vec<_> = draft_check::Entity::find()
        .filter(draft_check::Column::DocumentId.is_in(ids()))
        .filter(draft_check::Column::Stands.eq(true))
        .filter(draft_check::Column::PersonId.eq(to.post.person))
        .all(connection)
        .await?
        .into_iter()
        .map(|check| check.document_id)
        .collect();
    let (kept, moved): (Vec<_>, Vec<_>) = drafts
        .iter()
        .cloned()
        .partition(|draft| draft.signer_id == Some(to.post.person) || checked.contains(&draft.document_id));
    draft::Entity::update_many()
        .col_expr(draft::Column::DrafterId, Expr::value(to.post.person))
        .col_expr(draft::Column::DrafterPost, Expr::value(to.post.id))
        .col_expr(draft::Column::DrafterName, Expr::value(&to.name))
        .filter(draft::Column::DocumentId.is_in(moved.iter().map(|draft| draft.document_id)))
        .exec(connection)
        .await?;
    Ok((moved.len() as u64, subjects(connection, &kept).await?))
}
