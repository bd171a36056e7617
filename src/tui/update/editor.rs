//! Commands of the reply editor.

use crate::domain::letter::stage::Stage;
use crate::tui::effect::{Effect, StoreRequest, TerminalRequest};
use crate::tui::keymap::Command;
use crate::tui::keymap::{FormCommand, ListCommand};
use crate::tui::model::conflict::ConflictView;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::phrases;
use crate::tui::state::reply::ReplyEditor;
use crate::tui::update::conflict;

/// Carries out a command of the reply editor.
pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    let now = model.now;
    let drafting = model
        .card
        .as_ref()
        .is_some_and(|card| card.letter.stage == Stage::Drafting);
    let Some(writing) = &mut model.reply_editor else {
        return Vec::new();
    };
    match command {
        Command::Leave => {
            let mut effects: Vec<Effect> = writing.save(now).into_iter().collect();
            // While a conflict is open, or after the letter has left drafting, the text is only
            // saved as a draft, not recorded.
            if drafting
                && writing.is_unrecorded()
                && writing.other_version.is_none()
                && !writing.editor.text().trim().is_empty()
            {
                effects.extend(writing.record_effect(false));
            }
            // It closes once all pending saves have succeeded, and stays open if one fails.
            writing.close_when_saved = true;
            model.busy = true;
            effects
        }
        Command::Form(FormCommand::Versions) if writing.other_version.is_none() => {
            writing.wants_earlier = true;
            vec![Effect::Store(StoreRequest::History(writing.letter))]
        }
        Command::Form(FormCommand::Versions) => {
            conflict::open_comparison(model);
            Vec::new()
        }
        Command::Form(FormCommand::Save | FormCommand::SaveAndSubmit)
            if !drafting && model.card.is_some() =>
        {
            let effects = writing.save(now).into_iter().collect();
            let stage = model
                .card
                .as_ref()
                .map(|card| card.letter.stage.label())
                .unwrap_or_default();
            model.report_refusal(say!("editor-moved-on", stage = stage));
            effects
        }
        Command::Form(FormCommand::Save | FormCommand::SaveAndSubmit)
            if writing.other_version.is_some() =>
        {
            let effects = writing.save(now).into_iter().collect();
            model.report_refusal(say!("versions-choose"));
            conflict::open_comparison(model);
            effects
        }
        Command::Form(FormCommand::Save) => {
            let mut effects: Vec<Effect> = writing.save_again(now).into_iter().collect();
            if writing.is_unrecorded() {
                effects.extend(writing.record_effect(false));
            } else {
                model.report_done(say!("editor-nothing-new"));
            }
            effects
        }
        Command::Form(FormCommand::SaveAndSubmit) => {
            let blank = phrases::find_unfilled_blank(&writing.editor.text());
            if let Some(blank) = blank
                && !std::mem::replace(&mut writing.warned_of_blanks, true)
            {
                model.report_refusal(say!("submit-blank", blank = blank));
                return Vec::new();
            }
            let mut effects: Vec<Effect> = writing.save_again(now).into_iter().collect();
            effects.extend(writing.record_effect(true));
            effects
        }
        Command::Form(FormCommand::Phrases) => {
            if let Some(letter) = model.current_letter() {
                model.overlay = Some(Overlay::Menu(Box::new(phrases::phrase_menu(
                    letter,
                    &model.office,
                    model.now,
                ))));
            }
            Vec::new()
        }
        Command::Form(FormCommand::QuoteFeedback) => {
            let letter = model.card.as_ref().map(|card| &card.letter);
            let text = letter
                .map(|letter| phrases::feedback_text(letter, &model.office))
                .unwrap_or_default();
            if text.is_empty() {
                model.report_refusal(say!("editor-no-feedback"));
            } else {
                writing.insert_paragraphs(&text);
                model.report_done(say!("editor-feedback-quoted"));
            }
            Vec::new()
        }
        Command::List(ListCommand::SwitchFocus) => {
            writing.scrolls_letter = !writing.scrolls_letter;
            Vec::new()
        }
        Command::Redraw => vec![Effect::Terminal(TerminalRequest::Redraw)],
        Command::Edit(command) => {
            writing.editor.run_command(command);
            Vec::new()
        }
        // Not bound in the editor.
        other => {
            debug_assert!(!matches!(other, Command::Do(_)));
            Vec::new()
        }
    }
}

impl Model {
    /// Opens the editor on the displayed letter, and reports a conflict, other writers, or where
    /// the text comes from.
    pub fn open_reply_editor(&mut self) {
        if let Some(card) = &self.card {
            let writing = ReplyEditor::open(card);
            let also = self.other_writers(card.letter.id);
            if matches!(writing.other_version, Some(OtherVersion::Recorded { .. })) {
                self.report_refusal(say!("editor-stale"));
            } else if writing.other_version.is_some() {
                self.report_refusal(say!("versions-choose"));
            } else if !also.is_empty() {
                self.report_refusal(say!("present-also", who = also));
            } else if card.own_draft.is_some()
                && card.letter.draft_version == 0
                && card.letter.direct_reply.is_some()
            {
                self.report_done(say!("reply-offered"));
            } else if card.own_draft.is_some() {
                self.report_done(say!("form-restored"));
            }
            let two = writing.other_version.is_some();
            self.reply_editor = Some(Box::new(writing));
            self.conflict = two.then(ConflictView::default);
        }
    }
}
