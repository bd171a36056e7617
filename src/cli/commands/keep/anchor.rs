//! `anchor`: prints the number of events and the last hash, to be stored elsewhere; parses anchors
//! given to other commands.

use std::io::Read;
use std::path::Path;

use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Anchor as Wanted;
use crate::cli::{open, output};
use crate::intake::text::office_file;
use crate::platform::file_guard::FileGuard;
use crate::platform::{files, new_files};
use crate::store::Store;
use crate::store::record::anchor::Anchor;

/// Prints the anchor, or writes it to a new file.
pub fn run(args: &Xinxiang, wanted: &Wanted) -> Result<(), AppError> {
    let store = Store::open(&open::database(args)?)?;
    let anchor = store.anchor(None, entry::now(store.office())?)?;
    let document = serde_json::to_value(&anchor).map_err(std::io::Error::from)?;
    if let Some(path) = &wanted.new_file {
        new_files::create(path, format!("{document}\n").as_bytes())
            .map_err(|error| AppError::File(path.clone(), error))?;
    }
    if args.json {
        return output::document(&document);
    }
    output::line(&say!(
        "anchor-is",
        events = anchor.events,
        head = anchor.grouped().join(" ")
    ))?;
    match &wanted.new_file {
        Some(path) => output::line(&say!("anchor-written", path = path.display().to_string())),
        None => Ok(()),
    }
}

/// The most bytes read of an anchor's file. An export's manifest contains one, too, and lists all
/// files.
const MOST: u64 = 64 << 10;

/// Parses anchors as given: `COUNT:HEX`, `-` for standard input, or a file.
pub fn read(given: &[String], database: &Path) -> Result<Vec<Anchor>, AppError> {
    given.iter().map(|one| read_one(one, database)).collect()
}

fn read_one(given: &str, database: &Path) -> Result<Anchor, AppError> {
    if let Some(typed) = Anchor::parse(given) {
        return Ok(typed);
    }
    let unreadable = || AppError::Usage(say!("anchor-unreadable", value = given));
    if given != "-" && Anchor::is_typed(given) && !Path::new(given).exists() {
        return Err(unreadable());
    }
    let mut text = String::new();
    if given == "-" {
        std::io::stdin().take(MOST).read_to_string(&mut text)?;
    } else {
        let path = Path::new(given);
        // A file that is not text contains no anchor; the error below says so.
        let mut bytes = Vec::new();
        let _ = files::open(path, &FileGuard::of(database))?
            .take(MOST)
            .read_to_end(&mut bytes);
        text = office_file::text_of(&bytes).unwrap_or_default();
    }
    Anchor::parse(&text).ok_or_else(unreadable)
}
