kernel::typed_id! {
    /// A remark on a draft.
    CommentId,
    /// A check made on a draft.
    CheckId,
    /// One recipient of an issued document.
    DispatchId,
    /// Many signatures with one PIN.
    BatchId,
    /// A key store of a person or an agency.
    KeyStoreId,
    /// A signature whose key answers later.
    SigningId,
}
