//! Explains mails whose text is empty or unreadable: remarks name where the text is, and readable
//! parts of it replace it.

use super::calendar;
use crate::domain::letter::incoming::Enclosure;
use crate::domain::time::Offset;
use crate::intake::text::{clean, encoding};

/// The number of attachments that a remark names.
const NAMED: usize = 3;

/// Adds a remark on where the text of a mail is when the mail itself has none, and returns the
/// text.
///
/// Falls back to the text of the one forwarded mail, which `read` reads, and then to the events of
/// a calendar.
pub(super) fn explain(
    body: String,
    attachments: &[Enclosure],
    offset: Offset,
    remarks: &mut Vec<String>,
    read: impl Fn(&[u8]) -> Option<String>,
) -> String {
    let empty = clean::blank(&body);
    let find = |is: fn(&Enclosure) -> bool| attachments.iter().find(|one| is(one));
    if let Some(file) = find(is_outlooks) {
        let key = if empty {
            "intake-remark-winmail-only"
        } else {
            "intake-remark-winmail"
        };
        remarks.push(say!(key, name = file.name.as_str()));
        return body;
    }
    if !empty {
        if body.trim_start().starts_with(ENCRYPTED) {
            remarks.push(say!("intake-remark-encrypted-text"));
        }
        return body;
    }
    if let Some(file) = find(is_message_of_pgp).or_else(|| find(is_sealed)) {
        remarks.push(say!("intake-remark-sealed", name = file.name.as_str()));
        return body;
    }
    let mut mails = attachments
        .iter()
        .filter(|one| is_of(one, &["message/rfc822", "message/global"]));
    if let (Some(mail), None) = (mails.next(), mails.next())
        && let Some(text) = read(&mail.bytes).filter(|text| !clean::blank(text))
    {
        remarks.push(say!("intake-remark-forwarded", name = mail.name.as_str()));
        return text;
    }
    if let Some(file) = find(|one| is_of(one, &["text/calendar", "application/ics"])) {
        let text = clean::text(&calendar::text(&encoding::decoded(&file.bytes), offset));
        if !clean::blank(&text) {
            remarks.push(say!("intake-remark-calendar", name = file.name.as_str()));
            return text;
        }
    }
    if !attachments.is_empty() {
        let mut names: Vec<&str> = attachments
            .iter()
            .take(NAMED)
            .map(|one| one.name.as_str())
            .collect();
        if attachments.len() > NAMED {
            names.push("…");
        }
        remarks.push(say!("intake-remark-elsewhere", names = names.join(" · ")));
    }
    body
}

/// The first line of a text that PGP has encrypted.
const ENCRYPTED: &str = "-----BEGIN PGP MESSAGE-----";

fn is_of(file: &Enclosure, types: &[&str]) -> bool {
    types
        .iter()
        .any(|wanted| file.media_type.eq_ignore_ascii_case(wanted))
}

/// Reports whether the file is a TNEF container, in which Outlook hides the text and all
/// attachments.
fn is_outlooks(file: &Enclosure) -> bool {
    is_of(file, &["application/ms-tnef", "application/vnd.ms-tnef"])
        || file.name.eq_ignore_ascii_case("winmail.dat")
}

/// Reports whether the file is a text that is encrypted, or signed in a format that hides it.
fn is_sealed(file: &Enclosure) -> bool {
    let name = file.name.to_ascii_lowercase();
    is_of(
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

fn is_message_of_pgp(file: &Enclosure) -> bool {
    file.bytes
        .trim_ascii_start()
        .starts_with(ENCRYPTED.as_bytes())
}
