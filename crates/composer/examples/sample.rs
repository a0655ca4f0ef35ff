//! Composes sample documents into a folder, to look at: `cargo run -p composer --example sample -- FOLDER`.

use std::path::PathBuf;

use composer::{Composed, Error, OfficialDocument};

#[path = "../tests/it/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    for (name, document) in samples::all() {
        let Composed { pdf, pages, places } = composed(&document)?;
        println!(
            "{name}: {pages} pages, {} bytes, signature on page {}",
            pdf.len(),
            places.signature.page
        );
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    Ok(())
}

fn composed(document: &OfficialDocument) -> Result<Composed, Error> {
    composer::compose(document)
}
