#![doc = include_str!("../README.md")]

pub mod access;
pub mod book;
pub mod clockwork;
pub mod counters;
mod document_kind;
pub mod entity;
mod error;
pub mod evidence;
pub mod files;
mod flow;
mod fold;
pub mod hand_over;
mod id;
mod identity;
pub mod inbound;
pub mod notification;
mod number;
pub mod outbound;
pub mod page_image;
pub mod processes;
pub mod reading;
pub mod search;
mod secrecy;
pub mod signatures;
pub mod timeline;
pub mod trail;
pub mod upload;
pub mod urge;
mod urgency;
mod vocabulary;
pub mod waiting;

pub use document_kind::DocumentKind;
pub use error::Error;
pub use id::{
    ArrivalId, AssignmentId, BookId, DirectiveId, DocumentId, ExtensionId, FileId, IntakeId, NotificationId,
    SavedSearchId, UploadId,
};
pub use identity::identity;
pub use number::{Number, NumberError, NumberSymbol, Symbol};
pub use secrecy::Secrecy;
pub use urgency::Urgency;
pub use vocabulary::UnknownWord;
