//! The official number: one letter, one number (article 6(1)), per year, without a gap or a repeat.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An official number, with the text that was given at acceptance and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The year of acceptance.
    pub year: i16,
    /// The place in the year, from 1.
    pub seq: u32,
    /// As written: `渭信〔2026〕0042号`.
    pub text: String,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Number {
    /// The number in lists, where the year and the office go without saying: `0042号`.
    pub fn short(&self) -> &str {
        match self.text.rfind(['〕', ']', ')', '-']) {
            Some(at) => self.text[at..].trim_start_matches(['〕', ']', ')', '-']),
            None => &self.text,
        }
    }
}

/// The form of a number: `渭信〔{year}〕{seq:4}号`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    before: String,
    between: String,
    after: String,
    digits: usize,
}

impl Format {
    /// Reads a form that names `{year}` and then `{seq}` or `{seq:DIGITS}`, once each; `None` for any other.
    pub fn parse(text: &str) -> Option<Format> {
        let (before, rest) = text.split_once("{year}")?;
        let (between, rest) = rest.split_once("{seq")?;
        let (digits, after) = rest.split_once('}')?;
        let digits = match digits {
            "" => 1,
            digits => digits
                .strip_prefix(':')?
                .parse()
                .ok()
                .filter(|d| (1..=9).contains(d))?,
        };
        let format = Format {
            before: before.into(),
            between: between.into(),
            after: after.into(),
            digits,
        };
        (!text.contains(['\n', '\t']) && !after.contains(['{', '}'])).then_some(format)
    }

    /// The number `seq` of `year`, written out.
    pub fn write(&self, year: i16, seq: u32) -> Number {
        let Format {
            before,
            between,
            after,
            digits,
        } = self;
        Number {
            year,
            seq,
            text: format!("{before}{year}{between}{seq:0digits$}{after}"),
        }
    }
}
