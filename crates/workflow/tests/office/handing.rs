use serde_json::{Map, json};
use workflow::{Command, Effect, Error, engine::Status};

use crate::case::{Office, person};

#[test]
fn a_step_is_recalled_while_nobody_after_it_has_acted() {
    let mut office = Office::ordinary();
    let step = office.done("draft", "an");
    let recall = |step| Command::Recall {
        step,
        by: person("an"),
        reason: "gửi nhầm".to_owned(),
    };
    office.act(recall(step)).unwrap();
    assert_eq!(office.open(), ["draft:an"]);

    let step = office.done("draft", "an");
    office.done("review", "binh");
    office.act(recall(step)).unwrap();
    assert_eq!(office.open(), ["check:chi"]);
    let task = office.task("check");
    let other = Command::AnswerRecall {
        task,
        by: person("binh"),
        accept: true,
        reason: String::new(),
    };
    assert_eq!(office.act(other), Err(Error::HeldByAnother(person("chi"))));
    office
        .act(Command::AnswerRecall {
            task,
            by: person("chi"),
            accept: true,
            reason: String::new(),
        })
        .unwrap();
    assert_eq!(office.open(), ["draft:an"]);
}

#[test]
fn a_task_is_lent_taken_back_and_given_away() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    office
        .act(Command::Delegate {
            task,
            by: person("an"),
            to: person("hoa"),
        })
        .unwrap();
    assert_eq!(office.open(), ["draft:hoa"]);
    let refused = office.act(Command::Complete {
        task,
        by: Some(person("an")),
        variables: Map::new(),
    });
    assert_eq!(refused, Err(Error::HeldByAnother(person("hoa"))));
    assert!(
        office
            .act(Command::TakeBack {
                task,
                by: person("binh")
            })
            .is_err()
    );
    office
        .act(Command::TakeBack {
            task,
            by: person("an"),
        })
        .unwrap();
    assert_eq!(office.open(), ["draft:an"]);
    office
        .act(Command::Transfer {
            task,
            by: person("an"),
            to: person("hoa"),
        })
        .unwrap();
    assert!(
        office
            .act(Command::TakeBack {
                task,
                by: person("an")
            })
            .is_err()
    );
}

#[test]
fn duties_are_kept_apart() {
    let mut office = Office::start(json!({"boss": "an", "signer": "em"}));
    office.done("draft", "an");
    office.done("review", "binh");
    office.done("check", "chi");
    // The drafter would be the approver: the task waits for somebody else.
    assert_eq!(office.open(), ["approve:-"]);
    let task = office.task("approve");
    let own = office.act(Command::Complete {
        task,
        by: Some(person("an")),
        variables: Map::new(),
    });
    assert!(matches!(own, Err(Error::SeparateDuties { .. })));
    let claimed = office.act(Command::Transfer {
        task,
        by: person("an"),
        to: person("an"),
    });
    assert!(matches!(claimed, Err(Error::SeparateDuties { .. })));
    office.done("approve", "dung");
}

#[test]
fn the_same_person_is_not_asked_twice() {
    let mut office = Office::start(json!({"boss": "dung", "signer": "dung"}));
    for (element, by) in [
        ("draft", "an"),
        ("review", "binh"),
        ("check", "chi"),
        ("approve", "dung"),
    ] {
        office.done(element, by);
    }
    assert_eq!(office.open(), ["seal:-"]);
    assert!(
        office
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::Skipped { element, .. } if *element == "sign"))
    );
}

#[test]
fn everything_of_who_leaves_goes_to_another_unless_duties_forbid() {
    let mut office = Office::ordinary();
    office.done("draft", "an");
    office
        .act(Command::HandOver {
            from: person("binh"),
            to: person("hoa"),
        })
        .unwrap();
    assert_eq!(office.open(), ["check:chi", "review:hoa"]);
    office.done("review", "hoa");
    office.done("check", "chi");
    office
        .act(Command::HandOver {
            from: person("dung"),
            to: person("an"),
        })
        .unwrap();
    assert_eq!(office.open(), ["approve:-"]);
}

#[test]
fn a_suspended_case_waits_and_needs_a_reason() {
    let mut office = Office::ordinary();
    assert_eq!(
        office.act(Command::Suspend {
            reason: String::new()
        }),
        Err(Error::NoReason)
    );
    office
        .act(Command::Suspend {
            reason: "chờ ý kiến cấp trên".to_owned(),
        })
        .unwrap();
    let task = office.task("draft");
    let urge = Command::Urge {
        task,
        by: person("dung"),
        text: "sắp quá hạn".to_owned(),
    };
    assert!(office.act(urge.clone()).is_err());
    office.act(Command::Resume).unwrap();
    office.act(urge).unwrap();
    assert!(matches!(&office.effects[0], Effect::Urged { whom: Some(whom), .. } if *whom == person("an")));
    office
        .act(Command::Cancel {
            reason: "không ban hành nữa".to_owned(),
        })
        .unwrap();
    assert_eq!(
        (office.instance.status, office.open().len()),
        (Status::Cancelled, 0)
    );
}
