//! A paper's way into the computer: pages become grey images with some dust, and a PDF that holds nothing else.

use pdf::Limits;

/// Pixels to the width of a page: two hundred to the inch of A4.
const WIDTH: u32 = 1_654;

/// A PDF of images of the first `pages` pages.
pub(crate) fn scan(pdf: &[u8], pages: u32) -> Vec<u8> {
    let images: Vec<(u32, u32, Vec<u8>)> = (1..=pages).map(|page| grey(pdf, page)).collect();
    let mut objects: Vec<Vec<u8>> = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    let kids: Vec<String> = (0..images.len())
        .map(|at| format!("{} 0 R", 3 + 3 * at))
        .collect();
    let kids = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        images.len()
    );
    objects.push(kids.into_bytes());
    for (at, (width, height, pixels)) in images.into_iter().enumerate() {
        let (content, image) = (4 + 3 * at, 5 + 3 * at);
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R \
                 /Resources << /XObject << /Scan {image} 0 R >> >> >>"
            )
            .into_bytes(),
        );
        objects.push(stream("", b"q 595 0 0 842 0 0 cm /Scan Do Q".to_vec()));
        let facts = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 "
        );
        objects.push(stream(&facts, pixels));
    }
    written(&objects)
}

fn stream(facts: &str, data: Vec<u8>) -> Vec<u8> {
    let mut object = format!("<< {facts}/Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

fn written(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    file.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    file
}

/// A page's image in grey, as wide as it is, with a speck on every thousandth place.
fn grey(pdf: &[u8], page: u32) -> (u32, u32, Vec<u8>) {
    let image = pdf::render(pdf, page, WIDTH, &Limits::default()).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&image.png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut colours = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut colours).unwrap();
    let channels = info.color_type.samples();
    let pixels = colours.chunks(channels).enumerate().map(|(at, pixel)| {
        let is_speck = at % 1_009 == 0;
        if is_speck { 150 } else { pixel[0].clamp(25, 245) }
    });
    (image.width, image.height, pixels.collect())
}
