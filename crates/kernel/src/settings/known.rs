//! Every setting there is.

/// Name, default and purpose of every setting.
pub(super) const KNOWN: &[(&str, &str, &str)] = &[
    (
        "data",
        "./data",
        "thư mục dữ liệu: cơ sở dữ liệu SQLite, tệp, chỉ mục",
    ),
    ("listen", "127.0.0.1:8080", "địa chỉ và cổng phục vụ"),
    (
        "public_url",
        "",
        "địa chỉ người dùng gõ, ví dụ https://vanthu.ninhbinh.gov.vn; trống thì suy từ listen",
    ),
    (
        "database",
        "",
        "postgres://… ; trống thì dùng SQLite trong thư mục dữ liệu",
    ),
    (
        "files",
        "",
        "nơi lưu tệp: trống là thư mục files trong thư mục dữ liệu; s3://KHO hoặc s3://KHO/THƯ-MỤC là kho S3",
    ),
    ("s3_endpoint", "", "địa chỉ kho S3, ví dụ https://s3.noibo:9000"),
    ("s3_region", "us-east-1", "vùng của kho S3"),
    ("s3_access_key", "", "mã khóa truy cập kho S3"),
    ("s3_secret_key", "", "khóa bí mật của kho S3"),
    (
        "upload_limit_mb",
        "100",
        "dung lượng tối đa của một tệp tải lên, MB",
    ),
    ("session_hours", "12", "một phiên đăng nhập sống tối đa, giờ"),
    (
        "lockout_attempts",
        "5",
        "số lần sai mật khẩu liên tiếp thì khóa tạm",
    ),
    ("lockout_minutes", "15", "thời gian khóa tạm, phút"),
    (
        "demonstration",
        "true",
        "lập tỉnh mẫu khi thư mục dữ liệu còn trống",
    ),
    (
        "timestamp_urls",
        "",
        "máy chủ dấu thời gian (RFC 3161), ưu tiên từ trái sang, cách nhau bằng dấu cách; trống thì chữ ký không có dấu thời gian",
    ),
    (
        "egress_allow",
        "",
        "máy chủ ngoài được hỏi (trạng thái chứng thư, ký số từ xa): \"ca.gov.vn *.vnpt.vn may:8080\"; * là mọi máy chủ công cộng",
    ),
    (
        "egress_private",
        "",
        "máy chủ được hỏi dù ở mạng nội bộ của cơ quan, viết như egress_allow",
    ),
    (
        "egress_this_machine",
        "false",
        "cho máy chủ trong egress_private nằm trên chính máy này; chỉ để thử nghiệm",
    ),
    (
        "egress_roots",
        "",
        "tệp PEM các chứng thư gốc tin cậy khi hỏi ra ngoài qua HTTPS; trống thì dùng danh sách của Mozilla",
    ),
    (
        "rsa_padding",
        "pss",
        "cách ký của khóa RSA: pss (Thông tư 15/2025), hoặc pkcs1 cho nơi nhận dùng phần mềm kiểm tra đời cũ",
    ),
    (
        "ocr",
        "tesseract",
        "chương trình nhận dạng chữ trên trang quét, tên hoặc đường dẫn; trống thì tắt; không cài thì văn bản quét chỉ được tìm theo thông tin đăng ký",
    ),
    (
        "ocr_pages",
        "200",
        "số trang quét tối đa được nhận dạng trong một tệp",
    ),
    ("log", "info", "mức ghi nhật ký: error, warn, info, debug"),
];

/// Settings whose values are never shown.
pub(super) const SECRET: [&str; 1] = ["s3_secret_key"];
