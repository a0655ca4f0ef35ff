//! Thông báo: what concerns a person is told to them, once, in the post it concerns.
//!
//! A change enqueues its news as a `notify` job in its own transaction; the job finds out who holds the work today, and who
//! acts for them, and writes one row for each. An event has a name, unique for each person and post, so a job that runs twice
//! tells nobody twice. Reading a notification changes no record of the office, so the audit trail is not told.

mod list;
mod messenger;
mod news;
mod people;

pub(crate) use list::counted;
pub use list::{
    KEPT, Key, Notice, NoticePage, Unread, list, mark_all_read, mark_read, mark_seen, sweep, unread,
};
pub use messenger::Messenger;
pub(crate) use news::{News, tell, tell_steps};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What happened.
    Kind {
        /// Something waits for the person.
        Task = "task", "Việc mới";
        /// Something came back to the person.
        Returned = "returned", "Bị trả lại";
        /// The person is urged (đôn đốc).
        Urged = "urged", "Được đôn đốc";
        /// A task falls due.
        DueSoon = "due_soon", "Sắp đến hạn";
        /// A task is late.
        Late = "late", "Quá hạn";
        /// More time was granted.
        Extended = "extended", "Được gia hạn";
        /// More time was refused.
        NotExtended = "not_extended", "Không được gia hạn";
        /// Somebody remarked on the person's draft.
        Remarked = "remarked", "Có góp ý";
        /// The document got its number.
        Numbered = "numbered", "Đã cấp số";
        /// The document was issued.
        Issued = "issued", "Đã phát hành";
        /// A recipient reported on the document.
        Reported = "reported", "Nơi nhận báo";
        /// The document was recalled.
        Recalled = "recalled", "Văn bản bị thu hồi";
        /// A saved search found something new.
        Found = "found", "Tìm kiếm đã lưu";
    }
}
