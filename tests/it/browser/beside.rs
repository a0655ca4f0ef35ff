//! A document beside its list, by the keyboard.

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
        assert_ne!(second, first["focus"], "{list}");
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
