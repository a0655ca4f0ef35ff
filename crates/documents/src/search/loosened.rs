//! Nothing was found: what could be asked instead, and how much that would find.

use kernel::{Actor, Office};
use search_index::{Query, Total, query::parse};

use super::{Index, ask, without};
use crate::Error;

/// Most ways that are tried.
const MOST: usize = 6;

/// A question that asks for less.
#[derive(Debug, Clone)]
pub struct Loosened {
    /// What it leaves out, in words.
    pub label: String,
    /// The question.
    pub question: String,
    /// How many documents it finds.
    pub total: Total,
}

/// Questions like this one with something left out, those that find something.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn loosened(
    office: &Office,
    actor: &Actor,
    index: &Index,
    question: &str,
) -> Result<Vec<Loosened>, Error> {
    let mut found = Vec::new();
    for (label, question) in candidates(office, question).into_iter().take(MOST) {
        let query = Query {
            limit: 1,
            ..Query::new(question.clone(), office.today())
        };
        let total = ask(office, actor, index, query).await?.total;
        if total != Total::Exact(0) {
            found.push(Loosened {
                label,
                question,
                total,
            });
        }
    }
    Ok(found)
}

fn candidates(office: &Office, question: &str) -> Vec<(String, String)> {
    let parsed = parse(question, office.today());
    let mut candidates: Vec<(String, String)> = parsed
        .chips
        .iter()
        .map(|chip| {
            (
                format!("Bỏ điều kiện “{}”", chip.label()),
                without(question, chip),
            )
        })
        .collect();
    if !parsed.expression.phrases.is_empty() {
        let words = question.replace(['"', '“', '”'], " ");
        candidates.push(("Tìm từng từ thay cho cụm từ trong ngoặc kép".to_owned(), words));
    }
    if parsed.chips.len() > 1 {
        let rest = parsed
            .chips
            .iter()
            .fold(question.to_owned(), |rest, chip| without(&rest, chip));
        candidates.push(("Bỏ mọi điều kiện".to_owned(), rest));
    }
    let [words @ .., _] = parsed.expression.words.as_slice() else {
        return candidates;
    };
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let fewer = parsed.text[first.from..last.to].to_owned();
        candidates.push((format!("Chỉ tìm “{fewer}”"), fewer));
    }
    candidates.retain(|(_, rest)| !rest.trim().is_empty());
    candidates
}
