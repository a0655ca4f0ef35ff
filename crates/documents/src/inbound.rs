//! What arrives: brought or sent here, registered in the yearly book, submitted, directed, assigned, settled
//! (Decree 30/2020, Articles 20 to 24; `domain/office.md` §1.6).

mod acknowledge;
mod assign;
mod attach;
mod book_page;
mod calendar;
mod deliver;
mod direct;
pub mod duplicates;
mod extend;
pub mod facts;
mod intake;
mod list;
mod people;
pub mod proposal;
mod receive;
mod register;
mod report;
mod returned;
mod row;
mod send_back;
mod show;
mod step;
mod submit;
pub mod tasks;

pub use acknowledge::acknowledge;
pub use assign::{Assign, assign};
pub use attach::attach;
pub use book_page::{BookLine, BookPage, book_page};
pub use calendar::due_after;
pub use deliver::{Delivery, deliver, recall};
pub use direct::{Direct, direct};
pub use extend::{AskExtension, ask_extension, decide_extension};
pub use facts::{Facts, RawFacts};
pub use intake::{Intake, intake, intakes, refuse};
pub use list::{ArrivalLine, ArrivalPage, Filter, Key, list};
pub use people::{Choice, headed_units, heads_choices, leaders, members, units};
pub use receive::{Upload, receive};
pub use register::{Register, Source, register};
pub use report::report;
pub use returned::return_to_sender;
pub(crate) use row::{readable as readable_arrivals, require_readable};
pub use send_back::send_back;
pub use show::{AssignmentView, Shown, show};
pub use step::finish_step;
pub use submit::submit;
