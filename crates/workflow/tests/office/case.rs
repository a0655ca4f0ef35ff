//! A process and its people, as these tests use them.

use serde_json::{Map, Value, json};
use workflow::{Command, Definition, Effect, Error, Instance, apply, definition::Strictness, engine::Person};

/// Draft, then review and check side by side, then approval by `boss`, then the seal.
pub(crate) const OUTBOUND: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="https://vanthu.vn/bpmn"><process id="p">
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

pub(crate) struct Office {
    pub(crate) definition: Definition,
    pub(crate) instance: Instance,
    pub(crate) effects: Vec<Effect>,
}

pub(crate) fn person(id: &str) -> Person {
    Person::from(id)
}

impl Office {
    pub(crate) fn start(variables: Value) -> Self {
        Self::of(OUTBOUND, variables)
    }

    /// A case of the process in a BPMN file.
    pub(crate) fn of(bpmn: &str, variables: Value) -> Self {
        let definition = Definition::read(bpmn, Strictness::Publish).unwrap();
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

    pub(crate) fn ordinary() -> Self {
        Self::start(json!({"boss": "dung", "signer": "em"}))
    }

    pub(crate) fn act(&mut self, command: Command) -> Result<(), Error> {
        let outcome = apply(&self.definition, &self.instance, &command, 0)?;
        self.instance = outcome.instance;
        self.effects = outcome.effects;
        Ok(())
    }

    pub(crate) fn task(&self, element: &str) -> u64 {
        let at = |node: usize| self.definition.nodes[node].id == element;
        let found = self.instance.open_tasks().find(|token| at(token.element()));
        found
            .unwrap_or_else(|| panic!("{element} is not open, but {:?}", self.open()))
            .id
    }

    pub(crate) fn open(&self) -> Vec<String> {
        let describe = |token: &workflow::engine::Token| {
            let holder = token.holder().map_or("-", Person::as_str);
            format!("{}:{holder}", self.definition.nodes[token.element()].id)
        };
        let mut open: Vec<_> = self.instance.open_tasks().map(describe).collect();
        open.sort();
        open
    }

    pub(crate) fn done(&mut self, element: &str, by: &str) -> u64 {
        let task = self.task(element);
        self.act(Command::Complete {
            task,
            by: Some(person(by)),
            variables: Map::new(),
        })
        .unwrap();
        task
    }

    pub(crate) fn send_back(
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
