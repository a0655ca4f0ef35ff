//! The clerks of one copy of the service who number documents of one book, in line.
//!
//! Everybody in line fills the file with the number they will most likely get, all at the same time, and then takes the number
//! in turn. The line only guesses: the book's row decides, between copies of the service and when somebody ahead fails.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use kernel::id::AgencyId;
use tokio::sync::oneshot;

/// One line for each book: of an agency and a year.
static LINES: LazyLock<Mutex<Lines>> = LazyLock::new(Mutex::default);

type Lines = HashMap<(AgencyId, i32), Arc<Line>>;

#[derive(Debug, Default)]
struct Line {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The number taken last.
    taken: u32,
    /// Those who have not taken theirs.
    waiting: u32,
    /// Those who wait, and those whose change is not on disk yet.
    present: u32,
    /// Resolves when the last in line has had their turn.
    last: Option<oneshot::Receiver<()>>,
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in line, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    line: Arc<Line>,
    expected: u32,
    before: Option<oneshot::Receiver<()>>,
    /// Held until the number is taken: letting go of it calls the next.
    turn: Option<oneshot::Sender<()>>,
}

impl Place {
    /// Joins the line of an agency's book of a year, of which the database has `stored` as its last number.
    pub(super) fn join(agency: AgencyId, year: i32, stored: u32) -> Self {
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        let line = Arc::clone(lines.entry((agency, year)).or_default());
        drop(lines);
        let (turn, over) = oneshot::channel();
        let mut state = line.state();
        if state.present == 0 {
            state.taken = stored;
        }
        state.waiting += 1;
        state.present += 1;
        let expected = state.taken + state.waiting;
        let before = state.last.replace(over);
        drop(state);
        Self {
            line,
            expected,
            before,
            turn: Some(turn),
        }
    }

    /// The number that will most likely be taken.
    pub(super) fn expected(&self) -> u32 {
        self.expected
    }

    /// Waits until everybody ahead has taken a number or given up.
    pub(super) async fn reached(&mut self) {
        if let Some(before) = self.before.take() {
            // Never sent: it ends when whoever is ahead lets go.
            let _ = before.await;
        }
    }

    /// The number was taken in a change that is about to commit: the next may go on.
    pub(super) fn took(&mut self, number: u32) {
        if self.turn.take().is_some() {
            let mut state = self.line.state();
            state.taken = number;
            state.waiting -= 1;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.line.state();
        state.present -= 1;
        if self.turn.is_some() {
            state.waiting -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Timestamp, id::Ids};

    use super::Place;

    #[tokio::test]
    async fn those_in_line_expect_numbers_in_turn() {
        let agency = Ids.next(Timestamp(0));
        let mut first = Place::join(agency, 2026, 7);
        let mut second = Place::join(agency, 2026, 7);
        assert_eq!((first.expected(), second.expected()), (8, 9));

        first.reached().await;
        first.took(8);
        drop(first);
        second.reached().await;
        assert_eq!(Place::join(agency, 2026, 7).expected(), 10);
    }

    #[tokio::test]
    async fn who_joins_after_somebody_gave_up_expects_the_number_they_left() {
        let agency = Ids.next(Timestamp(0));
        let mut first = Place::join(agency, 2026, 0);
        let given_up = Place::join(agency, 2026, 0);
        drop(given_up);
        let mut next = Place::join(agency, 2026, 0);
        assert_eq!(next.expected(), 2);

        first.reached().await;
        first.took(1);
        next.reached().await;
        next.took(2);
    }

    #[test]
    fn an_empty_line_believes_the_database() {
        let agency = Ids.next(Timestamp(0));
        drop(Place::join(agency, 2026, 3));
        assert_eq!(Place::join(agency, 2026, 40).expected(), 41);
    }
}
