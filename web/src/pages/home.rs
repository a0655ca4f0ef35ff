use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    AssignmentId,
    inbound::{self, tasks},
};
use serde::Deserialize;
use workflow::task::{self, Count, Key};

use crate::{
    AppState,
    chrome::{Chrome, Section, framed, waiting},
    extract::{Query, Sent},
    problem::Problem,
    show,
    signed::Signed,
};

/// Tasks on a page.
const ON_PAGE: u64 = 50;

/// What the address narrows the list to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    viec: String,
    sau: String,
}

/// What waits for me.
#[derive(Template, WebTemplate)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    chrome: Chrome,
    tasks: Vec<task::Line>,
    counts: Vec<Count>,
    chosen: String,
    next: String,
    today: time::Date,
    urged: std::collections::BTreeMap<task::TaskId, String>,
    /// New documents that my saved searches found.
    found: u64,
    /// Why some of several could not be done.
    refused: Vec<String>,
}

impl HomePage {
    /// In what words it was urged last.
    fn urged(&self, task: &task::Line) -> Option<&String> {
        self.urged.get(&task.id)
    }

    /// Where the task is done.
    fn address(task: &task::Line) -> String {
        let room = if task.subject_kind == tasks::SUBJECT {
            "den"
        } else {
            "du-thao"
        };
        format!("/{room}/{}", task.subject_id)
    }

    /// What one task asks; a step of the agency's own process by its name there.
    fn words(task: &task::Line) -> &str {
        match (show::asked(&task.action), &task.step_name) {
            (tasks::OTHER, Some(name)) => name,
            (known, _) => known,
        }
    }

    /// The due date beside how far it is: "quá hạn 2 ngày".
    fn due(&self, task: &task::Line) -> (String, &'static str) {
        let Some(due) = task.due() else {
            return (String::new(), "");
        };
        let days = (due - self.today).whole_days();
        let (words, mark) = match days {
            ..=-1 => (format!("quá hạn {} ngày", -days), "bad"),
            0 => ("hạn hôm nay".to_owned(), "warn"),
            1..=2 => (format!("còn {days} ngày"), "warn"),
            _ => (format!("còn {days} ngày"), ""),
        };
        (format!("{} · {words}", show::date(due)), mark)
    }

    fn urgency(task: &task::Line) -> &'static str {
        task.urgency
            .parse::<documents::Urgency>()
            .ok()
            .filter(|urgency| urgency.is_urgent())
            .map_or("", |urgency| urgency.label())
    }

    /// Whether the tasks of this list can be done several at once, with one PIN.
    fn can_batch(&self) -> bool {
        matches!(self.chosen.as_str(), "sign" | "seal")
    }

    /// Whether the tasks of this list are read, several at once.
    fn reads_several(&self) -> bool {
        self.chosen == tasks::READ
    }

    fn all(&self) -> i64 {
        self.counts.iter().map(|count| count.waiting).sum()
    }
}

fn key(text: &str) -> Option<Key> {
    let (due_key, id) = text.split_once('_')?;
    Some(Key {
        due_key: due_key.parse().ok()?,
        id: id.parse().ok()?,
    })
}

/// `GET /`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<HomePage, Problem> {
    page(&state, &signed, asked, Vec::new()).await
}

/// `POST /viec/da-xem`: notes several documents, sent for information, as read, each as if alone.
pub(crate) async fn acknowledge_several(
    State(state): State<AppState>,
    signed: Signed,
    sent: Sent,
) -> Result<Response, Problem> {
    let parts: Vec<AssignmentId> = sent.chosen_among("part")?;
    let mut refused = Vec::new();
    for part in &parts {
        match inbound::acknowledge(&state.office, signed.actor(), *part).await {
            Ok(()) => {}
            Err(error) if error.code() == "internal" => return Err(error.into()),
            Err(error) => refused.push(error.message()),
        }
    }
    if parts.is_empty() {
        refused.push("Chọn ít nhất một văn bản.".to_owned());
    }
    if refused.is_empty() {
        return Ok(Redirect::to("/?viec=read&da=da-xem").into_response());
    }
    let asked = Asked {
        viec: tasks::READ.to_owned(),
        ..Asked::default()
    };
    let page = page(&state, &signed, asked, refused).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    state: &AppState,
    signed: &Signed,
    asked: Asked,
    refused: Vec<String>,
) -> Result<HomePage, Problem> {
    let connection = state.office.database.read();
    let action = Some(asked.viec.as_str()).filter(|action| !action.is_empty());
    let storage = documents::Error::from;
    let actor = signed.actor();
    let subjects = documents::access::subjects_in_scope(actor);
    let (page, waiting, saved) = tokio::try_join!(
        async {
            let page = task::list_within(connection, actor, subjects, action, key(&asked.sau), ON_PAGE);
            Ok(page.await.map_err(storage)?)
        },
        waiting(state, actor),
        async { Ok(documents::search::saved::list(&state.office, actor).await?) },
    )?;
    let address = |key: Key| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("viec", &asked.viec)
            .append_pair("sau", &format!("{}_{}", key.due_key, key.id));
        format!("/?{}", query.finish())
    };
    Ok(HomePage {
        urged: documents::urge::of_tasks(connection, &page.tasks).await?,
        chrome: framed(signed, Section::Work, "Việc của tôi", &waiting),
        next: page.next.map(address).unwrap_or_default(),
        tasks: page.tasks,
        counts: waiting.tasks,
        chosen: asked.viec,
        refused,
        today: state.office.today(),
        found: saved.iter().map(|saved| saved.unseen).sum(),
    })
}
