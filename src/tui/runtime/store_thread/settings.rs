//! The settings on the store thread: what the pages show, changes, backups, checks.

use crate::app::close_day::ClosedDay;
use crate::app::error::AppError;
use crate::app::health::{Findings, database, disk, office};
use crate::app::settings;
use crate::app::settings::files::{read_calendars, read_regulation, read_units};
use crate::app::settings::overview::{KEPT_BACKUPS, backup_folder, read_overview};
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::settings::SettingsChange;
use crate::domain::time::Timestamp;
use crate::platform::exchange::Exchange;
use crate::store::Store;
use crate::store::backup::BackupError;
use crate::tui::effect::{SettingsFile, SettingsRequest};
use crate::tui::message::{Message, StoreReply};

/// Carries out a request; an error becomes a message. In a session over SSH or sudo, files are read
/// from its exchange folder alone, and no backup is made.
pub(super) fn carry_out(
    store: &mut Store,
    request: SettingsRequest,
    exchange: Option<&Exchange>,
    who: &Staff,
    now: Timestamp,
) -> Vec<Message> {
    let done = match request {
        SettingsRequest::Read => overview(store, None),
        SettingsRequest::Change(change) => apply(store, *change, who, now),
        SettingsRequest::Load(file, path, from) => {
            let path = match exchange {
                Some(exchange) => exchange
                    .check_importable(&path)
                    .map_err(|error| AppError::Refused(error.to_string())),
                None => Ok(path),
            };
            let own = store.guard();
            let change = path.and_then(|path| match file {
                SettingsFile::Units => read_units(&path, &own),
                SettingsFile::Calendar(consent) => {
                    let lists = read_calendars(&path, &own)?;
                    Ok(SettingsChange::LoadCalendars(lists, consent))
                }
                SettingsFile::Regulation => read_regulation(&path, from, &own),
            });
            change.and_then(|change| apply(store, change, who, now))
        }
        SettingsRequest::Backup => backup(store, exchange, now),
        SettingsRequest::CloseDay => close_day(store, who, now),
        SettingsRequest::Check => check(store, who, now),
    };
    done.unwrap_or_else(|error| vec![Message::Store(StoreReply::Failed(error.to_string()))])
}

fn overview(store: &Store, done: Option<String>) -> Result<Vec<Message>, AppError> {
    let overview = Box::new(read_overview(store)?);
    Ok(vec![Message::Store(StoreReply::Settings(overview, done))])
}

fn apply(
    store: &mut Store,
    change: SettingsChange,
    who: &Staff,
    now: Timestamp,
) -> Result<Vec<Message>, AppError> {
    let done = settings::apply(change, store, who, now)?;
    let sentence = match done.moved.len() {
        0 => say!("settings-done"),
        n => say!("settings-done-moved", n = n),
    };
    let office = Box::new(store.office().clone());
    let mut messages = vec![Message::Store(StoreReply::Office(office))];
    messages.extend(overview(store, Some(sentence))?);
    Ok(messages)
}

fn backup(
    store: &Store,
    exchange: Option<&Exchange>,
    now: Timestamp,
) -> Result<Vec<Message>, AppError> {
    if exchange.is_some() {
        return Err(BackupError::NotOwner.into());
    }
    let folder = backup_folder(store.path());
    let done = store.make_daily_backup(&folder, KEPT_BACKUPS, &[], now, &mut |_, _, _| ())?;
    let path = done.file.display().to_string();
    overview(store, Some(say!("settings-backed-up", path = path)))
}

fn close_day(store: &Store, who: &Staff, now: Timestamp) -> Result<Vec<Message>, AppError> {
    if !who.is_one_of(&[Role::Administrator, Role::Office, Role::Leader]) {
        return Err(AppError::NeedsRole(say!(
            "settings-not-allowed",
            who = who.name.as_str()
        )));
    }
    let today = store.office().regulation.hours.to_civil(now).date();
    let lines = ClosedDay::read(store, today, now)?.page_lines(store.office());
    let title = say!("settings-close-day");
    Ok(vec![Message::Store(StoreReply::SettingsText(title, lines))])
}

fn check(store: &Store, who: &Staff, now: Timestamp) -> Result<Vec<Message>, AppError> {
    let mut findings = Findings::default();
    disk::check_disk(&mut findings, store.path());
    database::check_database_file(&mut findings, store, now);
    office::check_rules(&mut findings, store.office(), now);
    findings.add_good(say!("doctor-who", who = who.name_with_role()));
    let mut lines = findings.lines;
    // What must be done comes first.
    lines.sort_by_key(|finding| !finding.is_problem());
    let lines = lines.iter().map(|finding| finding.to_line()).collect();
    Ok(vec![Message::Store(StoreReply::SettingsText(
        say!("settings-check"),
        lines,
    ))])
}
