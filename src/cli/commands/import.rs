//! `import`: imports letters from files and folders. Importing the same file twice changes nothing.

use std::ops::ControlFlow;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::app::import::{DeliveryError, ImportOutcome, ImportRequest, Tally, import_files};
use crate::cli::args::{Import as Args, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::intake::{MapOverrides, describe_skipped};
use crate::text::sanitize::one_line;

/// Imports, and prints the counts and the rejections.
pub fn run(args: &Xinxiang, import: &Args) -> Result<ExitCode, AppError> {
    // Delays stop signals, so that no thread is stopped while another one holds the write lock.
    let _held = crate::store::sqlite::stop_signals::block_until_drop();
    let (mut store, who, now) = open::open_as_actor(args)?;
    open::require_role(&who, Role::Administrator, &say!("cli-about-import"))?;
    if let Some(missing) = import.paths.iter().find(|path| !path.exists()) {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(AppError::File(missing.clone(), error));
    }
    let wanted = ImportRequest {
        paths: import.paths.clone(),
        overrides: MapOverrides::parse(&import.map)
            .map_err(|error| AppError::Usage(error.to_string()))?,
        dry_run: import.dry_run,
        past: import.past,
        who: who.id,
        at: now,
    };
    let mut bar = output::Bar::new();
    let outcome = import_files(&mut store, &wanted, &mut |tally| {
        bar.update(
            tally.done_bytes,
            tally.total_bytes,
            &say!("cli-import-so-far", n = tally.imported),
        );
        ControlFlow::Continue(())
    });
    bar.finish();
    super::keep::warn_disk_space(store.path());
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(DeliveryError::NothingImported(error)) => return Err(error.into()),
        Err(partly) => return report_partial(args, &partly),
    };
    if args.json {
        output::print_json(&outcome_json(&outcome))?;
    } else {
        print_outcome(&outcome)?;
    }
    let Tally {
        imported,
        already_there,
        rejected,
        ..
    } = outcome.tally;
    Ok(output::partial_status(imported + already_there, rejected))
}

/// How many groups of letters with the same text, and how many tables with skipped rows, are listed
/// in text output.
const MAX_LISTED: usize = 20;

fn outcome_json(outcome: &ImportOutcome) -> Value {
    let ImportOutcome {
        tally,
        rejections,
        set_aside,
        skipped,
        repeats,
        dry_run: dry,
        ..
    } = outcome;
    json!({
        "imported": tally.imported, "already_there": tally.already_there, "rejected": rejections, "dry_run": dry,
        "set_aside": set_aside, "skipped": skipped,
        "repeated": repeats.letters, "repeats": repeats.groups,
    })
}

/// Prints the partial result of an import that a store error ended. The exit status is 3.
fn report_partial(args: &Xinxiang, why: &DeliveryError) -> Result<ExitCode, AppError> {
    if let DeliveryError::PartlyImported(outcome, left, error) = why {
        if args.json {
            let mut document = outcome_json(outcome);
            document["not_imported"] = json!(left);
            document["error"] =
                json!({ "kind": error.kind(), "message": why.to_string(), "article": null });
            output::print_json(&document)?;
        } else {
            print_outcome(outcome)?;
        }
    }
    output::eprint_line(&say!("cli-error-partly", sentence = why.to_string()));
    Ok(ExitCode::from(3))
}

fn print_outcome(outcome: &ImportOutcome) -> Result<(), AppError> {
    let ImportOutcome {
        tally,
        rejections,
        set_aside,
        skipped,
        repeats,
        dry_run: dry,
        ..
    } = outcome;
    for rejection in rejections {
        output::eprint_line(&one_line(&rejection.to_string()));
    }
    for mail in set_aside {
        output::eprint_line(&mail.to_string());
    }
    let skipped = describe_skipped(skipped);
    for sentence in skipped.iter().take(MAX_LISTED) {
        output::eprint_line(&one_line(sentence));
    }
    if skipped.len() > MAX_LISTED {
        output::eprint_line(&say!(
            "cli-import-skipped-more",
            n = skipped.len() - MAX_LISTED
        ));
    }
    if tally.is_empty() {
        return output::print_line(&say!("import-empty"));
    }
    let key = if *dry {
        "cli-import-dry"
    } else {
        "cli-imported"
    };
    output::print_line(&say!(
        key,
        new = tally.imported,
        known = tally.already_there,
        rejected = tally.rejected
    ))?;
    if tally.set_aside > 0 {
        output::print_line(&say!(
            if *dry {
                "cli-import-aside-dry"
            } else {
                "cli-import-aside"
            },
            n = tally.set_aside
        ))?;
    }
    if repeats.letters == 0 {
        return Ok(());
    }
    if *dry {
        // In a dry run, the repeating letters have no numbers to list yet.
        return output::print_line(&say!(
            "cli-import-repeats-dry",
            n = repeats.letters,
            groups = repeats.texts
        ));
    }
    output::print_line(&say!(
        "cli-import-repeats",
        n = repeats.letters,
        groups = repeats.texts
    ))?;
    for group in repeats.groups.iter().take(MAX_LISTED) {
        let ids: Vec<String> = group.iter().map(ToString::to_string).collect();
        output::print_line(&format!("  {}", ids.join(" ")))?;
    }
    if repeats.texts > MAX_LISTED as u64 {
        output::print_line("  …")?;
    }
    Ok(())
}
