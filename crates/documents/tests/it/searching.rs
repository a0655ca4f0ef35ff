//! Finding documents with a real index beside a real database.

use std::{path::Path, sync::Arc};

use documents::{
    DocumentId, Error,
    entity::document_reader,
    inbound::{self, RawFacts, Register, Source},
    reading::Recognition,
    search::{
        self, About, Column, Found, Index, Indexer, Keeper, Order, Watcher,
        export::{Export, Format, export},
        saved,
    },
};
use kernel::{
    Actor,
    audit::{Subject, of_subject},
    jobs::{Handler, Runner},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use search_index::{Facet, Query, Settings, Tantivy, Total};

use crate::office::{TestOffice, facts};

/// An office with an index in a folder of its own.
pub(crate) struct Searching {
    pub(crate) o: TestOffice,
    pub(crate) index: Index,
    pub(crate) folder: tempfile::TempDir,
}

/// The index in a folder.
pub(crate) fn open(folder: &Path) -> Index {
    let settings = Settings {
        writer_threads: 1,
        writer_memory: 15_000_000,
        ..Settings::default()
    };
    Index::over(Arc::new(Tantivy::open(&folder.join("index"), settings).unwrap()))
}

impl Searching {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = open(folder.path());
        let it = Self {
            o: TestOffice::open().await,
            index,
            folder,
        };
        it.keeper().look_after().await.unwrap();
        it
    }

    pub(crate) fn keeper(&self) -> Keeper {
        Keeper::new(self.o.office.clone(), self.index.clone())
    }

    /// Does what follows changes, until nothing is left to do.
    pub(crate) async fn run_jobs(&self) {
        self.run(None).await;
    }

    /// The same in a service that may recognise scanned pages.
    pub(crate) async fn run_jobs_with(&self, recognition: &Recognition) {
        let handler = recognition.handler(&self.o.office);
        self.run(handler.map(|handler| Arc::new(handler) as Arc<dyn Handler>))
            .await;
    }

    async fn run(&self, further: Option<Arc<dyn Handler>>) {
        let office = &self.o.office;
        let mut handlers: Vec<Arc<dyn Handler>> = vec![
            Arc::new(Indexer::new(office.clone(), self.index.clone())),
            Arc::new(Watcher::new(office.clone(), self.index.clone())),
        ];
        handlers.extend(further);
        let runner = Runner::new(office.database.clone(), office.clock.clone(), handlers);
        runner.run_ready().await.unwrap();
    }

    pub(crate) async fn register(&self, facts: RawFacts) -> documents::entity::arrival::Model {
        let command = Register {
            source: Source::Paper,
            facts,
            duplicates_seen: true,
            version: None,
        };
        inbound::register(&self.o.office, &self.o.clerk, command)
            .await
            .unwrap()
    }

    pub(crate) async fn ask(&self, actor: &Actor, question: &str) -> Found {
        let query = Query {
            facets: true,
            ..Query::new(question, self.o.office.today())
        };
        search::ask(&self.o.office, actor, &self.index, query)
            .await
            .unwrap()
    }

    pub(crate) async fn count(&self, actor: &Actor, question: &str) -> usize {
        self.ask(actor, question).await.hits.len()
    }

    /// Takes a document away from everybody but those who read the whole agency, without a word to the index.
    async fn take_away(&self, document: DocumentId, from: &Actor) {
        let change = self.o.office.database.begin().await.unwrap();
        document_reader::Entity::delete_many()
            .filter(document_reader::Column::DocumentId.eq(document))
            .filter(document_reader::Column::HolderId.eq(from.post.0))
            .exec(change.connection())
            .await
            .unwrap();
        change.commit().await.unwrap();
    }
}

#[tokio::test]
async fn every_field_of_the_register_is_searched() {
    let it = Searching::open().await;
    let arrival = it
        .register(RawFacts {
            signer_name: "Phạm Thị Thanh Trà".to_owned(),
            signer_title: "Bộ trưởng".to_owned(),
            urgency: "express".to_owned(),
            arrived_on: "04/03/2026".to_owned(),
            due: "20/03/2026".to_owned(),
            note: "kèm theo phụ lục đóng dấu treo".to_owned(),
            ..facts("57/BNV-VP")
        })
        .await;
    let (office, o) = (&it.o.office, &it.o);
    inbound::submit(office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    inbound::direct(office, &o.leader, o.directive(&arrival))
        .await
        .unwrap();
    o.assigned(&arrival).await;
    it.run_jobs().await;
    for question in [
        "57/BNV-VP",
        "số đến 1",
        "ngày 2/3",
        "của Bộ Nội vụ",
        "công văn",
        "chuyen doi so",
        "người ký Phạm Thị Thanh Trà",
        "\"bộ trưởng\"",
        "hỏa tốc",
        "độ mật:\"Không mật\"",
        "năm 2026",
        "tình trạng:\"Đang xử lý\"",
        "đơn vị:\"Phòng Văn xã\"",
        "ngày đến:4/3/2026",
        "hạn:20/3/2026",
        "\"đóng dấu treo\"",
        "\"tham mưu trả lời\"",
        "\"Phạm Văn Minh\"",
        "\"bản giấy\"",
        "văn bản:\"đến\"",
    ] {
        assert_eq!(it.count(&it.o.clerk, question).await, 1, "{question}");
        assert_eq!(it.count(&it.o.stranger, question).await, 0, "{question}");
        assert_eq!(it.count(&it.o.foreign_clerk, question).await, 0, "{question}");
    }
}

#[tokio::test]
async fn a_right_taken_away_holds_for_the_next_question() {
    let it = Searching::open().await;
    let arrival = it.o.directed("12/BNV-VP").await;
    it.o.assigned(&arrival).await;
    it.o.directed("13/BNV-VP").await;
    it.run_jobs().await;
    let (office, officer) = (&it.o.office, &it.o.officer);
    let before = it.ask(officer, "chuyển đổi số").await;
    assert_eq!((before.hits.len(), before.total), (1, Total::Exact(1)));
    assert!(before.facets.iter().any(|value| value.facet == Facet::Issuer));
    let suggest = || search::suggest(office, officer, &it.index, "trien khai".to_owned(), 5);
    assert_eq!(suggest().await.unwrap().len(), 1);

    it.take_away(arrival.document_id, officer).await;

    let after = it.ask(officer, "chuyển đổi số").await;
    assert!(after.hits.is_empty() && after.facets.is_empty(), "{after:?}");
    assert_eq!(after.total, Total::Exact(0));
    assert!(suggest().await.unwrap().is_empty());
    let about = About::Arrival(arrival.id);
    let alike = search::similar(office, &it.o.clerk, &it.index, about, 5)
        .await
        .unwrap();
    assert_eq!(alike.len(), 1, "the other letter is alike");
    let alike = search::similar(office, officer, &it.index, about, 5)
        .await
        .unwrap();
    assert!(alike.is_empty());

    // A role counts at once as well: the head of the unit is moved to another desk.
    assert_eq!(it.count(&it.o.head, "chuyển đổi số").await, 2);
    let moved = Actor {
        roles: it.o.officer.roles.clone(),
        ..it.o.head.clone()
    };
    assert_eq!(it.count(&moved, "chuyển đổi số").await, 0);
}

#[tokio::test]
async fn a_saved_search_tells_of_what_is_new_and_readable() {
    let it = Searching::open().await;
    let (office, officer) = (&it.o.office, &it.o.officer);
    let old = it.o.directed("1/BNV-VP").await;
    it.o.assigned(&old).await;
    it.run_jobs().await;
    it.o.clock.advance(time::Duration::minutes(1));
    let mine = saved::save(office, officer, " Chuyển đổi số ", "chuyen doi so", Order::Newest)
        .await
        .unwrap();
    let clerks = saved::save(
        office,
        &it.o.clerk,
        "Chuyển đổi số",
        "chuyen doi so",
        Order::Relevance,
    )
    .await
    .unwrap();
    assert_eq!(mine.name, "Chuyển đổi số");
    it.o.clock.advance(time::Duration::minutes(1));

    let new = it.o.directed("2/BNV-VP").await;
    it.register(RawFacts {
        subject: "Phòng chống dịch".to_owned(),
        ..facts("3/BNV-VP")
    })
    .await;
    it.run_jobs().await;
    let unseen = |actor: Actor| async move { saved::list(office, &actor).await.unwrap()[0].unseen };
    assert_eq!(
        unseen(it.o.clerk.clone()).await,
        1,
        "the old one and the other subject are no news"
    );
    assert_eq!(
        unseen(officer.clone()).await,
        0,
        "nothing is told of what may not be read"
    );

    it.o.assigned(&new).await;
    it.run_jobs().await;
    it.run_jobs().await;
    assert_eq!(unseen(officer.clone()).await, 1);
    let news = saved::news(office, officer, mine.id, 10).await.unwrap();
    assert_eq!(news[0].document.id, new.document_id);

    it.take_away(new.document_id, officer).await;
    assert_eq!(unseen(officer.clone()).await, 0);
    assert!(
        saved::news(office, officer, mine.id, 10)
            .await
            .unwrap()
            .is_empty()
    );

    saved::mark_seen(office, &it.o.clerk, clerks.id).await.unwrap();
    assert_eq!(unseen(it.o.clerk.clone()).await, 0);
    inbound::send_back(
        office,
        &it.o.cooperating_head,
        it.o.part(&new, "Phòng Kinh tế").await.id,
        "không thuộc",
    )
    .await
    .unwrap();
    it.run_jobs().await;
    assert_eq!(unseen(it.o.clerk.clone()).await, 0, "a change is no news");
}

#[tokio::test]
async fn a_saved_search_belongs_to_one_post() {
    let it = Searching::open().await;
    let (office, officer, clerk) = (&it.o.office, &it.o.officer, &it.o.clerk);
    let mine = saved::save(office, officer, "A", "biên chế", Order::Relevance)
        .await
        .unwrap();
    let field = |error: Error| match error {
        Error::Invalid(fields) => fields[0].field.clone(),
        other => panic!("{other:?}"),
    };
    let refused = saved::save(office, officer, "A", "khác", Order::Relevance).await;
    assert_eq!(field(refused.unwrap_err()), "name");
    let refused = saved::save(office, officer, "  ", "khác", Order::Relevance).await;
    assert_eq!(field(refused.unwrap_err()), "name");
    let refused = saved::save(office, officer, "B", "", Order::Relevance).await;
    assert_eq!(field(refused.unwrap_err()), "question");
    saved::save(office, clerk, "A", "biên chế", Order::Relevance)
        .await
        .unwrap();

    assert!(matches!(
        saved::rename(office, clerk, mine.id, "X").await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        saved::delete(office, clerk, mine.id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        saved::news(office, clerk, mine.id, 5).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        saved::mark_seen(office, clerk, mine.id).await,
        Err(Error::NotFound)
    ));
    saved::rename(office, officer, mine.id, "Biên chế").await.unwrap();
    assert_eq!(
        saved::list(office, officer).await.unwrap()[0].search.name,
        "Biên chế"
    );
    saved::delete(office, officer, mine.id).await.unwrap();
    assert!(saved::list(office, officer).await.unwrap().is_empty());
    let trail = of_subject(office.database.read(), &Subject::new("saved_search", mine.id))
        .await
        .unwrap();
    let actions: Vec<_> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["search_saved", "search_renamed", "search_deleted"]);
}

#[tokio::test]
async fn an_export_holds_what_its_reader_may_read_and_stands_in_the_trail() {
    let it = Searching::open().await;
    for number in 1..=3 {
        it.register(RawFacts {
            subject: format!("=Báo cáo số {number}"),
            ..facts(&format!("{number}/BC-BNV"))
        })
        .await;
    }
    let hers = it.o.directed("9/BNV-VP").await;
    it.o.assigned(&hers).await;
    it.run_jobs().await;
    let office = &it.o.office;
    let wanted = |format| Export {
        question: "của Bộ Nội vụ".to_owned(),
        is_exact: false,
        order: Order::Relevance,
        columns: vec![Column::NumberSymbol, Column::Issuer, Column::State],
        format,
    };
    let limits = pdf::Limits::default();
    let workbook = export(office, &it.o.clerk, &it.index, wanted(Format::Xlsx))
        .await
        .unwrap();
    let text = pdf::office_text(&workbook, &limits).unwrap().join("\n");
    for cell in [
        "Trích yếu",
        "=Báo cáo số 2",
        "3/BC-BNV",
        "Tìm thấy 4 văn bản",
        "Lê Thị Lan",
    ] {
        assert!(text.contains(cell), "{cell} is not in {text}");
    }
    let pages = export(office, &it.o.officer, &it.index, wanted(Format::Pdf))
        .await
        .unwrap();
    let read = pdf::text(&pages, &limits).unwrap();
    let text: Vec<&str> = read
        .iter()
        .flat_map(|page| &page.lines)
        .map(|line| line.text.as_str())
        .collect();
    let text = text.join("\n");
    assert!(
        text.contains("9/BNV-VP") && text.contains("Tìm thấy 1 văn bản"),
        "{text}"
    );
    assert!(!text.contains("BC-BNV"), "{text}");
    for actor in [&it.o.clerk, &it.o.officer] {
        let trail = of_subject(office.database.read(), &Subject::new("post", actor.post))
            .await
            .unwrap();
        assert_eq!(trail.last().unwrap().action, "search_exported");
    }
}

#[tokio::test]
async fn columns_are_remembered_for_an_account() {
    let o = TestOffice::open().await;
    assert_eq!(search::columns(&o.office, &o.clerk).await.unwrap(), Column::USUAL);
    for chosen in [vec![Column::Signer, Column::Due], vec![Column::Date], Vec::new()] {
        search::choose_columns(&o.office, &o.clerk, &chosen)
            .await
            .unwrap();
        assert_eq!(search::columns(&o.office, &o.clerk).await.unwrap(), chosen);
    }
    assert_eq!(search::columns(&o.office, &o.head).await.unwrap(), Column::USUAL);
}
