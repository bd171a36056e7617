//! `bulletin`: the figures of a quarter or year (article 7), counted from events or as published.

use crate::app::bulletin::{make, publish};
use crate::app::error::AppError;
use crate::cli::args::{Bulletin as Wanted, Xinxiang};
use crate::cli::{open, output};
use crate::report::{Period, document};
use crate::tui::panes::bulletin::page;

/// The width of the text in cells where output goes to no terminal.
const CELLS: usize = 120;

/// Prints the bulletin; with `--publish`, publishes it first.
pub fn run(args: &Xinxiang, wanted: &Wanted) -> Result<(), AppError> {
    let Some(period) = Period::parse(&wanted.period) else {
        return Err(AppError::Usage(say!(
            "cli-bad-period",
            value = wanted.period.as_str()
        )));
    };
    let (mut store, who, now) = open::enter(args)?;
    if wanted.publish {
        publish(&mut store, period, &who, now)?;
    }
    let report = make(&store, period, &who, now)?;
    if args.json {
        return output::document(&document::printed(
            &report,
            &store.office().regulation.hours,
        ));
    }
    let size = if output::on_terminal() {
        ratatui::crossterm::terminal::size().ok()
    } else {
        None
    };
    let cells = size.map_or(CELLS, |(columns, _)| usize::from(columns));
    output::line(&say!("bulletin-title", period = period.words()))?;
    for line in page(&report, store.office(), cells).to_plain_lines() {
        output::line(&line)?;
    }
    Ok(())
}
