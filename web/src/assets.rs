//! Style sheets, scripts and icons, embedded in the binary and kept by browsers for a year.
//!
//! Their addresses hold a hash over all of them, so that a new release is fetched anew and modules that import each other
//! by relative address always belong together.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

static PREFIX: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort();
    // FNV-1a over the files' SHA-256: a name for the set, not a proof of anything.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in names.iter().filter_map(|name| Assets::get(name)) {
        for byte in file.metadata.sha256_hash() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("/assets/{hash:016x}")
});

/// What the addresses of all assets begin with.
pub(crate) fn prefix() -> &'static str {
    &PREFIX
}

/// An asset as text, for those who serve it themselves.
pub(crate) fn text(name: &str) -> Option<String> {
    String::from_utf8(Assets::get(name)?.data.into_owned()).ok()
}

/// `GET /assets/{version}/{*name}`
pub(crate) async fn serve(Path((version, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let file = Assets::get(&name).ok_or_else(|| Problem::new("not_found"))?;
    let is_current = prefix().ends_with(&version);
    let keep = if is_current {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    };
    Ok((
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
        file.data,
    )
        .into_response())
}
