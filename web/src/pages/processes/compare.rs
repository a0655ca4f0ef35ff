use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use serde::Deserialize;
use workflow::{
    comparison::{Change, ChangeKind, Comparison, Detail},
    diagram::{Marks, Note},
    store::definitions::{self, DefinitionId, process_definition},
};

use super::show::drawing;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    show::process,
    signed::Signed,
};

/// Two versions side by side, and what is different in words.
#[derive(Template, WebTemplate)]
#[template(path = "processes/compare.html")]
pub(crate) struct ComparePage {
    chrome: Chrome,
    before: process_definition::Model,
    after: process_definition::Model,
    versions: Vec<process_definition::Model>,
    told: Comparison,
    before_drawing: Option<String>,
    after_drawing: Option<String>,
}

impl ComparePage {
    /// The colour beside the word.
    fn colour(change: &Change) -> &'static str {
        match change.kind {
            ChangeKind::Added => "good",
            ChangeKind::Removed => "bad",
            ChangeKind::Changed => "warn",
        }
    }

    /// One side of a difference in words: roles and durations by their names.
    fn side(detail: &Detail, text: &str) -> String {
        process::aspect(detail.aspect, text)
    }
}

/// Which versions.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    truoc: DefinitionId,
    sau: DefinitionId,
}

/// `GET /quan-tri/quy-trinh/so-sanh?truoc=…&sau=…`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<ComparePage, Problem> {
    let (connection, actor) = (state.office.database.read(), signed.actor());
    let (before, after, told) = definitions::compare(connection, actor, asked.truoc, asked.sau).await?;
    let versions = definitions::versions(connection, actor, &after.key).await?;
    let title = format!("So sánh quy trình: {}", after.name);
    Ok(ComparePage {
        chrome: chrome(&state, &signed, Section::Administration, title).await?,
        before_drawing: drawing(&before.xml, &notes(&told, ChangeKind::Removed))?,
        after_drawing: drawing(&after.xml, &notes(&told, ChangeKind::Added))?,
        before,
        after,
        versions,
        told,
    })
}

/// What is marked in one of the drawings: what only that version has, and what differs.
fn notes(told: &Comparison, only_here: ChangeKind) -> Marks {
    let mut notes = BTreeMap::new();
    for change in told.elements.iter().chain(&told.flows) {
        let note = match change.kind {
            ChangeKind::Changed => Note::Changed,
            kind if kind != only_here => continue,
            ChangeKind::Added => Note::Added,
            ChangeKind::Removed => Note::Removed,
        };
        let mut element = change.element.clone();
        if only_here == ChangeKind::Removed {
            // A change is told under its newer id; the older drawing knows the older one.
            let renamed = told.renamed.iter().find(|(_, new)| **new == element);
            element = renamed.map_or(element, |(old, _)| old.clone());
        }
        notes.insert(element, note);
    }
    Marks {
        notes,
        ..Marks::default()
    }
}
