//! Verifies the office: replays its events into new tables in memory and compares them.

use rusqlite::Connection;

use super::{BadEvent, VerifyReport};
use crate::domain::office_event::OfficeEvent;
use crate::store::directory;
use crate::store::error::StoreError;
use crate::store::record::events::RawEvent;
use crate::store::sqlite::schema;

/// Replays the events of the office into new tables in memory and compares them.
pub(super) fn check(connection: &Connection, report: &mut VerifyReport) -> Result<(), StoreError> {
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(schema::SCHEMA)?;
    let mut read = connection.prepare(
        "SELECT seq, letter, version, at, who, kind, body, previous, hash FROM event WHERE letter IS NULL ORDER BY seq",
    )?;
    for raw in read.query_map([], RawEvent::from_row)? {
        let raw = raw?;
        match raw.decode::<OfficeEvent>() {
            Some(event)
                if event.kind() == raw.kind
                    && directory::apply_office_event(&fresh, raw.seq, &event).is_ok() => {}
            Some(_) | None => {
                report
                    .findings
                    .push(say!("verify-office-event", seq = raw.seq));
                report.note_bad(BadEvent::from_raw(&raw, say!("verify-does-not-follow")));
            }
        }
    }
    const TABLES: [&str; 11] = [
        "SELECT json_array(id, name, kind, duties, head, mail, closed, merged, former) FROM unit ORDER BY id",
        "SELECT json_array(unit, position, alias) FROM unit_alias ORDER BY unit, position",
        "SELECT json_array(id, name, roles, unit, uid, active, portfolio, delegations) FROM staff ORDER BY id",
        "SELECT json_array(seq, id, text, \"from\") FROM regulation ORDER BY seq",
        "SELECT json_array(period, seq, body) FROM bulletin ORDER BY period",
        "SELECT json_array(period, text) FROM bulletin_draft ORDER BY period",
        "SELECT json_array(code, body) FROM phrase ORDER BY code",
        "SELECT json_array(field, value) FROM office_setting ORDER BY field",
        "SELECT json_array(year) FROM calendar_year ORDER BY year",
        "SELECT json_array(list, date, kind, name) FROM calendar_day ORDER BY list, date",
        "SELECT json_array(date, kind, part, name, why) FROM local_day ORDER BY date",
    ];
    for sql in TABLES {
        if read_lines(&fresh, sql)? != read_lines(connection, sql)? {
            let table = sql
                .split(" FROM ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next())
                .unwrap_or_default();
            report.findings.push(say!("verify-office", table = table));
        }
    }
    crate::store::office::load(connection).map(|_| ())
}

fn read_lines(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut read = connection.prepare(sql)?;
    let rows = read.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
