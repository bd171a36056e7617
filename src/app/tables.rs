//! Tables that leave the program: the ledger, the figures of a bulletin, the directory.

use crate::app::error::AppError;
use crate::domain::directory::staff::Staff;
use crate::domain::letter::LetterId;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{Filter, PageCursor};
use crate::domain::query::Query;
use crate::domain::time::Timestamp;
use crate::outgoing::{TableFormat, TableWriter};
use crate::report::Period;
use crate::report::bulletin_tables;
use crate::report::directory_table;
use crate::report::ledger::{LedgerEntry, ledger_head, ledger_notes, ledger_row, withheld_row};
use crate::report::table::{Cell, TableHead};
use crate::store::index::search::TextSearch;
use crate::store::{Store, StoreError};

/// Letters that are read at a time.
const PAGE: usize = 500;

/// The letters of a ledger.
#[derive(Clone, Debug)]
pub enum LedgerLetters {
    /// Those of a queue that a filter lets through.
    Queue(Queue, Box<Filter>),
    /// Those that match a query.
    Query(Box<Query>),
}

/// A ledger that is wanted.
#[derive(Clone, Debug)]
pub struct LedgerRequest {
    /// Its letters.
    pub letters: LedgerLetters,
    /// Whether writers are named in full.
    pub names: bool,
    /// The format.
    pub format: TableFormat,
}

/// Returns the ids of the letters, the earliest first.
fn letter_ids(
    store: &Store,
    letters: &LedgerLetters,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<LetterId>, StoreError> {
    let mut ids = Vec::new();
    match letters {
        LedgerLetters::Queue(queue, filter) => {
            let mut from = PageCursor::Start;
            loop {
                let rows = store.page(*queue, filter, from, PAGE, now)?;
                ids.extend(rows.iter().map(|row| row.id));
                match rows.last().filter(|_| rows.len() == PAGE) {
                    Some(last) => from = PageCursor::After(last.key, last.id),
                    None => break,
                }
            }
        }
        LedgerLetters::Query(query) => {
            let mut before = None;
            loop {
                let search = TextSearch {
                    query,
                    who,
                    now,
                    wanted: &|| true,
                };
                let found = store.search(search, before, PAGE)?;
                ids.extend(found.hits.iter().map(|hit| hit.summary.id));
                match found.next {
                    Some(next) => before = Some(next),
                    None => break,
                }
            }
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Makes the ledger of some letters. Returns its bytes and the number of its rows. Of a letter that
/// the person may not read there is a row that says so.
///
/// # Errors
/// If the store fails, or the table cannot be put together.
pub fn ledger(
    store: &Store,
    request: &LedgerRequest,
    who: &Staff,
    now: Timestamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Vec<u8>, usize), AppError> {
    let office = store.office();
    let ids = letter_ids(store, &request.letters, who, now)?;
    let made = office.regulation.hours.to_civil(now);
    let head = ledger_head();
    let mut table = TableWriter::new(request.format, &head.name, made)?;
    table.sheet(&head)?;
    let all = ids.len() as u64;
    for (done, id) in (1..).zip(&ids) {
        let letter = store.load_letter(*id)?;
        let row = match letter.may_read(who) {
            false => withheld_row(&letter),
            true => {
                let letter = store.redact_letter(letter, who)?;
                let events = store.history_for(*id, who)?;
                ledger_row(&LedgerEntry {
                    letter: &letter,
                    events: &events,
                    office,
                    names: request.names,
                    now,
                })
            }
        };
        table.row(&row)?;
        progress(done, all);
    }
    explain(&mut table, &head, &ledger_notes(office, now, ids.len()))?;
    Ok((table.finish()?, ids.len()))
}

/// Adds the sheet that says what the columns mean.
fn explain(table: &mut TableWriter, head: &TableHead, notes: &[String]) -> Result<(), AppError> {
    let (explanation, rows) = crate::report::table::explanation(head, notes);
    table.sheet(&explanation)?;
    for row in rows {
        table.row(&row)?;
    }
    Ok(())
}

/// Makes the tables of a bulletin. Returns their bytes.
///
/// # Errors
/// If the store fails, or the tables cannot be put together.
pub fn bulletin(
    store: &Store,
    period: Period,
    format: TableFormat,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<u8>, AppError> {
    let report = crate::app::bulletin::load_report(store, period, who, now)?;
    let office = store.office();
    let made = office.regulation.hours.to_civil(now);
    let mut table = TableWriter::new(format, &bulletin_tables::title(&report, office), made)?;
    for (head, rows) in bulletin_tables::tables(&report, office) {
        write_rows(&mut table, &head, &rows)?;
    }
    Ok(table.finish()?)
}

/// Makes the table of the units. Returns its bytes.
///
/// # Errors
/// If the table cannot be put together.
pub fn directory(store: &Store, format: TableFormat, now: Timestamp) -> Result<Vec<u8>, AppError> {
    let office = store.office();
    let made = office.regulation.hours.to_civil(now);
    let (head, rows) = directory_table::units(office);
    let mut table = TableWriter::new(format, &head.name, made)?;
    write_rows(&mut table, &head, &rows)?;
    Ok(table.finish()?)
}

fn write_rows(
    table: &mut TableWriter,
    head: &TableHead,
    rows: &[Vec<Cell>],
) -> Result<(), AppError> {
    table.sheet(head)?;
    for row in rows {
        table.row(row)?;
    }
    Ok(())
}
