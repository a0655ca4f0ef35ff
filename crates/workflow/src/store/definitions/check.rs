use crate::{
    Definition, Error as CoreError,
    definition::{Issue, Strictness},
    soundness,
    store::Error,
};

/// What a look at a file told.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The process, as far as it could be read.
    pub definition: Option<Definition>,
    /// The name of its main process.
    pub name: String,
    /// Everything that keeps it from being published, by line.
    pub faults: Vec<Issue>,
}

impl Checked {
    /// Whether it can be published.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.definition.is_some() && self.faults.is_empty()
    }
}

/// Looks at a file as publishing would: whether it can be read and run to its end whatever is decided on the way.
///
/// # Errors
/// When the thread that looks is lost.
pub async fn check(xml: &str) -> Result<Checked, Error> {
    let xml = xml.to_owned();
    // Exploring the states of a tangled process takes a while.
    tokio::task::spawn_blocking(move || look(&xml))
        .await
        .map_err(|error| Error::Interrupted(error.to_string()))
}

fn look(xml: &str) -> Checked {
    match Definition::inspect(xml, Strictness::Publish) {
        Ok((definition, mut faults)) => {
            // A file with parts left out would be called unsound for what is only unread.
            if faults.is_empty() {
                faults = soundness::check(&definition);
            }
            faults.sort_by(|a, b| (a.line, &a.element).cmp(&(b.line, &b.element)));
            let main = &definition.processes[definition.main_process()];
            Checked {
                name: kernel::text::clean_line(main.name.as_deref().unwrap_or(&main.id)),
                definition: Some(definition),
                faults,
            }
        }
        Err(error) => Checked {
            definition: None,
            name: String::new(),
            faults: vec![unreadable(&error)],
        },
    }
}

/// A file that is no process at all, as one fault of the whole file.
fn unreadable(error: &CoreError) -> Issue {
    let (line, reason) = match error {
        CoreError::NotXml { line, reason } => (*line, format!("không đọc được XML: {reason}")),
        other => (1, other.to_string()),
    };
    Issue {
        line,
        element: String::new(),
        name: None,
        reason,
    }
}
