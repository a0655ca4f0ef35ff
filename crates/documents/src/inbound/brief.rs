use kernel::Timestamp;
use sea_orm::{
    FromQueryResult, JoinType, QuerySelect as _, RelationTrait as _, Select, SelectModel, Selector,
};
use time::Date;

use super::ArrivalLine;
use crate::{
    ArrivalId, Urgency,
    entity::{
        arrival::{self, ArrivalState},
        document,
    },
};

/// What the list shows of an arrival.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct Brief {
    /// Its id.
    pub id: ArrivalId,
    /// Số đến.
    pub number: Option<i32>,
    /// Ngày đến.
    pub arrived_on: Date,
    /// How far it is.
    pub state: ArrivalState,
    /// The unit in the lead.
    pub unit_name: String,
    /// Hạn xử lý.
    pub due: Option<Date>,
    /// When it was entered.
    pub at: Timestamp,
    /// The number its issuer gave it.
    pub document_number: Option<i32>,
    /// Its symbol.
    pub symbol: String,
    /// Ngày của văn bản.
    pub date: Option<Date>,
    /// Cơ quan ban hành.
    pub issuer_name: String,
    /// Trích yếu.
    pub subject: String,
    /// Độ khẩn.
    pub urgency: Urgency,
}

impl Brief {
    pub(super) fn select(arrivals: Select<arrival::Entity>) -> Selector<SelectModel<Self>> {
        arrivals
            .select_only()
            .columns([
                arrival::Column::Id,
                arrival::Column::Number,
                arrival::Column::ArrivedOn,
                arrival::Column::State,
                arrival::Column::UnitName,
                arrival::Column::Due,
                arrival::Column::At,
            ])
            .column_as(document::Column::Number, "document_number")
            .columns([
                document::Column::Symbol,
                document::Column::Date,
                document::Column::IssuerName,
                document::Column::Subject,
                document::Column::Urgency,
            ])
            .join(JoinType::InnerJoin, arrival::Relation::Document.def())
            .into_model()
    }

    /// Number and symbol as printed.
    #[must_use]
    pub fn number_symbol_text(&self) -> String {
        document::printed(self.document_number, &self.symbol)
    }

    /// Whether it is past its due date and not settled.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state.is_overdue(self.due, today)
    }
}

impl From<&ArrivalLine> for Brief {
    fn from(line: &ArrivalLine) -> Self {
        let (arrival, document) = (&line.arrival, &line.document);
        Self {
            id: arrival.id,
            number: arrival.number,
            arrived_on: arrival.arrived_on,
            state: arrival.state,
            unit_name: arrival.unit_name.clone(),
            due: arrival.due,
            at: arrival.at,
            document_number: document.number,
            symbol: document.symbol.clone(),
            date: document.date,
            issuer_name: document.issuer_name.clone(),
            subject: document.subject.clone(),
            urgency: document.urgency,
        }
    }
}
