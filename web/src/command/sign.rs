use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{ArgGroup, Args};
use kernel::{Clock as _, SystemClock};
use signing::{
    SchemePreference,
    key::{Pkcs12, Signer},
    pades::{Appearance, NoEvidence, Permission, Rect, SignatureRequest, Target, sign},
    validate::{Options, Verdict, validate_pdf},
};

/// Ký số một tệp PDF (PAdES B-B) bằng khóa PKCS#12; không cần máy chủ.
///
/// Tệp gốc không đổi; kết quả được tự kiểm tra trước khi ghi ra.
///
/// Ví dụ:
///   vanthu sign vao.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt
///   vanthu sign vao.pdf -o ra.pdf --p12 khoa.p12 --pin-file pin.txt --image chu-ky.png --page 1 --rect 330,120,120,60
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, group = ArgGroup::new("padding").args(["pss", "pkcs1"]))]
pub(crate) struct Sign {
    /// Tệp PDF cần ký
    input: PathBuf,
    /// Tệp kết quả
    #[arg(long, short)]
    output: PathBuf,
    /// Kho khóa PKCS#12
    #[arg(long, value_name = "TỆP")]
    p12: PathBuf,
    /// Tệp chứa mã PIN ở dòng đầu
    #[arg(long, value_name = "TỆP")]
    pin_file: PathBuf,
    /// RSASSA-PSS (mặc định với khóa RSA)
    #[arg(long)]
    pss: bool,
    /// PKCS#1 v1.5, cho phần mềm kiểm tra đời cũ
    #[arg(long)]
    pkcs1: bool,
    /// Chứng nhận tài liệu: 1 không cho đổi gì, 2 cho điền và ký, 3 cho cả ghi chú
    #[arg(long, value_name = "MỨC", value_parser = clap::value_parser!(u8).range(1..=3))]
    certify: Option<u8>,
    /// Tên ô chữ ký: ô trống có sẵn, hoặc tên ô mới khi dùng --rect
    #[arg(long, value_name = "TÊN")]
    field: Option<String>,
    /// Ảnh PNG của chữ ký hoặc con dấu
    #[arg(long, value_name = "TỆP", requires = "rect")]
    image: Option<PathBuf>,
    /// Trang, tính từ 1
    #[arg(long, default_value_t = 1)]
    page: u32,
    /// Vị trí: trái,dưới,rộng,cao tính bằng point từ góc dưới bên trái
    #[arg(long, value_name = "L,B,W,H")]
    rect: Option<String>,
    /// Lý do ký
    #[arg(long)]
    reason: Option<String>,
}

impl Sign {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let pdf = read(&self.input)?;
        let pin = String::from_utf8(read(&self.pin_file)?).context("tệp PIN không phải văn bản")?;
        let pin = pin.lines().next().unwrap_or_default();
        let preference = if self.pkcs1 {
            SchemePreference::Pkcs1
        } else {
            SchemePreference::Pss
        };
        let key = Pkcs12::open(&read(&self.p12)?, pin, preference)?;
        let now = SystemClock.now();
        let certificate = key.certificate();
        if now.utc() < certificate.not_before() || now.utc() > certificate.not_after() {
            bail!(
                "chứng thư số của {} không còn hoặc chưa có hiệu lực",
                certificate.subject_common_name()
            );
        }
        let mut request = SignatureRequest::new(self.target()?, now.vietnam());
        request.certify = self.certify.map(|level| match level {
            1 => Permission::NoChanges,
            2 => Permission::FillAndSign,
            _ => Permission::Annotate,
        });
        request.reason.clone_from(&self.reason);
        if let Some(image) = &self.image {
            request.appearance = Some(Appearance::Image { png: read(image)? });
        }
        let signed = sign(&pdf, &request, &key, &NoEvidence)?;
        let report = validate_pdf(&signed, &Options::at(now.utc()));
        if report.verdict != Verdict::Passed {
            eprintln!("{}", report.to_text());
            bail!("chữ ký vừa tạo không qua được bước tự kiểm tra; không ghi tệp");
        }
        std::fs::write(&self.output, signed)
            .with_context(|| format!("không ghi được {}", self.output.display()))?;
        println!("Đã ký: {}", self.output.display());
        Ok(ExitCode::SUCCESS)
    }

    fn target(&self) -> anyhow::Result<Target> {
        let name = || self.field.clone().unwrap_or_else(|| "Signature1".to_owned());
        match (&self.rect, &self.field) {
            (Some(text), _) => Ok(Target::New {
                name: name(),
                page: self.page,
                rect: rectangle(text)?,
            }),
            (None, Some(field)) => Ok(Target::Field(field.clone())),
            (None, None) => Ok(Target::Invisible { name: name() }),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("không đọc được {}", path.display()))
}

fn rectangle(text: &str) -> anyhow::Result<Rect> {
    let numbers: Result<Vec<f32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match numbers.as_deref() {
        Ok([left, bottom, width, height]) if *width > 0.0 && *height > 0.0 => Ok(Rect {
            left: *left,
            bottom: *bottom,
            width: *width,
            height: *height,
        }),
        _ => bail!("vị trí {text:?} phải là bốn số: trái,dưới,rộng,cao"),
    }
}
