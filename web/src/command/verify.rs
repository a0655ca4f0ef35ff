use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::Args;
use documents::{evidence::Guarded, signatures::Drawn};
use kernel::{
    Clock as _, SystemClock,
    egress::{Client, Policy},
    settings::Settings,
};
use signing::{
    authority::OsRng,
    pades,
    revocation::{Collector, Source, SourceSettings},
    validate::{Options, Report, TrustStore, Verdict, validate_pdf},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Kiểm tra chữ ký số trên tệp PDF; không cần máy chủ.
///
/// Thoát: 0 đạt, 1 không đạt, 2 chưa kết luận được (kể cả tệp không có chữ ký), 3 không đọc được (cả chứng thư gốc, tham số
/// của lệnh). Nhiều tệp thì lấy kết quả xấu nhất. Gõ sai lệnh: 64.
///
/// Ví dụ:
///   vanthu verify van-ban.pdf
///   vanthu verify --trust goc.pem --json *.pdf
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Verify {
    /// Tệp PDF
    #[arg(required_unless_present = "schema")]
    files: Vec<PathBuf>,
    /// Chứng thư gốc tin cậy: tệp PEM/DER hoặc thư mục; không có thì không xét độ tin cậy
    #[arg(long, value_name = "PEM|THƯ MỤC")]
    trust: Vec<PathBuf>,
    /// Danh sách thu hồi (CRL) lấy ngoài tệp
    #[arg(long, value_name = "TỆP")]
    crl: Vec<PathBuf>,
    /// Câu trả lời OCSP lấy ngoài tệp
    #[arg(long, value_name = "TỆP")]
    ocsp: Vec<PathBuf>,
    /// Tệp chứa mật khẩu mở tệp PDF được mã hóa, mỗi dòng một mật khẩu
    #[arg(long, value_name = "TỆP")]
    password_file: Option<PathBuf>,
    /// Thời điểm kiểm tra, ISO 8601 (có thể chỉ là ngày); mặc định là bây giờ
    #[arg(long, value_name = "THỜI ĐIỂM")]
    at: Option<String>,
    /// Được hỏi máy chủ này về thu hồi, khi chứng thư nêu nó: tên, tên:cổng; nằm trong mạng nội bộ cũng được
    #[arg(long, value_name = "MÁY CHỦ", conflicts_with = "offline")]
    allow: Vec<String>,
    /// Không hỏi ra mạng; không có thì chỉ hỏi các máy chủ nêu ở --allow và thiết lập `egress_allow`, `egress_private`
    #[arg(long)]
    offline: bool,
    /// In kết quả dạng JSON
    #[arg(long)]
    json: bool,
    /// In kết quả dạng XML theo ETSI TS 119 102-2, chỉ cho một tệp
    #[arg(long, conflicts_with = "json")]
    xml: bool,
    /// In lược đồ (JSON Schema) của kết quả dạng JSON rồi thôi
    #[arg(long, exclusive = true)]
    schema: bool,
}

impl Verify {
    /// Whatever keeps it from judging is told apart from every verdict.
    pub(crate) fn run(self, settings: Result<Arc<Settings>, kernel::Error>) -> ExitCode {
        let judged = settings
            .map_err(Into::into)
            .and_then(|settings| self.judge(&settings));
        judged.unwrap_or_else(|error| {
            eprintln!("vanthu: {error:#}");
            ExitCode::from(UNREADABLE)
        })
    }

    fn judge(self, settings: &Settings) -> anyhow::Result<ExitCode> {
        if self.schema {
            print!("{}", Report::JSON_SCHEMA);
            return Ok(ExitCode::SUCCESS);
        }
        if self.xml && self.files.len() > 1 {
            bail!("--xml chỉ nhận một tệp");
        }
        let options = self.options()?;
        let asked = self.services(settings)?;
        let mut worst = 0_u8;
        let mut reports = Vec::new();
        for file in &self.files {
            let report = validated(file, &options, asked.as_ref()).unwrap_or_else(|error| {
                eprintln!("{}: {error}", file.display());
                Report {
                    reasons: vec![format!("không mở được tệp: {error}")],
                    ..validate_pdf(&[], &options)
                }
            });
            worst = worst.max(severity(report.verdict));
            if self.json {
                reports.push(with_name(file, &report)?);
            } else if self.xml {
                print!("{}", report.to_etsi_xml());
            } else {
                println!("{}\n{}", file.display(), report.to_text());
            }
        }
        match (self.json, reports.as_slice()) {
            (true, [one]) if self.files.len() == 1 => println!("{}", serde_json::to_string_pretty(one)?),
            (true, all) => println!("{}", serde_json::to_string_pretty(all)?),
            _ => {}
        }
        Ok(ExitCode::from(exit_code(worst)))
    }

    /// Who is asked about revocation: nobody where trust is not asked, or nobody may be.
    fn services(&self, settings: &Settings) -> anyhow::Result<Option<Collector>> {
        if self.offline || self.trust.is_empty() {
            return Ok(None);
        }
        let client = if self.allow.is_empty() {
            Client::from_settings(settings)?
        } else {
            let named = self.allow.iter().map(String::as_str);
            Client::new(named.fold(Policy::closed().reaching_this_machine(), Policy::allow_private))
        };
        let clock = Arc::new(|| SystemClock.now().utc());
        let source = Source::new(
            SourceSettings::default(),
            Arc::new(Guarded(client)),
            clock.clone(),
            Box::new(OsRng),
        );
        Ok(Some(Collector::new(clock).asking(Arc::new(source))))
    }

    fn options(&self) -> anyhow::Result<Options> {
        let at = match &self.at {
            Some(text) => moment(text).with_context(|| format!("thời điểm {text:?} không đúng ISO 8601"))?,
            None => SystemClock.now().utc(),
        };
        let mut options = Options::at(at);
        options.renderer = Some(Arc::new(Drawn));
        for path in &self.crl {
            options.crls.push(read(path)?);
        }
        for path in &self.ocsp {
            options.ocsp.push(read(path)?);
        }
        if let Some(path) = &self.password_file {
            let text = String::from_utf8(read(path)?)
                .with_context(|| format!("{} không phải văn bản UTF-8", path.display()))?;
            options.passwords = text.lines().map(str::to_owned).collect();
        }
        if self.trust.is_empty() {
            return Ok(options);
        }
        let mut store = TrustStore::empty();
        for path in &self.trust {
            add(&mut store, path)?;
        }
        Ok(options.trusting(store))
    }
}

/// How it ends when something cannot be read.
const UNREADABLE: u8 = 3;

/// "2026-03-05T14:30:00+07:00", or a date for its first moment in Vietnam.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let whole = if text.len() == "2026-03-05".len() {
        &format!("{text}T00:00:00+07:00")
    } else {
        text
    };
    OffsetDateTime::parse(whole, &Rfc3339).ok()
}

/// Validates a file where it lies: mapped, so that a large one takes no memory of its own.
fn validated(path: &Path, options: &Options, asked: Option<&Collector>) -> std::io::Result<Report> {
    if std::fs::metadata(path)?.len() == 0 {
        return Ok(validate_pdf(&[], options));
    }
    let (map, _file) = vmap::Map::with_options()
        .open(path)
        .map_err(|error| std::io::Error::other(error.to_string()))?;
    match asked {
        Some(services) => Ok(validate_pdf(&map, &with_answers(&map, options, services))),
        None => Ok(validate_pdf(&map, options)),
    }
}

/// The options with what the services say about the file's signatures.
fn with_answers(pdf: &[u8], options: &Options, services: &Collector) -> Options {
    let mut options = options.clone();
    let mut passwords = options.passwords.iter().map(|password| Some(password.as_str()));
    let first = pades::gather(pdf, None, services);
    let gathered = first.or_else(|error| {
        passwords
            .find_map(|password| pades::gather(pdf, password, services).ok())
            .ok_or(error)
    });
    // A file that cannot be read is the validator's to judge.
    if let Ok(gathered) = gathered {
        options.crls.extend(gathered.answers.crls);
        options.ocsp.extend(gathered.answers.ocsp);
        options.extra_certificates.extend(gathered.certificates);
    }
    options
}

/// Severity, so that the worst of several files counts: passed, indeterminate, failed, unreadable.
fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Passed => 0,
        Verdict::Indeterminate | Verdict::Unsigned => 1,
        Verdict::Failed => 2,
        Verdict::Unreadable => UNREADABLE,
    }
}

/// The documented exit code of a severity.
fn exit_code(severity: u8) -> u8 {
    match severity {
        1 => 2,
        2 => 1,
        other => other,
    }
}

fn with_name(file: &Path, report: &Report) -> anyhow::Result<serde_json::Value> {
    let mut value = serde_json::to_value(report)?;
    value["file"] = file.display().to_string().into();
    Ok(value)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("không đọc được {}", path.display()))
}

fn add(store: &mut TrustStore, path: &Path) -> anyhow::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            let path = entry?.path();
            if path.is_file() {
                add(store, &path)?;
            }
        }
        return Ok(());
    }
    let bytes = read(path)?;
    let added = if bytes.windows(10).any(|window| window == b"-----BEGIN") {
        store.add_pem(&bytes).map(|_| ())
    } else {
        store.add_der(&bytes)
    };
    added.with_context(|| format!("{} không phải chứng thư", path.display()))
}
