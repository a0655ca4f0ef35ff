//! Every file of the shared data: signed and accepted, or refused for a reason.

use std::collections::BTreeMap;

use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::{Error, Scheme};

use crate::support::{NOW, Person, assert_valid_for_poppler_last, pyhanko_all, shared_data, stored};

#[test]
fn every_honest_file_is_signed_and_earlier_bytes_stay() {
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let request = SignatureRequest::new(
        Target::Invisible {
            name: "VanthuCorpus".into(),
        },
        NOW,
    );
    let mut signed_files = Vec::new();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    for folder in ["pdf", "pdf-any"] {
        let Some(folder) = shared_data(folder) else { return };
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "pdf") {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let pdf = std::fs::read(&path).unwrap();
            match sign(&pdf, &request, &person, &NoEvidence) {
                Ok(signed) => {
                    assert!(signed.starts_with(&pdf), "{name}");
                    signed_files.push(stored(&format!("corpus-{}.pdf", signed_files.len()), &signed));
                    println!("corpus-{} = {name}", signed_files.len() - 1);
                }
                Err(
                    error @ (Error::NeedsRepair(_)
                    | Error::Forbidden(_)
                    | Error::Encrypted(_)
                    | Error::NotPdf
                    | Error::PageNotFound(_)),
                ) => {
                    refused.insert(name, error.to_string());
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    println!(
        "{} signed, {} refused: {refused:#?}",
        signed_files.len(),
        refused.len()
    );
    // Few honest files are refused: the broken, the locked, and those whose password nobody knows.
    assert!(signed_files.len() > 5 * refused.len(), "{refused:#?}");
    for path in &signed_files {
        assert_valid_for_poppler_last(path);
    }
    let rejected = pyhanko_all(&signed_files, "VanthuCorpus");
    assert_eq!(rejected, Vec::<String>::new());
}
