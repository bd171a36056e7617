//! What comes with a mail: kept within the caps, under names that are ours.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::body;
use super::repair;
use crate::domain::incoming::Enclosure;

const ONE_MIB: usize = 20;
const ALL_MIB: usize = 50;
const NAME_BYTES: usize = 120;
const MIB: usize = 1024 * 1024;

/// The attachments of a mail, in order; one over a cap is told as a remark.
pub(super) fn of(message: &Message<'_>, repaired: &[u8], remarks: &mut Vec<String>) -> Vec<Enclosure> {
    let mut kept = Vec::new();
    let mut total = 0;
    for (index, part) in message.attachments().enumerate() {
        let (media_type, nested) = media_type(part);
        let mut bytes = match &part.body {
            PartType::Text(_) | PartType::Html(_) => body::bytes(part, repaired).into_owned(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
            PartType::Message(inner) => inner.raw_message().to_vec(),
            PartType::Multipart(_) => continue,
        };
        let declared = part.attachment_name().map(repair::restored);
        if bytes.is_empty() && declared.is_none() {
            continue;
        }
        if nested {
            repair::restore_bytes(&mut bytes);
        }
        let name = safe_name(declared.as_deref().unwrap_or(""), index + 1, nested);
        let limit = if bytes.len() > ONE_MIB * MIB { ONE_MIB } else { ALL_MIB };
        if bytes.len() > ONE_MIB * MIB || total + bytes.len() > ALL_MIB * MIB {
            let size = bytes.len().div_ceil(MIB);
            remarks.push(say!("intake-remark-attachment", name = name, size = size, limit = limit));
            continue;
        }
        total += bytes.len();
        kept.push(Enclosure { name, media_type, bytes });
    }
    kept
}

/// The type as declared, and whether it is a mail within the mail.
fn media_type(part: &MessagePart<'_>) -> (String, bool) {
    let Some(kind) = part.content_type() else {
        return ("application/octet-stream".to_owned(), false);
    };
    let main = repair::restored(kind.ctype());
    let whole = format!("{main}/{}", kind.subtype().unwrap_or("octet-stream"));
    let honest = whole.len() <= 100 && whole.bytes().all(|byte| byte.is_ascii_graphic());
    let nested = matches!(whole.as_str(), "message/rfc822" | "message/global");
    (if honest { whole } else { "application/octet-stream".to_owned() }, nested)
}

/// A file name without folders, control, direction and invisible characters, at most 120 bytes, its ending kept.
fn safe_name(declared: &str, number: usize, nested: bool) -> String {
    let last = declared.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String =
        last.chars().filter(|c| !unseen(*c)).map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let clean = clean.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let mut name = if clean.is_empty() { say!("intake-attachment-name", number = number) } else { clean.to_owned() };
    if nested && !name.to_ascii_lowercase().ends_with(".eml") {
        name.push_str(".eml");
    }
    shortened(name)
}

fn shortened(name: String) -> String {
    const ENDING: usize = 16;
    if name.len() <= NAME_BYTES {
        return name;
    }
    let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
    let ending = if ending.len() <= ENDING { ending } else { "" };
    let mut cut = NAME_BYTES - ending.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{ending}", &name[..cut])
}

/// Characters that are not seen, or that turn a name around.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ours() {
        assert_eq!(safe_name("../../etc/passwd", 1, false), "passwd");
        assert_eq!(safe_name("C:\\桌面\\证据.jpg", 1, false), "证据.jpg");
        assert_eq!(safe_name("gpj.\u{202e}exe\u{0}\u{1b}[2J", 1, false), "gpj.exe[2J");
        assert_eq!(safe_name("..", 3, false), "附件3");
        assert_eq!(safe_name("", 2, true), "附件2.eml");
        let long = safe_name(&format!("{}.pdf", "长".repeat(100)), 1, false);
        assert!(long.len() <= 120 && long.ends_with("长.pdf"), "{long}");
    }
}
