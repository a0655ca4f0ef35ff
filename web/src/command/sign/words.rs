//! What went wrong, for the person at the keyboard.

use signing::Error;

/// The failure and what can be done about it, in Vietnamese.
pub(super) fn vietnamese(error: &Error) -> String {
    match error {
        Error::NotPdf => "tệp không phải PDF".into(),
        Error::NeedsRepair(_) => {
            "tệp PDF hỏng hoặc hiểu được theo nhiều cách, ký thẳng thì người xem có thể thấy nội dung khác; thêm --repair để \
             sửa một bản sao và ký bản sao ấy"
                .into()
        }
        Error::Encrypted(_) => "tệp PDF được mã hóa; ghi mật khẩu vào một tệp rồi thêm --password-file".into(),
        Error::Forbidden(_) => "chữ ký có trước trong tệp không cho làm việc này".into(),
        Error::FieldNotFound(name) => format!("trong tệp không có ô chữ ký {name:?}"),
        Error::FieldExists(name) => format!("trong tệp đã có ô {name:?}; đặt tên khác bằng --field"),
        Error::AlreadySigned(name) => format!("ô {name:?} đã ký rồi"),
        Error::PageNotFound(page) => format!("tệp không có trang {page}"),
        Error::WrongPin => "mã PIN sai".into(),
        Error::PinLocked => "thiết bị đã khóa vì nhập sai PIN nhiều lần; liên hệ nơi cấp".into(),
        Error::TokenRemoved(name) => format!("không thấy thiết bị {name:?}"),
        Error::CertificateUnfit(_) | Error::CertificateUntrusted(_) => "chứng thư không dùng để ký được lúc này".into(),
        Error::CertificateRevoked { subject, at } => format!(
            "chứng thư của {subject} đã bị thu hồi ngày {:02}/{:02}/{}",
            at.day(),
            u8::from(at.month()),
            at.year()
        ),
        Error::Timestamp(_) => "không lấy được dấu thời gian".into(),
        Error::Revocation(_) => {
            "không lấy được trạng thái thu hồi của chứng thư; đưa tệp có sẵn bằng --crl hoặc --ocsp-file".into()
        }
        Error::AddressRefused { url, .. } => format!("không được phép hỏi {url}; máy chủ nội bộ thì thêm --allow"),
        Error::Remote { .. } => "dịch vụ ký từ xa từ chối".into(),
        Error::Image(_) => "ảnh không dùng được; cần PNG".into(),
        _ => "không ký được".into(),
    }
}
