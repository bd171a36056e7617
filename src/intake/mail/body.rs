//! The text of a mail: the plain parts, or the HTML where there are none, in whatever charset they truly are.

use std::borrow::Cow;

use encoding_rs::UTF_8;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::super::{clean, encoding};
use super::unseen::Unseen;
use super::{flowed, html, repair};

/// The text of a mail, the plain parts joined; and what of it is HTML that is not all seen.
pub(super) fn text(message: &Message<'_>, repaired: &[u8], remarks: &mut Vec<String>) -> (String, Unseen) {
    let mut damaged = false;
    let mut unseen = Unseen::default();
    let mut joined = joined(message.text_bodies(), repaired, &mut damaged, &mut unseen);
    if clean::blank(&joined) {
        unseen = Unseen::default();
        joined = self::joined(message.html_bodies(), repaired, &mut damaged, &mut unseen);
    }
    if damaged {
        remarks.push(say!("intake-remark-bytes"));
    }
    (clean::text(&repair::restored(&joined)), unseen)
}

fn joined<'a>(
    parts: impl Iterator<Item = &'a MessagePart<'a>>,
    repaired: &[u8],
    damaged: &mut bool,
    unseen: &mut Unseen,
) -> String {
    let mut joined = String::new();
    for part in parts {
        let text = match &part.body {
            PartType::Text(text) => flowed::of(part, decoded(part, text, repaired, damaged)),
            PartType::Html(text) => {
                let html = decoded(part, text, repaired, damaged);
                let page = html::to_text(&html);
                unseen.add(page.unseen, &html);
                Cow::Owned(page.text)
            }
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => continue,
        };
        if !joined.is_empty() && !joined.ends_with('\n') {
            joined.push('\n');
        }
        joined.push_str(&text);
    }
    joined
}

/// The parser's text, unless the part names no charset or a wrong one and its bytes tell another.
fn decoded<'a>(part: &MessagePart<'_>, parsed: &'a str, repaired: &[u8], damaged: &mut bool) -> Cow<'a, str> {
    let charset = part.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or("").trim();
    let vague = charset_decoder(charset.as_bytes()).is_none()
        || ["us-ascii", "ascii", "utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name));
    let suspicious = parsed.contains('\u{fffd}') || (vague && !parsed.is_ascii());
    if !suspicious {
        return Cow::Borrowed(parsed);
    }
    let raw = bytes(part, repaired);
    if vague {
        let guess = if std::str::from_utf8(&raw).is_ok() { UTF_8 } else { encoding::detect_bytes(&raw) };
        let (text, _, bad) = guess.decode(&raw);
        *damaged |= bad;
        return Cow::Owned(text.into_owned());
    }
    *damaged = true;
    Cow::Borrowed(parsed)
}

/// The bytes of a part, out of their transfer encoding but still in their charset.
pub(super) fn bytes<'a>(part: &MessagePart<'_>, repaired: &'a [u8]) -> Cow<'a, [u8]> {
    let (from, to) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
    let raw = repaired.get(from..to).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => None,
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
    };
    decoded.map_or(Cow::Borrowed(raw), Cow::Owned)
}
