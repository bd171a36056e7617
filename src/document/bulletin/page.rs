//! A page of positioned pieces of text, and the figures on it that a cursor can be put on.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::document::tone::Tone;
use crate::domain::letter::LetterId;
use crate::text::width::{fit, pad_left, text_width};
use crate::text::wrap::wrap_text;

/// Piece of a line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its first cell.
    pub x: usize,
    /// Its text.
    pub text: String,
    /// Its role.
    pub tone: Tone,
}

/// Figure on the page.
#[derive(Clone, Debug)]
pub struct FigurePlace {
    /// Identity of the figure, independent of the width of the page.
    pub key: String,
    /// Its name: `区住建局 · 逾期`.
    pub title: String,
    /// The letters that it counts.
    pub letters: Vec<LetterId>,
    /// Index of its line.
    pub line: usize,
    /// Its first cell.
    pub x: usize,
    /// Its width in cells.
    pub cells: usize,
}

/// What a figure opens.
pub struct FigureLink<'a> {
    /// Identity of the figure, independent of the width of the page.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The letters that it counts.
    pub letters: Cow<'a, BTreeSet<LetterId>>,
}

/// Page under construction or finished.
#[derive(Debug, Default)]
pub struct BulletinPage {
    /// Width in cells.
    pub width: usize,
    /// The lines.
    pub lines: Vec<Vec<Piece>>,
    /// The figures, in reading order.
    pub figures: Vec<FigurePlace>,
}

impl BulletinPage {
    /// Creates an empty page of this width.
    pub fn new(room: usize) -> BulletinPage {
        BulletinPage {
            width: room,
            ..BulletinPage::default()
        }
    }

    /// Begins a line.
    pub fn begin_line(&mut self) {
        self.lines.push(Vec::new());
    }

    /// Puts text on the last line, cut at the edge of the page.
    pub fn put_text(&mut self, x: usize, text: &str, tone: Tone) {
        let text = fit(text, self.width.saturating_sub(x));
        if let Some(line) = self.lines.last_mut().filter(|_| !text.is_empty()) {
            line.push(Piece { x, text, tone });
        }
    }

    /// Puts a figure on the last line, right-aligned in its cells. A figure without letters is
    /// dimmed; one that does not fit on the page cannot be opened.
    pub fn put_figure(
        &mut self,
        x: usize,
        cells: usize,
        text: &str,
        tone: Tone,
        of: FigureLink<'_>,
    ) {
        let FigureLink {
            key,
            title,
            letters,
        } = of;
        self.put_text(
            x,
            &pad_left(text, cells),
            if letters.is_empty() {
                Tone::Quiet
            } else {
                tone
            },
        );
        if x + cells <= self.width {
            let letters = letters.iter().copied().collect();
            let line = self.lines.len().saturating_sub(1);
            let taken = text_width(text).clamp(1, cells.max(1));
            self.figures.push(FigurePlace {
                key,
                title,
                letters,
                line,
                x: x + cells.saturating_sub(taken),
                cells: taken,
            });
        }
    }

    /// Adds a heading after an empty line.
    pub fn put_heading(&mut self, text: &str) {
        self.begin_line();
        self.begin_line();
        self.put_text(0, text, Tone::Strong);
    }

    /// Adds a text on lines of its own, wrapped.
    pub fn put_paragraph(&mut self, x: usize, text: &str, tone: Tone) {
        for line in wrap_text(text, self.width.saturating_sub(x)) {
            self.begin_line();
            self.put_text(x, &line, tone);
        }
    }

    /// Returns the lines as plain text.
    pub fn to_plain_lines(&self) -> Vec<String> {
        let whole = |line: &Vec<Piece>| {
            let mut text = String::new();
            for piece in line {
                let gap = piece.x.saturating_sub(text_width(&text));
                text.extend(std::iter::repeat_n(' ', gap));
                text.push_str(&piece.text);
            }
            text.trim_end().to_owned()
        };
        self.lines.iter().map(whole).collect()
    }
}
