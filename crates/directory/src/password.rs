//! Passwords: Argon2id (RFC 9106), computed off the request threads and never more than a few at once.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use kernel::FieldError;
use tokio::sync::Semaphore;

use crate::Error;

/// Fewest characters of a password.
pub const SHORTEST: usize = 10;

/// Most characters of a password.
pub const LONGEST: usize = 256;

/// Each computation takes 19 MiB: this bounds what a flood of sign-ins can take.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What an unknown login's password is compared with, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<Result<String, String>> = LazyLock::new(|| digest("không có tài khoản này"));

fn digest(password: &str) -> Result<String, String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// Hashes a password, with a salt of its own.
///
/// # Errors
/// When the computation fails, for instance for want of memory.
pub async fn hash(password: &str) -> Result<String, Error> {
    let password = password.to_owned();
    in_background(move || digest(&password)).await
}

/// Whether the password is the one hashed. Without a hash the same work is done and the answer is no.
///
/// # Errors
/// When the computation fails.
pub async fn matches(password: &str, hash: Option<&str>) -> Result<bool, Error> {
    let password = password.to_owned();
    let hash = hash.map(ToOwned::to_owned);
    in_background(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => NOBODY.clone()?,
        };
        let parsed = PasswordHash::new(&hash).map_err(|error| error.to_string())?;
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
            && known)
    })
    .await
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Error> {
    let permit = AT_ONCE
        .acquire()
        .await
        .map_err(|error| Error::Hashing(error.to_string()))?;
    let outcome = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Hashing(error.to_string()))?;
    drop(permit);
    outcome.map_err(Error::Hashing)
}

/// What is wrong with a new password, told in field `field`. Length counts; made-up character classes do not
/// (NIST SP 800-63B 5.1.1).
#[must_use]
pub fn mistakes(field: &str, password: &str, login: &str) -> Vec<FieldError> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let message = if length < SHORTEST {
        format!("Mật khẩu cần ít nhất {SHORTEST} ký tự.")
    } else if length > LONGEST {
        format!("Mật khẩu dài quá {LONGEST} ký tự.")
    } else if !login.is_empty() && lower.contains(&login.to_lowercase()) {
        "Mật khẩu không được chứa tên đăng nhập.".to_owned()
    } else if distinct < 5 {
        "Mật khẩu lặp lại quá ít ký tự khác nhau.".to_owned()
    } else {
        return Vec::new();
    };
    vec![FieldError::new(field, message)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hash = hash("con trâu là đầu cơ nghiệp").await.unwrap();

        assert!(hash.starts_with("$argon2id$v=19$"));
        assert!(matches("con trâu là đầu cơ nghiệp", Some(&hash)).await.unwrap());
        assert!(!matches("con trâu", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        assert!(!matches("không có tài khoản này", None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_told_apart() {
        assert_eq!(mistakes("p", "ngắn", "lan").len(), 1);
        assert_eq!(mistakes("p", "lan.nguyen-2026", "lan.nguyen").len(), 1);
        assert_eq!(mistakes("p", "aaaaaaaaaaaa", "lan").len(), 1);
        assert!(mistakes("p", "mưa tháng bảy gãy cành trám", "lan").is_empty());
    }
}
