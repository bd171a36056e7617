//! Converts JSON values to text, and repairs unpaired surrogate escapes, which the parser would
//! reject.

use std::io::{self, Read};

use serde_json::{Map, Value};

use crate::intake::table::fields::{Field, normalize_heading};

const CHUNK: usize = 16 * 1024;
/// The length of an escape, `\uXXXX`, in bytes; then that of a surrogate pair.
const ESCAPE_BYTES: usize = 6;
const PAIR_BYTES: usize = 12;

/// A JSON stream in which each unpaired surrogate escape is replaced by `\ufffd`.
pub(in crate::intake) struct SurrogateRepair<R> {
    inner: R,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> SurrogateRepair<R> {
    pub(crate) fn new(inner: R) -> SurrogateRepair<R> {
        SurrogateRepair {
            inner,
            raw: Vec::new(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }

    fn fill_buffer(&mut self) -> io::Result<()> {
        let kept = self.raw.len();
        self.raw.resize(kept + CHUNK, 0);
        let read = self
            .inner
            .read(self.raw.get_mut(kept..).unwrap_or_default())?;
        self.raw.truncate(kept + read);
        self.ended = read == 0;
        self.ready.clear();
        self.given = 0;
        let mut at = 0;
        while let Some(rest) = self.raw.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = rest
                .iter()
                .position(|byte| *byte == b'\\')
                .unwrap_or(rest.len());
            self.ready
                .extend_from_slice(rest.get(..plain).unwrap_or_default());
            at += plain;
            let Some(rest) = rest.get(plain..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let Some((taken, mended)) = measure_escape(rest, self.ended) else {
                break;
            };
            match mended {
                true => self.ready.extend_from_slice(b"\\ufffd"),
                false => self
                    .ready
                    .extend_from_slice(rest.get(..taken).unwrap_or(rest)),
            }
            at += taken;
        }
        self.raw.drain(..at.min(self.raw.len()));
        Ok(())
    }
}

/// Returns the length of the escape at the beginning and whether it is an unpaired surrogate, or
/// `None` if more must be read.
fn measure_escape(rest: &[u8], ended: bool) -> Option<(usize, bool)> {
    let unit = |at: usize| {
        let digits = rest
            .get(at..at + ESCAPE_BYTES)
            .and_then(|six| six.strip_prefix(b"\\u"))?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    match rest {
        [_] if ended => Some((1, false)),
        [_] => None,
        [_, second, ..] if *second != b'u' => Some((2, false)),
        _ if rest.len() < ESCAPE_BYTES && !ended => None,
        _ => match unit(0) {
            Some(0xdc00..=0xdfff) => Some((ESCAPE_BYTES, true)),
            Some(0xd800..=0xdbff) if rest.len() < PAIR_BYTES && !ended => None,
            Some(0xd800..=0xdbff) => match unit(ESCAPE_BYTES) {
                Some(0xdc00..=0xdfff) => Some((PAIR_BYTES, false)),
                Some(_) | None => Some((ESCAPE_BYTES, true)),
            },
            Some(_) => Some((ESCAPE_BYTES, false)),
            None => Some((2, false)),
        },
    }
}

impl<R: Read> Read for SurrogateRepair<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !(self.ended && self.raw.is_empty()) {
            self.fill_buffer()?;
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let count = out.len().min(rest.len());
        for (to, from) in out.iter_mut().zip(rest) {
            *to = *from;
        }
        self.given += count;
        Ok(count)
    }
}

/// Returns the keys and their values as text. An object about the writer is replaced by its own
/// entries.
pub(in crate::intake) fn flatten_object(object: Map<String, Value>) -> (Vec<String>, Vec<String>) {
    const PEOPLE: [&str; 7] = [
        "user",
        "author",
        "contact",
        "person",
        "applicant",
        "citizen",
        "member",
    ];
    let (mut keys, mut cells) = (Vec::new(), Vec::new());
    for (key, value) in object {
        let word = normalize_heading(&key);
        let person =
            PEOPLE.contains(&word.as_str()) || Field::Writer.headings().contains(&word.as_str());
        match value {
            Value::Object(inside) if person && !inside.is_empty() => {
                for (key, value) in inside {
                    keys.push(key);
                    cells.push(value_text(value));
                }
            }
            value => {
                keys.push(key);
                cells.push(value_text(value));
            }
        }
    }
    (keys, cells)
}

/// Converts a value to text; each text inside is on a line of its own.
fn value_text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(values) => join_lines(values.into_iter().map(value_text)),
        Value::Object(object) => {
            // Text under a known key comes first.
            let (own, other): (Vec<_>, Vec<_>) = object
                .into_iter()
                .partition(|(key, _)| Field::is_known_heading(&normalize_heading(key)));
            let labelled = |(key, value)| {
                let text = value_text(value);
                if text.is_empty() {
                    text
                } else {
                    format!("{key}: {text}")
                }
            };
            join_lines(
                own.into_iter()
                    .map(|(_, value)| value_text(value))
                    .chain(other.into_iter().map(labelled)),
            )
        }
    }
}

fn join_lines(texts: impl Iterator<Item = String>) -> String {
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_mended_wherever_the_stream_is_cut() {
        struct OneByOne<'a>(&'a [u8]);
        impl Read for OneByOne<'_> {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else {
                    return Ok(0);
                };
                out[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let raw = br#"["\ud83d\ude00 \ud800 \\ud800 \udc00x\ud800\n \u4f60"#;
        let wanted = br#"["\ud83d\ude00 \ufffd \\ud800 \ufffdx\ufffd\n \u4f60"#;
        for slow in [true, false] {
            let mut mended = Vec::new();
            let read = match slow {
                true => SurrogateRepair::new(OneByOne(raw)).read_to_end(&mut mended),
                false => SurrogateRepair::new(raw.as_slice()).read_to_end(&mut mended),
            };
            assert_eq!(
                (read.unwrap(), mended.as_slice()),
                (wanted.len(), wanted.as_slice()),
                "{slow}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_told_as_one() {
        let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        let (keys, cells) = flatten_object(object(
            r#"{"title":1,"content":{"text":"正文","pics":["a","b"]},"user":{"name":"甲","phone":13800000000},"x":null}"#,
        ));
        assert_eq!(keys.len(), cells.len());
        let of = |key: &str| {
            keys.iter()
                .position(|one| one == key)
                .map(|at| cells[at].as_str())
        };
        assert_eq!(of("title"), Some("1"));
        let body = of("content").unwrap();
        assert!(
            body.contains("正文") && body.contains("pics: a\nb") && !body.contains('{'),
            "{body}"
        );
        assert_eq!(
            (of("name"), of("phone"), of("x")),
            (Some("甲"), Some("13800000000"), Some(""))
        );
    }
}
