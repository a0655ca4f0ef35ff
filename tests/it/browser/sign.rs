//! The signing page with its script, the local agent and a token: what an official does, in real Chromium.

use std::net::TcpListener;

use super::Chromium;
use crate::{
    harness::{PROVINCE, Service, token::TOKEN_PIN},
    signing_elsewhere::{approved, machine},
};

/// Where the script of the page looks for the agent.
const PORT: u16 = 18_730;

/// What the section says and shows, as soon as it is in this state.
fn until(state: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]; let rest = 200;
         const look = () => {{
             const part = document.querySelector('#thiet-bi [data-when={state}]');
             if (part && !part.hidden || --rest === 0) done({{
                 shown: !!part && !part.hidden, said: document.querySelector('.said')?.textContent ?? '',
                 code: document.querySelector('.code').textContent, link: document.querySelector('.to-agent').href,
                 held: document.querySelector('.held').textContent }});
             else setTimeout(look, 100);
         }}; look();"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chairman_pairs_and_signs_from_the_page() {
    let Ok(free) = TcpListener::bind(("127.0.0.1", PORT)) else {
        eprintln!("port {PORT} is in use by another agent: the page is not tried with it");
        return;
    };
    drop(free);
    let service = Service::start();
    let Some(mut chromium) = Chromium::open(&service.address(), "sign").await else {
        return;
    };
    let id = approved(&service);
    let mut machine = machine(&service, PROVINCE.signer_name).listening_on(PORT);
    chromium.sign_in(PROVINCE.signer).await;
    chromium.goto(&format!("/du-thao/{id}/ky")).await;
    let away = chromium.ask(&until("away")).await;
    assert_eq!(
        away["shown"], true,
        "without an agent the page says how to start it: {away}"
    );

    machine.start_agent();
    chromium.goto(&format!("/du-thao/{id}/ky")).await;
    let unpaired = chromium.ask(&until("unpaired")).await;
    assert_eq!(unpaired["shown"], true, "{unpaired}");
    let link = unpaired["link"].as_str().expect("a link");
    let (_, query) = link.split_once('?').expect("it says who asks");
    let asked: std::collections::BTreeMap<_, _> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert_eq!(asked["trang"], service.address());
    let code = unpaired["code"].as_str().expect("a code").replace(' ', "");
    assert_eq!(
        machine.type_code(&asked["trang"], &asked["khoa"], &code).status,
        200
    );

    let ready = chromium.ask(&until("ready")).await;
    assert!(
        ready["held"]
            .as_str()
            .is_some_and(|held| held.contains(PROVINCE.signer_name)),
        "{ready}"
    );
    let press = "document.querySelector('#thiet-bi form button').click(); arguments[arguments.length - 1]();";
    chromium.ask(press).await;
    let page = machine.opened();
    let ended = machine.send_form(&page, &format!("pin={TOKEN_PIN}&ky=1"));
    assert!(ended.body.contains("Đã ký 1 văn bản"), "{}", ended.body);
    let mut path = String::new();
    for _ in 0..200 {
        path = chromium.path().await;
        if path == format!("/du-thao/{id}") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let text = chromium.text().await;
    chromium.close().await;
    assert_eq!(path, format!("/du-thao/{id}"), "{text}");
    assert!(text.contains("Đã ký. Chữ ký đã được kiểm tra"), "{text}");
}
