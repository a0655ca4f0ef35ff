use roxmltree::Node as Element;

use super::{Reader, child, is, text};
use crate::definition::{EndKind, NodeKind, Scope, Strictness, Timer, Trigger};

impl<'a> Reader<'a> {
    pub(super) fn start_event(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let trigger = self.trigger(element);
        let interrupting = element.attribute("isInterrupting") != Some("false");
        self.add(
            element,
            scope,
            NodeKind::Start {
                trigger,
                interrupting,
            },
        );
    }

    pub(super) fn catch_event(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let trigger = self.trigger(element);
        self.add(element, scope, NodeKind::Catch(trigger));
    }

    pub(super) fn boundary_event(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let trigger = self.trigger(element);
        if matches!(trigger, Trigger::None) {
            self.refuse(element, "sự kiện biên không nói chờ gì");
        }
        let interrupting = element.attribute("cancelActivity") != Some("false");
        let attached_to = usize::MAX;
        let Some(index) = self.add(
            element,
            scope,
            NodeKind::Boundary {
                attached_to,
                trigger,
                interrupting,
            },
        ) else {
            return;
        };
        match element.attribute("attachedToRef") {
            Some(activity) => self.attachments.push((index, activity)),
            None => self.refuse(element, "sự kiện biên không gắn vào hoạt động nào"),
        }
    }

    pub(super) fn end_event(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let kind = self.thrown(element);
        self.add(element, scope, NodeKind::End(kind));
    }

    pub(super) fn throw_event(&mut self, element: Element<'a, 'a>, scope: Scope) {
        let kind = self.thrown(element);
        if matches!(kind, EndKind::Error(_) | EndKind::Terminate | EndKind::Cancel) {
            self.refuse(
                element,
                "sự kiện giữa không thể báo lỗi, hủy giao dịch hay kết thúc cả quy trình",
            );
        }
        self.add(element, scope, NodeKind::Throw(kind));
    }

    /// What an event waits for: one thing, any of several, or all of several.
    fn trigger(&mut self, element: Element<'a, 'a>) -> Trigger {
        let definitions = self.definitions(element);
        match definitions.as_slice() {
            [] => Trigger::None,
            [one] => self.one_trigger(element, *one),
            several => self.several(element, several),
        }
    }

    fn several(&mut self, element: Element<'a, 'a>, definitions: &[Element<'a, 'a>]) -> Trigger {
        let read = |definition: &Element<'a, 'a>| self.one_trigger(element, *definition);
        let all: Vec<Trigger> = definitions.iter().map(read).collect();
        let is_told = |one: &Trigger| matches!(one, Trigger::Message(_) | Trigger::Signal(_));
        if element.attribute("parallelMultiple") == Some("true") {
            if element.tag_name().name() == "startEvent" || !all.iter().all(is_told) {
                self.refuse(
                    element,
                    "chỉ sự kiện giữa và sự kiện biên chờ được đủ mọi thứ (parallel multiple), và chỉ tin và tín hiệu",
                );
            }
            return Trigger::All(all);
        }
        let has_condition = |one: &Trigger| matches!(one, Trigger::Condition(_) | Trigger::Link(_));
        if all.iter().any(has_condition) {
            self.refuse(
                element,
                "sự kiện chờ nhiều thứ không thể có điều kiện hay liên kết",
            );
        }
        Trigger::Any(all)
    }

    /// The event definitions of an event: inside it, or beside the processes and referred to.
    pub(super) fn definitions(&self, element: Element<'a, 'a>) -> Vec<Element<'a, 'a>> {
        element
            .children()
            .filter_map(|child| {
                if is(child, "eventDefinitionRef") {
                    self.root_definition(text(child))
                } else {
                    is_definition(child).then_some(child)
                }
            })
            .collect()
    }

    /// The event definition of this id that stands beside the processes. References may carry a prefix.
    pub(super) fn root_definition(&self, reference: Option<&str>) -> Option<Element<'a, 'a>> {
        let local = reference.map(|reference| reference.rsplit(':').next().unwrap_or(reference))?;
        self.document
            .root_element()
            .children()
            .find(|child| is_definition(*child) && child.attribute("id") == Some(local))
    }

    fn one_trigger(&mut self, element: Element<'a, 'a>, definition: Element<'a, 'a>) -> Trigger {
        let reference = |name: &str| definition.attribute(name).map(ToOwned::to_owned);
        let fallback = || {
            element
                .attribute("name")
                .or(element.attribute("id"))
                .unwrap_or_default()
                .to_owned()
        };
        match definition.tag_name().name() {
            "messageEventDefinition" => {
                Trigger::Message(reference("messageRef").map_or_else(fallback, |id| self.referred(&id)))
            }
            "signalEventDefinition" => {
                Trigger::Signal(reference("signalRef").map_or_else(fallback, |id| self.referred(&id)))
            }
            "errorEventDefinition" => Trigger::Error(reference("errorRef").map(|id| self.referred(&id))),
            "escalationEventDefinition" => {
                Trigger::Escalation(reference("escalationRef").map(|id| self.referred(&id)))
            }
            "linkEventDefinition" => Trigger::Link(reference("name").unwrap_or_else(fallback)),
            "compensateEventDefinition" => Trigger::Compensation,
            "cancelEventDefinition" => Trigger::Cancel,
            "timerEventDefinition" | "conditionalEventDefinition" if self.is_abstract(definition) => {
                Trigger::Message(fallback())
            }
            "timerEventDefinition" => self
                .timer(element, definition)
                .map_or(Trigger::None, Trigger::Timer),
            "conditionalEventDefinition" => {
                let source = child(definition, "condition").and_then(text);
                if let Some(condition) = source.and_then(|source| self.expression(element, source)) {
                    Trigger::Condition(condition)
                } else {
                    self.refuse(element, "sự kiện điều kiện không có điều kiện dùng được");
                    Trigger::None
                }
            }
            other => {
                self.refuse(element, format!("sự kiện {other} chưa chạy được"));
                Trigger::None
            }
        }
    }

    /// In a model that is only drawn, an event that does not say when it happens is told to happen: by its name, like a
    /// message.
    fn is_abstract(&self, definition: Element<'a, 'a>) -> bool {
        let said = definition.children().filter(Element::is_element).any(|inner| {
            matches!(
                inner.tag_name().name(),
                "timeDate" | "timeDuration" | "timeCycle" | "condition"
            ) && text(inner).is_some()
        });
        self.strictness == Strictness::Lenient && !said
    }

    fn timer(&mut self, element: Element<'a, 'a>, definition: Element<'a, 'a>) -> Option<Timer> {
        for (name, timer) in [
            ("timeDate", Timer::Date as fn(_) -> _),
            ("timeDuration", Timer::Duration as fn(_) -> _),
            ("timeCycle", Timer::Cycle as fn(_) -> _),
        ] {
            if let Some(source) = child(definition, name).and_then(text) {
                return self.text_or_expression(element, source).map(timer);
            }
        }
        self.refuse(
            element,
            "hẹn giờ không nói khi nào (timeDate, timeDuration hoặc timeCycle)",
        );
        None
    }

    /// What an event lets be known: one thing, or several.
    fn thrown(&mut self, element: Element<'a, 'a>) -> EndKind {
        let definitions = self.definitions(element);
        match definitions.as_slice() {
            [] => EndKind::None,
            [one] => self.one_thrown(element, *one),
            several => {
                let read = |definition: &Element<'a, 'a>| self.one_thrown(element, *definition);
                let all: Vec<EndKind> = several.iter().map(read).collect();
                let ends = |one: &EndKind| {
                    !matches!(
                        one,
                        EndKind::Message(_)
                            | EndKind::Signal(_)
                            | EndKind::Escalation(_)
                            | EndKind::Compensation(_)
                    )
                };
                if all.iter().any(ends) {
                    self.refuse(
                        element,
                        "sự kiện báo nhiều thứ chỉ gửi tin, phát tín hiệu, báo lên và bù",
                    );
                }
                EndKind::Several(all)
            }
        }
    }

    pub(super) fn one_thrown(&mut self, element: Element<'a, 'a>, definition: Element<'a, 'a>) -> EndKind {
        let reference = |name: &str| definition.attribute(name).map(ToOwned::to_owned);
        let fallback = || {
            element
                .attribute("name")
                .or(element.attribute("id"))
                .unwrap_or_default()
                .to_owned()
        };
        match definition.tag_name().name() {
            "messageEventDefinition" => {
                EndKind::Message(reference("messageRef").map_or_else(fallback, |id| self.referred(&id)))
            }
            "signalEventDefinition" => {
                EndKind::Signal(reference("signalRef").map_or_else(fallback, |id| self.referred(&id)))
            }
            "errorEventDefinition" => EndKind::Error(reference("errorRef").map(|id| self.referred(&id))),
            "escalationEventDefinition" => {
                EndKind::Escalation(reference("escalationRef").map(|id| self.referred(&id)))
            }
            "terminateEventDefinition" => EndKind::Terminate,
            "linkEventDefinition" => EndKind::Link(reference("name").unwrap_or_else(fallback)),
            "compensateEventDefinition" => EndKind::Compensation(reference("activityRef")),
            "cancelEventDefinition" => {
                if !element
                    .parent_element()
                    .is_some_and(|around| is(around, "transaction"))
                {
                    self.refuse(element, "chỉ hủy được giao dịch từ trong giao dịch ấy");
                }
                EndKind::Cancel
            }
            other => {
                self.refuse(element, format!("sự kiện {other} chưa chạy được"));
                EndKind::None
            }
        }
    }
}

fn is_definition(element: Element<'_, '_>) -> bool {
    element.is_element() && element.tag_name().name().ends_with("EventDefinition")
}
