//! The one-line field of forms and of the search: scrolls sideways, never wraps.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui_textarea::{DataCursor, WrapMode};

use super::{Editor, EditorCommand};
use crate::text::sanitize;
use crate::text::width::text_width;

/// One line of text being written: an [`Editor`] of one paragraph.
#[derive(Clone, Debug)]
pub struct LineEditor {
    editor: Editor,
    placeholder: String,
}

impl Default for LineEditor {
    fn default() -> Self {
        Self::new("")
    }
}

impl LineEditor {
    /// Creates a field holding `text`, the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self {
            editor: Editor::with_wrap_mode(&to_one_line(text), WrapMode::None),
            placeholder: String::new(),
        }
    }

    /// Sets the text shown dimmed while the field is empty.
    pub fn with_placeholder(mut self, placeholder: &str) -> Self {
        self.placeholder = sanitize::one_line(placeholder).into_owned();
        self
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.editor.area.lines()[0]
    }

    /// Replaces the text and clears the undo history; the cursor goes to the end.
    pub fn set_text(&mut self, text: &str) {
        self.editor.set_text(&to_one_line(text));
    }

    /// Puts `text`, with line ends as spaces, into the field with `by`, a method of [`Editor`].
    pub fn put_with(&mut self, text: &str, by: impl Fn(&mut Editor, &str)) {
        by(&mut self.editor, &to_one_line(text));
    }

    /// Reports whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.editor.is_empty()
    }

    /// Returns the number of characters.
    pub fn char_count(&self) -> usize {
        self.editor.char_count()
    }

    /// Returns a number that grows with every change of the text.
    pub fn revision(&self) -> u64 {
        self.editor.revision()
    }

    /// Returns how many characters are before the cursor.
    pub fn cursor(&self) -> usize {
        self.editor.cursor().1
    }

    /// Returns what was copied or cut last, for the terminal's clipboard.
    pub fn copied(&self) -> &str {
        self.editor.copied()
    }

    /// Reports whether a text of this length fits in addition to what is there.
    pub fn has_room_for(&self, text: &str) -> bool {
        self.editor.has_room_for(text)
    }

    /// Inserts what was typed or pasted as one undo step, with line ends as spaces.
    pub fn insert(&mut self, text: &str) {
        self.editor.insert(&to_one_line(text));
    }

    /// Replaces these characters with `text`, as one undo step; the cursor goes behind it.
    pub fn replace_range(&mut self, characters: std::ops::Range<usize>, text: &str) {
        self.editor.set_cursor(0, characters.end);
        self.editor.select_range(
            Some(DataCursor(0, characters.start)),
            DataCursor(0, characters.end),
        );
        self.editor.insert(&to_one_line(text));
    }

    /// Carries out `command`; returns `false` when it had no effect, as for a new line and for all
    /// vertical movements.
    pub fn run_command(&mut self, command: EditorCommand) -> bool {
        use EditorCommand as Do;
        let needs_rows = matches!(
            command,
            Do::NewLine | Do::Up | Do::Down | Do::PageUp | Do::PageDown
        ) || matches!(
            command,
            Do::SelectUp | Do::SelectDown | Do::SelectPageUp | Do::SelectPageDown
        );
        !needs_rows && self.editor.run_command(command)
    }

    /// Moves the cursor to where the mouse was pressed in `area`, the one last drawn; returns
    /// `false` outside of it.
    pub fn click(&mut self, area: Rect, column: u16, row: u16) -> bool {
        self.editor.click(area, column, row)
    }

    /// Draws the line into the first row of `area`; the cursor has room after the last character.
    pub fn render(&mut self, area: Rect, buf: &mut Buffer, style: Style) {
        let area = Rect {
            height: area.height.min(1),
            ..area
        }
        .intersection(buf.area);
        buf.set_style(area, style);
        // The library does not write the cell under the second half of a wide character; ratatui's
        // diff with the next frame would take the old content for visible.
        let cells = u16::try_from(text_width(self.text()))
            .unwrap_or(u16::MAX)
            .min(area.width);
        for x in area.x..area.x + cells {
            if let Some(cell) = buf.cell_mut((x, area.y)) {
                cell.set_symbol(" ");
            }
        }
        if text_width(self.text()) < usize::from(area.width) {
            self.editor.scroll_home();
        }
        self.editor.draw(area, buf, style);
        if self.is_empty() && !area.is_empty() {
            let cells = usize::from(area.width).saturating_sub(1).max(1);
            buf.set_stringn(
                area.x,
                area.y,
                &self.placeholder,
                cells,
                style.add_modifier(Modifier::DIM),
            );
        }
    }

    /// Returns the cell of the cursor in `area` after the line was drawn there.
    pub fn cursor_cell(&self, area: Rect) -> Option<Position> {
        self.editor.cursor_cell(area)
    }
}

fn to_one_line(text: &str) -> String {
    sanitize::for_entry(text).replace('\n', " ")
}
