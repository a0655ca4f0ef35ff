//! What the pages weigh on the line, beside the limits.

use crate::peers::harness::Service;

/// Limits in bytes, compressed.
const HTML: usize = 30 * 1024;
const ASSET: usize = 20 * 1024;

/// Prints the weight of the lists of a clerk and of what every page loads.
pub(crate) fn print(service: &Service) {
    let mut browser = service.signed_in("vanthu");
    println!("weights, compressed by gzip:");
    for path in [
        "/",
        "/den",
        "/van-ban-di",
        "/du-thao",
        "/du-thao/moi",
        "/den/ban-giay",
    ] {
        line(path, browser.packed(path), HTML);
    }
    let home = browser.get("/").shown().text();
    let linked = home
        .split(['"', '\''])
        .filter(|text| text.starts_with("/assets/") && [".css", ".js"].iter().any(|end| text.ends_with(end)));
    for path in linked {
        line(path, browser.packed(path), ASSET);
    }
}

fn line(path: &str, bytes: usize, limit: usize) {
    let verdict = if bytes <= limit { "within" } else { "OVER" };
    println!(
        "  {path:<40} {:>6.1} KB, {verdict} {} KB",
        bytes as f64 / 1024.0,
        limit / 1024
    );
}
