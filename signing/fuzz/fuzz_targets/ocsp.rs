//! Any bytes as an OCSP answer about the signer of a right file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::revocation::check_ocsp;
use signing::validate::validate_pdf;
use signing_fuzz::{NOW, SCENE, trusting};

fuzz_target!(|bytes: &[u8]| {
    let mut options = trusting();
    options.ocsp.push(bytes.to_vec());
    let _ = validate_pdf(&SCENE.signed, &options);
    let _ = check_ocsp(bytes, SCENE.holder.certificate(), &SCENE.issuer, None, NOW);
});
