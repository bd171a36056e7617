//! Checks the database file, its folder, and the folders of the sessions.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Findings, permission_bits, shell_quoted};
use crate::domain::time::Timestamp;
use crate::platform::exchange::{Exchange, ExchangeDirection};
use crate::platform::filesystem::FilesystemKind;
use crate::store::Store;
use crate::store::sqlite::locks;

/// Checks the database file, its folder, and the folders next to it.
pub fn check_database_file(findings: &mut Findings, store: &Store, now: Timestamp) {
    let path = store.path();
    if let Some(mode) = permission_bits(path) {
        let closed = mode & 0o077 == 0;
        let mode = format!("{mode:04o}");
        let sentence = match closed {
            true => say!("doctor-mode", mode = mode),
            false => say!("doctor-open-mode", mode = mode, file = shell_quoted(path)),
        };
        findings.add_checked(closed, sentence);
    }
    if let Ok(about) = std::fs::metadata(path) {
        findings.add_good(say!("doctor-owner", uid = about.uid().to_string()));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if let Some(mode) = permission_bits(folder) {
        let closed = mode & 0o077 == 0;
        let (shown, mode) = (folder.display().to_string(), format!("{mode:04o}"));
        let key = if closed {
            "doctor-folder"
        } else {
            "doctor-open-folder"
        };
        findings.add_checked(closed, say!(key, folder = shown, mode = mode));
    }
    let exchange = Exchange::next_to(path);
    for way in ExchangeDirection::ALL {
        let folder = exchange.folder(way);
        let shown = folder.display().to_string();
        match permission_bits(&folder) {
            // They are created with the first key line, or by the first session.
            None => {}
            Some(mode) if mode & 0o077 == 0 => {
                findings.add_good(say!("doctor-exchange", folder = shown))
            }
            Some(_) => findings.add_problem(say!("doctor-open-exchange", folder = shown)),
        }
    }
    let adrift = exchange.count_loose_files();
    if adrift > 0 {
        findings.add_good(say!(
            "doctor-exchange-adrift",
            n = adrift,
            folder = exchange.folder(ExchangeDirection::In).display().to_string()
        ));
    }
    check_exchange(&exchange, findings, now);
    if let Some(holder) = locks::find_holder(path).filter(|holder| holder.stopped) {
        findings.add_problem(say!(
            "doctor-held",
            who = holder.label(),
            process = holder.process.to_string()
        ));
    }
    // An error here is reported by another check.
    if store.is_reindexing().unwrap_or(false) {
        findings.add_problem(say!("doctor-reindex-unfinished"));
    }
    let local = crate::platform::filesystem::filesystem_kind(folder) == FilesystemKind::Local;
    findings.add_checked(
        local,
        say!(if local {
            "doctor-local"
        } else {
            "doctor-not-local"
        }),
    );
}

/// Days after which an exchanged file should have been fetched.
const MAX_WAITING_DAYS: i64 = 7;

/// Reports the files that wait to be fetched, and the age of the oldest.
fn check_exchange(exchange: &Exchange, findings: &mut Findings, now: Timestamp) {
    let waiting = exchange.list_waiting(ExchangeDirection::Out);
    let Some(oldest) = waiting.iter().map(|file| file.modified_at).min() else {
        return;
    };
    let days = (now.as_second() - oldest) / (24 * 60 * 60);
    let size = crate::text::size::format_size(waiting.iter().map(|file| file.bytes).sum());
    let folder = exchange
        .folder(ExchangeDirection::Out)
        .display()
        .to_string();
    let key = if days < MAX_WAITING_DAYS {
        "doctor-exchange-out"
    } else {
        "doctor-exchange-old"
    };
    findings.add_checked(
        days < MAX_WAITING_DAYS,
        say!(
            key,
            n = waiting.len(),
            size = size,
            folder = folder,
            days = days
        ),
    );
}
