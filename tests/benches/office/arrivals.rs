//! Arrivals of every agency: a few go their way through the use-cases, the rest are copies of those.

use std::collections::BTreeMap;

use anyhow::Context as _;
use documents::{
    ArrivalId, AssignmentId, BookId, counters,
    entity::{arrival, assignment},
    inbound::{self, Assign, Direct, RawFacts, Register, Source},
};
use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::{
    originals::{Place, Rows, book_ends},
    people::Staff,
    sizes::Sizes,
};

/// Copies written by one change.
const STRIDE: usize = 500;

/// Of so many arrivals, all but the last few have been settled.
const CYCLE: usize = 64;

/// How far an arrival of the bench has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Registered,
    Submitted,
    Directed,
    Assigned,
    Settled,
}

/// Fills the books of all agencies.
pub(crate) async fn fill(office: &Office, sizes: &Sizes, staff: &[Staff]) -> anyhow::Result<()> {
    let others = sizes.agencies.saturating_sub(1).max(1);
    for (nth, staff) in staff.iter().enumerate() {
        let count = if nth == 0 {
            sizes.arrivals * 4 / 10
        } else {
            sizes.arrivals * 6 / 10 / others
        };
        of_agency(office, staff, count)
            .await
            .with_context(|| format!("arrivals of agency {nth}"))?;
        eprint!("\r  arrivals: {} of {} agencies", nth + 1, sizes.agencies);
    }
    eprintln!();
    Ok(())
}

async fn of_agency(office: &Office, staff: &Staff, count: usize) -> anyhow::Result<()> {
    let mut originals = Vec::new();
    let variants = staff.officers.len().clamp(1, 24);
    for variant in 0..variants {
        for reached in [Reached::Settled, Reached::Directed, Reached::Assigned] {
            originals.push((reached, carry(office, staff, reached, variant).await?));
        }
    }
    for reached in [Reached::Registered, Reached::Submitted] {
        originals.push((reached, carry(office, staff, reached, 0).await?));
    }
    let (book, mut number) = end_of_book(office, &staff.clerk).await?;
    let actors: Vec<Actor> = [&staff.leaders, &staff.heads, &staff.officers]
        .into_iter()
        .flatten()
        .chain([&staff.clerk])
        .cloned()
        .collect();
    for begin in (0..count).step_by(STRIDE) {
        let mut rows = Rows::default();
        let mut states: BTreeMap<&'static str, i64> = BTreeMap::new();
        for nth in begin..count.min(begin + STRIDE) {
            let wanted = wanted(nth);
            let of_kind: Vec<_> = originals
                .iter()
                .filter(|(reached, _)| *reached == wanted)
                .collect();
            let (_, original) = of_kind[nth / CYCLE % of_kind.len()];
            number += 1;
            let days = if wanted == Reached::Settled {
                // Spread over the year, the newest last.
                (count - nth) * 300 / count
            } else {
                nth / CYCLE % 12
            };
            let place = Place {
                number: Some((book, number)),
                earlier: time::Duration::days(i64::try_from(days)?)
                    + time::Duration::seconds(i64::try_from(count - nth)?),
                nth,
            };
            rows.copy(office, original, &place);
            let state = rows.arrivals.last().context("a copy was made")?.state;
            *states.entry(state.code()).or_default() += 1;
        }
        let mut change = office.database.begin().await?;
        rows.write(&mut change, &actors).await?;
        for (state, many) in states {
            counters::add(&change, staff.clerk.agency, &format!("arrival:{state}"), many).await?;
        }
        book_ends(&change, book, number).await?;
        change.commit().await?;
    }
    Ok(())
}

fn wanted(nth: usize) -> Reached {
    match nth % CYCLE {
        0 => Reached::Registered,
        1 => Reached::Submitted,
        2 => Reached::Directed,
        3 | 4 => Reached::Assigned,
        _ => Reached::Settled,
    }
}

/// Lets one arrival go its way.
async fn carry(office: &Office, staff: &Staff, reached: Reached, variant: usize) -> anyhow::Result<Rows> {
    let facts = RawFacts {
        number_symbol: format!("{}/BNV-VP", variant + 1),
        date: "02/01/2026".to_owned(),
        issuer: "Bộ Nội vụ".to_owned(),
        kind: "letter".to_owned(),
        subject: format!(
            "về việc báo cáo kết quả thực hiện cải cách hành chính, đợt {variant} mức {reached:?}"
        ),
        urgency: if variant == 3 { "urgent" } else { "normal" }.to_owned(),
        pages: "4".to_owned(),
        ..RawFacts::default()
    };
    let register = Register {
        source: Source::Paper,
        facts,
        duplicates_seen: true,
        version: None,
    };
    let arrival = inbound::register(office, &staff.clerk, register).await?;
    if reached != Reached::Registered {
        further(office, staff, (reached, variant), arrival.id).await?;
    }
    Rows::of(office, arrival.document_id, Some(arrival.id)).await
}

async fn further(
    office: &Office,
    staff: &Staff,
    (reached, variant): (Reached, usize),
    id: ArrivalId,
) -> anyhow::Result<()> {
    let leader = &staff.leaders[variant % staff.leaders.len()];
    inbound::submit(office, &staff.clerk, id, leader.post, None).await?;
    if reached == Reached::Submitted {
        return Ok(());
    }
    let officer = &staff.officers[variant % staff.officers.len()];
    let head = staff
        .heads
        .iter()
        .find(|head| head.unit == officer.unit)
        .context("the officer's unit has a head")?;
    let direct = Direct {
        arrival: id,
        lead: head.unit,
        cooperating: Vec::new(),
        informed: Vec::new(),
        due: Some(inbound::due_after(office, 7).await?),
        text: "Giao đơn vị chủ trì tham mưu, báo cáo đúng hạn.".to_owned(),
        version: None,
    };
    inbound::direct(office, leader, direct).await?;
    if reached == Reached::Directed {
        return Ok(());
    }
    let part = newest_part(office, id).await?;
    let assign = Assign {
        assignment: part,
        post: officer.post,
        due: None,
        text: String::new(),
    };
    inbound::assign(office, head, assign).await?;
    if reached == Reached::Settled {
        let part = newest_part(office, id).await?;
        inbound::report(office, officer, part, "Đã tham mưu, trình lãnh đạo ký.").await?;
    }
    Ok(())
}

async fn newest_part(office: &Office, id: ArrivalId) -> anyhow::Result<AssignmentId> {
    let newest = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.eq(id))
        .order_by_desc(assignment::Column::Id)
        .one(office.database.read())
        .await?;
    Ok(newest.context("a directed arrival has parts")?.id)
}

/// The common book of this year and its last number.
async fn end_of_book(office: &Office, clerk: &Actor) -> anyhow::Result<(BookId, i32)> {
    let newest = arrival::Entity::find()
        .filter(arrival::Column::AgencyId.eq(clerk.agency))
        .filter(arrival::Column::Year.eq(office.today().year()))
        // PostgreSQL puts those that wait for a number first.
        .filter(arrival::Column::Number.is_not_null())
        .order_by_desc(arrival::Column::Number)
        .one(office.database.read())
        .await?
        .context("an arrival was registered")?;
    Ok((
        newest.book_id.context("it stands in a book")?,
        newest.number.context("it has a number")?,
    ))
}
