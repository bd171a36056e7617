//! Builds the text of a page: runs of white space collapse to one blank, a block is a line.

use crate::domain::text::normalize::is_han;

/// A text under construction.
#[derive(Default)]
pub(super) struct TextBuilder {
    out: String,
    pending_space: bool,
    /// Whether the pending white space has a line end of the source, which is dropped between two
    /// Chinese characters.
    source_line_end: bool,
    /// Whether the pending blank comes from the layout and not from the source, so that it must
    /// stay.
    layout_blank: bool,
}

impl TextBuilder {
    /// Adds words; a run of white space becomes one blank.
    pub(super) fn push_words(&mut self, words: &str) {
        for c in words.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
                self.pending_space = true;
                self.source_line_end |= matches!(c, '\r' | '\n');
            } else {
                self.write_gap(Some(c));
                self.out.push(c);
            }
        }
    }

    /// Adds preformatted words with their blanks and line ends.
    pub(super) fn push_preformatted(&mut self, words: &str) {
        self.write_gap(words.chars().next());
        self.out.push_str(words);
    }

    fn write_gap(&mut self, next: Option<char>) {
        if !std::mem::take(&mut self.pending_space) {
            return;
        }
        let source =
            std::mem::take(&mut self.source_line_end) & !std::mem::take(&mut self.layout_blank);
        let broken = source && self.out.ends_with(is_han) && next.is_some_and(is_han);
        if !broken && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    /// Adds a blank if words follow.
    pub(super) fn push_blank(&mut self) {
        (self.pending_space, self.layout_blank) = (true, true);
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        (self.pending_space, self.source_line_end, self.layout_blank) = (false, false, false);
        self.out.push('\n');
    }

    /// Ends the line unless one has just ended.
    pub(super) fn end_block(&mut self) {
        (self.pending_space, self.source_line_end, self.layout_blank) = (false, false, false);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Returns where the next word begins.
    pub(super) fn position(&self) -> usize {
        self.out.len()
    }

    /// Returns the text written since a position.
    pub(super) fn text_since(&self, place: usize) -> &str {
        self.out.get(place..).unwrap_or("").trim()
    }

    /// Inserts words before the trailing blanks and line ends, but not before a position.
    pub(super) fn insert_before_blanks(&mut self, place: usize, words: &str) {
        let end = self.out.trim_end_matches(['\n', ' ']).len().max(place);
        self.out.insert_str(end, words);
    }

    /// Returns the text, trimmed.
    pub(super) fn finish(self) -> String {
        self.out.trim_matches(['\n', ' ']).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_source_that_ends_inside_chinese_ends_nowhere() {
        for (source, shown) in [
            ("小区停\n    水三天", "小区停水三天"),
            ("停\r\n水", "停水"),
            ("停 水", "停 水"),
            ("lamps\nout", "lamps out"),
            ("停水，\n三天", "停水， 三天"),
        ] {
            let mut text = TextBuilder::default();
            text.push_words(source);
            assert_eq!(text.finish(), shown, "{source:?}");
        }
        let mut cells = TextBuilder::default();
        cells.push_words("张三\n");
        cells.push_blank();
        cells.push_words("\n李四");
        assert_eq!(cells.finish(), "张三 李四", "two cells are two words");
    }
}
