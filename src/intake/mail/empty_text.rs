//! Explains mails whose text is empty or unreadable: remarks name where the text is, and readable
//! parts of it replace it.

use super::calendar;
use crate::domain::letter::incoming::Enclosure;
use crate::domain::time::Offset;
use crate::intake::text::{clean, encoding};

/// The number of attachments that a remark names.
const MAX_NAMES: usize = 3;

/// Adds a remark on where the text of a mail is when the mail itself has none, and returns the
/// text.
///
/// Falls back to the text of the one forwarded mail, which `read` reads, and then to the events of
/// a calendar.
pub(super) fn explain_empty_text(
    body: String,
    attachments: &[Enclosure],
    offset: Offset,
    remarks: &mut Vec<String>,
    read: impl Fn(&[u8]) -> Option<String>,
) -> String {
    let empty = clean::is_blank(&body);
    let find = |is: fn(&Enclosure) -> bool| attachments.iter().find(|one| is(one));
    if let Some(file) = find(is_winmail) {
        let key = if empty {
            "intake-remark-winmail-only"
        } else {
            "intake-remark-winmail"
        };
        remarks.push(say!(key, name = file.name.as_str()));
        return body;
    }
    if !empty {
        if body.trim_start().starts_with(PGP_MESSAGE_START) {
            remarks.push(say!("intake-remark-encrypted-text"));
        }
        return body;
    }
    if let Some(file) = find(is_pgp_message).or_else(|| find(is_encrypted)) {
        remarks.push(say!("intake-remark-sealed", name = file.name.as_str()));
        return body;
    }
    let mut mails = attachments
        .iter()
        .filter(|one| has_media_type(one, &["message/rfc822", "message/global"]));
    if let (Some(mail), None) = (mails.next(), mails.next())
        && let Some(text) = read(&mail.bytes).filter(|text| !clean::is_blank(text))
    {
        remarks.push(say!("intake-remark-forwarded", name = mail.name.as_str()));
        return text;
    }
    if let Some(file) = find(|one| has_media_type(one, &["text/calendar", "application/ics"])) {
        let text = clean::clean_text(&calendar::calendar_text(
            &encoding::decode_bytes(&file.bytes),
            offset,
        ));
        if !clean::is_blank(&text) {
            remarks.push(say!("intake-remark-calendar", name = file.name.as_str()));
            return text;
        }
    }
    if !attachments.is_empty() {
        let mut names: Vec<&str> = attachments
            .iter()
            .take(MAX_NAMES)
            .map(|one| one.name.as_str())
            .collect();
        if attachments.len() > MAX_NAMES {
            names.push("…");
        }
        remarks.push(say!("intake-remark-elsewhere", names = names.join(" · ")));
    }
    body
}

/// The first line of a text that PGP has encrypted.
const PGP_MESSAGE_START: &str = "-----BEGIN PGP MESSAGE-----";

fn has_media_type(file: &Enclosure, types: &[&str]) -> bool {
    types
        .iter()
        .any(|wanted| file.media_type.eq_ignore_ascii_case(wanted))
}

/// Reports whether the file is a TNEF container, in which Outlook hides the text and all
/// attachments.
fn is_winmail(file: &Enclosure) -> bool {
    has_media_type(file, &["application/ms-tnef", "application/vnd.ms-tnef"])
        || file.name.eq_ignore_ascii_case("winmail.dat")
}

/// Reports whether the file is a text that is encrypted, or signed in a format that hides it.
fn is_encrypted(file: &Enclosure) -> bool {
    let name = file.name.to_ascii_lowercase();
    has_media_type(
        file,
        &[
            "application/pkcs7-mime",
            "application/x-pkcs7-mime",
            "application/pgp-encrypted",
        ],
    ) || [".p7m", ".pgp", ".gpg"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn is_pgp_message(file: &Enclosure) -> bool {
    file.bytes
        .trim_ascii_start()
        .starts_with(PGP_MESSAGE_START.as_bytes())
}
