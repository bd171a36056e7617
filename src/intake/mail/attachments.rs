//! What comes with a mail: kept within the caps, under names that are ours.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::body;
use super::repair;
use crate::domain::incoming::Enclosure;
use crate::intake::enclose::safe_name;
use crate::intake::limits::{self, ATTACHMENT_MIB, ATTACHMENTS, ATTACHMENTS_MIB};

const MIB: usize = limits::MIB as usize;

/// Takes the attachments out of a mail, in order; those over a cap are told as remarks.
pub(super) fn of(message: &mut Message<'_>, repaired: &[u8], remarks: &mut Vec<String>) -> Vec<Enclosure> {
    let mut kept = Vec::new();
    let mut total = 0;
    let mut more = 0;
    for (index, place) in std::mem::take(&mut message.attachments).into_iter().enumerate() {
        let Some(part) = message.parts.get_mut(place as usize) else { continue };
        let (media_type, nested) = media_type(part);
        let mut bytes = match &mut part.body {
            PartType::Text(_) | PartType::Html(_) => body::bytes(part, repaired).into_owned(),
            // Taken, not copied: they may be large.
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => std::mem::take(bytes).into_owned(),
            PartType::Message(inner) => inner.raw_message().to_vec(),
            PartType::Multipart(_) => continue,
        };
        let declared = part.attachment_name().map(repair::restored);
        if bytes.is_empty() && declared.is_none() {
            continue;
        }
        if kept.len() == ATTACHMENTS {
            more += 1;
            continue;
        }
        if nested {
            repair::restore_bytes(&mut bytes);
        }
        let name = safe_name(declared.as_deref().unwrap_or(""), index + 1, nested);
        let limit = if bytes.len() > ATTACHMENT_MIB * MIB { ATTACHMENT_MIB } else { ATTACHMENTS_MIB };
        if bytes.len() > ATTACHMENT_MIB * MIB || total + bytes.len() > ATTACHMENTS_MIB * MIB {
            let size = bytes.len().div_ceil(MIB);
            remarks.push(say!("intake-remark-attachment", name = name, size = size, limit = limit));
            continue;
        }
        total += bytes.len();
        kept.push(Enclosure { name, media_type, bytes });
    }
    if more > 0 {
        remarks.push(say!("intake-remark-attachments", n = more, limit = ATTACHMENTS));
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
