//! The reply being written, beside the letter: saved while one types, there again after a crash, under the cursor.

use jiff::Timestamp;

use super::versions::{Other, Versions};
pub use crate::domain::letter::draft::REPLY;
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
    /// The letter's version that the text was begun on.
    pub seen: u32,
    /// The editor.
    pub editor: Editor,
    /// Whether the keys scroll the letter instead.
    pub reading: bool,
    /// When the text was saved last.
    pub saved_at: Option<Timestamp>,
    /// The first line of the letter that is drawn.
    pub top: usize,
    /// Whether he was told that a blank of a phrase is not filled in.
    pub blanks_told: bool,
    /// Whether it is to be closed as soon as everything is saved.
    pub leaving: bool,
    /// Whether both versions are shown as soon as the letter is read again.
    pub asking: bool,
    /// As which revision the draft was read.
    pub revision: u32,
    /// Another version: one that another window wrote, or that another person recorded.
    pub other: Option<Other>,
    /// The window that wrote it beside the draft.
    pub beside: Option<String>,
    /// What was here before the other version was taken, and that one: undoing that is undoing the choice.
    taken: Option<(String, Other)>,
    /// The text that is in the record.
    recorded: String,
    /// The change of the text, and the place of the cursor, that were saved last.
    saved: (u64, (usize, usize)),
}

impl Writing {
    /// Opens the reply of a letter: what was being written, or else what is in the record. Where somebody else has recorded another
    /// draft since this one was begun, recording it is a conflict, which is told before anything is overwritten.
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

    /// Whether somebody else has recorded another draft since this one was begun.
    pub fn stale(&self, letter: &Letter) -> bool {
        self.seen < letter.drafted && self.unrecorded()
    }

    /// What was to be saved was not: it is saved again.
    pub fn not_saved(&mut self) {
        self.saved.0 = u64::MAX;
        self.leaving = false;
    }

    /// Whether there is something that is not saved: text, or the place of the cursor.
    pub fn unsaved(&self) -> bool {
        self.unsaved_text() || self.editor.cursor() != self.saved.1
    }

    /// Whether there is text that is not saved.
    pub fn unsaved_text(&self) -> bool {
        self.editor.changed_since(self.saved.0)
    }

    /// Whether the text is another than that in the record.
    pub fn unrecorded(&self) -> bool {
        self.editor.text() != self.recorded
    }

    /// Which draft is before him.
    pub fn kept(&self) -> Kept {
        Kept {
            purpose: REPLY.to_owned(),
            revision: self.revision,
        }
    }

    /// Saves what is written, where it is not.
    pub fn save(&mut self, now: Timestamp) -> Option<Effect> {
        if !self.unsaved() {
            return None;
        }
        let (line, col) = self.editor.cursor();
        self.saved = (self.editor.revision(), (line, col));
        let text = self.editor.text();
        if text == self.recorded {
            // Nothing that the record has not; an old copy would only hide what others record.
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

    /// Saves what is not recorded, though it is saved: another window may have written since, and that is told before it is recorded.
    pub fn save_anew(&mut self, now: Timestamp) -> Option<Effect> {
        if self.unrecorded() {
            self.touch();
        }
        self.save(now)
    }

    /// The letter was read again. The text in the editor stays; another draft than the one that was opened stands beside it until
    /// its writer has chosen. Returns whether such a one has come.
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

    /// Puts the other version in the place of the text, as one step of undoing.
    pub fn take(&mut self, other: &Other) {
        self.taken = Some((self.editor.text(), other.clone()));
        self.editor.put(other.text());
    }

    /// Where the taking was undone, there are two versions again.
    pub fn look_back(&mut self) {
        if self.other.is_none()
            && let Some((_, other)) = self.taken.take_if(|(mine, _)| *mine == self.editor.text())
        {
            self.other = Some(other);
        }
    }

    /// The text counts as written on this version of the letter, in which this text is recorded.
    pub fn rebase(&mut self, version: u32, recorded: String) {
        (self.seen, self.recorded) = (version, recorded);
        self.touch();
    }

    /// What is there is saved again, though it has not changed.
    pub fn touch(&mut self) {
        self.saved.0 = u64::MAX;
    }

    /// The letter is now in the record as given here.
    pub fn recorded(&mut self, letter: &Letter) {
        self.seen = letter.version;
        self.recorded.clone_from(&letter.draft);
        if self.unrecorded() {
            // What was saved since it was sent says that it was begun on the version before.
            self.touch();
        }
    }

    /// Records the text, and with `submit` submits it.
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
    /// Opens the editor on the letter that is shown.
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
