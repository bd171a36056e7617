//! Commands of the reply editor.

use super::versions;
use crate::domain::letter::stage::Stage;
use crate::tui::effect::Effect;
use crate::tui::keymap::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::phrases;

/// Carries out a command of the reply editor.
pub fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let now = model.now;
    let drafting = model
        .card
        .as_ref()
        .is_some_and(|card| card.letter.stage == Stage::Drafting);
    let Some(writing) = &mut model.writing else {
        return Vec::new();
    };
    match command {
        Command::Leave => {
            let mut effects: Vec<Effect> = writing.save(now).into_iter().collect();
            // While a conflict is open, or after the letter has left drafting, the text is only
            // saved as a draft, not recorded.
            if drafting
                && writing.unrecorded()
                && writing.other.is_none()
                && !writing.editor.text().trim().is_empty()
            {
                effects.extend(writing.record(false));
            }
            // It closes once all pending saves have succeeded, and stays open if one fails.
            writing.leaving = true;
            model.busy = true;
            effects
        }
        Command::Versions => {
            versions::open(model);
            Vec::new()
        }
        Command::Save | Command::SaveAndSubmit if !drafting && model.card.is_some() => {
            let effects = writing.save(now).into_iter().collect();
            let stage = model
                .card
                .as_ref()
                .map(|card| card.letter.stage.words())
                .unwrap_or_default();
            model.refuse(say!("editor-moved-on", stage = stage));
            effects
        }
        Command::Save | Command::SaveAndSubmit if writing.other.is_some() => {
            let effects = writing.save(now).into_iter().collect();
            model.refuse(say!("versions-choose"));
            versions::open(model);
            effects
        }
        Command::Save => {
            let mut effects: Vec<Effect> = writing.save_anew(now).into_iter().collect();
            if writing.unrecorded() {
                effects.extend(writing.record(false));
            } else {
                model.tell(say!("editor-nothing-new"));
            }
            effects
        }
        Command::SaveAndSubmit => {
            let blank = phrases::blank(&writing.editor.text());
            if let Some(blank) = blank
                && !std::mem::replace(&mut writing.blanks_told, true)
            {
                model.refuse(say!("submit-blank", blank = blank));
                return Vec::new();
            }
            let mut effects: Vec<Effect> = writing.save_anew(now).into_iter().collect();
            effects.extend(writing.record(true));
            effects
        }
        Command::Phrases => {
            if let Some(letter) = model.letter() {
                model.overlay = Some(Overlay::Menu(Box::new(phrases::menu(letter))));
            }
            Vec::new()
        }
        Command::Switch => {
            writing.reading = !writing.reading;
            Vec::new()
        }
        Command::Redraw => vec![Effect::Redraw],
        Command::Edit(command) => {
            writing.editor.command(command);
            Vec::new()
        }
        // Not bound in the editor.
        other => {
            debug_assert!(!matches!(other, Command::Do(_)));
            Vec::new()
        }
    }
}
