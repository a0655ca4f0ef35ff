//! Honest files that pyHanko makes: all of them pass.

use signing::authority::{KeyKind, OsRng, Profile, Subject};
use signing::validate::{Options, Report, Trust, TrustStore, Verdict, validate_pdf};

use super::paper::Paper;
use crate::support::{Bench, around_now, now, pem, world};

/// Keys, authorities and files to sign, and what pyHanko made of them.
fn made_by_pyhanko() -> Bench {
    let mut world = world();
    let bench = world.bench();
    // pyHanko's own time stamping authority has RSA keys only.
    let (subject, profile) = (Subject::named("TSA thử nghiệm"), Profile::TimeStamping);
    let time_stamping = world
        .issuing
        .issue(&subject, profile, KeyKind::Rsa2048, around_now(), &mut OsRng)
        .unwrap();
    for (name, holder) in [
        ("person", &world.person_rsa),
        ("clerk", &world.person_p256),
        ("tsa", &time_stamping),
    ] {
        bench.write(&format!("{name}.pem"), pem(holder.certificate()));
        bench.write(&format!("{name}.key"), holder.private_key_der());
    }
    bench.write(
        "chain.pem",
        pem(world.issuing.certificate()) + &pem(world.root.certificate()),
    );
    let until = around_now().not_after;
    bench.write("issuing.crl", world.issuing.crl(now(), until).unwrap());
    bench.write("root.crl", world.root.crl(now(), until).unwrap());
    bench.write("plain.pdf", Paper::plain().bytes);
    bench.write("form.pdf", Paper::with_form().bytes);
    std::fs::create_dir(bench.path("made")).unwrap();
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/validate/made_by_pyhanko.py"
    );
    bench.run_with("python3", &[script, ".", "made"], &[]).accepted();
    bench
}

#[track_caller]
fn assert_passed(name: &str, report: &Report) {
    assert_eq!(report.verdict, Verdict::Passed, "{name}: {}", report.to_text());
}

#[test]
fn whatever_pyhanko_makes_passes() {
    let bench = made_by_pyhanko();
    let mut trust = TrustStore::empty();
    trust.add_der(world().root.certificate().der()).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(bench.path("made")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let pdf = std::fs::read(&path).unwrap();
        let mut options = Options::at(now());
        if name.starts_with("refused-") {
            // ISO 32000-2, table 257 allows at level 2 to sign; Acrobat takes a new visible field too. pyHanko and we do not.
            let report = validate_pdf(&pdf, &options);
            assert_eq!(report.verdict, Verdict::Failed, "{name}: {}", report.to_text());
            continue;
        }
        assert_passed(&name, &validate_pdf(&pdf, &options));

        options.trust = Some(trust.clone());
        options.crls = vec![bench.read("issuing.crl"), bench.read("root.crl")];
        let report = validate_pdf(&pdf, &options);
        assert_passed(&name, &report);
        assert!(
            report.signatures.iter().all(|one| one.trust == Trust::Trusted),
            "{name}"
        );
        if name.starts_with("level-") {
            let level = report.signatures[0].level.as_deref();
            let expected = match name.split('-').nth(1) {
                Some("t") => "PAdES-B-T",
                Some("lt") => "PAdES-B-LT",
                _ => "PAdES-B-LTA",
            };
            assert_eq!(level, Some(expected), "{name}");
        }
        count += 1;
    }
    assert!(count > 50, "{count}");
}
