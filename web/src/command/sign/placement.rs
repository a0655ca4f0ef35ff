use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use pdf::Limits;
use signing::pades::{Appearance, Rect, Target, TextLine, find_anchor};

use super::read;

/// The name of a field that nobody named.
const FIELD: &str = "Signature1";
/// The gap between the words and the signature below them, in points.
const GAP: f32 = 4.0;

/// Where the signature goes, and what is seen of it.
#[derive(Debug, Args)]
pub(super) struct PlaceArguments {
    /// Tên ô chữ ký: ô trống có sẵn, hoặc tên ô mới khi dùng --rect hoặc --anchor
    #[arg(long, value_name = "TÊN", help_heading = "Vị trí")]
    field: Option<String>,
    /// Ảnh PNG của chữ ký hoặc con dấu
    #[arg(long, value_name = "TỆP", help_heading = "Vị trí")]
    image: Option<PathBuf>,
    /// Trang, tính từ 1
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Vị trí")]
    page: u32,
    /// Góc trái dưới và góc phải trên, point, tính từ góc trái dưới của trang như người xem thấy
    #[arg(
        long,
        value_name = "X1,Y1,X2,Y2",
        conflicts_with = "anchor",
        help_heading = "Vị trí"
    )]
    rect: Option<String>,
    /// Đặt ngay dưới dòng cuối cùng có những chữ này
    #[arg(long, value_name = "CHỮ", help_heading = "Vị trí")]
    anchor: Option<String>,
    /// Rộng và cao của chữ ký đặt theo --anchor, point
    #[arg(
        long,
        value_name = "RỘNG,CAO",
        default_value = "120,60",
        help_heading = "Vị trí"
    )]
    size: String,
}

impl PlaceArguments {
    /// Where the signature goes.
    pub(super) fn target(&self, pdf: &[u8]) -> anyhow::Result<Target> {
        let name = || self.field.clone().unwrap_or_else(|| FIELD.to_owned());
        let (page, rect) = match (&self.rect, &self.anchor, &self.field) {
            (Some(text), ..) => (self.page, rectangle(text)?),
            (None, Some(words), _) => self.below(words, pdf)?,
            (None, None, Some(field)) => return Ok(Target::Field(field.clone())),
            (None, None, None) if self.image.is_some() => {
                bail!("có ảnh thì cần chỗ đặt: --rect, --anchor, hoặc --field của một ô có sẵn")
            }
            (None, None, None) => return Ok(Target::Invisible { name: name() }),
        };
        Ok(Target::New {
            name: name(),
            page,
            rect,
        })
    }

    /// Whether the field's name was left to us.
    pub(super) fn is_unnamed(&self) -> bool {
        self.field.is_none()
    }

    /// What is seen.
    pub(super) fn appearance(&self) -> anyhow::Result<Option<Appearance>> {
        let image = self.image.as_deref().map(read).transpose()?;
        Ok(image.map(|png| Appearance::Image { png }))
    }

    fn below(&self, words: &str, pdf: &[u8]) -> anyhow::Result<(u32, Rect)> {
        let [width, height] = numbers(&self.size)
            .filter(|[width, height]| *width > 0.0 && *height > 0.0)
            .with_context(|| format!("cỡ {:?} phải là hai số dương: rộng,cao", self.size))?;
        let pages =
            pdf::text(pdf, &Limits::default()).context("không đọc được chữ trong tệp để tìm chỗ ký")?;
        let lines: Vec<TextLine> = pages
            .iter()
            .flat_map(|page| {
                page.lines.iter().map(|line| TextLine {
                    text: line.text.clone(),
                    page: page.number,
                    rect: Rect {
                        left: line.left,
                        bottom: page.height - line.top - line.height,
                        width: line.width,
                        height: line.height,
                    },
                })
            })
            .collect();
        let line = find_anchor(&lines, words)
            .with_context(|| format!("trong tệp không có dòng nào ghi {words:?}"))?;
        Ok((line.page, line.below(width, height, GAP)))
    }
}

/// The same place with the next of our own names.
pub(super) fn renamed(target: &Target, number: u32) -> Target {
    let name = format!("Signature{number}");
    match target {
        Target::New { page, rect, .. } => Target::New {
            name,
            page: *page,
            rect: *rect,
        },
        Target::Invisible { .. } | Target::Field(_) => Target::Invisible { name },
    }
}

fn rectangle(text: &str) -> anyhow::Result<Rect> {
    match numbers(text) {
        Some([x1, y1, x2, y2]) if x2 > x1 && y2 > y1 => Ok(Rect {
            left: x1,
            bottom: y1,
            width: x2 - x1,
            height: y2 - y1,
        }),
        _ => bail!("vị trí {text:?} phải là bốn số X1,Y1,X2,Y2: góc trái dưới rồi góc phải trên"),
    }
}

fn numbers<const N: usize>(text: &str) -> Option<[f32; N]> {
    let parsed: Result<Vec<f32>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    parsed.ok()?.try_into().ok()
}
