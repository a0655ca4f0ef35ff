use documents::search::{Days, Fields};
use serde::Deserialize;
use utoipa::IntoParams;

/// The fields of the advanced form; each that is given narrows the question.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct FieldsQuery {
    /// Words of the content.
    words: String,
    /// Words side by side.
    phrase: String,
    /// Words that must not occur.
    without: String,
    /// Words of the subject.
    title: String,
    /// `den`, `di` or `du-thao`.
    book: String,
    /// Số.
    number: String,
    /// Ký hiệu.
    symbol: String,
    /// Số đến.
    arrival_number: String,
    /// Words of the issuer's name, or the whole name in quotation marks.
    issuer: String,
    /// Người ký.
    signer: String,
    /// Tên loại, in words.
    kind: String,
    /// Độ khẩn, in words.
    urgency: String,
    /// Độ mật, in words.
    secrecy: String,
    /// Tình trạng, in words.
    state: String,
    /// Name of the unit.
    unit: String,
    /// Năm.
    year: String,
    /// First date of the document.
    dated_from: String,
    /// Last date of the document.
    dated_to: String,
    /// First day of arrival.
    arrived_from: String,
    /// Last day of arrival.
    arrived_to: String,
    /// First due date.
    due_from: String,
    /// Last due date.
    due_to: String,
}

impl From<FieldsQuery> for Fields {
    fn from(query: FieldsQuery) -> Self {
        let days = |from, to| Days { from, to };
        Self {
            words: query.words,
            phrase: query.phrase,
            without: query.without,
            title: query.title,
            book: query.book,
            number: query.number,
            symbol: query.symbol,
            arrival_number: query.arrival_number,
            issuer: query.issuer,
            signer: query.signer,
            kind: query.kind,
            urgency: query.urgency,
            secrecy: query.secrecy,
            state: query.state,
            unit: query.unit,
            year: query.year,
            dated: days(query.dated_from, query.dated_to),
            arrived: days(query.arrived_from, query.arrived_to),
            due: days(query.due_from, query.due_to),
        }
    }
}
