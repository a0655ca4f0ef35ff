//! Other weights, judged by questions that did not choose them.

use std::collections::HashMap;

use search_index::{Ranking, Tantivy};

use crate::{Question, mean, measure};

/// The fold of a question, by its text alone, so that neither order nor number of the questions decides (FNV-1a).
fn fold_of(question: &str) -> u64 {
    let hash = question.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) % FOLDS
}

/// Parts of the questions, each held out once.
const FOLDS: u64 = 5;

/// Changes one weight.
type Set = fn(&mut Ranking, f32);

/// Changes one weight at a time around the default and cross-validates the choice.
pub(crate) fn tune(index: &mut Tantivy, questions: &[Question]) {
    let default = Ranking::default();
    let mut choices: Vec<(String, Ranking)> = vec![("default".to_owned(), default)];
    let weights: [(&str, Set, &[f32]); 10] = [
        ("k1", |r, v| r.k1 = v, &[0.4, 0.6, 0.75, 0.9, 1.2]),
        ("b", |r, v| r.b = v, &[0.2, 0.3, 0.4, 0.5, 0.6, 0.75]),
        ("folded", |r, v| r.folded = v, &[0.0, 0.15, 0.3, 0.5]),
        ("exact_pair", |r, v| r.exact_pair = v, &[0.3, 0.6, 0.9, 1.2]),
        ("folded_pair", |r, v| r.folded_pair = v, &[0.0, 0.2, 0.4, 0.7]),
        ("chain", |r, v| r.chain = v, &[0.0, 0.25, 0.5, 1.0]),
        ("title", |r, v| r.title = v, &[0.0, 0.15, 0.3, 0.5, 0.8]),
        ("rarity", |r, v| r.rarity = v, &[0.8, 1.0, 1.2, 1.4, 1.6]),
        ("coverage", |r, v| r.coverage = v, &[0.0, 0.2, 0.3, 0.4, 0.5, 0.6]),
        ("exact", |r, v| r.exact = v, &[0.6, 0.8, 1.0, 1.3]),
    ];
    for (name, set, values) in weights {
        for value in values {
            let mut ranking = default;
            set(&mut ranking, *value);
            choices.push((format!("{name} = {value}"), ranking));
        }
    }
    let mut measured: HashMap<String, Vec<f64>> = HashMap::new();
    println!("\none weight changed at a time: nDCG@10 as asked, stripped");
    for (name, ranking) in &choices {
        index.rank_by(*ranking);
        let asked = measure(index, questions, false);
        let stripped = measure(index, questions, true);
        println!("{name:<24} {:.4} {:.4}", mean(&asked).ndcg, mean(&stripped).ndcg);
        let both = asked
            .iter()
            .zip(&stripped)
            .map(|(a, s)| f64::midpoint(a.ndcg, s.ndcg))
            .collect();
        measured.insert(name.clone(), both);
    }
    let mut held_out = Vec::new();
    for part in 0..FOLDS {
        let share = |scores: &[f64], is_held_out: bool| -> f64 {
            let of: Vec<f64> = scores
                .iter()
                .enumerate()
                .filter(|(at, _)| (fold_of(&questions[*at].question) == part) == is_held_out)
                .map(|(_, s)| *s)
                .collect();
            of.iter().sum::<f64>() / of.len().max(1) as f64
        };
        let best = choices
            .iter()
            .max_by(|a, b| share(&measured[&a.0], false).total_cmp(&share(&measured[&b.0], false)))
            .expect("the default is a choice");
        println!(
            "without part {part}: {} is best; on part {part} it gives {:.4}, the default {:.4}",
            best.0,
            share(&measured[&best.0], true),
            share(&measured["default"], true)
        );
        held_out.push(share(&measured[&best.0], true));
    }
    println!(
        "chosen by cross-validation: {:.4}",
        held_out.iter().sum::<f64>() / FOLDS as f64
    );
}
