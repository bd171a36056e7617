//! The text of a page as it is written down: runs of blanks are one, a block is a line.

/// A text that grows.
#[derive(Default)]
pub(super) struct Text {
    out: String,
    space: bool,
}

impl Text {
    /// Adds words; runs of blanks and line ends are one blank.
    pub fn words(&mut self, words: &str) {
        for c in words.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
                self.space = true;
            } else {
                self.gap();
                self.out.push(c);
            }
        }
    }

    /// Adds words with their blanks and line ends.
    pub fn lines(&mut self, words: &str) {
        self.gap();
        self.out.push_str(words);
    }

    fn gap(&mut self) {
        if std::mem::take(&mut self.space) && !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push(' ');
        }
    }

    /// A blank, where words follow.
    pub fn blank(&mut self) {
        self.space = true;
    }

    /// The end of a line.
    pub fn line_break(&mut self) {
        self.space = false;
        self.out.push('\n');
    }

    /// The end of a line, unless one has just ended.
    pub fn block(&mut self) {
        self.space = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Where the next word begins.
    pub fn place(&self) -> usize {
        self.out.len()
    }

    /// What was written since a place.
    pub fn since(&self, place: usize) -> &str {
        self.out.get(place..).unwrap_or("").trim()
    }

    /// Adds words before the blanks and line ends that stand last, but not before a place.
    pub fn behind(&mut self, place: usize, words: &str) {
        let end = self.out.trim_end_matches(['\n', ' ']).len().max(place);
        self.out.insert_str(end, words);
    }

    /// The text.
    pub fn done(self) -> String {
        self.out.trim_matches(['\n', ' ']).to_owned()
    }
}
