mod evidence;
mod key;
mod placement;
mod words;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args, ValueEnum};
use documents::evidence::report_on;
use kernel::{Clock as _, SystemClock, Timestamp};
use signing::{
    Error, SchemePreference,
    fitness::{self, Fitness},
    key::Signer,
    pades::{Level, Permission, SignatureRequest, repair, sign},
    revocation::Collector,
    validate::{Options, Report, Verdict, validate_pdf},
};

/// Ký số một tệp PDF (PAdES); không cần máy chủ Vanthu.
///
/// Tệp gốc không đổi một byte: chữ ký được nối vào cuối. Chứng thư được kiểm tra trước khi hỏi khóa; kết quả được tự
/// kiểm tra trước khi ghi ra. Khóa nằm ở một trong ba nơi: tệp PKCS#12, thiết bị PKCS#11 (USB token, HSM), hoặc dịch vụ ký
/// từ xa theo Cloud Signature Consortium (TS 119 432).
///
/// Mức: b (chữ ký), t (thêm dấu thời gian), lt (thêm chứng thư và trạng thái thu hồi, kiểm tra được khi chứng thư hết hạn),
/// lta (thêm dấu thời gian lưu trữ).
///
/// Ví dụ:
///   Khóa trong tệp, không hình:
///     vanthu sign vao.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt
///   USB token, ảnh chữ ký ở trang 1 (góc trái dưới và góc phải trên, tính bằng point từ góc trái dưới trang):
///     vanthu sign vao.pdf -o ra.pdf --pkcs11 /usr/lib/libvgca.so --token "Vũ Thị Lan" --pin-file pin.txt \
///       --image chu-ky.png --page 1 --rect 330,120,450,180
///   Ảnh chữ ký ngay dưới dòng "KT. CHỦ TỊCH", để lưu lâu dài:
///     vanthu sign vao.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt --image chu-ky.png --anchor "KT. CHỦ TỊCH" \
///       --level lta --tsa http://tsa.ca.gov.vn
///   Ký từ xa:
///     vanthu sign vao.pdf -o ra.pdf --csc https://rs.example.vn --csc-credential lan --csc-token-file token.txt
///   Chứng nhận, chỉ cho điền ô và ký tiếp:
///     vanthu sign vao.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt --certify 2
///   Tệp hỏng: ký bản sửa (tệp gốc vẫn giữ nguyên):
///     vanthu sign hong.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt --repair
#[expect(clippy::doc_markdown, reason = "the text is the help that people read")]
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    group = ArgGroup::new("padding").args(["pss", "pkcs1"]),
    group = ArgGroup::new("device").args(["p12", "pkcs11", "csc"]).required(true),
)]
pub(crate) struct Sign {
    /// Tệp PDF cần ký
    input: PathBuf,
    /// Tệp kết quả
    #[arg(long, short)]
    output: PathBuf,
    #[command(flatten)]
    key: key::KeyArguments,
    #[command(flatten)]
    place: placement::PlaceArguments,
    #[command(flatten)]
    evidence: evidence::EvidenceArguments,
    /// Mức chữ ký
    #[arg(long, value_enum, default_value_t = Depth::B)]
    level: Depth,
    /// RSASSA-PSS (mặc định với khóa RSA mà thiết bị làm được)
    #[arg(long)]
    pss: bool,
    /// PKCS#1 v1.5, cho phần mềm kiểm tra đời cũ
    #[arg(long)]
    pkcs1: bool,
    /// Chứng nhận tài liệu: 1 không cho đổi gì, 2 cho điền và ký, 3 cho cả ghi chú
    #[arg(long, value_name = "MỨC", value_parser = clap::value_parser!(u8).range(1..=3))]
    certify: Option<u8>,
    /// Lý do ký
    #[arg(long)]
    reason: Option<String>,
    /// Nơi ký
    #[arg(long)]
    location: Option<String>,
    /// Tệp chứa mật khẩu mở PDF ở dòng đầu, khi PDF được mã hóa
    #[arg(long, value_name = "TỆP")]
    password_file: Option<PathBuf>,
    /// Tệp hỏng thì sửa một bản sao rồi ký bản sao ấy
    #[arg(long)]
    repair: bool,
}

/// A file with more signatures of ours needs a name from the person.
const MAX_FIELDS: u32 = 1000;

/// Levels by their usual short names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Depth {
    /// B-B: chữ ký
    B,
    /// B-T: thêm dấu thời gian
    T,
    /// B-LT: thêm chứng thư và trạng thái thu hồi
    Lt,
    /// B-LTA: thêm dấu thời gian lưu trữ
    Lta,
}

impl From<Depth> for Level {
    fn from(depth: Depth) -> Self {
        match depth {
            Depth::B => Self::B,
            Depth::T => Self::T,
            Depth::Lt => Self::Lt,
            Depth::Lta => Self::Lta,
        }
    }
}

impl Sign {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let now = SystemClock.now();
        let pdf = read(&self.input)?;
        self.evidence.check(self.level)?;
        let transport = self.evidence.transport(self.key.csc_url())?;
        let preference = if self.pkcs1 {
            SchemePreference::Pkcs1
        } else {
            SchemePreference::Pss
        };
        let key = self.key.open(preference, &transport).map_err(told)?;
        let collector = self.evidence.collector(transport)?;
        let fitness =
            fitness::check(key.certificate(), key.chain(), None, &collector, now.utc()).map_err(told)?;
        self.tell_unanswered(&fitness);
        let key = key::WithChain::new(key, fitness.chain);

        let (pdf, signed) = self.sign(pdf, now, &key, &collector)?;
        let options = Options::at(SystemClock.now().utc());
        let (before, report) = (validate_pdf(&pdf, &options), report_on(&signed, &options));
        if !is_good(&report, &before) {
            eprintln!("{}", report.to_text());
            bail!("chữ ký vừa tạo không qua được bước tự kiểm tra; không ghi tệp");
        }
        write(&self.output, &signed)?;
        println!("Đã ký: {}", self.output.display());
        Ok(ExitCode::SUCCESS)
    }

    /// Signs the file, or its repaired copy where that was asked for. Answers what was signed, and the result.
    fn sign(
        &self,
        pdf: Vec<u8>,
        now: Timestamp,
        key: &dyn Signer,
        collector: &Collector,
    ) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
        let attempt = |pdf: &[u8]| self.attempt(pdf, now, key, collector);
        match attempt(&pdf) {
            Ok(signed) => Ok((pdf, signed)),
            Err(error) => match error.downcast::<Error>() {
                Ok(Error::NeedsRepair(_)) if self.repair => {
                    let repaired = repair(&pdf).map_err(told)?;
                    let signed = attempt(&repaired).map_err(|error| match error.downcast::<Error>() {
                        Ok(error) => told(error),
                        Err(error) => error,
                    })?;
                    eprintln!(
                        "Tệp gốc hỏng: đã sửa một bản sao và ký bản sao ấy. Hãy mở {} xem lại.",
                        self.output.display()
                    );
                    Ok((repaired, signed))
                }
                Ok(error) => Err(told(error)),
                Err(error) => Err(error),
            },
        }
    }

    /// Signs; a new field that nobody named gets the first free name.
    fn attempt(
        &self,
        pdf: &[u8],
        now: Timestamp,
        key: &dyn Signer,
        collector: &Collector,
    ) -> anyhow::Result<Vec<u8>> {
        let mut request = self.request(pdf, now)?;
        for number in 2..=MAX_FIELDS {
            match sign(pdf, &request, key, collector) {
                Err(Error::FieldExists(_)) if self.place.is_unnamed() => {
                    request.target = placement::renamed(&request.target, number);
                }
                outcome => return Ok(outcome?),
            }
        }
        bail!("đặt tên ô chữ ký bằng --field")
    }

    fn request(&self, pdf: &[u8], now: Timestamp) -> anyhow::Result<SignatureRequest> {
        let mut request = SignatureRequest::new(self.place.target(pdf)?, now.vietnam());
        request.appearance = self.place.appearance()?;
        request.certify = self.certify.map(|level| match level {
            1 => Permission::NoChanges,
            2 => Permission::FillAndSign,
            _ => Permission::Annotate,
        });
        request.reason.clone_from(&self.reason);
        request.location.clone_from(&self.location);
        request.level = self.level.into();
        request.password = self.password_file.as_deref().map(first_line).transpose()?;
        Ok(request)
    }

    fn tell_unanswered(&self, fitness: &Fitness) {
        // At level B nobody was told to be asked, unless a list was given.
        if self.level >= Depth::Lt || self.evidence.names_answers() {
            for subject in &fitness.unanswered {
                eprintln!("Cảnh báo: không hỏi được trạng thái thu hồi của chứng thư {subject}.");
            }
        }
    }
}

/// Whether every signature that is new passed, and none that was good before is worse now. An encrypted file cannot be
/// judged without its password, which the validator does not take: the signing code itself has verified the key's answer.
fn is_good(report: &Report, before: &Report) -> bool {
    match report.verdict {
        Verdict::Passed => true,
        Verdict::Unreadable => before.verdict == Verdict::Unreadable,
        Verdict::Unsigned => false,
        Verdict::Failed | Verdict::Indeterminate => {
            let old: Vec<_> = before.signatures.iter().map(|one| one.field.as_str()).collect();
            let mut new = report
                .signatures
                .iter()
                .filter(|one| !old.contains(&one.field.as_str()))
                .peekable();
            new.peek().is_some() && new.all(|one| one.sub_indication.is_none())
        }
    }
}

fn told(error: Error) -> anyhow::Error {
    let words = words::vietnamese(&error);
    anyhow::Error::from(error).context(words)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("không đọc được {}", path.display()))
}

/// The first line of a file that holds a secret.
fn first_line(path: &Path) -> anyhow::Result<String> {
    let text =
        String::from_utf8(read(path)?).with_context(|| format!("{} không phải văn bản", path.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Writes beside the target first, so that no half of a file is ever seen under its name.
fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, path))
        .with_context(|| format!("không ghi được {}", path.display()))
}
