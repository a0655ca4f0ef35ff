//! What stands around every page: the menu, the search box, the post switcher.

use directory::{
    Permission::{self, ReadAudit, ReadDirectory, ReadPermissions, ReadProcesses},
    Require as _,
    identity::HeldPost,
};
use documents::{inbound::tasks, notification::Unread, waiting::Waiting};
use kernel::Actor;
use workflow::task::Count;

use crate::{AppState, assets, problem::Problem, signed::Signed};

/// Where in the menu a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Việc của tôi.
    Work,
    /// Văn bản đến.
    Arrivals,
    /// Tìm kiếm.
    Search,
    /// Kiểm tra chữ ký số.
    Signatures,
    /// Dự thảo.
    Drafts,
    /// Văn bản đi.
    Issued,
    /// Quản trị.
    Administration,
    /// Tài khoản: not in the menu.
    Account,
    /// Thông báo: in the top bar.
    Notifications,
}

/// One entry of the menu.
#[derive(Debug, Clone)]
pub(crate) struct MenuItem {
    pub(crate) label: &'static str,
    pub(crate) address: &'static str,
    pub(crate) is_here: bool,
    /// How much waits there.
    pub(crate) count: Option<u64>,
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub(crate) struct Chrome {
    pub(crate) title: String,
    pub(crate) assets: &'static str,
    pub(crate) csrf: String,
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) unit: String,
    pub(crate) agency: String,
    pub(crate) posts: Vec<HeldPost>,
    pub(crate) notice: Option<&'static str>,
    /// What the person has not read, by post.
    pub(crate) unread: Unread,
}

impl Chrome {
    /// What the person has not read in this post.
    pub(crate) fn bell(&self) -> i64 {
        self.posts
            .iter()
            .find(|post| post.id.to_string() == self.post)
            .map_or(0, |post| self.unread_in(post))
    }

    /// What the person has not read in one of their posts.
    pub(crate) fn unread_in(&self, post: &HeldPost) -> i64 {
        self.unread.get(&post.id).copied().unwrap_or(0)
    }
}

/// Every entry: where it stands, what it says, where it leads, and which permissions show it (none: everybody).
const MENU: &[(Section, &str, &str, &[Permission])] = &[
    (Section::Work, "Việc của tôi", "/", &[]),
    (Section::Arrivals, "Văn bản đến", "/den", &[]),
    (Section::Issued, "Văn bản đi", "/van-ban-di", &[]),
    (Section::Drafts, "Dự thảo", "/du-thao", &[]),
    (Section::Search, "Tìm kiếm", "/tim-kiem", &[]),
    (Section::Signatures, "Kiểm tra chữ ký", "/kiem-tra-chu-ky", &[]),
    (
        Section::Administration,
        "Quản trị",
        "/quan-tri",
        &[ReadDirectory, ReadPermissions, ReadAudit, ReadProcesses],
    ),
];

/// The frame for whoever is signed in.
///
/// # Errors
/// When what waits cannot be counted.
pub(crate) async fn chrome(
    state: &AppState,
    signed: &Signed,
    section: Section,
    title: impl Into<String>,
) -> Result<Chrome, Problem> {
    let waiting = waiting(state, signed.actor()).await?;
    Ok(framed(signed, section, title, &waiting))
}

/// The same, where what waits has been counted.
pub(crate) fn framed(
    signed: &Signed,
    section: Section,
    title: impl Into<String>,
    waiting: &Waiting,
) -> Chrome {
    let identity = &signed.identity;
    let menu = MENU
        .iter()
        .filter(|(.., any)| any.is_empty() || any.iter().any(|permission| signed.actor().may(*permission)))
        .map(|&(item, label, address, _)| MenuItem {
            label,
            address,
            is_here: item == section,
            count: waiting_in(&waiting.tasks, item),
        })
        .collect();
    Chrome {
        title: title.into(),
        assets: assets::prefix(),
        csrf: signed.csrf.clone(),
        menu,
        name: identity.actor.name.clone(),
        post: identity.actor.post.to_string(),
        unit: identity.unit.clone(),
        agency: identity.agency.clone(),
        posts: identity.posts.clone(),
        notice: signed.notice,
        unread: waiting.unread.clone(),
    }
}

/// What waits for the actor.
///
/// # Errors
/// When it cannot be counted.
pub(crate) async fn waiting(state: &AppState, actor: &Actor) -> Result<Waiting, Problem> {
    let connection = state.office.database.read();
    Ok(documents::waiting::waiting(connection, actor, state.office.today()).await?)
}

/// How much waits in a section.
fn waiting_in(counts: &[Count], section: Section) -> Option<u64> {
    let is_there: fn(&str) -> bool = match section {
        Section::Work => |_| true,
        Section::Arrivals => tasks::is_of_arrivals,
        Section::Drafts => |action| !tasks::is_of_arrivals(action),
        _ => return None,
    };
    let counted = counts.iter().filter(|count| is_there(&count.action));
    let sum = counted.map(|count| count.waiting).sum::<i64>();
    u64::try_from(sum).ok().filter(|sum| *sum > 0)
}

/// What pages say after something was done, by the code in the address (`?da=luu`). Codes, not text: nobody can put
/// words into our pages by a link.
const NOTICES: &[(&str, &str)] = &[
    ("luu", "Đã lưu."),
    ("them", "Đã thêm."),
    ("xoa", "Đã xóa."),
    (
        "luu-tim",
        "Đã lưu tìm kiếm. Văn bản mới khớp sẽ được báo ở đây và ở Việc của tôi.",
    ),
    ("dong", "Đã đóng."),
    ("dang-ky", "Đã đăng ký văn bản đến."),
    ("trinh-lanh-dao", "Đã trình lãnh đạo."),
    ("chi-dao", "Đã gửi ý kiến chỉ đạo đến các đơn vị."),
    ("phan-cong", "Đã phân công."),
    (
        "don-doc",
        "Đã đôn đốc. Người đang giữ việc thấy lời đôn đốc trong danh sách việc.",
    ),
    ("bao-cao", "Đã báo cáo kết quả xử lý."),
    ("xin-gia-han", "Đã gửi đề nghị gia hạn."),
    ("tra-loi-gia-han", "Đã trả lời đề nghị gia hạn."),
    ("tra-lai-viec", "Đã trả lại, kèm lý do."),
    ("tra-noi-gui", "Đã trả lại nơi gửi, kèm lý do."),
    ("them-tep", "Đã thêm tệp kèm theo."),
    ("bo-tep", "Đã bỏ tệp kèm theo, kèm lý do."),
    ("khong-nhan", "Đã bỏ tệp, kèm lý do."),
    ("xong-buoc", "Đã ghi nhận bước này đã xong."),
    ("da-xem", "Đã ghi nhận bạn đã xem."),
    ("gop-y", "Đã gửi góp ý."),
    ("trinh", "Đã trình."),
    ("kiem-tra", "Đã xác nhận."),
    ("tra-lai", "Đã trả lại người soạn."),
    (
        "ky",
        "Đã ký. Chữ ký đã được kiểm tra: tệp toàn vẹn, chứng thư số còn hiệu lực và được tin cậy.",
    ),
    ("cap-so", "Đã cấp số."),
    (
        "dong-dau",
        "Đã ký số của cơ quan. Cả hai chữ ký đã được kiểm tra và hợp lệ.",
    ),
    ("phat-hanh", "Đã phát hành."),
    ("thu-hoi", "Đã thu hồi. Nơi nhận đã được báo."),
    ("da-gui", "Đã ghi nhận việc gửi."),
    ("doi-chuc-vu", "Đã đổi chức vụ."),
    (
        "doi-mat-khau",
        "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.",
    ),
    ("ket-thuc-phien", "Đã kết thúc phiên đăng nhập."),
    ("thu-hoi-ma", "Đã thu hồi mã truy cập."),
    ("nhap", "Đã nhập danh sách."),
    (
        "ban-hanh-quy-trinh",
        "Đã ban hành. Việc mới sẽ chạy theo bản này; việc đang chạy vẫn theo bản cũ.",
    ),
    (
        "thoi-ap-dung",
        "Đã thôi áp dụng. Việc mới sẽ chạy theo bản kèm phần mềm.",
    ),
    ("luu-cach-xem", "Đã lưu cách xem. Tên của nó đứng trên danh sách."),
    ("da-doc", "Đã đánh dấu đã đọc."),
    ("xoa-nhap", "Đã xóa bản nháp."),
    ("dat-lai", "Đã đặt lại mật khẩu."),
    (
        "uy-quyen",
        "Đã ủy quyền. Người được ủy quyền thấy chức vụ này ở ô đổi chức vụ, từ ngày bắt đầu đến hết ngày kết thúc.",
    ),
    ("thu-hoi-uy-quyen", "Đã thu hồi ủy quyền."),
];

/// The sentence for the code in a query string.
pub(crate) fn notice(query: &str) -> Option<&'static str> {
    let code = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "da")?
        .1;
    NOTICES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, sentence)| *sentence)
}
