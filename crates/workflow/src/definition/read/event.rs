use roxmltree::Node as Element;

use super::{Reader, child, children, text};
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
        if matches!(kind, EndKind::Error(_) | EndKind::Terminate) {
            self.refuse(
                element,
                "sự kiện giữa không thể báo lỗi hay kết thúc cả quy trình",
            );
        }
        self.add(element, scope, NodeKind::Throw(kind));
    }

    /// The one thing an event throws, refused when there are several.
    fn definition_of(&mut self, element: Element<'a, 'a>) -> Option<Element<'a, 'a>> {
        let definitions = definitions(element);
        if definitions.len() > 1 {
            self.refuse(
                element,
                "một sự kiện báo nhiều thứ (multiple event) chưa chạy được",
            );
        }
        definitions.first().copied()
    }

    /// What an event waits for: one thing, or any of several.
    fn trigger(&mut self, element: Element<'a, 'a>) -> Trigger {
        let definitions = definitions(element);
        if let [_, _, ..] = definitions.as_slice() {
            if element.attribute("parallelMultiple") == Some("true") {
                self.refuse(
                    element,
                    "sự kiện chờ đủ mọi thứ (parallel multiple) chưa chạy được",
                );
            }
            let read = |definition| self.one_trigger(element, definition);
            let all: Vec<Trigger> = definitions.into_iter().map(read).collect();
            if all
                .iter()
                .any(|one| matches!(one, Trigger::Condition(_) | Trigger::Link(_)))
            {
                self.refuse(
                    element,
                    "sự kiện chờ nhiều thứ không thể có điều kiện hay liên kết",
                );
            }
            return Trigger::Any(all);
        }
        let Some(definition) = definitions.first().copied() else {
            if children(element, "eventDefinitionRef").next().is_some() {
                self.refuse(
                    element,
                    "eventDefinitionRef chưa đọc được: hãy đặt định nghĩa sự kiện ngay trong sự kiện",
                );
            }
            return Trigger::None;
        };
        self.one_trigger(element, definition)
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

    fn thrown(&mut self, element: Element<'a, 'a>) -> EndKind {
        let Some(definition) = self.definition_of(element) else {
            return EndKind::None;
        };
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
            other => {
                self.refuse(element, format!("sự kiện {other} chưa chạy được"));
                EndKind::None
            }
        }
    }
}

/// The event definitions inside an event.
fn definitions<'a>(element: Element<'a, 'a>) -> Vec<Element<'a, 'a>> {
    element
        .children()
        .filter(|child| child.is_element() && child.tag_name().name().ends_with("EventDefinition"))
        .collect()
}
