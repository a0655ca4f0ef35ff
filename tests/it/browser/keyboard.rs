//! The office's day without a mouse: Tab, Enter and typing.

use super::Chromium;
use crate::harness::{PIN, Service};

const ARRIVED: &str = "đề nghị phối hợp kiểm tra hồ chứa nước trước mùa mưa bão";
const DRAFTED: &str = "tăng cường kiểm tra an toàn hồ chứa nước";

#[tokio::test]
async fn the_day_needs_no_mouse() {
    let service = Service::start();
    let Some(mut chromium) = Chromium::open(&service.address(), "day").await else {
        return;
    };
    register(&mut chromium).await;
    direct(&mut chromium).await;
    draft(&mut chromium).await;
    for login in ["truongphong", "chanhvanphong"] {
        agree(&mut chromium, login).await;
    }
    sign(&mut chromium).await;
    issue(&mut chromium).await;
    accept(&mut chromium).await;
    chromium.close().await;
}

/// The clerk registers a paper document and submits it to the chairman.
async fn register(chromium: &mut Chromium) {
    chromium.sign_in("vanthu").await;
    chromium.picture("clerk-work").await;
    for link in [
        ".menu a[href='/den']",
        "main a[href='/den/tiep-nhan']",
        "main a[href='/den/ban-giay']",
    ] {
        chromium.tab_to(link).await;
        chromium.enter().await;
    }
    let fields = [
        ("#number_symbol", "215/SNNMT-TL"),
        ("#date", "20/11/2026"),
        ("#issuer", "Sở Nông nghiệp và Môi trường"),
        ("#subject", ARRIVED),
    ];
    for (field, value) in fields {
        chromium.tab_to(field).await;
        chromium.write(value).await;
    }
    chromium.picture("clerk-registers").await;
    chromium.tab_to("main button.primary").await;
    chromium.enter().await;
    chromium.tab_to("#leader").await;
    chromium.write("Nguyễn Văn Thành").await;
    chromium.tab_to("form[action$='/trinh'] button").await;
    chromium.enter().await;
    chromium.picture("clerk-submitted").await;
}

/// The chairman finds it in the work list and directs it.
async fn direct(chromium: &mut Chromium) {
    open_work(chromium, "chutich", ARRIVED).await;
    chromium.tab_to("#lead").await;
    chromium.write("Phòng Khoa giáo").await;
    chromium.tab_to("#text").await;
    chromium
        .write("Giao Phòng chủ trì tham mưu, báo cáo trước ngày 30.")
        .await;
    chromium.picture("chairman-directs").await;
    chromium.tab_to("form[action$='/chi-dao'] button.primary").await;
    chromium.enter().await;
    chromium.picture("chairman-directed").await;
    let text = chromium.text().await;
    assert!(
        text.contains("Giao Phòng chủ trì tham mưu, báo cáo trước ngày 30."),
        "{text}"
    );
}

/// The officer drafts a letter and submits it.
async fn draft(chromium: &mut Chromium) {
    chromium.sign_in("chuyenvien").await;
    for link in [".menu a[href='/du-thao']", "main a[href='/du-thao/moi']"] {
        chromium.tab_to(link).await;
        chromium.enter().await;
    }
    let fields = [
        ("#subject", DRAFTED),
        ("#addressees", "Sở Nội vụ"),
        (
            "#body",
            "Ủy ban nhân dân tỉnh đề nghị kiểm tra an toàn các hồ chứa nước trước mùa mưa bão.",
        ),
        ("#signer", "Nguyễn Văn Thành"),
    ];
    for (field, value) in fields {
        chromium.tab_to(field).await;
        chromium.write(value).await;
    }
    chromium.picture("officer-drafts").await;
    chromium.tab_to("button[value=save]").await;
    chromium.enter().await;
    chromium.tab_to("form[action$='/trinh'] button").await;
    chromium.enter().await;
    chromium.picture("officer-submitted").await;
}

async fn agree(chromium: &mut Chromium, login: &str) {
    open_work(chromium, login, DRAFTED).await;
    chromium.tab_to("form[action$='/kiem-tra'] button.primary").await;
    chromium.enter().await;
}

/// The chairman signs with the PIN.
async fn sign(chromium: &mut Chromium) {
    open_work(chromium, "chutich", DRAFTED).await;
    chromium.tab_to("main a[href$='/ky']").await;
    chromium.enter().await;
    chromium.picture("chairman-sees-what-is-signed").await;
    chromium.tab_to("#pin").await;
    chromium.write(PIN).await;
    chromium.enter().await;
    chromium.picture("chairman-signed").await;
    let text = chromium.text().await;
    assert!(
        text.contains("Chữ ký số cá nhân") && text.contains("Chờ cấp số"),
        "{text}"
    );
}

/// The clerk numbers it, seals it with the PIN of the agency's key, and issues it.
async fn issue(chromium: &mut Chromium) {
    open_work(chromium, "vanthu", DRAFTED).await;
    chromium.tab_to("form[action$='/cap-so'] button.primary").await;
    chromium.enter().await;
    chromium.picture("clerk-numbered").await;
    chromium.tab_to("main a[href$='/dong-dau']").await;
    chromium.enter().await;
    chromium.tab_to("#pin").await;
    chromium.write(PIN).await;
    chromium.enter().await;
    chromium.picture("clerk-sealed").await;
    chromium.tab_to("form[action$='/phat-hanh'] button.primary").await;
    chromium.enter().await;
    chromium.picture("clerk-issued").await;
    let text = chromium.text().await;
    assert!(
        text.contains("Đã phát hành") && text.contains("Chữ ký số cơ quan"),
        "{text}"
    );
}

/// The clerk of the agency it was sent to finds it in the work list and gives it an arrival number.
async fn accept(chromium: &mut Chromium) {
    open_work(chromium, "vanthu.snv", DRAFTED).await;
    chromium.tab_to("form[action$='/dang-ky'] button.primary").await;
    chromium.enter().await;
    chromium.picture("second-clerk-accepted").await;
    let text = chromium.text().await;
    assert!(text.contains("Số đến") && text.contains("Đã đăng ký"), "{text}");
}

/// Signs in, finds a document in the work list by its title and opens it.
async fn open_work(chromium: &mut Chromium, login: &str, title: &str) {
    chromium.sign_in(login).await;
    chromium.picture(&format!("{login}-work")).await;
    chromium.tab_to_text(".list a", title).await;
    chromium.enter().await;
}
