//! Builds the text of a page: runs of white space collapse to one blank, a block is a line.

use crate::domain::text::normalize::is_han;

/// A text under construction.
#[derive(Default)]
pub(super) struct Text {
    out: String,
    space: bool,
    /// Whether the pending white space has a line end of the source, which is dropped between two
    /// Chinese characters.
    ended: bool,
    /// Whether the pending blank comes from the layout and not from the source, so that it must
    /// stay.
    wanted: bool,
}

impl Text {
    /// Adds words; a run of white space becomes one blank.
    pub fn words(&mut self, words: &str) {
        for c in words.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
                self.space = true;
                self.ended |= matches!(c, '\r' | '\n');
            } else {
                self.gap(Some(c));
                self.out.push(c);
            }
        }
    }

    /// Adds preformatted words with their blanks and line ends.
    pub fn lines(&mut self, words: &str) {
        self.gap(words.chars().next());
        self.out.push_str(words);
    }

    fn gap(&mut self, next: Option<char>) {
        if !std::mem::take(&mut self.space) {
            return;
        }
        let source = std::mem::take(&mut self.ended) & !std::mem::take(&mut self.wanted);
        let broken = source && self.out.ends_with(is_han) && next.is_some_and(is_han);
        if !broken && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    /// Adds a blank if words follow.
    pub fn blank(&mut self) {
        (self.space, self.wanted) = (true, true);
    }

    /// Ends the line.
    pub fn line_break(&mut self) {
        (self.space, self.ended, self.wanted) = (false, false, false);
        self.out.push('\n');
    }

    /// Ends the line unless one has just ended.
    pub fn block(&mut self) {
        (self.space, self.ended, self.wanted) = (false, false, false);
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Returns where the next word begins.
    pub fn place(&self) -> usize {
        self.out.len()
    }

    /// Returns the text written since a position.
    pub fn since(&self, place: usize) -> &str {
        self.out.get(place..).unwrap_or("").trim()
    }

    /// Inserts words before the trailing blanks and line ends, but not before a position.
    pub fn behind(&mut self, place: usize, words: &str) {
        let end = self.out.trim_end_matches(['\n', ' ']).len().max(place);
        self.out.insert_str(end, words);
    }

    /// Returns the text, trimmed.
    pub fn done(self) -> String {
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
            let mut text = Text::default();
            text.words(source);
            assert_eq!(text.done(), shown, "{source:?}");
        }
        let mut cells = Text::default();
        cells.words("张三\n");
        cells.blank();
        cells.words("\n李四");
        assert_eq!(cells.done(), "张三 李四", "two cells are two words");
    }
}
