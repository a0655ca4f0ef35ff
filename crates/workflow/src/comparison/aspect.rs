//! What about an element can differ.

use serde::Serialize;

use super::pair::Pairs;
use crate::{
    Definition,
    definition::{CallTarget, EndKind, Expression, Loop, Node, NodeKind, Skip, TaskKind},
    steps,
};

/// What about an element is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Its name.
    Name,
    /// What kind of element it is, and what it waits for or does.
    Kind,
    /// Who is to do it.
    Assignee,
    /// Persons or posts of whom one may take it.
    CandidateUsers,
    /// Units or roles of whose posts one may take it.
    CandidateGroups,
    /// By when.
    DueDate,
    /// The form to fill.
    Form,
    /// How often it is done.
    Repeat,
    /// Whose doers may not do it, and when it is passed over.
    Duties,
    /// The way taken when nothing else holds.
    Otherwise,
    /// What a flow connects.
    Ends,
    /// The condition on a flow.
    Condition,
}

impl Aspect {
    /// The word officials read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "tên",
            Self::Kind => "loại",
            Self::Assignee => "người làm",
            Self::CandidateUsers => "người có thể nhận",
            Self::CandidateGroups => "vai trò, đơn vị có thể nhận",
            Self::DueDate => "hạn",
            Self::Form => "biểu mẫu",
            Self::Repeat => "số lượt",
            Self::Duties => "phân tách trách nhiệm",
            Self::Otherwise => "nhánh mặc định",
            Self::Ends => "nối từ – đến",
            Self::Condition => "điều kiện",
        }
    }
}

/// One difference about an element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// What about it.
    pub aspect: Aspect,
    /// How it was; empty where there was nothing.
    pub before: String,
    /// How it is.
    pub after: String,
}

/// An element of a version, and what its neighbours are called.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    definition: &'a Definition,
    index: usize,
    /// What a node is called, by its index.
    label: &'a dyn Fn(usize) -> String,
}

/// Tells two elements apart. That a neighbour bears another name is a difference of the neighbour, so each is called by its
/// name in the older version while they are compared, and by its own when it is told.
pub(super) fn told_apart(
    aspects: fn(Place<'_>) -> Vec<(Aspect, String)>,
    (old, before): (&Definition, usize),
    (new, after): (&Definition, usize),
    nodes: &Pairs,
) -> Vec<Detail> {
    let old_label = |node: usize| old.nodes[node].label().to_owned();
    let new_label = |node: usize| new.nodes[node].label().to_owned();
    let common = |node: usize| nodes.old_of(node).map_or_else(|| new_label(node), old_label);
    let place = |definition, index, label| Place {
        definition,
        index,
        label,
    };
    let was = aspects(place(old, before, &old_label));
    let compared = aspects(place(new, after, &common));
    let is = aspects(place(new, after, &new_label));
    was.into_iter()
        .zip(compared)
        .zip(is)
        .filter(|(((_, was), (_, compared)), _)| was != compared)
        .map(|(((aspect, before), _), (_, after))| Detail {
            aspect,
            before,
            after,
        })
        .collect()
}

/// What is compared of a node.
pub(super) fn of_node(place: Place<'_>) -> Vec<(Aspect, String)> {
    let node = &place.definition.nodes[place.index];
    let assignment = &node.assignment;
    let or_blank = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        (Aspect::Name, node.label().to_owned()),
        (Aspect::Kind, kind(place, node)),
        (Aspect::Assignee, or_blank(&assignment.assignee)),
        (Aspect::CandidateUsers, assignment.candidate_users.join(", ")),
        (Aspect::CandidateGroups, assignment.candidate_groups.join(", ")),
        (Aspect::DueDate, or_blank(&assignment.due_date)),
        (Aspect::Form, or_blank(&assignment.form)),
        (Aspect::Repeat, repeat(node)),
        (Aspect::Duties, duties(place, node)),
        (
            Aspect::Otherwise,
            node.default
                .map(|flow| named_flow(place.definition, flow, place.label))
                .unwrap_or_default(),
        ),
    ]
}

/// What is compared of a flow.
pub(super) fn of_flow(place: Place<'_>) -> Vec<(Aspect, String)> {
    let flow = &place.definition.flows[place.index];
    vec![
        (Aspect::Name, flow.name.clone().unwrap_or_default()),
        (Aspect::Ends, ends(place.definition, place.index, place.label)),
        (
            Aspect::Condition,
            flow.condition.as_ref().map(Expression::words).unwrap_or_default(),
        ),
    ]
}

/// A flow by its name, or by what it connects.
pub(super) fn flow_label(definition: &Definition, index: usize) -> String {
    named_flow(definition, index, &|node| {
        definition.nodes[node].label().to_owned()
    })
}

fn named_flow(definition: &Definition, index: usize, label: &dyn Fn(usize) -> String) -> String {
    let ends = ends(definition, index, label);
    match definition.flows[index].name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => format!("{name} ({ends})"),
        _ => ends,
    }
}

fn ends(definition: &Definition, index: usize, label: &dyn Fn(usize) -> String) -> String {
    let flow = &definition.flows[index];
    format!("{} → {}", label(flow.source), label(flow.target))
}

fn kind(place: Place<'_>, node: &Node) -> String {
    match &node.kind {
        NodeKind::Start { trigger, .. } => format!("bắt đầu {}", steps::trigger(trigger))
            .trim_end()
            .to_owned(),
        NodeKind::End(kind) => format!("kết thúc {}", thrown(kind)).trim_end().to_owned(),
        NodeKind::Throw(kind) => format!("báo {}", thrown(kind)).trim_end().to_owned(),
        NodeKind::Catch(trigger) => format!("chờ {}", steps::trigger(trigger)).trim_end().to_owned(),
        NodeKind::Boundary {
            attached_to,
            trigger,
            interrupting,
        } => {
            let how = if *interrupting {
                "dừng bước"
            } else {
                "không dừng bước"
            };
            let at = (place.label)(*attached_to);
            format!("ở “{at}”: {}, {how}", steps::trigger(trigger))
        }
        NodeKind::Task(kind) => task(*kind).to_owned(),
        NodeKind::Exclusive => "chọn một nhánh".to_owned(),
        NodeKind::Parallel => "mọi nhánh cùng lúc".to_owned(),
        NodeKind::Inclusive => "mọi nhánh đúng điều kiện".to_owned(),
        NodeKind::Complex { activation } => match activation {
            Some(condition) => format!("đủ số nhánh vào: {}", condition.words()),
            None => "mọi nhánh còn có thể tới".to_owned(),
        },
        NodeKind::EventBased { .. } => "nhánh của sự kiện đến trước".to_owned(),
        NodeKind::SubProcess { by_event: true } => "quy trình con khi có sự kiện".to_owned(),
        NodeKind::SubProcess { by_event: false } => "quy trình con".to_owned(),
        NodeKind::Call(CallTarget::Here(process)) => {
            format!("gọi {}", place.definition.processes[*process].id)
        }
        NodeKind::Call(CallTarget::Elsewhere(process)) => format!("gọi {process}"),
    }
}

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::User => "người làm",
        TaskKind::Service => "hệ thống làm",
        TaskKind::Send => "hệ thống gửi",
        TaskKind::Receive => "chờ tin",
        TaskKind::BusinessRule => "quy tắc quyết định",
        TaskKind::Manual => "làm ngoài hệ thống",
        TaskKind::Abstract => "không nói rõ",
        TaskKind::Script => "chạy mã",
    }
}

fn thrown(kind: &EndKind) -> String {
    match kind {
        EndKind::None => String::new(),
        EndKind::Message(name) => format!("gửi tin “{name}”"),
        EndKind::Signal(name) => format!("phát tín hiệu “{name}”"),
        EndKind::Error(code) => format!("lỗi {}", code.as_deref().unwrap_or_default()),
        EndKind::Escalation(code) => format!("báo lên {}", code.as_deref().unwrap_or_default()),
        EndKind::Terminate => "tất cả".to_owned(),
        EndKind::Link(name) => format!("sang “{name}”"),
        EndKind::Compensation(activity) => format!("bù {}", activity.as_deref().unwrap_or("mọi việc đã làm")),
        EndKind::Cancel => "hủy giao dịch".to_owned(),
        EndKind::Several(all) => all.iter().map(thrown).collect::<Vec<_>>().join(", "),
    }
}

fn repeat(node: &Node) -> String {
    let words =
        |expression: &Option<Expression>| expression.as_ref().map(Expression::words).unwrap_or_default();
    match &node.repeat {
        None => String::new(),
        Some(Loop::Multi(multi)) => format!(
            "{} {}{} {}",
            if multi.sequential {
                "lần lượt"
            } else {
                "cùng lúc"
            },
            words(&multi.collection),
            words(&multi.cardinality),
            words(&multi.completion)
        )
        .trim_end()
        .to_owned(),
        Some(Loop::While {
            condition,
            test_before,
            maximum,
        }) => format!(
            "{} {} {}",
            if *test_before {
                "khi còn"
            } else {
                "làm rồi lặp khi"
            },
            words(condition),
            maximum.map(|most| most.to_string()).unwrap_or_default()
        )
        .trim_end()
        .to_owned(),
    }
}

fn duties(place: Place<'_>, node: &Node) -> String {
    let mut others: Vec<String> = node
        .separate_from
        .iter()
        .map(|other| (place.label)(*other))
        .collect();
    others.sort_unstable();
    let mut parts = Vec::new();
    if !others.is_empty() {
        parts.push(format!("khác người làm {}", others.join(", ")));
    }
    parts.extend(node.skip.map(|skip| match skip {
        Skip::Previous => "bỏ qua nếu cùng người bước trước".to_owned(),
        Skip::Any => "bỏ qua nếu người đó đã làm".to_owned(),
    }));
    parts.join("; ")
}
