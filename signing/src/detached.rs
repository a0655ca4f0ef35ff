//! Signatures beside a file of any kind, or around it: CMS in the form of CAdES B-B to B-LTA (EN 319 122-1).

mod archive;
mod making;
mod verifying;

pub use making::{DetachedRequest, sign_detached, sign_enveloping, sign_enveloping_to};
pub use verifying::{SignedFile, verify_detached, verify_enveloping};
