//! Two agencies with people, keys and trust, over a real SQLite database in a temporary folder.

mod people;

use std::sync::Arc;

use documents::{
    DocumentId, DocumentKind, Secrecy, Urgency,
    evidence::EvidenceServices,
    outbound::{
        self, Check, Confirmation, Content, Fields, KeyStoreId, Recipient, SigningAuthority, Unlock, Upload,
        entity::{key_store, trust::TrustKind},
        keys::{self, NewKey, Owner},
        trust,
    },
};
use kernel::{Actor, Database, FixedClock, Office, actor::Role, files::Files, settings::Settings};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use sea_orm_migration::MigratorTrait as _;
use signing::authority::{
    Authority, Identity, KeyKind, OsRng, Profile, Subject, TimestampAuthority, Validity,
};
use tempfile::TempDir;
use time::{OffsetDateTime, macros::datetime};

use crate::services::{Authorities, Services};

use people::people;
pub(crate) use people::{actor, agency_id};

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-21 9:00 +7);
pub(crate) const PIN: &str = "246810";

pub(crate) struct Province {
    pub(crate) office: Office,
    pub(crate) evidence: EvidenceServices,
    pub(crate) services: Option<Services>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) folder: TempDir,
    pub(crate) issuer: Authority,
    pub(crate) root_pem: String,
    pub(crate) drafter: Actor,
    pub(crate) head: Actor,
    pub(crate) chief: Actor,
    pub(crate) leader: Actor,
    pub(crate) clerk: Actor,
    pub(crate) second_clerk: Actor,
    pub(crate) other_clerk: Actor,
    pub(crate) leader_key: KeyStoreId,
    pub(crate) seal_key: KeyStoreId,
}

const COMMITTEE: u128 = 1;
const DEPARTMENT: u128 = 2;

impl Province {
    pub(crate) async fn open() -> Self {
        let clock = Arc::new(FixedClock::at(NOW));
        Self::open_in(clock, None).await
    }

    /// The same with a time stamping authority, a responder and a list that answer.
    pub(crate) async fn open_with_services() -> Self {
        let clock = Arc::new(FixedClock::at(NOW));
        let services = Services::start(Arc::clone(&clock));
        Self::open_in(clock, Some(services)).await
    }

    async fn open_in(clock: Arc<FixedClock>, services: Option<Services>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("vanthu.sqlite").display());
        let database = Database::connect(&url).await.unwrap();
        migrations::Migrator::up(database.for_migrations(), None)
            .await
            .unwrap();
        let office = Office {
            database,
            files: Files::in_folder(&folder.path().join("files")).unwrap(),
            clock: clock.clone(),
            settings: Arc::new(settings(folder.path(), services.as_ref())),
        };
        documents::processes::ship(&office).await.unwrap();
        let (mut issuer, root, stamping) = pki(services.as_ref());
        people(&office).await;
        let change = office.database.begin().await.unwrap();
        let kept = trust::New {
            kind: TrustKind::Root,
            der: root.certificate().der(),
            name: "Gốc",
            origin: None,
        };
        trust::insert(change.connection(), kept, office.now())
            .await
            .unwrap();
        change.commit().await.unwrap();
        let drafter = actor(11, "Phạm Thị Lan", 1, 102, &[Role::Officer]);
        let leader = actor(14, "Trần Văn Bình", 1, 101, &[Role::Leader]);
        let leader_key = add_key(&office, &mut issuer, Some(&leader), "Trần Văn Bình", valid()).await;
        let seal_key = add_key(
            &office,
            &mut issuer,
            None,
            "Ủy ban nhân dân tỉnh Ninh Bình",
            valid(),
        )
        .await;
        let root_pem = pem(root.certificate().der());
        if let Some(services) = &services {
            *services.authorities.lock().unwrap() = Some(Authorities {
                root,
                issuer: issuer.clone(),
                stamping,
            });
        }
        Self {
            drafter,
            head: actor(12, "Lê Văn Hùng", 1, 102, &[Role::UnitHead]),
            chief: actor(13, "Đỗ Thị Mai", 1, 101, &[Role::ChiefOfOffice]),
            leader,
            clerk: actor(15, "Ngô Thị Thu", 1, 101, &[Role::Clerk]),
            second_clerk: actor(16, "Vũ Thị Hạnh", 1, 101, &[Role::Clerk]),
            other_clerk: actor(21, "Bùi Văn Nam", 2, 201, &[Role::Clerk]),
            leader_key,
            seal_key,
            evidence: EvidenceServices::of(&office).unwrap(),
            services,
            office,
            clock,
            folder,
            issuer,
            root_pem,
        }
    }

    pub(crate) fn fields(&self) -> Fields {
        Fields {
            kind: DocumentKind::Letter,
            urgency: Urgency::Normal,
            secrecy: Secrecy::Open,
            signer: Some(self.leader.post),
            authority: SigningAuthority::Head,
            collective: Some("Ủy ban nhân dân".into()),
            head_title: "Chủ tịch".into(),
            content: Content {
                subject: "tăng cường quản lý văn thư, lưu trữ trên địa bàn tỉnh".into(),
                addressees: vec![
                    Recipient { agency: Some(agency_id(DEPARTMENT)), name: "Sở Tài chính".into() },
                    Recipient { agency: None, name: "Bộ Nội vụ".into() },
                ],
                body: "Thực hiện Nghị định số 30/2020/NĐ-CP, Ủy ban nhân dân tỉnh yêu cầu các sở, ngành:\n\n\
                       1. Rà soát quy chế công tác văn thư.\n\n2. Báo cáo kết quả trước ngày 15 tháng 12 năm 2026."
                    .into(),
                ..Content::default()
            },
            upload: Upload::Keep,
            answers: None,
            settles: false,
            note: String::new(),
        }
    }

    pub(crate) fn leader_pin(&self) -> Unlock {
        Unlock {
            key: self.leader_key,
            pin: PIN.into(),
        }
    }

    pub(crate) fn seal_pin(&self) -> Unlock {
        Unlock {
            key: self.seal_key,
            pin: PIN.into(),
        }
    }

    pub(crate) async fn drafted(&self) -> DocumentId {
        outbound::begin(&self.office, &self.drafter, self.fields())
            .await
            .unwrap()
    }

    pub(crate) async fn in_review(&self) -> DocumentId {
        let id = self.drafted().await;
        outbound::submit(&self.office, &self.drafter, id, None)
            .await
            .unwrap();
        id
    }

    pub(crate) async fn approve(&self, id: DocumentId, version: i32) {
        for (who, check) in [(&self.head, Check::Content), (&self.chief, Check::Form)] {
            let confirmation = Confirmation {
                check,
                version,
                is_initialled: true,
                text: String::new(),
            };
            outbound::confirm(&self.office, who, id, confirmation)
                .await
                .unwrap();
        }
    }

    pub(crate) async fn approved(&self) -> DocumentId {
        let id = self.in_review().await;
        self.approve(id, 1).await;
        id
    }

    pub(crate) async fn signed(&self) -> DocumentId {
        let id = self.approved().await;
        outbound::sign(
            &self.office,
            &self.evidence,
            &self.leader,
            id,
            1,
            self.leader_pin(),
        )
        .await
        .unwrap();
        id
    }

    pub(crate) async fn sealed(&self) -> DocumentId {
        let id = self.signed().await;
        outbound::number(&self.office, &self.clerk, id, None)
            .await
            .unwrap();
        outbound::seal(&self.office, &self.evidence, &self.clerk, id, self.seal_pin())
            .await
            .unwrap();
        id
    }

    pub(crate) async fn issued(&self) -> DocumentId {
        let id = self.sealed().await;
        outbound::issue(&self.office, &self.clerk, id, None)
            .await
            .unwrap();
        id
    }

    /// The certificate in a key store.
    pub(crate) fn certificate_of(key: &key_store::Model) -> signing::Certificate {
        let opened = signing::key::Pkcs12::open(&key.pkcs12, PIN, signing::SchemePreference::Pss).unwrap();
        signing::key::Signer::certificate(&opened).clone()
    }

    /// The newest file of a document.
    pub(crate) async fn file(&self, id: DocumentId) -> Vec<u8> {
        let loaded = outbound::Loaded::readable(self.office.database.read(), &self.clerk, id)
            .await
            .unwrap();
        self.office
            .files
            .get(&loaded.draft.file.unwrap())
            .await
            .unwrap()
            .to_vec()
    }

    /// A key with its certificate, to be kept elsewhere.
    pub(crate) fn identity(&mut self, name: &str, profile: Profile, validity: Validity) -> Identity {
        let subject = Subject::named(name);
        self.issuer
            .issue(&subject, profile, KeyKind::P256, validity, &mut OsRng)
            .unwrap()
    }

    pub(crate) async fn issue_key(
        &mut self,
        owner: Option<&Actor>,
        name: &str,
        validity: Validity,
    ) -> KeyStoreId {
        add_key(&self.office, &mut self.issuer, owner, name, validity).await
    }
}

pub(crate) fn valid() -> Validity {
    Validity::days(datetime!(2026-01-01 0:00 UTC), 730)
}

fn settings(folder: &std::path::Path, services: Option<&Services>) -> Settings {
    Settings::load(None, |name| match (name, services) {
        ("VANTHU_DATA", _) => Some(folder.display().to_string()),
        ("VANTHU_TIMESTAMP_URLS", Some(services)) => Some(services.url("tsa")),
        ("VANTHU_EGRESS_PRIVATE", Some(services)) => Some(format!("127.0.0.1:{}", services.port)),
        ("VANTHU_EGRESS_THIS_MACHINE", Some(_)) => Some("true".to_owned()),
        _ => None,
    })
    .unwrap()
}

fn pki(services: Option<&Services>) -> (Authority, Authority, TimestampAuthority) {
    let mut rng = OsRng;
    let long = Validity::days(datetime!(2020-01-01 0:00 UTC), 7300);
    let mut root = Authority::root(&Subject::named("Gốc tỉnh mẫu"), KeyKind::P256, long, &mut rng).unwrap();
    if let Some(services) = services {
        root = root.with_endpoints(services.endpoints_of_root());
    }
    let mut issuer = root
        .issue_authority(
            &Subject::named("Chứng thực tỉnh mẫu"),
            KeyKind::P256,
            long,
            &mut rng,
        )
        .unwrap();
    if let Some(services) = services {
        issuer = issuer.with_endpoints(services.endpoints_of_issuer());
    }
    let stamping = root
        .issue(
            &Subject::named("Dấu thời gian"),
            Profile::TimeStamping,
            KeyKind::P256,
            Validity::days(NOW - time::Duration::DAY, 3 * 365),
            &mut rng,
        )
        .unwrap();
    let stamping = TimestampAuthority::new(stamping, "1.3.6.1.4.1.99999.1").unwrap();
    (issuer, root, stamping)
}

/// A key store as the key page would make it.
async fn add_key(
    office: &Office,
    issuer: &mut Authority,
    owner: Option<&Actor>,
    name: &str,
    validity: Validity,
) -> KeyStoreId {
    let profile = if owner.is_some() {
        Profile::Person
    } else {
        Profile::Agency
    };
    let identity = issuer
        .issue(
            &Subject::named(name),
            profile,
            KeyKind::P256,
            validity,
            &mut OsRng,
        )
        .unwrap();
    let new = NewKey {
        is_agency: owner.is_none(),
        pkcs12: identity.to_pkcs12(PIN).unwrap(),
        pin: PIN.into(),
        image: None,
    };
    let owner = Owner {
        agency: owner.map_or(agency_id(COMMITTEE), |owner| owner.agency),
        person: owner.map(|owner| owner.person),
        name: name.into(),
    };
    let id = office.new_id();
    let row = key_store::ActiveModel {
        id: Set(id),
        added_at: Set(office.now()),
        ..keys::read(new, owner).unwrap()
    };
    let change = office.database.begin().await.unwrap();
    key_store::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await
        .unwrap();
    change.commit().await.unwrap();
    id
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
