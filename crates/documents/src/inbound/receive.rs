use directory::{Permission, Require as _};
use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    text::clean_line,
};
use pdf::{FileType, Inspection, Limits};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use serde_json::json;
use signing::validate::{Options, validate_pdf};

use super::proposal::{Proposal, propose};
use crate::{
    Error, IntakeId,
    entity::intake::{self, IntakeState},
    reading::{self, PageWords},
    signatures,
};

/// Longest file name kept.
const LONGEST_NAME: usize = 200;

/// A file as it was brought.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name on the computer it came from.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What reading a file gave.
struct Read {
    inspection: Inspection,
    pages: PageWords,
    proposal: Proposal,
    report: Vec<u8>,
    verdict: &'static str,
}

/// Takes a PDF: looks at its type, size and dangers, reads its text (of scanned pages later, in the background), validates its signatures, and lets it wait to be
/// registered.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::BadFile`] with what is wrong with the file, and when storing fails: then nothing is kept.
pub async fn receive(office: &Office, actor: &Actor, upload: Upload) -> Result<intake::Model, Error> {
    actor.require(Permission::RegisterArrival)?;
    let limit = office.settings.upload_limit();
    let size = upload.bytes.len();
    if u64::try_from(size).unwrap_or(u64::MAX) > limit {
        return Err(Error::TooLarge { limit });
    }
    let (bytes, options) = (upload.bytes, signatures::options(office).await?);
    let (bytes, read) = tokio::task::spawn_blocking(move || read(&bytes, &options).map(|read| (bytes, read)))
        .await
        .map_err(Error::interrupted)??;
    let hash = office.files.put(bytes).await?;
    let text_hash = reading::keep(office, &read.pages).await?;
    let report_hash = office.files.put(read.report).await?;
    let dangers: Vec<&str> = read
        .inspection
        .dangers
        .iter()
        .map(|danger| danger.label())
        .collect();
    let row = intake::Model {
        id: office.new_id::<IntakeId>(),
        agency_id: actor.agency,
        by_name: actor.name.clone(),
        name: file_name(&upload.name),
        hash,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        media_type: "application/pdf".to_owned(),
        pages: i32::try_from(read.inspection.pages).unwrap_or(i32::MAX),
        text_hash,
        report_hash: Some(report_hash),
        verdict: Some(read.verdict.to_owned()),
        dangers: json!(dangers).to_string(),
        proposal: serde_json::to_string(&read.proposal).map_err(kernel::Error::from)?,
        state: IntakeState::Waiting,
        arrival_id: None,
        ending: String::new(),
        at: office.now(),
        version: 1,
    };
    let mut change = office.database.begin().await?;
    intake::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    let subject = Subject::new("intake", row.id);
    change.record(Entry::by(actor, office.now(), "received", subject).with(json!({ "sha256": row.hash })));
    if reading::is_wanted(&read.pages) {
        reading::ask_for(office, &mut change, &row.hash, &row.text_hash);
    }
    change.commit().await?;
    Ok(row)
}

fn read(bytes: &[u8], options: &Options) -> Result<Read, Error> {
    match pdf::file_type(bytes) {
        FileType::Pdf => {}
        FileType::Zip | FileType::Docx | FileType::Xlsx | FileType::Pptx | FileType::Odt => {
            return Err(Error::BadFile(
                "Tệp này là tệp nén hoặc tệp soạn thảo, không phải PDF, dù tên là gì. Hãy chuyển sang PDF rồi tải lại.".to_owned(),
            ));
        }
        _ => {
            return Err(Error::BadFile(
                "Tệp này không phải là PDF. Hãy chuyển sang PDF rồi tải lại.".to_owned(),
            ));
        }
    }
    let limits = Limits::default();
    let inspection = pdf::inspect(bytes, &limits).map_err(bad)?;
    let pages = reading::pages_in(bytes).map_err(bad)?;
    let report = validate_pdf(bytes, options);
    Ok(Read {
        verdict: signatures::code(report.verdict),
        report: serde_json::to_vec(&report).map_err(kernel::Error::from)?,
        proposal: propose(&pages),
        inspection,
        pages,
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "its one use is as a function given to map_err"
)]
fn bad(error: pdf::Error) -> Error {
    Error::BadFile(error.message().to_owned())
}

/// The last part of what the browser says the name is, short enough to keep.
pub(super) fn file_name(name: &str) -> String {
    let name = clean_line(name.rsplit(['/', '\\']).next().unwrap_or_default());
    let short: String = name.chars().take(LONGEST_NAME).collect();
    if short.is_empty() {
        "van-ban.pdf".to_owned()
    } else {
        short
    }
}
