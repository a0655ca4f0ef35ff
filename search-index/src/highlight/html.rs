//! Text as HTML with matches marked.

use crate::text::Word;

/// Text as HTML with the words that are worth something in `<mark>`, neighbours in one.
pub(super) fn marked(text: &str, words: &[Word], worths: &[f32]) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    let mut done = 0;
    let mut open = false;
    for (word, worth) in words.iter().zip(worths) {
        let is_match = *worth > 0.0;
        let between = &text[done..word.from];
        let goes_on = open && is_match && between.chars().all(char::is_whitespace);
        if open && !goes_on {
            html.push_str("</mark>");
            open = false;
        }
        push_escaped(&mut html, between);
        if is_match && !open {
            html.push_str("<mark>");
            open = true;
        }
        push_escaped(&mut html, &text[word.from..word.to]);
        done = word.to;
    }
    if open {
        html.push_str("</mark>");
    }
    push_escaped(&mut html, &text[done..]);
    html
}

pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
