//! Relevance over labelled questions: recall@10, MRR@10 and nDCG@10 of plain BM25, of each idea added alone, and of
//! our default; each for the questions as asked and with all accents stripped.
//!
//! `cargo bench -p search-index --bench relevance [-- FOLDER] [--default] [--tune]`; the folder, with `articles.json` and
//! `questions.json`, may also be named by `VANTHU_BENCH_SEARCH`.
//! `--default` measures the default alone; `--tune` cross-validates the weights in five folds: they are chosen on four
//! fifths of the questions and measured on the fifth that was left out.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod ideas;
mod tune;

use std::path::{Path, PathBuf};
use std::time::Instant;

use search_index::text::fold;
use search_index::{Access, Change, Engine, Entry, EntryKind, Query, Settings, Tantivy};
use serde::Deserialize;

#[derive(Deserialize)]
struct Article {
    law: String,
    #[serde(rename = "article")]
    number: String,
    text: String,
}

#[derive(Deserialize)]
struct Question {
    question: String,
    relevant: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    law: String,
    article: String,
}

/// Means over questions.
#[derive(Clone, Copy, Default)]
struct Figures {
    recall: f64,
    mrr: f64,
    ndcg: f64,
}

fn main() {
    let mut folder = std::env::var_os("VANTHU_BENCH_SEARCH").map(PathBuf::from);
    let (mut is_tuning, mut only_default) = (false, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--bench" => {}
            "--tune" => is_tuning = true,
            "--default" => only_default = true,
            other => folder = Some(PathBuf::from(other)),
        }
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/search");
    let folder = folder.unwrap_or(beside);
    if !folder.join("articles.json").exists() {
        println!("no articles.json in {}: nothing to measure", folder.display());
        return;
    }
    let articles: Vec<Article> = read(&folder.join("articles.json"));
    let questions: Vec<Question> = read(&folder.join("questions.json"));
    let started = Instant::now();
    let mut index = index(&articles);
    println!(
        "{} articles indexed in {:.1} s, {} questions",
        articles.len(),
        started.elapsed().as_secs_f64(),
        questions.len()
    );
    println!(
        "{:<44} {:>9} {:>7} {:>8}   {:>9} {:>7} {:>8}",
        "", "recall@10", "MRR@10", "nDCG@10", "stripped:", "MRR@10", "nDCG@10"
    );
    for (name, ranking) in ideas::ideas()
        .into_iter()
        .filter(|(name, _)| !only_default || *name == "our default")
    {
        index.rank_by(ranking);
        let asked = mean(&measure(&index, &questions, false));
        let stripped = mean(&measure(&index, &questions, true));
        println!(
            "{name:<44} {:>9.3} {:>7.3} {:>8.3}   {:>9.3} {:>7.3} {:>8.3}",
            asked.recall, asked.mrr, asked.ndcg, stripped.recall, stripped.mrr, stripped.ndcg
        );
    }
    if is_tuning {
        tune::tune(&mut index, &questions);
    }
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let bytes = std::fs::read(path).expect("the file is readable");
    serde_json::from_slice(&bytes).expect("the file has the shape the README of the data tells")
}

fn index(articles: &[Article]) -> Tantivy {
    let index = Tantivy::in_memory(Settings::default()).expect("an index in memory");
    let entry = |article: &Article| {
        let heading = article.text.lines().next().unwrap_or_default();
        let title = format!("{}. {heading}", article.law);
        let mut entry = Entry::new(id(&article.law, &article.number), EntryKind::Issued, "A", title);
        entry.readers = vec!["all".to_owned()];
        entry.document_kind = Some("Luật".to_owned());
        entry.pages = vec![article.text.clone()];
        Change::Upsert(Box::new(entry))
    };
    let changes: Vec<Change> = articles.iter().map(entry).collect();
    index.apply(&changes, 1).expect("entries are taken");
    index.commit().expect("a commit");
    index
}

fn id(law: &str, article: &str) -> String {
    format!("{law}#{article}")
}

fn measure(index: &Tantivy, questions: &[Question], is_stripped: bool) -> Vec<Figures> {
    let access = Access {
        agency: "A".to_owned(),
        readers: vec!["all".to_owned()],
        max_secrecy: 0,
    };
    let today = time::macros::date!(2026 - 11 - 21);
    questions
        .iter()
        .map(|question| {
            let text = if is_stripped {
                fold(&question.question)
            } else {
                question.question.clone()
            };
            let mut query = Query::new(text, today);
            query.limit = 10;
            let hits = index.search(&query, &access).expect("an answer").hits;
            let relevant: Vec<String> = question.relevant.iter().map(|r| id(&r.law, &r.article)).collect();
            figures(&hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>(), &relevant)
        })
        .collect()
}

fn figures(found: &[String], relevant: &[String]) -> Figures {
    let gain = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let ranks: Vec<usize> = found
        .iter()
        .enumerate()
        .filter(|(_, id)| relevant.contains(id))
        .map(|(rank, _)| rank)
        .collect();
    let ideal: f64 = (0..relevant.len().min(10)).map(gain).sum();
    Figures {
        recall: ranks.len() as f64 / relevant.len() as f64,
        mrr: ranks.first().map_or(0.0, |rank| 1.0 / (*rank as f64 + 1.0)),
        ndcg: ranks.iter().map(|rank| gain(*rank)).sum::<f64>() / ideal,
    }
}

fn mean(figures: &[Figures]) -> Figures {
    let count = figures.len().max(1) as f64;
    Figures {
        recall: figures.iter().map(|f| f.recall).sum::<f64>() / count,
        mrr: figures.iter().map(|f| f.mrr).sum::<f64>() / count,
        ndcg: figures.iter().map(|f| f.ndcg).sum::<f64>() / count,
    }
}
