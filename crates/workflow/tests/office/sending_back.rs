use workflow::{Command, Error, engine::Status};

use crate::case::{Office, person};

#[test]
fn a_review_sent_back_to_the_drafter_gives_up_both_branches() {
    let mut office = Office::ordinary();
    office.done("draft", "an");
    office.done("check", "chi");
    office.send_back("review", "binh", None, false).unwrap();
    assert_eq!(office.open(), ["draft:an"]);
    office.done("draft", "an");
    assert_eq!(office.open(), ["check:chi", "review:binh"]);
    for (element, by) in [
        ("check", "chi"),
        ("review", "binh"),
        ("approve", "dung"),
        ("sign", "em"),
        ("seal", "giang"),
    ] {
        office.done(element, by);
    }
    assert_eq!(office.instance.status, Status::Completed);
}

#[test]
fn a_task_sent_back_may_return_straight_to_who_sent_it() {
    let mut office = Office::ordinary();
    office.done("draft", "an");
    office.send_back("review", "binh", None, true).unwrap();
    assert_eq!(office.open(), ["check:chi", "draft:an"]);
    office.done("draft", "an");
    assert_eq!(office.open(), ["check:chi", "review:binh"]);
}

#[test]
fn a_step_before_a_join_is_done_again_and_comes_straight_back() {
    let mut office = Office::ordinary();
    office.done("draft", "an");
    office.done("review", "binh");
    office.done("check", "chi");
    office
        .send_back("approve", "dung", Some("review"), false)
        .unwrap();
    assert_eq!(office.open(), ["review:binh"]);
    office.done("review", "binh");
    assert_eq!(office.open(), ["approve:dung"]);
    // Before the fork everything can be run anew.
    office.send_back("approve", "dung", Some("draft"), false).unwrap();
    assert_eq!(office.open(), ["draft:an"]);
    office.done("draft", "an");
    assert_eq!(office.open(), ["check:chi", "review:binh"]);
}

#[test]
fn sending_back_needs_a_reason_and_an_earlier_step() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    let empty = Command::SendBack {
        task,
        by: person("an"),
        to: None,
        reason: " ".to_owned(),
        return_here: false,
    };
    assert_eq!(office.act(empty), Err(Error::NoReason));
    assert_eq!(
        office.send_back("draft", "an", None, false),
        Err(Error::NoEarlierStep)
    );
    assert_eq!(
        office.send_back("draft", "binh", None, false),
        Err(Error::HeldByAnother(person("an")))
    );
}

#[test]
fn a_case_is_taken_back_although_others_have_acted_since() {
    let mut office = Office::ordinary();
    office.done("draft", "an");
    office.done("review", "binh");
    office.done("check", "chi");
    let rewind = |element: &str| Command::Rewind {
        element: element.to_owned(),
        by: person("an"),
        reason: "sửa dự thảo".to_owned(),
    };
    office.act(rewind("draft")).unwrap();
    assert_eq!(office.open(), ["draft:an"]);

    office.done("draft", "an");
    office.done("review", "binh");
    office.done("check", "chi");
    assert_eq!(office.open(), ["approve:dung"]);
    // Back to one of two branches that were joined since, the other would be lost.
    assert_eq!(office.act(rewind("review")), Err(Error::TooLateToRecall));
    assert_eq!(office.act(rewind("seal")), Err(Error::NoEarlierStep));
}
