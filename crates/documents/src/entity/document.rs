//! An official document, stored once however many agencies receive it.

use kernel::{Timestamp, id::AgencyId};
use sea_orm::entity::prelude::*;
use time::Date;

use crate::{
    BookId, DocumentId, DocumentKind, Number, NumberSymbol, Secrecy, Urgency, vocabulary::vocabulary,
};

vocabulary! {
    /// Where a document is in its life.
    DocumentState {
        /// Not issued yet.
        Draft = "draft", "Dự thảo";
        /// Signed and numbered, not issued yet.
        Numbered = "numbered", "Đã cấp số";
        /// Issued, by us or by another agency.
        Issued = "issued", "Đã phát hành";
        /// Recalled after issue: frozen, its facts kept.
        Recalled = "recalled", "Đã thu hồi";
        /// Given up before issue.
        Discarded = "discarded", "Đã hủy";
    }
}

impl DocumentState {
    /// Whether it was never issued.
    #[must_use]
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Draft | Self::Numbered | Self::Discarded)
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DocumentId,
    /// The issuing agency, when it is in this installation.
    pub issuer_id: Option<AgencyId>,
    /// The issuing agency as printed.
    pub issuer_name: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Our book the number was taken from, when we issued it.
    pub book_id: Option<BookId>,
    /// Its number; none while it is a draft.
    pub number: Option<i32>,
    /// Its symbol; empty when it has none.
    pub symbol: String,
    /// The date it bears.
    pub date: Option<Date>,
    /// What it is about (trích yếu).
    pub subject: String,
    /// How urgent.
    pub urgency: Urgency,
    /// How secret.
    pub secrecy: Secrecy,
    /// Who signed it.
    pub signer_name: String,
    /// As what.
    pub signer_title: String,
    /// Pages of the main file.
    pub pages: i32,
    /// What makes it the same as another registration, see [`identity`](crate::identity()); empty while unknown.
    pub identity: String,
    /// Where it is in its life.
    pub state: DocumentState,
    /// When it was entered here.
    pub created_at: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

impl Model {
    /// Number and symbol, once it has them.
    #[must_use]
    pub fn number_symbol(&self) -> Option<NumberSymbol> {
        let number = Number::from_stored(self.number?)?;
        Some(NumberSymbol {
            number,
            symbol: self.symbol.parse().ok()?,
        })
    }

    /// Number and symbol as printed, or what there is of them.
    #[must_use]
    pub fn number_symbol_text(&self) -> String {
        printed(self.number, &self.symbol)
    }
}

/// Number and symbol as printed, or what there is of them.
pub(crate) fn printed(number: Option<i32>, symbol: &str) -> String {
    match (number.and_then(Number::from_stored), symbol) {
        (Some(number), "") => number.to_string(),
        (Some(number), symbol) => format!("{number}/{symbol}"),
        (None, symbol) => symbol.to_owned(),
    }
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
