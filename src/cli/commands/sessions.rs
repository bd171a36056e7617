//! `staff sessions`: sessions over SSH and sudo, with start, origin and end. `staff refused`:
//! refused attempts to read a restricted letter.

use serde_json::json;

use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::output;
use crate::domain::office_event::SessionEnd;
use crate::store::Store;
use crate::store::directory::sessions::RefusedReading;
use crate::text::sanitize::one_line;
use crate::text::width::pad_right;

/// Prints the latest sessions, newest first.
pub fn print_sessions(args: &Xinxiang, store: &Store, limit: usize) -> Result<(), AppError> {
    let (office, sessions) = (store.office(), store.sessions(limit)?);
    if args.json {
        let hours = &office.regulation.hours;
        return output::print_json(
            &sessions
                .iter()
                .map(|session| {
                    json!({
                        "session": session.id, "staff": session.staff, "from": session.from,
                        "began_at": hours.to_rfc3339(session.began), "command": session.command,
                        "ended_at": session.ended.map(|(at, _)| hours.to_rfc3339(at)),
                        "how": session.ended.map(|(_, how)| how.code()),
                        "saved": session.saved.iter().map(|file| json!({
                            "at": hours.to_rfc3339(file.at), "letter": file.letter, "attachment": file.attachment,
                            "bytes": file.bytes,
                        })).collect::<Vec<_>>(),
                    })
                })
                .collect(),
        );
    }
    if sessions.is_empty() {
        return output::print_line(&say!("sessions-none"));
    }
    for session in sessions {
        let told = match (&session.command, session.ended) {
            (Some(command), _) => say!("session-read", command = one_line(command).into_owned()),
            (None, Some((at, how))) => {
                say!(
                    "session-over",
                    how = end_label(how),
                    at = office.format_minute(at)
                )
            }
            (None, None) => say!("session-open"),
        };
        output::print_line(&format!(
            "{} {} {} {told}",
            pad_right(&office.format_minute(session.began), 17),
            pad_right(&one_line(&session.staff), 12),
            pad_right(&one_line(&session.from), 16),
        ))?;
        for file in &session.saved {
            let (letter, n) = (file.letter.0, file.attachment);
            let saved = say!(
                "session-saved",
                letter = letter,
                n = n,
                size = crate::text::size::format_size(file.bytes)
            );
            output::print_line(&format!("    {} {saved}", office.format_minute(file.at)))?;
        }
    }
    Ok(())
}

/// Prints the latest refused attempts to read a restricted letter, newest first. Letters appear by
/// ID, as in every list.
pub fn print_refused(args: &Xinxiang, store: &Store, limit: usize) -> Result<(), AppError> {
    let (office, refused) = (store.office(), store.refused_readings(limit)?);
    if args.json {
        let hours = &office.regulation.hours;
        let one = |one: &RefusedReading| json!({ "at": hours.to_rfc3339(one.at), "staff": one.who, "letter": one.letter });
        return output::print_json(&refused.iter().map(one).collect());
    }
    if refused.is_empty() {
        return output::print_line(&say!("refused-none"));
    }
    for RefusedReading { at, who, letter } in refused {
        let name = office.staff_name(&who);
        output::print_line(&format!(
            "{} {} #{letter}",
            pad_right(&office.format_minute(at), 17),
            pad_right(&one_line(&name), 12)
        ))?;
    }
    Ok(())
}

fn end_label(how: SessionEnd) -> String {
    match how {
        SessionEnd::Left => say!("session-left"),
        SessionEnd::Hangup => say!("session-hangup"),
        SessionEnd::Locked => say!("session-locked"),
        SessionEnd::Failed => say!("session-failed"),
        SessionEnd::Disabled => say!("session-disabled"),
    }
}
