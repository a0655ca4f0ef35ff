//! The search page as people use it, without JavaScript, and what stands around it.

use serde_json::Value;

use crate::harness::{Answer, Browser, Service, find, search_until};

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn asked(question: &str) -> String {
    format!("/tim-kiem?q={}", encoded(question))
}

/// Every link of a part of the page: its words, what stands behind it, its address.
fn links(part: &str) -> Vec<(String, String, String)> {
    let link = |piece: &str| {
        let (tag, rest) = piece.split_once('>')?;
        let (words, behind) = rest.split_once("</a>")?;
        let address = tag.split_once("href=\"")?.1.split('"').next()?;
        let count = behind
            .split_once("quiet\">")
            .map_or("", |(_, rest)| rest.split('<').next().unwrap_or(""));
        let plain = |text: &str| text.replace("&#38;", "&").replace("&amp;", "&");
        Some((plain(words), count.to_owned(), plain(address)))
    };
    part.split("<a ").skip(1).filter_map(link).collect()
}

/// What stands in the page's own box, not in the one above every page.
fn boxed(page: &Answer, id: &str) -> String {
    let before = format!("<input id=\"{id}\" name=\"q\"");
    let tag = page.between(&before, ">").unwrap_or_default();
    let value = tag
        .split_once("value=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    value.map_or_else(String::new, |(value, _)| value.to_owned())
}

fn total(page: &Answer) -> String {
    page.between("role=\"status\"><strong>", "</strong>")
        .unwrap_or_default()
}

/// Waits until the index holds the demonstration.
fn ready(browser: &mut Browser) -> Answer {
    search_until(browser, "năm 2026", |page| !total(page).is_empty())
}

#[test]
fn facets_say_exactly_how_much_remains_and_can_be_undone() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let page = ready(&mut clerk);
    let aside = page
        .between("<aside id=\"thu-hep\"", "</aside>")
        .expect("ways to narrow");
    let values: Vec<_> = links(&aside)
        .into_iter()
        .filter(|(_, count, _)| !count.is_empty())
        .collect();
    assert!(values.len() > 5, "{aside}");
    for (value, count, address) in values {
        let narrowed = clerk.get(&address).shown();
        assert_eq!(total(&narrowed), count, "{value} at {address}");
        let chips = narrowed
            .between("<ul class=\"chips\"", "</ul>")
            .expect("what was chosen");
        assert!(chips.contains(&value) || value == "2026", "{chips}");
        let (_, _, undo) = links(&chips)
            .into_iter()
            .find(|(label, ..)| label.contains(&value))
            .expect("each chip can be removed");
        let undone = clerk.get(&undo).shown();
        assert_eq!(total(&undone), total(&page), "{undo}");
    }
}

#[test]
fn results_are_read_to_the_last_in_any_order() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let wanted: usize = total(&ready(&mut clerk)).parse().expect("a number");
    for order in ["", "&xep=newest", "&xep=oldest"] {
        let mut page = clerk.get(&format!("{}{order}", asked("năm 2026"))).shown();
        let mut seen = std::collections::BTreeSet::new();
        loop {
            let text = page.text();
            let table = text.split_once("class=\"list results\"").expect("results").1;
            let rows = table.split("</table>").next().expect("a table ends");
            seen.extend(links(rows).into_iter().map(|(_, _, address)| address));
            match page.link("Trang sau") {
                Some(next) => page = clerk.get(&next).shown(),
                None => break,
            }
        }
        assert_eq!(seen.len(), wanted, "order {order}");
    }
}

#[test]
fn a_hit_opens_at_its_page_with_the_words_marked() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    ready(&mut clerk);
    let page = find(&mut clerk, "\"nơi nhận\" văn bản:\"đến\"", "");
    assert!(page.text().contains("<mark>"), "the passage is marked");
    let text = page.text();
    let rows = text.split_once("class=\"list results\"").expect("results").1;
    let (_, _, address) = links(rows)
        .into_iter()
        .find(|(_, _, address)| address.contains("#trang-"))
        .expect("a hit inside the text");
    let (path, anchor) = address.split_once('#').expect("an anchor");
    let document = clerk.get(path).shown().text();
    assert!(document.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    assert!(
        document.contains("<tspan class=\"hit\">"),
        "the words are marked on the page"
    );
}

#[test]
fn the_advanced_form_and_the_box_say_the_same() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let typed = "công văn của Bộ Nội vụ từ 1/3 đến 15/3 -đất \"biên chế\"";
    let form = clerk
        .get(&format!("/tim-kiem/nang-cao?q={}", encoded(typed)))
        .shown();
    for (field, value) in [
        ("kind", "Công văn"),
        ("issuer", "Bộ Nội vụ"),
        ("dated_from", "2026-03-01"),
        ("dated_to", "2026-03-15"),
        ("without", "đất"),
        ("phrase", "biên chế"),
    ] {
        assert_eq!(form.field(field), value, "{field}");
    }
    let sent = "/tim-kiem/nang-cao?gui=1&number=15&symbol=Q%C4%90-BNV&dated_from=2026-03-01&words=bien+che";
    let found = clerk.get(sent).shown();
    assert_eq!(boxed(&found, "q"), "bien che số:15/QĐ-BNV từ ngày 01/03/2026");
    let again = clerk
        .get(&format!("/tim-kiem/nang-cao?q={}", encoded(&boxed(&found, "q"))))
        .shown();
    assert_eq!(
        (again.field("number"), again.field("symbol")),
        ("15".to_owned(), "QĐ-BNV".to_owned())
    );
    let wrong = clerk.get("/tim-kiem/nang-cao?gui=1&number=m%C6%B0%E1%BB%9Di&words=bien+che");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("id=\"number-loi\""));
    assert_eq!(wrong.field("words"), "bien che", "what was typed is kept");
}

#[test]
fn nothing_found_says_what_can_be_loosened() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    ready(&mut clerk);
    let page = clerk.get(&asked("kế hoạch năm:1999")).shown();
    let empty = page
        .between("<div class=\"empty\">", "</div>")
        .expect("an empty answer");
    let (label, count, address) = links(&empty).remove(0);
    assert!(label.contains("Năm: 1999"), "{empty}");
    let found = total(&clerk.get(&address).shown());
    assert_eq!(count, format!("{found} văn bản"));
    let page = clerk.get(&asked("kees hoachj")).shown();
    if let Some(notice) = page.between("<div class=\"notice\"><p>Đã tìm", "</div>") {
        let (_, _, exact) = links(&notice).remove(0);
        assert!(exact.contains("dung=1"), "{exact}");
        assert!(
            clerk
                .get(&exact)
                .shown()
                .text()
                .contains("Đang tìm đúng như đã gõ")
        );
    } else {
        panic!("keystrokes were not understood: {}", page.text());
    }
}

#[test]
fn columns_are_chosen_and_lists_taken_away() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    ready(&mut clerk);
    let fields = [("q", "năm 2026"), ("column", "signer"), ("column", "due")];
    let page = clerk.post("/tim-kiem/cot", &fields).shown();
    assert!(page.address.contains("cot=signer%2Cdue"), "{}", page.address);
    for page in [page, clerk.get(&asked("năm 2026")).shown()] {
        assert!(
            page.text().contains("<th>Người ký</th><th>Hạn xử lý</th></tr>"),
            "{}",
            page.address
        );
    }
    let file = clerk.get("/tim-kiem/xuat?q=n%C4%83m+2026&dang=xlsx").shown();
    assert!(file.bytes.starts_with(b"PK"));
    let file = clerk.get("/tim-kiem/xuat?q=n%C4%83m+2026&dang=pdf").shown();
    assert!(file.bytes.starts_with(b"%PDF-"));
    assert_eq!(clerk.get("/tim-kiem/xuat?q=x&dang=exe").status, 404);
}

#[test]
fn a_search_is_saved_renamed_and_deleted() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let fields = [("name", "Kế hoạch"), ("q", "kế hoạch")];
    let page = clerk.post("/tim-kiem/da-luu", &fields).shown();
    assert!(
        page.link("Kế hoạch")
            .is_some_and(|address| address.starts_with("/tim-kiem?q="))
    );
    let refused = clerk.post("/tim-kiem/da-luu", &fields);
    assert_eq!(refused.status, 422);
    assert_eq!(
        (refused.field("name"), boxed(&refused, "question")),
        ("Kế hoạch".to_owned(), "kế hoạch".to_owned())
    );
    let id = page
        .between("action=\"/tim-kiem/da-luu/", "/ten\"")
        .expect("a form to rename it");
    let page = clerk
        .post(&format!("/tim-kiem/da-luu/{id}/ten"), &[("name", "Kế hoạch năm")])
        .shown();
    assert!(page.link("Kế hoạch năm").is_some());
    let mut other = service.signed_in("chuyenvien");
    assert_eq!(other.post(&format!("/tim-kiem/da-luu/{id}/xoa"), &[]).status, 404);
    let page = clerk.post(&format!("/tim-kiem/da-luu/{id}/xoa"), &[]).shown();
    assert!(page.text().contains("Chưa có tìm kiếm nào được lưu"));
}

#[test]
fn the_api_does_what_the_page_does() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    ready(&mut clerk);
    let json = |browser: &mut Browser, path: &str| -> Value {
        let answer = browser.get(path).shown();
        serde_json::from_slice(&answer.bytes).expect("JSON")
    };
    let answer = json(&mut clerk, "/api/v1/search?q=n%C4%83m+2026&facets=true&limit=1");
    assert_eq!(answer["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["chips"][0]["label"], "Năm: 2026");
    let facet = &answer["facets"][0];
    let narrowed = encoded(facet["question"].as_str().expect("a question"));
    let narrowed = json(&mut clerk, &format!("/api/v1/search?q={narrowed}"));
    assert_eq!(narrowed["total"], facet["count"].to_string());
    let kind = json(&mut clerk, "/api/v1/search?year=2026&book=den");
    assert_eq!(kind["question"], "năm:2026 văn bản:\"đến\"");
    assert_eq!(clerk.get("/api/v1/search?q=x&after=zz").status, 400);
    assert_eq!(clerk.get("/api/v1/search?year=nay").status, 422);
    let subject = answer["items"][0]["subject"].as_str().expect("a subject");
    let begun: String = subject.chars().take(12).collect();
    let suggestions = json(
        &mut clerk,
        &format!("/api/v1/search/suggestions?q={}", encoded(&begun)),
    );
    assert!(
        suggestions["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty()),
        "{begun}"
    );
    let registers = json(
        &mut clerk,
        &format!("/api/v1/search/registers?q={}", encoded(subject)),
    );
    assert!(
        registers["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty()),
        "{subject}"
    );
    assert_eq!(json(&mut clerk, "/api/v1/search/index")["standing"], "whole");
    assert!(
        json(&mut clerk, "/api/v1/saved-searches")
            .as_array()
            .is_some_and(Vec::is_empty)
    );
}

#[test]
fn the_product_works_while_the_index_is_gone() {
    let mut service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let whole = total(&ready(&mut clerk));
    let index = service.data().join("index");

    std::fs::rename(&index, service.data().join("taken")).expect("an index to take away");
    for path in ["/", "/den", "/van-ban-di", "/den/so", &asked("kế hoạch")] {
        clerk.get(path).shown();
    }
    let is_whole =
        |page: &Answer| total(page) == whole && page.between("<div class=\"notice warn\"", ">").is_none();
    let is_back = (0..300).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(200));
        index.join("current").exists()
    });
    assert!(is_back, "nobody built the index again: {}", service.log());
    search_until(&mut clerk, "năm 2026", is_whole);

    service.kill();
    for entry in std::fs::read_dir(&index).expect("it was built again") {
        let meta = entry.expect("an entry").path().join("meta.json");
        if meta.exists() {
            std::fs::write(meta, "damaged").expect("a file to damage");
        }
    }
    service.restart();
    for path in ["/", "/den", "/van-ban-di", "/den/so", &asked("kế hoạch")] {
        clerk.get(path).shown();
    }
    search_until(&mut clerk, "năm 2026", is_whole);
}

#[test]
fn words_that_are_also_a_kind_are_not_offered_twice() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", "hướng dẫn lập giấy ủy quyền của hộ thành viên"),
    ];
    clerk.post("/den/ban-giay", &fields).shown();
    // It names a kind, of which there is no document: the words are searched in the whole text.
    let page = find(&mut clerk, "giấy ủy quyền", "giấy ủy quyền của hộ thành viên");
    assert!(
        page.text().contains("Đã tìm “giấy ủy quyền” trong toàn văn"),
        "{}",
        page.text()
    );
    assert!(
        !page.text().contains("Tìm đúng như đã gõ"),
        "the same words again"
    );
    // Where something else was searched than was typed, what was typed is offered.
    let page = find(
        &mut clerk,
        "huong dan laap giaay uyr quyeefn",
        "giấy ủy quyền của hộ thành viên",
    );
    assert!(page.text().contains("Tìm đúng như đã gõ"), "{}", page.text());
}
