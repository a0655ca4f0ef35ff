//! Reading what people bring: type by content; of PDFs dangers, text with positions and page images; of office
//! documents their text; of scans the letters, by an outside program.
//!
//! Every function takes any bytes and comes back: third-party readers run on a worker thread behind `catch_unwind`
//! with a deadline, after a look at what the file would unpack to ([`Limits`]).

mod bomb;
mod danger;
mod error;
mod file_type;
mod guard;
mod inspect;
mod limits;
mod office;
mod open;
mod process;
mod recognise;
mod render;
mod text;

pub use danger::Danger;
pub use error::Error;
pub use file_type::{FileType, file_type};
pub use inspect::{Inspection, inspect};
pub use limits::Limits;
pub use office::office_text;
pub use recognise::{Missing, Recogniser};
pub use render::{PageImage, PageLook, looks, render};
pub use text::{Line, Origin, PageText, text};
