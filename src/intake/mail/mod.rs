//! Turns one mail into a letter: sender, date and text, with workarounds for gaps of the MIME
//! parser.

pub(crate) mod attachment_name;
mod attachments;
mod automatic;
mod body;
mod calendar;
mod dates;
pub(crate) mod empty_text;
pub(crate) mod extensions;
mod extra;
pub(crate) mod fingerprint;
mod flowed;
mod header;
pub(crate) mod hidden;
mod html;
pub(crate) mod mailbox;
mod repair;
mod start;

use mail_parser::{Address, DateTime, Message, MessageParser};

use self::automatic::AutomaticMarks;
use self::extra::MailExtras;
use self::repair::Repaired;
use super::ReadResult;
use super::rejection::{RejectReason, Rejection};
use crate::domain::letter::incoming::{Channel, IncomingLetter, Source, Writer};
use crate::domain::letter::quarantine::{MailClass, QuarantinedMail};
use crate::domain::time::{Offset, Timestamp};
use crate::intake::catch_panic::catch_panic;
use crate::intake::text::clean;
use crate::platform::limits::{MAIL_MIB, MIB, SET_ASIDE_MIB, TEXT_MIB};

pub(crate) use dates::FIRST_YEAR;
pub(crate) use start::{is_header, leading_length, skip_blank_start, skip_line};

/// The location of a mail and the offset of the office's clock.
#[derive(Clone, Copy)]
pub(super) struct MailLocation<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The position in an mbox, from 1.
    pub row: Option<u64>,
    /// The office's offset from UTC, for times that name no zone.
    pub offset: Offset,
}

/// The location and the hashes by which one mail is told apart from another.
struct MailIdentity<'a> {
    location: MailLocation<'a>,
    /// The hash of all its bytes.
    hash: blake3::Hash,
    /// The fingerprint, which stays the same when the mail is exported again.
    fingerprint: Option<String>,
}

/// Reads one mail; `row` is its position in an mbox, from 1. A time without a zone is in UTC.
pub fn read_message(raw: &[u8], file: &str, row: Option<u64>) -> ReadResult {
    read_raw(
        raw.to_vec(),
        MailLocation {
            file,
            row,
            offset: Offset::UTC,
        },
    )
}

/// Reads one mail. Takes the bytes by value so that they are freed as soon as they are not needed.
pub(super) fn read_raw(raw: Vec<u8>, place: MailLocation<'_>) -> ReadResult {
    match read_repaired(raw, place) {
        Ok(found) => found,
        Err(why) => ReadResult::Rejected(Rejection {
            file: place.file.to_owned(),
            row: place.row,
            why,
        }),
    }
}

fn read_repaired(raw: Vec<u8>, place: MailLocation<'_>) -> Result<ReadResult, RejectReason> {
    if raw.len() as u64 > MAIL_MIB * MIB {
        return Err(RejectReason::TooLong { limit: MAIL_MIB });
    }
    // Old systems end lines with a carriage return alone.
    let lines: Option<Vec<u8>> = (raw.contains(&b'\r') && !raw.contains(&b'\n')).then(|| {
        raw.iter()
            .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
            .collect()
    });
    let mail = start::mail_bytes(lines.as_deref().unwrap_or(&raw));
    let origin = MailIdentity {
        location: place,
        hash: blake3::hash(&raw),
        fingerprint: fingerprint::mail_fingerprint(mail),
    };
    let repaired = repair::repair_mail(mail, origin.hash)?;
    let marks = AutomaticMarks::from_mail(mail);
    // The raw bytes are stored only with a mail that is set aside. No machine writes an automatic
    // answer longer than this, so a longer mail is always a letter.
    let raw = Some(raw).filter(|raw| raw.len() as u64 <= SET_ASIDE_MIB * MIB);
    catch_panic(|| {
        let message = MessageParser::default()
            .parse(&repaired.mail)
            .ok_or(RejectReason::NotMail)?;
        let class = raw.as_ref().and_then(|_| classify_mail(&marks, &message));
        let letter = read_letter(message, &repaired, &origin);
        Ok(match (class, raw) {
            (Some((class, why)), Some(raw)) => {
                let letter =
                    letter.or_else(|why| header_only_letter(why, &repaired.mail, &origin))?;
                ReadResult::Aside(Box::new(QuarantinedMail {
                    class,
                    reason: why,
                    letter,
                    raw,
                }))
            }
            (_, _) => ReadResult::Letter(letter?),
        })
    })
    .unwrap_or(Err(RejectReason::Unreadable))
}

/// Classifies a mail that is not a letter, with the text of the reason; `None` for a letter.
fn classify_mail(marks: &AutomaticMarks, message: &Message<'_>) -> Option<(MailClass, String)> {
    let subject = message.subject().unwrap_or("");
    let sender = message
        .from()
        .or_else(|| message.sender())
        .and_then(Address::first);
    let sender = sender.and_then(|sender| sender.address()).unwrap_or("");
    let (class, signs) = automatic::classify_headers(marks, subject, sender)?;
    Some((
        class,
        say!(&format!("aside-why-{}", class.code()), signs = signs),
    ))
}

/// Returns the letter of a mail whose header is all it has. An automatic mail is set aside even
/// when its text is empty.
fn header_only_letter(
    why: RejectReason,
    repaired: &[u8],
    origin: &MailIdentity<'_>,
) -> Result<IncomingLetter, RejectReason> {
    let RejectReason::NothingInMail { subject } = why else {
        return Err(why);
    };
    let message = MessageParser::default()
        .parse_headers(repaired)
        .ok_or(RejectReason::NotMail)?;
    let title = clean::non_blank_line(&subject).unwrap_or_else(|| say!("intake-untitled"));
    Ok(build_letter(
        &message,
        title,
        String::new(),
        find_writer(&message),
        origin,
        &mut Vec::new(),
    ))
}

/// Returns the text of a mail that is forwarded inside another.
fn forwarded_text(raw: &[u8]) -> Option<String> {
    let repaired = repair::repair_mail(raw, blake3::hash(raw)).ok()?;
    let message = MessageParser::default().parse(&repaired.mail)?;
    let (text, _) = body::mail_text(&message, &repaired.mail, &mut MailExtras::default());
    Some(text).filter(|text| text.len() as u64 <= TEXT_MIB * MIB)
}

fn read_letter(
    mut message: Message<'_>,
    repaired: &Repaired,
    origin: &MailIdentity<'_>,
) -> Result<IncomingLetter, RejectReason> {
    let mut extra = MailExtras::default();
    if repaired.incomplete {
        extra.add_remark(say!("intake-remark-incomplete"));
    }
    if repaired.relabelled {
        extra.add_remark(say!("intake-remark-charset-header"));
    }
    repaired
        .outside
        .iter()
        .for_each(|bytes| extra.add_outside(bytes.clone()));
    let (body, unseen) = body::mail_text(&message, &repaired.mail, &mut extra);
    let mut attachments = attachments::take_attachments(&mut message, &repaired.mail, &mut extra);
    extensions::add_extensions(&mut attachments);
    let body = extra.append_outside(body);
    if body.len() as u64 > TEXT_MIB * MIB {
        return Err(RejectReason::TooLong { limit: TEXT_MIB });
    }
    let subject = message.subject().and_then(clean::non_blank_line);
    let writer = find_writer(&message);
    if [&subject, &writer.name]
        .into_iter()
        .flatten()
        .any(|text| text.contains('\u{fffd}'))
    {
        extra.attach_headers(repaired.headers.clone());
    }
    let mut remarks = extra.finish(&mut attachments);
    unseen.attach_pages(&mut attachments, &mut remarks);
    let body = empty_text::explain_empty_text(
        body,
        &attachments,
        origin.location.offset,
        &mut remarks,
        forwarded_text,
    );
    if clean::is_blank(&body) && attachments.is_empty() && remarks.is_empty() {
        return Err(RejectReason::NothingInMail {
            subject: subject.unwrap_or_default().chars().take(60).collect(),
        });
    }
    let only = || {
        attachments
            .first()
            .map(|file| say!("intake-untitled-with", name = file.name.as_str()))
    };
    let title = subject
        .or_else(|| clean::title_from(&body))
        .or_else(only)
        .unwrap_or_else(|| say!("intake-untitled"));
    let letter = build_letter(&message, title, body, writer, origin, &mut remarks);
    Ok(IncomingLetter {
        attachments,
        remarks,
        ..letter
    })
}

/// Builds the letter without its attachments and remarks.
fn build_letter(
    message: &Message<'_>,
    title: String,
    body: String,
    writer: Writer,
    origin: &MailIdentity<'_>,
    remarks: &mut Vec<String>,
) -> IncomingLetter {
    let MailLocation { file, row, offset } = origin.location;
    IncomingLetter {
        title,
        body,
        writer,
        channel: Channel::Email,
        received_at: dates::received_at(message, offset, remarks),
        source: Source {
            former: Vec::new(),
            key: source_key(message, origin.hash),
            sent: message.date().and_then(to_timestamp),
            print: origin.fingerprint.clone(),
            file: Some(file.to_owned()),
            row,
            id: None,
        },
        attachments: Vec::new(),
        remarks: Vec::new(),
        extras: Default::default(),
    }
}

fn source_key(message: &Message<'_>, hash: blake3::Hash) -> String {
    const LONGEST: usize = 500;
    let id: String = message
        .message_id()
        .unwrap_or("")
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect();
    if id.is_empty() || id.len() > LONGEST {
        format!("mail:{}", hash.to_hex())
    } else {
        format!("mid:{id}")
    }
}

fn to_timestamp(date: &DateTime) -> Option<Timestamp> {
    date.is_valid()
        .then(|| Timestamp::from_second(date.to_timestamp()))
        .flatten()
}

fn find_writer(message: &Message<'_>) -> Writer {
    let addresses = [message.from(), message.sender(), message.reply_to()];
    addresses
        .into_iter()
        .flatten()
        .find_map(first_writer)
        .unwrap_or_default()
}

fn first_writer(address: &Address<'_>) -> Option<Writer> {
    let first = address
        .iter()
        .find(|one| one.name().is_some() || one.address().is_some())?;
    let name = first.name().and_then(clean::non_blank_line);
    let email = first.address().and_then(clean::non_blank_line);
    (name.is_some() || email.is_some()).then(|| Writer {
        name,
        email,
        ..Writer::default()
    })
}
