//! One mail becomes a letter: who, when, what, with the gaps of the parser closed around it.

mod attachments;
mod body;
mod html;
mod repair;
mod words;

use jiff::Timestamp;
use mail_parser::{Address, DateTime, Message, MessageParser};

use super::Found;
use super::clean;
use super::limits::{MAIL_MIB, MIB, TEXT_MIB};
use super::rejection::{Rejection, Why};
use super::shield::shield;
use crate::domain::incoming::{Channel, Incoming, Source, Writer};

/// Reads one mail; `row` is its place in an mbox, from 1.
pub fn read_message(raw: &[u8], file: &str, row: Option<u64>) -> Found {
    read_raw(raw.to_vec(), file, row)
}

/// Reads one mail; its bytes are let go as soon as they are not needed.
pub(super) fn read_raw(raw: Vec<u8>, file: &str, row: Option<u64>) -> Found {
    match letter(raw, file, row) {
        Ok(letter) => Found::Letter(letter),
        Err(why) => Found::Rejected(Rejection { file: file.to_owned(), row, why }),
    }
}

fn letter(raw: Vec<u8>, file: &str, row: Option<u64>) -> Result<Incoming, Why> {
    if raw.len() as u64 > MAIL_MIB * MIB {
        return Err(Why::TooLong { limit: MAIL_MIB });
    }
    let hash = blake3::hash(&raw);
    let repaired = repair::repair(&raw)?;
    drop(raw);
    shield(|| {
        let message = MessageParser::default().parse(&repaired).ok_or(Why::NotMail)?;
        read(message, &repaired, hash, file, row)
    })
    .unwrap_or(Err(Why::Unreadable))
}

fn read(
    mut message: Message<'_>,
    repaired: &[u8],
    hash: blake3::Hash,
    file: &str,
    row: Option<u64>,
) -> Result<Incoming, Why> {
    let mut remarks = Vec::new();
    let body = body::text(&message, repaired, &mut remarks);
    if body.len() as u64 > TEXT_MIB * MIB {
        return Err(Why::TooLong { limit: TEXT_MIB });
    }
    let attachments = attachments::of(&mut message, repaired, &mut remarks);
    let subject = message.subject().and_then(|subject| clean::given(&repair::restored(subject)));
    if clean::blank(&body) && attachments.is_empty() && remarks.is_empty() {
        return Err(Why::NothingInMail { subject: subject.unwrap_or_default().chars().take(60).collect() });
    }
    let title = subject.or_else(|| clean::title_from(&body)).unwrap_or_else(|| say!("intake-untitled"));
    let writer = [message.from(), message.sender(), message.reply_to()].into_iter().flatten().find_map(writer);
    Ok(Incoming {
        title,
        body,
        writer: writer.unwrap_or_default(),
        channel: Channel::Email,
        received_at: received_at(&message, &mut remarks),
        source: Source { key: key(&message, hash), file: Some(file.to_owned()), row, id: None },
        attachments,
        remarks,
    })
}

fn key(message: &Message<'_>, hash: blake3::Hash) -> String {
    const LONGEST: usize = 500;
    let id: String =
        message.message_id().unwrap_or("").chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if id.is_empty() || id.len() > LONGEST { format!("mail:{}", hash.to_hex()) } else { format!("mid:{id}") }
}

fn writer(address: &Address<'_>) -> Option<Writer> {
    let first = address.iter().find(|one| one.name().is_some() || one.address().is_some())?;
    let name = first.name().and_then(clean::given);
    let email = first.address().and_then(clean::given);
    (name.is_some() || email.is_some()).then(|| Writer { name, email, ..Writer::default() })
}

/// When our own server took it in (the topmost Received), else when the writer's machine says it was written, else unknown.
fn received_at(message: &Message<'_>, remarks: &mut Vec<String>) -> Option<Timestamp> {
    let received = message.received_all().next().and_then(|received| received.date()).as_ref().and_then(instant);
    let at = received.or_else(|| message.date().and_then(instant));
    if at.is_none()
        && let Some(stood) = message.header_raw("Date").and_then(clean::given)
    {
        remarks.push(say!("intake-remark-date", text = stood.chars().take(40).collect::<String>()));
    }
    at
}

fn instant(date: &DateTime) -> Option<Timestamp> {
    date.is_valid().then(|| Timestamp::from_second(date.to_timestamp()).ok()).flatten()
}
