//! Turns one mail into a letter: sender, date and text, with workarounds for gaps of the MIME
//! parser.

mod attachments;
mod automatic;
mod body;
mod calendar;
mod dates;
mod endings;
mod extra;
mod flowed;
mod header;
mod html;
pub(crate) mod mailbox;
mod names;
mod print;
mod repair;
mod start;
mod unseen;
mod wordless;

use mail_parser::{Address, DateTime, Message, MessageParser};

use self::automatic::Marks;
use self::extra::Extra;
use self::repair::Repaired;
use super::Found;
use super::rejection::{Rejection, Why};
use crate::domain::letter::aside::{QuarantinedMail, MailClass};
use crate::domain::letter::incoming::{Channel, IncomingLetter, Source, Writer};
use crate::domain::time::{Offset, Timestamp};
use crate::intake::shield::shield;
use crate::intake::text::clean;
use crate::platform::limits::{ASIDE_MIB, MAIL_MIB, MIB, TEXT_MIB};

pub(crate) use dates::FIRST_YEAR;
pub use start::{after_line, from_start, is_header, length_line};

/// The location of a mail and the offset of the office's clock.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The position in an mbox, from 1.
    pub row: Option<u64>,
    /// The office's offset from UTC, for times that name no zone.
    pub offset: Offset,
}

/// The location and the hashes by which one mail is told apart from another.
struct Origin<'a> {
    place: Place<'a>,
    /// The hash of all its bytes.
    hash: blake3::Hash,
    /// The fingerprint, which stays the same when the mail is exported again.
    print: Option<String>,
}

/// Reads one mail; `row` is its position in an mbox, from 1. A time without a zone is in UTC.
pub fn read_message(raw: &[u8], file: &str, row: Option<u64>) -> Found {
    read_raw(
        raw.to_vec(),
        Place {
            file,
            row,
            offset: Offset::UTC,
        },
    )
}

/// Reads one mail. Takes the bytes by value so that they are freed as soon as they are not needed.
pub(super) fn read_raw(raw: Vec<u8>, place: Place<'_>) -> Found {
    match found(raw, place) {
        Ok(found) => found,
        Err(why) => Found::Rejected(Rejection {
            file: place.file.to_owned(),
            row: place.row,
            why,
        }),
    }
}

fn found(raw: Vec<u8>, place: Place<'_>) -> Result<Found, Why> {
    if raw.len() as u64 > MAIL_MIB * MIB {
        return Err(Why::TooLong { limit: MAIL_MIB });
    }
    // Old systems end lines with a carriage return alone.
    let lines: Option<Vec<u8>> = (raw.contains(&b'\r') && !raw.contains(&b'\n')).then(|| {
        raw.iter()
            .map(|byte| if *byte == b'\r' { b'\n' } else { *byte })
            .collect()
    });
    let mail = start::mail(lines.as_deref().unwrap_or(&raw));
    let origin = Origin {
        place,
        hash: blake3::hash(&raw),
        print: print::of(mail),
    };
    let repaired = repair::repair(mail, origin.hash)?;
    let marks = Marks::of(mail);
    // The raw bytes are stored only with a mail that is set aside. No machine writes an automatic
    // answer longer than this, so a longer mail is always a letter.
    let raw = Some(raw).filter(|raw| raw.len() as u64 <= ASIDE_MIB * MIB);
    shield(|| {
        let message = MessageParser::default()
            .parse(&repaired.mail)
            .ok_or(Why::NotMail)?;
        let class = raw.as_ref().and_then(|_| class(&marks, &message));
        let letter = read(message, &repaired, &origin);
        Ok(match (class, raw) {
            (Some((class, why)), Some(raw)) => {
                let letter = letter.or_else(|why| empty(why, &repaired.mail, &origin))?;
                Found::Aside(Box::new(QuarantinedMail {
                    class,
                    reason: why,
                    letter,
                    raw,
                }))
            }
            (_, _) => Found::Letter(letter?),
        })
    })
    .unwrap_or(Err(Why::Unreadable))
}

/// Classifies a mail that is not a letter, with the text of the reason; `None` for a letter.
fn class(marks: &Marks, message: &Message<'_>) -> Option<(MailClass, String)> {
    let subject = message.subject().unwrap_or("");
    let sender = message
        .from()
        .or_else(|| message.sender())
        .and_then(Address::first);
    let sender = sender.and_then(|sender| sender.address()).unwrap_or("");
    let (class, signs) = automatic::class(marks, subject, sender)?;
    Some((
        class,
        say!(&format!("aside-why-{}", class.code()), signs = signs),
    ))
}

/// Returns the letter of a mail whose header is all it has. An automatic mail is set aside even
/// when its text is empty.
fn empty(why: Why, repaired: &[u8], origin: &Origin<'_>) -> Result<IncomingLetter, Why> {
    let Why::NothingInMail { subject } = why else {
        return Err(why);
    };
    let message = MessageParser::default()
        .parse_headers(repaired)
        .ok_or(Why::NotMail)?;
    let title = clean::given(&subject).unwrap_or_else(|| say!("intake-untitled"));
    Ok(letter(
        &message,
        title,
        String::new(),
        sender(&message),
        origin,
        &mut Vec::new(),
    ))
}

/// Returns the text of a mail that is forwarded inside another.
fn text_of(raw: &[u8]) -> Option<String> {
    let repaired = repair::repair(raw, blake3::hash(raw)).ok()?;
    let message = MessageParser::default().parse(&repaired.mail)?;
    let (text, _) = body::text(&message, &repaired.mail, &mut Extra::default());
    Some(text).filter(|text| text.len() as u64 <= TEXT_MIB * MIB)
}

fn read(
    mut message: Message<'_>,
    repaired: &Repaired,
    origin: &Origin<'_>,
) -> Result<IncomingLetter, Why> {
    let mut extra = Extra::default();
    if repaired.incomplete {
        extra.remark(say!("intake-remark-incomplete"));
    }
    if repaired.relabelled {
        extra.remark(say!("intake-remark-charset-header"));
    }
    repaired
        .beyond
        .iter()
        .for_each(|bytes| extra.beyond(bytes.clone()));
    let (body, unseen) = body::text(&message, &repaired.mail, &mut extra);
    let mut attachments = attachments::of(&mut message, &repaired.mail, &mut extra);
    endings::give(&mut attachments);
    let body = extra.with_beyond(body);
    if body.len() as u64 > TEXT_MIB * MIB {
        return Err(Why::TooLong { limit: TEXT_MIB });
    }
    let subject = message.subject().and_then(clean::given);
    let writer = sender(&message);
    if [&subject, &writer.name]
        .into_iter()
        .flatten()
        .any(|text| text.contains('\u{fffd}'))
    {
        extra.headers(repaired.headers.clone());
    }
    let mut remarks = extra.finish(&mut attachments);
    unseen.keep(&mut attachments, &mut remarks);
    let body = wordless::explain(
        body,
        &attachments,
        origin.place.offset,
        &mut remarks,
        text_of,
    );
    if clean::blank(&body) && attachments.is_empty() && remarks.is_empty() {
        return Err(Why::NothingInMail {
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
    let letter = letter(&message, title, body, writer, origin, &mut remarks);
    Ok(IncomingLetter {
        attachments,
        remarks,
        ..letter
    })
}

/// Builds the letter without its attachments and remarks.
fn letter(
    message: &Message<'_>,
    title: String,
    body: String,
    writer: Writer,
    origin: &Origin<'_>,
    remarks: &mut Vec<String>,
) -> IncomingLetter {
    let Place { file, row, offset } = origin.place;
    IncomingLetter {
        title,
        body,
        writer,
        channel: Channel::Email,
        received_at: dates::received_at(message, offset, remarks),
        source: Source {
            former: Vec::new(),
            key: key(message, origin.hash),
            sent: message.date().and_then(instant),
            print: origin.print.clone(),
            file: Some(file.to_owned()),
            row,
            id: None,
        },
        attachments: Vec::new(),
        remarks: Vec::new(),
    }
}

fn key(message: &Message<'_>, hash: blake3::Hash) -> String {
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

fn instant(date: &DateTime) -> Option<Timestamp> {
    date.is_valid()
        .then(|| Timestamp::from_second(date.to_timestamp()))
        .flatten()
}

fn sender(message: &Message<'_>) -> Writer {
    let addresses = [message.from(), message.sender(), message.reply_to()];
    addresses
        .into_iter()
        .flatten()
        .find_map(writer)
        .unwrap_or_default()
}

fn writer(address: &Address<'_>) -> Option<Writer> {
    let first = address
        .iter()
        .find(|one| one.name().is_some() || one.address().is_some())?;
    let name = first.name().and_then(clean::given);
    let email = first.address().and_then(clean::given);
    (name.is_some() || email.is_some()).then(|| Writer {
        name,
        email,
        ..Writer::default()
    })
}
