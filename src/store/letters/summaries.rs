//! Reads the rows of letters as lists show them, masking what the reader may not see.

use rusqlite::Row;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::{LeaderTask, Stage};
use crate::domain::letter::summary::{AccessScope, Summary, Urged};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::Due;
use crate::store::Store;
use crate::store::error::StoreError;

/// The columns of `letter` from which a summary is read.
pub(in crate::store) const SUMMARY_COLUMNS: &str = "id, version, stage, stage_since, number, title, writer, channel, received_at, due_at, provisional, lead,
    signed, major, attached, repeated, sent_back, round, co, returned, urged, step, step_at, explained, awaits, waiting, readers";

impl Store {
    /// Returns the summaries of these letters in the given order. Letters that do not exist or are
    /// not visible are left out.
    pub fn summaries(
        &self,
        ids: &[LetterId],
        sight: &AccessScope,
    ) -> Result<Vec<Summary>, StoreError> {
        let unit = sight.unit.map(|unit| unit.0);
        let seen = "(:sight IS NULL OR id IN (SELECT letter FROM assignment WHERE unit = :sight AND stands = 1))";
        let mut read = self.connection.prepare_cached(&format!(
            "SELECT {SUMMARY_COLUMNS}, rank AS key FROM letter WHERE id = :id AND {seen}"
        ))?;
        let mut found = Vec::new();
        for id in ids {
            let parameters = rusqlite::named_params! { ":id": id.0, ":sight": unit };
            let rows = read.query_map(parameters, |row| read_summary(row, sight))?;
            found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        self.clear_hidden_repeats(&mut found, sight)?;
        Ok(found)
    }
}

/// Reads a summary from a row that has those columns and a column `key`.
pub(in crate::store) fn read_summary(
    row: &Row<'_>,
    sight: &AccessScope,
) -> rusqlite::Result<Summary> {
    let instant = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default();
    let provisional = row.get("provisional")?;
    let stage: String = row.get("stage")?;
    let readers: Option<String> = row.get("readers")?;
    let may_read = match (&readers, &sight.reader) {
        (Some(readers), Some(reader)) => {
            readers.contains(&crate::store::record::projection::reader_pattern(reader))
                || sight.unit.is_some()
        }
        (None, _) | (_, None) => true,
    };
    let waiting: u32 = row.get("waiting")?;
    Ok(Summary {
        id: LetterId(row.get("id")?),
        version: row.get("version")?,
        stage: Stage::parse(&stage).ok_or(rusqlite::Error::InvalidQuery)?,
        stage_since: instant(row.get("stage_since")?),
        number: row.get("number")?,
        title: if may_read {
            row.get("title")?
        } else {
            say!("restricted-title")
        },
        writer: if may_read {
            row.get("writer")?
        } else {
            Some(say!("restricted-writer"))
        },
        channel: row.get("channel")?,
        received_at: row.get::<_, Option<i64>>("received_at")?.map(instant),
        due: row.get::<_, Option<i64>>("due_at")?.map(|at| Due {
            at: instant(at),
            provisional,
        }),
        lead: row.get::<_, Option<i64>>("lead")?.map(UnitId),
        signed: row.get("signed")?,
        major: row.get("major")?,
        has_attachments: row.get("attached")?,
        repeated: may_read && row.get("repeated")?,
        sent_back: row.get("sent_back")?,
        round: row.get("round")?,
        co: row.get("co")?,
        returned: row.get("returned")?,
        urged: Urged {
            times: row.get("urged")?,
            step: row.get("step")?,
            next_at: row.get::<_, Option<i64>>("step_at")?.map(instant),
            explained: row.get("explained")?,
        },
        awaits: row
            .get::<_, Option<String>>("awaits")?
            .as_deref()
            .and_then(LeaderTask::parse),
        inquiry_open: waiting == 1,
        lapsed: waiting == 2,
        return_asked: waiting == 3,
        restricted: readers.is_some(),
        key: row.get("key")?,
    })
}
