//! The reply editor: its text is saved as a draft while the user types, so that it is restored
//! after a crash, with its cursor.

use super::versions::{Other, Versions};
pub use crate::domain::letter::draft::REPLY;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::{Action, Verb};
use crate::tui::effect::{Effect, Job};
use crate::tui::model::{Card, Model};
use crate::tui::widgets::editor::{Editor, EditorCommand};

use crate::domain::letter::draft::{Draft, Kept};
use crate::domain::letter::{Letter, LetterId};

/// A reply being written.
#[derive(Debug)]
pub struct Writing {
    /// The letter.
    pub letter: LetterId,
    /// The letter's version on which the text is based.
    pub seen: u32,
    /// The editor.
    pub editor: Editor,
    /// Whether the keys scroll the letter instead.
    pub reading: bool,
    /// When the draft was saved last.
    pub saved_at: Option<Timestamp>,
    /// First line of the letter that is drawn.
    pub top: usize,
    /// Whether the user was warned that a blank of a phrase is not filled in.
    pub blanks_told: bool,
    /// Whether the editor closes as soon as everything is saved.
    pub leaving: bool,
    /// Whether both versions are shown as soon as the letter is read again.
    pub asking: bool,
    /// The revision at which the draft was read.
    pub revision: u32,
    /// A conflicting version: one that another window wrote, or that another person recorded.
    pub other: Option<Other>,
    /// The window that saved the text as an alternate draft; `None` if it is the draft itself.
    pub beside: Option<String>,
    /// The text before the other version was taken, and that version: undoing the edit back to this
    /// text also undoes the choice.
    taken: Option<(String, Other)>,
    /// The text in the record.
    recorded: String,
    /// The editor's revision and its cursor that were saved last. `u64::MAX` is no revision: it
    /// forces a save.
    saved: (u64, (usize, usize)),
}

impl Writing {
    /// Opens the reply of a letter: the unrecorded draft, or else the text in the record.
    ///
    /// If somebody else has recorded another text since the draft was begun, recording the draft
    /// would overwrite it: that text becomes the conflicting version.
    pub fn open(card: &Card) -> Writing {
        let Card {
            letter,
            unrecorded,
            beside,
            drafter,
            ..
        } = card;
        let unrecorded = unrecorded.as_ref();
        let mut editor =
            Editor::new(unrecorded.map_or(letter.draft.as_str(), |draft| draft.text.as_str()));
        match unrecorded {
            Some(draft) => editor.set_cursor(draft.line, draft.col),
            None => {
                editor.command(EditorCommand::TextEnd);
            }
        }
        let saved = (editor.revision(), editor.cursor());
        let stale =
            unrecorded.filter(|draft| draft.base < letter.drafted && draft.text != letter.draft);
        let recorded = stale.map(|_| Other::Recorded {
            text: letter.draft.clone(),
            version: letter.version,
            by: drafter.clone(),
        });
        let text = unrecorded.map(|draft| &draft.text);
        let window = beside
            .iter()
            .find(|draft| Some(&draft.text) != text)
            .cloned()
            .map(Other::Window);
        Writing {
            letter: letter.id,
            seen: stale.map_or(letter.version, |draft| draft.base),
            editor,
            reading: false,
            saved_at: unrecorded.map(|draft| draft.saved_at),
            top: 0,
            blanks_told: false,
            leaving: false,
            asking: false,
            other: window.or(recorded),
            revision: unrecorded.map_or(0, |draft| draft.revision),
            beside: unrecorded.and_then(|draft| draft.beside.clone()),
            taken: None,
            recorded: letter.draft.clone(),
            saved,
        }
    }

    /// Reports whether somebody else has recorded another text since this one was begun.
    pub fn stale(&self, letter: &Letter) -> bool {
        self.seen < letter.drafted && self.unrecorded()
    }

    /// Records that saving failed: the draft is saved again, and the editor stays open.
    pub fn not_saved(&mut self) {
        self.saved.0 = u64::MAX;
        self.leaving = false;
    }

    /// Reports whether the text or the position of the cursor is not saved.
    pub fn unsaved(&self) -> bool {
        self.unsaved_text() || self.editor.cursor() != self.saved.1
    }

    /// Reports whether there is text that is not saved.
    pub fn unsaved_text(&self) -> bool {
        self.editor.changed_since(self.saved.0)
    }

    /// Reports whether the text differs from the one in the record.
    pub fn unrecorded(&self) -> bool {
        self.editor.text() != self.recorded
    }

    /// Returns which draft the editor holds.
    pub fn kept(&self) -> Kept {
        Kept {
            purpose: REPLY.to_owned(),
            revision: self.revision,
        }
    }

    /// Returns the effect that saves the draft; `None` if it is saved.
    pub fn save(&mut self, now: Timestamp) -> Option<Effect> {
        if !self.unsaved() {
            return None;
        }
        let (line, col) = self.editor.cursor();
        self.saved = (self.editor.revision(), (line, col));
        let text = self.editor.text();
        if text == self.recorded {
            // The record has the same text; an old draft would only hide what others record later.
            return Some(Effect::DropDraft(self.letter, self.kept()));
        }
        let (revision, beside) = (self.revision, self.beside.clone());
        let draft = Draft {
            text,
            line,
            col,
            base: self.seen,
            saved_at: now,
            revision,
            beside,
        };
        Some(Effect::SaveDraft(self.letter, REPLY.to_owned(), draft))
    }

    /// Saves unrecorded text again even if it is saved: if another window has written since, the
    /// answer reveals the conflict before the text is recorded.
    pub fn save_anew(&mut self, now: Timestamp) -> Option<Effect> {
        if self.unrecorded() {
            self.touch();
        }
        self.save(now)
    }

    /// Updates the state after the letter was read again. The text in the editor stays; if another
    /// text was recorded, that becomes the conflicting version until the user has chosen. Returns
    /// whether a new conflict arose.
    pub fn follow(
        &mut self,
        Card {
            letter, drafter, ..
        }: &Card,
    ) -> bool {
        if letter.id != self.letter {
            return false;
        }
        if letter.draft == self.editor.text()
            || (letter.draft == self.recorded && !self.stale(letter))
        {
            if matches!(self.other, Some(Other::Recorded { .. })) {
                self.other = None;
            }
            self.recorded(letter);
            return false;
        }
        let (text, version) = (letter.draft.clone(), letter.version);
        let fresh = self.other.as_ref().is_none_or(|other| other.text() != text);
        if fresh || matches!(self.other, Some(Other::Recorded { .. })) {
            self.other = Some(Other::Recorded {
                text,
                version,
                by: drafter.clone(),
            });
        }
        fresh
    }

    /// Replaces the text with the other version, as one undo step.
    pub fn take(&mut self, other: &Other) {
        self.taken = Some((self.editor.text(), other.clone()));
        self.editor.put(other.text());
    }

    /// Restores the conflict if taking the other version was undone in the editor.
    pub fn look_back(&mut self) {
        if self.other.is_none()
            && let Some((_, other)) = self.taken.take_if(|(mine, _)| *mine == self.editor.text())
        {
            self.other = Some(other);
        }
    }

    /// Bases the text on this version of the letter, whose recorded text is `recorded`.
    pub fn rebase(&mut self, version: u32, recorded: String) {
        (self.seen, self.recorded) = (version, recorded);
        self.touch();
    }

    /// Marks the text as unsaved, though it has not changed.
    pub fn touch(&mut self) {
        self.saved.0 = u64::MAX;
    }

    /// Updates the base version and the recorded text after something was recorded.
    pub fn recorded(&mut self, letter: &Letter) {
        self.seen = letter.version;
        self.recorded.clone_from(&letter.draft);
        if self.unrecorded() {
            // A draft saved since the request was sent still names the version before as its base.
            self.touch();
        }
    }

    /// Returns the effect that records the text, and with `submit` submits it; `None` if there is
    /// nothing to do.
    pub fn record(&self, submit: bool) -> Option<Effect> {
        let text = self.editor.text();
        let mut actions = Vec::new();
        if self.unrecorded() || text.trim().is_empty() {
            actions.push(Action::Draft { text });
        }
        if submit {
            actions.push(Action::Submit);
        }
        let verb = if submit { Verb::Submit } else { Verb::Draft };
        let jobs = vec![Job {
            letter: self.letter,
            seen: self.seen,
        }];
        (!actions.is_empty()).then(|| Effect::Perform {
            verb,
            jobs,
            actions,
            draft: Some(self.kept()),
            files: Vec::new(),
        })
    }
}

impl Model {
    /// Opens the editor on the displayed letter, and reports a conflict, other writers, or where
    /// the text comes from.
    pub fn write(&mut self) {
        if let Some(card) = &self.card {
            let writing = Writing::open(card);
            let also = self.also_writing(card.letter.id);
            if matches!(writing.other, Some(Other::Recorded { .. })) {
                self.refuse(say!("editor-stale"));
            } else if writing.other.is_some() {
                self.refuse(say!("versions-choose"));
            } else if !also.is_empty() {
                self.refuse(say!("present-also", who = also));
            } else if card.unrecorded.is_some()
                && card.letter.drafted == 0
                && card.letter.direct.is_some()
            {
                self.tell(say!("reply-offered"));
            } else if card.unrecorded.is_some() {
                self.tell(say!("form-restored"));
            }
            let two = writing.other.is_some();
            self.writing = Some(Box::new(writing));
            self.versions = two.then(Versions::default);
        }
    }
}
