//! Signing many documents in one go.

use std::cell::RefCell;
use std::collections::BTreeMap;

use signing::batch::{Next, Outcome, Stop, sign_batch};
use signing::detached::{DetachedRequest, sign_detached, verify_detached};
use signing::key::{Pkcs12, Signer};
use signing::pades::{Level, NoEvidence};
use signing::{Error, SchemePreference};

use crate::support::{now, world};

fn sign(signer: &dyn Signer, document: u32) -> Result<Vec<u8>, Error> {
    let request = DetachedRequest {
        signing_time: now(),
        level: Level::B,
        evidence: &NoEvidence,
    };
    sign_detached(&mut document.to_string().as_bytes(), &request, signer)
}

#[test]
fn five_hundred_documents_take_one_pin_and_none_is_signed_twice() {
    let file = world().person_p256.to_pkcs12("123456").unwrap();
    let signer = Pkcs12::open(&file, "123456", SchemePreference::Pss).unwrap();
    let stored: RefCell<BTreeMap<u32, Vec<u8>>> = RefCell::default();
    let signatures = RefCell::new(0);
    let run = |cancel_after: usize| {
        let mut heard = 0;
        let summary = sign_batch(
            (0..500).chain([3, 4]),
            |d| Ok(stored.borrow().contains_key(d)),
            |d| {
                *signatures.borrow_mut() += 1;
                stored.borrow_mut().insert(*d, sign(&signer, *d)?);
                Ok(())
            },
            |_, _, before| {
                assert_eq!(before, heard);
                heard += 1;
                if heard == cancel_after {
                    Next::Cancel
                } else {
                    Next::Continue
                }
            },
        );
        (summary, heard)
    };

    let (first, heard) = run(200);
    assert!(matches!(first.stopped, Some(Stop::Cancelled)));
    assert_eq!((first.results.len(), heard), (200, 200));

    let (second, _) = run(usize::MAX);
    assert!(second.stopped.is_none());
    let new = second
        .results
        .iter()
        .filter(|(_, o)| matches!(o, Outcome::Signed))
        .count();
    let before = second
        .results
        .iter()
        .filter(|(_, o)| matches!(o, Outcome::AlreadySigned))
        .count();
    assert_eq!((new, before), (300, 202));
    assert_eq!(*signatures.borrow(), 500);
    for (document, signature) in stored.borrow().iter() {
        verify_detached(signature, document.to_string().as_bytes()).unwrap();
    }
}

#[test]
fn one_bad_document_does_not_stop_the_others_but_a_locked_key_does() {
    let failing = |error: fn() -> Error| {
        sign_batch(
            1..=5,
            |_| Ok(false),
            |d| if *d == 3 { Err(error()) } else { Ok(()) },
            |_, _, _| Next::Continue,
        )
    };
    let summary = failing(|| Error::NotPdf);
    assert!(summary.stopped.is_none());
    assert!(matches!(summary.results[2], (3, Outcome::Failed(Error::NotPdf))));
    assert_eq!(
        summary
            .results
            .iter()
            .filter(|(_, o)| matches!(o, Outcome::Signed))
            .count(),
        4
    );

    let summary = failing(|| Error::TokenRemoved("usb".into()));
    assert!(matches!(summary.stopped, Some(Stop::Key(Error::TokenRemoved(_)))));
    assert_eq!(summary.results.len(), 2);
    let summary = failing(|| Error::WrongPin);
    assert!(matches!(summary.stopped, Some(Stop::Key(Error::WrongPin))));
}
