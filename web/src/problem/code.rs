use axum::http::StatusCode;

/// What a code means to clients and to people.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) code: &'static str,
    pub(super) status: StatusCode,
    /// What happened.
    pub(super) title: &'static str,
    /// What to do now.
    pub(super) advice: &'static str,
}

const fn known_as(
    code: &'static str,
    status: StatusCode,
    title: &'static str,
    advice: &'static str,
) -> Known {
    Known {
        code,
        status,
        title,
        advice,
    }
}

const AGAIN: &str = "Chưa có gì bị mất. Thử lại sau ít phút; nếu vẫn gặp, báo quản trị kèm mã dưới đây.";

/// Every public code. Codes are never renamed: programs rely on them.
static TABLE: &[Known] = &[
    known_as(
        "internal",
        StatusCode::INTERNAL_SERVER_ERROR,
        "Hệ thống gặp lỗi",
        AGAIN,
    ),
    known_as(
        "storage_full",
        StatusCode::INSUFFICIENT_STORAGE,
        "Máy chủ đã hết chỗ lưu",
        "Lần gửi này chưa được lưu, những gì đã lưu trước đó còn nguyên. Báo quản trị dọn hoặc thêm dung lượng, rồi gửi lại.",
    ),
    known_as(
        "storage_busy",
        StatusCode::SERVICE_UNAVAILABLE,
        "Hệ thống đang bận",
        "Lần gửi này chưa được lưu, những gì đã lưu trước đó còn nguyên. Chờ một phút rồi làm lại.",
    ),
    known_as(
        "index_unavailable",
        StatusCode::SERVICE_UNAVAILABLE,
        "Chỉ mục tìm kiếm đang được dựng lại",
        "Danh sách, sổ và việc của bạn vẫn dùng được. Tìm lại sau ít phút, hoặc tra sổ theo số và ký hiệu.",
    ),
    known_as(
        "not_found",
        StatusCode::NOT_FOUND,
        "Không tìm thấy",
        "Địa chỉ này không có, hoặc chức vụ hiện tại của bạn không được xem. Kiểm tra lại đường dẫn hoặc đổi chức vụ.",
    ),
    known_as(
        "forbidden",
        StatusCode::FORBIDDEN,
        "Chức vụ hiện tại không được làm việc này",
        "Đổi sang chức vụ khác ở góc trên bên phải, hoặc đề nghị quản trị của cơ quan phân quyền.",
    ),
    known_as(
        "unauthenticated",
        StatusCode::UNAUTHORIZED,
        "Cần đăng nhập",
        "Đăng nhập rồi mở lại trang này.",
    ),
    known_as(
        "token_refused",
        StatusCode::UNAUTHORIZED,
        "Mã truy cập không dùng được",
        "Mã truy cập sai, đã hết hạn hoặc đã bị thu hồi. Tạo mã mới ở trang Tài khoản.",
    ),
    known_as(
        "sign_in_refused",
        StatusCode::UNAUTHORIZED,
        "Không đăng nhập được",
        "Sai tên đăng nhập hoặc mật khẩu, hoặc tài khoản đang tạm khóa do nhập sai nhiều lần.",
    ),
    known_as(
        "password_change_required",
        StatusCode::FORBIDDEN,
        "Cần đổi mật khẩu trước",
        "Mật khẩu hiện tại do người khác đặt. Đổi mật khẩu rồi làm tiếp.",
    ),
    known_as(
        "foreign_form",
        StatusCode::FORBIDDEN,
        "Biểu mẫu đã cũ hoặc không gửi từ trang của hệ thống",
        "Quay lại, tải lại trang rồi gửi lại. Chưa có gì được thay đổi.",
    ),
    known_as(
        "invalid",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Dữ liệu chưa hợp lệ",
        "Sửa các mục được nêu rồi gửi lại.",
    ),
    known_as(
        "malformed",
        StatusCode::BAD_REQUEST,
        "Không đọc được yêu cầu",
        "Kiểm tra lại định dạng dữ liệu gửi lên.",
    ),
    known_as(
        "incomplete_request",
        StatusCode::BAD_REQUEST,
        "Dữ liệu gửi lên chưa trọn vẹn",
        "Đường truyền có thể đã ngắt giữa chừng. Gửi lại; chưa có gì được thay đổi.",
    ),
    known_as(
        "too_large",
        StatusCode::PAYLOAD_TOO_LARGE,
        "Tệp hoặc dữ liệu quá lớn",
        "Giảm dung lượng (ví dụ quét ở 200 dpi) hoặc tách tệp rồi gửi lại.",
    ),
    known_as(
        "unsupported_media_type",
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Kiểu dữ liệu không được nhận",
        "Gửi đúng kiểu dữ liệu (Content-Type) mà giao diện lập trình yêu cầu.",
    ),
    known_as(
        "method_not_allowed",
        StatusCode::METHOD_NOT_ALLOWED,
        "Địa chỉ này không nhận thao tác đó",
        "Quay lại trang trước và dùng các nút trên trang.",
    ),
    known_as(
        "bad_file",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Tệp không nhận được",
        "Kiểm tra lại tệp rồi tải lên lần nữa.",
    ),
    known_as(
        "process_faulty",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Quy trình chưa ban hành được",
        "Sửa các chỗ được nêu trong tệp BPMN rồi tải lên lại.",
    ),
    known_as(
        "conflict",
        StatusCode::CONFLICT,
        "Trạng thái hiện tại không cho phép",
        "Tải lại trang để xem tình hình mới nhất.",
    ),
    known_as(
        "stale",
        StatusCode::PRECONDITION_FAILED,
        "Người khác vừa sửa nội dung này",
        "Tải lại trang để xem bản mới nhất rồi sửa lại. Bản của người kia được giữ nguyên.",
    ),
    known_as(
        "precondition_required",
        StatusCode::PRECONDITION_REQUIRED,
        "Thiếu phiên bản đang sửa",
        "Gửi kèm If-Match với ETag nhận được khi đọc.",
    ),
    known_as(
        "idempotency_conflict",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Idempotency-Key đã dùng cho yêu cầu khác",
        "Mỗi yêu cầu mới dùng một khóa mới.",
    ),
    known_as(
        "idempotency_in_progress",
        StatusCode::CONFLICT,
        "Yêu cầu cùng Idempotency-Key đang được xử lý",
        "Chờ rồi gửi lại với cùng khóa.",
    ),
    known_as(
        "timeout",
        StatusCode::SERVICE_UNAVAILABLE,
        "Xử lý quá lâu nên đã dừng",
        AGAIN,
    ),
    known_as(
        "too_many_requests",
        StatusCode::TOO_MANY_REQUESTS,
        "Quá nhiều yêu cầu",
        "Chờ một phút rồi thử lại.",
    ),
];

/// What the rules of outbound documents refuse; the detail tells the case.
static OUTBOUND: &[Known] = &[
    known_as(
        "wrong_order",
        StatusCode::CONFLICT,
        "Chưa đến hoặc đã qua bước này",
        "Tải lại trang để xem tình hình mới nhất.",
    ),
    known_as(
        "old_version",
        StatusCode::CONFLICT,
        "Dự thảo đã được sửa",
        "Tải lại trang để xem tình hình mới nhất.",
    ),
    known_as(
        "already_checked",
        StatusCode::CONFLICT,
        "Đã được xác nhận",
        "Tải lại trang để xem tình hình mới nhất.",
    ),
    known_as(
        "not_drafter",
        StatusCode::FORBIDDEN,
        "Không phải người soạn thảo",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "drafter_approves",
        StatusCode::FORBIDDEN,
        "Người soạn thảo không tự duyệt",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "not_checker",
        StatusCode::FORBIDDEN,
        "Không có trách nhiệm kiểm tra",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "same_person_checks",
        StatusCode::FORBIDDEN,
        "Một người không xác nhận cả hai",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "not_signer",
        StatusCode::FORBIDDEN,
        "Không phải người ký",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "no_signing_authority",
        StatusCode::FORBIDDEN,
        "Không có thẩm quyền ký",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "no_authorisation",
        StatusCode::FORBIDDEN,
        "Không có ủy quyền ký còn hiệu lực cho văn bản này",
        "Người đứng đầu giao ủy quyền ở trang Ủy quyền (thời hạn, loại văn bản, đơn vị, độ mật), rồi ký lại. Chưa có gì được thay đổi.",
    ),
    known_as(
        "not_clerk",
        StatusCode::FORBIDDEN,
        "Không phải văn thư cơ quan",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "signer_seals",
        StatusCode::FORBIDDEN,
        "Người ký không đóng dấu",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "foreign_certificate",
        StatusCode::FORBIDDEN,
        "Chứng thư số của người khác",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "not_recaller",
        StatusCode::FORBIDDEN,
        "Không được thu hồi",
        "Việc này thuộc trách nhiệm của người khác.",
    ),
    known_as(
        "no_signer",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chưa chọn người ký",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "certificate_not_yet_valid",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chứng thư số chưa có hiệu lực",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "certificate_expired",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chứng thư số đã hết hạn",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "certificate_untrusted",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chứng thư số không được tin cậy",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "certificate_revoked",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chứng thư số đã bị thu hồi",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "wrong_pin",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Mã PIN không đúng",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "key_locked",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Khóa ký đang tạm dừng",
        "Chưa có gì được lưu. Chờ hết thời gian tạm dừng rồi thử lại.",
    ),
    known_as(
        "signature_mismatch",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chữ ký không khớp",
        "Chưa có gì được lưu. Ký lại bằng đúng thẻ của chứng thư số đã chọn.",
    ),
    known_as(
        "session_expired",
        StatusCode::CONFLICT,
        "Phiên ký đã hết thời gian chờ",
        "Chưa có gì được lưu. Mở lại trang ký và ký lại.",
    ),
    known_as(
        "session_ended",
        StatusCode::CONFLICT,
        "Phiên ký đã kết thúc",
        "Tải lại trang để xem tình hình mới nhất.",
    ),
    known_as(
        "validation_failed",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chữ ký không qua được kiểm tra",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "reason_required",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Phải ghi lý do",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "state_secret",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Văn bản mật không xử lý ở đây",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "no_recipient",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Chưa có nơi nhận",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "not_typeset",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Không trình bày được văn bản",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
    known_as(
        "not_signed",
        StatusCode::UNPROCESSABLE_ENTITY,
        "Không ký được tệp",
        "Chưa có gì được lưu. Sửa điều được nêu rồi làm lại.",
    ),
];

/// What the code means; a code that is not in the table is an internal error.
pub(super) fn known(code: &str) -> &'static Known {
    TABLE
        .iter()
        .chain(OUTBOUND)
        .find(|known| known.code == code)
        .unwrap_or(&TABLE[0])
}

/// The code a bare status stands for.
pub(super) fn of_status(status: StatusCode) -> &'static str {
    match status {
        StatusCode::REQUEST_TIMEOUT => "timeout",
        StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        StatusCode::CONFLICT => "conflict",
        StatusCode::UNAUTHORIZED => "unauthenticated",
        StatusCode::FORBIDDEN => "forbidden",
        status if status.is_client_error() => TABLE
            .iter()
            .find(|known| known.status == status)
            .map_or("malformed", |known| known.code),
        _ => "internal",
    }
}
