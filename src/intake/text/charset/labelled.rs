//! Decodes bytes whose label names a known charset, unless they contradict it.

use encoding_rs::{BIG5, Encoding, GB18030};

use super::chinese::{is_chinese, share};
use super::common::common;
use super::guess::guessed;
use super::{Decoded, Reading, as_is, plainly};

/// Reports whether the text beyond ASCII is only common Chinese characters, at least two.
fn common_in_all(text: &str) -> bool {
    let (usual, all) = common(text);
    all >= 2 && usual == all && text.chars().filter(|char| !char.is_ascii()).count() == all
}

/// Decodes bytes; `utf8` is their text if they are valid UTF-8.
pub fn labelled(bytes: &[u8], encoding: &'static Encoding, utf8: Option<&str>) -> Decoded {
    let read = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let common = share(bytes, encoding);
    if let Some(text) = utf8 {
        // Two letters of UTF-8 may also be one common Chinese character of GBK.
        let foreign = text.chars().all(|char| char < '\u{800}');
        if let Some(gbk) = GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            && foreign
            && common_in_all(&gbk)
            && encoding != GB18030
            && encoding != BIG5
        {
            return plainly(GB18030, bytes, Reading::Otherwise);
        }
        // Common characters of a Chinese charset may be valid UTF-8 by chance, but hardly with
        // characters from U+0800 on.
        let strong = read.is_some() && common.is_some_and(|share| share >= 90);
        if common.is_none() || (!strong && text.chars().any(|char| char >= '\u{800}')) {
            return as_is(text);
        }
    }
    let Some(text) = read else {
        let other = guessed(bytes);
        let sound = other.reading != Reading::Damaged;
        return if sound {
            Decoded {
                reading: Reading::Otherwise,
                ..other
            }
        } else {
            plainly(encoding, bytes, Reading::Damaged)
        };
    };
    if is_chinese(bytes, Some(encoding)) {
        return plainly(GB18030, bytes, Reading::Otherwise);
    }
    // One Chinese charset may be labelled as the other; then most characters are rare in the
    // declared one.
    let other = if encoding == BIG5 { GB18030 } else { BIG5 };
    let read = plainly(other, bytes, Reading::Otherwise);
    match (common, share(bytes, other)) {
        (Some(own), Some(its))
            if its >= 90 && its >= own + 20 && read.reading == Reading::Otherwise =>
        {
            read
        }
        _ => Decoded {
            text: text.into_owned(),
            reading: Reading::Plain,
        },
    }
}
