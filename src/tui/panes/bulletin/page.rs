//! A page of positioned pieces of text, and the figures on it that a cursor can be put on.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::letter::LetterId;
use crate::text::width::{fit, pad_left, width};
use crate::text::wrap::wrap;

/// Role of a piece, from which the screen derives its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Text,
    /// Labels, and zeros.
    Quiet,
    /// Headings.
    Strong,
    /// What is late.
    Late,
    /// What needs attention.
    Close,
}

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
pub struct Place {
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
pub struct Opens<'a> {
    /// Identity of the figure, independent of the width of the page.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The letters that it counts.
    pub letters: Cow<'a, BTreeSet<LetterId>>,
}

/// Page under construction or finished.
#[derive(Debug, Default)]
pub struct Page {
    /// Width in cells.
    pub room: usize,
    /// The lines.
    pub lines: Vec<Vec<Piece>>,
    /// The figures, in reading order.
    pub places: Vec<Place>,
}

impl Page {
    /// Creates an empty page of this width.
    pub fn new(room: usize) -> Page {
        Page {
            room,
            ..Page::default()
        }
    }

    /// Begins a line.
    pub fn line(&mut self) {
        self.lines.push(Vec::new());
    }

    /// Puts text on the last line, cut at the edge of the page.
    pub fn put(&mut self, x: usize, text: &str, tone: Tone) {
        let text = fit(text, self.room.saturating_sub(x));
        if let Some(line) = self.lines.last_mut().filter(|_| !text.is_empty()) {
            line.push(Piece { x, text, tone });
        }
    }

    /// Puts a figure on the last line, right-aligned in its cells. A figure without letters is
    /// dimmed; one that does not fit on the page cannot be opened.
    pub fn figure(&mut self, x: usize, cells: usize, text: &str, tone: Tone, of: Opens<'_>) {
        let Opens {
            key,
            title,
            letters,
        } = of;
        self.put(
            x,
            &pad_left(text, cells),
            if letters.is_empty() {
                Tone::Quiet
            } else {
                tone
            },
        );
        if x + cells <= self.room {
            let letters = letters.iter().copied().collect();
            let line = self.lines.len().saturating_sub(1);
            let taken = width(text).clamp(1, cells.max(1));
            self.places.push(Place {
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
    pub fn title(&mut self, text: &str) {
        self.line();
        self.line();
        self.put(0, text, Tone::Strong);
    }

    /// Adds a text on lines of its own, wrapped.
    pub fn text(&mut self, x: usize, text: &str, tone: Tone) {
        for line in wrap(text, self.room.saturating_sub(x)) {
            self.line();
            self.put(x, &line, tone);
        }
    }

    /// Returns the lines as plain text.
    pub fn plain(&self) -> Vec<String> {
        let whole = |line: &Vec<Piece>| {
            let mut text = String::new();
            for piece in line {
                let gap = piece.x.saturating_sub(width(&text));
                text.extend(std::iter::repeat_n(' ', gap));
                text.push_str(&piece.text);
            }
            text.trim_end().to_owned()
        };
        self.lines.iter().map(whole).collect()
    }
}
