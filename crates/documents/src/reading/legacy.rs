use pdf::PageText;
use search_index::text::legacy::{convert as converted, recognize};

/// Converts the lines of a page whose text is in TCVN3 or VNI.
pub(super) fn convert(page: &mut PageText) {
    let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    if let Some(encoding) = recognize(&lines.join("\n")) {
        for line in &mut page.lines {
            line.text = converted(&line.text, encoding);
        }
    }
}

#[cfg(test)]
mod tests {
    use pdf::{Line, Origin, PageText};

    use super::convert;

    fn page(lines: &[&str]) -> PageText {
        let line = |text: &&str| Line {
            text: (*text).to_owned(),
            left: 0.0,
            top: 0.0,
            width: 1.0,
            height: 1.0,
        };
        PageText {
            number: 1,
            width: 1.0,
            height: 1.0,
            lines: lines.iter().map(line).collect(),
            origin: Origin::Embedded,
        }
    }

    #[test]
    fn a_page_in_an_old_encoding_is_converted_line_by_line() {
        for (written, wanted) in [
            (
                ["Céng hßa x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do"],
                ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do"],
            ),
            (
                ["Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Ñoäc laäp - Töï do"],
                ["Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do"],
            ),
            (
                ["Cộng hòa xã hội", "café déjà vu"],
                ["Cộng hòa xã hội", "café déjà vu"],
            ),
        ] {
            let mut page = page(&written);
            convert(&mut page);
            let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(lines, wanted);
        }
    }
}
