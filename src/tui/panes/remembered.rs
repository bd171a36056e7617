//! Similar earlier letters and the suggestions drawn from them, shown under a letter.

use super::card::Inputs;
use super::lines::Lines;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::stage::Queue;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::similarity::recall::{Recall, Similar};
use crate::domain::suggestion::{Choice, Road};
use crate::text::sanitize::one_line;
use crate::text::width::fit;

/// Maximum width of a title, in cells.
const TITLE: usize = 20;

/// Adds them under the letter.
pub fn lines(lines: &mut Lines, recall: &Recall, inputs: &Inputs<'_>) {
    let Inputs {
        card,
        office,
        theme,
        ..
    } = *inputs;
    for (n, similar) in recall.similar.iter().enumerate() {
        if n == 0 {
            lines.heading(&say!("heading-similar"));
        }
        lines.entry(&one(similar, office), theme.text());
    }
    let regulation = office.regulation_of(&card.letter.regulation);
    for (n, (label, text)) in suggested(recall, card.letter.queue(), office, regulation)
        .into_iter()
        .enumerate()
    {
        if n == 0 {
            lines.heading(&say!("heading-suggested"));
        }
        lines.fact(&label, &text, theme.text());
    }
}

/// Returns an earlier letter as one line: its number, stage, and relation to the current one.
pub fn one(similar: &Similar, office: &Office) -> String {
    let Similar { summary, class, .. } = similar;
    let title = fit(&one_line(&summary.title), TITLE);
    let mut parts = vec![format!("{} {title}", summary.called()), class.words()];
    if let Some(same) = similar.same_writer {
        parts.push(if same {
            say!("alike-same-writer")
        } else {
            say!("alike-other-writer")
        });
    }
    parts.push(summary.stage.words());
    parts.extend(summary.lead.map(|lead| office.units.short(lead)));
    if similar.reworded {
        parts.push(say!("alike-reworded"));
    }
    parts.join(" · ")
}

/// Returns the suggestions for the stage of the letter: the first of each kind, with its reason.
fn suggested(
    recall: &Recall,
    queue: Queue,
    office: &Office,
    regulation: &Regulation,
) -> Vec<(String, String)> {
    let advice = &recall.advice;
    let mut rows = Vec::new();
    let mut row = |label: String, name: Option<(String, String)>| {
        rows.extend(name.map(|(name, why)| (label, say!("suggested-line", name = name, why = why))))
    };
    if queue == Queue::Inbox {
        row(
            say!("advice-category"),
            first(&advice.category, recall, |code| {
                regulation
                    .category(code)
                    .map(|entry| entry.words().to_owned())
            }),
        );
        row(
            say!("advice-ground"),
            first(&advice.ground, recall, |code| {
                regulation
                    .ground(code)
                    .map(|entry| entry.words().to_owned())
            }),
        );
    } else {
        let road = |road: &Road| {
            let because = road.because().and_then(|code| regulation.because(code))?;
            Some(because.words().to_owned())
        };
        row(say!("advice-route"), first(&advice.road, recall, road));
    }
    row(
        say!("advice-lead"),
        first(&advice.lead, recall, |unit: &UnitId| {
            Some(office.units.name(*unit))
        }),
    );
    rows
}

fn first<L>(
    choices: &[Choice<L>],
    recall: &Recall,
    name: impl Fn(&L) -> Option<String>,
) -> Option<(String, String)> {
    let choice = choices.first()?;
    Some((name(&choice.label)?, recall.why(choice)))
}
