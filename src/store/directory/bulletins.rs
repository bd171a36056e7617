//! Published bulletins: events of the office that freeze the figures of a quarter.

use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::Value;

use crate::domain::office_event::OfficeEvent;
use crate::domain::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::{Store, directory};

impl Store {
    /// Publishes a quarter and freezes its figures. Refuses a quarter that is already published.
    pub fn publish(
        &mut self,
        period: &str,
        figures: Value,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            if read_bulletin(connection, period)?.is_some() {
                return Err(StoreError::AlreadyPublished(period.to_owned()));
            }
            let event = OfficeEvent::BulletinPublished {
                period: period.to_owned(),
                figures,
            };
            directory::record_office_event(connection, at, who, &event)
        })
    }

    /// Records the text of a bulletin as the office edited it; nothing if it is so already. Refuses a
    /// period that is already published.
    pub fn draft_bulletin(
        &mut self,
        period: &str,
        text: &str,
        who: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change_directory(who, |connection| {
            if read_bulletin(connection, period)?.is_some() {
                return Err(StoreError::AlreadyPublished(period.to_owned()));
            }
            if read_draft(connection, period)?.as_deref() == Some(text) {
                return Ok(());
            }
            let event = OfficeEvent::BulletinDrafted {
                period: period.to_owned(),
                text: text.to_owned(),
            };
            directory::record_office_event(connection, at, who, &event)
        })
    }

    /// Returns the text of a bulletin as the office edited it last, if it did.
    pub fn bulletin_draft(&self, period: &str) -> Result<Option<String>, StoreError> {
        read_draft(&self.connection, period)
    }

    /// Returns the figures of a quarter as published, if it was.
    pub fn published_bulletin(&self, period: &str) -> Result<Option<Value>, StoreError> {
        Ok(read_bulletin(&self.connection, period)?
            .and_then(|body| serde_json::from_str(&body).ok()))
    }
}

fn read_draft(connection: &Connection, period: &str) -> Result<Option<String>, StoreError> {
    let text = connection
        .prepare_cached("SELECT text FROM bulletin_draft WHERE period = :period")?
        .query_row(named_params! { ":period": period }, |row| row.get(0))
        .optional()?;
    Ok(text)
}

fn read_bulletin(connection: &Connection, period: &str) -> Result<Option<String>, StoreError> {
    let body = connection
        .prepare_cached("SELECT body FROM bulletin WHERE period = :period")?
        .query_row(named_params! { ":period": period }, |row| row.get(0))
        .optional()?;
    Ok(body)
}
