//! The columns of a list of what was found (Decree 30/2020, Annex VI, III.6: the searcher chooses them).

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use sea_orm::{ActiveValue::Set, EntityTrait as _, sea_query::OnConflict};
use time::Date;

use super::Hit;
use crate::{
    Error,
    entity::{arrival, document, search_columns},
    outbound::entity::draft,
    vocabulary::vocabulary,
};

vocabulary! {
    /// A column beside the subject, which always stands.
    Column {
        /// Số, ký hiệu.
        NumberSymbol = "number_symbol", "Số, ký hiệu";
        /// Ngày của văn bản.
        Date = "date", "Ngày";
        /// Cơ quan ban hành.
        Issuer = "issuer", "Cơ quan ban hành";
        /// Tên loại.
        Kind = "kind", "Tên loại";
        /// Tình trạng.
        State = "state", "Tình trạng";
        /// Văn bản đến, đi or dự thảo.
        Book = "book", "Đến, đi";
        /// Số đến.
        ArrivalNumber = "arrival_number", "Số đến";
        /// Ngày đến.
        ArrivedOn = "arrived_on", "Ngày đến";
        /// Người ký.
        Signer = "signer", "Người ký";
        /// Độ khẩn.
        Urgency = "urgency", "Độ khẩn";
        /// Độ mật.
        Secrecy = "secrecy", "Độ mật";
        /// Đơn vị chủ trì or soạn thảo.
        Unit = "unit", "Đơn vị";
        /// Hạn xử lý.
        Due = "due", "Hạn xử lý";
        /// Số trang.
        Pages = "pages", "Số trang";
        /// Ghi chú.
        Note = "note", "Ghi chú";
    }
}

impl Column {
    /// The columns of those who never chose any.
    pub const USUAL: [Self; 5] = [
        Self::NumberSymbol,
        Self::Date,
        Self::Issuer,
        Self::Kind,
        Self::State,
    ];

    /// What stands in it, as people read it.
    #[must_use]
    pub fn value(self, hit: &Hit) -> String {
        self.value_of(&hit.document, hit.arrival.as_ref(), hit.draft.as_ref())
    }

    /// The same for a row of any list.
    #[must_use]
    pub fn value_of(
        self,
        document: &document::Model,
        arrival: Option<&arrival::Model>,
        draft: Option<&draft::Model>,
    ) -> String {
        match self {
            Self::NumberSymbol => document.number_symbol_text(),
            Self::Date => document.date.map(day).unwrap_or_default(),
            Self::Issuer => document.issuer_name.clone(),
            Self::Kind => document.kind.label().to_owned(),
            Self::State => arrival
                .map_or_else(|| document.state.label(), |arrival| arrival.state.label())
                .to_owned(),
            Self::Book => match (arrival, document.state.is_draft()) {
                (Some(_), _) => "Văn bản đến",
                (None, true) => "Dự thảo",
                (None, false) => "Văn bản đi",
            }
            .to_owned(),
            Self::ArrivalNumber => arrival
                .and_then(|arrival| arrival.number)
                .map(|number| number.to_string())
                .unwrap_or_default(),
            Self::ArrivedOn => arrival.map(|arrival| day(arrival.arrived_on)).unwrap_or_default(),
            Self::Signer => document.signer_name.clone(),
            Self::Urgency => document.urgency.label().to_owned(),
            Self::Secrecy => document.secrecy.label().to_owned(),
            Self::Unit => arrival
                .map(|arrival| &arrival.unit_name)
                .or_else(|| draft.map(|draft| &draft.unit_name))
                .cloned()
                .unwrap_or_default(),
            Self::Due => arrival
                .and_then(|arrival| arrival.due)
                .map(day)
                .unwrap_or_default(),
            Self::Pages => Some(document.pages)
                .filter(|pages| *pages > 0)
                .map(|pages| pages.to_string())
                .unwrap_or_default(),
            Self::Note => arrival.map(|arrival| arrival.note.clone()).unwrap_or_default(),
        }
    }

    /// The columns of these codes, each once, in the order of the list; codes nobody knows are left out.
    #[must_use]
    pub fn named<'a>(codes: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let named: Vec<Self> = codes.into_iter().filter_map(|code| code.parse().ok()).collect();
        Self::ALL
            .iter()
            .copied()
            .filter(|column| named.contains(column))
            .collect()
    }

    /// Codes with commas, as they are stored and stand in addresses.
    #[must_use]
    pub fn codes(columns: &[Self]) -> String {
        let codes: Vec<&str> = columns.iter().map(|column| column.code()).collect();
        codes.join(",")
    }
}

/// 21/11/2026.
pub(super) fn day(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), u8::from(date.month()), date.year())
}

/// The columns the actor's account chose last.
///
/// # Errors
/// When the database cannot be read.
pub async fn columns(office: &Office, actor: &Actor) -> Result<Vec<Column>, Error> {
    let row = search_columns::Entity::find_by_id(actor.account)
        .one(office.database.read())
        .await?;
    Ok(row.map_or_else(
        || Column::USUAL.to_vec(),
        |row| Column::named(row.columns.split(',')),
    ))
}

/// Keeps the columns for the actor's account.
///
/// # Errors
/// When the database refuses.
pub async fn choose_columns(office: &Office, actor: &Actor, columns: &[Column]) -> Result<(), Error> {
    let codes = Column::codes(columns);
    let mut change = office.database.begin().await?;
    let row = search_columns::ActiveModel {
        account_id: Set(actor.account),
        columns: Set(codes.clone()),
    };
    search_columns::Entity::insert(row)
        .on_conflict(
            OnConflict::column(search_columns::Column::AccountId)
                .update_column(search_columns::Column::Columns)
                .to_owned(),
        )
        .exec_without_returning(change.connection())
        .await?;
    let subject = Subject::new("account", actor.account);
    change.record(Entry::by(actor, office.now(), "search_columns_chosen", subject).with(codes));
    Ok(change.commit().await?)
}
