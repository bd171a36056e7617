//! Rewrites the Content-Type of a part that is not a multipart.

use super::{DISGUISED_MESSAGE, MESSAGE_TYPE};
use crate::intake::mail::header::Header;
use crate::intake::mail::header::params::HeaderValue;

/// The context of a part that decides how its type is read.
pub(crate) struct PartContext<'a> {
    /// The content of the part.
    pub body: &'a [u8],
    /// Whether the part is a file by its name or by its disposition.
    pub is_file: bool,
    /// Whether its siblings have the same content in other types.
    pub is_alternative: bool,
}

/// Subtypes of text that are not rewritten: read as they are, or files for programs even without a
/// name.
const KEPT_SUBTYPES: [&str; 14] = [
    "plain",
    "html",
    "calendar",
    "rtf",
    "richtext",
    "vcard",
    "x-vcard",
    "directory",
    "csv",
    "css",
    "javascript",
    "x-amp-html",
    "xml",
    "rfc822-headers",
];

/// Returns the Content-Type line of a part that is not a multipart, in a spelling that the parser
/// reads correctly, or `None` if the header has no type.
///
/// Text that is wrongly declared a multipart becomes text, and so does a part without a subtype and
/// text of a rarer subtype that is not a file.
pub(crate) fn content_type_line(kind: &Header<'_>, around: &PartContext<'_>) -> Option<Vec<u8>> {
    let value = HeaderValue::parse(kind.value);
    let PartContext {
        body,
        is_file: named,
        is_alternative: alternative,
    } = *around;
    let read = !named && !alternative;
    let html = || {
        let start = String::from_utf8_lossy(&body[..body.len().min(200)])
            .trim_start()
            .to_ascii_lowercase();
        start.starts_with("<html") || start.starts_with("<!doctype html")
    };
    let (kind, subkind) = match (value.kind.as_str(), value.subkind.as_str()) {
        ("", _) => return None,
        ("multipart", _) => ("text", if html() { "html" } else { "plain" }),
        ("text", "") => ("text", "plain"),
        ("text", subkind) if read && !KEPT_SUBTYPES.contains(&subkind) => {
            ("text", if html() { "html" } else { "plain" })
        }
        ("application", "xhtml+xml") if read => ("text", "html"),
        ("application" | "image" | "audio" | "video", "") => (value.kind.as_str(), ""),
        (MESSAGE_TYPE, "") => (DISGUISED_MESSAGE, ""),
        (_, "") if read && !body.contains(&0) => ("text", "plain"),
        (MESSAGE_TYPE, subkind) => (DISGUISED_MESSAGE, subkind),
        (kind, subkind) => (kind, subkind),
    };
    let mut line = format!("Content-Type: {kind}").into_bytes();
    if !subkind.is_empty() {
        line.extend_from_slice(format!("/{subkind}").as_bytes());
    }
    let rest = value.params_text.trim_ascii();
    if !rest.is_empty() {
        line.extend_from_slice(if rest.starts_with(b";") { b"" } else { b"; " });
        line.extend_from_slice(rest);
    }
    line.push(b'\n');
    Some(line)
}
