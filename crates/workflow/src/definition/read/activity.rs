use std::sync::Arc;

use roxmltree::Node as Element;

use super::{Reader, child, children, extension, text};
use crate::definition::{
    Assignment, CallTarget, Expression, Loop, MultiInstance, NodeIndex, NodeKind, RoundCondition, RoundEvent,
    Scope, Skip, Strictness, TaskKind,
};

/// The task kind an element name stands for.
pub(super) fn task_kind(name: &str) -> Option<TaskKind> {
    Some(match name {
        "userTask" => TaskKind::User,
        "serviceTask" => TaskKind::Service,
        "sendTask" => TaskKind::Send,
        "receiveTask" => TaskKind::Receive,
        "businessRuleTask" => TaskKind::BusinessRule,
        "manualTask" => TaskKind::Manual,
        "task" => TaskKind::Abstract,
        "scriptTask" => TaskKind::Script,
        _ => return None,
    })
}

impl<'a> Reader<'a> {
    pub(super) fn task(&mut self, element: Element<'a, 'a>, scope: Scope, kind: TaskKind) {
        if kind == TaskKind::Script && self.strictness == Strictness::Publish {
            self.refuse(
                element,
                "tác vụ chạy mã (script task) không bao giờ được thực hiện",
            );
        }
        self.activity(element, scope, NodeKind::Task(kind));
    }

    pub(super) fn call_activity(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let called = extension(element, "calledElement").or_else(|| {
            let extensions = child(element, "extensionElements")?;
            extensions
                .children()
                .find_map(|inner| extension(inner, "processId"))
        });
        let target = match called {
            Some(called) => {
                let local = called.rsplit(':').next().unwrap_or(called);
                match self
                    .definition
                    .process(called)
                    .or_else(|| self.definition.process(local))
                {
                    Some(process) => CallTarget::Here(process),
                    None => CallTarget::Elsewhere(local.to_owned()),
                }
            }
            None if self.strictness == Strictness::Lenient => {
                self.activity(element, scope, NodeKind::Task(TaskKind::Abstract));
                return;
            }
            None => {
                self.refuse(
                    element,
                    "hoạt động gọi (call activity) không nói gọi quy trình nào",
                );
                CallTarget::Elsewhere(String::new())
            }
        };
        self.activity(element, scope, NodeKind::Call(target));
    }

    /// Adds a task, sub-process or call, with how often and by whom it is done.
    pub(super) fn activity(
        &mut self,
        element: Element<'a, 'a>,
        scope: Scope,
        kind: NodeKind,
    ) -> Option<NodeIndex> {
        let index = self.add(element, scope, kind)?;
        let repeat = self.repeat(element);
        let assignment = assignment(element);
        let assignee = assignment.assignee.as_deref().and_then(|source| {
            let computed = source.starts_with(['$', '#', '=']);
            if computed {
                Expression::compile_lenient(source).ok()
            } else {
                Expression::literal(source)
            }
        });
        if let Some(separate) = extension(element, "separateFrom") {
            self.duties.push((index, separate));
        }
        let node = &mut self.definition.nodes[index];
        node.repeat = repeat;
        node.assignment = Arc::new(assignment);
        node.assignee = assignee;
        node.skip = match extension(element, "skipSamePerson") {
            Some("any" | "true") => Some(Skip::Any),
            Some("previous") => Some(Skip::Previous),
            _ => None,
        };
        Some(index)
    }

    fn repeat(&mut self, element: Element<'a, 'a>) -> Option<Loop> {
        if let Some(multi) = child(element, "multiInstanceLoopCharacteristics") {
            let read = self.multi_instance(multi);
            // An abstract model says only that there are several: one stands for them.
            let counted = read.cardinality.is_some() || read.collection.is_some();
            return counted.then_some(Loop::Multi(read));
        }
        let standard = child(element, "standardLoopCharacteristics")?;
        let condition = child(standard, "loopCondition")
            .and_then(text)
            .and_then(|source| self.expression(standard, source));
        let maximum = standard
            .attribute("loopMaximum")
            .and_then(|number| number.parse().ok());
        if condition.is_none() && maximum.is_none() {
            if self.strictness == Strictness::Lenient {
                return None;
            }
            self.refuse(
                element,
                "vòng lặp không có điều kiện dừng (loopCondition hoặc loopMaximum)",
            );
        }
        let test_before = standard.attribute("testBefore") == Some("true");
        Some(Loop::While {
            condition,
            test_before,
            maximum,
        })
    }

    fn multi_instance(&mut self, multi: Element<'a, 'a>) -> MultiInstance {
        let inner = |name| child(multi, name).and_then(text);
        let collection = extension(multi, "collection")
            .or_else(|| camunda_loop(multi, "inputCollection"))
            .or_else(|| inner("loopDataInputRef"));
        let item = extension(multi, "elementVariable")
            .or_else(|| camunda_loop(multi, "inputElement"))
            .or_else(|| {
                child(multi, "inputDataItem").and_then(|item| item.attribute("name").or(item.attribute("id")))
            });
        let read = MultiInstance {
            sequential: multi.attribute("isSequential") == Some("true"),
            cardinality: inner("loopCardinality").and_then(|source| self.expression(multi, source)),
            collection: collection.and_then(|source| self.expression(multi, source)),
            item: item.map(ToOwned::to_owned),
            completion: inner("completionCondition").and_then(|source| self.expression(multi, source)),
            told: self.told(multi),
        };
        if read.cardinality.is_none() && read.collection.is_none() && self.strictness == Strictness::Publish {
            let parent = multi.parent_element().unwrap_or(multi);
            self.refuse(
                parent,
                "nhiều lượt (multi-instance) không nói bao nhiêu lượt hay cho danh sách nào",
            );
        }
        read
    }

    /// What a repeated activity tells its border after which rounds (`behavior`; BPMN 2.0 table 10.30).
    fn told(&mut self, multi: Element<'a, 'a>) -> Vec<RoundEvent> {
        let mut told = Vec::new();
        let mut tell = |reader: &mut Self, when, definition: Option<Element<'a, 'a>>| {
            let Some(definition) = definition else {
                reader.refuse(multi, "nhiều lượt (multi-instance) không nói báo sự kiện nào");
                return;
            };
            let event = reader.one_thrown(definition, definition);
            told.push(RoundEvent { when, event });
        };
        match multi.attribute("behavior") {
            Some("None") => {
                let event = self.root_definition(multi.attribute("noneBehaviorEventRef"));
                tell(self, RoundCondition::Each, event);
            }
            Some("One") => {
                let event = self.root_definition(multi.attribute("oneBehaviorEventRef"));
                tell(self, RoundCondition::First, event);
            }
            Some("Complex") => {
                for complex in children(multi, "complexBehaviorDefinition") {
                    let source = child(complex, "condition").and_then(text);
                    let Some(condition) = source.and_then(|source| self.expression(multi, source)) else {
                        self.refuse(multi, "complexBehaviorDefinition không có điều kiện dùng được");
                        continue;
                    };
                    let event =
                        child(complex, "event").and_then(|event| self.definitions(event).first().copied());
                    tell(self, RoundCondition::Where(condition), event);
                }
            }
            _ => {}
        }
        told
    }

    /// An expression where the value may also be plain text.
    pub(super) fn text_or_expression(
        &mut self,
        element: Element<'a, 'a>,
        source: &str,
    ) -> Option<Expression> {
        if source.starts_with("${") || source.starts_with("#{") || source.starts_with('=') {
            self.expression(element, source)
        } else {
            Expression::literal(source)
        }
    }
}

fn camunda_loop<'a>(multi: Element<'a, '_>, name: &str) -> Option<&'a str> {
    child(multi, "extensionElements")?
        .children()
        .find_map(|inner| extension(inner, name))
}

/// Who is to do it: attributes of ours or of Camunda, child elements of Camunda 8, or BPMN's own resource roles.
fn assignment(element: Element<'_, '_>) -> Assignment {
    let extensions = child(element, "extensionElements");
    let anywhere = |name: &str| {
        extension(element, name)
            .or_else(|| extensions?.children().find_map(|inner| extension(inner, name)))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    let list = |value: Option<String>| {
        let value = value.unwrap_or_default();
        if value.starts_with("${") || value.starts_with('=') {
            return vec![value];
        }
        value
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
    };
    let role = |name| {
        children(element, name)
            .filter_map(|role| {
                child(role, "resourceAssignmentExpression").and_then(|inner| child(inner, "formalExpression"))
            })
            .find_map(text)
            .map(ToOwned::to_owned)
    };
    let mut candidate_groups = list(anywhere("candidateGroups"));
    if candidate_groups.is_empty() {
        candidate_groups = list(role("potentialOwner"));
    }
    Assignment {
        assignee: anywhere("assignee").or_else(|| role("humanPerformer")),
        candidate_users: list(anywhere("candidateUsers")),
        candidate_groups,
        due_date: anywhere("dueDate"),
        form: anywhere("formKey").or_else(|| anywhere("formId")),
        part: anywhere("part"),
    }
}
