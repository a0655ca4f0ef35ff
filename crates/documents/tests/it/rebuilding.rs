//! The index built anew: gone, damaged, or of other events than the database's.

use documents::{
    inbound::RawFacts,
    search::{self, Standing},
};
use sea_orm::ConnectionTrait as _;

use crate::{
    office::facts,
    searching::{Searching, open},
};

#[tokio::test]
async fn an_index_taken_away_is_built_again_and_the_registers_answer_meanwhile() {
    let it = Searching::open().await;
    it.o.directed("12/BNV-VP").await;
    it.register(RawFacts {
        subject: "Phòng chống dịch".to_owned(),
        ..facts("13/BNV-VP")
    })
    .await;
    it.run_jobs().await;
    assert_eq!(it.index.standing(), Standing::Whole);
    assert_eq!(
        it.keeper().look_after().await.unwrap(),
        None,
        "there is nothing to do"
    );

    std::fs::rename(it.folder.path().join("index"), it.folder.path().join("taken")).unwrap();
    let office = &it.o.office;
    for (question, wanted) in [
        ("12/BNV-VP", 1),
        ("số 13", 1),
        ("phòng chống dịch", 1),
        ("bộ nội vụ", 2),
        ("không có", 0),
        // Without accents, with some, in capitals, with the tone elsewhere, written short.
        ("phong chong dich", 1),
        ("phòng chong dịch", 1),
        ("PHONG CHỐNG", 1),
        ("bo noi vu", 2),
        ("phồng chống", 0),
        ("pho chong", 0),
        ("12/bnv-vp", 1),
        ("12 bnv", 1),
        ("công văn của bộ nội vụ ngày 2/3", 2),
        ("quyết định của bộ nội vụ", 0),
        ("năm 2026", 2),
        ("năm 2025", 0),
        ("tình trạng:\"Đang xử lý\"", 1),
        ("đơn vị:\"Phòng Văn xã\"", 1),
        ("số đến 2", 1),
        ("văn bản:\"đi\"", 0),
        ("hỏa tốc", 0),
        ("noi vu -dich", 1),
        ("\"chong dich\"", 1),
        ("\"dich chong\"", 0),
        ("dịch OR số", 2),
        ("sáu'); DROP TABLE document; --", 0),
        ("* ? [a-z] ] .*", 0),
    ] {
        let found = search::look_up(office, &it.o.clerk, question, 10).await.unwrap();
        assert_eq!(found.len(), wanted, "{question}");
        assert!(
            search::look_up(office, &it.o.stranger, question, 10)
                .await
                .unwrap()
                .is_empty(),
            "{question}"
        );
    }
    let marked = &search::look_up(office, &it.o.clerk, "dịch", 10).await.unwrap()[0].title_html;
    assert_eq!(marked, "Phòng chống <mark>dịch</mark>");

    assert_eq!(it.keeper().look_after().await.unwrap(), Some(2));
    assert_eq!(it.index.standing(), Standing::Whole);
    assert_eq!(it.count(&it.o.clerk, "chuyển đổi số").await, 1);

    // What comes later goes into the new index.
    it.register(facts("14/BNV-VP")).await;
    it.run_jobs().await;
    assert_eq!(it.count(&it.o.clerk, "chuyển đổi số").await, 2);
}

#[tokio::test]
async fn a_damaged_index_is_built_again_when_it_is_opened() {
    let it = Searching::open().await;
    it.o.directed("12/BNV-VP").await;
    it.run_jobs().await;
    let Searching { o, index, folder } = it;
    drop(index);
    for entry in std::fs::read_dir(folder.path().join("index")).unwrap() {
        let path = entry.unwrap().path().join("meta.json");
        if path.exists() {
            std::fs::write(path, "{ damaged").unwrap();
        }
    }
    let it = Searching {
        o,
        index: open(folder.path()),
        folder,
    };
    assert_eq!(it.index.standing(), Standing::Missing);
    assert_eq!(it.keeper().look_after().await.unwrap(), Some(1));
    assert_eq!(it.count(&it.o.clerk, "chuyển đổi số").await, 1);
}

#[tokio::test]
async fn what_was_doubted_of_the_old_index_does_not_build_the_new_one_twice() {
    let s = Searching::open().await;
    s.register(facts("15/BNV-VP")).await;
    s.run_jobs().await;
    // Another database's events, as after an upgrade that begins them anew: the index cannot follow, and says so.
    let change = s.o.office.database.begin().await.unwrap();
    change
        .connection()
        .execute_unprepared("UPDATE index_head SET number = number + 7")
        .await
        .unwrap();
    change.commit().await.unwrap();
    s.register(facts("16/BNV-VP")).await;
    s.run_jobs().await;
    search::rebuild(&s.o.office, &s.index).await.unwrap();
    assert_eq!(s.keeper().look_after().await.unwrap(), None, "once is enough");
    s.run_jobs().await;
    assert_eq!(
        s.keeper().look_after().await.unwrap(),
        None,
        "the new one follows from where it stands"
    );
    assert_eq!(s.count(&s.o.clerk, "16/BNV-VP").await, 1);
}
