//! `import`: letters from files and folders; the same thing twice changes nothing.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::args::{Import as Args, Xinxiang};
use super::error::CliError;
use super::{output, place};
use crate::domain::staff::Role;
use crate::intake::MapOverrides;
use crate::intake::deliver::{Import, Outcome, Tally, deliver};

/// A progress bar appears where it takes longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Imports, and prints the counts and what was rejected.
pub fn run(args: &Xinxiang, import: &Args) -> Result<ExitCode, CliError> {
    let (mut store, who) = place::enter(args)?;
    place::must_be(&who, Role::Administrator, &say!("cli-about-import"))?;
    if let Some(missing) = import.paths.iter().find(|path| !path.exists()) {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(CliError::File(missing.clone(), error));
    }
    let wanted = Import {
        paths: import.paths.clone(),
        overrides: MapOverrides::parse(&import.map).map_err(|error| CliError::Usage(error.to_string()))?,
        dry: import.dry_run,
        who: who.id,
        at: place::now(store.office())?,
    };
    let begun = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    let outcome = deliver(&mut store, &wanted, &mut |tally| {
        if bar.is_none() && begun.elapsed() > PATIENCE && std::io::stderr().is_terminal() {
            bar = Some(progress_bar(tally));
        }
        if let Some(bar) = &bar {
            bar.set_position(tally.done_bytes);
            bar.set_message(say!("cli-import-so-far", n = tally.imported));
        }
        ControlFlow::Continue(())
    })?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    print(args, &outcome)?;
    let Tally { imported, already_there, rejected, .. } = outcome.tally;
    Ok(match (imported + already_there, rejected) {
        (_, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::FAILURE,
        (_, _) => ExitCode::from(3),
    })
}

fn progress_bar(tally: &Tally) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(tally.total_bytes), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta}") {
        bar.set_style(style);
    }
    bar
}

fn print(args: &Xinxiang, outcome: &Outcome) -> Result<(), CliError> {
    let Outcome { tally, rejections, dry, .. } = outcome;
    if args.json {
        return output::document(&json!({
            "imported": tally.imported, "already_there": tally.already_there, "rejected": rejections, "dry_run": dry,
        }));
    }
    for rejection in rejections {
        eprintln!("{rejection}");
    }
    let key = if *dry { "cli-import-dry" } else { "cli-imported" };
    output::line(&say!(key, new = tally.imported, known = tally.already_there, rejected = tally.rejected))
}
