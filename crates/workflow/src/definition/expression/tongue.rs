//! Puts what modellers write (JUEL, simple FEEL, a little `XPath`) into CEL. What is CEL already stays as it is.

use std::{fmt::Write as _, iter::Peekable};

/// An expression in CEL, with the names that had to be changed.
pub(super) struct Translated {
    pub(super) source: String,
    /// Each changed name: as CEL calls it, and as it was written.
    pub(super) names: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(String),
    Mark(String),
}

/// Translates; the marks around (`${…}`, `#{…}`, a leading `=`) are taken off.
pub(super) fn to_cel(text: &str) -> Result<Translated, String> {
    let tokens = tokens(bare(text))?;
    let mut writer = Writer { names: Vec::new() };
    let source = writer.render(&tokens);
    Ok(Translated {
        source,
        names: writer.names,
    })
}

fn bare(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("${")
        .or_else(|| text.strip_prefix("#{"))
        .and_then(|rest| rest.strip_suffix('}'))
        .or_else(|| text.strip_prefix('=').filter(|rest| !rest.starts_with('=')))
        .unwrap_or(text);
    inner.trim()
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(&c) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
        } else if c.is_alphabetic() || c == '_' {
            found.push(Token::Word(run(&mut chars, |c| c.is_alphanumeric() || c == '_')));
        } else if c.is_ascii_digit() {
            found.push(Token::Number(run(&mut chars, |c| {
                c.is_ascii_alphanumeric() || c == '.'
            })));
        } else if c == '"' || c == '\'' {
            found.push(Token::Text(quoted(&mut chars, c)?));
        } else {
            found.push(Token::Mark(mark(&mut chars)));
        }
    }
    Ok(found)
}

fn run(chars: &mut Peekable<std::str::Chars<'_>>, belongs: fn(char) -> bool) -> String {
    let mut word = String::new();
    while let Some(c) = chars.next_if(|c| belongs(*c)) {
        word.push(c);
    }
    word
}

fn quoted(chars: &mut Peekable<std::str::Chars<'_>>, quote: char) -> Result<String, String> {
    let mut text = String::from(quote);
    chars.next();
    while let Some(c) = chars.next() {
        text.push(c);
        if c == '\\' {
            text.extend(chars.next());
        } else if c == quote {
            return Ok(text);
        }
    }
    Err("thiếu dấu nháy đóng".to_owned())
}

fn mark(chars: &mut Peekable<std::str::Chars<'_>>) -> String {
    let mut mark: String = chars.next().into_iter().collect();
    while let Some(&next) = chars.peek() {
        let longer = format!("{mark}{next}");
        if !["==", "===", "!=", "!==", "<=", ">=", "&&", "||"].contains(&longer.as_str()) {
            break;
        }
        mark = longer;
        chars.next();
    }
    match mark.as_str() {
        "=" | "===" => "==".to_owned(),
        "!==" => "!=".to_owned(),
        _ => mark,
    }
}

/// What a word between two operands means.
fn operator(word: &str) -> Option<&'static str> {
    Some(match word {
        "and" => "&&",
        "or" => "||",
        "eq" => "==",
        "ne" => "!=",
        "lt" => "<",
        "le" => "<=",
        "gt" => ">",
        "ge" => ">=",
        "mod" => "%",
        "div" => "/",
        "in" => "in",
        _ => return None,
    })
}

const RESERVED: [&str; 18] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

struct Writer {
    names: Vec<(String, String)>,
}

impl Writer {
    fn render(&mut self, tokens: &[Token]) -> String {
        self.whole_form(tokens).unwrap_or_else(|| self.sequence(tokens))
    }

    /// FEEL's `if … then … else …` and `some|every x in … satisfies …`.
    fn whole_form(&mut self, tokens: &[Token]) -> Option<String> {
        let Token::Word(first) = tokens.first()? else {
            return None;
        };
        match first.as_str() {
            "if" => {
                let then = position(tokens, "then")?;
                let other = then + position(&tokens[then..], "else")?;
                let (when, yes, no) = (
                    self.render(&tokens[1..then]),
                    self.render(&tokens[then + 1..other]),
                    self.render(&tokens[other + 1..]),
                );
                Some(format!("(({when}) ? ({yes}) : ({no}))"))
            }
            "some" | "every" => {
                let (within, satisfies) = (position(tokens, "in")?, position(tokens, "satisfies")?);
                let item = self.render(tokens.get(1..within)?);
                let list = self.render(tokens.get(within + 1..satisfies)?);
                let condition = self.render(&tokens[satisfies + 1..]);
                let all = if first == "every" { "all" } else { "exists" };
                Some(format!("({list}).{all}({item}, {condition})"))
            }
            _ => None,
        }
    }

    fn sequence(&mut self, tokens: &[Token]) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut after_operand = false;
        let mut at = 0;
        while at < tokens.len() {
            let (part, next, operand) = self.part(tokens, at, after_operand);
            parts.push(part);
            at = next;
            after_operand = operand;
        }
        parts.concat()
    }

    /// Writes what begins at `at`; answers it, where to go on, and whether an operand ends there.
    fn part(&mut self, tokens: &[Token], at: usize, after_operand: bool) -> (String, usize, bool) {
        match &tokens[at] {
            Token::Text(text) => (text.clone(), at + 1, true),
            Token::Number(number) => (number.clone(), at + 1, true),
            Token::Mark(mark) if mark == "(" || mark == "[" => {
                let close = closing(tokens, at);
                let inner = self.render(tokens.get(at + 1..close).unwrap_or_default());
                let end = if mark == "(" { ")" } else { "]" };
                let end = if close < tokens.len() { end } else { "" };
                (format!("{mark}{inner}{end}"), close + 1, true)
            }
            Token::Mark(mark) if mark == "." => match tokens.get(at + 1) {
                Some(Token::Word(member)) => {
                    let member = if member == "length" { "size" } else { member };
                    (format!(".{member}"), at + 2, true)
                }
                _ => (mark.clone(), at + 1, false),
            },
            Token::Mark(mark) => (format!(" {mark} "), at + 1, false),
            Token::Word(word) if after_operand => match operator(word) {
                Some(operator) => (format!(" {operator} "), at + 1, false),
                None => (format!(" {word} "), at + 1, true),
            },
            Token::Word(word) if word == "not" => ("!".to_owned(), at + 1, false),
            Token::Word(word) if word == "empty" && at + 1 < tokens.len() => {
                let end = primary_end(tokens, at + 1);
                let operand = self.render(&tokens[at + 1..end]);
                (format!("isEmpty({operand})"), end, true)
            }
            Token::Word(_) => self.name(tokens, at),
        }
    }

    /// A variable, perhaps of several words, or a function's name.
    fn name(&mut self, tokens: &[Token], at: usize) -> (String, usize, bool) {
        if let Some((name, next)) = fetched(tokens, at) {
            return (self.variable(&name), next, true);
        }
        let mut name = String::new();
        let mut next = at;
        while let Some(Token::Word(word)) = tokens.get(next) {
            if next > at && operator(word).is_some() {
                break;
            }
            if next > at {
                name.push(' ');
            }
            name.push_str(word);
            next += 1;
        }
        if tokens.get(next) == Some(&Token::Mark("(".to_owned())) {
            let truth = (name == "true" || name == "false") && closing(tokens, next) == next + 1;
            return if truth {
                (name, next + 2, true)
            } else {
                (name, next, true)
            };
        }
        (self.variable(&name), next, true)
    }

    /// The variable as CEL may call it.
    fn variable(&mut self, name: &str) -> String {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !RESERVED.contains(&name);
        if plain {
            return name.to_owned();
        }
        let mut changed = String::from("v_");
        for c in name.chars() {
            match c {
                ' ' => changed.push('_'),
                c if c.is_ascii_alphanumeric() => changed.push(c),
                c => {
                    let _ = write!(changed, "_{:x}_", u32::from(c));
                }
            }
        }
        if !self.names.iter().any(|(known, _)| *known == changed) {
            self.names.push((changed.clone(), name.to_owned()));
        }
        changed
    }
}

/// `getDataObject('x')`, `bpmn:getDataObject('x')`, `execution.getVariable('x')`: the name, and where it ends.
fn fetched(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let word = |index: usize| match tokens.get(index) {
        Some(Token::Word(word)) => Some(word.as_str()),
        _ => None,
    };
    let prefixed = matches!(tokens.get(at + 1), Some(Token::Mark(mark)) if mark == ":" || mark == ".");
    let function = if prefixed { at + 2 } else { at };
    let known = [
        "getDataObject",
        "getVariable",
        "getProcessVariable",
        "getVariableLocal",
    ];
    if !known.contains(&word(function)?) {
        return None;
    }
    match (
        tokens.get(function + 1)?,
        tokens.get(function + 2)?,
        tokens.get(function + 3)?,
    ) {
        (Token::Mark(open), Token::Text(name), Token::Mark(close)) if open == "(" && close == ")" => {
            Some((name.trim_matches(['"', '\'']).to_owned(), function + 4))
        }
        _ => None,
    }
}

/// The place of a word outside all brackets.
fn position(tokens: &[Token], word: &str) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().position(|token| {
        match token {
            Token::Mark(mark) if mark == "(" || mark == "[" => depth += 1,
            Token::Mark(mark) if mark == ")" || mark == "]" => depth -= 1,
            Token::Word(found) => return depth == 0 && found == word,
            _ => {}
        }
        false
    })
}

/// The place of the bracket that closes the one at `open`; the end where there is none.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_i32;
    let found = tokens[open..].iter().position(|token| {
        if let Token::Mark(mark) = token {
            match mark.as_str() {
                "(" | "[" => depth += 1,
                ")" | "]" => depth -= 1,
                _ => {}
            }
        }
        depth == 0
    });
    found.map_or(tokens.len(), |distance| open + distance)
}

/// Where the operand that begins at `at` ends: a name or bracket with what hangs on it.
fn primary_end(tokens: &[Token], at: usize) -> usize {
    let opens =
        |index: usize| matches!(tokens.get(index), Some(Token::Mark(mark)) if mark == "(" || mark == "[");
    let dot = |index: usize| matches!(tokens.get(index), Some(Token::Mark(mark)) if mark == ".");
    let mut end = if opens(at) {
        closing(tokens, at) + 1
    } else {
        at + 1
    };
    loop {
        if opens(end) {
            end = closing(tokens, end) + 1;
        } else if dot(end) {
            end += 2;
        } else {
            return end.min(tokens.len());
        }
    }
}
