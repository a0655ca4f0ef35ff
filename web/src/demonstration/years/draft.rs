use anyhow::Context as _;
use documents::{
    DocumentId, Secrecy, Urgency,
    evidence::EvidenceServices,
    outbound::{
        self, Check, Confirmation, Content, Fields, Loaded, Meeting, Purpose, Recipient, SigningAuthority,
        Unlock, Upload, keys, people,
    },
};
use kernel::{Actor, FixedClock, Office, actor::Role};
use time::Date;

use super::{super::matters::Matter, Cast, at};

/// Somebody outside the province, who gets a copy now and then.
const OUTSIDE: &str = "Bộ Nội vụ";

/// Begins the draft of a matter in one of the agencies it comes from.
pub(super) async fn write(
    office: &Office,
    cast: &Cast<'_>,
    matter: &Matter,
    index: usize,
) -> anyhow::Result<(String, DocumentId)> {
    let from = &matter.from[(index / 3) % matter.from.len()];
    let drafter = cast.role(from, Role::Officer)?;
    let leaders: Vec<&Actor> = cast
        .all()
        .filter(|actor| actor.agency == drafter.agency && actor.has(Role::Leader))
        .collect();
    let signer = leaders
        .get(index % leaders.len().max(1))
        .context("nobody signs")?;
    let head = leaders.first().context("nobody leads")?;
    let is_head = signer.post == head.post;
    let mut addressees = Vec::new();
    for code in matter.to.iter().filter(|code| *code != from) {
        let clerk = cast.role(code, Role::Clerk)?;
        let name = people::agencies(office)
            .await?
            .into_iter()
            .find(|agency| agency.id == clerk.agency);
        addressees.extend(name.map(|agency| Recipient {
            agency: Some(agency.id),
            name: agency.name,
        }));
    }
    let day = office.today();
    let named = |name: &str| Recipient {
        agency: None,
        name: name.to_owned(),
    };
    let mut recipients = vec![named("Như trên")];
    recipients.extend((index.is_multiple_of(6)).then(|| named(OUTSIDE)));
    let kind = matter.kind();
    let meeting = (kind == documents::DocumentKind::Invitation).then(|| Meeting {
        purpose: matter.subject(day),
        chair: format!("{} {}", head.title, head.name),
        time: format!(
            "08 giờ 00 phút, ngày {:02} tháng {} năm {}",
            day.day().min(26) + 2,
            u8::from(day.month()),
            day.year()
        ),
        location: "Phòng họp số 2, trụ sở cơ quan".to_owned(),
    });
    let is_committee = from == "H42" || from == "H42.57";
    let fields = Fields {
        kind,
        urgency: if index % 11 == 4 {
            Urgency::Urgent
        } else {
            Urgency::Normal
        },
        secrecy: Secrecy::Open,
        signer: Some(signer.post),
        authority: if is_head {
            SigningAuthority::Head
        } else {
            SigningAuthority::ForHead
        },
        collective: is_committee.then(|| "Ủy ban nhân dân".to_owned()),
        head_title: head.title.clone(),
        content: Content {
            subject: matter.subject(day),
            addressees,
            bases: matter.bases.clone(),
            body: matter.body(day),
            recipients,
            filing: "VT".to_owned(),
            meeting,
            circulation: None,
        },
        upload: Upload::Compose,
        answers: None,
        settles: false,
        note: String::new(),
    };
    let id = outbound::begin(office, drafter, fields).await?;
    Ok((from.clone(), id))
}

/// Carries a draft on through its day: to the end, or to the stage it is left standing at.
pub(super) async fn carry(
    office: &Office,
    cast: &Cast<'_>,
    clock: &FixedClock,
    day: Date,
    (agency, id): (String, DocumentId),
    standing: Option<usize>,
) -> anyhow::Result<()> {
    let goes_beyond = |stage: usize| standing.is_none_or(|standing| standing >= stage);
    let (drafter, clerk) = (
        cast.role(&agency, Role::Officer)?,
        cast.role(&agency, Role::Clerk)?,
    );
    if !goes_beyond(1) {
        return Ok(());
    }
    outbound::submit(office, drafter, id, None).await?;
    if !goes_beyond(2) {
        return Ok(());
    }
    at(clock, day, 10);
    check(
        office,
        cast.all()
            .find(|actor| actor.units.contains(&drafter.unit) && actor.has(Role::UnitHead)),
        id,
        Check::Content,
    )
    .await?;
    at(clock, day, 11);
    check(
        office,
        Some(cast.role(&agency, Role::ChiefOfOffice)?),
        id,
        Check::Form,
    )
    .await?;
    if !goes_beyond(3) {
        return Ok(());
    }
    at(clock, day, 14);
    let loaded = Loaded::readable(office.database.read(), clerk, id).await?;
    let signer = cast
        .all()
        .find(|actor| Some(actor.post) == loaded.draft.signer_post)
        .context("the signer is unknown")?;
    let evidence = EvidenceServices::of(office)?;
    outbound::sign(
        office,
        &evidence,
        signer,
        id,
        loaded.draft.newest,
        unlock(office, cast, signer, Purpose::Person).await?,
    )
    .await?;
    if !goes_beyond(4) {
        return Ok(());
    }
    at(clock, day, 15);
    outbound::number(office, clerk, id, None).await?;
    if !goes_beyond(5) {
        return Ok(());
    }
    outbound::seal(
        office,
        &evidence,
        clerk,
        id,
        unlock(office, cast, clerk, Purpose::Seal).await?,
    )
    .await?;
    if !goes_beyond(6) {
        return Ok(());
    }
    at(clock, day, 16);
    outbound::issue(office, clerk, id, None).await?;
    Ok(())
}

async fn check(
    office: &Office,
    reviewer: Option<&Actor>,
    id: DocumentId,
    check: Check,
) -> anyhow::Result<()> {
    let reviewer = reviewer.context("nobody reviews")?;
    let loaded = Loaded::readable(office.database.read(), reviewer, id).await?;
    let version = loaded.draft.newest;
    outbound::confirm(
        office,
        reviewer,
        id,
        Confirmation {
            check,
            version,
            is_initialled: true,
            text: String::new(),
        },
    )
    .await?;
    Ok(())
}

async fn unlock(office: &Office, cast: &Cast<'_>, actor: &Actor, purpose: Purpose) -> anyhow::Result<Unlock> {
    let stores = keys::usable(office.database.read(), actor, purpose).await?;
    let key = stores
        .first()
        .with_context(|| format!("{} has no key", actor.name))?
        .id;
    Ok(Unlock {
        key,
        pin: cast.pin.to_owned(),
    })
}
