//! Output of the commands: JSON documents, whose form is a contract, or plain text for people.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::domain::letter::summary::Summary;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::working_time_left;
use crate::text::sanitize::{for_display, is_unsafe, one_line};
use crate::text::width::{fit, pad_right};

/// A progress bar on standard error, which appears after one second.
pub struct Bar {
    begun: Instant,
    bar: Option<ProgressBar>,
}

impl Bar {
    /// Starts the clock; draws nothing yet.
    pub fn new() -> Bar {
        Bar {
            begun: Instant::now(),
            bar: None,
        }
    }

    /// Updates the bar.
    pub fn update(&mut self, done: u64, all: u64, message: &str) {
        if self.bar.is_none()
            && self.begun.elapsed() > Duration::from_secs(1)
            && std::io::stderr().is_terminal()
        {
            let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta}")
            {
                bar.set_style(style);
            }
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
            bar.set_message(message.to_owned());
        }
    }

    /// Removes the bar from the screen.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Default for Bar {
    fn default() -> Bar {
        Bar::new()
    }
}

/// Returns the exit status of work that is done row by row: 0 if all succeeded, 3 if some, 1 if
/// none.
pub fn partial_status(done: u64, rejected: u64) -> ExitCode {
    match (done, rejected) {
        (_, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::FAILURE,
        (_, _) => ExitCode::from(3),
    }
}

/// Prints a JSON document on standard output. Characters that could control a terminal are written
/// as `\uXXXX`, which parses to the same document.
pub fn print_json(value: &Value) -> Result<(), AppError> {
    print_verbatim(&escape_json(&value.to_string()))
}

/// Prints text for people on standard output, with terminal control characters replaced.
pub fn print_line(text: &str) -> Result<(), AppError> {
    print_verbatim(&for_display(text))
}

/// Prints a text of several lines; as JSON, under `text`.
pub fn print_text(json: bool, text: &str) -> Result<(), AppError> {
    match json {
        true => print_json(&serde_json::json!({ "text": text })),
        false => print_line(text.trim_end()),
    }
}

/// Prints a line on standard error, with terminal control characters replaced.
pub fn eprint_line(text: &str) {
    // A closed standard error cannot be reported anywhere.
    let _ = writeln!(std::io::stderr(), "{}", for_display(text));
}

/// Reports whether standard output is a terminal.
pub fn is_stdout_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Escapes the characters of serialised JSON that could control a terminal. They occur only inside
/// strings, where an escape is allowed.
fn escape_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for char in json.chars() {
        if is_unsafe(char) {
            for unit in char.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(char);
        }
    }
    Cow::Owned(escaped)
}

/// Prints the program's own text unchanged (completion scripts, the manual page). A closed pipe is
/// not an error.
pub fn print_verbatim(text: &str) -> Result<(), AppError> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Returns a letter as in `list --json`.
pub fn summary_json(row: &Summary, office: &Office, now: Timestamp) -> Value {
    let hours = &office.regulation.hours;
    json!({
        "id": row.id.0,
        "number": row.number,
        "title": row.title,
        "writer": row.writer,
        "stage": row.stage.code(),
        "received_at": row.received_at.map(|at| hours.to_rfc3339(at)),
        "due_at": row.due.map(|due| hours.to_rfc3339(due.at)),
        "provisional": row.due.is_some_and(|due| due.provisional),
        "overdue": row.due.is_some_and(|due| due.at < now),
        "urged": row.urged.times,
        "round": row.round,
        "awaits": row.awaits.map(|awaits| awaits.code()),
        "restricted": row.restricted,
        "lead": row.lead.map(|lead| office.units.name(lead)),
        "version": row.version,
    })
}

/// Prints a list of letters, as a JSON array or as aligned text.
pub fn print_letters(
    json: bool,
    rows: &[Summary],
    office: &Office,
    now: Timestamp,
) -> Result<(), AppError> {
    if json {
        return print_json(
            &rows
                .iter()
                .map(|row| summary_json(row, office, now))
                .collect(),
        );
    }
    let regulation = &office.regulation;
    for row in rows {
        let left = row.due.map(|due| {
            working_time_left(now, due.at, &regulation.hours, &office.calendar).short_label()
        });
        let received = row
            .received_at
            .map_or_else(|| say!("unknown"), |at| office.format_minute(at));
        print_line(
            [
                pad_right(row.number.as_deref().unwrap_or(&format!("{}", row.id)), 20),
                pad_right(&row.stage.label(), 8),
                pad_right(&received, 16),
                pad_right(left.as_deref().unwrap_or_default(), 10),
                pad_right(
                    &fit(
                        &row.writer
                            .as_deref()
                            .map_or_else(|| say!("anonymous"), |name| one_line(name).into_owned()),
                        10,
                    ),
                    10,
                ),
                fit(&one_line(&row.title), 60),
                if row.due.is_some_and(|due| due.provisional) {
                    say!("mark-provisional")
                } else {
                    String::new()
                },
            ]
            .join(" ")
            .trim_end(),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_the_same_and_steers_nothing() {
        let value =
            json!({ "title": "a\u{9b}2J\u{7f}\u{202e}\u{200b}\u{e0041}\u{1b}路灯\u{a0}🙂\"\\" });
        let escaped = escape_json(&value.to_string()).into_owned();
        assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
        assert!(!escaped.contains(is_unsafe), "{escaped}");
        assert!(
            escaped.contains("路灯\u{a0}🙂") && escaped.contains("\\u202e\\u200b\\udb40\\udc41"),
            "{escaped}"
        );
    }
}
