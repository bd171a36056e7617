//! Receiving letters from intake, many in one transaction; the same thing twice changes nothing.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::error::StoreError;
use super::project::{source_key, text_hash, whole_hash};
use super::{Store, events, texts};
use crate::domain::deadline::Running;
use crate::domain::event::{Attachment, Event};
use crate::domain::incoming::Incoming;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;

/// What became of a letter that intake handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is new.
    New(LetterId),
    /// It was there already.
    AlreadyThere(LetterId),
}

/// How many earlier letters with the same text are named.
const SAME_TEXT: i64 = 8;

/// What letters are received with.
pub(super) struct Receiving<'a> {
    pub connection: &'a Connection,
    pub office: &'a Office,
    pub who: &'a str,
    pub at: Timestamp,
}

impl Store {
    /// Receives letters, all or none; one answer each, in order.
    pub fn receive(&mut self, letters: Vec<Incoming>, who: &str, at: Timestamp) -> Result<Vec<Received>, StoreError> {
        let (transaction, office, _) = self.write(who)?;
        super::office::renew(&transaction, office)?;
        let receiving = Receiving { connection: &transaction, office, who, at };
        let mut new = Vec::with_capacity(letters.len());
        let answers = letters
            .into_iter()
            .map(|letter| receiving.one(letter, |letter| new.push((letter.id, texts::of(&letter)))))
            .collect::<Result<_, _>>()?;
        // After all the rows: between two letters, a statement with triggers makes FTS5 write what it has gathered.
        for (id, grams) in new {
            texts::insert(&transaction, id, &grams)?;
        }
        texts::count_if_grown(&transaction)?;
        transaction.commit()?;
        Ok(answers)
    }

    /// Which of these source keys are there already; what a dry run needs to know.
    pub fn is_there(&self, source_key: &str) -> Result<bool, StoreError> {
        Ok(with_source(&self.connection, source_key)?.is_some())
    }
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}

fn same_text(connection: &Connection, id: LetterId, letter: &Incoming) -> Result<bool, StoreError> {
    let hash: [u8; 8] = connection
        .prepare_cached("SELECT text_hash FROM letter WHERE id = :id")?
        .query_row(named_params! { ":id": id.0 }, |row| row.get(0))?;
    Ok(hash == text_hash(&letter.title, &letter.body))
}

fn with_source(connection: &Connection, key: &str) -> Result<Option<LetterId>, StoreError> {
    let id = connection
        .prepare_cached("SELECT id FROM letter WHERE source_key = :key")?
        .query_row(named_params! { ":key": source_key(key) }, |row| row.get(0))
        .optional()?;
    Ok(id.map(LetterId))
}

impl Receiving<'_> {
    /// Receives one letter; a new one is handed on to be indexed.
    pub fn one(&self, mut letter: Incoming, new: impl FnOnce(Letter)) -> Result<Received, StoreError> {
        let mut there = with_source(self.connection, &letter.source.key)?;
        if let Some(id) = there
            && !same_text(self.connection, id, &letter)?
        {
            // A reused Message-ID is no reason to lose a citizen's letter.
            letter.source.key = format!("{}#{}", letter.source.key, hex(&whole_hash(&letter.title, &letter.body)));
            there = with_source(self.connection, &letter.source.key)?;
        }
        if let Some(id) = there {
            return Ok(Received::AlreadyThere(id));
        }
        let letter = self.first_event(letter)?;
        let id = letter.id;
        new(letter);
        Ok(Received::New(id))
    }

    fn first_event(&self, letter: Incoming) -> Result<Letter, StoreError> {
        let Receiving { connection, office, who, at } = *self;
        let Incoming { title, body, writer, channel, received_at, source, attachments, remarks } = letter;
        let id: i64 = connection
            .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM letter")?
            .query_row([], |row| row.get(0))?;
        let same_text = connection
            .prepare_cached("SELECT id FROM letter WHERE text_hash = :hash ORDER BY id LIMIT :most")?
            .query_map(named_params! { ":hash": text_hash(&title, &body), ":most": SAME_TEXT }, |row| {
                row.get(0).map(LetterId)
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let described = attachments.iter().map(Attachment::of).collect();
        let received_at = received_at.map(events::to_milliseconds);
        let regulation = office.in_force(at);
        let limit = regulation.stages.registration.and_then(|span| {
            let from = received_at.unwrap_or(at);
            Running::start(from, regulation.limit_of(span), &regulation.hours, &office.calendar)
        });
        let event = Event::Received {
            title,
            body,
            writer,
            channel,
            received_at,
            source,
            attachments: described,
            remarks,
            same_text,
            regulation: regulation.id.clone(),
            limit,
        };
        let letter = events::append_first(connection, LetterId(id), at, who, event)?;
        super::attachments::keep(connection, LetterId(id), 0, attachments)?;
        Ok(letter)
    }
}
