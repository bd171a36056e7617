//! Similar earlier letters and the suggestions drawn from them, shown under a letter.

use super::lines::Lines;
use super::tone::Tone;
use crate::document::card::CardInputs;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::similarity::recall::{Recall, SimilarLetter};
use crate::domain::suggestion::{SuggestedRoute, Suggestion};
use crate::text::sanitize::one_line;
use crate::text::width::fit;

/// Maximum width of a title, in cells.
const TITLE_CELLS: usize = 20;

/// Adds them under the letter.
pub fn push_recall(lines: &mut Lines, recall: &Recall, inputs: &CardInputs<'_>) {
    let CardInputs { card, office, .. } = *inputs;
    for (n, similar) in recall.similar.iter().enumerate() {
        if n == 0 {
            lines.push_heading(&say!("heading-similar"));
        }
        lines.push_entry(&similar_line(similar, office), Tone::Text);
    }
    let regulation = office.regulation_of(&card.letter.regulation);
    for (n, (label, text)) in suggestion_rows(recall, card.letter.queue(), office, regulation)
        .into_iter()
        .enumerate()
    {
        if n == 0 {
            lines.push_heading(&say!("heading-suggested"));
        }
        lines.push_fact(&label, &text, Tone::Text);
    }
}

/// Returns an earlier letter as one line: its number, stage, and relation to the current one.
pub fn similar_line(similar: &SimilarLetter, office: &Office) -> String {
    let SimilarLetter {
        summary,
        relation: class,
        ..
    } = similar;
    let title = fit(&one_line(&summary.title), TITLE_CELLS);
    let mut parts = vec![format!("{} {title}", summary.short_name()), class.label()];
    if let Some(same) = similar.same_writer {
        parts.push(if same {
            say!("alike-same-writer")
        } else {
            say!("alike-other-writer")
        });
    }
    parts.push(summary.stage.label());
    parts.extend(summary.lead.map(|lead| office.units.short_name(lead)));
    if similar.reworded {
        parts.push(say!("alike-reworded"));
    }
    parts.join(" · ")
}

/// Returns the suggestions for the stage of the letter: the first of each kind, with its reason.
fn suggestion_rows(
    recall: &Recall,
    queue: Queue,
    office: &Office,
    regulation: &Regulation,
) -> Vec<(String, String)> {
    let advice = &recall.suggestions;
    let mut rows = Vec::new();
    let mut row = |label: String, name: Option<(String, String)>| {
        rows.extend(name.map(|(name, why)| (label, say!("suggested-line", name = name, why = why))))
    };
    if queue == Queue::Inbox {
        row(
            say!("advice-category"),
            first_suggestion(&advice.category, recall, |code| {
                regulation
                    .find_category(code)
                    .map(|entry| entry.words().to_owned())
            }),
        );
        row(
            say!("advice-ground"),
            first_suggestion(&advice.ground, recall, |code| {
                regulation
                    .find_ground(code)
                    .map(|entry| entry.words().to_owned())
            }),
        );
    } else {
        let road = |road: &SuggestedRoute| {
            let because = road
                .reason_code()
                .and_then(|code| regulation.find_direct_reply_reason(code))?;
            Some(because.words().to_owned())
        };
        row(
            say!("advice-route"),
            first_suggestion(&advice.route, recall, road),
        );
    }
    row(
        say!("advice-lead"),
        first_suggestion(&advice.lead, recall, |unit: &UnitId| {
            Some(office.units.name(*unit))
        }),
    );
    rows
}

fn first_suggestion<L>(
    choices: &[Suggestion<L>],
    recall: &Recall,
    name: impl Fn(&L) -> Option<String>,
) -> Option<(String, String)> {
    let choice = choices.first().filter(|choice| choice.is_shown())?;
    // What has no reason to show is better not said.
    let why = Some(recall.explain(choice)).filter(|why| !why.is_empty())?;
    Some((name(&choice.label)?, why))
}
