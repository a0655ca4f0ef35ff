//! Any bytes as a revocation list about the signer of a right file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::revocation::check_crl;
use signing::validate::validate_pdf;
use signing_fuzz::{NOW, SCENE, trusting};

fuzz_target!(|bytes: &[u8]| {
    let mut options = trusting();
    options.crls.push(bytes.to_vec());
    let _ = validate_pdf(&SCENE.signed, &options);
    let _ = check_crl(bytes, SCENE.holder.certificate(), &SCENE.issuer, NOW);
});
