//! `doctor`: where things are, what is missing, and what to do about it.

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use serde_json::json;

use super::args::{Doctor, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::staff::Role;
use crate::store::Store;
use crate::store::place::Place;
use crate::store::room::megabytes;

/// A line of the report.
struct Finding {
    /// Whether all is well.
    well: bool,
    /// The sentence, with the next step where something is wrong.
    sentence: String,
}

/// Looks at everything that can be looked at without changing anything; makes the index of texts anew where that is asked for.
pub fn run(args: &Xinxiang, wanted: &Doctor) -> Result<(), CliError> {
    let path = place::database(args)?;
    let mut findings = Vec::new();
    let mut tell = |well: bool, sentence: String| findings.push(Finding { well, sentence });
    if wanted.take_over {
        tell(true, super::lease::take_over(&path)?);
    }
    if wanted.reindex {
        let letters = Store::open(&path)?.reindex()?;
        tell(true, say!("doctor-reindexed", n = letters));
    }
    tell(true, say!("doctor-version", version = env!("CARGO_PKG_VERSION"), sqlite = rusqlite::version()));
    let utf8 = place::utf8();
    tell(utf8, if utf8 { say!("doctor-locale") } else { say!("doctor-no-utf8") });
    match Store::open(&path) {
        Err(error) => tell(false, error.to_string()),
        Ok(store) => {
            let office = store.office();
            tell(true, say!("doctor-database", path = path.display().to_string()));
            if let Ok(file) = std::fs::metadata(&path) {
                let mode = file.permissions().mode() & 0o777;
                let closed = mode & 0o077 == 0;
                let mode = format!("{mode:04o}");
                tell(closed, say!(if closed { "doctor-mode" } else { "doctor-open-mode" }, mode = mode));
                tell(true, say!("doctor-owner", uid = file.uid().to_string()));
            }
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let local = crate::store::place::of(folder.unwrap_or(std::path::Path::new("."))) == Place::Local;
            tell(local, say!(if local { "doctor-local" } else { "doctor-not-local" }));
            if let Some(room) = store.room() {
                tell(!room.is_low(), room.words().unwrap_or_else(|| say!("doctor-room", free = megabytes(room.free))));
            }
            let regulation = office.regulation.title.words();
            tell(true, say!("doctor-regulation", title = regulation, units = office.units.all().len()));
            let years: Vec<i16> = office.calendar.years().collect();
            let span = |year: Option<&i16>| year.map(ToString::to_string).unwrap_or_default();
            tell(true, say!("doctor-calendar", first = span(years.first()), last = span(years.last())));
            let now = office.regulation.hours.civil(place::now(office)?);
            if !years.contains(&now.year()) {
                tell(false, say!("doctor-no-year", year = now.year().to_string()));
            } else if now.month() == 12 && !years.contains(&(now.year() + 1)) {
                tell(false, say!("doctor-next-year", year = (now.year() + 1).to_string()));
            }
            if !office.staff.iter().any(|staff| staff.is_one_of(&[Role::Leader])) {
                tell(false, say!("doctor-no-leader"));
            }
            match store.who(args.staff.as_deref(), place::uid()) {
                Ok(who) => tell(true, say!("doctor-who", who = who.titled())),
                Err(error) => tell(false, error.to_string()),
            }
            if office.practice {
                tell(true, say!("doctor-practice"));
            }
        }
    }
    if args.json {
        return output::document(&findings.iter().map(|f| json!({ "well": f.well, "sentence": f.sentence })).collect());
    }
    for finding in &findings {
        output::line(&format!("{} {}", if finding.well { "✓" } else { "!" }, finding.sentence))?;
    }
    Ok(())
}
