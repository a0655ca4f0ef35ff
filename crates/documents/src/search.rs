//! Finding documents: the index is fed from the database by jobs, and what it finds is looked up in the database again.

mod ask;
mod column;
mod entry;
pub mod export;
mod feed;
mod fields;
mod follow;
mod index;
mod keeper;
mod laid_out;
mod look_up;
mod loosened;
mod question;
pub mod saved;
mod similar;
mod suggest;
mod watch;

pub use ask::{Found, Hit, ask};
pub use column::{Column, choose_columns, columns};
pub use feed::Indexer;
pub use fields::{Days, Fields};
pub use follow::follow;
pub use index::{Index, Standing};
pub use keeper::{Keeper, rebuild};
pub use look_up::look_up;
pub use loosened::{Loosened, loosened};
pub use question::{LONGEST, Order, narrowed, without};
pub use similar::{About, similar};
pub use suggest::suggest;
pub use watch::Watcher;
