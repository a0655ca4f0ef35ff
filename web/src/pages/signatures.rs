use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{FromRequest as _, Multipart, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use documents::{
    Error, FileId, files,
    outbound::{self, KeyStoreId, Purpose, Unlock, keys},
    signatures,
};
use kernel::{Timestamp, actor::Role};
use serde::Deserialize;
use signing::validate::{CheckResult, Indication, Kind, Report, Verdict};
use time::OffsetDateTime;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    pages::outbound::KeyChoice,
    problem::Problem,
    show,
    signed::Signed,
};

/// The report on the signatures of any file. Templates hand its parts over as references.
#[derive(Template, WebTemplate)]
#[template(path = "signatures.html")]
pub(crate) struct SignaturesPage {
    chrome: Chrome,
    name: String,
    report: Option<Report>,
    /// For whom may seal: the stored file and the agency's keys.
    sealing: Option<Sealing>,
}

/// A report that can be had on paper, sealed.
struct Sealing {
    file: FileId,
    keys: Vec<KeyChoice>,
    mistake: Option<String>,
}

/// What the form for a sealed report sends.
#[derive(Deserialize)]
pub(crate) struct SealForm {
    key: KeyStoreId,
    pin: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl SignaturesPage {
    /// The verdict in one sentence and its colour.
    fn verdict(report: &Report) -> (&'static str, &'static str) {
        match report.verdict {
            Verdict::Passed => ("Mọi chữ ký số trong tệp đều hợp lệ.", "good"),
            Verdict::Failed => ("Có chữ ký số không hợp lệ, hoặc tệp đã bị sửa sau khi ký.", "bad"),
            Verdict::Indeterminate => ("Chưa đủ căn cứ để kết luận là hợp lệ.", "warn"),
            Verdict::Unreadable => ("Không đọc được tệp này như một tệp PDF lành lặn.", "bad"),
            Verdict::Unsigned => ("Tệp không có chữ ký số.", "warn"),
        }
    }

    fn kind(kind: &Kind) -> &'static str {
        match kind {
            Kind::Approval => "Chữ ký",
            Kind::Certification => "Chữ ký chứng thực",
            Kind::DocumentTimestamp => "Dấu thời gian của tệp",
        }
    }

    fn indication(indication: &Indication) -> (&'static str, &'static str) {
        match indication {
            Indication::TotalPassed => ("Hợp lệ", "good"),
            Indication::Indeterminate => ("Chưa đủ căn cứ", "warn"),
            Indication::TotalFailed => ("Không hợp lệ", "bad"),
        }
    }

    fn check(result: &CheckResult) -> (&'static str, &'static str) {
        match result {
            CheckResult::Passed => ("Đạt", "good"),
            CheckResult::Failed => ("Không đạt", "bad"),
            CheckResult::Warning => ("Cần lưu ý", "warn"),
            CheckResult::NotChecked => ("Không kiểm tra", ""),
        }
    }

    fn moment(moment: &OffsetDateTime) -> String {
        show::exact_moment(Timestamp::from(*moment))
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    name: &str,
    report: Option<Report>,
) -> Result<SignaturesPage, Problem> {
    Ok(SignaturesPage {
        chrome: chrome(state, signed, Section::Signatures, "Kiểm tra chữ ký số").await?,
        name: name.to_owned(),
        report,
        sealing: None,
    })
}

/// `GET /kiem-tra-chu-ky`
pub(crate) async fn ask(State(state): State<AppState>, signed: Signed) -> Result<SignaturesPage, Problem> {
    page(&state, &signed, "", None).await
}

/// `POST /kiem-tra-chu-ky`: the file is read and not kept.
pub(crate) async fn answer(
    State(state): State<AppState>,
    signed: Signed,
    request: Request,
) -> Result<SignaturesPage, Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        Problem::new(if too_large {
            "too_large"
        } else {
            "incomplete_request"
        })
    };
    let mut form = Multipart::from_request(request, &state)
        .await
        .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
    let mut file: Option<(String, Bytes)> = None;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            file = Some((name, part.bytes().await.map_err(broken)?));
        }
    }
    match file {
        Some((name, bytes)) if !name.is_empty() => {
            let report = signatures::validate(&state.office, bytes).await?;
            page(&state, &signed, &name, Some(report)).await
        }
        _ => page(&state, &signed, "", None).await,
    }
}

/// `GET /tep/{id}/chu-ky`: validated now, with what is trusted now.
pub(crate) async fn of_file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<FileId>,
) -> Result<SignaturesPage, Problem> {
    let (name, report) = found(&state, &signed, id).await?;
    of_stored(&state, &signed, id, &name, report, None).await
}

/// The name of a stored file and what is found about its signatures now.
pub(crate) async fn found(
    state: &AppState,
    signed: &Signed,
    id: FileId,
) -> Result<(String, Report), Problem> {
    let file = files::readable(&state.office, signed.actor(), id).await?;
    let bytes = files::bytes(&state.office, &file).await?;
    let report = signatures::validate(&state.office, bytes).await?;
    Ok((file.name, report))
}

async fn of_stored(
    state: &AppState,
    signed: &Signed,
    id: FileId,
    name: &str,
    report: Report,
    mistake: Option<String>,
) -> Result<SignaturesPage, Problem> {
    let mut page = page(state, signed, name, Some(report)).await?;
    if signed.actor().has(Role::Clerk) {
        let connection = state.office.database.read();
        let rows = keys::usable(connection, signed.actor(), Purpose::Seal).await?;
        let now = state.office.now().utc();
        page.sealing = Some(Sealing {
            file: id,
            keys: rows.iter().map(|row| KeyChoice::of(row, now)).collect(),
            mistake,
        });
    }
    Ok(page)
}

/// `POST /tep/{id}/chu-ky/bao-cao`: what is found now, as a PDF with the agency's seal.
pub(crate) async fn sealed(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<FileId>,
    Form(form): Form<SealForm>,
) -> Result<Response, Problem> {
    let (name, report) = found(&state, &signed, id).await?;
    let unlock = Unlock {
        key: form.key,
        pin: form.pin,
    };
    let (office, evidence) = (&state.office, &state.evidence);
    match outbound::seal_report(office, evidence, signed.actor(), &name, &report, unlock).await {
        Ok(pdf) => Ok(attachment(pdf)),
        Err(Error::Refused(refusal)) if !refusal.is_conflict() => {
            let page = of_stored(&state, &signed, id, &name, report, Some(refusal.message())).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The sealed report under a name that programs of every system take.
pub(crate) fn attachment(pdf: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"bao-cao-chu-ky-so.pdf\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, pdf).into_response()
}
