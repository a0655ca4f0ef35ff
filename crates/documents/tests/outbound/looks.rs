//! What people see of signature and seal: drawn by two renderers that know nothing of each other, hayro and poppler, and measured.

use std::process::Command;

use documents::outbound::{
    self, SigningAuthority,
    image::{seal, signature},
};
use signing::{
    SchemePreference,
    authority::{Identity, Profile},
    pades::{Appearance, NoEvidence, Rect, SignatureRequest, Target, TextLine, find_anchor, sign},
};

use crate::province::{NOW, Province, valid};

/// Width of the drawn pages in pixels.
const WIDTH: u32 = 1190;
/// Width of A4 in points.
const A4_WIDE: f32 = 595.28;
/// Side of the squares whose mean colours are compared, in pixels: letters are smoothed differently, shapes are not.
const SQUARE: usize = 10;

/// A drawn page.
struct Drawn {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// A box in points from the bottom left of the page as it is shown.
#[derive(Debug, Clone, Copy)]
struct Seen {
    left: f32,
    bottom: f32,
    right: f32,
    top: f32,
}

impl Seen {
    /// Halfway up.
    fn middle(&self) -> f32 {
        f32::midpoint(self.bottom, self.top)
    }
}

impl Drawn {
    fn by_hayro(pdf: &[u8], page: u32) -> Self {
        let image = pdf::render(pdf, page, WIDTH, &pdf::Limits::default()).unwrap();
        let mut decoder = png::Decoder::new(std::io::Cursor::new(image.png));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let samples = info.color_type.samples();
        let rgb = pixels[..info.buffer_size()]
            .chunks(samples)
            .flat_map(|pixel| match samples {
                1 | 2 => [pixel[0]; 3],
                _ => [pixel[0], pixel[1], pixel[2]],
            });
        Self {
            width: info.width as usize,
            height: info.height as usize,
            rgb: rgb.collect(),
        }
    }

    fn by_poppler(pdf: &[u8], page: u32, points_wide: f32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.pdf");
        std::fs::write(&file, pdf).unwrap();
        #[expect(clippy::cast_precision_loss, reason = "the pixels of one line")]
        let dots = WIDTH as f32 * 72.0 / points_wide;
        let (page, dots) = (page.to_string(), dots.to_string());
        let output = Command::new("pdftoppm")
            .args(["-f", &page, "-l", &page, "-r", &dots])
            .arg(&file)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let ppm = output.stdout;
        let mut fields = ppm.splitn(4, u8::is_ascii_whitespace).map(<[u8]>::to_vec);
        let mut number = || String::from_utf8(fields.next().unwrap()).unwrap();
        assert_eq!(number(), "P6");
        let (width, height): (usize, usize) = (number().parse().unwrap(), number().parse().unwrap());
        Self {
            width,
            height,
            rgb: ppm[ppm.len() - width * height * 3..].to_vec(),
        }
    }

    /// The box around everything in these colours; none when there is nothing.
    fn find(&self, is_wanted: impl Fn([u8; 3]) -> bool, points_wide: f32) -> Option<Seen> {
        let pixels = self.rgb.chunks(3).enumerate();
        let places = pixels
            .filter(|(_, pixel)| is_wanted([pixel[0], pixel[1], pixel[2]]))
            .map(|(index, _)| (index % self.width, self.height - 1 - index / self.width));
        let sides = places.fold(None, |sides, (x, y)| {
            let (left, bottom, right, top) = sides.unwrap_or((x, y, x, y));
            Some((left.min(x), bottom.min(y), right.max(x + 1), top.max(y + 1)))
        });
        #[expect(clippy::cast_precision_loss, reason = "pixels of one page")]
        let points = |pixels: usize| pixels as f32 * points_wide / self.width as f32;
        sides.map(|(left, bottom, right, top)| Seen {
            left: points(left),
            bottom: points(bottom),
            right: points(right),
            top: points(top),
        })
    }

    /// The greatest difference of a colour between the squares of two drawings, and the mean one, of 255.
    fn difference(&self, other: &Self) -> (f32, f32) {
        assert!(self.width.abs_diff(other.width) <= 1 && self.height.abs_diff(other.height) <= 1);
        let (across, down) = (
            self.width.min(other.width) / SQUARE,
            self.height.min(other.height) / SQUARE,
        );
        let mut worst: f32 = 0.0;
        let mut sum = 0.0;
        for square in 0..across * down {
            let (one, two) = (
                self.mean(square % across, square / across),
                other.mean(square % across, square / across),
            );
            let differs = (0..3).map(|channel| (one[channel] - two[channel]).abs());
            let most = differs.fold(0.0, f32::max);
            worst = worst.max(most);
            sum += most;
        }
        #[expect(clippy::cast_precision_loss, reason = "squares of one page")]
        let count = (across * down) as f32;
        (worst, sum / count)
    }

    fn mean(&self, across: usize, down: usize) -> [f32; 3] {
        let mut sums = [0_u32; 3];
        for y in down * SQUARE..(down + 1) * SQUARE {
            let start = (y * self.width + across * SQUARE) * 3;
            for pixel in self.rgb[start..start + SQUARE * 3].chunks(3) {
                for channel in 0..3 {
                    sums[channel] += u32::from(pixel[channel]);
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "sums of bytes of one square")]
        sums.map(|sum| sum as f32 / (SQUARE * SQUARE) as f32)
    }
}

fn is_blue([red, green, blue]: [u8; 3]) -> bool {
    blue > 120 && red < 110 && green < 120 && blue > red + 60
}

fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 170 && green < 110 && blue < 110
}

/// Both drawings of a page; fails when they differ by more than the smoothing of letters.
#[track_caller]
fn drawn(name: &str, pdf: &[u8], page: u32, points_wide: f32) -> [Drawn; 2] {
    let both = [
        Drawn::by_hayro(pdf, page),
        Drawn::by_poppler(pdf, page, points_wide),
    ];
    let (worst, mean) = both[0].difference(&both[1]);
    if let Some(folder) = std::env::var_os("VANTHU_LOOKS") {
        // To be looked at by people.
        let path = std::path::Path::new(&folder).join(format!("{name}.pdf"));
        std::fs::write(path, pdf).unwrap();
        println!("{name}: worst {worst}, mean {mean}");
    }
    assert!(worst < 60.0 && mean < 2.0, "{name}: worst {worst}, mean {mean}");
    both
}

#[track_caller]
fn near(what: &str, found: f32, wanted: f32, tolerance: f32) {
    assert!(
        (found - wanted).abs() <= tolerance,
        "{what}: {found}, not {wanted}"
    );
}

fn shown_text(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-layout".as_ref(), file.as_os_str(), "-".as_ref()])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn the_signature_is_blue_and_centred_and_the_seal_red_over_its_left_third() {
    let province = Province::open().await;
    let id = province.sealed().await;
    let pdf = province.file(id).await;
    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    let marks = view.marks.unwrap();
    let (wide, high) = (A4_WIDE, 841.89);
    let place = |mark: outbound::pages::Mark| Seen {
        left: mark.left * wide / 100.0,
        right: (mark.left + mark.width) * wide / 100.0,
        top: high - mark.top * high / 100.0,
        bottom: high - (mark.top + mark.height) * high / 100.0,
    };
    let (field, round) = (place(marks.signature), place(marks.seal));
    let name_line = pdf::text(&pdf, &pdf::Limits::default()).unwrap();
    let mut lines = name_line.iter().flat_map(|page| &page.lines);
    let name = lines.rfind(|line| line.text.contains("Trần Văn Bình")).unwrap();
    for sheet in drawn("sealed", &pdf, marks.signature.page, wide) {
        let signature = sheet.find(is_blue, wide).unwrap();
        let stamp = sheet.find(is_red, wide).unwrap();
        // Above the name, in the middle of the column.
        near(
            "middle",
            f32::midpoint(field.left, field.right),
            name.left + name.width / 2.0,
            3.0,
        );
        assert!(signature.left >= field.left - 1.0 && signature.right <= field.right + 1.0);
        assert!(
            signature.bottom >= high - name.top - 2.0,
            "{signature:?} above {name:?}"
        );
        // The real size of a seal, 36 mm but for the edge of its image, and round.
        near("diameter", stamp.right - stamp.left, 36.0 * 72.0 / 25.4, 2.5);
        near("height", stamp.top - stamp.bottom, 36.0 * 72.0 / 25.4, 2.5);
        near("place of the seal", stamp.left, round.left, 1.5);
        // Annex I, II.8a: over about a third of the signature, on its left.
        let third = (stamp.right - field.left) / (field.right - field.left);
        near("part of the signature below the seal", third, 1.0 / 3.0, 0.03);
        near("height of the seal", stamp.middle(), field.middle(), 2.0);
    }
    let text = shown_text(&pdf);
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Trần Văn Bình",
        "/UBND-VX",
        "Ninh Bình, ngày",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// A key to sign anything with.
fn person(province: &mut Province) -> Identity {
    province.identity("Trần Văn Bình", Profile::Person, valid())
}

fn signed(identity: &Identity, pdf: &[u8], target: Target, appearance: Option<Appearance>) -> Vec<u8> {
    let key = identity.signer(SchemePreference::Pss).unwrap();
    let request = SignatureRequest {
        appearance,
        ..SignatureRequest::new(target, NOW)
    };
    sign(pdf, &request, &key, &NoEvidence).unwrap()
}

/// A page that is turned, with a word in the direction it is read in.
fn turned(rotation: u16) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {rotation}/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>"
    );
    let content = "BT /F 20 Tf 200 400 Td (UY BAN NHAN DAN) Tj ET";
    let stream = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &page,
        &stream,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        use std::fmt::Write as _;
        writeln!(table, "{:010} 00000 n ", pdf.len()).unwrap();
        pdf.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = pdf.len();
    pdf.extend(format!("{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    pdf
}

#[tokio::test]
async fn images_stand_upright_where_they_were_asked_for_on_turned_pages() {
    let mut province = Province::open().await;
    let identity = person(&mut province);
    let rect = Rect {
        left: 100.0,
        bottom: 150.0,
        width: 160.0,
        height: 120.0,
    };
    for rotation in [0, 90, 180, 270] {
        let wide = if rotation % 180 == 0 { 595.0 } else { 842.0 };
        let target = || Target::New {
            name: "ky".to_owned(),
            page: 1,
            rect,
        };
        let image = Appearance::Image {
            png: seal("ỦY BAN NHÂN DÂN", "NINH BÌNH").unwrap(),
        };
        let pdf = signed(&identity, &turned(rotation), target(), Some(image));
        for sheet in drawn(&format!("turned-{rotation}"), &pdf, 1, wide) {
            // A round image in a wider place: as high as the place, in its middle.
            let stamp = sheet.find(is_red, wide).unwrap();
            near("left", stamp.left, 120.0, 2.5);
            near("right", stamp.right, 240.0, 2.5);
            near("bottom", stamp.bottom, 150.0, 2.5);
            near("top", stamp.top, 270.0, 2.5);
        }
        let line = Appearance::Text {
            lines: vec!["15/QĐ-UBND Đà Nẵng; 2026-03-05T14:30:15+07:00".to_owned()],
            size: 10,
            font: composer::fonts::serif_regular().to_vec(),
        };
        let top = Rect {
            left: wide - 320.0,
            bottom: if rotation % 180 == 0 { 800.0 } else { 550.0 },
            width: 300.0,
            height: 20.0,
        };
        let target = Target::New {
            name: "sao".to_owned(),
            page: 1,
            rect: top,
        };
        let pdf = signed(&identity, &turned(rotation), target, Some(line));
        drawn(&format!("line-{rotation}"), &pdf, 1, wide);
        let text = shown_text(&pdf);
        assert!(
            text.contains("15/QĐ-UBND Đà Nẵng; 2026-03-05T14:30:15+07:00"),
            "{rotation}: {text}"
        );
    }
}

/// A letter signed KT. CHỦ TỊCH, as the composer lays it out.
async fn letter(province: &Province) -> Vec<u8> {
    let mut fields = province.fields();
    fields.authority = SigningAuthority::ForHead;
    let id = outbound::begin(&province.office, &province.drafter, fields)
        .await
        .unwrap();
    outbound::submit(&province.office, &province.drafter, id, None)
        .await
        .unwrap();
    province.approve(id, 1).await;
    province.file(id).await
}

fn text_lines(pdf: &[u8]) -> Vec<TextLine> {
    let pages = pdf::text(pdf, &pdf::Limits::default()).unwrap();
    let lines = pages.iter().flat_map(|page| {
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
    });
    lines.collect()
}

#[tokio::test]
async fn the_words_above_tell_where_the_signature_belongs() {
    let mut province = Province::open().await;
    let pdf = letter(&province).await;
    let identity = person(&mut province);
    let lines = text_lines(&pdf);
    let anchor = find_anchor(&lines, "KT. CHỦ TỊCH").unwrap();
    let rect = anchor.below(120.0, 46.0, 18.0);
    let target = Target::New {
        name: "ky-thay".to_owned(),
        page: anchor.page,
        rect,
    };
    let image = Appearance::Image {
        png: signature("Trần Văn Bình").unwrap(),
    };
    let (page, words) = (anchor.page, anchor.rect);
    let made = signed(&identity, &pdf, target, Some(image));
    for sheet in drawn("anchor", &made, page, A4_WIDE) {
        let seen = sheet.find(is_blue, A4_WIDE).unwrap();
        assert!(seen.top < words.bottom, "{seen:?} below {words:?}");
        assert!(
            seen.left > rect.left - 1.0 && seen.right < rect.left + rect.width + 1.0,
            "{seen:?} inside {rect:?}"
        );
        near(
            "middle of the place",
            rect.left + rect.width / 2.0,
            words.left + words.width / 2.0,
            1.0,
        );
    }
}

#[tokio::test]
async fn an_invisible_signature_changes_no_pixel() {
    let mut province = Province::open().await;
    let pdf = letter(&province).await;
    let identity = person(&mut province);
    let target = Target::Invisible {
        name: "an".to_owned(),
    };
    let made = signed(&identity, &pdf, target, None);
    let (before, after) = (
        drawn("before", &pdf, 1, A4_WIDE),
        drawn("after", &made, 1, A4_WIDE),
    );
    for (before, after) in before.iter().zip(&after) {
        assert!(before.rgb == after.rgb);
    }
}

/// PDF/A-2: fonts and colours are inside, what is drawn of a field is drawn by the file, nothing acts.
#[tokio::test]
async fn a_sealed_document_says_what_pdf_a_asks_for() {
    const JUDGE: &str = r"
import sys
from pyhanko.pdf_utils.reader import PdfFileReader
reader = PdfFileReader(open(sys.argv[1], 'rb'))
def each(array):
    return [one.get_object() if hasattr(one, 'get_object') else one for one in array]
root = reader.root
meta = root['/Metadata'].data
assert b'pdfaid:part' in meta and b'pdfaid:conformance' in meta, 'declared'
assert any(one['/S'] == '/GTS_PDFA1' for one in each(root['/OutputIntents'])), 'output intent'
assert '/Encrypt' not in reader.trailer and not root.get('/OpenAction'), 'nothing acts'
form = root['/AcroForm']
assert not form.get('/NeedAppearances') and '/XFA' not in form, 'form'
def fonts(resources, seen):
    for font in each((resources.get('/Font') or {}).values()):
        descendants = font.get('/DescendantFonts')
        holder = each(descendants)[0] if descendants else font
        if font['/Subtype'] == '/Type3': continue
        descriptor = holder['/FontDescriptor']
        assert any(name in descriptor for name in ('/FontFile', '/FontFile2', '/FontFile3')), font
        seen.append(str(font['/BaseFont']))
    for xobject in each((resources.get('/XObject') or {}).values()):
        if xobject['/Subtype'] == '/Form' and '/Resources' in xobject: fonts(xobject['/Resources'], seen)
        assert xobject['/Subtype'] != '/Image' or not xobject.get('/Interpolate'), 'interpolated'
seen = []
for page in each(root['/Pages']['/Kids']):
    fonts(page['/Resources'], seen)
    for annotation in each(page.get('/Annots', [])):
        flags = annotation['/F']
        assert flags & 4 and not flags & (1 | 2 | 32), ('printed and shown', flags)
        rect = [float(one) for one in annotation['/Rect']]
        if rect[0] != rect[2] and rect[1] != rect[3]:
            normal = annotation['/AP']['/N']
            assert list(annotation['/AP'].keys()) == ['/N'], 'one appearance'
            fonts(normal.get('/Resources') or {}, seen)
        assert '/A' not in annotation and '/AA' not in annotation, 'actions'
print(len(seen))
";
    let province = Province::open().await;
    let id = province.sealed().await;
    let file = province.folder.path().join("sealed.pdf");
    std::fs::write(&file, province.file(id).await).unwrap();
    let output = Command::new("python3")
        .args(["-c", JUDGE])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let fonts: usize = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
    assert!(fonts >= 3, "letters, number and date: {fonts}");
}
