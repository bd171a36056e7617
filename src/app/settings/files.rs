//! Settings that come in files: units, holiday lists, regulations.

use std::path::Path;

use crate::app::error::AppError;
use crate::app::setup::parse_units;
use crate::domain::settings::SettingsChange;
use crate::domain::time::Date;
use crate::domain::time::calendar::{CalendarError, YearList};
use crate::domain::time::holidays::{self, OtherFileKind};
use crate::intake::text::office_file;
use crate::platform::file_guard::FileGuard;
use crate::platform::files;

/// Reads a table of units; refuses the database's own files.
///
/// # Errors
/// If the file cannot be read, or a row is no unit.
pub fn read_units(path: &Path, own: &FileGuard) -> Result<SettingsChange, AppError> {
    let text = office_file::read_office_text(path, own)?;
    Ok(SettingsChange::AddUnits(parse_units(&text)?))
}

/// Reads the holiday lists of a file; refuses the database's own files.
///
/// # Errors
/// If the file cannot be read, or is no holiday list.
pub fn read_calendars(path: &Path, own: &FileGuard) -> Result<Vec<YearList>, AppError> {
    let bytes = files::read(path, own)?;
    match OtherFileKind::detect(&bytes) {
        Some(other) => Err(CalendarError::NotAList(other).into()),
        None => Ok(holidays::parse_calendars(&crate::intake::decode_bytes(
            &bytes,
        ))?),
    }
}

/// Reads a regulation that is in force from a day on; refuses the database's own files.
///
/// # Errors
/// If the file cannot be read.
pub fn read_regulation(
    path: &Path,
    from: Option<Date>,
    own: &FileGuard,
) -> Result<SettingsChange, AppError> {
    let text = office_file::read_office_text(path, own)?;
    Ok(SettingsChange::LoadRegulation(text, from))
}
