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
    let store = Store::open(&open::database_path(args)?)?;
    let anchor = store.anchor(None, entry::current_time(store.office())?)?;
    let document = serde_json::to_value(&anchor).map_err(std::io::Error::from)?;
    if let Some(path) = &wanted.new_file {
        new_files::create_file(path, format!("{document}\n").as_bytes())
            .map_err(|error| AppError::File(path.clone(), error))?;
    }
    if args.json {
        return output::print_json(&document);
    }
    output::print_line(&say!(
        "anchor-is",
        events = anchor.events,
        head = anchor.grouped_head().join(" ")
    ))?;
    match &wanted.new_file {
        Some(path) => {
            output::print_line(&say!("anchor-written", path = path.display().to_string()))
        }
        None => Ok(()),
    }
}

/// The most bytes read of an anchor's file. An export's manifest contains one, too, and lists all
/// files.
const MAX_ANCHOR_BYTES: u64 = 64 << 10;

/// Parses anchors as given: `COUNT:HEX`, `-` for standard input, or a file.
pub fn parse_anchors(given: &[String], database: &Path) -> Result<Vec<Anchor>, AppError> {
    given
        .iter()
        .map(|one| parse_anchor(one, database))
        .collect()
}

fn parse_anchor(given: &str, database: &Path) -> Result<Anchor, AppError> {
    if let Some(typed) = Anchor::parse(given) {
        return Ok(typed);
    }
    let unreadable = || AppError::Usage(say!("anchor-unreadable", value = given));
    if given != "-" && Anchor::looks_typed(given) && !Path::new(given).exists() {
        return Err(unreadable());
    }
    let mut text = String::new();
    if given == "-" {
        std::io::stdin()
            .take(MAX_ANCHOR_BYTES)
            .read_to_string(&mut text)?;
    } else {
        let path = Path::new(given);
        // A file that is not text contains no anchor; the error below says so.
        let mut bytes = Vec::new();
        let _ = files::open(path, &FileGuard::of(database))?
            .take(MAX_ANCHOR_BYTES)
            .read_to_end(&mut bytes);
        text = office_file::decode_text(&bytes).unwrap_or_default();
    }
    Anchor::parse(&text).ok_or_else(unreadable)
}
