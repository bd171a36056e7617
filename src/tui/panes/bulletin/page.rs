//! A page of pieces of text, and the places on it that a cursor can stand on.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::domain::letter::LetterId;
use crate::text::width::{fit, pad_left, width};
use crate::text::wrap::wrap;

/// How a piece is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As text.
    Text,
    /// Labels, and what is nothing.
    Quiet,
    /// Headings.
    Strong,
    /// What is late.
    Late,
    /// What is to be looked at.
    Close,
}

/// A piece of a line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its first cell.
    pub x: usize,
    /// Its text.
    pub text: String,
    /// How it is drawn.
    pub tone: Tone,
}

/// A figure on the page.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it is, whatever the width of the page.
    pub key: String,
    /// Its name: `区住建局 · 逾期`.
    pub title: String,
    /// Its letters.
    pub letters: Vec<LetterId>,
    /// Its line.
    pub line: usize,
    /// Its first cell.
    pub x: usize,
    /// How many cells it takes.
    pub cells: usize,
}

/// What a figure opens.
pub struct Opens<'a> {
    /// What it is, whatever the width of the page.
    pub key: String,
    /// Its name.
    pub title: String,
    /// Its letters.
    pub letters: Cow<'a, BTreeSet<LetterId>>,
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// How many cells a line has.
    pub room: usize,
    /// The lines.
    pub lines: Vec<Vec<Piece>>,
    /// The figures, in the order of reading.
    pub places: Vec<Place>,
}

impl Page {
    /// An empty page.
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

    /// Puts text on the last line.
    pub fn put(&mut self, x: usize, text: &str, tone: Tone) {
        let text = fit(text, self.room.saturating_sub(x));
        if let Some(line) = self.lines.last_mut().filter(|_| !text.is_empty()) {
            line.push(Piece { x, text, tone });
        }
    }

    /// Puts a figure on the last line, right-aligned in its cells.
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

    /// A heading, after an empty line.
    pub fn title(&mut self, text: &str) {
        self.line();
        self.line();
        self.put(0, text, Tone::Strong);
    }

    /// A text on lines of its own, wrapped.
    pub fn text(&mut self, x: usize, text: &str, tone: Tone) {
        for line in wrap(text, self.room.saturating_sub(x)) {
            self.line();
            self.put(x, &line, tone);
        }
    }

    /// The lines without their colours.
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
