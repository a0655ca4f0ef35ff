//! An office's day over HTTP, without JavaScript.

use crate::harness::Service;

#[test]
fn everybody_finds_their_work_after_signing_in() {
    let service = Service::start();
    for login in ["chutich", "vanthu", "truongphong", "chuyenvien", "giamdoc.snv", "vanthu.skhcn"] {
        let page = service.signed_in(login).get("/").shown();
        assert!(page.text().contains("Việc của tôi"), "{login}: {}", page.text());
    }
}
