kernel::typed_id! {
    /// An official document (văn bản).
    DocumentId,
    /// A file of a document.
    FileId,
    /// A yearly register book (sổ đăng ký).
    BookId,
    /// One agency's receipt of a document (văn bản đến).
    ArrivalId,
    /// A file that was brought and waits to be registered.
    IntakeId,
    /// A leader's directive on an arrival (ý kiến chỉ đạo).
    DirectiveId,
    /// What a unit or a person is to do about an arrival.
    AssignmentId,
    /// A request for a later due date (xin gia hạn).
    ExtensionId,
    /// A saved search (tìm kiếm đã lưu).
    SavedSearchId,
    /// Something a person is told (thông báo).
    NotificationId,
    /// A file that is being brought in parts.
    UploadId,
}
