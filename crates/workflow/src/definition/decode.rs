use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How far an XML declaration is looked for.
const DECLARATION: usize = 256;

/// A file as text, whatever encoding its modeller wrote: by byte order mark, by the look of UTF-16, by its XML declaration
/// (XML 1.0, Appendix F), and UTF-8 otherwise. The declaration names UTF-8 afterwards, which is what the text is kept as.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let encoding = Encoding::for_bom(bytes)
        .map(|(encoding, _)| encoding)
        .or_else(|| without_mark(bytes))
        .or_else(|| declared(bytes))
        .unwrap_or(UTF_8);
    let (text, ..) = encoding.decode(bytes);
    if encoding == UTF_8 {
        return text.into_owned();
    }
    renamed(&text)
}

/// UTF-16 shows by the zero beside the first `<`.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let head = head.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|two| two == b"?>")?;
    let declaration = str::from_utf8(&head[..end]).ok()?;
    Encoding::for_label(label(declaration)?.as_bytes())
}

/// The encoding a declaration names.
fn label(declaration: &str) -> Option<&str> {
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// The text with UTF-8 in its declaration.
fn renamed(text: &str) -> String {
    let end = text.find("?>").filter(|_| text.starts_with("<?xml"));
    let Some((declaration, rest)) = end.map(|end| text.split_at(end)) else {
        return text.to_owned();
    };
    match label(declaration) {
        Some(label) => format!("{}{rest}", declaration.replacen(label, "UTF-8", 1)),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    const TEXT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a name=\"Trình ký\"/>";

    #[test]
    fn every_encoding_of_a_modeller_is_read() {
        let declared = TEXT.replace("UTF-8", "UTF-16");
        let little: Vec<u8> = declared.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = declared.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
            [b"\xFF\xFE".as_slice(), &little].concat(),
            [b"\xFE\xFF".as_slice(), &big].concat(),
            little,
            big,
        ] {
            assert_eq!(decode(&bytes), TEXT);
        }
        let western = b"<?xml version='1.0' encoding='ISO-8859-1'?><a name='Gen\xE8ve'/>";
        assert_eq!(
            decode(western),
            "<?xml version='1.0' encoding='UTF-8'?><a name='Gen\u{e8}ve'/>"
        );
    }

    #[test]
    fn what_is_no_text_is_still_answered() {
        for bytes in [
            &b""[..],
            b"\xFF",
            b"<",
            b"<?xml encoding=",
            b"<?xml encoding=\"\xC3\"?>",
            &[0, b'<', 0],
        ] {
            let _ = decode(bytes).len();
        }
    }
}
