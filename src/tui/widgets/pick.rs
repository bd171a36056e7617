//! A picker that filters its options while the user types, by characters and by pinyin.

use super::editor::{EditorCommand, LineEditor};
use crate::domain::text::pinyin::Filter;

/// Option of a picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value that it stands for.
    pub value: String,
    /// Label for people.
    pub label: String,
    /// Other names by which the filter finds it.
    pub other: Vec<String>,
}

impl Choice {
    /// Creates an option without other names.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            other: Vec::new(),
        }
    }
}

/// Picker of one option, or of any number of them.
#[derive(Debug, Default)]
pub struct Pick {
    options: Vec<Choice>,
    /// The text that filters the options.
    pub filter: LineEditor,
    shown: Vec<usize>,
    at: usize,
    /// Whether nothing is pointed at yet, so that nothing is chosen by accident.
    blank: bool,
    /// Text shown if there are no options; empty if there always are some.
    pub none: String,
    /// Whether the options are looked up elsewhere as the user types; they are then not filtered
    /// here.
    pub live: bool,
    /// Values ticked, in order; `None` if only one may be chosen.
    ticked: Option<Vec<String>>,
}

impl Pick {
    /// Creates a picker of these options.
    pub fn new(options: Vec<Choice>) -> Pick {
        let filter = LineEditor::default().with_placeholder(&say!("pick-hint"));
        let mut pick = Pick {
            options,
            filter,
            ..Pick::default()
        };
        pick.narrow();
        pick
    }

    fn narrow(&mut self) {
        let kept = self.chosen().map(|choice| choice.value.clone());
        let filter = Filter::new(self.filter.text().trim());
        let rank = |choice: &Choice| {
            std::iter::once(&choice.label)
                .chain(&choice.other)
                .filter_map(|name| filter.rank(name))
                .min()
        };
        // Ticked options come first, then those that begin with what was typed, then those that
        // contain it.
        let ticked = |at: &usize| {
            let value = self.options.get(*at).map(|choice| &choice.value);
            self.ticked
                .iter()
                .flatten()
                .any(|known| Some(known) == value)
        };
        let mut fit: Vec<(bool, usize, usize)> = (0..self.options.len())
            .filter_map(|at| {
                let rank = if self.live {
                    Some(0)
                } else {
                    self.options.get(at).and_then(rank)
                };
                rank.map(|rank| (!ticked(&at), rank, at))
            })
            .collect();
        fit.sort_unstable();
        self.shown = fit.into_iter().map(|(_, _, at)| at).collect();
        let again = self
            .shown
            .iter()
            .position(|at| self.options.get(*at).map(|c| &c.value) == kept.as_ref());
        // A filter points at its best match, not at what was chosen before it was typed.
        self.at = if self.filter.is_empty() {
            again.unwrap_or(0)
        } else {
            0
        };
    }

    /// Returns the picker with nothing chosen until the user types or points at something.
    pub fn unchosen(mut self) -> Pick {
        self.blank = true;
        self
    }

    /// Returns the picker with any number of options to tick.
    pub fn many(mut self) -> Pick {
        self.ticked = Some(Vec::new());
        self.filter = LineEditor::default().with_placeholder(&say!("pick-hint-many"));
        self
    }

    /// Returns the values ticked, in order; `None` if only one may be chosen.
    pub fn ticked(&self) -> Option<&[String]> {
        self.ticked.as_deref()
    }

    /// Replaces what is ticked.
    pub fn tick(&mut self, values: &[String]) {
        if let Some(ticked) = &mut self.ticked {
            *ticked = values.to_vec();
            self.narrow();
        }
    }

    /// Returns the label of what is chosen: all labels ticked, or the one pointed at.
    pub fn words(&self) -> Option<String> {
        let Some(ticked) = &self.ticked else {
            return self.chosen().map(|choice| choice.label.clone());
        };
        (!ticked.is_empty()).then(|| self.words_of(&ticked.join(" ")))
    }

    /// Returns the label of a value, or of several separated by spaces; a value without an option
    /// is returned as it is.
    pub fn words_of(&self, saved: &str) -> String {
        let label = |value: &str| {
            self.options
                .iter()
                .find(|choice| choice.value == value)
                .map(|choice| &*choice.label)
        };
        match &self.ticked {
            None => label(saved).unwrap_or(saved).to_owned(),
            Some(_) => {
                let labels: Vec<&str> = saved
                    .split_whitespace()
                    .map(|value| label(value).unwrap_or(value))
                    .collect();
                labels.join(&say!("list-and"))
            }
        }
    }

    fn toggle(&mut self) {
        let at = self
            .shown
            .get(self.at)
            .and_then(|at| self.options.get(*at))
            .map(|choice| choice.value.clone());
        if let (Some(ticked), Some(value)) = (&mut self.ticked, at) {
            match ticked.iter().position(|known| *known == value) {
                Some(place) => _ = ticked.remove(place),
                None => ticked.push(value),
            }
            self.filter.set_text("");
            self.narrow();
        }
    }

    /// Moves these values to the front, each marked as suggested; nothing is chosen by that.
    pub fn suggest(&mut self, values: &[String]) {
        for value in values.iter().rev() {
            if let Some(at) = self
                .options
                .iter()
                .position(|choice| choice.value == *value)
            {
                let mut choice = self.options.remove(at);
                choice.other.push(std::mem::take(&mut choice.label));
                choice.label = say!(
                    "pick-suggested",
                    choice = choice.other.last().map_or("", String::as_str)
                );
                self.options.insert(0, choice);
            }
        }
        self.narrow();
    }

    /// Replaces the options.
    pub fn offer(&mut self, options: Vec<Choice>) {
        self.options = options;
        self.narrow();
    }

    /// Returns the option that is pointed at.
    pub fn chosen(&self) -> Option<&Choice> {
        if self.blank {
            return None;
        }
        self.shown.get(self.at).and_then(|at| self.options.get(*at))
    }

    /// Points at the option with this value, if the filter shows it.
    pub fn choose(&mut self, value: &str) {
        if let Some(at) = self
            .shown
            .iter()
            .position(|at| self.options.get(*at).is_some_and(|c| c.value == value))
        {
            (self.at, self.blank) = (at, false);
        }
    }

    /// Inserts text into the filter; a single space ticks an option if any number may be ticked.
    pub fn typed(&mut self, text: &str) {
        self.blank = false;
        if self.ticked.is_some() && matches!(text, " " | "\u{3000}") {
            return self.toggle();
        }
        self.filter.insert(text);
        self.narrow();
    }

    /// Moves among the rows, or edits the filter. Returns whether the filter changed.
    pub fn edit(&mut self, command: EditorCommand) -> bool {
        match command {
            EditorCommand::Up => self.step(-1),
            EditorCommand::Down => self.step(1),
            EditorCommand::PageUp => self.step(-8),
            EditorCommand::PageDown => self.step(8),
            other => {
                let before = self.filter.revision();
                self.filter.command(other);
                if self.filter.revision() != before {
                    self.narrow();
                    return true;
                }
            }
        }
        false
    }

    /// Moves by rows. The first move of a picker with nothing chosen goes to its first or last row.
    pub fn step(&mut self, by: isize) {
        if std::mem::take(&mut self.blank) {
            self.at = if by < 0 {
                self.shown.len().saturating_sub(1)
            } else {
                0
            };
            return;
        }
        self.at = self
            .at
            .saturating_add_signed(by)
            .min(self.shown.len().saturating_sub(1));
    }

    /// Returns the options that pass the filter, and the index of the one that is pointed at.
    pub fn shown(&self) -> (impl Iterator<Item = &Choice>, Option<usize>) {
        (
            self.shown.iter().filter_map(|at| self.options.get(*at)),
            (!self.blank).then_some(self.at),
        )
    }

    /// Returns the number of options that pass the filter.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Returns the number of all options.
    pub fn all(&self) -> usize {
        self.options.len()
    }
}
