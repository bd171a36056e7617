//! `doctor`: where things are, what is missing, and what to do about it.

mod account;
mod keys;
mod office;
mod sshd;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use serde_json::json;

use super::args::{Doctor, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::exchange::{Exchange, Way};
use crate::store::Store;
use crate::store::place::Place;
use crate::store::room::megabytes;

/// The report: a line each.
#[derive(Default)]
struct Findings(Vec<Finding>);

/// A line of the report.
struct Finding {
    /// Whether all is well.
    well: bool,
    /// The sentence, with the next step where something is wrong.
    sentence: String,
}

impl Findings {
    fn tell(&mut self, well: bool, sentence: String) {
        self.0.push(Finding { well, sentence });
    }

    fn well(&mut self, sentence: String) {
        self.tell(true, sentence);
    }

    fn wrong(&mut self, sentence: String) {
        self.tell(false, sentence);
    }
}

/// Looks at everything that can be looked at without changing anything; makes the index of texts anew where that is asked for.
pub fn run(args: &Xinxiang, wanted: &Doctor) -> Result<(), CliError> {
    let path = place::database(args)?;
    let mut findings = Findings::default();
    if wanted.take_over {
        findings.well(super::lease::take_over(&path)?);
    }
    if wanted.reindex {
        let letters = Store::open(&path)?.reindex()?;
        findings.well(say!("doctor-reindexed", n = letters));
    }
    findings.well(say!("doctor-version", version = env!("CARGO_PKG_VERSION"), sqlite = rusqlite::version()));
    let utf8 = place::utf8();
    findings.tell(utf8, if utf8 { say!("doctor-locale") } else { say!("doctor-no-utf8") });
    match Store::open(&path) {
        Err(error) => findings.wrong(error.to_string()),
        Ok(store) => {
            findings.well(say!("doctor-database", path = path.display().to_string()));
            file(&mut findings, &store);
            office::look(&mut findings, args, &store)?;
            account::look(&mut findings, &store);
        }
    }
    let findings = findings.0;
    if args.json {
        return output::document(&findings.iter().map(|f| json!({ "well": f.well, "sentence": f.sentence })).collect());
    }
    for finding in &findings {
        output::line(&format!("{} {}", if finding.well { "✓" } else { "!" }, finding.sentence))?;
    }
    Ok(())
}

/// The rights of a file or folder; `None` where it is not there.
fn mode(path: &Path) -> Option<u32> {
    std::fs::metadata(path).ok().map(|about| about.permissions().mode() & 0o7777)
}

/// The file, its folder, and the folders beside it.
fn file(findings: &mut Findings, store: &Store) {
    let path = store.path();
    if let Some(mode) = mode(path) {
        let closed = mode & 0o077 == 0;
        let mode = format!("{mode:04o}");
        findings.tell(closed, say!(if closed { "doctor-mode" } else { "doctor-open-mode" }, mode = mode));
    }
    if let Ok(about) = std::fs::metadata(path) {
        findings.well(say!("doctor-owner", uid = about.uid().to_string()));
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    if let Some(mode) = mode(folder) {
        let closed = mode & 0o077 == 0;
        let (shown, mode) = (folder.display().to_string(), format!("{mode:04o}"));
        let key = if closed { "doctor-folder" } else { "doctor-open-folder" };
        findings.tell(closed, say!(key, folder = shown, mode = mode));
    }
    let exchange = Exchange::beside(path);
    for way in Way::ALL {
        let folder = exchange.folder(way);
        let shown = folder.display().to_string();
        match mode(&folder) {
            // They come with the first key line, or the first session.
            None => {}
            Some(mode) if mode & 0o077 == 0 => findings.well(say!("doctor-exchange", folder = shown)),
            Some(_) => findings.wrong(say!("doctor-open-exchange", folder = shown)),
        }
    }
    if let Some(room) = store.room() {
        findings.tell(!room.is_low(), room.words().unwrap_or_else(|| say!("doctor-room", free = megabytes(room.free))));
    }
    let local = crate::store::place::of(folder) == Place::Local;
    findings.tell(local, say!(if local { "doctor-local" } else { "doctor-not-local" }));
}
