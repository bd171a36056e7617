//! `import`: imports letters from files and folders. Importing the same file twice changes nothing.

use std::ops::ControlFlow;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::app::import::{Import, NotDelivered, Outcome, Tally, deliver};
use crate::cli::args::{Import as Args, Xinxiang};
use crate::cli::{open, output};
use crate::domain::directory::staff::Role;
use crate::intake::{MapOverrides, sentences};
use crate::text::sanitize::one_line;

/// Imports, and prints the counts and the rejections.
pub fn run(args: &Xinxiang, import: &Args) -> Result<ExitCode, AppError> {
    // Delays stop signals, so that no thread is stopped while another one holds the write lock.
    let _held = crate::store::sqlite::stops::held();
    let (mut store, who, now) = open::enter(args)?;
    open::must_be(&who, Role::Administrator, &say!("cli-about-import"))?;
    if let Some(missing) = import.paths.iter().find(|path| !path.exists()) {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(AppError::File(missing.clone(), error));
    }
    let wanted = Import {
        paths: import.paths.clone(),
        overrides: MapOverrides::parse(&import.map)
            .map_err(|error| AppError::Usage(error.to_string()))?,
        dry: import.dry_run,
        who: who.id,
        at: now,
    };
    let mut bar = output::Bar::new();
    let outcome = deliver(&mut store, &wanted, &mut |tally| {
        bar.show(
            tally.done_bytes,
            tally.total_bytes,
            &say!("cli-import-so-far", n = tally.imported),
        );
        ControlFlow::Continue(())
    });
    bar.end();
    super::keep::tell_room(store.path());
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(NotDelivered::Nothing(error)) => return Err(error.into()),
        Err(partly) => return broken_off(args, &partly),
    };
    if args.json {
        output::document(&document(&outcome))?;
    } else {
        print(&outcome)?;
    }
    let Tally {
        imported,
        already_there,
        rejected,
        ..
    } = outcome.tally;
    Ok(output::partly(imported + already_there, rejected))
}

/// How many groups of letters with the same text, and how many tables with skipped rows, are listed
/// in text output.
const SHOWN: usize = 20;

fn document(outcome: &Outcome) -> Value {
    let Outcome {
        tally,
        rejections,
        set_aside,
        skipped,
        repeats,
        dry,
        ..
    } = outcome;
    json!({
        "imported": tally.imported, "already_there": tally.already_there, "rejected": rejections, "dry_run": dry,
        "set_aside": set_aside, "skipped": skipped,
        "repeated": repeats.letters, "repeats": repeats.groups,
    })
}

/// Prints the partial result of an import that a store error ended. The exit status is 3.
fn broken_off(args: &Xinxiang, why: &NotDelivered) -> Result<ExitCode, AppError> {
    if let NotDelivered::Partly(outcome, left, error) = why {
        if args.json {
            let mut document = document(outcome);
            document["not_imported"] = json!(left);
            document["error"] =
                json!({ "kind": error.kind(), "message": why.to_string(), "article": null });
            output::document(&document)?;
        } else {
            print(outcome)?;
        }
    }
    output::told(&say!("cli-error-partly", sentence = why.to_string()));
    Ok(ExitCode::from(3))
}

fn print(outcome: &Outcome) -> Result<(), AppError> {
    let Outcome {
        tally,
        rejections,
        set_aside,
        skipped,
        repeats,
        dry,
        ..
    } = outcome;
    for rejection in rejections {
        output::told(&one_line(&rejection.to_string()));
    }
    for mail in set_aside {
        output::told(&mail.to_string());
    }
    let skipped = sentences(skipped);
    for sentence in skipped.iter().take(SHOWN) {
        output::told(&one_line(sentence));
    }
    if skipped.len() > SHOWN {
        output::told(&say!("cli-import-skipped-more", n = skipped.len() - SHOWN));
    }
    if tally.is_empty() {
        return output::line(&say!("import-empty"));
    }
    let key = if *dry {
        "cli-import-dry"
    } else {
        "cli-imported"
    };
    output::line(&say!(
        key,
        new = tally.imported,
        known = tally.already_there,
        rejected = tally.rejected
    ))?;
    if tally.set_aside > 0 {
        output::line(&say!(
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
        return output::line(&say!(
            "cli-import-repeats-dry",
            n = repeats.letters,
            groups = repeats.texts
        ));
    }
    output::line(&say!(
        "cli-import-repeats",
        n = repeats.letters,
        groups = repeats.texts
    ))?;
    for group in repeats.groups.iter().take(SHOWN) {
        let ids: Vec<String> = group.iter().map(ToString::to_string).collect();
        output::line(&format!("  {}", ids.join(" ")))?;
    }
    if repeats.texts > SHOWN as u64 {
        output::line("  …")?;
    }
    Ok(())
}
