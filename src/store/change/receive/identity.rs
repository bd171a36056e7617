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
    match Kind::of(&letter.source.key) {
        Kind::Bytes => {}
        Kind::Row => writer(&letter.writer).iter().for_each(|one| add(one)),
        Kind::Text => add(&hex(&whole_hash(&letter.title, &letter.body))),
        Kind::Mail => {
            add(&hex(&whole_hash(&letter.title, &letter.body)));
            add(&letters(&letter.title));
            writer(&letter.writer).iter().for_each(|one| add(one));
            add(&letter
                .source
                .sent
                .map(|at| at.as_second().to_string())
                .unwrap_or_default());
            hashes(&described(letter)).iter().for_each(|hash| add(hash));
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Returns the key under which earlier versions stored a letter whose source key was already taken.
pub fn former(letter: &IncomingLetter) -> String {
    format!(
        "{}#{}",
        letter.source.key,
        hex(&whole_hash(&letter.title, &letter.body))
    )
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

/// The kind of a source key.
enum Kind {
    /// `mid:`, a mail with a Message-ID, which gateways and mail programs sometimes reuse.
    Mail,
    /// `mail:`, a mail without one; the key is the hash of all its bytes.
    Bytes,
    /// `row:`, a row of a table; the key is the hash of number, title, text, name and time.
    Row,
    /// Any other source, with an identifier of its own.
    Text,
}

impl Kind {
    fn of(key: &str) -> Kind {
        match key.split_once(':') {
            Some(("mid", _)) => Kind::Mail,
            Some(("mail", _)) => Kind::Bytes,
            Some(("row", _)) => Kind::Row,
            Some(_) | None => Kind::Text,
        }
    }
}

/// A letter as it was received, from its first event.
pub struct Kept {
    title: String,
    body: String,
    writer: Writer,
    received_at: Option<Timestamp>,
    source: Source,
    attachments: Vec<Attachment>,
}

impl Kept {
    /// Loads the first event of a letter.
    pub fn load(connection: &Connection, id: LetterId) -> Result<Kept, StoreError> {
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
            }) => Ok(Kept {
                title,
                body,
                writer,
                received_at,
                source,
                attachments,
            }),
            Ok(_) | Err(_) => Err(StoreError::Broken(id.0)),
        }
    }

    /// Reports whether an incoming letter with the same key is this one.
    pub fn is(&self, letter: &IncomingLetter) -> bool {
        let text = whole_hash(&self.title, &self.body) == whole_hash(&letter.title, &letter.body);
        match Kind::of(&letter.source.key) {
            Kind::Bytes => true,
            Kind::Row => writer(&self.writer) == writer(&letter.writer),
            Kind::Text => text,
            Kind::Mail => match (&self.source.print, &letter.source.print) {
                (Some(kept), Some(print)) if kept == print => true,
                (None, _) => self.is_former_mail(letter, text),
                (Some(_), _) => {
                    text && letters(&self.title) == letters(&letter.title)
                        && writer(&self.writer) == writer(&letter.writer)
                        && self.source.sent == letter.source.sent
                        && hashes(&self.attachments) == hashes(&described(letter))
                }
            },
        }
    }

    /// Reports whether an incoming row is this one, recorded by an earlier version under another
    /// key. That version read fewer columns and left numbers as they were.
    pub fn is_former_row(&self, letter: &IncomingLetter) -> bool {
        let (kept, now) = (writer(&self.writer), writer(&letter.writer));
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
        let email = |writer: &Writer| letters(writer.email.as_deref().unwrap_or_default());
        if written_later || email(&self.writer) != email(&letter.writer) {
            return false;
        }
        let now = described(letter);
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
        let named = damaged || letters(&self.title) == letters(&letter.title);
        let empty = [&self.body, &letter.body]
            .into_iter()
            .any(|text| letters(text).is_empty());
        if text
            && named
            && !lost
            && !gained
            && (!empty || hashes(&self.attachments) == hashes(&now))
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
fn letters(text: &str) -> String {
    text.chars()
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn writer(writer: &Writer) -> [String; 4] {
    let Writer {
        name,
        phone,
        email,
        address,
    } = writer;
    [name, phone, email, address].map(|one| letters(one.as_deref().unwrap_or_default()))
}

fn described(letter: &IncomingLetter) -> Vec<Attachment> {
    letter.attachments.iter().map(Attachment::from_enclosure).collect()
}

fn hashes(attachments: &[Attachment]) -> Vec<&str> {
    let mut hashes: Vec<&str> = attachments.iter().map(|one| one.hash.as_str()).collect();
    hashes.sort_unstable();
    hashes
}
