use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not a number with a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The slash between number and symbol is missing.
    #[error("no slash between number and symbol")]
    NoSlash,
    /// The number is not a positive whole number.
    #[error("not a positive whole number")]
    NotANumber,
    /// The symbol is empty or has characters that symbols do not have.
    #[error("not a symbol")]
    NotASymbol,
}

/// The number of a document in its year (Decree 30/2020, Annex I, II.3): positive, printed with a zero before 1 to 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Number(u32);

impl Number {
    /// A number from 1 on.
    ///
    /// # Errors
    /// When it is 0 or beyond what the books hold.
    pub fn new(number: u32) -> Result<Self, NumberError> {
        if number == 0 || i32::try_from(number).is_err() {
            Err(NumberError::NotANumber)
        } else {
            Ok(Self(number))
        }
    }

    /// The plain number.
    #[must_use]
    pub fn value(self) -> u32 {
        self.0
    }

    /// The number as the database keeps it.
    #[must_use]
    pub fn stored(self) -> i32 {
        // Numbers beyond i32 are refused when made.
        self.0.cast_signed()
    }

    /// The number from the database's column.
    #[must_use]
    pub fn from_stored(stored: i32) -> Option<Self> {
        u32::try_from(stored)
            .ok()
            .and_then(|number| Self::new(number).ok())
    }
}

impl TryFrom<u32> for Number {
    type Error = NumberError;

    fn try_from(number: u32) -> Result<Self, NumberError> {
        Self::new(number)
    }
}

impl From<Number> for u32 {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::NotANumber);
        }
        Self::new(text.parse().map_err(|_| NumberError::NotANumber)?)
    }
}

/// The symbol after the slash, such as "QĐ-UBND" or "UBND-VX": groups of letters and digits joined by hyphens, without spaces.
/// Legal normative documents carry the year in it: "2026/QĐ-UBND".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Symbol(String);

impl Symbol {
    /// Longest symbol taken.
    const LONGEST: usize = 60;

    /// The symbol as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its groups: the parts between hyphens and slashes.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.0.split(['-', '/'])
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Symbol {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        // Typeset documents carry other hyphens and stray spaces around them.
        let symbol: String = kernel::text::clean_line(text)
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| {
                if matches!(c, '\u{2010}'..='\u{2014}' | '\u{2212}') {
                    '-'
                } else {
                    c
                }
            })
            .collect();
        let whole = |group: &str| {
            !group.is_empty()
                && group
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '.' | '&'))
        };
        if symbol.chars().count() <= Self::LONGEST
            && symbol.split(['-', '/']).all(whole)
            && symbol.chars().any(char::is_alphabetic)
        {
            Ok(Self(symbol))
        } else {
            Err(NumberError::NotASymbol)
        }
    }
}

impl TryFrom<String> for Symbol {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl From<Symbol> for String {
    fn from(symbol: Symbol) -> Self {
        symbol.0
    }
}

/// Number and symbol together: "1668/UBND-VX".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NumberSymbol {
    /// The number.
    pub number: Number,
    /// The symbol.
    pub symbol: Symbol,
}

impl fmt::Display for NumberSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.symbol)
    }
}

impl FromStr for NumberSymbol {
    type Err = NumberError;

    /// Reads "123/QĐ-UBND": a positive number, a slash, a symbol.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (number, symbol) = text.split_once('/').ok_or(NumberError::NoSlash)?;
        Ok(Self {
            number: number.parse()?,
            symbol: symbol.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_symbols_are_read_and_printed_as_the_decree_writes_them() {
        for (text, printed) in [
            ("1668/UBND-VX", "1668/UBND-VX"),
            ("5/BNV-VP", "05/BNV-VP"),
            (" 15 / QĐ - BNV ", "15/QĐ-BNV"),
            ("12/2026/QĐ-UBND", "12/2026/QĐ-UBND"),
            ("007/QyĐ-UBND", "07/QyĐ-UBND"),
            ("87/TTr\u{2013}SKHCN", "87/TTr-SKHCN"),
            ("30/2020/N\u{d0}-CP", "30/2020/NĐ-CP"),
        ] {
            assert_eq!(
                text.parse::<NumberSymbol>().map(|n| n.to_string()),
                Ok(printed.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_with_a_symbol_is_refused_by_its_reason() {
        for (text, reason) in [
            ("1668", NumberError::NoSlash),
            ("0/QĐ-UBND", NumberError::NotANumber),
            ("12a/QĐ-UBND", NumberError::NotANumber),
            ("-5/QĐ-UBND", NumberError::NotANumber),
            ("99999999999/QĐ-UBND", NumberError::NotANumber),
            ("15/", NumberError::NotASymbol),
            ("15/QĐ--UBND", NumberError::NotASymbol),
            ("15/<script>", NumberError::NotASymbol),
            ("15/2026", NumberError::NotASymbol),
        ] {
            assert_eq!(text.parse::<NumberSymbol>(), Err(reason), "{text}");
        }
    }
}
