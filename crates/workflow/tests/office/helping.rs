use serde_json::Map;
use workflow::{Command, Error, engine::Part};

use crate::case::{Office, person};

#[test]
fn a_colleague_is_asked_without_losing_the_task() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    let question = "Căn cứ này còn hiệu lực?".to_owned();
    office
        .act(Command::Consult {
            task,
            by: person("an"),
            asked: person("hoa"),
            question,
        })
        .unwrap();
    assert_eq!(office.open(), ["draft:an"]);
    assert!(
        office
            .act(Command::Advise {
                task,
                by: person("binh"),
                answer: "Còn".to_owned()
            })
            .is_err()
    );
    office
        .act(Command::Advise {
            task,
            by: person("hoa"),
            answer: "Còn".to_owned(),
        })
        .unwrap();
    let work = office.instance.open_tasks().next().unwrap().work().unwrap();
    assert_eq!(work.consultations[0].answer.as_deref(), Some("Còn"));
}

#[test]
fn one_leads_and_late_cooperators_do_not_block() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    let add = |who: &str, part, under: Option<&str>| Command::AddHelper {
        task,
        by: person(under.unwrap_or("an")),
        person: person(who),
        part,
        under: under.map(person),
    };
    office.act(add("binh", Part::Lead, None)).unwrap();
    office.act(add("chi", Part::Cooperate, None)).unwrap();
    office.act(add("dung", Part::Inform, None)).unwrap();
    assert_eq!(
        office.act(add("em", Part::Lead, None)),
        Err(Error::SecondLead(person("binh")))
    );
    office.act(add("giang", Part::Lead, Some("binh"))).unwrap();

    let complete = Command::Complete {
        task,
        by: Some(person("an")),
        variables: Map::new(),
    };
    assert_eq!(
        office.act(complete.clone()),
        Err(Error::AwaitsHelper(person("binh")))
    );
    assert_eq!(
        office.act(Command::Contribute {
            task,
            by: person("binh")
        }),
        Err(Error::AwaitsHelper(person("giang")))
    );
    office
        .act(Command::Contribute {
            task,
            by: person("giang"),
        })
        .unwrap();
    office
        .act(Command::Contribute {
            task,
            by: person("binh"),
        })
        .unwrap();
    office.act(complete).unwrap();
}

#[test]
fn a_co_signer_is_waited_for_until_taken_off() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    let add = Command::AddHelper {
        task,
        by: person("an"),
        person: person("hoa"),
        part: Part::CoSign,
        under: None,
    };
    office.act(add).unwrap();
    let complete = Command::Complete {
        task,
        by: Some(person("an")),
        variables: Map::new(),
    };
    assert_eq!(
        office.act(complete.clone()),
        Err(Error::AwaitsHelper(person("hoa")))
    );
    office
        .act(Command::RemoveHelper {
            task,
            by: person("an"),
            person: person("hoa"),
        })
        .unwrap();
    office.act(complete).unwrap();
}

#[test]
fn an_extension_is_granted_by_who_set_the_deadline_and_the_original_kept() {
    let mut office = Office::ordinary();
    let task = office.task("draft");
    office
        .act(Command::SetDeadline {
            task,
            by: person("dung"),
            due: 100,
        })
        .unwrap();
    let ask = |until| Command::AskExtension {
        task,
        by: person("an"),
        until,
        reason: "chờ số liệu".to_owned(),
    };
    assert_eq!(office.act(ask(90)), Err(Error::NotLater));
    office.act(ask(200)).unwrap();
    let grant = |by: &str| Command::AnswerExtension {
        task,
        by: person(by),
        until: Some(150),
    };
    assert_eq!(office.act(grant("an")), Err(Error::HeldByAnother(person("dung"))));
    office.act(grant("dung")).unwrap();
    let work = office
        .instance
        .open_tasks()
        .next()
        .unwrap()
        .work()
        .unwrap()
        .clone();
    let deadline = work.deadline.unwrap();
    assert_eq!((deadline.due, deadline.original), (150, 100));
    assert_eq!(office.act(grant("dung")), Err(Error::NothingAsked));
}
