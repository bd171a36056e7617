//! Anchors: the number of events and the hash of the last one. An anchor that is kept elsewhere, on
//! paper or in a backup's manifest, proves later whether the record up to there is unchanged.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde::{Deserialize, Serialize};

use super::events::GENESIS;
use crate::domain::text::normalize::fold_text;
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;

/// Minimum of hexadecimal digits in an anchor: 64 bits, for which no second record can be found.
pub const MIN_HEAD_DIGITS: usize = 16;

/// An anchor. One typed from paper has only the count and the head, possibly shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The office's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The hash of the office's first event, which identifies the office whatever its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founding: Option<String>,
    /// The number of events.
    pub events: u64,
    /// The hash of the last event in hexadecimal, at least 16 digits.
    pub head: String,
    /// When it was taken, in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl Anchor {
    /// Parses an anchor, a manifest or a closed day in JSON, the output of `anchor` and
    /// `close-day`, or `COUNT:HEX` as printed on paper, with or without blanks, also in full-width
    /// characters. Returns `None` for anything else, and for zero events, because every record has
    /// at least its founding.
    pub fn parse(text: &str) -> Option<Anchor> {
        let text = text.trim();
        let mut anchor = if text.starts_with('{') {
            serde_json::from_str::<Anchor>(text)
                .ok()
                .or_else(|| Some(serde_json::from_str::<ClosedDay>(text).ok()?.anchor))?
        } else {
            let text = fold_text(text);
            let (events, head) = parse_typed(&text).or_else(|| parse_printed(&text))?;
            Anchor {
                office: None,
                founding: None,
                events,
                head,
                at: None,
            }
        };
        anchor
            .head
            .retain(|char| !char.is_whitespace() && char != '-');
        anchor.head.make_ascii_lowercase();
        let hex = anchor.head.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && anchor.events > 0 && (MIN_HEAD_DIGITS..=64).contains(&anchor.head.len()))
            .then_some(anchor)
    }

    /// Reports whether a text looks like a typed anchor, complete or not: only digits and
    /// separators.
    pub fn looks_typed(text: &str) -> bool {
        let part = |char: char| {
            char.is_ascii_hexdigit() || char.is_whitespace() || matches!(char, ':' | '-')
        };
        fold_text(text).chars().all(part)
    }

    /// Reports whether it is the anchor of an event with this hash.
    pub fn matches_hash(&self, hash: &[u8; 32]) -> bool {
        to_hex(hash).starts_with(&self.head)
    }

    /// Returns the head in groups of four digits, as people read and type it.
    pub fn grouped_head(&self) -> Vec<&str> {
        (0..self.head.len())
            .step_by(4)
            .filter_map(|at| self.head.get(at..(at + 4).min(self.head.len())))
            .collect()
    }
}

/// A closed day in JSON, of which only the anchor is read.
#[derive(Deserialize)]
struct ClosedDay {
    anchor: Anchor,
}

/// Parses `COUNT:HEX`.
fn parse_typed(text: &str) -> Option<(u64, String)> {
    let (events, head) = text.split_once(':')?;
    let events: String = events
        .chars()
        .filter(|char| !char.is_whitespace())
        .collect();
    Some((events.parse().ok()?, head.to_owned()))
}

/// Parses a sentence in any language: a whole head in groups of four digits, and the last number
/// before it.
fn parse_printed(text: &str) -> Option<(u64, String)> {
    const GROUPS: usize = 16;
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_group =
        |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.windows(GROUPS).enumerate().find_map(|(at, window)| {
        let (first, others) = window.split_first()?;
        // Punctuation may precede the first group without a blank.
        let (before, first) = first.split_at_checked(first.len().checked_sub(4)?)?;
        let ends = !before.ends_with(|char: char| char.is_ascii_alphanumeric());
        if !ends || !is_group(&first) || !others.iter().all(is_group) {
            return None;
        }
        let said = [words.get(..at)?, &[before]].concat().join(" ");
        let numbers = said.split(|char: char| !char.is_ascii_alphanumeric()).rev();
        let events = numbers.into_iter().find_map(|number| number.parse().ok())?;
        Some((events, format!("{first}{}", others.concat())))
    })
}

/// Formats a hash in hexadecimal.
pub fn to_hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// Returns the hash of the first event in hexadecimal.
pub fn founding_hash(connection: &Connection) -> Result<String, StoreError> {
    let hash = connection
        .query_row("SELECT hash FROM event ORDER BY seq LIMIT 1", [], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(to_hex(&hash.unwrap_or(GENESIS)))
}

impl Store {
    /// Returns the anchor of the record now, or as of `until`: at the last event recorded by then.
    /// Before the founding it has no events. `now` becomes the time of the anchor.
    pub fn anchor(&self, until: Option<Timestamp>, now: Timestamp) -> Result<Anchor, StoreError> {
        let regulation = &self.office.regulation;
        let until = until.map_or(i64::MAX, |until| until.as_millisecond());
        let (events, head) = self.connection.query_row(
            "SELECT coalesce(max(seq), 0) AS seq, hash FROM event WHERE at <= :until",
            named_params! { ":until": until },
            |row| {
                Ok((
                    row.get::<_, i64>("seq")?,
                    row.get::<_, Option<[u8; 32]>>("hash")?,
                ))
            },
        )?;
        Ok(Anchor {
            office: Some(regulation.office.localized().to_owned()),
            founding: Some(founding_hash(&self.connection)?),
            events: events.unsigned_abs(),
            head: to_hex(&head.unwrap_or(GENESIS)),
            at: Some(regulation.hours.to_rfc3339(now)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_from_json_and_from_paper() {
        let head = "0123456789abcdef".repeat(4);
        let json = format!("{{\"events\":7,\"head\":\"{head}\",\"letters\":3}}");
        let read = Anchor::parse(&json).map(|anchor| (anchor.events, anchor.head));
        assert_eq!(read, Some((7, head)));
        let typed =
            Anchor::parse(" 7: 0123 4567-89AB cdef\n").map(|anchor| (anchor.events, anchor.head));
        assert_eq!(typed, Some((7, "0123456789abcdef".to_owned())));
        let full_width = "\u{ff17}\u{ff1a}\u{ff10}123\u{3000}4567 89\u{ff21}b cdef";
        let typed = Anchor::parse(full_width).map(|anchor| (anchor.events, anchor.head));
        assert_eq!(typed, Some((7, "0123456789abcdef".to_owned())));
        let groups = "0123 4567 89ab cdef ".repeat(4);
        for page in [
            format!("\u{8bb0}\u{5f55} 1234 \u{6761}\u{ff1a}{groups}"),
            format!("1234 events; the hash of the last: {groups}\nWritten to /abcd/1234"),
            format!(
                "2026-03-06, 18:00, 1234 events, the last\n  {groups}\nTo check: x --anchor 1234:0123456789abcdef"
            ),
            format!(
                "{{\"date\":1,\"anchor\":{{\"events\":1234,\"head\":\"{}\"}}}}",
                groups.replace(' ', "")
            ),
        ] {
            let read = Anchor::parse(&page).map(|anchor| (anchor.events, anchor.head));
            assert_eq!(read, Some((1234, groups.replace(' ', ""))), "{page}");
        }
        for (text, typed) in [
            ("131\u{ff1a}8ff1", true),
            ("13:8ff1 22", true),
            ("8ff1", true),
            ("a.json", false),
            ("x", false),
        ] {
            assert_eq!(Anchor::looks_typed(text), typed, "{text}");
        }
        for wrong in [
            "",
            "7",
            "x:0123456789abcdef",
            "7:0123456789abcde",
            "7:0123456789abcdeg",
            "0:0123456789abcdef",
            "{\"events\":7}",
            "7 events, the last: 0123 4567 89ab cdef",
        ] {
            assert_eq!(Anchor::parse(wrong), None, "{wrong}");
        }
    }
}
