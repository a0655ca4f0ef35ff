use kernel::{Actor, Office, actor::Role, audit};
use workflow::{
    comparison::{Aspect, ChangeKind},
    store::{
        Error,
        definitions::{
            self, DefinitionState, Upload, by_id, compare, current, discard, in_force, publish, retire, ship,
            upload,
        },
    },
};

use crate::office::{Fixture, actor};

fn flow(from: &str, to: &str) -> String {
    format!(r#"<sequenceFlow id="{from}-{to}" sourceRef="{from}" targetRef="{to}"/>"#)
}

fn step(id: &str, name: &str) -> String {
    format!(r#"<userTask id="{id}" name="{name}"/>"#)
}

/// A process of one step after the other.
fn process(steps: &[(&str, &str)]) -> String {
    let mut body = r#"<startEvent id="s"/><endEvent id="e"/>"#.to_owned();
    let mut before = "s";
    for (id, name) in steps {
        body.push_str(&step(id, name));
        body.push_str(&flow(before, id));
        before = id;
    }
    body.push_str(&flow(before, "e"));
    format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="Xử lý văn bản đến" isExecutable="true">{body}</process></definitions>"#
    )
}

fn file(xml: String) -> Upload {
    Upload {
        key: "inbound".to_owned(),
        xml,
        note: String::new(),
    }
}

async fn published(office: &Office, actor: &Actor, xml: String) -> definitions::process_definition::Model {
    let (row, _) = upload(office, actor, file(xml)).await.unwrap();
    publish(office, actor, row.id, row.revision).await.unwrap()
}

pub(crate) async fn a_draft_is_replaced_until_it_is_published(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let (first, _) = upload(office, who, file(process(&[("a", "Trình")])))
        .await
        .unwrap();
    let (second, _) = upload(office, who, file(process(&[("a", "Trình"), ("b", "Duyệt")])))
        .await
        .unwrap();
    assert_eq!((second.id, second.version, second.revision), (first.id, 1, 2));
    assert!(matches!(
        publish(office, who, first.id, first.revision).await,
        Err(Error::Stale)
    ));

    publish(office, who, second.id, second.revision).await.unwrap();
    let (third, _) = upload(office, who, file(process(&[("c", "Ký")]))).await.unwrap();

    assert_eq!((third.version, third.state), (2, DefinitionState::Draft));
    assert_ne!(third.id, second.id);
    discard(office, who, third.id).await.unwrap();
    assert_eq!(
        definitions::list(office.database.read(), who)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub(crate) async fn a_published_version_never_changes(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let row = published(office, who, process(&[("a", "Trình")])).await;

    published(office, who, process(&[("b", "Duyệt")])).await;

    let after = definitions::show(office.database.read(), who, row.id)
        .await
        .unwrap();
    assert_eq!((&after.xml, &after.sha256), (&row.xml, &row.sha256));
    assert_eq!(after.state, DefinitionState::Retired);
    assert!(
        by_id(office.database.read(), row.id)
            .await
            .unwrap()
            .node("a")
            .is_some()
    );
    for refused in [
        publish(office, who, row.id, after.revision).await.err(),
        discard(office, who, row.id).await.err(),
        retire(office, who, row.id, after.revision).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
    }
}

pub(crate) async fn what_cannot_run_is_refused_with_its_place(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let scripted = process(&[("a", "Trình")]).replace("<userTask id=\"a\"", "\n<scriptTask id=\"a\"");
    let waits_for_ever = process(&[("a", "Trình")]).replace(
        "<startEvent id=\"s\"/>",
        "<startEvent id=\"s\"/>\n\n<userTask id=\"lost\" name=\"Bỏ quên\"/><sequenceFlow id=\"l\" sourceRef=\"lost\" targetRef=\"e\"/>",
    );
    for (xml, element, line) in [(scripted, "a", 2), (waits_for_ever, "lost", 3)] {
        let (row, checked) = upload(office, who, file(xml)).await.unwrap();
        assert!(!checked.is_sound());
        match publish(office, who, row.id, row.revision).await {
            Err(Error::Faulty(faults)) => {
                assert_eq!((faults[0].element.as_str(), faults[0].line), (element, line));
            }
            other => panic!("{other:?}"),
        }
    }
    let current = current(office.database.read(), who.agency, "inbound")
        .await
        .unwrap();
    assert!(current.is_none());
    for no_process in ["", "không phải XML", "<definitions/>"] {
        let refused = upload(office, who, file(no_process.to_owned())).await;
        assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "xml"));
    }
}

pub(crate) async fn an_agency_works_by_its_own_version_before_the_shipped_one(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let read = office.database.read();
    let other = actor(office, Role::Administrator);
    assert!(current(read, who.agency, "inbound").await.unwrap().is_none());
    let shipped = ship(office, "inbound", &process(&[("a", "Trình")]))
        .await
        .unwrap();
    let by = async |agency| current(read, agency, "inbound").await.unwrap().unwrap().id;
    assert_eq!(by(who.agency).await, shipped.id);

    let own = published(office, who, process(&[("b", "Duyệt")])).await;
    let newer = published(office, who, process(&[("c", "Ký")])).await;
    ship(office, "inbound", &process(&[("d", "Giao")])).await.unwrap();

    assert_ne!(own.id, newer.id);
    assert_eq!(by(who.agency).await, newer.id);
    assert!(by_id(read, newer.id).await.unwrap().node("c").is_some());
    let elsewhere = current(read, other.agency, "inbound").await.unwrap().unwrap();
    assert_eq!(elsewhere.version, 2);
    retire(office, who, newer.id, newer.revision).await.unwrap();
    assert_eq!(by(who.agency).await, elsewhere.id);
}

pub(crate) async fn shipping_the_same_file_again_changes_nothing(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let file = process(&[("a", "Trình")]);
    let first = ship(office, "inbound", &file).await.unwrap();
    assert_eq!(ship(office, "inbound", &file).await.unwrap(), first);
    let all = in_force(office.database.read(), who).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].current.as_ref(), Some(&first));
    assert_eq!(all[0].name(), "Xử lý văn bản đến");
    let unsound = file.replace("userTask", "scriptTask");
    assert!(matches!(
        ship(office, "inbound", &unsound).await,
        Err(Error::Faulty(_))
    ));
}

pub(crate) async fn other_agencies_and_other_roles_are_kept_out(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let (row, _) = upload(office, who, file(process(&[("a", "Trình")])))
        .await
        .unwrap();
    let foreign = actor(office, Role::Administrator);
    let officer = Actor {
        roles: [Role::Officer].into(),
        ..who.clone()
    };

    assert!(matches!(
        definitions::show(office.database.read(), &foreign, row.id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        publish(office, &foreign, row.id, row.revision).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        publish(office, &officer, row.id, row.revision).await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        upload(office, &officer, file(process(&[("a", "Trình")]))).await,
        Err(Error::Forbidden(_))
    ));
    // A draft runs nothing, whoever asks.
    assert!(matches!(
        by_id(office.database.read(), row.id).await,
        Err(Error::NotFound)
    ));
    let shipped = ship(office, "outbound", &process(&[("a", "Soạn")]))
        .await
        .unwrap();
    assert!(matches!(
        retire(office, who, shipped.id, shipped.revision).await,
        Err(Error::NotFound)
    ));
}

pub(crate) async fn two_versions_are_compared(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let before = published(office, who, process(&[("a", "Trình"), ("b", "Duyệt")])).await;
    let after = published(office, who, process(&[("a", "Trình lãnh đạo"), ("c", "Ký")])).await;

    let (_, _, told) = compare(office.database.read(), who, before.id, after.id)
        .await
        .unwrap();

    let kinds: Vec<_> = told
        .elements
        .iter()
        .map(|one| (one.element.as_str(), one.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("a", ChangeKind::Changed),
            ("c", ChangeKind::Added),
            ("b", ChangeKind::Removed)
        ]
    );
    let detail = &told.elements[0].details[0];
    assert_eq!(detail.aspect, Aspect::Name);
    assert_eq!(
        (detail.before.as_str(), detail.after.as_str()),
        ("Trình", "Trình lãnh đạo")
    );
    assert_eq!(told.flows.len(), 4);
    let (_, _, same) = compare(office.database.read(), who, before.id, before.id)
        .await
        .unwrap();
    assert!(same.is_empty());
}

pub(crate) async fn every_change_is_in_the_audit_trail(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let row = published(office, who, process(&[("a", "Trình")])).await;
    retire(office, who, row.id, row.revision).await.unwrap();

    let subject = audit::Subject::new("process_definition", row.id);
    let entries = audit::of_subject(office.database.read(), &subject).await.unwrap();

    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        ["process_uploaded", "process_published", "process_retired"]
    );
    assert!(entries.iter().all(|entry| entry.details.contains(&row.sha256)));
}

pub(crate) async fn of_two_who_publish_one_is_told_to_look_again(fixture: Fixture) {
    let (office, who) = (&fixture.office, &fixture.administrator);
    let (row, _) = upload(office, who, file(process(&[("a", "Trình")])))
        .await
        .unwrap();

    let (one, other) = tokio::join!(
        publish(office, who, row.id, row.revision),
        publish(office, who, row.id, row.revision)
    );

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    let refused = one.err().or(other.err());
    assert!(
        matches!(refused, Some(Error::Stale | Error::Conflict(_))),
        "{refused:?}"
    );
}
