mod activity;
mod event;
mod flow;

use std::collections::HashMap;

use roxmltree::{Document, Node as Element};

use super::{Assignment, Definition, Expression, Issue, Node, NodeKind, Process, Scope, Strictness, Trigger};
use crate::Error;

/// The namespace of BPMN 2.0 models.
const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// What the reading has found so far.
pub(super) struct Reader<'a> {
    pub(super) strictness: Strictness,
    pub(super) definition: Definition,
    pub(super) issues: Vec<Issue>,
    /// Names of messages and signals, codes of errors and escalations, by id.
    pub(super) names: HashMap<&'a str, String>,
    /// Boundary events and the id of what they are attached to, resolved at the end.
    pub(super) attachments: Vec<(usize, &'a str)>,
    /// Steps and the ids of those they must be separate from, resolved at the end.
    pub(super) duties: Vec<(usize, &'a str)>,
    document: &'a Document<'a>,
    /// Where each line of the file ends.
    lines: Vec<usize>,
}

/// Most sub-processes one inside the other.
const DEEPEST: usize = 32;

/// Reads a file.
pub(super) fn read(xml: &str, strictness: Strictness) -> Result<(Definition, Vec<Issue>), Error> {
    let xml = xml.trim_start_matches('\u{feff}');
    let document = Document::parse(xml).map_err(|error| Error::NotXml {
        line: error.pos().row,
        reason: error.to_string(),
    })?;
    let definition = Definition {
        processes: Vec::new(),
        nodes: Vec::new(),
        flows: Vec::new(),
        inside: [Vec::new(), Vec::new()],
        has_conditions: false,
    };
    let mut reader = Reader {
        strictness,
        definition,
        issues: Vec::new(),
        names: HashMap::new(),
        attachments: Vec::new(),
        duties: Vec::new(),
        document: &document,
        lines: xml.match_indices('\n').map(|(at, _)| at).collect(),
    };
    reader.read_names(document.root_element());
    let processes: Vec<_> = children(document.root_element(), "process").collect();
    if processes.is_empty() {
        return Err(Error::NoProcess);
    }
    for process in &processes {
        reader.definition.processes.push(Process {
            id: process.attribute("id").unwrap_or_default().to_owned(),
            name: process.attribute("name").map(ToOwned::to_owned),
            executable: process.attribute("isExecutable") == Some("true"),
            line: reader.line(*process),
        });
    }
    for (index, process) in processes.iter().enumerate() {
        reader.read_nodes(*process, Scope::Process(index));
    }
    reader.attach();
    for process in &processes {
        reader.read_flows(*process);
        reader.read_undoing(*process);
    }
    reader.check_ways();
    reader.read_duties();
    reader.definition.sort_into_scopes();
    Ok((reader.definition, reader.issues))
}

/// Child elements of this name in BPMN's namespace, or in none: some modellers leave it out.
pub(super) fn children<'a, 'i>(
    element: Element<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Element<'a, 'i>> {
    element.children().filter(move |child| is(*child, name))
}

/// The first child element of this name.
pub(super) fn child<'a, 'i>(element: Element<'a, 'i>, name: &'static str) -> Option<Element<'a, 'i>> {
    children(element, name).next()
}

fn is(element: Element<'_, '_>, name: &str) -> bool {
    element.is_element()
        && element.tag_name().name() == name
        && element
            .tag_name()
            .namespace()
            .is_none_or(|namespace| namespace == BPMN)
}

/// An attribute by local name, whatever its namespace: extension attributes carry the modeller's own.
pub(super) fn extension<'a>(element: Element<'a, '_>, name: &str) -> Option<&'a str> {
    element
        .attributes()
        .find(|attribute| attribute.name() == name)
        .map(|attribute| attribute.value())
}

/// The text inside, trimmed; none when empty.
pub(super) fn text<'a>(element: Element<'a, '_>) -> Option<&'a str> {
    element.text().map(str::trim).filter(|text| !text.is_empty())
}

impl<'a> Reader<'a> {
    pub(super) fn line(&self, element: Element<'a, 'a>) -> u32 {
        let before = self.lines.partition_point(|end| *end < element.range().start);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }

    pub(super) fn refuse(&mut self, element: Element<'a, 'a>, reason: impl Into<String>) {
        self.issues.push(Issue {
            line: self.line(element),
            element: element
                .attribute("id")
                .unwrap_or(element.tag_name().name())
                .to_owned(),
            name: element.attribute("name").map(ToOwned::to_owned),
            reason: reason.into(),
        });
    }

    pub(super) fn expression(&mut self, element: Element<'a, 'a>, source: &str) -> Option<Expression> {
        let compiled = match self.strictness {
            Strictness::Publish => Expression::compile(source),
            Strictness::Lenient => Expression::compile_lenient(source),
        };
        match compiled {
            Ok(expression) => Some(expression),
            Err(reason) => {
                self.refuse(element, format!("biểu thức {source:?} không dùng được: {reason}"));
                None
            }
        }
    }

    fn read_names(&mut self, root: Element<'a, 'a>) {
        for element in root.children().filter(Element::is_element) {
            let Some(id) = element.attribute("id") else {
                continue;
            };
            let name = match element.tag_name().name() {
                "message" | "signal" => element.attribute("name"),
                "error" => element.attribute("errorCode").or(element.attribute("name")),
                "escalation" => element.attribute("escalationCode").or(element.attribute("name")),
                _ => continue,
            };
            self.names.insert(id, name.unwrap_or(id).to_owned());
        }
    }

    /// The name or code a reference stands for. References may carry a prefix.
    pub(super) fn referred(&self, reference: &str) -> String {
        let local = reference.rsplit(':').next().unwrap_or(reference);
        self.names
            .get(reference)
            .or_else(|| self.names.get(local))
            .cloned()
            .unwrap_or_else(|| local.to_owned())
    }

    fn read_nodes(&mut self, container: Element<'a, 'a>, scope: Scope) {
        if container.ancestors().count() > DEEPEST {
            self.refuse(container, "quy trình con lồng nhau quá sâu");
            return;
        }
        for element in container.children().filter(|child| is_bpmn(*child)) {
            match element.tag_name().name() {
                "startEvent" => self.start_event(element, scope),
                "endEvent" => self.end_event(element, scope),
                "intermediateCatchEvent" => self.catch_event(element, scope),
                "intermediateThrowEvent" => self.throw_event(element, scope),
                "boundaryEvent" => self.boundary_event(element, scope),
                "exclusiveGateway" => self.gateway(element, scope, NodeKind::Exclusive),
                "parallelGateway" => self.gateway(element, scope, NodeKind::Parallel),
                "inclusiveGateway" => self.gateway(element, scope, NodeKind::Inclusive),
                "eventBasedGateway" => {
                    let instantiates = element.attribute("instantiate") == Some("true");
                    self.gateway(element, scope, NodeKind::EventBased { instantiates });
                }
                "subProcess" => {
                    let by_event = element.attribute("triggeredByEvent") == Some("true");
                    if let Some(node) = self.activity(element, scope, NodeKind::SubProcess { by_event }) {
                        self.read_nodes(element, Scope::SubProcess(node));
                    }
                }
                "callActivity" => self.call_activity(element, scope),
                "adHocSubProcess" if self.strictness == Strictness::Publish => {
                    self.refuse(element, "quy trình con tùy biến (ad-hoc) chưa chạy được");
                }
                "transaction" | "adHocSubProcess" => {
                    if let Some(node) =
                        self.activity(element, scope, NodeKind::SubProcess { by_event: false })
                    {
                        self.read_nodes(element, Scope::SubProcess(node));
                    }
                }
                "complexGateway" => self.complex_gateway(element, scope),
                "choreographyTask" | "subChoreography" | "callChoreography" => {
                    self.refuse(element, "vũ đạo (choreography) không phải quy trình chạy được");
                }
                name => {
                    if let Some(kind) = activity::task_kind(name) {
                        self.task(element, scope, kind);
                    }
                }
            }
        }
    }

    /// Adds a node and answers its index; an element without an id cannot be referred to and is refused.
    pub(super) fn add(&mut self, element: Element<'a, 'a>, scope: Scope, kind: NodeKind) -> Option<usize> {
        let quantities = [
            self.quantity(element, "startQuantity"),
            self.quantity(element, "completionQuantity"),
        ];
        let Some(id) = element.attribute("id") else {
            self.refuse(element, "phần tử không có id");
            return None;
        };
        if self.definition.node(id).is_some() {
            self.refuse(element, "id bị trùng trong tệp");
            return None;
        }
        self.definition.nodes.push(Node {
            id: id.into(),
            name: element
                .attribute("name")
                .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ").into()),
            line: self.line(element),
            scope,
            kind,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            default: None,
            repeat: None,
            boundary: Vec::new(),
            message: element.attribute("messageRef").map(|id| self.referred(id)),
            assignment: std::sync::Arc::new(Assignment::default()),
            assignee: None,
            separate_from: Vec::new(),
            skip: None,
            undecided: false,
            undone_by: None,
            is_for_compensation: element.attribute("isForCompensation") == Some("true"),
            start_quantity: quantities[0],
            completion_quantity: quantities[1],
        });
        Some(self.definition.nodes.len() - 1)
    }

    /// How many tokens an activity waits for or sends: one where it does not say.
    fn quantity(&mut self, element: Element<'a, 'a>, name: &'static str) -> u32 {
        let said = element.attribute(name).map(|number| number.trim().parse::<u32>());
        match said {
            None => 1,
            Some(Ok(number)) if number > 0 => number,
            Some(_) => {
                self.refuse(element, format!("{name} phải là số nguyên từ 1"));
                1
            }
        }
    }

    fn gateway(&mut self, element: Element<'a, 'a>, scope: Scope, kind: NodeKind) {
        self.add(element, scope, kind);
    }

    fn complex_gateway(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let source = child(element, "activationCondition").and_then(text);
        let activation = source.and_then(|source| self.expression(element, source));
        self.gateway(element, scope, NodeKind::Complex { activation });
    }

    /// What undoes an activity is named by an association from the event on its border.
    fn read_undoing(&mut self, process: Element<'a, 'a>) {
        for association in process
            .descendants()
            .filter(|element| is(*element, "association"))
        {
            let end = |name| {
                association
                    .attribute(name)
                    .and_then(|id| self.definition.node(id))
            };
            let (Some(event), Some(by)) = (end("sourceRef"), end("targetRef")) else {
                continue;
            };
            if let NodeKind::Boundary {
                attached_to,
                trigger: Trigger::Compensation,
                ..
            } = self.definition.nodes[event].kind
            {
                self.definition.nodes[attached_to].undone_by = Some(by);
                self.definition.nodes[by].is_for_compensation = true;
            }
        }
    }
}

fn is_bpmn(element: Element<'_, '_>) -> bool {
    element.is_element()
        && element
            .tag_name()
            .namespace()
            .is_none_or(|namespace| namespace == BPMN)
}
