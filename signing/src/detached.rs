//! Signatures beside a file of any kind, or around it: CMS in the form of CAdES B-B and B-T (EN 319 122-1).

mod making;
mod verifying;

pub use making::{DetachedRequest, sign_detached, sign_enveloping};
pub use verifying::{SignedFile, verify_detached, verify_enveloping};
