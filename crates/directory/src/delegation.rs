//! Ủy quyền: somebody acts in another's post for a while (Decree 30/2020, Article 13: in writing, limited in time and content,
//! not passed on).
//!
//! Whoever was authorised chooses the post as one of their own; both names stand in everything they do there. It ends by
//! itself with its last day. What is covered is asked at each permission and inside each query for documents.

mod give;
mod list;
mod rule;

pub use give::{give, revoke};
pub(crate) use list::is_active;
pub use list::{Colleague, acting_in, active_for, colleagues, list};
pub use rule::{DELEGABLE, Given, LONGEST, Terms, conflict, mistakes};

kernel::typed_id! {
    /// A delegation.
    DelegationId,
}
