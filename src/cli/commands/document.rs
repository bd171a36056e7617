//! `document`: papers of letters, the ledger, the figures of a bulletin, the directory, as files.

use std::path::Path;

use serde_json::json;

use crate::app::error::AppError;
use crate::app::papers;
use crate::app::tables::{self, LedgerLetters, LedgerRequest};
use crate::cli::args::Xinxiang;
use crate::cli::args::document_args::{Document as Command, Ledger, Output, Paper as Wanted};
use crate::cli::{open, output};
use crate::domain::directory::staff::Staff;
use crate::domain::letter::stage::Queue;
use crate::domain::letter::summary::{AccessScope, Filter};
use crate::domain::query::{self, QueryContext};
use crate::domain::time::Timestamp;
use crate::outgoing::TableFormat;
use crate::platform::new_files;
use crate::report::paper::PaperKind;
use crate::store::Store;

/// Stands for standard output.
const STANDARD_OUTPUT: &str = "-";

/// Runs a command about documents.
pub fn run(args: &Xinxiang, command: Command) -> Result<(), AppError> {
    let (mut store, who, now) = open::open_as_actor(args)?;
    let mut paper = |kind, wanted: &Wanted| write_paper(args, &mut store, kind, wanted, &who, now);
    match command {
        Command::Sheet(wanted) => paper(PaperKind::Sheet, &wanted),
        Command::Notice(wanted) => paper(PaperKind::Notice, &wanted),
        Command::Assignment(wanted) => paper(PaperKind::Assignment, &wanted),
        Command::Urging(wanted) => paper(PaperKind::Urging, &wanted),
        Command::Extension(wanted) => paper(PaperKind::Extension, &wanted),
        Command::Reply(wanted) => paper(PaperKind::Reply, &wanted),
        Command::Ledger(wanted) => {
            let request = LedgerRequest {
                letters: letters(&store, &wanted, &who, now)?,
                names: wanted.names,
                format: format_of(&wanted.out)?,
            };
            let mut bar = output::Bar::new();
            let (bytes, rows) = tables::ledger(&store, &request, &who, now, &mut |done, all| {
                bar.update(done, all, &say!("export-writing"));
            })?;
            bar.finish();
            write(args, &wanted.out, &bytes, Some(rows))
        }
        Command::Bulletin { period, out } => {
            let period = open::parse_period(&period)?;
            let bytes = tables::bulletin(&store, period, format_of(&out)?, &who, now)?;
            write(args, &out, &bytes, None)
        }
        Command::Directory(out) => {
            let bytes = tables::directory(&store, format_of(&out)?, now)?;
            write(args, &out, &bytes, None)
        }
    }
}

/// Makes a paper of a letter. A restricted letter is read by that, which is recorded.
fn write_paper(
    args: &Xinxiang,
    store: &mut Store,
    kind: PaperKind,
    wanted: &Wanted,
    who: &Staff,
    now: Timestamp,
) -> Result<(), AppError> {
    let id = store.find_visible(&wanted.letter, who)?;
    store.read(id, who, now)?;
    let unit = wanted.unit.as_deref().map(|unit| store.find_unit(unit));
    let paper = papers::paper(store, (kind, unit.transpose()?), id, who, now)?;
    if is_standard_output(&wanted.out) {
        return output::print_json(&papers::paper_json(kind, &paper));
    }
    let bytes = papers::paper_bytes(kind, &paper, &wanted.out)?;
    save(args, &wanted.out, &bytes, None)
}

/// Returns the letters that the arguments ask for.
fn letters(
    store: &Store,
    wanted: &Ledger,
    who: &Staff,
    now: Timestamp,
) -> Result<LedgerLetters, AppError> {
    let office = store.office();
    let hours = &office.regulation.hours;
    if !wanted.query.is_empty() {
        let asked = QueryContext::new(office, now);
        let query = query::parse(&wanted.query.join(" "), &asked);
        let query = query.map_err(|error| AppError::Usage(error.to_string()))?;
        return Ok(LedgerLetters::Query(Box::new(query)));
    }
    let queue = wanted.queue.as_deref().and_then(Queue::parse);
    let period = wanted
        .period
        .as_deref()
        .map(open::parse_period)
        .transpose()?;
    let filter = Filter {
        received_from: period.map(|period| period.begins_at(hours)),
        received_before: period
            .and_then(|period| period.last_day().tomorrow())
            .and_then(|day| hours.midnight(day)),
        reader: who.id.clone(),
        scope: AccessScope::for_staff(who),
        ..Filter::default()
    };
    Ok(LedgerLetters::Queue(
        queue.unwrap_or(Queue::All),
        Box::new(filter),
    ))
}

fn is_standard_output(path: &Path) -> bool {
    path == Path::new(STANDARD_OUTPUT)
}

fn format_of(out: &Output) -> Result<TableFormat, AppError> {
    if is_standard_output(&out.out) {
        return Ok(TableFormat::Csv);
    }
    let path = out.out.display().to_string();
    TableFormat::of_path(&out.out).ok_or_else(|| AppError::Usage(say!("table-ending", path = path)))
}

fn write(args: &Xinxiang, out: &Output, bytes: &[u8], rows: Option<usize>) -> Result<(), AppError> {
    if is_standard_output(&out.out) {
        let text = String::from_utf8_lossy(bytes);
        return output::print_text(args.json, text.trim_start_matches('\u{feff}').trim_end());
    }
    save(args, &out.out, bytes, rows)
}

/// Writes a new file, and says where.
fn save(args: &Xinxiang, path: &Path, bytes: &[u8], rows: Option<usize>) -> Result<(), AppError> {
    new_files::create_file(path, bytes).map_err(|error| AppError::File(path.to_owned(), error))?;
    let path = path.display().to_string();
    if args.json {
        return output::print_json(&json!({ "path": path, "size": bytes.len(), "rows": rows }));
    }
    output::print_line(&say!(
        "cli-attachment-saved",
        path = path,
        size = bytes.len()
    ))
}
