use std::collections::BTreeSet;

use directory::{Permission, Require as _};
use kernel::{Actor, FieldError, Office, UnitOfWork, id::UnitId, text::clean};
use sea_orm::{ActiveValue::Set, EntityTrait as _, sea_query::Expr};
use serde_json::{Map, Value, json};
use time::Date;

use super::{
    people,
    row::{Moves, announce, expect_version, load, move_to, record},
    tasks,
};
use crate::{
    ArrivalId, AssignmentId, DirectiveId, Error,
    access::{self, Reader},
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState, Part},
        directive,
    },
    flow::{Whose, variables},
};

/// Longest directive taken.
const LONGEST_TEXT: usize = 2_000;

/// A leader's directive.
#[derive(Debug, Clone)]
pub struct Direct {
    /// The arrival.
    pub arrival: ArrivalId,
    /// The unit in the lead.
    pub lead: UnitId,
    /// Units that cooperate.
    pub cooperating: Vec<UnitId>,
    /// Units that are to know.
    pub informed: Vec<UnitId>,
    /// By when.
    pub due: Option<Date>,
    /// In words.
    pub text: String,
    /// The version the leader saw.
    pub version: Option<i64>,
}

impl Direct {
    /// The pure rule: what is wrong with a directive by itself.
    fn mistakes(&self, today: Date) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::from([self.lead]);
        if !self
            .cooperating
            .iter()
            .chain(&self.informed)
            .all(|unit| seen.insert(*unit))
        {
            wrong.push(FieldError::new(
                "cooperating",
                "Mỗi đơn vị chỉ có một phần việc: chủ trì, phối hợp hoặc để biết.",
            ));
        }
        if self.due.is_some_and(|due| due < today) {
            wrong.push(FieldError::new("due", "Hạn xử lý không thể trước hôm nay."));
        }
        if self.text.chars().count() > LONGEST_TEXT {
            wrong.push(FieldError::new(
                "text",
                format!("Ý kiến dài quá {LONGEST_TEXT} ký tự."),
            ));
        }
        wrong
    }

    fn parts(&self) -> impl Iterator<Item = (UnitId, Part)> {
        let lead = std::iter::once((self.lead, Part::Lead));
        let cooperating = self.cooperating.iter().map(|unit| (*unit, Part::Cooperate));
        lead.chain(cooperating)
            .chain(self.informed.iter().map(|unit| (*unit, Part::Inform)))
    }
}

/// A unit's part of a directive.
struct Handed {
    id: AssignmentId,
    unit: UnitId,
    part: Part,
    name: String,
}

/// What the case is told of a directive: whose work its rounds are, and who is only to read.
fn asked(handed: &[Handed], due: Option<Date>) -> Map<String, Value> {
    let due = due.map(|due| due.to_string());
    let of = |informed: bool| -> Vec<Value> {
        handed
            .iter()
            .filter(|handed| (handed.part == Part::Inform) == informed)
            .map(|handed| json!({ "id": handed.id, "unit": handed.unit, "part": handed.part.code(), "due": due }))
            .collect()
    };
    variables(json!({ "parts": of(false), "readers": of(true), "officers": {}, "done": false }))
}

impl Part {
    /// The field of the directive that names units for it.
    fn field(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Cooperate => "cooperating",
            Self::Inform => "informed",
        }
    }
}

/// Directs an arrival: who leads, who cooperates, who is to know, by when (Decree 30/2020, Articles 23 and 24).
///
/// # Errors
/// [`Error::Conflict`] when it was directed meanwhile.
pub async fn direct(office: &Office, actor: &Actor, command: Direct) -> Result<arrival::Model, Error> {
    actor.require(Permission::DirectArrival)?;
    let command = Direct {
        text: clean(&command.text),
        ..command
    };
    let wrong = command.mistakes(office.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let mut names = Vec::new();
    for (unit, part) in command.parts() {
        let name = people::unit_name(office, actor, unit).await?;
        if !people::has_head(office, actor, unit).await? {
            return Err(Error::field(
                part.field(),
                format!("{name} chưa có người phụ trách, không giao việc được."),
            ));
        }
        names.push(Handed {
            id: office.new_id(),
            unit,
            part,
            name,
        });
    }
    let mut change = office.database.begin().await?;
    let (before, _) = load(change.connection(), actor, command.arrival).await?;
    let due = command.due.or(before.due);
    tasks::flow(office, &change, actor, before.id, "đã cho ý kiến chỉ đạo")
        .complete((tasks::DIRECT, None), Whose::Named, asked(&names, due))
        .await?;
    expect_version(command.version, before.version)?;
    let lead_name = names.first().map(|lead| lead.name.clone()).unwrap_or_default();
    let moves = Moves::default()
        .set(arrival::Column::UnitId, Expr::value(command.lead.0))
        .set(arrival::Column::UnitName, Expr::value(&lead_name))
        .set(arrival::Column::Due, Expr::value(due));
    move_to(&change, &before, ArrivalState::Directed, moves).await?;
    let directive = insert_directive(office, &change, actor, &command, due).await?;
    for handed in &names {
        hand_to_unit(office, &change, before.id, directive, handed, due).await?;
    }
    let readers: Vec<Reader> = names.iter().map(|handed| Reader::Unit(handed.unit)).collect();
    access::arrived::allow(&change, before.id, &readers).await?;
    let what = format!("{lead_name} chủ trì");
    record(
        office,
        &mut change,
        actor,
        before.id,
        "directed",
        json!({ "what": what, "note": command.text, "due": due }),
    );
    announce(office, &mut change, &before, Some(("processing", "")));
    change.commit().await?;
    Ok(load(office.database.read(), actor, command.arrival).await?.0)
}

async fn insert_directive(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    command: &Direct,
    due: Option<Date>,
) -> Result<DirectiveId, Error> {
    let id = office.new_id();
    let row = directive::ActiveModel {
        id: Set(id),
        arrival_id: Set(command.arrival),
        by_post: Set(actor.post),
        by_name: Set(actor.name.clone()),
        by_title: Set(actor.title.clone()),
        text: Set(command.text.clone()),
        due: Set(due),
        at: Set(office.now()),
    };
    directive::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(id)
}

async fn hand_to_unit(
    office: &Office,
    change: &UnitOfWork,
    arrival: ArrivalId,
    directive: DirectiveId,
    handed: &Handed,
    due: Option<Date>,
) -> Result<(), Error> {
    let row = assignment::ActiveModel {
        id: Set(handed.id),
        arrival_id: Set(arrival),
        directive_id: Set(Some(directive)),
        parent_id: Set(None),
        part: Set(handed.part),
        unit_id: Set(handed.unit),
        post_id: Set(None),
        holder_name: Set(handed.name.clone()),
        due: Set(due),
        state: Set(AssignmentState::Open),
        result: Set(String::new()),
        at: Set(office.now()),
        ended_at: Set(None),
        version: Set(1),
    };
    assignment::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::id::Ids;
    use time::macros::date;

    use super::*;

    #[test]
    fn a_unit_has_one_part_and_a_due_date_lies_ahead() {
        let unit = |n| Ids.next::<UnitId>(kernel::Timestamp(n));
        let (lead, other) = (unit(1), unit(2));
        let command = |cooperating: &[UnitId], due| Direct {
            arrival: Ids.next(kernel::Timestamp(3)),
            lead,
            cooperating: cooperating.to_vec(),
            informed: Vec::new(),
            due,
            text: String::new(),
            version: None,
        };
        let today = date!(2026 - 03 - 05);
        let fields = |command: Direct| {
            command
                .mistakes(today)
                .into_iter()
                .map(|m| m.field)
                .collect::<Vec<_>>()
        };
        assert!(fields(command(&[other], Some(today))).is_empty());
        assert_eq!(fields(command(&[lead], None)), ["cooperating"]);
        assert_eq!(fields(command(&[other], Some(date!(2026 - 03 - 04)))), ["due"]);
    }
}
