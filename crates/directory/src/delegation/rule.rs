//! What may be delegated. Pure.

use std::collections::BTreeSet;

use kernel::{
    FieldError,
    actor::{Role, Scope},
    id::{PersonId, PostId},
};
use time::Date;

use crate::Permission::{
    self, AssignArrival, DirectArrival, IssueDocument, NumberDocument, ReadBooks, RecallDocument,
    RegisterArrival, ReviewContent, ReviewForm, SealDocument, SettleArrival, SignDocument, WriteDraft,
};

/// What can be done in another's place. Administration is never delegated: administrators are appointed.
pub const DELEGABLE: &[Permission] = &[
    RegisterArrival,
    DirectArrival,
    AssignArrival,
    SettleArrival,
    WriteDraft,
    ReviewContent,
    ReviewForm,
    SignDocument,
    NumberDocument,
    SealDocument,
    IssueDocument,
    RecallDocument,
    ReadBooks,
];

/// Most days of a delegation: it is limited in time.
pub const LONGEST: i64 = 366;

/// What a delegation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The post in which is acted.
    pub from: PostId,
    /// The post of whoever acts.
    pub to: PostId,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
    /// What it covers.
    pub scope: Scope,
    /// Why.
    pub reason: String,
}

/// A delegation that was given, as far as the rules ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The post in which is acted.
    pub from: PostId,
    /// Who acts.
    pub to: PersonId,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
    /// What it covers.
    pub scope: Scope,
}

/// What is wrong with the terms themselves.
#[must_use]
pub fn mistakes(
    terms: &Terms,
    giver: (PersonId, &BTreeSet<Role>),
    receiver: PersonId,
    today: Date,
) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut unless = |is_right: bool, field: &str, message: &str| {
        if !is_right {
            wrong.push(FieldError::new(field, message));
        }
    };
    unless(
        receiver != giver.0,
        "to",
        "Chọn người khác: không tự ủy quyền cho mình.",
    );
    unless(
        terms.starts >= today,
        "starts",
        "Ngày bắt đầu không thể trước hôm nay.",
    );
    unless(
        terms.ends >= terms.starts,
        "ends",
        "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
    );
    unless(
        (terms.ends - terms.starts).whole_days() < LONGEST,
        "ends",
        "Ủy quyền có thời hạn: nhiều nhất một năm.",
    );
    unless(
        !terms.scope.actions.is_empty(),
        "actions",
        "Chọn ít nhất một việc được ủy quyền.",
    );
    let carried = |code: &String| {
        let known = DELEGABLE
            .iter()
            .find(|permission| permission.code() == code.as_str());
        known.is_some_and(|permission| permission.roles().iter().any(|role| giver.1.contains(role)))
    };
    unless(
        terms.scope.actions.iter().all(carried),
        "actions",
        "Có việc mà người ủy quyền không có thẩm quyền, hoặc không được ủy quyền lại.",
    );
    let length = terms.reason.chars().count();
    unless(
        (1..=500).contains(&length),
        "reason",
        "Ghi lý do, nhiều nhất 500 ký tự.",
    );
    wrong
}

/// The delegation these terms would be ambiguous with: at the same time, the same matter of the same post in two hands, or two
/// delegations of the post in one hand.
#[must_use]
pub fn conflict<'g>(terms: &Terms, receiver: PersonId, given: &'g [Given]) -> Option<&'g Given> {
    given.iter().find(|other| {
        other.from == terms.from
            && other.starts <= terms.ends
            && terms.starts <= other.ends
            && (other.to == receiver || other.scope.meets(&terms.scope))
    })
}
