//! Reads the name that a mail gives to an attachment, in the many forms that mailers write.

use mail_parser::{HeaderName, MessagePart};

use super::header::params::{HeaderValue, ParamValue, percent_decode};
use super::header::words;
use crate::intake::text::charset;
use crate::intake::text::clean;

/// Returns the declared name of an attachment.
///
/// `filename` of Content-Disposition comes before `name` of Content-Type, and a value that names
/// its charset (RFC 2231) before one that does not. A damaged name is the last resort.
pub(super) fn declared_name(part: &MessagePart<'_>, repaired: &[u8]) -> Option<String> {
    let value = |name: &HeaderName<'_>| {
        let header = part.headers.iter().rfind(|header| &header.name == name)?;
        repaired
            .get(header.offset_start as usize..header.offset_end as usize)
            .map(HeaderValue::parse)
    };
    let places = [
        (HeaderName::ContentDisposition, "filename"),
        (HeaderName::ContentType, "name"),
    ];
    let mut names = Vec::new();
    for (header, name) in places {
        if let Some(value) = value(&header) {
            names.extend(value.extended_param(name).map(decode_extended));
            names.extend(
                value
                    .plain_param(name)
                    .map(|joined| decode_plain(&joined.bytes)),
            );
        }
    }
    names.retain(|name| !clean::is_blank(name));
    let sound = names
        .iter()
        .position(|name| !name.contains('\u{fffd}'))
        .unwrap_or(0);
    (sound < names.len()).then(|| names.swap_remove(sound))
}

fn decode_extended(joined: ParamValue) -> String {
    let ParamValue { bytes, charset } = joined;
    let text = charset::decode_labelled(&bytes, &charset.unwrap_or_default()).text;
    words::decode_words(&text).into_owned()
}

fn decode_plain(bytes: &[u8]) -> String {
    let text = charset::decode_labelled(bytes, "").text;
    let text = words::decode_words(&text);
    // Some mailers write `utf-8''…` without the `*` that announces it, or percent signs in a plain
    // name.
    let (charset, coded) = match text.split_once("''") {
        Some((charset, coded)) if (3..=20).contains(&charset.len()) && coded.contains('%') => {
            (charset, coded)
        }
        Some(_) | None => ("", text.as_ref()),
    };
    let resolved = percent_decode(coded.as_bytes());
    let read = charset::decode_labelled(&resolved, charset);
    let more = !resolved.is_ascii() && coded.is_ascii();
    if more && read.outcome != charset::DecodeOutcome::Damaged {
        read.text
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_read_in_every_spelling() {
        for name in [
            "照片.jpg",
            "=?UTF-8?B?54Wn54mHLmpwZw==?=",
            "=?gbk?Q?=D5=D5=C6=AC?=.jpg",
            "%E7%85%A7%E7%89%87.jpg",
            "%D5%D5%C6%AC.jpg",
            "UTF-8''%E7%85%A7%E7%89%87.jpg",
            "gbk''%D5%D5%C6%AC.jpg",
        ] {
            assert_eq!(decode_plain(name.as_bytes()), "照片.jpg", "{name}");
        }
        for name in ["100%.pdf", "a%20b.pdf", "it''s 5%.pdf", "a=?b.pdf"] {
            assert_eq!(decode_plain(name.as_bytes()), name);
        }
    }

    #[test]
    fn extended_names_are_read_by_their_charset() {
        for (bytes, charset) in [
            ("照片".as_bytes(), "utf-8"),
            (b"\xd5\xd5\xc6\xac", "gbk"),
            (b"\xd5\xd5\xc6\xac", ""),
        ] {
            let joined = ParamValue {
                bytes: bytes.to_vec(),
                charset: Some(charset.to_owned()),
            };
            assert_eq!(decode_extended(joined), "照片", "{charset}");
        }
    }
}
