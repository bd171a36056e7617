//! Takes the attachments out of a mail, within the limits and under safe file names.

use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::extra::MailExtras;
use super::{body, repair};
use crate::domain::letter::incoming::Enclosure;
use crate::intake::enclosure::safe_name;
use crate::intake::mail::attachment_name;
use crate::platform::limits::{self, ATTACHMENT_MIB, ATTACHMENTS_MIB, MAX_ATTACHMENTS};

const MIB: usize = limits::MIB as usize;

/// Takes the attachments out of a mail, in order. One that exceeds a limit is left out and reported
/// in a remark.
pub(super) fn take_attachments(
    message: &mut Message<'_>,
    repaired: &[u8],
    extra: &mut MailExtras,
) -> Vec<Enclosure> {
    let mut kept = Vec::new();
    let mut total = 0;
    let mut more = 0;
    for (index, place) in std::mem::take(&mut message.attachments)
        .into_iter()
        .enumerate()
    {
        let Some(part) = message.parts.get_mut(place as usize) else {
            continue;
        };
        let (media_type, nested) = media_type(part);
        let declared = attachment_name::declared_name(part, repaired);
        // Parts that the parser failed to decode, or did not recognise as encoded.
        let undecoded = part.is_encoding_problem
            || part.encoding == Encoding::None
            || body::has_footer(part, repaired);
        let bytes = match &mut part.body {
            PartType::Text(_) | PartType::Html(_) => decode_content(part, repaired, extra),
            PartType::Binary(_) | PartType::InlineBinary(_) if undecoded => {
                decode_content(part, repaired, extra)
            }
            // Moved, not copied: attachments may be large.
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                std::mem::take(bytes).into_owned()
            }
            PartType::Message(inner) => inner.raw_message().to_vec(),
            PartType::Multipart(_) => continue,
        };
        if bytes.is_empty() && declared.is_none() {
            continue;
        }
        if kept.len() == MAX_ATTACHMENTS {
            more += 1;
            continue;
        }
        let name = safe_name(declared.as_deref().unwrap_or(""), index + 1, nested);
        let limit = if bytes.len() > ATTACHMENT_MIB * MIB {
            ATTACHMENT_MIB
        } else {
            ATTACHMENTS_MIB
        };
        if bytes.len() > ATTACHMENT_MIB * MIB || total + bytes.len() > ATTACHMENTS_MIB * MIB {
            let size = bytes.len().div_ceil(MIB);
            extra.add_remark(say!(
                "intake-remark-attachment",
                name = name,
                size = size,
                limit = limit
            ));
            continue;
        }
        total += bytes.len();
        kept.push(Enclosure {
            name,
            media_type,
            bytes,
        });
    }
    if more > 0 {
        extra.add_remark(say!(
            "intake-remark-attachments",
            n = more,
            limit = MAX_ATTACHMENTS
        ));
    }
    kept
}

/// Returns the content of an attachment. Text that a gateway wrote before or after it goes to
/// `extra`.
fn decode_content(part: &MessagePart<'_>, repaired: &[u8], extra: &mut MailExtras) -> Vec<u8> {
    let plain = body::part_bytes(part, repaired);
    if !plain.head.is_empty() {
        extra.add_outside(plain.head.to_vec());
    }
    if !plain.tail.is_empty() {
        extra.add_outside(plain.tail.to_vec());
    }
    plain.bytes.into_owned()
}

/// Returns the declared media type, and whether the part is a mail within the mail.
fn media_type(part: &MessagePart<'_>) -> (String, bool) {
    let Some(kind) = part.content_type() else {
        return ("application/octet-stream".to_owned(), false);
    };
    let main = repair::undisguise(kind.ctype());
    let whole = format!("{main}/{}", kind.subtype().unwrap_or("octet-stream"));
    let honest = whole.len() <= 100 && whole.bytes().all(|byte| byte.is_ascii_graphic());
    let nested = matches!(whole.as_str(), "message/rfc822" | "message/global");
    (
        if honest {
            whole
        } else {
            "application/octet-stream".to_owned()
        },
        nested,
    )
}
