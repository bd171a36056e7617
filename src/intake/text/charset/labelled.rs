//! Decodes bytes whose label names a known charset, unless they contradict it.

use encoding_rs::{BIG5, Encoding, GB18030};

use super::chinese::{common_share, is_chinese};
use super::common::count_common;
use super::guess::decode_guessing;
use super::{DecodeOutcome, Decoded, decode_as, plain_text};

/// Reports whether the text beyond ASCII is only common Chinese characters, at least two.
fn is_all_common(text: &str) -> bool {
    let (usual, all) = count_common(text);
    all >= 2 && usual == all && text.chars().filter(|char| !char.is_ascii()).count() == all
}

/// Decodes bytes; `utf8` is their text if they are valid UTF-8.
pub(super) fn decode_known(
    bytes: &[u8],
    encoding: &'static Encoding,
    utf8: Option<&str>,
) -> Decoded {
    let read = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let common = common_share(bytes, encoding);
    if let Some(text) = utf8 {
        // Two letters of UTF-8 may also be one common Chinese character of GBK.
        let foreign = text.chars().all(|char| char < '\u{800}');
        if let Some(gbk) = GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            && foreign
            && is_all_common(&gbk)
            && encoding != GB18030
            && encoding != BIG5
        {
            return decode_as(GB18030, bytes, DecodeOutcome::Relabelled);
        }
        // Common characters of a Chinese charset may be valid UTF-8 by chance, but hardly with
        // characters from U+0800 on.
        let strong = read.is_some() && common.is_some_and(|share| share >= 90);
        if common.is_none() || (!strong && text.chars().any(|char| char >= '\u{800}')) {
            return plain_text(text);
        }
    }
    let Some(text) = read else {
        let other = decode_guessing(bytes);
        let sound = other.outcome != DecodeOutcome::Damaged;
        return if sound {
            Decoded {
                outcome: DecodeOutcome::Relabelled,
                ..other
            }
        } else {
            decode_as(encoding, bytes, DecodeOutcome::Damaged)
        };
    };
    if is_chinese(bytes, Some(encoding)) {
        return decode_as(GB18030, bytes, DecodeOutcome::Relabelled);
    }
    // One Chinese charset may be labelled as the other; then most characters are rare in the
    // declared one.
    let other = if encoding == BIG5 { GB18030 } else { BIG5 };
    let read = decode_as(other, bytes, DecodeOutcome::Relabelled);
    match (common, common_share(bytes, other)) {
        (Some(own), Some(its))
            if its >= 90 && its >= own + 20 && read.outcome == DecodeOutcome::Relabelled =>
        {
            read
        }
        _ => Decoded {
            text: text.into_owned(),
            outcome: DecodeOutcome::AsLabelled,
        },
    }
}
