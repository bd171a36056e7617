//! The official number of a letter (article 6(1)): unique, sequential within a year, without gaps.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An official number. Its text is fixed at acceptance, even if the format changes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialNumber {
    /// The year of acceptance.
    pub year: i16,
    /// The sequence number within the year, from 1.
    pub seq: u32,
    /// The number as written, such as `渭信〔2026〕0042号`.
    pub text: String,
}

impl fmt::Display for OfficialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl OfficialNumber {
    /// Returns the short form for lists, without office and year: `0042号`.
    pub fn short_form(&self) -> &str {
        match self.text.rfind(['〕', ']', ')', '-']) {
            Some(at) => self.text[at..].trim_start_matches(['〕', ']', ')', '-']),
            None => &self.text,
        }
    }
}

/// The format of official numbers, such as `渭信〔{year}〕{seq:4}号`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    before: String,
    between: String,
    after: String,
    digits: usize,
}

impl NumberFormat {
    /// Parses a format that contains `{year}` and then `{seq}` or `{seq:DIGITS}`, once each.
    /// Returns `None` for any other.
    pub fn parse(text: &str) -> Option<NumberFormat> {
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
        let format = NumberFormat {
            before: before.into(),
            between: between.into(),
            after: after.into(),
            digits,
        };
        // A number fits on one line and has no tabs; each placeholder may occur only once.
        (!text.contains(['\n', '\t']) && !after.contains(['{', '}'])).then_some(format)
    }

    /// Returns the format as it is written in a regulation.
    pub fn to_text(&self) -> String {
        let NumberFormat {
            before,
            between,
            after,
            digits,
        } = self;
        match digits {
            1 => format!("{before}{{year}}{between}{{seq}}{after}"),
            digits => format!("{before}{{year}}{between}{{seq:{digits}}}{after}"),
        }
    }

    /// Formats the number `seq` of `year`.
    pub fn write(&self, year: i16, seq: u32) -> OfficialNumber {
        let NumberFormat {
            before,
            between,
            after,
            digits,
        } = self;
        OfficialNumber {
            year,
            seq,
            text: format!("{before}{year}{between}{seq:0digits$}{after}"),
        }
    }
}
