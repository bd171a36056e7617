//! The settings of the office and its phrases.

use rusqlite::{Connection, named_params};

use super::record_office_event;
use crate::domain::office_event::OfficeEvent;
use crate::domain::office_field::OfficeField;
use crate::domain::phrase::{Phrase, PhraseError};
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::{Store, office};

/// Applies such an event to the tables.
pub(super) fn apply(connection: &Connection, event: &OfficeEvent) -> Result<(), StoreError> {
    match event {
        OfficeEvent::OfficeChanged { field, value } if value.is_empty() => {
            connection.execute(
                "DELETE FROM office_setting WHERE field = :field",
                named_params! { ":field": field.code() },
            )?;
        }
        OfficeEvent::OfficeChanged { field, value } => {
            connection.execute(
                "INSERT OR REPLACE INTO office_setting (field, value) VALUES (:field, :value)",
                named_params! { ":field": field.code(), ":value": value },
            )?;
        }
        OfficeEvent::PhraseSet { phrase } => {
            let body = serde_json::to_string(phrase)
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
            put_phrase(connection, &phrase.code, Some(&body))?;
        }
        OfficeEvent::PhraseRemoved { code } => put_phrase(connection, code, None)?,
        _ => {}
    }
    Ok(())
}

fn put_phrase(connection: &Connection, code: &str, body: Option<&str>) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO phrase (code, body) VALUES (:code, :body)",
        named_params! { ":code": code, ":body": body },
    )?;
    Ok(())
}

/// Sets a setting of the office; nothing is recorded if it has this value.
pub(super) fn set_field(
    connection: &Connection,
    field: OfficeField,
    value: &str,
    who: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let value = field.check(value)?;
    let now = office::load_settings(connection)?.remove(&field);
    if now.unwrap_or_default() == value {
        return Ok(());
    }
    let event = OfficeEvent::OfficeChanged { field, value };
    record_office_event(connection, at, who, &event)
}

impl Store {
    /// Sets a setting of the office; an empty value returns to what the regulation says. Nothing is
    /// recorded if it has this value.
    ///
    /// # Errors
    /// If the value is unreadable, or no format of numbers.
    pub fn set_office_field(
        &mut self,
        field: OfficeField,
        value: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            set_field(connection, field, value, who, at)
        })
    }

    /// Adds a phrase, or puts it in the place of the one with its code; a phrase without a code gets
    /// a free one. Returns the code. Nothing is recorded if it is as it was.
    ///
    /// # Errors
    /// If it is empty, if its name is taken, or if it names an unknown category or placeholder.
    pub fn set_phrase(
        &mut self,
        mut phrase: Phrase,
        who: &str,
        at: Timestamp,
    ) -> Result<String, StoreError> {
        let regulation = self.office.regulation.clone();
        self.change_directory(who, |connection| {
            let changes = office::load_phrases(connection)?;
            let phrases = changes.phrases();
            if phrase.code.is_empty() {
                phrase.code = changes.free_code();
            }
            let unknown = |code: &&String| regulation.find_category(code).is_none();
            if let Some(code) = phrase.categories.iter().find(unknown) {
                return Err(PhraseError::NoCategory(code.clone()).into());
            }
            let phrase = phrase.checked(&phrases)?;
            let code = phrase.code.clone();
            if phrases.contains(&phrase) {
                return Ok(code);
            }
            record_office_event(connection, at, who, &OfficeEvent::PhraseSet { phrase })?;
            Ok(code)
        })
    }

    /// Removes a phrase.
    ///
    /// # Errors
    /// If the office has none with this code.
    pub fn remove_phrase(
        &mut self,
        code: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            let phrases = office::load_phrases(connection)?.phrases();
            if !phrases.iter().any(|phrase| phrase.code == code) {
                return Err(StoreError::NoPhrase(code.to_owned()));
            }
            let code = code.to_owned();
            record_office_event(connection, at, who, &OfficeEvent::PhraseRemoved { code })
        })
    }
}
