//! axe-core over every page.

use std::path::Path;

use super::Chromium;
use crate::{
    harness::{Service, missing},
    processes::bring_two,
};

/// Pages by account; `list > selector` is the page that the first such link of the list leads to.
const PAGES: &[(&str, &[&str])] = &[
    (
        "vanthu",
        &[
            "/",
            "/den",
            "/den > .list td a[href^='/den/']",
            "/den/tiep-nhan",
            "/den/ban-giay",
            "/den/so",
            "/van-ban-di",
            "/van-ban-di > .list td a",
            "/van-ban-di/so",
            "/van-ban-di/so > main a[href^='/van-ban-di/so/']",
            "/du-thao",
            "/chung-thu-so",
            "/tim-kiem?q=năm+2026",
            "/tim-kiem?q=năm+2026 > .results td a",
            "/tim-kiem/nang-cao",
            "/tim-kiem/nang-cao?gui=1&number=x",
            "/tim-kiem/da-luu",
            "/thong-bao",
            "/thong-bao?chua_doc=1",
            "/cach-xem/arrivals",
            "/den?cot=signer&cot=note",
        ],
    ),
    (
        "chutich",
        &[
            "/",
            "/den",
            "/den > .list td a[href^='/den/']",
            "/du-thao",
            "/kiem-tra-chu-ky",
            "/chung-thu-so",
            "/tai-khoan/uy-quyen",
        ],
    ),
    (
        "chuyenvien",
        &[
            "/",
            "/du-thao",
            "/du-thao/moi",
            "/van-ban-di > .list td a",
            "/tim-kiem",
            "/tim-kiem?q=kế+hoạch",
            "/tim-kiem?q=xyzt+qwrt",
            "/quan-tri",
        ],
    ),
    (
        "giamdoc.snv",
        &["/?viec=sign", "/ky-nhieu", "/ky-nhieu > .list td a[href$='/ky']"],
    ),
    (
        "quantri",
        &[
            "/quan-tri",
            "/quan-tri/co-quan",
            "/quan-tri/co-quan/them",
            "/quan-tri/co-quan > .list td a",
            "/quan-tri/co-quan > .list td.act a",
            "/quan-tri/phan-quyen",
            "/quan-tri/ngay-nghi",
            "/quan-tri/ky-hieu",
            "/quan-tri/nhat-ky",
            "/quan-tri/quy-trinh",
            "/quan-tri/quy-trinh > .list td a",
            "/quan-tri/quy-trinh/tai-len",
            "/tai-khoan",
            "/tai-khoan/mat-khau",
            "/tai-khoan/ma-truy-cap",
            "/khong-co-trang-nay",
        ],
    ),
];

/// One line for each rule that is broken and each place where it is.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run().then(({ violations, passes }) => done({
        passed: passes.length,
        broken: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)),
    }));";

#[tokio::test]
async fn axe_finds_nothing() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&library) else {
        missing("axe-core (npm ci)");
        return;
    };
    let service = Service::start();
    let draft = bring_two(&service);
    let Some(mut chromium) = Chromium::open(&service.address(), "axe").await else {
        return;
    };
    let mut broken = Vec::new();
    chromium.goto("/dang-nhap").await;
    look(&chromium, &axe, &mut broken).await;
    for (login, pages) in PAGES {
        chromium.sign_in(login).await;
        for page in *pages {
            open(&chromium, page).await;
            look(&chromium, &axe, &mut broken).await;
        }
    }
    // The last to sign in may try the draft.
    for page in [draft.clone(), format!("{draft}/thu")] {
        open(&chromium, &page).await;
        look(&chromium, &axe, &mut broken).await;
    }
    chromium.close().await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

async fn open(chromium: &Chromium, page: &str) {
    let Some((list, selector)) = page.split_once(" > ") else {
        return chromium.goto(page).await;
    };
    chromium.goto(list).await;
    let address = chromium
        .link(selector)
        .await
        .unwrap_or_else(|| panic!("{list} has no {selector}"));
    chromium.goto(&address).await;
}

async fn look(chromium: &Chromium, axe: &str, broken: &mut Vec<String>) {
    let found = chromium.ask(&format!("{axe};{RUN}")).await;
    let path = chromium.path().await;
    assert!(
        found["passed"].as_u64() > Some(5),
        "axe looked at nothing on {path}: {found}"
    );
    let places = found["broken"].as_array().expect("a list");
    broken.extend(places.iter().map(|place| format!("{path} {place}")));
}
