//! Mails set aside: stored as received, outside the record, until a person makes a letter of one or
//! drops it.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::receive::{ReceiveContext, Received};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::IncomingLetter;
use crate::domain::letter::quarantine::{MailClass, QuarantinedMail};
use crate::domain::time::Timestamp;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::index::tokens;
use crate::store::record::events;

/// The outcome of a mail that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It became this letter.
    Letter(LetterId),
    /// It became a letter that the caller may not read.
    Restricted,
    /// It was dropped; only its description is left.
    Dropped,
}

impl Resolution {
    fn letter(self) -> Option<LetterId> {
        match self {
            Resolution::Letter(letter) => Some(letter),
            Resolution::Restricted | Resolution::Dropped => None,
        }
    }
}

/// Returns the hash by which a mail is recognised on a second import.
pub fn mail_hash(raw: &[u8]) -> [u8; 32] {
    *blake3::hash(raw).as_bytes()
}

/// A mail that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAside {
    /// Its number, from 1.
    pub id: i64,
    /// When it was imported.
    pub at: Timestamp,
    /// Its class.
    pub class: MailClass,
    /// The evidence for the class.
    pub why: String,
    /// The subject.
    pub title: String,
    /// The writer's address or name.
    pub writer: Option<String>,
    /// The name of the file it was read from, without folder.
    pub file: Option<String>,
    /// The position in an mbox, from 1.
    pub row: Option<u64>,
    /// The outcome; `None` while undecided.
    pub settled: Option<Resolution>,
}

const SELECT_MAIL: &str =
    "SELECT id, at, class, why, title, writer, file, place, settled, letter FROM mail_aside";

fn read_mail(row: &Row<'_>) -> Result<MailAside, StoreError> {
    let class: String = row.get("class")?;
    let settled = match (
        row.get::<_, Option<String>>("settled")?.as_deref(),
        row.get("letter")?,
    ) {
        (Some("letter"), Some(letter)) => Some(Resolution::Letter(LetterId(letter))),
        (Some(_), _) => Some(Resolution::Dropped),
        (None, _) => None,
    };
    Ok(MailAside {
        id: row.get("id")?,
        at: Timestamp::from_millisecond(row.get("at")?).ok_or(StoreError::Foreign)?,
        class: MailClass::parse(&class).ok_or(StoreError::Foreign)?,
        why: row.get("why")?,
        title: row.get("title")?,
        writer: row.get("writer")?,
        file: row.get("file")?,
        row: row.get::<_, Option<i64>>("place")?.map(i64::unsigned_abs),
        settled,
    })
}

impl MailAside {
    /// Masks a mail for somebody who may not read the letter that it became.
    fn masked(self) -> MailAside {
        MailAside {
            why: String::new(),
            title: say!("restricted-title"),
            writer: Some(say!("restricted-writer")),
            file: None,
            row: None,
            settled: Some(Resolution::Restricted),
            ..self
        }
    }
}

/// Stores mails; those already stored stay unchanged.
pub(in crate::store) fn insert_mails(
    connection: &Connection,
    mails: &[QuarantinedMail],
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    for QuarantinedMail {
        class,
        reason: why,
        letter,
        raw,
    } in mails
    {
        let writer = letter.writer.email.as_ref().or(letter.writer.name.as_ref());
        connection
            .prepare_cached(
                "INSERT INTO mail_aside (hash, at, who, class, why, title, writer, file, place, raw)
                 VALUES (:hash, :at, :who, :class, :why, :title, :writer, :file, :place, :raw)
                 ON CONFLICT (hash) DO NOTHING",
            )?
            .execute(named_params! {
                ":hash": mail_hash(raw), ":at": at.as_millisecond(), ":who": who, ":class": class.code(),
                ":why": why, ":title": letter.title, ":writer": writer, ":file": letter.source.file,
                ":place": letter.source.row.and_then(|row| i64::try_from(row).ok()), ":raw": raw,
            })?;
    }
    Ok(())
}

impl Store {
    /// Sets mails aside, all or none. Those already stored stay unchanged.
    pub fn set_mails_aside(
        &mut self,
        mails: &[QuarantinedMail],
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_write(who)?;
        insert_mails(&transaction, mails, who, events::to_milliseconds(at))?;
        transaction.commit()
    }

    /// Returns the mails set aside, in order; with `settled` also those that became letters or were
    /// dropped. A mail whose letter the reader may not read is masked.
    pub fn mails_aside(&self, settled: bool, who: &Staff) -> Result<Vec<MailAside>, StoreError> {
        let mut read = self.connection.prepare_cached(&format!(
            "{SELECT_MAIL} WHERE :settled OR settled IS NULL ORDER BY id"
        ))?;
        let mut rows = read.query(named_params! { ":settled": settled })?;
        let mut mails = Vec::new();
        while let Some(row) = rows.next()? {
            mails.push(read_mail(row)?);
        }
        let letters = mails
            .iter()
            .filter_map(|mail| mail.settled.and_then(Resolution::letter))
            .collect();
        let hidden = self.filter_hidden(letters, who)?;
        let is_hidden = |mail: &MailAside| {
            mail.settled
                .and_then(Resolution::letter)
                .is_some_and(|id| hidden.contains(&id))
        };
        Ok(mails
            .into_iter()
            .map(|mail| {
                if is_hidden(&mail) {
                    mail.masked()
                } else {
                    mail
                }
            })
            .collect())
    }

    /// Reports whether a mail with this hash was set aside, whatever its outcome.
    pub fn is_mail_aside(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let found = self
            .connection
            .prepare_cached("SELECT 1 FROM mail_aside WHERE hash = :hash")?
            .query_row(named_params! { ":hash": hash }, |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    /// Returns an undecided mail with its original bytes.
    pub fn mail_aside(&self, id: i64) -> Result<(MailAside, Vec<u8>), StoreError> {
        let mail = load_unresolved(&self.connection, id)?;
        let raw = self
            .connection
            .prepare_cached("SELECT raw FROM mail_aside WHERE id = :id")?
            .query_row(named_params! { ":id": id }, |row| row.get(0))?;
        Ok((mail, raw))
    }

    /// Receives an undecided mail as a letter.
    pub fn receive_aside(
        &mut self,
        id: i64,
        letter: IncomingLetter,
        who: &str,
        at: Timestamp,
    ) -> Result<Received, StoreError> {
        let (transaction, office, _) = self.begin_write(who)?;
        crate::store::office::refresh_office(&transaction, office)?;
        load_unresolved(&transaction, id)?;
        let mut new = None;
        let receiving = ReceiveContext {
            connection: &transaction,
            office,
            who,
            at,
            past: false,
        };
        let received = receiving.receive_one(letter, |letter| {
            new = Some((letter.id, tokens::letter_tokens(&letter)))
        })?;
        if let Some((id, grams)) = new {
            tokens::insert(&transaction, id, &grams)?;
        }
        tokens::count_if_grown(&transaction)?;
        let (Received::New(letter) | Received::AlreadyThere(letter)) = received;
        resolve_mail(&transaction, id, Resolution::Letter(letter), who, at)?;
        transaction.commit()?;
        Ok(received)
    }

    /// Drops an undecided mail: its bytes are deleted for good, and a second import does not
    /// restore it.
    pub fn drop_aside(&mut self, id: i64, who: &str, at: Timestamp) -> Result<(), StoreError> {
        let (transaction, ..) = self.begin_write(who)?;
        load_unresolved(&transaction, id)?;
        resolve_mail(&transaction, id, Resolution::Dropped, who, at)?;
        transaction.commit()
    }
}

/// Loads a mail that is undecided.
fn load_unresolved(connection: &Connection, id: i64) -> Result<MailAside, StoreError> {
    let mail = connection
        .prepare_cached(&format!("{SELECT_MAIL} WHERE id = :id"))?
        .query_row(named_params! { ":id": id }, |row| Ok(read_mail(row)))
        .optional()?
        .ok_or(StoreError::NoAside(id))??;
    if mail.settled.is_some() {
        Err(StoreError::AsideResolved(id))
    } else {
        Ok(mail)
    }
}

fn resolve_mail(
    connection: &Connection,
    id: i64,
    settled: Resolution,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let letter = settled.letter().map(|letter| letter.0);
    let code = if letter.is_some() {
        "letter"
    } else {
        "dropped"
    };
    connection
        .prepare_cached(
            "UPDATE mail_aside SET settled = :settled, letter = :letter, settled_by = :who, settled_at = :at,
                raw = CASE WHEN :letter IS NULL THEN x'' ELSE raw END
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id, ":settled": code, ":letter": letter, ":who": who, ":at": events::to_milliseconds(at).as_millisecond(),
        })?;
    Ok(())
}
