//! A document beside the list it stands in: a fragment that the list's script fetches. Without the script the list's links open
//! the document itself.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::{
    ArrivalId, DocumentId,
    entity::{document, document_file::FileRole},
    inbound, outbound,
    timeline::{self, Event},
};
use kernel::audit::Subject;

use crate::{AppState, extract::Path, problem::Problem, show, signed::Signed};

/// Steps of the history that are told.
const EVENTS: usize = 4;

/// A document in short.
#[derive(Template, WebTemplate)]
#[template(path = "preview.html")]
pub(crate) struct Preview {
    document: document::Model,
    address: String,
    state: &'static str,
    /// What is asked of the reader.
    asked: Vec<String>,
    facts: Vec<(&'static str, String)>,
    /// The last directive: who gave it, and in what words.
    directive: Option<(String, String)>,
    /// The newest last.
    events: Vec<Event>,
    image: Option<String>,
}

fn last(mut events: Vec<Event>) -> Vec<Event> {
    events.split_off(events.len().saturating_sub(EVENTS))
}

/// `GET /den/{id}/xem-nhanh`
pub(crate) async fn of_arrival(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
) -> Result<Preview, Problem> {
    let shown = inbound::show(&state.office, signed.actor(), id).await?;
    let arrival = shown.arrival;
    let number = arrival.number.map(|number| number.to_string());
    let image = shown
        .files
        .iter()
        .find(|file| file.role == FileRole::Main)
        .map(|file| format!("/tep/{}/trang/1", file.id));
    let directive = shown.directives.into_iter().next_back();
    Ok(Preview {
        address: format!("/den/{id}"),
        state: arrival.state.label(),
        asked: shown
            .mine
            .iter()
            .map(|task| match &task.step_name {
                Some(name) if show::asked(&task.action) == inbound::tasks::OTHER => name.clone(),
                _ => show::asked(&task.action).to_owned(),
            })
            .collect(),
        facts: vec![
            ("Số đến", number.unwrap_or_default()),
            ("Ngày đến", show::date(arrival.arrived_on)),
            ("Đơn vị chủ trì", arrival.unit_name),
            ("Hạn xử lý", show::date_or_blank(arrival.due)),
            ("Ghi chú", arrival.note),
        ],
        directive: directive.map(|directive| (directive.by_name, directive.text)),
        events: last(shown.timeline),
        image,
        document: shown.document,
    })
}

/// `GET /du-thao/{id}/xem-nhanh`
pub(crate) async fn of_document(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<Preview, Problem> {
    let connection = state.office.database.read();
    let view = outbound::view::load(connection, signed.actor(), id).await?;
    let events = timeline::of(connection, &[Subject::new("document", id)]).await?;
    let (document, draft) = (view.loaded.document, view.loaded.draft);
    let actions = view.actions;
    let asked = [
        (actions.submit, "Trình kiểm tra, ký"),
        (actions.check.is_some(), "Kiểm tra"),
        (actions.sign, "Ký ban hành"),
        (actions.number, "Cấp số"),
        (actions.seal, "Ký số cơ quan"),
        (actions.issue, "Phát hành"),
    ];
    Ok(Preview {
        address: format!("/du-thao/{id}"),
        state: draft.stage.label(),
        asked: asked
            .into_iter()
            .filter(|(is_asked, _)| *is_asked)
            .map(|(_, words)| words.to_owned())
            .collect(),
        facts: vec![
            ("Người soạn", draft.drafter_name),
            ("Đơn vị", draft.unit_name),
            ("Người ký", document.signer_name.clone()),
            ("Bị trả lại", draft.reason),
            ("Phát hành", draft.issued_at.map(show::moment).unwrap_or_default()),
        ],
        directive: None,
        events: last(events),
        image: Some(format!("/du-thao/{id}/trang/1?v={}", document.version)),
        document,
    })
}
