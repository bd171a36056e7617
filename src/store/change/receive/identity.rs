//! Recognises letters already received: by writer, date, text and attachments, not by the source's
//! key alone.

use rusqlite::{Connection, named_params};
use std::time::Duration;

use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Attachment, Event};
use crate::domain::letter::incoming::{IncomingLetter, Source, Writer};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::record::events;
use crate::store::record::projection::whole_hash;

/// Returns a hash that identifies a letter among all that are imported: two letters with the same
/// identity are the same letter, whether or not the first one is recorded yet.
pub fn identity(letter: &IncomingLetter) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(&letter.source.key);
    match SourceKind::from_key(&letter.source.key) {
        SourceKind::Bytes => {}
        SourceKind::Row => fold_writer(&letter.writer).iter().for_each(|one| add(one)),
        SourceKind::Text => add(&to_hex(&whole_hash(&letter.title, &letter.body))),
        SourceKind::Mail => {
            add(&to_hex(&whole_hash(&letter.title, &letter.body)));
            add(&fold_text(&letter.title));
            fold_writer(&letter.writer).iter().for_each(|one| add(one));
            add(&letter
                .source
                .sent
                .map(|at| at.as_second().to_string())
                .unwrap_or_default());
            attachment_hashes(&describe_attachments(letter))
                .iter()
                .for_each(|hash| add(hash));
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Returns the key under which earlier versions stored a letter whose source key was already taken.
pub(super) fn former_key(letter: &IncomingLetter) -> String {
    format!(
        "{}#{}",
        letter.source.key,
        to_hex(&whole_hash(&letter.title, &letter.body))
    )
}

fn to_hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// The kind of a source key.
enum SourceKind {
    /// `mid:`, a mail with a Message-ID, which gateways and mail programs sometimes reuse.
    Mail,
    /// `mail:`, a mail without one; the key is the hash of all its bytes.
    Bytes,
    /// `row:`, a row of a table; the key is the hash of number, title, text, name and time.
    Row,
    /// Any other source, with an identifier of its own.
    Text,
}

impl SourceKind {
    fn from_key(key: &str) -> SourceKind {
        match key.split_once(':') {
            Some(("mid", _)) => SourceKind::Mail,
            Some(("mail", _)) => SourceKind::Bytes,
            Some(("row", _)) => SourceKind::Row,
            Some(_) | None => SourceKind::Text,
        }
    }
}

/// A letter as it was received, from its first event.
pub(super) struct ReceivedLetter {
    title: String,
    body: String,
    writer: Writer,
    received_at: Option<Timestamp>,
    source: Source,
    attachments: Vec<Attachment>,
}

impl ReceivedLetter {
    /// Loads the first event of a letter.
    pub(super) fn load(
        connection: &Connection,
        id: LetterId,
    ) -> Result<ReceivedLetter, StoreError> {
        let body: String = connection
            .prepare_cached("SELECT body FROM event WHERE letter = :letter AND version = 1")?
            .query_row(named_params! { ":letter": id.0 }, |row| row.get(0))?;
        match serde_json::from_str(&body) {
            Ok(Event::Received {
                title,
                body,
                writer,
                received_at,
                source,
                attachments,
                ..
            }) => Ok(ReceivedLetter {
                title,
                body,
                writer,
                received_at,
                source,
                attachments,
            }),
            Ok(_) | Err(_) => Err(StoreError::CorruptRecord(id.0)),
        }
    }

    /// Reports whether an incoming letter with the same key is this one.
    pub(super) fn is_same_letter(&self, letter: &IncomingLetter) -> bool {
        let text = whole_hash(&self.title, &self.body) == whole_hash(&letter.title, &letter.body);
        match SourceKind::from_key(&letter.source.key) {
            SourceKind::Bytes => true,
            SourceKind::Row => fold_writer(&self.writer) == fold_writer(&letter.writer),
            SourceKind::Text => text,
            SourceKind::Mail => match (&self.source.print, &letter.source.print) {
                (Some(kept), Some(print)) if kept == print => true,
                (None, _) => self.is_former_mail(letter, text),
                (Some(_), _) => {
                    text && fold_text(&self.title) == fold_text(&letter.title)
                        && fold_writer(&self.writer) == fold_writer(&letter.writer)
                        && self.source.sent == letter.source.sent
                        && attachment_hashes(&self.attachments)
                            == attachment_hashes(&describe_attachments(letter))
                }
            },
        }
    }

    /// Reports whether an incoming row is this one, recorded by an earlier version under another
    /// key. That version read fewer columns and left numbers as they were.
    pub(super) fn is_former_row(&self, letter: &IncomingLetter) -> bool {
        let (kept, now) = (fold_writer(&self.writer), fold_writer(&letter.writer));
        kept.iter()
            .zip(&now)
            .all(|(kept, now)| kept.is_empty() || kept.starts_with(now.as_str()))
    }

    /// Reports whether an incoming mail is this one, received by an earlier version. That version
    /// decoded some texts differently, altered attached mails, and did not record when the mail was
    /// sent.
    fn is_former_mail(&self, letter: &IncomingLetter, text: bool) -> bool {
        let day = Duration::from_hours(24);
        let written_later = match (letter.source.sent, self.received_at) {
            (Some(sent), Some(received)) => sent.saturating_duration_since(received) > day,
            _ => false,
        };
        let email = |writer: &Writer| fold_text(writer.email.as_deref().unwrap_or_default());
        if written_later || email(&self.writer) != email(&letter.writer) {
            return false;
        }
        let now = describe_attachments(letter);
        // Parts that the other version took as text, or stored in another form.
        let read = |one: &Attachment| {
            one.media_type.starts_with("message/")
                || (one.media_type.starts_with("text/") && is_numbered(&one.name))
        };
        let lost = self
            .attachments
            .iter()
            .any(|kept| !read(kept) && now.iter().all(|one| one.hash != kept.hash));
        let gained = now
            .iter()
            .any(|one| !read(one) && self.attachments.iter().all(|kept| one.hash != kept.hash));
        let damaged = [&self.title, &self.body]
            .into_iter()
            .any(|text| text.contains('\u{fffd}'));
        let named = damaged || fold_text(&self.title) == fold_text(&letter.title);
        let empty = [&self.body, &letter.body]
            .into_iter()
            .any(|text| fold_text(text).is_empty());
        if text
            && named
            && !lost
            && !gained
            && (!empty || attachment_hashes(&self.attachments) == attachment_hashes(&now))
        {
            return true;
        }
        // The same time to the second: the same mail, decoded differently.
        let instants =
            [letter.received_at, letter.source.sent].map(|at| at.map(events::to_milliseconds));
        let same_instant = self.received_at.is_some() && instants.contains(&self.received_at);
        same_instant && (empty || (!lost && (!text || !named || damaged)))
    }
}

/// Reports whether a file has only a generated name, which ends in its number.
fn is_numbered(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.ends_with(|c: char| c.is_ascii_digit())
}

/// Returns the letters and digits of a text in lower case; spacing and punctuation are ignored.
fn fold_text(text: &str) -> String {
    text.chars()
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn fold_writer(writer: &Writer) -> [String; 4] {
    let Writer {
        name,
        phone,
        email,
        address,
    } = writer;
    [name, phone, email, address].map(|one| fold_text(one.as_deref().unwrap_or_default()))
}

fn describe_attachments(letter: &IncomingLetter) -> Vec<Attachment> {
    letter
        .attachments
        .iter()
        .map(Attachment::from_enclosure)
        .collect()
}

fn attachment_hashes(attachments: &[Attachment]) -> Vec<&str> {
    let mut hashes: Vec<&str> = attachments.iter().map(|one| one.hash.as_str()).collect();
    hashes.sort_unstable();
    hashes
}
