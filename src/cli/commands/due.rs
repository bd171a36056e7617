//! `due`: computes a deadline, counted as for an assignment, and explains it day by day.

use std::io::{BufRead, Read};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::{Due, Xinxiang};
use crate::cli::{open, output};
use crate::domain::office::Office;
use crate::domain::time::calendar::DayStatus;
use crate::domain::time::deadline::{self, Deadline, Limit};
use crate::domain::time::hours::Hours;
use crate::domain::time::{Date, DateTime, Time, Timestamp};
use crate::store::Store;
use crate::text::dates;

/// Prints one deadline; with `--stdin`, one JSON document for each line of input.
pub fn run(args: &Xinxiang, due: &Due) -> Result<ExitCode, AppError> {
    if let Some(letter) = &due.letter {
        return print_letter_deadlines(args, letter);
    }
    let mut store = Store::open(&open::database_path(args)?)?;
    store.set_now(entry::current_time(store.office())?);
    let office = store.office();
    let limit = Limit {
        amount: due.days.unwrap_or(office.regulation.limit.amount),
        ..office.regulation.limit
    };
    if due.stdin {
        let (mut counted, mut rejected) = (0_u64, 0_u64);
        let mut input = std::io::stdin().lock();
        while let Some(line) = read_line(&mut input)? {
            match count_deadline(line.trim(), &limit, office) {
                Ok(deadline) => {
                    counted += 1;
                    output::print_json(&deadline_json(
                        &deadline,
                        &office.regulation.hours,
                        office,
                    ))?;
                }
                Err(error) => {
                    rejected += 1;
                    output::print_json(&crate::cli::error::error_json(&error))?;
                }
            }
        }
        return Ok(output::partial_status(counted, rejected));
    }
    let deadline = count_deadline(due.instant.as_deref().unwrap_or_default(), &limit, office)?;
    if args.json {
        output::print_json(&deadline_json(&deadline, &office.regulation.hours, office))?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in dates::explain_deadline(&deadline, office) {
        output::print_line(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The longest accepted input line, in bytes.
const MAX_LINE_BYTES: u64 = 4096;

/// Returns the next line with its line end; `None` at the end of the input.
fn read_line(input: &mut impl BufRead) -> Result<Option<String>, AppError> {
    let mut line = Vec::new();
    input
        .take(MAX_LINE_BYTES + 1)
        .read_until(b'\n', &mut line)?;
    if line.len() as u64 > MAX_LINE_BYTES {
        return Err(AppError::Usage(say!(
            "cli-line-long",
            limit = MAX_LINE_BYTES
        )));
    }
    let no_text = |_| AppError::Stream(std::io::ErrorKind::InvalidData.into());
    Ok(Some(String::from_utf8(line).map_err(no_text)?).filter(|line| !line.is_empty()))
}

/// Prints every running deadline of a letter, with its explanation.
fn print_letter_deadlines(args: &Xinxiang, letter: &str) -> Result<ExitCode, AppError> {
    let (store, who, _) = open::open_as_actor(args)?;
    let letter = store.peek(store.find_visible(letter, &who)?, &who)?;
    let office = store.office();
    let regulation = office.regulation_of(&letter.regulation);
    if args.json {
        let mut clocks = Vec::new();
        for (which, _, term) in letter.running_deadlines(regulation) {
            let (clock, unit) = super::calendar::deadline_name(which, office);
            if let Some(deadline) = term.compute_deadline(&regulation.hours, &office.calendar) {
                let mut value = deadline_json(&deadline, &regulation.hours, office);
                value["clock"] = json!(clock);
                value["unit"] = json!(unit);
                clocks.push(value);
            }
        }
        output::print_json(&Value::Array(clocks))?;
    } else {
        for line in crate::document::history::deadline_lines(&letter, office, regulation) {
            output::print_line(&line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn count_deadline(instant: &str, limit: &Limit, office: &Office) -> Result<Deadline, AppError> {
    let at = parse_instant(instant, &office.regulation.hours)
        .ok_or_else(|| AppError::Usage(say!("cli-bad-instant", value = instant)))?;
    deadline::count_deadline(at, limit, &office.regulation.hours, &office.calendar)
        .ok_or_else(|| AppError::Usage(say!("refusal-no-deadline")))
}

/// Parses an instant in RFC 3339, or a date with or without a time in the office's civil time.
pub fn parse_instant(text: &str, hours: &Hours) -> Option<Timestamp> {
    let civil = |at: DateTime| hours.offset.to_timestamp(at);
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse().ok().and_then(civil))
        .or_else(|| {
            text.parse::<Date>()
                .ok()
                .and_then(|date| civil(date.at(Time::MIDNIGHT)))
        })
}

fn deadline_json(deadline: &Deadline, hours: &Hours, office: &Office) -> Value {
    json!({
        "due_at": hours.to_rfc3339(deadline.due.at),
        "provisional": deadline.due.provisional,
        "days": deadline.days.iter().map(|day| json!({
            "date": day.date.to_string(),
            "counts": day.count.is_some_and(|count| count > 0),
            "n": day.count,
            "why": dates::explain_day(day, office),
            "own": matches!(day.status, DayStatus::Local { .. }),
            "open": day.half_hours.map(|shift| [shift.opens, shift.closes].map(|time| time.to_hour_minute())),
        })).collect::<Vec<_>>(),
    })
}
