//! The type of a part that has no parts.

use super::{DISGUISED, NESTED};
use crate::intake::mail::header::Header;
use crate::intake::mail::header::params::Value;

/// The type of a part that is no multipart, in a spelling that the parser takes as we do. Text that is declared to be a multipart
/// without being one is text; so is what names no subtype.
pub fn leaf(kind: &Header<'_>, body: &[u8]) -> Option<Vec<u8>> {
    let value = Value::parse(kind.value);
    let html = || {
        let start = String::from_utf8_lossy(&body[..body.len().min(200)]).trim_start().to_ascii_lowercase();
        start.starts_with("<html") || start.starts_with("<!doctype html")
    };
    let (kind, subkind) = match (value.kind.as_str(), value.subkind.as_str()) {
        ("", _) => return None,
        ("multipart", _) => ("text", if html() { "html" } else { "plain" }),
        ("text", "") => ("text", "plain"),
        (NESTED, subkind) => (DISGUISED, subkind),
        (kind, subkind) => (kind, subkind),
    };
    let mut line = format!("Content-Type: {kind}").into_bytes();
    if !subkind.is_empty() {
        line.extend_from_slice(format!("/{subkind}").as_bytes());
    }
    let rest = value.rest.trim_ascii();
    if !rest.is_empty() {
        line.extend_from_slice(if rest.starts_with(b";") { b"" } else { b"; " });
        line.extend_from_slice(rest);
    }
    line.push(b'\n');
    Some(line)
}
