//! Receiving letters from intake, many in one transaction; the same thing twice changes nothing.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};

use super::error::StoreError;
use super::project::text_hash;
use super::{Store, events};
use crate::domain::calendar::Calendar;
use crate::domain::deadline::Running;
use crate::domain::event::{Attachment, Event};
use crate::domain::incoming::Incoming;
use crate::domain::letter::LetterId;
use crate::domain::regulation::Regulation;

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

impl Store {
    /// Receives letters, all or none; one answer each, in order.
    pub fn receive(&mut self, letters: Vec<Incoming>, who: &str, at: Timestamp) -> Result<Vec<Received>, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        super::schema::still_ours(&transaction)?;
        super::office::renew(&transaction, &mut self.office)?;
        let regulation = self.office.in_force(at).clone();
        let calendar = self.office.calendar.clone();
        let mut answers = Vec::with_capacity(letters.len());
        for mut letter in letters {
            let mut there = with_source(&transaction, &letter.source.key)?;
            if let Some(id) = there
                && !same_text(&transaction, id, &letter)?
            {
                // A reused Message-ID is no reason to lose a citizen's letter.
                letter.source.key = format!("{}#{}", letter.source.key, hex(&text_hash(&letter.title, &letter.body)));
                there = with_source(&transaction, &letter.source.key)?;
            }
            let known = match there {
                Some(id) => Received::AlreadyThere(id),
                None => Received::New(receive_one(&transaction, letter, who, at, (&regulation, &calendar))?),
            };
            answers.push(known);
        }
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
    let hash: [u8; 32] = connection
        .prepare_cached("SELECT text_hash FROM letter WHERE id = :id")?
        .query_row(named_params! { ":id": id.0 }, |row| row.get(0))?;
    Ok(hash == text_hash(&letter.title, &letter.body))
}

fn with_source(connection: &Connection, key: &str) -> Result<Option<LetterId>, StoreError> {
    let id = connection
        .prepare_cached("SELECT id FROM letter WHERE source_key = :key")?
        .query_row(named_params! { ":key": key }, |row| row.get(0))
        .optional()?;
    Ok(id.map(LetterId))
}

fn receive_one(
    connection: &Connection,
    letter: Incoming,
    who: &str,
    at: Timestamp,
    (regulation, calendar): (&Regulation, &Calendar),
) -> Result<LetterId, StoreError> {
    let Incoming { title, body, writer, channel, received_at, source, attachments, remarks } = letter;
    let id: i64 =
        connection.prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM letter")?.query_row([], |row| row.get(0))?;
    let same_text = connection
        .prepare_cached("SELECT id FROM letter WHERE text_hash = :hash ORDER BY id LIMIT :most")?
        .query_map(named_params! { ":hash": text_hash(&title, &body), ":most": SAME_TEXT }, |row| {
            row.get(0).map(LetterId)
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let described = attachments.iter().map(Attachment::of).collect();
    let received_at = received_at.map(events::to_milliseconds);
    let limit = regulation.stages.registration.and_then(|span| {
        Running::start(received_at.unwrap_or(at), regulation.limit_of(span), &regulation.hours, calendar)
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
    events::append_first(connection, LetterId(id), at, who, event)?;
    super::attachments::keep(connection, LetterId(id), 0, attachments)?;
    Ok(LetterId(id))
}
