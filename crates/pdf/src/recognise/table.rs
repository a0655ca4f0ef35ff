//! The program's table of words: one a line, its place in pixels, and how sure the program is.

use unicode_normalization::UnicodeNormalization;

use crate::Line;

/// Words the program is less sure of are stamps, seals and pen strokes.
const SURE: f32 = 30.0;

/// A gap wider than this many heights of the line parts two columns: the head of an official document has two.
const COLUMN: f32 = 2.0;

/// A word and its place in pixels.
struct Word<'a> {
    /// Block, paragraph and line it stands in.
    line: [&'a str; 3],
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    text: &'a str,
}

/// The lines of a page, `scale` points to the pixel.
pub(super) fn lines(table: &str, scale: f32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last: Option<Word<'_>> = None;
    for word in table.lines().filter_map(word) {
        let continues = last.as_ref().is_some_and(|last| continues(last, &word));
        match lines.last_mut().filter(|_| continues) {
            Some(line) => append(line, &word, scale),
            None => lines.push(Line {
                text: word.text.nfc().collect(),
                left: word.left * scale,
                top: word.top * scale,
                width: word.width * scale,
                height: word.height * scale,
            }),
        }
        last = Some(word);
    }
    lines
}

/// The columns are: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. Level 5 is a word.
fn word(row: &str) -> Option<Word<'_>> {
    let columns: Vec<&str> = row.split('\t').collect();
    let [
        "5",
        _,
        block,
        paragraph,
        line,
        _,
        left,
        top,
        width,
        height,
        sure,
        text,
    ] = columns[..]
    else {
        return None;
    };
    let text = text.trim();
    if text.is_empty() || sure.parse::<f32>().ok()? < SURE {
        return None;
    }
    Some(Word {
        line: [block, paragraph, line],
        left: left.parse().ok()?,
        top: top.parse().ok()?,
        width: width.parse().ok()?,
        height: height.parse().ok()?,
        text,
    })
}

fn continues(last: &Word<'_>, word: &Word<'_>) -> bool {
    let gap = word.left - (last.left + last.width);
    last.line == word.line && gap < COLUMN * last.height.max(word.height)
}

fn append(line: &mut Line, word: &Word<'_>, scale: f32) {
    line.text.push(' ');
    line.text.extend(word.text.nfc());
    let (top, bottom) = (word.top * scale, (word.top + word.height) * scale);
    let lowest = bottom.max(line.top + line.height);
    line.top = line.top.min(top);
    line.height = lowest - line.top;
    line.width = (word.left + word.width) * scale - line.left;
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn words_become_lines_and_columns_are_parted() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t1\t1\t1\t0\t100\t100\t900\t30\t-1\t\n\
            5\t1\t1\t1\t1\t1\t100\t100\t90\t30\t96.1\tỦY\n\
            5\t1\t1\t1\t1\t2\t200\t98\t100\t34\t95.0\tBAN\n\
            5\t1\t1\t1\t1\t3\t600\t100\t100\t30\t95.0\tCỘNG\n\
            5\t1\t1\t1\t1\t4\t710\t100\t40\t30\t12.0\t%&\n\
            5\t1\t1\t1\t2\t1\t100\t150\t40\t30\t91.0\tSo\u{302}\u{301}\n";
        let read = lines(table, 0.5);
        let texts: Vec<&str> = read.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["ỦY BAN", "CỘNG", "Số"]);
        let first = &read[0];
        let place = [first.left, first.top, first.width, first.height];
        assert_eq!(place.map(|side| side.to_string()), ["50", "49", "100", "17"]);
    }
}
