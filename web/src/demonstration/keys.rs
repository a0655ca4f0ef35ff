use anyhow::Context as _;
use documents::outbound::{entity::trust::TrustOrigin, keys, trust};
use kernel::{Actor, Office, actor::Role};
use signing::authority::{Authority, KeyKind, OsRng, Profile, Subject, Validity};

use super::{
    Province,
    province::{Acting, Key},
};

/// Years the certificates are valid.
const YEARS: i64 = 6;

/// Makes the province's own certification authorities, everybody's keys, and the trust in them.
pub(super) async fn make(office: &Office, province: &Province, acting: &[Acting]) -> anyhow::Result<()> {
    let start = office.now().utc() - time::Duration::days(1);
    let validity = Validity::days(start, 365 * YEARS);
    let (root, mut issuer) = tokio::task::spawn_blocking(move || authorities(validity)).await??;
    for agency in &province.agencies {
        let kind = kind(
            *province
                .seals
                .get(&agency.code)
                .with_context(|| format!("{} has no seal", agency.code))?,
        );
        let clerk = acting
            .iter()
            .find(|one| one.agency == agency.code && one.actor.has(Role::Clerk));
        let clerk = &clerk
            .with_context(|| format!("{} has no clerk", agency.code))?
            .actor;
        let subject = Subject::named(&agency.name)
            .organisation(&agency.name)
            .province("Ninh Bình");
        add(
            office,
            &mut issuer,
            clerk,
            true,
            (subject, Profile::Agency, kind, validity),
            &province.pin,
        )
        .await?;
    }
    for person in &province.people {
        let (Some(key), Some(post)) = (person.key, person.posts.first()) else {
            continue;
        };
        let actor = &acting
            .iter()
            .find(|one| one.actor.name == person.name)
            .context("a person without a post")?
            .actor;
        let agency = province
            .agencies
            .iter()
            .find(|agency| agency.code == post.agency)
            .context("unknown agency")?;
        let subject = Subject::named(&person.name)
            .organisation(&agency.name)
            .title(&post.title)
            .province("Ninh Bình");
        add(
            office,
            &mut issuer,
            actor,
            false,
            (subject, Profile::Person, kind(key), validity),
            &province.pin,
        )
        .await?;
    }
    let administrator = acting
        .iter()
        .find(|one| one.actor.has(Role::Administrator))
        .context("nobody administers")?;
    let administrator = &administrator.actor;
    trust::add_root(
        office,
        administrator,
        root.certificate().der(),
        Some(TrustOrigin::Own),
    )
    .await?;
    let list = issuer.crl(start, validity.not_after)?;
    trust::add_revocation_list(office, administrator, &list).await?;
    let folder = office.settings.data().join("demonstration");
    tokio::fs::create_dir_all(&folder).await?;
    tokio::fs::write(folder.join("root.cer"), root.certificate().der()).await?;
    tokio::fs::write(folder.join("issuing.crl"), list).await?;
    Ok(())
}

fn authorities(validity: Validity) -> anyhow::Result<(Authority, Authority)> {
    let named = |name| Subject::named(name).organisation("Tỉnh mẫu Ninh Bình");
    let mut root = Authority::root(
        &named("Vanthu Demonstration Root CA"),
        KeyKind::Rsa2048,
        validity,
        &mut OsRng,
    )?;
    let name = named("Vanthu Demonstration Issuing CA");
    let issuer = root.issue_authority(&name, KeyKind::Rsa2048, validity, &mut OsRng)?;
    Ok((root, issuer))
}

fn kind(key: Key) -> KeyKind {
    match key {
        Key::Rsa => KeyKind::Rsa2048,
        Key::P256 => KeyKind::P256,
    }
}

async fn add(
    office: &Office,
    issuer: &mut Authority,
    actor: &Actor,
    is_agency: bool,
    (subject, profile, kind, validity): (Subject, Profile, KeyKind, Validity),
    pin: &str,
) -> anyhow::Result<()> {
    // Making an RSA key takes a second or so: not on the threads that answer requests.
    let (mut authority, pin_copy) = (issuer.clone(), pin.to_owned());
    let (authority, pkcs12) = tokio::task::spawn_blocking(move || {
        let identity = authority.issue(&subject, profile, kind, validity, &mut OsRng)?;
        let pkcs12 = identity.to_pkcs12(&pin_copy)?;
        Ok::<_, signing::Error>((authority, pkcs12))
    })
    .await??;
    *issuer = authority;
    keys::add(
        office,
        actor,
        keys::NewKey {
            is_agency,
            pkcs12,
            pin: pin.to_owned(),
            image: None,
        },
    )
    .await?;
    Ok(())
}
