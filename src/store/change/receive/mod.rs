//! Receives letters from intake, many in one transaction; receiving the same letter again changes
//! nothing.

mod identity;
mod past;

use rusqlite::{Connection, OptionalExtension, named_params};

pub use self::identity::identity;
use self::identity::{ReceivedLetter, former_key};
use self::past::{find_code, parse_wish, past_letter};
use crate::domain::letter::event::{Attachment, Event};
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::RunningDeadline;
use crate::store::Store;
use crate::store::change::append;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::events;
use crate::store::record::projection::{source_key, text_hash};

/// The result of receiving a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is new.
    New(LetterId),
    /// It had been received before.
    AlreadyThere(LetterId),
}

/// The number of earlier letters with the same text that an event names.
const MAX_SAME_TEXT: i64 = 8;

/// The context in which letters are received.
pub(in crate::store) struct ReceiveContext<'a> {
    pub connection: &'a Connection,
    pub office: &'a Office,
    pub who: &'a str,
    pub at: Timestamp,
    /// Whether the letters are of before the office had this program.
    pub past: bool,
}

impl Store {
    /// Receives letters, all or none; one result each, in order.
    pub fn receive(
        &mut self,
        letters: Vec<IncomingLetter>,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<Received>, StoreError> {
        self.receive_as(letters, who, at, false)
    }

    /// Receives letters of before the office had this program, which are closed.
    pub fn receive_past(
        &mut self,
        letters: Vec<IncomingLetter>,
        who: &str,
        at: Timestamp,
    ) -> Result<Vec<Received>, StoreError> {
        self.receive_as(letters, who, at, true)
    }

    fn receive_as(
        &mut self,
        letters: Vec<IncomingLetter>,
        who: &str,
        at: Timestamp,
        past: bool,
    ) -> Result<Vec<Received>, StoreError> {
        let (transaction, office, _) = self.begin_write(who)?;
        crate::store::office::refresh_office(&transaction, office)?;
        let receiving = ReceiveContext {
            connection: &transaction,
            office,
            who,
            at,
            past,
        };
        let mut new = Vec::with_capacity(letters.len());
        let answers = letters
            .into_iter()
            .map(|letter| {
                receiving.receive_one(letter, |letter| {
                    new.push((letter.id, tokens::letter_tokens(&letter)))
                })
            })
            .collect::<Result<_, _>>()?;
        // After all rows: between two letters, a statement with triggers makes FTS5 flush what it
        // has gathered.
        for (id, grams) in new {
            tokens::insert(&transaction, id, &grams)?;
        }
        tokens::count_if_grown(&transaction)?;
        transaction.commit()?;
        Ok(answers)
    }

    /// Reports whether a letter was received before, for dry runs. Letters of one run with the same
    /// [`identity`] are the same letter.
    pub fn was_received(&self, letter: &IncomingLetter) -> Result<bool, StoreError> {
        Ok(matches!(
            match_letter(&self.connection, letter)?,
            Match::Existing(_)
        ))
    }
}

/// The relation of an incoming letter to those received before.
enum Match {
    /// It was received before.
    Existing(LetterId),
    /// It is new, and its key is unused.
    New,
    /// It is new, but another letter has its key; the key to use instead. A reused Message-ID must
    /// not lose a citizen's letter.
    NewUnderKey(String),
}

/// Decides whether a letter was received before: under its key, under the key used when that is
/// taken, or under those that earlier versions used.
fn match_letter(connection: &Connection, letter: &IncomingLetter) -> Result<Match, StoreError> {
    let key = &letter.source.key;
    for former in &letter.source.former {
        if let Some(id) = find_by_source(connection, former)?
            && ReceivedLetter::load(connection, id)?.is_former_row(letter)
        {
            return Ok(Match::Existing(id));
        }
    }
    let Some(first) = find_by_source(connection, key)? else {
        return Ok(Match::New);
    };
    if ReceivedLetter::load(connection, first)?.is_same_letter(letter) {
        return Ok(Match::Existing(first));
    }
    let own = format!("{key}#{}", identity(letter));
    if let Some(id) = find_by_source(connection, &own)? {
        return Ok(Match::Existing(id));
    }
    match find_by_source(connection, &former_key(letter))? {
        Some(id) if ReceivedLetter::load(connection, id)?.is_same_letter(letter) => {
            Ok(Match::Existing(id))
        }
        Some(_) | None => Ok(Match::NewUnderKey(own)),
    }
}

fn find_by_source(connection: &Connection, key: &str) -> Result<Option<LetterId>, StoreError> {
    let id = connection
        .prepare_cached("SELECT id FROM letter WHERE source_key = :key")?
        .query_row(named_params! { ":key": source_key(key) }, |row| row.get(0))
        .optional()?;
    Ok(id.map(LetterId))
}

impl ReceiveContext<'_> {
    /// Receives one letter. A new one is passed to `new`, to be indexed.
    pub(crate) fn receive_one(
        &self,
        mut letter: IncomingLetter,
        new: impl FnOnce(Letter),
    ) -> Result<Received, StoreError> {
        let place = match_letter(self.connection, &letter)?;
        letter.source.former = Vec::new();
        match place {
            Match::Existing(id) => return Ok(Received::AlreadyThere(id)),
            Match::New => {}
            Match::NewUnderKey(key) => letter.source.key = key,
        }
        let letter = self.record_letter(letter)?;
        let id = letter.id;
        new(letter);
        Ok(Received::New(id))
    }

    fn record_letter(&self, letter: IncomingLetter) -> Result<Letter, StoreError> {
        let ReceiveContext {
            connection,
            office,
            who,
            at,
            past: _,
        } = *self;
        let IncomingLetter {
            title,
            body,
            writer,
            channel,
            received_at,
            source,
            attachments,
            remarks,
            extras,
        } = letter;
        let id: i64 = connection
            .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM letter")?
            .query_row([], |row| row.get(0))?;
        let same_text = connection
            .prepare_cached(
                "SELECT id FROM letter WHERE text_hash = :hash ORDER BY id LIMIT :most",
            )?
            .query_map(
                named_params! { ":hash": text_hash(&title, &body), ":most": MAX_SAME_TEXT },
                |row| row.get(0).map(LetterId),
            )?
            .collect::<Result<Vec<_>, _>>()?;
        let described = attachments.iter().map(Attachment::from_enclosure).collect();
        let received_at = received_at.map(events::to_milliseconds);
        let regulation = office.regulation_in_force(at);
        let limit = regulation.stages.registration.and_then(|span| {
            let from = received_at.unwrap_or(at);
            RunningDeadline::start(
                from,
                regulation.limit_from_span(span),
                &regulation.hours,
                &office.calendar,
            )
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
            wish: parse_wish(extras.wish.as_deref()),
            signatories: extras.signatories.clone(),
            part_of: None,
            of_type: find_code(&regulation.types, extras.of_type.as_deref()),
            subject: find_code(&regulation.subjects, extras.subject.as_deref()),
        };
        let mut letter = append::append_first(connection, LetterId(id), at, who, event)?;
        if self.past {
            let past = past_letter(extras, regulation, office);
            append::append_past(connection, &mut letter, at, who, past)?;
        }
        crate::store::record::attachments::store_attachments(
            connection,
            LetterId(id),
            0,
            &attachments,
        )?;
        Ok(letter)
    }
}
