//! `verify`: replays the event log, compares all projections with it, and names the first bad
//! event.

use std::path::Path;

use super::anchor;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Verify;
use crate::cli::{open, output};
use crate::store::Store;
use crate::store::backup::witness::{self, Witness};

/// Verifies the database, and prints the findings.
pub fn run(args: &Xinxiang, wanted: &Verify) -> Result<(), AppError> {
    let path = open::database(args)?;
    let (folders, others): (Vec<String>, Vec<String>) = wanted
        .anchors
        .iter()
        .cloned()
        .partition(|given| Path::new(given).is_dir());
    let mut anchors = anchor::read(&others, &path)?;
    let store = Store::open(&path)?;
    for folder in &folders {
        let witnesses = witness::of(Path::new(folder), &store.founding()?)?;
        if witnesses.is_empty() {
            return Err(AppError::Usage(say!(
                "anchor-none-in",
                folder = folder.as_str()
            )));
        }
        anchors.extend(witnesses.iter().map(Witness::anchor));
    }
    let mut bar = output::Bar::new();
    let report = store.verify_against(&anchors, &mut |done, all| {
        bar.show(done, all, &say!("cli-verifying"))
    })?;
    bar.end();
    if args.json {
        output::document(&serde_json::json!({
            "clean": report.findings.is_empty(), "events": report.events, "letters": report.letters,
            "attachments": report.attachments, "head": report.head, "findings": report.findings,
            "first_bad": report.first_bad, "anchors": anchors.len(), "backwards": report.backwards,
        }))?;
    } else {
        for finding in &report.findings {
            output::line(finding)?;
        }
        output::line(&say!(
            "cli-verified",
            events = report.events,
            letters = report.letters,
            attachments = report.attachments,
            head = report.head.get(..16).unwrap_or_default()
        ))?;
        if report.backwards > 0 {
            output::line(&say!("cli-verified-backwards", n = report.backwards))?;
        }
    }
    if !report.findings.is_empty() {
        return Err(AppError::NotClean(
            report.findings.len(),
            report.record_holds,
        ));
    }
    if !args.json {
        output::line(&say!("cli-clean"))?;
        if !anchors.is_empty() {
            output::line(&say!("anchor-holds", n = anchors.len()))?;
        }
    }
    Ok(())
}
