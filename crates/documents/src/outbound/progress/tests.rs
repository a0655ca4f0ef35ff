use kernel::{
    actor::{OnBehalf, Role, Scope},
    id::AccountId,
};
use proptest::prelude::*;
use time::macros::datetime;
use uuid::Uuid;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-21 9:00 +7);

fn own() -> CertificateFacts {
    CertificateFacts {
        is_own: true,
        not_before: datetime!(2026-01-01 0:00 UTC),
        not_after: datetime!(2028-01-01 0:00 UTC),
    }
}

/// People of one agency: each number is a person with an own post; unit 1 is the drafting unit.
fn person(number: u128, unit: u128, agency: u128, roles: &[Role]) -> Actor {
    Actor {
        account: AccountId(Uuid::from_u128(number)),
        person: PersonId(Uuid::from_u128(number)),
        name: format!("Người {number}"),
        post: PostId(Uuid::from_u128(number)),
        title: String::new(),
        unit: UnitId(Uuid::from_u128(unit)),
        units: vec![UnitId(Uuid::from_u128(unit))],
        agency: AgencyId(Uuid::from_u128(agency)),
        roles: roles.iter().copied().collect(),
        on_behalf: None,
    }
}

fn drafter() -> Actor {
    person(1, 1, 1, &[Role::Officer])
}
fn head() -> Actor {
    person(2, 1, 1, &[Role::UnitHead])
}
fn chief() -> Actor {
    person(3, 9, 1, &[Role::ChiefOfOffice])
}
fn leader() -> Actor {
    person(4, 8, 1, &[Role::Leader])
}
fn clerk() -> Actor {
    person(5, 9, 1, &[Role::Clerk])
}
fn stranger() -> Actor {
    person(
        6,
        1,
        2,
        &[
            Role::Clerk,
            Role::Leader,
            Role::ChiefOfOffice,
            Role::UnitHead,
            Role::Officer,
        ],
    )
}

fn draft() -> Progress {
    Progress {
        stage: Stage::Writing,
        version: 1,
        agency: leader().agency,
        unit: drafter().unit,
        drafter: drafter().person,
        signer: Some((leader().post, leader().person)),
        authority: SigningAuthority::Head,
        passed: Vec::new(),
    }
}

fn in_review() -> Progress {
    draft().submit(&drafter()).unwrap()
}
fn approved() -> Progress {
    let once = in_review().pass(&head(), Check::Content, 1, true).unwrap();
    once.pass(&chief(), Check::Form, 1, true).unwrap()
}
fn signed() -> Progress {
    approved().sign(&leader(), 1, &own(), NOW).unwrap()
}
fn numbered() -> Progress {
    signed().number(&clerk()).unwrap()
}
fn issued() -> Progress {
    numbered()
        .seal(&clerk(), &own(), NOW)
        .unwrap()
        .issue(&clerk())
        .unwrap()
}

#[test]
fn the_way_leads_from_draft_to_issue_and_recall() {
    assert_eq!(approved().stage, Stage::Approved);
    assert_eq!(issued().stage, Stage::Issued);
    assert_eq!(
        issued().recall(&clerk(), "Sai thẩm quyền").unwrap().stage,
        Stage::Recalled
    );
}

#[test]
fn one_check_alone_does_not_approve() {
    let once = in_review().pass(&chief(), Check::Form, 1, false).unwrap();
    assert_eq!(once.stage, Stage::InReview);
    assert_eq!(
        once.sign(&leader(), 1, &own(), NOW).unwrap_err().code(),
        "wrong_order"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn wrong_persons_are_refused_each_with_its_own_reason() {
    let in_review = in_review();
    let chief_and_head = person(3, 1, 1, &[Role::ChiefOfOffice, Role::UnitHead]);
    let once = in_review.pass(&chief_and_head, Check::Content, 1, false).unwrap();
    let drafting_head = Progress {
        drafter: head().person,
        ..in_review.clone()
    };
    let self_signing = Progress {
        signer: Some((drafter().post, drafter().person)),
        ..draft()
    };
    let officer_signs = Progress {
        signer: Some((clerk().post, clerk().person)),
        ..approved()
    };
    let cases: Vec<(&str, Result<Progress, Refusal>, Refusal)> = vec![
        ("another submits", draft().submit(&head()), Refusal::NotDrafter),
        ("another changes", draft().change(&leader()), Refusal::NotDrafter),
        (
            "drafter signs",
            self_signing.submit(&drafter()),
            Refusal::DrafterApproves,
        ),
        (
            "nobody signs",
            Progress {
                signer: None,
                ..draft()
            }
            .submit(&drafter()),
            Refusal::NoSigner,
        ),
        (
            "an officer checks",
            in_review.pass(&drafter(), Check::Content, 1, false),
            Refusal::NotChecker(Check::Content),
        ),
        (
            "head checks form",
            in_review.pass(&head(), Check::Form, 1, false),
            Refusal::NotChecker(Check::Form),
        ),
        (
            "another agency checks",
            in_review.pass(&stranger(), Check::Form, 1, false),
            Refusal::NotChecker(Check::Form),
        ),
        (
            "own draft",
            drafting_head.pass(&head(), Check::Content, 1, false),
            Refusal::DrafterApproves,
        ),
        (
            "both checks by one",
            once.pass(&chief_and_head, Check::Form, 1, false),
            Refusal::SamePersonChecks,
        ),
        (
            "twice",
            once.pass(&head(), Check::Content, 1, false),
            Refusal::AlreadyChecked(Check::Content),
        ),
        (
            "old version",
            in_review.pass(&head(), Check::Content, 0, false),
            Refusal::OldVersion { seen: 0, newest: 1 },
        ),
        (
            "no reason",
            in_review.send_back(&head(), 1, " "),
            Refusal::ReasonRequired,
        ),
        (
            "signer not named",
            approved().sign(&person(7, 8, 1, &[Role::Leader]), 1, &own(), NOW),
            Refusal::NotSigner,
        ),
        (
            "no authority",
            officer_signs.sign(&clerk(), 1, &own(), NOW),
            Refusal::NoAuthority,
        ),
        ("leader numbers", signed().number(&leader()), Refusal::NotClerk),
        (
            "another agency's clerk",
            signed().number(&stranger()),
            Refusal::NotClerk,
        ),
        (
            "leader seals",
            numbered().seal(&leader(), &own(), NOW),
            Refusal::NotClerk,
        ),
        (
            "officer recalls",
            issued().recall(&drafter(), "x"),
            Refusal::NotRecaller,
        ),
        (
            "recall without reason",
            issued().recall(&leader(), ""),
            Refusal::ReasonRequired,
        ),
    ];
    for (name, outcome, expected) in cases {
        assert_eq!(outcome.unwrap_err(), expected, "{name}");
    }
}

#[test]
fn a_clerk_who_signed_as_a_person_does_not_seal() {
    let both = person(4, 8, 1, &[Role::Leader, Role::Clerk]);
    assert_eq!(
        numbered().seal(&both, &own(), NOW).unwrap_err(),
        Refusal::SignerSeals
    );
}

#[test]
fn a_certificate_must_be_own_and_in_its_time() {
    let cases = [
        (
            CertificateFacts {
                is_own: false,
                ..own()
            },
            Refusal::ForeignCertificate,
        ),
        (
            CertificateFacts {
                not_after: datetime!(2026-11-20 0:00 UTC),
                ..own()
            },
            Refusal::CertificateExpired,
        ),
        (
            CertificateFacts {
                not_before: datetime!(2026-11-22 0:00 UTC),
                ..own()
            },
            Refusal::CertificateNotYetValid,
        ),
    ];
    for (certificate, expected) in cases {
        assert_eq!(
            approved().sign(&leader(), 1, &certificate, NOW).unwrap_err(),
            expected
        );
        assert_eq!(
            numbered().seal(&clerk(), &certificate, NOW).unwrap_err(),
            expected
        );
    }
}

#[test]
fn a_change_after_approval_needs_approval_again() {
    let changed = approved().change(&drafter()).unwrap();
    assert_eq!(
        (changed.stage, changed.version, changed.passed.len()),
        (Stage::Writing, 2, 0)
    );
    assert!(matches!(
        changed.sign(&leader(), 2, &own(), NOW),
        Err(Refusal::WrongOrder { .. })
    ));

    let again = changed.submit(&drafter()).unwrap();
    assert_eq!(
        again.pass(&head(), Check::Content, 1, false).unwrap_err(),
        Refusal::OldVersion { seen: 1, newest: 2 }
    );
}

#[test]
fn what_is_signed_cannot_be_changed() {
    assert!(matches!(
        signed().change(&drafter()),
        Err(Refusal::WrongOrder {
            at: Stage::Signed,
            ..
        })
    ));
}

/// Every action anybody can try, by number.
fn act(progress: &Progress, action: u8, who: &Actor) -> Result<Progress, Refusal> {
    let seen = progress.version;
    match action {
        0 => progress.change(who),
        1 => progress.submit(who),
        2 => progress.pass(who, Check::Content, seen, true),
        3 => progress.pass(who, Check::Form, seen, true),
        4 => progress.send_back(who, seen, "Sửa lại"),
        5 => progress.sign(who, seen, &own(), NOW),
        6 => progress.number(who),
        7 => progress.seal(who, &own(), NOW),
        8 => progress.issue(who),
        _ => progress.recall(who, "Sai"),
    }
}

proptest! {
    #[test]
    fn whatever_is_tried_nothing_is_skipped(steps in prop::collection::vec((0_u8..10, 0_usize..7), 1..200)) {
        let both = person(4, 8, 1, &[Role::Leader, Role::Clerk]);
        let people = [drafter(), head(), chief(), leader(), clerk(), stranger(), both];
        let mut progress = draft();
        let (mut signed_version, mut sealer) = (None, None);
        for (action, who) in steps {
            let who = &people[who];
            let Ok(next) = act(&progress, action, who) else { continue };
            prop_assert_eq!(who.agency, progress.agency);
            match next.stage {
                Stage::Approved => prop_assert_eq!(next.passed.len(), 2),
                Stage::Signed => {
                    prop_assert_eq!(progress.stage, Stage::Approved);
                    prop_assert!(next.passed.iter().all(|passed| passed.person != next.drafter));
                    prop_assert_ne!(who.person, next.drafter);
                    signed_version = Some(next.version);
                }
                Stage::Sealed => sealer = Some(who.person),
                Stage::Issued => {
                    prop_assert_eq!(signed_version, Some(next.version));
                    prop_assert!(sealer.is_some() && sealer != next.signer.map(|(_, person)| person));
                }
                _ => {}
            }
            if progress.stage > Stage::Approved {
                prop_assert!(next.stage > progress.stage, "a signed document only moves on");
            }
            progress = next;
        }
    }
}

/// Somebody who acts in another's post, with these permissions.
fn in_place_of(holder: &Actor, who: &Actor, actions: &[Permission]) -> Actor {
    Actor {
        person: who.person,
        account: who.account,
        on_behalf: Some(OnBehalf {
            delegation: Uuid::from_u128(99),
            person: holder.person,
            name: holder.name.clone(),
            scope: Scope {
                actions: actions.iter().map(|one| one.code().to_owned()).collect(),
                ..Scope::default()
            },
        }),
        ..holder.clone()
    }
}

#[test]
fn whoever_acts_for_the_signer_signs_only_if_signing_was_delegated() {
    let deputy = person(7, 8, 1, &[Role::Leader]);
    let signing = in_place_of(&leader(), &deputy, &[Permission::SignDocument]);
    let directing = in_place_of(&leader(), &deputy, &[Permission::DirectArrival]);

    assert!(approved().sign(&signing, 1, &own(), NOW).is_ok());
    assert_eq!(approved().may_sign(&directing, 1), Err(Refusal::NoAuthority));
    assert_eq!(approved().may_sign(&deputy, 1), Err(Refusal::NotSigner));
}

#[test]
fn duties_stay_separate_whichever_name_is_acted_under() {
    let review = [
        Permission::ReviewContent,
        Permission::ReviewForm,
        Permission::SignDocument,
    ];
    // The drafter, in the place of those who check or sign.
    let drafter_as_head = in_place_of(&head(), &drafter(), &review);
    assert_eq!(
        in_review().pass(&drafter_as_head, Check::Content, 1, true),
        Err(Refusal::DrafterApproves)
    );
    let drafter_as_leader = in_place_of(&leader(), &drafter(), &review);
    assert_eq!(
        approved().may_sign(&drafter_as_leader, 1),
        Err(Refusal::DrafterApproves)
    );
    // One person, under two names, does not make both checks.
    let once = in_review().pass(&head(), Check::Content, 1, true).unwrap();
    let head_as_chief = in_place_of(&chief(), &head(), &review);
    assert_eq!(
        once.pass(&head_as_chief, Check::Form, 1, true),
        Err(Refusal::SamePersonChecks)
    );
    // The signer does not seal in the clerk's place, nor somebody in the signer's place.
    let numbered = approved()
        .sign(&leader(), 1, &own(), NOW)
        .and_then(|signed| signed.number(&clerk()))
        .unwrap();
    let leader_as_clerk = in_place_of(&clerk(), &leader(), &[Permission::SealDocument]);
    assert_eq!(numbered.may_seal(&leader_as_clerk), Err(Refusal::SignerSeals));
    assert!(numbered.may_seal(&clerk()).is_ok());
}
