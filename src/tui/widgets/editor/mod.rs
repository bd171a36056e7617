//! The text editor: Chinese by input method, wrapped rows, the terminal's own cursor.
//!
//! It is [`TextArea`] of ratatui-textarea, which holds the text, the selection and what can be undone, breaks the rows and
//! draws them, with what an office needs around it. The library's limits that are left as they are:
//!
//! * A row may begin with ，or 。: the library breaks rows between words, and letters being read are wrapped by other rules.
//! * Every change wraps the whole text again: 2 ms at 20,000 characters, 8 ms at 100,000.
//! * The cursor can jump to the first 65,535 characters of a paragraph only: it walks to those beyond, up to
//!   14 ms at 100,000 (40 in a narrow window).
//! * Rows are counted up to 65,535: of a text that might have more nothing is drawn, though it is all there.
//! * Rows are measured by character: where characters join into narrower ones (क्ष), a row ends early.
//! * While the wheel has the cursor out of view, the selection is not drawn.

mod command;
mod draw;
mod keys;
mod line;
mod motion;
mod mouse;
mod words;

use ratatui::style::Style;
use ratatui_textarea::{DataCursor, TextArea, WrapMode};

use crate::text::sanitize;
use command::Motion;

pub use command::EditorCommand;
pub use keys::typed;
pub use line::LineEditor;

/// No text that staff write is longer, in characters.
const LONGEST: usize = crate::domain::workflow::decide::length::TEXT;

/// How many edits the library keeps: two for each of the 2,000 steps of undoing, as replacing a selection takes two.
const EDITS_KEPT: usize = 4_000;

/// A text of several paragraphs being written, soft-wrapped.
#[derive(Clone, Debug)]
pub struct Editor {
    area: TextArea<'static>,
    copied: String,
    revision: u64,
    /// How many edits of the library make each step that can be undone, the newest last; then those that can be redone.
    done: Vec<usize>,
    undone: Vec<usize>,
    /// The column where a walk upwards or downwards began.
    goal: Option<usize>,
    /// Whether the cursor, where one row ends and the next begins, stands at the end.
    end_of_row: bool,
    /// The first row in view after the wheel was turned; the next drawing after a key brings the cursor into view again.
    wheeled: Option<usize>,
    /// The revision that was drawn last.
    drawn: Option<u64>,
    height: usize,
}

impl Editor {
    /// Creates an editor of `text`, the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self::wrapped(text, WrapMode::WordOrGlyph)
    }

    fn wrapped(text: &str, mode: WrapMode) -> Self {
        let mut area = TextArea::default();
        area.set_wrap_mode(mode);
        area.set_cursor_line_style(Style::new());
        let mut editor = Self {
            area,
            copied: String::new(),
            revision: 0,
            done: Vec::new(),
            undone: Vec::new(),
            goal: None,
            end_of_row: false,
            wheeled: None,
            drawn: None,
            height: 1,
        };
        editor.set_text(text);
        editor
    }

    /// Returns the text, paragraphs separated by `\n`.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Replaces the whole text and forgets what could be undone; the cursor goes to the end.
    pub fn set_text(&mut self, text: &str) {
        self.select_all();
        self.replace(&sanitize::for_entry(text));
        self.area.set_max_histories(EDITS_KEPT);
        self.done.clear();
        self.undone.clear();
        self.revision += 1;
    }

    /// Puts another text in the place of the whole, as one step of undoing.
    pub fn put(&mut self, text: &str) {
        self.select_all();
        self.replace(&sanitize::for_entry(text));
    }

    /// Returns whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Returns the number of characters, line ends not counted.
    pub fn chars(&self) -> usize {
        self.area
            .lines()
            .iter()
            .map(|line| line.chars().count())
            .sum()
    }

    /// Returns a number that grows with every change of the text, and with nothing else.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns whether the text changed since [`Self::revision`] returned `mark`.
    pub fn changed_since(&self, mark: u64) -> bool {
        self.revision != mark
    }

    /// Returns what was copied or cut last, for the terminal's clipboard.
    pub fn copied(&self) -> &str {
        &self.copied
    }

    /// Returns the cursor as paragraph and character in it, both from 0.
    pub fn cursor(&self) -> (usize, usize) {
        let DataCursor(line, col) = self.area.cursor();
        (line, col)
    }

    /// Puts the cursor before character `col` of paragraph `line`, or at the nearest place there is.
    pub fn set_cursor(&mut self, line: usize, col: usize) {
        let end = self.end_of(line);
        let at = if end.0 == line {
            DataCursor(line, col.min(end.1))
        } else {
            end
        };
        self.place((at, false), false);
    }

    /// Returns whether so long a text can be put in with what is there.
    pub fn has_room_for(&self, text: &str) -> bool {
        // A character has a byte at least, and few texts are long.
        let new = if text.len() > LONGEST {
            text.chars().count()
        } else {
            text.len()
        };
        self.chars() + new <= LONGEST || self.chars() + text.chars().count() <= LONGEST
    }

    /// Inserts what was typed, in place of the selection, as one step of undoing.
    ///
    /// An input method commits a phrase as several keys in the queue: join them and insert them together.
    ///
    /// What there is no room for changes nothing: ask [`Editor::has_room_for`] first, and tell it.
    pub fn insert(&mut self, text: &str) {
        if self.has_room_for(text) {
            self.replace(&sanitize::for_entry(text));
        }
    }

    /// Returns the sentence for a text that there is no room for.
    pub fn full(text: &str) -> String {
        say!("editor-full", most = LONGEST, new = text.chars().count())
    }

    /// Inserts what the terminal pasted, as one step of undoing: every kind of line end becomes `\n`, a tab four spaces,
    /// and control and invisible characters are left out.
    pub fn paste(&mut self, text: &str) {
        self.insert(text);
    }

    /// Puts `text` in the place of the selection, or inserts it: one step of undoing. Returns whether the text changed.
    fn replace(&mut self, text: &str) -> bool {
        let deleted = self.area.delete_str(0);
        let inserted = !text.is_empty() && self.area.insert_str(text);
        let edits = usize::from(deleted) + usize::from(inserted);
        if edits > 0 {
            self.done.push(edits);
            self.undone.clear();
        }
        self.settle(edits > 0)
    }

    /// Takes the last step back, or makes it again; returns whether there was one that the library still knows.
    fn travel(&mut self, back: bool) -> bool {
        let (from, to) = if back {
            (&mut self.done, &mut self.undone)
        } else {
            (&mut self.undone, &mut self.done)
        };
        let edits = from.pop().unwrap_or(0);
        let made = (0..edits)
            .take_while(|_| {
                if back {
                    self.area.undo()
                } else {
                    self.area.redo()
                }
            })
            .count();
        if made > 0 {
            to.push(made);
        }
        self.settle(made > 0)
    }

    /// Ends what lasts until the next change only: a walk's column, a side of a row's end, a view turned away.
    fn settle(&mut self, changed: bool) -> bool {
        self.revision += u64::from(changed);
        self.goal = None;
        self.end_of_row = false;
        self.wheeled = None;
        changed
    }

    /// Deletes the selection, or what `motion` passes over.
    fn delete(&mut self, motion: Motion) -> bool {
        if self.anchor().is_none() {
            self.walk(motion, true);
        }
        self.replace("")
    }

    fn copy(&mut self) -> bool {
        let (anchor, at) = (self.anchor(), self.area.cursor());
        if anchor.is_some() {
            self.area.copy();
            self.copied = self.area.yank_text();
            self.select(anchor, at);
        }
        anchor.is_some()
    }

    fn select_all(&mut self) -> bool {
        self.settle(false);
        self.select(Some(DataCursor(0, 0)), self.end_of(usize::MAX));
        !self.is_empty()
    }
}
