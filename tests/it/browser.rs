//! The pages in real Chromium: what axe finds, the keyboard alone, and what a page weighs.

mod axe;
mod beside;
mod driver;
mod keyboard;
mod search;
mod sign;
mod weight;

use driver::Chromium;

/// Calls back once the expression holds, or with false after ten seconds.
fn until(expression: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]; let left = 200; const look = () => {{ \
         if ({expression}) return done(true); if (left-- === 0) return done(false); setTimeout(look, 50); }}; look();"
    )
}
