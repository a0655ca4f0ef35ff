use anyhow::Context as _;
use documents::{
    ArrivalId, AssignmentId,
    inbound::{self, Assign, Direct, RawFacts, Register, Source, tasks},
};
use kernel::{Actor, Office, id::UnitId};
use workflow::task::{self, Line as Task};

use super::Cast;

/// Most tasks one person does in a morning of the demonstration.
const MORNING: u64 = 50;

/// What officers report.
const RESULTS: [&str; 4] = [
    "Đã tham mưu văn bản triển khai, trình lãnh đạo ký.",
    "Đã tổng hợp, báo cáo theo yêu cầu.",
    "Đã phối hợp góp ý; không có vướng mắc.",
    "Đã lưu theo dõi, không phải trả lời.",
];

/// Lets everybody do what waits for them about arrivals; towards the end of the two years some of it is left.
pub(super) async fn everybody(
    office: &Office,
    cast: &Cast<'_>,
    day: usize,
    is_ending: bool,
) -> anyhow::Result<()> {
    for (turn, actor) in cast.all().enumerate() {
        let page = task::list(office.database.read(), actor, None, None, MORNING).await?;
        let arrivals = page
            .tasks
            .into_iter()
            .filter(|task| task.subject_kind == tasks::SUBJECT);
        for (nth, task) in arrivals.enumerate() {
            if is_left(&task, day + turn + nth, is_ending) {
                continue;
            }
            act(office, cast, actor, &task, day + nth)
                .await
                .with_context(|| format!("{} / {}", actor.name, task.action))?;
        }
    }
    Ok(())
}

/// Most things are done on the next day; settling takes a little longer, and the end leaves something of every kind.
fn is_left(task: &Task, salt: usize, is_ending: bool) -> bool {
    if is_ending {
        return !salt.is_multiple_of(3);
    }
    matches!(task.action.as_str(), tasks::SETTLE | tasks::READ) && salt % 4 == 1
}

async fn act(
    office: &Office,
    cast: &Cast<'_>,
    actor: &Actor,
    task: &Task,
    salt: usize,
) -> anyhow::Result<()> {
    let arrival = ArrivalId(task.subject_id);
    let part = || task.part_id.map(AssignmentId).context("the task names no part");
    match task.action.as_str() {
        tasks::ACCEPT => {
            let facts = RawFacts::default();
            let register = Register {
                source: Source::Sent(arrival),
                facts,
                duplicates_seen: true,
                version: None,
            };
            inbound::register(office, actor, register).await?;
        }
        tasks::SUBMIT => {
            let leaders = inbound::leaders(office, actor).await?;
            let leader = leaders
                .get(salt % leaders.len().clamp(1, 2))
                .context("nobody leads")?;
            inbound::submit(office, actor, arrival, kernel::id::PostId(leader.id), None).await?;
        }
        tasks::DIRECT => direct(office, cast, actor, arrival, salt).await?,
        tasks::ASSIGN => {
            let officer = cast
                .all()
                .find(|other| actor.units.contains(&other.unit) && other.has(kernel::actor::Role::Officer));
            match officer {
                Some(officer) => {
                    let assign = Assign {
                        assignment: part()?,
                        post: officer.post,
                        due: None,
                        text: String::new(),
                    };
                    inbound::assign(office, actor, assign).await?;
                }
                None => {
                    inbound::report(office, actor, part()?, RESULTS[salt % RESULTS.len()]).await?;
                }
            }
        }
        tasks::SETTLE => {
            inbound::report(office, actor, part()?, RESULTS[salt % RESULTS.len()]).await?;
        }
        tasks::READ => inbound::acknowledge(office, actor, part()?).await?,
        _ => {}
    }
    Ok(())
}

async fn direct(
    office: &Office,
    cast: &Cast<'_>,
    actor: &Actor,
    arrival: ArrivalId,
    salt: usize,
) -> anyhow::Result<()> {
    let officer = cast.officer_beside(actor).context("nobody settles")?;
    let others: Vec<UnitId> = inbound::units(office, actor)
        .await?
        .into_iter()
        .map(|unit| UnitId(unit.id))
        .filter(|unit| {
            *unit != officer.unit
                && cast
                    .all()
                    .any(|head| head.unit == *unit && head.has(kernel::actor::Role::UnitHead))
        })
        .collect();
    let due = inbound::due_after(office, 5 + u32::try_from(salt % 6).unwrap_or(0)).await?;
    let informed = if salt.is_multiple_of(3) {
        others
    } else {
        Vec::new()
    };
    let direct = Direct {
        arrival,
        lead: officer.unit,
        cooperating: Vec::new(),
        informed,
        due: Some(due),
        text: "Giao đơn vị chủ trì tham mưu, báo cáo kết quả đúng hạn.".to_owned(),
        version: None,
    };
    inbound::direct(office, actor, direct).await?;
    Ok(())
}
