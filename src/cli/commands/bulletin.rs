//! `bulletin`: the figures of a quarter or year (article 7), counted from events or as published.

use crate::app::bulletin::{
    bulletin_draft, bulletin_text, edit_bulletin, load_report, publish_bulletin,
};
use crate::app::error::AppError;
use crate::cli::args::{Bulletin as Wanted, Xinxiang};
use crate::cli::{open, output};
use crate::document::bulletin::page;
use crate::report::document;

/// The width of the text in cells where output goes to no terminal.
const DEFAULT_WIDTH: usize = 120;

/// Prints the bulletin; with `--publish`, publishes it first.
pub fn run(args: &Xinxiang, wanted: &Wanted) -> Result<(), AppError> {
    let period = open::parse_period(&wanted.period)?;
    let (mut store, who, now) = open::open_as_actor(args)?;
    if let Some(text) = &wanted.set {
        let text = open::resolve_text(text.clone())?;
        edit_bulletin(&mut store, period, &text, None, &who, now)?;
    }
    if wanted.draft {
        open::require_centre(&who)?;
        return output::print_text(args.json, &bulletin_draft(&store, period)?);
    }
    if wanted.text {
        open::require_centre(&who)?;
        return output::print_text(args.json, &bulletin_text(&store, period, &who, now)?);
    }
    if wanted.publish {
        publish_bulletin(&mut store, period, &who, now)?;
    }
    let report = load_report(&store, period, &who, now)?;
    if args.json {
        return output::print_json(&document::report_document(
            &report,
            &store.office().regulation.hours,
        ));
    }
    let size = if output::is_stdout_terminal() {
        ratatui::crossterm::terminal::size().ok()
    } else {
        None
    };
    let cells = size.map_or(DEFAULT_WIDTH, |(columns, _)| usize::from(columns));
    output::print_line(&say!("bulletin-title", period = period.label()))?;
    for line in page(&report, store.office(), cells).to_plain_lines() {
        output::print_line(&line)?;
    }
    Ok(())
}
