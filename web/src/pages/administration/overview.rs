use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::{Permission, Require as _};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    problem::Problem,
    signed::Signed,
};

/// What there is to administer.
#[derive(Template, WebTemplate)]
#[template(path = "administration/overview.html")]
pub(crate) struct OverviewPage {
    chrome: Chrome,
    tiles: Vec<Tile>,
}

struct Tile {
    address: &'static str,
    title: &'static str,
    about: &'static str,
}

const TILES: &[(Permission, Tile)] = &[
    (
        Permission::ReadDirectory,
        Tile {
            address: "/quan-tri/co-quan",
            title: "Cơ quan, đơn vị, con người",
            about: "Cây cơ quan, phòng ban, cán bộ, chức vụ, tài khoản; nhập từ tệp CSV.",
        },
    ),
    (
        Permission::ManageSymbols,
        Tile {
            address: "/quan-tri/ky-hieu",
            title: "Ký hiệu văn bản",
            about: "Mẫu ký hiệu của từng loại văn bản khi khác mẫu thường của Nghị định 30.",
        },
    ),
    (
        Permission::ReadDirectory,
        Tile {
            address: "/quan-tri/ngay-nghi",
            title: "Ngày nghỉ, ngày làm bù",
            about: "Lịch ngày làm việc để tính hạn xử lý.",
        },
    ),
    (
        Permission::ManageDirectory,
        Tile {
            address: "/quan-tri/tin-cay",
            title: "Danh sách tin cậy",
            about: "Chứng thư gốc và danh sách thu hồi dùng để kiểm tra chữ ký số.",
        },
    ),
    (
        Permission::ReadProcesses,
        Tile {
            address: "/quan-tri/quy-trinh",
            title: "Quy trình",
            about: "Văn bản đi qua những bước nào, ai làm, hạn bao lâu; thử, so sánh và ban hành bản mới.",
        },
    ),
    (
        Permission::ReadPermissions,
        Tile {
            address: "/quan-tri/phan-quyen",
            title: "Bảng phân quyền",
            about: "Vai trò nào được làm việc gì, và mỗi địa chỉ dành cho ai.",
        },
    ),
    (
        Permission::ReadAudit,
        Tile {
            address: "/quan-tri/nhat-ky",
            title: "Nhật ký",
            about: "Ai đã làm gì, lúc nào; kiểm tra chuỗi băm xem có bị sửa không.",
        },
    ),
];

/// `GET /quan-tri`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<OverviewPage, Problem> {
    let tiles = TILES
        .iter()
        .filter(|(permission, _)| signed.actor().may(*permission))
        .map(|(_, tile)| Tile { ..*tile });
    Ok(OverviewPage {
        tiles: tiles.collect(),
        chrome: chrome(&state, &signed, Section::Administration, "Quản trị").await?,
    })
}
