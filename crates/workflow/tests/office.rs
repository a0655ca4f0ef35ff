//! What offices need and BPMN leaves out.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use serde_json::{Map, Value, json};
use workflow::{
    Command, Definition, Effect, Error, Instance, apply,
    definition::Strictness,
    engine::{Part, Person, Status},
};

/// Draft, then review and check side by side, then approval by `boss`, then the seal.
const OUTBOUND: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="p">
  <startEvent id="s"/><userTask id="draft" v:assignee="an"/><parallelGateway id="fork"/>
  <userTask id="review" v:assignee="binh"/><userTask id="check" v:assignee="chi"/><parallelGateway id="join"/>
  <userTask id="approve" v:assignee="${boss}" v:separateFrom="draft"/>
  <userTask id="sign" v:assignee="${signer}" v:skipSamePerson="previous"/><userTask id="seal" v:separateFrom="sign"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="draft"/><sequenceFlow id="2" sourceRef="draft" targetRef="fork"/>
  <sequenceFlow id="3" sourceRef="fork" targetRef="review"/><sequenceFlow id="4" sourceRef="fork" targetRef="check"/>
  <sequenceFlow id="5" sourceRef="review" targetRef="join"/><sequenceFlow id="6" sourceRef="check" targetRef="join"/>
  <sequenceFlow id="7" sourceRef="join" targetRef="approve"/><sequenceFlow id="8" sourceRef="approve" targetRef="sign"/>
  <sequenceFlow id="9" sourceRef="sign" targetRef="seal"/><sequenceFlow id="10" sourceRef="seal" targetRef="e"/>
</process></definitions>"#;

struct Office {
    definition: Definition,
    instance: Instance,
    effects: Vec<Effect>,
}

fn person(id: &str) -> Person {
    Person::from(id)
}

impl Office {
    fn start(variables: Value) -> Self {
        let definition = Definition::read(OUTBOUND, Strictness::Publish).unwrap();
        let mut office = Self {
            definition,
            instance: Instance::default(),
            effects: Vec::new(),
        };
        let variables = variables.as_object().cloned().unwrap();
        office
            .act(Command::Start {
                process: 0,
                at: None,
                variables,
            })
            .unwrap();
        office
    }

    fn ordinary() -> Self {
        Self::start(json!({"boss": "dung", "signer": "em"}))
    }

    fn act(&mut self, command: Command) -> Result<(), Error> {
        let outcome = apply(&self.definition, &self.instance, &command, 0)?;
        self.instance = outcome.instance;
        self.effects = outcome.effects;
        Ok(())
    }

    fn task(&self, element: &str) -> u64 {
        let at = |node: usize| self.definition.nodes[node].id == element;
        let found = self.instance.open_tasks().find(|token| at(token.element()));
        found
            .unwrap_or_else(|| panic!("{element} is not open, but {:?}", self.open()))
            .id
    }

    fn open(&self) -> Vec<String> {
        let describe = |token: &workflow::engine::Token| {
            let holder = token.holder().map_or("-", Person::as_str);
            format!("{}:{holder}", self.definition.nodes[token.element()].id)
        };
        let mut open: Vec<_> = self.instance.open_tasks().map(describe).collect();
        open.sort();
        open
    }

    fn done(&mut self, element: &str, by: &str) -> u64 {
        let task = self.task(element);
        self.act(Command::Complete {
            task,
            by: Some(person(by)),
            variables: Map::new(),
        })
        .unwrap();
        task
    }

    fn send_back(
        &mut self,
        element: &str,
        by: &str,
        to: Option<&str>,
        return_here: bool,
    ) -> Result<(), Error> {
        let task = self.task(element);
        let to = to.map(ToOwned::to_owned);
        self.act(Command::SendBack {
            task,
            by: person(by),
            to,
            reason: "thiếu căn cứ".to_owned(),
            return_here,
        })
    }
}

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
