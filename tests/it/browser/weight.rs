//! What a page weighs on a commune's link, compressed.

use crate::harness::{Browser, Service};

/// Most bytes of a page, of all its style sheets, of all its scripts.
const HTML: usize = 30 * 1024;
const CSS: usize = 20 * 1024;
const SCRIPTS: usize = 20 * 1024;

/// Most bytes of the image of a page of a document.
const PAGE_IMAGE: usize = 120 * 1024;

const PAGES: &[(&str, &[&str])] = &[
    (
        "vanthu",
        &[
            "/",
            "/den",
            "/den/tiep-nhan",
            "/den/ban-giay",
            "/den/so",
            "/van-ban-di",
            "/du-thao",
        ],
    ),
    (
        "chuyenvien",
        &[
            "/",
            "/du-thao/moi",
            "/tim-kiem",
            "/tim-kiem?q=k%E1%BA%BF+ho%E1%BA%A1ch",
            "/tim-kiem/nang-cao",
        ],
    ),
    ("giamdoc.snv", &["/ky-nhieu"]),
    (
        "quantri",
        &[
            "/quan-tri/co-quan",
            "/quan-tri/phan-quyen",
            "/quan-tri/nhat-ky",
            "/tai-khoan",
        ],
    ),
];

#[test]
fn pages_are_light() {
    let service = Service::start();
    for (login, pages) in PAGES {
        let mut browser = service.signed_in(login);
        for page in *pages {
            let html = browser.get(page).shown().text();
            let sum = |browser: &mut Browser, before: &str| -> usize {
                let addresses = addresses(&html, before);
                assert!(!addresses.is_empty(), "{page} links no {before}");
                addresses.iter().map(|address| browser.packed(address)).sum()
            };
            let styles = sum(&mut browser, "<link rel=\"stylesheet\" href=\"");
            let scripts = sum(&mut browser, "<script type=\"module\" src=\"");
            let html = browser.packed(page);
            println!("{page}: HTML {html}, CSS {styles}, scripts {scripts} bytes");
            assert!(html <= HTML, "{page} weighs {html} bytes");
            assert!(styles <= CSS, "the style sheets of {page} weigh {styles} bytes");
            assert!(scripts <= SCRIPTS, "the scripts of {page} weigh {scripts} bytes");
        }
    }
}

#[test]
fn images_of_pages_are_light() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let issued = clerk
        .get("/van-ban-di")
        .shown()
        .between("<a href=\"/du-thao/", "\"")
        .expect("something was issued");
    let html = clerk.get(&format!("/du-thao/{issued}")).shown().text();
    let images = addresses(&html, "<img src=\"");
    assert!(!images.is_empty(), "no page is shown");
    for image in images {
        let bytes = clerk.get(&image).shown().bytes.len();
        println!("{image}: {bytes} bytes");
        assert!(bytes <= PAGE_IMAGE, "{image} weighs {bytes} bytes");
    }
}

/// The addresses that stand between `before` and the next quotation mark.
fn addresses(html: &str, before: &str) -> Vec<String> {
    let address = |rest: &str| {
        rest.split('"')
            .next()
            .map(|address| address.replace("&amp;", "&"))
    };
    html.split(before).skip(1).filter_map(address).collect()
}
