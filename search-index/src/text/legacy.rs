//! Text in the encodings of the 1990s, TCVN3 (ABC) and VNI, recognised and converted when files are imported.

mod tcvn3;
mod vni;

use super::normalize::normalize;
use super::syllable::{has_tone, is_syllable};

/// An encoding older than Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legacy {
    /// TCVN 5712:1993 VN3, the `.Vn` fonts.
    Tcvn3,
    /// VNI for Windows, the `VNI-` fonts.
    Vni,
}

/// The encoding the text is in, if it is readable Vietnamese in one and not as it is.
///
/// The text is as a reader of today sees it: each old byte shown as the character of Windows-1252.
#[must_use]
pub fn recognize(text: &str) -> Option<Legacy> {
    let as_is = readable(text);
    [
        (Legacy::Tcvn3, tcvn3::decode(text)),
        (Legacy::Vni, vni::decode(text)),
    ]
    .into_iter()
    .map(|(legacy, decoded)| (readable(&decoded), legacy))
    .filter(|(share, _)| *share > 0.5 && *share > as_is + 0.3)
    .max_by(|a, b| a.0.total_cmp(&b.0))
    .map(|(_, legacy)| legacy)
}

/// Text in an old encoding as normal text.
#[must_use]
pub fn convert(text: &str, legacy: Legacy) -> String {
    let decoded = match legacy {
        Legacy::Tcvn3 => tcvn3::decode(text),
        Legacy::Vni => vni::decode(text),
    };
    normalize(&decoded).into_owned()
}

/// The share of words with marks that are Vietnamese syllables; 0 if hardly any word has marks.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
fn readable(text: &str) -> f32 {
    let text = normalize(text).to_lowercase();
    let (mut marked, mut good) = (0_u32, 0_u32);
    for word in text
        .split(|c: char| c.is_whitespace() || (c.is_ascii_punctuation() && c != '\''))
        .take(2_000)
    {
        if word.is_ascii() {
            continue;
        }
        marked += 1;
        let is_vietnamese =
            is_syllable(word) && (has_tone(word) || word.chars().any(|c| "ăâđêôơư".contains(c)));
        good += u32::from(is_vietnamese);
    }
    if marked < 3 {
        0.0
    } else {
        good as f32 / marked as f32
    }
}

#[cfg(test)]
mod tests {
    use super::{Legacy, convert, recognize};

    #[test]
    fn tcvn3_is_recognised_and_converted() {
        let text = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc";
        assert_eq!(recognize(text), Some(Legacy::Tcvn3));
        assert_eq!(
            convert(text, Legacy::Tcvn3),
            "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
        );
    }

    #[test]
    fn vni_is_recognised_and_converted() {
        let text = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc";
        assert_eq!(recognize(text), Some(Legacy::Vni));
        assert_eq!(
            convert(text, Legacy::Vni),
            "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
        );
    }

    #[test]
    fn unicode_and_foreign_text_is_left_alone() {
        for text in [
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
            "déjà vu à la carte, naïve café élève, où êtes-vous",
            "plain ASCII text with nothing in it",
            "",
        ] {
            assert_eq!(recognize(text), None, "{text}");
        }
    }
}
