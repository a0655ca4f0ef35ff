//! Searching with the keyboard: suggestions while typing, chips taken out, a hit opened at its page with the words marked.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{Chromium, until};
use crate::harness::{Service, find};

/// The box, its list, and what of the list is chosen.
const STANDING: &str = "const box = document.querySelector('main #q'); \
    const list = document.getElementById(box.getAttribute('aria-controls')); \
    const chosen = [...list.children].filter(one => one.getAttribute('aria-selected') === 'true'); \
    arguments[arguments.length - 1]({ role: box.getAttribute('role'), expanded: box.getAttribute('aria-expanded'), \
    active: box.getAttribute('aria-activedescendant'), value: box.value, options: list.children.length, \
    chosen: chosen.map(one => one.id), question: chosen.map(one => one.dataset.question) })";

#[tokio::test]
async fn suggestions_chips_and_hits_need_no_mouse() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let indexed = tokio::task::spawn_blocking(move || find(&mut clerk, "\"nơi nhận\" văn bản:\"đến\"", ""));
    indexed.await.expect("the demonstration is indexed");
    let Some(mut chromium) = Chromium::open(&service.address(), "search").await else {
        return;
    };
    chromium.sign_in("vanthu").await;
    suggestions(&mut chromium).await;
    chips(&mut chromium).await;
    hit(&mut chromium).await;
    chromium.close().await;
}

async fn suggestions(chromium: &mut Chromium) {
    chromium.goto("/tim-kiem").await;
    chromium.tab_to("main #q").await;
    chromium.write("ke hoac").await;
    let shown = chromium
        .ask(&until(
            "document.querySelector('main .suggestions:not([hidden]) li')",
        ))
        .await;
    assert_eq!(shown, json!(true), "no suggestions: {}", chromium.text().await);
    chromium.picture("suggestions").await;
    let closed = chromium.ask(STANDING).await;
    assert_eq!(
        (&closed["role"], &closed["expanded"]),
        (&json!("combobox"), &json!("true"))
    );
    assert_eq!(
        (&closed["active"], &closed["value"]),
        (&Value::Null, &json!("ke hoac"))
    );

    chromium.press(Key::Down).await;
    let first = chromium.ask(STANDING).await;
    assert_eq!(first["chosen"].as_array().map(Vec::len), Some(1), "{first}");
    assert_eq!(first["active"], first["chosen"][0]);
    assert_eq!(first["value"], first["question"][0]);
    // Past the last one stands what was typed, and upwards from there the last one again.
    let options = first["options"].as_u64().expect("a number");
    for _ in 0..options {
        chromium.press(Key::Down).await;
    }
    let typed = chromium.ask(STANDING).await;
    assert_eq!(
        (&typed["value"], &typed["active"]),
        (&json!("ke hoac"), &Value::Null)
    );
    chromium.press(Key::Up).await;
    let last = chromium.ask(STANDING).await;
    assert_ne!(last["value"], json!("ke hoac"));

    chromium.press(Key::Escape).await;
    let left = chromium.ask(STANDING).await;
    assert_eq!(
        (&left["expanded"], &left["value"]),
        (&json!("false"), &json!("ke hoac"))
    );
    chromium.press(Key::Down).await;
    let again = chromium
        .ask(&until(
            "document.querySelector('main .suggestions:not([hidden]) li')",
        ))
        .await;
    assert_eq!(again, json!(true));
    chromium.press(Key::Down).await;
    let wanted = chromium.ask(STANDING).await["value"].clone();
    chromium.enter().await;
    let value = "arguments[0](document.querySelector('main #q').value)";
    assert_eq!(chromium.ask(value).await, wanted);
    assert!(
        chromium.link(".results td.what a").await.is_some(),
        "{}",
        chromium.text().await
    );
}

async fn chips(chromium: &mut Chromium) {
    chromium.goto("/tim-kiem").await;
    chromium.tab_to("main #q").await;
    chromium.write("noi nhan nam 2026").await;
    chromium.enter().await;
    chromium.picture("chips").await;
    chromium.tab_to(".chips a").await;
    chromium.enter().await;
    let left = "arguments[0]([document.querySelector('main #q').value, document.querySelectorAll('.chips li').length])";
    assert_eq!(chromium.ask(left).await, json!(["noi nhan", 0]));
}

async fn hit(chromium: &mut Chromium) {
    chromium.goto("/tim-kiem").await;
    chromium.tab_to("main #q").await;
    chromium.write("\"noi nhan\" văn bản:\"đến\"").await;
    chromium.enter().await;
    chromium.tab_to(".results td.what a[href*='#trang-']").await;
    chromium.enter().await;
    chromium.picture("hit").await;
    let seen = "const page = document.querySelector(location.hash); const box = page?.getBoundingClientRect(); \
        arguments[0]({ hash: location.hash, marks: page?.querySelectorAll('tspan.hit').length, \
        isSeen: Boolean(box) && box.top < innerHeight && box.bottom > 0, \
        words: [...(page?.querySelectorAll('tspan.hit') ?? [])].map(one => one.textContent).join(' ').toLowerCase() })";
    let seen = chromium.ask(seen).await;
    assert!(
        seen["hash"]
            .as_str()
            .is_some_and(|hash| hash.starts_with("#trang-")),
        "{seen}"
    );
    assert_eq!(seen["isSeen"], json!(true), "{seen}");
    assert!(
        seen["words"]
            .as_str()
            .is_some_and(|words| words.contains("nơi nhận")),
        "{seen}"
    );
}
