//! How far a text layer can be trusted.

use super::PageText;

impl PageText {
    /// The share of the page's signs that Vietnamese writing uses, from 0 to 1; `None` for a page without text.
    ///
    /// Sound layers are above 0.97. Layers in the legacy encodings TCVN3 and VNI, layers whose fonts lack a mapping to
    /// Unicode, and bad recognition stay below 0.9: such a page is better recognised anew.
    #[must_use]
    pub fn quality(&self) -> Option<f32> {
        let signs = self
            .lines
            .iter()
            .flat_map(|line| line.text.chars())
            .filter(|sign| !sign.is_whitespace());
        let (mut usual, mut all) = (0_u16, 0_u16);
        // The first signs of a page tell as much as all of them.
        for sign in signs.take(usize::from(u16::MAX)) {
            all += 1;
            usual += u16::from(is_usual(sign));
        }
        (all > 0).then(|| f32::from(usual) / f32::from(all))
    }
}

fn is_usual(sign: char) -> bool {
    match sign {
        '\u{21}'..='\u{7e}' | '\u{1ea0}'..='\u{1ef9}' => true,
        _ => "àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ“”‘’–—…•°§«»²³½₫×".contains(sign),
    }
}
