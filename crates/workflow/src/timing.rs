//! Where work waits in a process: how long each step took, and how much is open there now.

mod stays;

use std::collections::BTreeMap;

use serde::Serialize;

pub use stays::Stays;

use crate::engine::Moment;

/// One stay of a case at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The step's id.
    pub element: String,
    /// Since when.
    pub from: Moment,
    /// Until when; none while it lasts.
    pub until: Option<Moment>,
}

/// How long a step takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepTime {
    /// The step's id.
    pub element: String,
    /// How often it was done.
    pub done: usize,
    /// Half of what was done took at most this long, in microseconds; none where nothing was done yet.
    pub median: Option<Moment>,
    /// Nine tenths of what was done took at most this long.
    pub ninetieth: Option<Moment>,
    /// The longest it ever took.
    pub longest: Option<Moment>,
    /// How much waits there now.
    pub open: usize,
    /// How long the oldest of it has waited.
    pub oldest: Option<Moment>,
    /// Its share of all the time spent in the process, from 0 to 1, what is open included.
    pub share: f32,
}

/// What the stays tell about each step, the one with the largest share first.
#[must_use]
pub fn of_steps(stays: &[Stay], now: Moment) -> Vec<StepTime> {
    let mut by_step: BTreeMap<&str, (Vec<Moment>, Vec<Moment>)> = BTreeMap::new();
    for stay in stays {
        let (done, open) = by_step.entry(&stay.element).or_default();
        match stay.until {
            Some(until) => done.push(until.saturating_sub(stay.from).max(0)),
            None => open.push(now.saturating_sub(stay.from).max(0)),
        }
    }
    let sum = |lengths: &[Moment]| lengths.iter().fold(0_i64, |sum, one| sum.saturating_add(*one));
    let all: Moment = by_step.values().fold(0, |all, (done, open)| {
        all.saturating_add(sum(done)).saturating_add(sum(open))
    });
    let mut steps: Vec<StepTime> = by_step
        .into_iter()
        .map(|(element, (mut done, open))| {
            done.sort_unstable();
            StepTime {
                element: element.to_owned(),
                median: at_share(&done, 1, 2),
                ninetieth: at_share(&done, 9, 10),
                longest: done.last().copied(),
                oldest: open.iter().max().copied(),
                share: share(sum(&done).saturating_add(sum(&open)), all),
                done: done.len(),
                open: open.len(),
            }
        })
        .collect();
    steps.sort_by(|a, b| {
        b.share
            .total_cmp(&a.share)
            .then_with(|| a.element.cmp(&b.element))
    });
    steps
}

/// The smallest length that this share of all lengths, sorted, does not exceed.
fn at_share(sorted: &[Moment], numerator: usize, denominator: usize) -> Option<Moment> {
    let rank = (sorted.len() * numerator).div_ceil(denominator);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// A share in thousandths is exact enough for a picture.
fn share(part: Moment, all: Moment) -> f32 {
    let thousandths = i128::from(part) * 1_000 / i128::from(all.max(1));
    f32::from(u16::try_from(thousandths).unwrap_or(1_000)) / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(element: &str, from: Moment, until: Option<Moment>) -> Stay {
        Stay {
            element: element.to_owned(),
            from,
            until,
        }
    }

    #[test]
    fn the_slow_step_comes_first_with_its_figures() {
        let mut stays: Vec<Stay> = (1..=10).map(|n| stay("sign", 0, Some(n * 10))).collect();
        stays.push(stay("number", 0, Some(50)));
        stays.push(stay("sign", 100, None));

        let told = of_steps(&stays, 500);

        assert_eq!(told[0].element, "sign");
        assert_eq!((told[0].done, told[0].open), (10, 1));
        assert_eq!(
            (told[0].median, told[0].ninetieth, told[0].longest),
            (Some(50), Some(90), Some(100))
        );
        assert_eq!(told[0].oldest, Some(400));
        assert_eq!((told[1].median, told[1].ninetieth), (Some(50), Some(50)));
        assert!((told[0].share + told[1].share - 1.0).abs() < 0.01);
    }

    #[test]
    fn nothing_done_has_no_figures() {
        assert_eq!(of_steps(&[], 5), []);
        let told = of_steps(&[stay("sign", 9, None)], 5);
        assert_eq!((told[0].median, told[0].oldest), (None, Some(0)));
    }
}
