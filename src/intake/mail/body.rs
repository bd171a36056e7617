//! The text of a mail: the plain parts, or the HTML parts where there are none, decoded from the
//! charset they are really in.

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::extra::MailExtras;
use super::{flowed, html, repair};
use crate::intake::mail::hidden::HiddenContent;
use crate::intake::text::charset;
use crate::intake::text::charset::DecodeOutcome;
use crate::intake::text::clean;
use crate::intake::text::transfer;
use crate::intake::text::transfer::DecodedPart;

/// Returns the text of a mail with its parts joined, and the HTML pages that have hidden text.
pub(super) fn mail_text(
    message: &Message<'_>,
    repaired: &[u8],
    extra: &mut MailExtras,
) -> (String, HiddenContent) {
    let mut unseen = HiddenContent::default();
    let mut joined = join_parts(message.text_bodies(), repaired, extra, &mut unseen);
    if clean::is_blank(&joined) {
        unseen = HiddenContent::default();
        joined = join_parts(message.html_bodies(), repaired, extra, &mut unseen);
    }
    if joined.len() <= STUB_BYTES
        && let Some((page, hidden)) = richer_page(message, repaired, &joined)
    {
        (joined, unseen) = (page, hidden);
    }
    (clean::clean_text(&joined), unseen)
}

/// The longest plain text, in bytes, that is compared with its HTML alternative.
const STUB_BYTES: usize = 600;

/// Returns the HTML alternative of a mail whose plain text holds less: only a note that there is an
/// HTML version, or the words without the links.
fn richer_page(
    message: &Message<'_>,
    repaired: &[u8],
    text: &str,
) -> Option<(String, HiddenContent)> {
    let is_html = |part: &&MessagePart<'_>| matches!(part.body, PartType::Html(_));
    let is_text = |part: &&MessagePart<'_>| matches!(part.body, PartType::Text(_));
    let alternative = message.text_bodies().all(|part| is_text(&part))
        && message.html_bodies().any(|part| is_html(&part));
    if !alternative || clean::is_blank(text) {
        return None;
    }
    let mut unseen = HiddenContent::default();
    let pages = message.html_bodies().filter(is_html);
    let page = clean::clean_text(&join_parts(
        pages,
        repaired,
        &mut MailExtras::default(),
        &mut unseen,
    ));
    let letters = |text: &str| {
        text.chars()
            .filter(|char| char.is_alphanumeric())
            .collect::<String>()
    };
    let (short, long) = (letters(text), letters(&page));
    let link = page
        .split(['（', '）', ' ', '\n', '(', ')', '<', '>'])
        .any(|word| word.starts_with("http") && !text.contains(word));
    if !link && long.len() < short.len() * 2 + 60 {
        return None;
    }
    let whole = if long.contains(&short) {
        page
    } else {
        format!("{}\n\n{page}", text.trim_end())
    };
    Some((whole, unseen))
}

fn join_parts<'a>(
    parts: impl Iterator<Item = &'a MessagePart<'a>>,
    repaired: &[u8],
    extra: &mut MailExtras,
    unseen: &mut HiddenContent,
) -> String {
    let mut joined = String::new();
    for part in parts {
        let text = match &part.body {
            PartType::Text(text) => {
                flowed::join_flowed(part, decode_part(part, text, repaired, extra))
            }
            PartType::Html(text) => {
                let html = decode_part(part, text, repaired, extra);
                let page = html::to_text(&html);
                unseen.add_page(page.hidden_chars, &html);
                Cow::Owned(page.text)
            }
            PartType::Binary(_)
            | PartType::InlineBinary(_)
            | PartType::Message(_)
            | PartType::Multipart(_) => continue,
        };
        if !joined.is_empty() && !joined.ends_with('\n') {
            joined.push('\n');
        }
        joined.push_str(&text);
    }
    joined
}

/// Decodes the text of a part. The parser's own result is used where the charset leaves no doubt;
/// otherwise the charset is detected from the raw bytes.
fn decode_part<'a>(
    part: &MessagePart<'_>,
    parsed: &'a str,
    repaired: &[u8],
    extra: &mut MailExtras,
) -> Cow<'a, str> {
    let raw = raw_body(part, repaired);
    let charset = declared_charset(part);
    if transfer_encoding(part).is_empty()
        && raw.is_ascii()
        && !raw.contains(&0x1b)
        && !raw.windows(2).any(|two| two == b"~{")
    {
        // Seven-bit charsets (ISO-2022, HZ) must be detected, and so must the parser's result for
        // any other declared charset.
        if charset.is_empty()
            || charset.eq_ignore_ascii_case("us-ascii")
            || charset.eq_ignore_ascii_case("utf-8")
        {
            return extra.extract_uuencoded(Cow::Borrowed(parsed));
        }
    }
    let DecodedPart { head, bytes, tail } = part_bytes(part, repaired);
    let read = charset::decode_labelled(&bytes, charset);
    let mut text = read.text;
    match read.outcome {
        DecodeOutcome::AsLabelled => {}
        DecodeOutcome::Relabelled => extra.remark_relabelled(charset),
        DecodeOutcome::Damaged => match charset::decode_without_cut(&bytes, charset) {
            Some(whole) => {
                text = whole;
                extra.add_remark(say!("intake-remark-cut"));
            }
            None => extra.attach_damaged(&bytes, matches!(part.body, PartType::Html(_))),
        },
    }
    if !head.is_empty() {
        text = format!("{}\n{text}", charset::decode_labelled(head, charset).text);
        extra.remark_tail();
    }
    if !tail.is_empty() {
        text.push('\n');
        text.push_str(&charset::decode_labelled(tail, charset).text);
        extra.remark_tail();
    }
    extra.extract_uuencoded(Cow::Owned(text))
}

fn declared_charset<'a>(part: &'a MessagePart<'_>) -> &'a str {
    part.content_type()
        .and_then(|kind| kind.attribute("charset"))
        .unwrap_or("")
        .trim()
}

fn transfer_encoding<'a>(part: &'a MessagePart<'_>) -> &'a str {
    let hidden = part
        .headers
        .iter()
        .rfind(|header| header.name.as_str() == repair::HIDDEN_TRANSFER);
    let hidden = hidden.and_then(|header| header.value.as_text());
    let name = hidden
        .or_else(|| part.content_transfer_encoding())
        .unwrap_or("")
        .trim();
    let none = ["7bit", "8bit", "binary", "7-bit", "8-bit"]
        .iter()
        .any(|none| name.eq_ignore_ascii_case(none));
    if none { "" } else { name }
}

fn raw_body<'a>(part: &MessagePart<'_>, repaired: &'a [u8]) -> &'a [u8] {
    let (from, to) = (
        part.raw_body_offset() as usize,
        part.raw_end_offset() as usize,
    );
    repaired.get(from..to).unwrap_or_default()
}

/// Returns the bytes of a part out of their transfer encoding but still in their charset, and the
/// text before and after the encoded content.
pub(super) fn part_bytes<'a>(part: &MessagePart<'_>, repaired: &'a [u8]) -> DecodedPart<'a> {
    let charset = declared_charset(part);
    let text =
        matches!(part.body, PartType::Text(_) | PartType::Html(_)) && !part.is_encoding_problem;
    let text =
        text || part.is_content_type("text", "plain") || part.is_content_type("text", "html");
    let sound = |bytes: &[u8]| {
        let odd = |byte: &u8| {
            byte.is_ascii_control()
                && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x0e | 0x0f | 0x1b)
        };
        !text
            || ((charset::decode_labelled(bytes, charset).outcome != DecodeOutcome::Damaged
                || charset::decode_without_cut(bytes, charset).is_some())
                && bytes.iter().filter(|byte| odd(byte)).count() * 50 <= bytes.len())
    };
    transfer::decode_part(raw_body(part, repaired), transfer_encoding(part), &sound)
}

/// Reports whether words follow the base64 of a part. Latin letters are valid base64, so a decoder
/// would read them as data.
pub(super) fn has_footer(part: &MessagePart<'_>, repaired: &[u8]) -> bool {
    transfer_encoding(part).eq_ignore_ascii_case("base64")
        && transfer::has_footer(raw_body(part, repaired))
}
