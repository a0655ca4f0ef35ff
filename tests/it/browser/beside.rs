//! A document beside its list, by the keyboard; a file that goes up in parts.

use fantoccini::key::Key;
use serde_json::json;

use super::{Chromium, until};
use crate::harness::Service;

/// The document that is shown beside the list, and the link that has the focus.
const SHOWN: &str = "const pane = document.querySelector('.beside'); arguments[arguments.length - 1]({ \
    shown: pane.hidden ? null : pane.querySelector('h2 a')?.getAttribute('href'), \
    focus: document.activeElement.getAttribute('href') })";

#[tokio::test]
async fn a_document_is_read_beside_its_list_without_a_mouse() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    for subject in ["kiểm kê kho thóc", "kiểm kê kho muối"] {
        let fields = [
            ("issuer", "Hợp tác xã Gia Viễn"),
            ("kind", "letter"),
            ("subject", subject),
        ];
        clerk.post("/den/ban-giay", &fields).shown();
    }
    let Some(mut chromium) = Chromium::open(&service.address(), "beside").await else {
        return;
    };
    chromium.sign_in("vanthu").await;
    for list in ["/den", "/van-ban-di", "/du-thao"] {
        chromium.goto(list).await;
        chromium.tab_to("a[data-preview]").await;
        chromium.press(Key::Space).await;
        shown(&chromium).await;
        let first = chromium.ask(SHOWN).await;
        assert_eq!(first["shown"], first["focus"], "{list}");
        chromium.picture("beside").await;
        chromium.press(Key::Down).await;
        let second = chromium.ask(SHOWN).await["focus"].clone();
        if list == "/den" {
            assert_ne!(second, first["focus"], "the list has two");
        }
        shown(&chromium).await;
        assert_eq!(chromium.ask(SHOWN).await["shown"], second, "{list}");
        chromium.press(Key::Escape).await;
        assert_eq!(
            chromium.ask(SHOWN).await,
            json!({ "shown": null, "focus": second }),
            "{list}: the focus stays in the list"
        );
        chromium.enter().await;
        assert_eq!(
            json!(chromium.path().await),
            second,
            "{list}: the link opens the document"
        );
    }
    chromium.close().await;
}

async fn shown(chromium: &Chromium) {
    let shown = until(
        "document.querySelector('.beside:not([aria-busy]) h2 a')?.getAttribute('href') === \
         document.activeElement.getAttribute('href')",
    );
    assert_eq!(
        chromium.ask(&shown).await,
        json!(true),
        "{}",
        chromium.text().await
    );
}

#[tokio::test]
async fn a_file_goes_up_in_parts_and_goes_on_where_it_was() {
    let service = Service::start();
    let Some(mut chromium) = Chromium::open(&service.address(), "upload").await else {
        return;
    };
    // Longer than a part, and no PDF: what is told of it comes after the last part.
    let file = service.data().join("dài.pdf");
    std::fs::write(&file, vec![b'x'; 2_500_000]).expect("a file to bring");
    chromium.sign_in("vanthu").await;
    chromium.goto("/den/tiep-nhan").await;
    // The second part is lost on the way, once.
    chromium
        .ask(
            "const real = window.fetch; let parts = 0; window.asked = []; \
             window.fetch = (address, options) => { if (options?.method === 'PATCH') { \
             window.asked.push(Number(options.headers['upload-offset'])); \
             sessionStorage.setItem('asked', JSON.stringify(window.asked)); \
             if (++parts === 2) return Promise.reject(new TypeError('broken')); } return real(address, options); }; \
             arguments[arguments.length - 1](true)",
        )
        .await;
    chromium.choose("#files", &file).await;
    chromium.picture("chosen").await;
    chromium.tab_to_text("button", "Tải lên").await;
    chromium.enter().await;
    chromium.picture("told").await;
    let text = chromium.text().await;
    assert!(
        text.contains("dài.pdf") && text.contains("không phải là PDF"),
        "{text}"
    );
    let asked = chromium
        .ask("arguments[arguments.length - 1](JSON.parse(sessionStorage.getItem('asked')))")
        .await;
    let asked: Vec<u64> = serde_json::from_value(asked).expect("offsets");
    assert_eq!(
        asked[..3],
        [0, 1_048_576, 1_048_576],
        "the part that was lost is sent again: {asked:?}"
    );
    assert_eq!(
        asked.iter().filter(|offset| **offset == 0).count(),
        1,
        "nothing begins anew: {asked:?}"
    );
    chromium.close().await;
}
