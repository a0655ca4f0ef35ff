//! Documents of the largest agency: copies of what the demonstration issued and drafted, and letters signed for the bench.

use std::collections::BTreeMap;

use anyhow::Context as _;
use documents::{
    DocumentId, Secrecy, Urgency, counters,
    evidence::EvidenceServices,
    outbound::{
        self, Check, Confirmation, Content, Fields, Purpose, Recipient, SigningAuthority, Stage, Unlock,
        Upload, entity::draft, keys,
    },
};
use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::{
    originals::{Place, Rows, book_ends},
    peers::harness::PIN,
    people::acting,
    sizes::Sizes,
};

/// Copies written by one change.
const STRIDE: usize = 250;

/// Fills the lists of issued documents and of drafts.
pub(crate) async fn fill(office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let clerk = acting(office, "vanthu").await?;
    let mut actors = Vec::new();
    for login in [
        "vanthu",
        "chuyenvien",
        "truongphong",
        "chanhvanphong",
        "chutich",
        "phochutich",
    ] {
        actors.extend(acting(office, login).await.ok());
    }
    let mut issued = Vec::new();
    let mut drafts = Vec::new();
    for row in draft::Entity::find()
        .filter(draft::Column::AgencyId.eq(clerk.agency))
        .all(office.database.read())
        .await?
    {
        let rows = Rows::of(office, row.document_id, None).await?;
        match row.stage {
            Stage::Issued => issued.push(rows),
            Stage::Numbered | Stage::Sealed | Stage::Recalled => {}
            _ => drafts.push(rows),
        }
    }
    copies(office, (&issued, sizes.issued), true, &actors).await?;
    copies(office, (&drafts, sizes.issued / 10), false, &actors).await
}

async fn copies(
    office: &Office,
    (originals, count): (&[Rows], usize),
    is_issued: bool,
    actors: &[Actor],
) -> anyhow::Result<()> {
    let Some(first) = originals.first() else {
        return Ok(());
    };
    let agency = first.drafts.first().context("an original draft")?.agency_id;
    // One book, the newest, so that numbers do not meet.
    let mut end = originals
        .iter()
        .filter_map(|rows| rows.documents.first())
        .filter_map(|document| Some((document.date?, document.book_id?)))
        .max_by_key(|(date, _)| *date)
        .map(|(_, book)| (book, 50_000));
    for begin in (0..count).step_by(STRIDE) {
        let mut rows = Rows::default();
        let mut stages: BTreeMap<&'static str, i64> = BTreeMap::new();
        for nth in begin..count.min(begin + STRIDE) {
            let original = &originals[nth % originals.len()];
            if let Some((_, number)) = &mut end {
                *number += 1;
            }
            let place = Place {
                number: end.filter(|_| is_issued),
                earlier: time::Duration::seconds(i64::try_from((count - nth) * 600)?),
                nth,
            };
            rows.copy(office, original, &place);
            let stage = rows.drafts.last().context("a copy was made")?.stage;
            *stages.entry(stage.code()).or_default() += 1;
        }
        let mut change = office.database.begin().await?;
        rows.write(&mut change, actors).await?;
        for (stage, many) in stages {
            counters::add(&change, agency, &format!("draft:{stage}"), many).await?;
        }
        if let Some((book, number)) = end.filter(|_| is_issued) {
            book_ends(&change, book, number).await?;
        }
        change.commit().await?;
    }
    Ok(())
}

/// Letters to two agencies, written, checked and signed, that wait for their numbers.
pub(crate) async fn letters(office: &Office, count: usize) -> anyhow::Result<Vec<DocumentId>> {
    let [officer, head, chief, signer] = [
        acting(office, "chuyenvien").await?,
        acting(office, "truongphong").await?,
        acting(office, "chanhvanphong").await?,
        acting(office, "chutich").await?,
    ];
    let key = keys::usable(office.database.read(), &signer, Purpose::Person)
        .await?
        .first()
        .context("the signer has a key")?
        .id;
    let agencies = outbound::people::agencies(office).await?;
    let addressees: Vec<Recipient> = agencies
        .into_iter()
        .filter(|agency| agency.id != officer.agency)
        .take(2)
        .map(|agency| Recipient {
            agency: Some(agency.id),
            name: agency.name,
        })
        .collect();
    let evidence = EvidenceServices::of(office)?;
    let mut ready = Vec::new();
    for nth in 0..count {
        let id = outbound::begin(office, &officer, letter(&signer, nth, &addressees)).await?;
        outbound::submit(office, &officer, id, None).await?;
        for (reviewer, check) in [(&head, Check::Content), (&chief, Check::Form)] {
            let confirmation = Confirmation {
                check,
                version: 1,
                is_initialled: true,
                text: String::new(),
            };
            outbound::confirm(office, reviewer, id, confirmation).await?;
        }
        let unlock = Unlock {
            key,
            pin: PIN.to_owned(),
        };
        outbound::sign(office, &evidence, &signer, id, 1, unlock).await?;
        ready.push(id);
    }
    Ok(ready)
}

fn letter(signer: &Actor, nth: usize, addressees: &[Recipient]) -> Fields {
    Fields {
        kind: documents::DocumentKind::Letter,
        urgency: Urgency::Normal,
        secrecy: Secrecy::Open,
        signer: Some(signer.post),
        authority: SigningAuthority::Head,
        collective: Some("Ủy ban nhân dân".to_owned()),
        head_title: signer.title.clone(),
        content: Content {
            subject: format!("triển khai nhiệm vụ chuyển đổi số lần {nth}"),
            addressees: addressees.to_vec(),
            bases: Vec::new(),
            body: "Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị tổ chức thực hiện nghiêm túc, báo cáo kết quả trước \
                   ngày 15 hằng tháng."
                .to_owned(),
            recipients: vec![Recipient {
                agency: None,
                name: "Như trên".to_owned(),
            }],
            filing: "VT".to_owned(),
            meeting: None,
            circulation: None,
        },
        upload: Upload::Compose,
        answers: None,
        settles: false,
        note: String::new(),
    }
}
