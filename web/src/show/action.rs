use documents::inbound::tasks;

/// What was done, in the words of officials; a word that is not known yet stays as it is stored.
const ACTIONS: &[(&str, &str)] = &[
    ("signed_in", "Đăng nhập"),
    ("signed_out", "Đăng xuất"),
    ("locked_out", "Tạm khóa do sai mật khẩu"),
    ("session_revoked", "Kết thúc phiên đăng nhập"),
    ("post_switched", "Đổi chức vụ"),
    ("password_changed", "Đổi mật khẩu"),
    ("password_reset", "Đặt lại mật khẩu"),
    ("token_made", "Tạo mã truy cập"),
    ("token_revoked", "Thu hồi mã truy cập"),
    ("agency_added", "Thêm cơ quan"),
    ("agency_changed", "Sửa cơ quan"),
    ("unit_added", "Thêm đơn vị"),
    ("unit_changed", "Sửa đơn vị"),
    ("person_added", "Thêm người"),
    ("person_changed", "Sửa thông tin người"),
    ("people_imported", "Nhập danh sách người"),
    ("account_opened", "Mở tài khoản"),
    ("account_disabled", "Khóa tài khoản"),
    ("account_enabled", "Mở khóa tài khoản"),
    ("post_added", "Giao chức vụ"),
    ("post_changed", "Sửa chức vụ"),
    ("day_set", "Ghi ngày nghỉ, ngày làm bù"),
    ("day_removed", "Xóa ngày nghỉ, ngày làm bù"),
    ("symbol_rule_set", "Đặt mẫu ký hiệu"),
    ("trusted", "Thêm chứng thư gốc được tin cậy"),
    ("trust_removed", "Thôi tin cậy"),
    ("revocation_list_added", "Thêm danh sách thu hồi"),
    ("urged", "Đôn đốc"),
    ("delegated", "Ủy quyền"),
    ("delegation_revoked", "Thu hồi ủy quyền"),
    ("process_uploaded", "Tải quy trình lên"),
    ("process_published", "Ban hành quy trình"),
    ("process_retired", "Thôi áp dụng quy trình"),
    ("process_discarded", "Xóa bản nháp quy trình"),
    ("process_cases_moved", "Chuyển hồ sơ sang bản quy trình khác"),
    ("process_shipped", "Nhận quy trình kèm phần mềm"),
    ("search_saved", "Lưu tìm kiếm"),
    ("search_renamed", "Đổi tên tìm kiếm đã lưu"),
    ("search_deleted", "Xóa tìm kiếm đã lưu"),
    ("search_news_seen", "Đã xem văn bản mới của tìm kiếm"),
    ("search_columns_chosen", "Chọn cột kết quả tìm kiếm"),
    ("view_saved", "Lưu cách xem danh sách"),
    ("view_default_set", "Đổi cách xem mặc định"),
    ("view_deleted", "Xóa cách xem đã lưu"),
    ("search_exported", "Xuất kết quả tìm kiếm"),
];

/// Kinds of things, in the words of officials.
const SUBJECTS: &[(&str, &str)] = &[
    ("account", "Tài khoản"),
    ("agency", "Cơ quan"),
    ("api_token", "Mã truy cập"),
    ("arrival", "Văn bản đến"),
    ("delegation", "Ủy quyền"),
    ("document", "Văn bản"),
    ("draft", "Dự thảo"),
    ("holiday", "Ngày"),
    ("list_view", "Cách xem danh sách"),
    ("person", "Người"),
    ("post", "Chức vụ"),
    ("process_definition", "Quy trình"),
    ("saved_search", "Tìm kiếm đã lưu"),
    ("session", "Phiên đăng nhập"),
    ("trust", "Danh sách tin cậy"),
    ("unit", "Đơn vị"),
];

fn word<'a>(table: &[(&str, &'static str)], code: &'a str) -> &'a str {
    table
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(code, |(_, word)| word)
}

/// What was done; what is done to documents is told by their timeline.
pub(crate) fn action(code: &str) -> &str {
    match word(ACTIONS, code) {
        word if word == code => documents::timeline::in_words(code),
        word => word,
    }
}

/// What is asked of somebody, in words.
pub(crate) fn asked(action: &str) -> &'static str {
    match action {
        "revise" => "Sửa dự thảo",
        "review_content" => "Kiểm tra nội dung",
        "review_form" => "Kiểm tra thể thức",
        "sign" => "Ký ban hành",
        "number" => "Cấp số",
        "seal" => "Ký số cơ quan",
        "issue" => "Phát hành",
        action => tasks::label(action),
    }
}

/// The same where a step of an agency's own process is already told by its name.
pub(crate) fn asked_by_name(action: &str) -> &str {
    match asked(action) {
        tasks::OTHER => action,
        known => known,
    }
}

/// To what kind of thing.
pub(crate) fn subject_kind(code: &str) -> &str {
    word(SUBJECTS, code)
}
