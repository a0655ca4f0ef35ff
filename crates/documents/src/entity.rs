//! Tables of documents.

pub mod arrival;
pub mod assignment;
pub mod counter;
pub mod directive;
pub mod document;
pub mod document_file;
pub mod document_reader;
pub mod document_relation;
pub mod extension_request;
pub mod index_event;
pub mod index_head;
pub mod intake;
pub mod notification;
pub mod register_book;
pub mod saved_search;
pub mod saved_search_hit;
pub mod search_columns;
pub mod upload;
pub mod upload_part;
