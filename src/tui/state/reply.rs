//! The reply editor: its text is saved as a draft while the user types, so that it is restored
//! after a crash, with its cursor.

use crate::document::card::Card;
pub use crate::domain::letter::draft::REPLY_PURPOSE;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::{Action, Verb};
use crate::tui::effect::StoreRequest;
use crate::tui::effect::{ActionTarget, Effect};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::widgets::editor::{Editor, EditorCommand};

use crate::domain::letter::draft::{Draft, DraftRef};
use crate::domain::letter::{Letter, LetterId};

/// A reply being written.
#[derive(Debug)]
pub struct ReplyEditor {
    /// The letter.
    pub letter: LetterId,
    /// The letter's version on which the text is based.
    pub base_version: u32,
    /// The editor.
    pub editor: Editor,
    /// Whether the keys scroll the letter instead.
    pub scrolls_letter: bool,
    /// When the draft was saved last.
    pub saved_at: Option<Timestamp>,
    /// First line of the letter that is drawn.
    pub top: usize,
    /// Whether the user was warned that a blank of a phrase is not filled in.
    pub warned_of_blanks: bool,
    /// Whether the editor closes as soon as everything is saved.
    pub close_when_saved: bool,
    /// Whether both versions are shown as soon as the letter is read again.
    pub compare_when_read: bool,
    /// The revision at which the draft was read.
    pub draft_revision: u32,
    /// A conflicting version: one that another window wrote, or that another person recorded.
    pub other_version: Option<OtherVersion>,
    /// The versions that were recorded earlier, newest first, while one is chosen from them.
    pub earlier: Vec<OtherVersion>,
    /// Whether the history was asked for to choose from them.
    pub wants_earlier: bool,
    /// The window that saved the text as an alternate draft; `None` if it is the draft itself.
    pub conflict_window: Option<String>,
    /// The text before the other version was taken, and that version: undoing the edit back to this
    /// text also undoes the choice.
    taken_version: Option<(String, OtherVersion)>,
    /// The text in the record.
    recorded: String,
    /// The editor's revision and its cursor that were saved last. `u64::MAX` is no revision: it
    /// forces a save.
    saved_state: (u64, (usize, usize)),
}

impl ReplyEditor {
    /// Opens the reply of a letter: the unrecorded draft, or else the text in the record.
    ///
    /// If somebody else has recorded another text since the draft was begun, recording the draft
    /// would overwrite it: that text becomes the conflicting version.
    pub fn open(card: &Card) -> ReplyEditor {
        let Card {
            letter,
            own_draft: unrecorded,
            other_drafts,
            recorded_by: drafter,
            ..
        } = card;
        let unrecorded = unrecorded.as_ref();
        let mut editor =
            Editor::new(unrecorded.map_or(letter.draft.as_str(), |draft| draft.text.as_str()));
        match unrecorded {
            Some(draft) => editor.set_cursor(draft.line, draft.col),
            None => {
                editor.run_command(EditorCommand::TextEnd);
            }
        }
        let saved = (editor.revision(), editor.cursor());
        let stale = unrecorded.filter(|draft| {
            draft.base_version < letter.draft_version && draft.text != letter.draft
        });
        let recorded = stale.map(|_| OtherVersion::Recorded {
            text: letter.draft.clone(),
            version: letter.version,
            by: drafter.clone(),
        });
        let text = unrecorded.map(|draft| &draft.text);
        let window = other_drafts
            .iter()
            .find(|draft| Some(&draft.text) != text)
            .cloned()
            .map(OtherVersion::Window);
        ReplyEditor {
            letter: letter.id,
            base_version: stale.map_or(letter.version, |draft| draft.base_version),
            editor,
            scrolls_letter: false,
            saved_at: unrecorded.map(|draft| draft.saved_at),
            top: 0,
            warned_of_blanks: false,
            close_when_saved: false,
            compare_when_read: false,
            earlier: Vec::new(),
            wants_earlier: false,
            other_version: window.or(recorded),
            draft_revision: unrecorded.map_or(0, |draft| draft.revision),
            conflict_window: unrecorded.and_then(|draft| draft.conflict_window.clone()),
            taken_version: None,
            recorded: letter.draft.clone(),
            saved_state: saved,
        }
    }

    /// Reports whether somebody else has recorded another text since this one was begun.
    pub fn is_stale(&self, letter: &Letter) -> bool {
        self.base_version < letter.draft_version && self.is_unrecorded()
    }

    /// Records that saving failed: the draft is saved again, and the editor stays open.
    pub fn on_save_failed(&mut self) {
        self.saved_state.0 = u64::MAX;
        self.close_when_saved = false;
    }

    /// Reports whether the text or the position of the cursor is not saved.
    pub fn has_unsaved_changes(&self) -> bool {
        self.has_unsaved_text() || self.editor.cursor() != self.saved_state.1
    }

    /// Reports whether there is text that is not saved.
    pub fn has_unsaved_text(&self) -> bool {
        self.editor.changed_since(self.saved_state.0)
    }

    /// Reports whether the text differs from the one in the record.
    pub fn is_unrecorded(&self) -> bool {
        self.editor.text() != self.recorded
    }

    /// Returns which draft the editor holds.
    pub fn draft_ref(&self) -> DraftRef {
        DraftRef {
            purpose: REPLY_PURPOSE.to_owned(),
            revision: self.draft_revision,
        }
    }

    /// Returns the effect that saves the draft; `None` if it is saved.
    pub fn save(&mut self, now: Timestamp) -> Option<Effect> {
        if !self.has_unsaved_changes() {
            return None;
        }
        let (line, col) = self.editor.cursor();
        self.saved_state = (self.editor.revision(), (line, col));
        let text = self.editor.text();
        if text == self.recorded {
            // The record has the same text; an old draft would only hide what others record later.
            return Some(Effect::Store(StoreRequest::DropDraft(
                self.letter,
                self.draft_ref(),
            )));
        }
        let (revision, window) = (self.draft_revision, self.conflict_window.clone());
        let draft = Draft {
            text,
            line,
            col,
            base_version: self.base_version,
            saved_at: now,
            revision,
            conflict_window: window,
        };
        Some(Effect::Store(StoreRequest::SaveDraft(
            self.letter,
            REPLY_PURPOSE.to_owned(),
            draft,
        )))
    }

    /// Saves unrecorded text again even if it is saved: if another window has written since, the
    /// answer reveals the conflict before the text is recorded.
    pub fn save_again(&mut self, now: Timestamp) -> Option<Effect> {
        if self.is_unrecorded() {
            self.mark_unsaved();
        }
        self.save(now)
    }

    /// Updates the state after the letter was read again. The text in the editor stays; if another
    /// text was recorded, that becomes the conflicting version until the user has chosen. Returns
    /// whether a new conflict arose.
    pub fn update_from(
        &mut self,
        Card {
            letter,
            recorded_by: drafter,
            ..
        }: &Card,
    ) -> bool {
        if letter.id != self.letter {
            return false;
        }
        if letter.draft == self.editor.text()
            || (letter.draft == self.recorded && !self.is_stale(letter))
        {
            if matches!(self.other_version, Some(OtherVersion::Recorded { .. })) {
                self.other_version = None;
            }
            self.recorded(letter);
            return false;
        }
        let (text, version) = (letter.draft.clone(), letter.version);
        let fresh = self
            .other_version
            .as_ref()
            .is_none_or(|other| other.text() != text);
        if fresh || matches!(self.other_version, Some(OtherVersion::Recorded { .. })) {
            self.other_version = Some(OtherVersion::Recorded {
                text,
                version,
                by: drafter.clone(),
            });
        }
        fresh
    }

    /// Inserts whole paragraphs on lines of their own: they are not spliced into a sentence.
    pub fn insert_paragraphs(&mut self, text: &str) {
        let (line, col) = self.editor.cursor();
        let whole = self.editor.text();
        let here = whole.split('\n').nth(line).unwrap_or_default();
        let before: String = here.chars().take(col).collect();
        let after: String = here.chars().skip(col).collect();
        let lead = if before.trim().is_empty() { "" } else { "\n" };
        let tail = if after.trim().is_empty() { "" } else { "\n" };
        let text = text.trim_end_matches('\n');
        self.editor.insert(&format!("{lead}{text}{tail}"));
    }

    /// Replaces the text with the other version, as one undo step.
    pub fn take_other(&mut self, other: &OtherVersion) {
        self.taken_version = Some((self.editor.text(), other.clone()));
        self.editor.replace_text(other.text());
    }

    /// Restores the conflict if taking the other version was undone in the editor.
    pub fn restore_conflict(&mut self) {
        if self.other_version.is_none()
            && let Some((_, other)) = self
                .taken_version
                .take_if(|(mine, _)| *mine == self.editor.text())
        {
            self.other_version = Some(other);
        }
    }

    /// Bases the text on this version of the letter, whose recorded text is `recorded`.
    pub fn rebase(&mut self, version: u32, recorded: String) {
        (self.base_version, self.recorded) = (version, recorded);
        self.mark_unsaved();
    }

    /// Marks the text as unsaved, though it has not changed.
    pub fn mark_unsaved(&mut self) {
        self.saved_state.0 = u64::MAX;
    }

    /// Updates the base version and the recorded text after something was recorded.
    pub fn recorded(&mut self, letter: &Letter) {
        self.base_version = letter.version;
        self.recorded.clone_from(&letter.draft);
        if self.is_unrecorded() {
            // A draft saved since the request was sent still names the version before as its base.
            self.mark_unsaved();
        }
    }

    /// Returns the effect that records the text, and with `submit` submits it; `None` if there is
    /// nothing to do.
    pub fn record_effect(&self, submit: bool) -> Option<Effect> {
        let text = self.editor.text();
        let mut actions = Vec::new();
        if self.is_unrecorded() || text.trim().is_empty() {
            actions.push(Action::Draft { text });
        }
        if submit {
            actions.push(Action::Submit);
        }
        let verb = if submit { Verb::Submit } else { Verb::Draft };
        let jobs = vec![ActionTarget {
            letter: self.letter,
            seen_version: self.base_version,
        }];
        (!actions.is_empty()).then(|| {
            Effect::Store(StoreRequest::Perform {
                verb,
                jobs,
                actions,
                draft: Some(self.draft_ref()),
                files: Vec::new(),
                given_time: None,
            })
        })
    }
}
