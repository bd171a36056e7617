//! `verify`: replays the event log, compares all projections with it, and names the first bad
//! event.

use std::path::Path;

use super::anchor;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::args::keep_args::Verify;
use crate::cli::{open, output};
use crate::store::Store;
use crate::store::backup::lineage;
use crate::store::backup::lineage::FoundManifest;

/// Verifies the database, and prints the findings.
pub fn run(args: &Xinxiang, wanted: &Verify) -> Result<(), AppError> {
    let path = open::database_path(args)?;
    let (folders, others): (Vec<String>, Vec<String>) = wanted
        .anchors
        .iter()
        .cloned()
        .partition(|given| Path::new(given).is_dir());
    let mut anchors = anchor::parse_anchors(&others, &path)?;
    let store = Store::open(&path)?;
    for folder in &folders {
        let witnesses = lineage::read_manifests(Path::new(folder), &store.founding_hash()?)?;
        if witnesses.is_empty() {
            return Err(AppError::Usage(say!(
                "anchor-none-in",
                folder = folder.as_str()
            )));
        }
        anchors.extend(witnesses.iter().map(FoundManifest::anchor));
    }
    let mut bar = output::Bar::new();
    let report = store.verify_against(&anchors, &mut |done, all| {
        bar.update(done, all, &say!("cli-verifying"))
    })?;
    bar.finish();
    if args.json {
        output::print_json(&serde_json::json!({
            "clean": report.findings.is_empty(), "events": report.events, "letters": report.letters,
            "attachments": report.attachments, "head": report.head, "findings": report.findings,
            "first_bad": report.first_bad, "anchors": anchors.len(), "backwards": report.backwards,
        }))?;
    } else {
        for finding in &report.findings {
            output::print_line(finding)?;
        }
        output::print_line(&say!(
            "cli-verified",
            events = report.events,
            letters = report.letters,
            attachments = report.attachments,
            head = report.head.get(..16).unwrap_or_default()
        ))?;
        if report.backwards > 0 {
            output::print_line(&say!("cli-verified-backwards", n = report.backwards))?;
        }
    }
    if !report.findings.is_empty() {
        return Err(AppError::VerifyFailed(
            report.findings.len(),
            report.record_holds,
        ));
    }
    if !args.json {
        output::print_line(&say!("cli-clean"))?;
        if !anchors.is_empty() {
            output::print_line(&say!("anchor-holds", n = anchors.len()))?;
        }
    }
    Ok(())
}
