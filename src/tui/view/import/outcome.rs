//! Draws what became of an import.

use ratatui::style::Style;

use crate::intake::describe_skipped;
use crate::text::sanitize::one_line;
use crate::text::wrap::wrap_text;
use crate::tui::state::import::{ImportOutcome, Tally};
use crate::tui::theme::Theme;

/// Returns the lines, of `room` cells each and not many more than `rows`: the counts, then what was
/// not imported from the `first_shown` on.
pub(super) fn lines(
    outcome: &ImportOutcome,
    first_shown: usize,
    (room, rows): (usize, usize),
    theme: Theme,
) -> Vec<(String, Style)> {
    let mut lines: Vec<(String, Style)> = Vec::new();
    let key = match (outcome.dry_run, outcome.stopped) {
        (_, true) => "import-stopped",
        (true, false) => "import-would",
        (false, false) => "import-did",
    };
    lines.push((say!(key), theme.strong()));
    lines.push((format_counts(&outcome.tally), theme.text()));
    if outcome.tally.is_empty() {
        lines.push((say!("import-empty"), theme.due_soon()));
    }
    let rejected: Vec<String> = outcome.rejections.iter().map(ToString::to_string).collect();
    let aside: Vec<String> = outcome.set_aside.iter().map(ToString::to_string).collect();
    let skipped = describe_skipped(&outcome.skipped);
    for (key, all, first) in [
        ("import-rejected", &rejected, first_shown),
        (
            "import-aside",
            &aside,
            first_shown.saturating_sub(rejected.len()),
        ),
        (
            "import-skipped",
            &skipped,
            first_shown.saturating_sub(rejected.len() + aside.len()),
        ),
    ] {
        if all.len() <= first {
            continue;
        }
        lines.push((String::new(), theme.text()));
        lines.extend(
            wrap_text(&say!(key), room)
                .into_iter()
                .map(|line| (line, theme.muted())),
        );
        for one in all.iter().skip(first) {
            lines.extend(
                wrap_text(&one_line(one), room)
                    .into_iter()
                    .map(|line| (line, theme.text())),
            );
            if lines.len() > rows {
                break;
            }
        }
    }
    lines
}

/// Returns the counts, as a sentence.
pub(super) fn format_counts(tally: &Tally) -> String {
    let Tally {
        imported,
        already_there,
        rejected,
        set_aside,
        skipped,
        ..
    } = *tally;
    let counts = say!(
        "import-counts",
        new = imported,
        known = already_there,
        rejected = rejected
    );
    let counts = if set_aside == 0 {
        counts
    } else {
        say!("import-counts-aside", counts = counts, n = set_aside)
    };
    if skipped == 0 {
        counts
    } else {
        say!("import-counts-skipped", counts = counts, n = skipped)
    }
}
