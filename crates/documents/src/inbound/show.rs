use std::collections::BTreeSet;

use kernel::{Actor, Office, audit::Subject};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use workflow::task::{self, task as task_row};

use super::{row::load, tasks::SUBJECT};
use crate::{
    ArrivalId, Error,
    entity::{arrival, assignment, directive, document, document_file, extension_request},
    timeline::{self, Event},
};

/// A part and what was asked about it.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentView {
    /// The part.
    pub assignment: assignment::Model,
    /// Requests for a later date.
    pub extensions: Vec<extension_request::Model>,
}

/// Everything about an arrival that the actor may read.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The arrival.
    pub arrival: arrival::Model,
    /// Its document.
    pub document: document::Model,
    /// Its files, the main one first.
    pub files: Vec<document_file::Model>,
    /// The directives, oldest first.
    pub directives: Vec<directive::Model>,
    /// The parts, oldest first.
    pub assignments: Vec<AssignmentView>,
    /// What waits for the actor about it.
    pub mine: Vec<task_row::Model>,
    /// What happened, oldest first.
    pub timeline: Vec<Event>,
}

/// Everything about an arrival.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is not for the actor.
pub async fn show(office: &Office, actor: &Actor, id: ArrivalId) -> Result<Shown, Error> {
    let connection = office.database.read();
    let (arrival, document) = load(connection, actor, id).await?;
    let mut files = document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(document.id))
        .order_by_asc(document_file::Column::Position)
        .all(connection)
        .await?;
    files.sort_by_key(|file| file.role);
    let directives = directive::Entity::find()
        .filter(directive::Column::ArrivalId.eq(id))
        .order_by_asc(directive::Column::At)
        .all(connection)
        .await?;
    let parts = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.eq(id))
        .order_by_asc(assignment::Column::At)
        .order_by_asc(assignment::Column::Id)
        .all(connection)
        .await?;
    let extensions = if parts.is_empty() {
        Vec::new()
    } else {
        extension_request::Entity::find()
            .filter(extension_request::Column::ArrivalId.eq(id))
            .order_by_asc(extension_request::Column::AskedAt)
            .all(connection)
            .await?
    };
    let of = |part: &assignment::Model| {
        extensions
            .iter()
            .filter(|request| request.assignment_id == part.id)
            .cloned()
            .collect()
    };
    let assignments = parts
        .into_iter()
        .map(|assignment| AssignmentView {
            extensions: of(&assignment),
            assignment,
        })
        .collect();
    let holders: BTreeSet<String> = task::holders_of(actor).into_iter().collect();
    let open = task::of_subject(connection, id.0).await?;
    let mine = open
        .into_iter()
        .filter(|task| holders.contains(&task.holder))
        .collect();
    let timeline = timeline::of(connection, &[Subject::new(SUBJECT, id)]).await?;
    Ok(Shown {
        arrival,
        document,
        files,
        directives,
        assignments,
        mine,
        timeline,
    })
}
