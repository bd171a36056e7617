//! Parses charset labels, in the spellings of mailers.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, REPLACEMENT};
use mail_parser::decoders::charsets::map::charset_decoder;

use crate::intake::text::charset::seven_bit;

/// The meaning of a label.
#[derive(Clone, Copy, Debug)]
pub(super) enum CharsetLabel {
    /// No charset, or an unknown one.
    Vague,
    /// ISO-2022-CN or ISO-2022-KR, which the libraries do not decode.
    Iso2022,
    /// HZ (RFC 1843), which they do not decode either.
    Hz,
    /// A charset of the WHATWG Encoding Standard.
    Known(&'static Encoding),
    /// A charset that only the mail parser decodes, or UTF-7, which it decodes incompletely.
    Rare(fn(&[u8]) -> String),
}

/// Parses a label. Chinese labels of any kind mean GB 18030, the superset of GB 2312 and GBK.
pub(super) fn parse_label(name: &str) -> CharsetLabel {
    let name = name
        .split('*')
        .next()
        .unwrap_or_default()
        .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "" | "us-ascii" | "ascii" | "utf-8" | "utf8" | "unicode-1-1-utf-8" | "utf-8-mac"
        | "unknown-8bit" | "8bit" => CharsetLabel::Vague,
        "hz-gb-2312" | "hz" => CharsetLabel::Hz,
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" => {
            CharsetLabel::Rare(seven_bit::decode_utf7)
        }
        _ if lower.starts_with("iso-2022-cn") || lower.starts_with("iso-2022-kr") => {
            CharsetLabel::Iso2022
        }
        _ if lower.starts_with("gb")
            || lower.contains("936")
            || lower == "x-gbk"
            || lower == "chinese"
            || lower == "euc-cn" =>
        {
            CharsetLabel::Known(GB18030)
        }
        _ if lower.contains("big5") || lower.contains("950") => CharsetLabel::Known(BIG5),
        "ks_c_5601-1987" | "uhc" | "cp949" | "ms949" => CharsetLabel::Known(EUC_KR),
        _ => match Encoding::for_label(lower.as_bytes()) {
            Some(encoding) if encoding == GBK => CharsetLabel::Known(GB18030),
            Some(encoding) if encoding != REPLACEMENT => CharsetLabel::Known(encoding),
            _ => charset_decoder(lower.as_bytes()).map_or(CharsetLabel::Vague, CharsetLabel::Rare),
        },
    }
}
