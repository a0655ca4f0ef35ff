use std::collections::BTreeSet;

use directory::{
    Error, Permission, Require as _, account,
    delegation::{self, Given, Terms, conflict, give, mistakes, revoke},
    entity, identity,
    person::{self, PersonFields},
    post::{self, PostFields},
    session,
};
use kernel::{
    Actor, Office,
    actor::{Role, Scope},
    audit,
    id::{Id as _, PersonId, PostId, UnitId},
};
use proptest::prelude::*;
use time::{Date, Duration, macros::date};

use crate::office::{Fixture, office, try_sign_in};

const PASSWORD: &str = "mưa tháng bảy gãy cành";

/// Somebody with an account, in the administrator's unit.
async fn colleague(fixture: &Fixture, name: &str, login: &str, role: Role) -> Actor {
    let (office, administrator) = (&fixture.office, &fixture.administrator);
    let fields = PersonFields {
        name: name.to_owned(),
        ..PersonFields::default()
    };
    let row = person::add(office, administrator, administrator.agency, fields)
        .await
        .unwrap();
    account::open(office, administrator, row.id, login, PASSWORD)
        .await
        .unwrap();
    let fields = PostFields {
        unit: administrator.unit,
        title: role.label().to_owned(),
        roles: BTreeSet::from([role]),
        ordinal: 1,
        starts: date!(2026 - 01 - 01),
        ends: None,
    };
    let held = post::add(office, administrator, row.id, fields).await.unwrap();
    identity::holder(office, held.id).await.unwrap()
}

fn terms(from: &Actor, to: &Actor, actions: &[Permission]) -> Terms {
    Terms {
        from: from.post,
        to: to.post,
        starts: date!(2026 - 11 - 21),
        ends: date!(2026 - 11 - 25),
        scope: Scope {
            actions: actions.iter().map(|one| one.code().to_owned()).collect(),
            ..Scope::default()
        },
        reason: "Đi công tác".to_owned(),
    }
}

/// One delegates one thing from a post to another.
async fn hand(
    office: &Office,
    by: &Actor,
    (from, to): (&Actor, &Actor),
    action: Permission,
) -> Result<entity::delegation::Model, Error> {
    give(office, by, terms(from, to, &[action])).await
}

/// Signs in and goes on in a post.
async fn acting(office: &Office, login: &str, post: PostId) -> Result<Actor, Error> {
    let secret = try_sign_in(office, login, PASSWORD).await?;
    let identity = identity::of_session(office, &secret).await?.unwrap();
    session::switch_post(office, &identity, post).await?;
    Ok(identity::of_session(office, &secret).await?.unwrap().actor)
}

#[tokio::test]
async fn whoever_is_authorised_acts_in_the_post_with_both_names_until_the_last_day() {
    let fixture = office().await;
    let office = &fixture.office;
    let leader = colleague(&fixture, "Nguyễn Văn An", "an.nguyen", Role::Leader).await;
    let chief = colleague(&fixture, "Trần Thị Bình", "binh.tran", Role::ChiefOfOffice).await;
    assert!(acting(office, "binh.tran", leader.post).await.is_err());

    let given = hand(office, &leader, (&leader, &chief), Permission::DirectArrival)
        .await
        .unwrap();
    let secret = try_sign_in(office, "binh.tran", PASSWORD).await.unwrap();
    let own = identity::of_session(office, &secret).await.unwrap().unwrap();
    assert_eq!(own.posts[1].on_behalf.as_deref(), Some("Nguyễn Văn An"));
    session::switch_post(office, &own, leader.post).await.unwrap();
    let actor = identity::of_session(office, &secret)
        .await
        .unwrap()
        .unwrap()
        .actor;

    assert_eq!(actor.name, "Trần Thị Bình (thay Nguyễn Văn An)");
    assert_eq!((actor.person, actor.principal()), (chief.person, leader.person));
    assert!(actor.involves(leader.person) && actor.involves(chief.person));
    assert!(actor.may(Permission::DirectArrival) && actor.may(Permission::ReadAgencyDocuments));
    // What was not delegated stays with the leader, and what is her own with her own post.
    assert!(!actor.may(Permission::SignDocument) && !actor.may(Permission::ReviewForm));
    let subject = audit::Subject::new("delegation", given.id);
    let entries = audit::of_subject(office.database.read(), &subject).await.unwrap();
    assert!(entries[0].details.contains("Nguyễn Văn An") && entries[0].details.contains("Trần Thị Bình"));

    fixture.clock.advance(Duration::days(5));
    let secret = try_sign_in(office, "binh.tran", PASSWORD).await.unwrap();
    let after = identity::of_session(office, &secret).await.unwrap().unwrap();
    assert_eq!((after.actor.post, after.posts.len()), (chief.post, 1));
}

#[tokio::test]
async fn a_revoked_delegation_ends_at_once() {
    let fixture = office().await;
    let office = &fixture.office;
    let leader = colleague(&fixture, "Nguyễn Văn An", "an.nguyen", Role::Leader).await;
    let chief = colleague(&fixture, "Trần Thị Bình", "binh.tran", Role::ChiefOfOffice).await;
    let stranger = colleague(&fixture, "Lê Văn Cường", "cuong.le", Role::Officer).await;
    let given = hand(office, &leader, (&leader, &chief), Permission::DirectArrival)
        .await
        .unwrap();
    let secret = try_sign_in(office, "binh.tran", PASSWORD).await.unwrap();
    let own = identity::of_session(office, &secret).await.unwrap().unwrap();
    session::switch_post(office, &own, leader.post).await.unwrap();

    assert!(matches!(
        revoke(office, &stranger, given.id).await,
        Err(Error::NotFound(_))
    ));
    revoke(office, &leader, given.id).await.unwrap();

    let after = identity::of_session(office, &secret).await.unwrap().unwrap();
    assert_eq!(after.actor.post, chief.post);
    assert!(after.actor.on_behalf.is_none());
    assert!(matches!(
        revoke(office, &leader, given.id).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(delegation::list(office, &chief).await.unwrap().len(), 1);
    assert!(delegation::list(office, &stranger).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_received_is_not_passed_on_and_no_matter_is_in_two_hands() {
    let fixture = office().await;
    let office = &fixture.office;
    let leader = colleague(&fixture, "Nguyễn Văn An", "an.nguyen", Role::Leader).await;
    let chief = colleague(&fixture, "Trần Thị Bình", "binh.tran", Role::ChiefOfOffice).await;
    let head = colleague(&fixture, "Lê Văn Cường", "cuong.le", Role::UnitHead).await;
    hand(office, &leader, (&leader, &chief), Permission::DirectArrival)
        .await
        .unwrap();
    let actor = acting(office, "binh.tran", leader.post).await.unwrap();

    let passed_on = hand(office, &actor, (&leader, &head), Permission::DirectArrival).await;
    assert!(matches!(passed_on, Err(Error::Conflict(_))));
    let twice = hand(office, &leader, (&leader, &head), Permission::DirectArrival).await;
    assert!(matches!(twice, Err(Error::Conflict(why)) if why.contains("Trần Thị Bình")));
    // Another matter of the same post may be in other hands.
    hand(office, &leader, (&leader, &head), Permission::SignDocument)
        .await
        .unwrap();
    // Nobody delegates for somebody else but an administrator.
    let foreign = hand(office, &head, (&leader, &head), Permission::RecallDocument).await;
    assert!(matches!(foreign, Err(Error::Forbidden(_))));
    // What the post does not carry cannot be given.
    let beyond = hand(office, &leader, (&leader, &chief), Permission::SealDocument).await;
    assert!(matches!(beyond, Err(Error::Invalid(fields)) if fields[0].field == "actions"));
    // A unit of another agency, a post nobody holds: not there.
    let nobody = Terms {
        to: PostId::from_uuid(leader.person.0),
        ..terms(&leader, &chief, &[Permission::DirectArrival])
    };
    assert!(matches!(
        give(office, &leader, nobody).await,
        Err(Error::NotFound(_))
    ));
}

fn day(offset: i64) -> Date {
    date!(2026 - 11 - 21).saturating_add(Duration::days(offset))
}

fn person(n: u8) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(u128::from(n)))
}

fn post_of(n: u8) -> PostId {
    PostId::from_uuid(uuid::Uuid::from_u128(u128::from(n)))
}

fn unit_of(n: u8) -> UnitId {
    UnitId::from_uuid(uuid::Uuid::from_u128(u128::from(n)))
}

const ACTIONS: [&str; 3] = ["direct_arrival", "sign_document", "recall_document"];
const KINDS: [&str; 3] = ["decision", "report", "letter"];
const LEVELS: [&str; 2] = ["open", "confidential"];

fn words(all: &'static [&'static str], least: usize) -> impl Strategy<Value = BTreeSet<String>> {
    proptest::sample::subsequence(all, least..=all.len())
        .prop_map(|some| some.into_iter().map(ToOwned::to_owned).collect())
}

prop_compose! {
    fn scope()(
        actions in words(&ACTIONS, 1),
        kinds in words(&KINDS, 0),
        secrecy in words(&LEVELS, 0),
        units in proptest::collection::btree_set(0_u8..3, 0..3),
    ) -> Scope {
        Scope { actions, kinds, secrecy, units: units.into_iter().map(unit_of).collect() }
    }
}

prop_compose! {
    fn asked()(from in 0_u8..3, to in 3_u8..6, starts in 0_i64..20, length in 0_i64..10, scope in scope()) -> (Terms, PersonId) {
        let terms = Terms {
            from: post_of(from), to: post_of(to), starts: day(starts), ends: day(starts + length), scope,
            reason: "Đi công tác".to_owned(),
        };
        (terms, person(to))
    }
}

proptest! {
    /// Whatever is asked for in whatever order: of what was let through, no matter is on any day in two hands, and nobody
    /// has a post by two delegations at once.
    #[test]
    fn no_matter_is_ever_in_two_hands(requests in proptest::collection::vec(asked(), 1..12)) {
        let mut given: Vec<Given> = Vec::new();
        for (terms, receiver) in requests {
            if conflict(&terms, receiver, &given).is_none() {
                given.push(Given { from: terms.from, to: receiver, starts: terms.starts, ends: terms.ends, scope: terms.scope });
            }
        }
        // Two of them are ever in force together only if they are when one begins.
        let begins = given.iter().map(|one| (one.starts, one.from));
        for (begin, post) in begins {
            let today: Vec<&Given> = given
                .iter()
                .filter(|one| one.from == post && (one.starts..=one.ends).contains(&begin))
                .collect();
            let receivers: BTreeSet<PersonId> = today.iter().map(|one| one.to).collect();
            prop_assert_eq!(receivers.len(), today.len());
            for action in ACTIONS {
                for kind in KINDS {
                    for level in LEVELS {
                        for unit in 0..3 {
                            let hands = today.iter().filter(|one| one.scope.covers(action, kind, unit_of(unit), level));
                            prop_assert!(hands.count() <= 1);
                        }
                    }
                }
            }
        }
    }

    /// Two scopes meet exactly where some matter is covered by both.
    #[test]
    fn scopes_meet_where_a_matter_is_covered_by_both(one in scope(), other in scope()) {
        let mut shared = false;
        for action in ACTIONS {
            for kind in KINDS {
                for level in LEVELS {
                    for unit in 0..3 {
                        let covers = |scope: &Scope| scope.covers(action, kind, unit_of(unit), level);
                        shared |= covers(&one) && covers(&other);
                    }
                }
            }
        }
        prop_assert_eq!(one.meets(&other), shared);
        prop_assert_eq!(one.meets(&other), other.meets(&one));
    }

    /// Dates are right exactly when they begin today or later, do not end before they begin, and last a year at most.
    #[test]
    fn dates_are_judged_by_their_order_and_length(starts in -400_i64..400, length in -5_i64..500) {
        let terms = Terms {
            from: post_of(1), to: post_of(2), starts: day(starts), ends: day(starts + length),
            scope: Scope { actions: BTreeSet::from(["direct_arrival".to_owned()]), ..Scope::default() },
            reason: "Đi công tác".to_owned(),
        };
        let wrong = mistakes(&terms, (person(1), &BTreeSet::from([Role::Leader])), person(2), day(0));
        prop_assert_eq!(wrong.is_empty(), starts >= 0 && (0..366).contains(&length));
    }
}
