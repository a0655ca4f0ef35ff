//! Which role may do what: one table, default deny.

use kernel::{Actor, actor::Role};

use crate::Error;
use Role::{Administrator, Archivist, Auditor, ChiefOfOffice, Clerk, Leader, Officer, UnitHead};

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident $code:literal $label:literal: [$($role:ident),*];)+) => {
        /// Something a post may be allowed to do. Which document it may do it to is decided by the area, on top of this.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $($(#[$meta])* $name,)+
        }

        impl Permission {
            /// Every permission, in the order administrators read them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The exchanged name.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The name officials read.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// The roles that carry it.
            #[must_use]
            pub fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$($role),*],)+ }
            }
        }
    };
}

permissions! {
    /// Read every document of the agency, not only those of one's own units and tasks.
    ReadAgencyDocuments "read_agency_documents" "Đọc mọi văn bản của cơ quan":
        [Clerk, Leader, ChiefOfOffice, Archivist, Auditor];
    /// Receive, register and forward arrivals.
    RegisterArrival "register_arrival" "Tiếp nhận, đăng ký văn bản đến": [Clerk];
    /// Write the directive on an arrival.
    DirectArrival "direct_arrival" "Cho ý kiến chỉ đạo, phân đơn vị": [Leader, ChiefOfOffice];
    /// Assign persons of one's own unit.
    AssignArrival "assign_arrival" "Phân công người xử lý trong đơn vị": [UnitHead, ChiefOfOffice];
    /// Settle an arrival one was assigned to.
    SettleArrival "settle_arrival" "Giải quyết văn bản đến": [Officer, UnitHead, ChiefOfOffice];
    /// Draft official documents.
    WriteDraft "write_draft" "Soạn dự thảo": [Officer, UnitHead, ChiefOfOffice, Clerk];
    /// Review the content of drafts of one's own unit.
    ReviewContent "review_content" "Duyệt nội dung dự thảo": [UnitHead];
    /// Review the form of drafts.
    ReviewForm "review_form" "Kiểm tra thể thức dự thảo": [ChiefOfOffice];
    /// Sign for the agency.
    SignDocument "sign_document" "Ký ban hành": [Leader, ChiefOfOffice, UnitHead];
    /// Give the number and date.
    NumberDocument "number_document" "Cấp số văn bản đi": [Clerk];
    /// Seal with the agency's key.
    SealDocument "seal_document" "Ký số cơ quan (đóng dấu)": [Clerk];
    /// Issue and deliver.
    IssueDocument "issue_document" "Phát hành": [Clerk];
    /// Recall what was issued.
    RecallDocument "recall_document" "Thu hồi văn bản đã phát hành": [Clerk, Leader];
    /// Read the register books.
    ReadBooks "read_books" "Xem, in sổ đăng ký": [Clerk, Leader, ChiefOfOffice, Archivist, Auditor];
    /// Read agencies, units, people and posts.
    ReadDirectory "read_directory" "Xem cơ quan, đơn vị, con người": [Administrator, Auditor];
    /// Keep agencies, units, people, posts and accounts.
    ManageDirectory "manage_directory" "Quản lý cơ quan, đơn vị, con người, tài khoản": [Administrator];
    /// Keep the working-day calendar.
    ManageCalendar "manage_calendar" "Quản lý ngày nghỉ, ngày làm bù": [Administrator];
    /// Keep the rules of symbols.
    ManageSymbols "manage_symbols" "Quản lý ký hiệu văn bản": [Administrator, Clerk];
    /// See the processes the agency works by, and where work waits in them.
    ReadProcesses "read_processes" "Xem quy trình, điểm nghẽn": [Administrator, Leader, ChiefOfOffice, Auditor];
    /// Upload, try, publish and retire processes; move running cases to another version.
    ManageProcesses "manage_processes" "Ban hành quy trình": [Administrator];
    /// Keep keys and images of signatures and seals.
    ManageKeys "manage_keys" "Quản lý khóa ký và mẫu dấu": [Administrator, Clerk];
    /// Read and verify the audit trail.
    ReadAudit "read_audit" "Xem, kiểm tra nhật ký": [Administrator, Auditor];
    /// See this table.
    ReadPermissions "read_permissions" "Xem bảng phân quyền": [Administrator, Auditor];
}

/// Asks an actor's permissions.
pub trait Require {
    /// Whether any role of the post carries the permission.
    fn may(&self, permission: Permission) -> bool;

    /// Refuses when no role of the post carries the permission.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    fn require(&self, permission: Permission) -> Result<(), Error>;
}

impl Require for Actor {
    /// In another's place only what was delegated is allowed; to read what it is about goes with it.
    fn may(&self, permission: Permission) -> bool {
        let is_covered = self.on_behalf.as_ref().is_none_or(|one| {
            permission == Permission::ReadAgencyDocuments || one.scope.allows(permission.code())
        });
        is_covered && permission.roles().iter().any(|role| self.has(*role))
    }

    fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden(permission))
        }
    }
}
