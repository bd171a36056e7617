//! Finds the delimiter lines of a mail: every line that begins with two dashes, and which boundary
//! it has.

use std::collections::HashMap;

use crate::intake::rejection::RejectReason;
use crate::platform::limits::{MAIL_LINES, MAIL_PARTS};

/// A line that begins with two dashes.
#[derive(Clone, Copy, Debug)]
struct DashLine {
    start: usize,
    /// Where the text of the line ends, without trailing blanks.
    text_end: usize,
    /// Where the next line begins.
    end: usize,
}

/// A line that separates parts of the mail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delimiter {
    /// The index of its multipart among the open ones, from the outermost.
    pub level: usize,
    /// Whether it is the last delimiter of that multipart.
    pub closing: bool,
    /// Where the line begins.
    pub start: usize,
    /// Where the next line begins.
    pub end: usize,
}

/// The candidate lines in order, and the multiparts that are open.
pub(super) struct Delimiters<'a> {
    raw: &'a [u8],
    lines: Vec<DashLine>,
    /// The index of the last line with a text, by the text after the two dashes.
    last_by_text: HashMap<&'a [u8], usize>,
    next: usize,
    open: Vec<Vec<u8>>,
    levels: HashMap<Vec<u8>, Vec<usize>>,
}

impl<'a> Delimiters<'a> {
    /// Collects the lines that begin with two dashes. Refuses a mail with more than `MAIL_LINES` of
    /// them.
    pub(super) fn find(raw: &'a [u8]) -> Result<Delimiters<'a>, RejectReason> {
        let mut lines = Vec::new();
        let mut last = HashMap::new();
        let mut start = 0;
        for line in raw.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b"--") {
                if lines.len() == MAIL_LINES {
                    return Err(RejectReason::TooManyParts { limit: MAIL_PARTS });
                }
                let text = start + line.trim_ascii_end().len().max(2);
                last.insert(&raw[start + 2..text], lines.len());
                lines.push(DashLine {
                    start,
                    text_end: text,
                    end: start + line.len(),
                });
            }
            start += line.len();
        }
        Ok(Delimiters {
            raw,
            lines,
            last_by_text: last,
            next: 0,
            open: Vec::new(),
            levels: HashMap::new(),
        })
    }

    /// Returns the number of open multiparts.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens a multipart whose text begins at `from`. Returns whether it has the boundary that it
    /// declares, or `None` if no line separates it.
    ///
    /// A boundary in another case, or one that mailers changed on the way, is found by the headers
    /// that follow it.
    pub(super) fn open_multipart(
        &mut self,
        declared: Option<Vec<u8>>,
        from: usize,
    ) -> Option<bool> {
        let declared = declared
            .map(|boundary| boundary.trim_ascii_end().to_vec())
            .filter(|boundary| !boundary.is_empty());
        let exact = declared
            .clone()
            .filter(|boundary| self.has_delimiter(boundary, from));
        let honest = exact.is_some();
        let boundary = exact
            .or_else(|| self.boundary_ignoring_case(declared.as_deref(), from))
            .or_else(|| self.boundary_before_headers(from))?;
        self.levels
            .entry(boundary.clone())
            .or_default()
            .push(self.open.len());
        self.open.push(boundary);
        Some(honest)
    }

    /// Closes the innermost multipart.
    pub(super) fn close_multipart(&mut self) {
        if let Some(boundary) = self.open.pop()
            && let Some(levels) = self.levels.get_mut(&boundary)
        {
            levels.pop();
            if levels.is_empty() {
                self.levels.remove(&boundary);
            }
        }
    }

    /// Returns the next delimiter of an open multipart at or after `from`. Never goes back.
    pub(super) fn next(&mut self, from: usize) -> Option<Delimiter> {
        while let Some(line) = self.lines.get(self.next) {
            if line.start >= from
                && let Some((level, closing)) =
                    self.level_of(&self.raw[line.start + 2..line.text_end])
            {
                return Some(Delimiter {
                    level,
                    closing,
                    start: line.start,
                    end: line.end,
                });
            }
            self.next += 1;
        }
        None
    }

    fn level_of(&self, text: &[u8]) -> Option<(usize, bool)> {
        let level = |text: &[u8]| {
            self.levels
                .get(text)
                .and_then(|levels| levels.last())
                .copied()
        };
        let closing = || {
            text.strip_suffix(b"--")
                .and_then(level)
                .map(|level| (level, true))
        };
        level(text).map(|level| (level, false)).or_else(closing)
    }

    fn has_delimiter(&self, boundary: &[u8], from: usize) -> bool {
        let closing = [boundary, b"--"].concat();
        let after = |text: &[u8]| {
            self.last_by_text
                .get(text)
                .is_some_and(|line| self.lines[*line].start >= from)
        };
        after(boundary) || after(&closing)
    }

    fn lines_after(&self, from: usize) -> &[DashLine] {
        &self.lines[self.lines.partition_point(|line| line.start < from)..]
    }

    /// Returns the boundary as the lines spell it, if it differs only in case.
    fn boundary_ignoring_case(&self, declared: Option<&[u8]>, from: usize) -> Option<Vec<u8>> {
        let declared = declared?;
        let mut lines = self
            .lines_after(from)
            .iter()
            .map(|line| &self.raw[line.start + 2..line.text_end]);
        lines
            .find(|text| text.eq_ignore_ascii_case(declared))
            .map(<[u8]>::to_vec)
    }

    /// Returns the text of the first line that a `Content-` header follows.
    fn boundary_before_headers(&self, from: usize) -> Option<Vec<u8>> {
        const HEADER: &[u8] = b"content-";
        let followed = |line: &&DashLine| {
            let next = self.raw.get(line.end..line.end + HEADER.len());
            next.is_some_and(|next| next.eq_ignore_ascii_case(HEADER))
                && line.text_end > line.start + 2
        };
        let line = self.lines_after(from).iter().find(followed)?;
        let text = &self.raw[line.start + 2..line.text_end];
        // The delimiter of an enclosing multipart belongs to that one.
        self.level_of(text).is_none().then(|| text.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_part_a_mail() {
        let raw = b"--a\nx --a\n--ab\n--a b\n --a\n--a-- \t\r\n--a--x\n";
        let mut lines = Delimiters::find(raw).unwrap();
        assert_eq!(lines.open_multipart(Some(b"a".to_vec()), 0), Some(true));
        let first = lines.next(0).unwrap();
        assert_eq!(
            (first.level, first.closing, first.start, first.end),
            (0, false, 0, 4)
        );
        let second = lines.next(first.end).unwrap();
        assert!(second.closing && raw[second.start..].starts_with(b"--a-- "));
        assert!(lines.next(second.end).is_none());
    }

    #[test]
    fn a_line_parts_the_innermost_multipart_of_its_boundary() {
        let mut lines = Delimiters::find(b"--a\n--a\n--a--\n--a--\n").unwrap();
        assert_eq!(
            (
                lines.open_multipart(Some(b"a".to_vec()), 0),
                lines.open_multipart(Some(b"a".to_vec()), 4)
            ),
            (Some(true), Some(true))
        );
        assert_eq!(
            lines.next(8).map(|line| (line.level, line.closing)),
            Some((1, true))
        );
        lines.close_multipart();
        assert_eq!(
            lines.next(14).map(|line| (line.level, line.closing)),
            Some((0, true))
        );
    }

    #[test]
    fn a_boundary_that_is_not_the_declared_one_is_found() {
        let raw = b"--Part\ncontent-type: text/plain\n\nx\n--Part--\n";
        for (declared, honest) in [("Part", true), ("PART", false), ("other", false)] {
            assert_eq!(
                Delimiters::find(raw)
                    .unwrap()
                    .open_multipart(Some(declared.into()), 0),
                Some(honest),
                "{declared}"
            );
        }
        assert_eq!(
            Delimiters::find(raw).unwrap().open_multipart(None, 0),
            Some(false)
        );
        assert_eq!(
            Delimiters::find(b"--\nname\n")
                .unwrap()
                .open_multipart(None, 0),
            None
        );
    }
}
