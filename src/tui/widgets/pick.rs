//! A picker that filters its options while the user types, by characters and by pinyin.

use std::str::FromStr;

use super::editor::{EditorCommand, LineEditor};
use crate::domain::text::half_width::to_half_width;
use crate::domain::text::pinyin::PinyinFilter;

/// From this many options on they have no digits, and are found by typing.
const MAX_DIGITS: usize = 8;

/// Option of a picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickerOption {
    /// The value that it stands for.
    pub value: String,
    /// Label for people.
    pub label: String,
    /// Other names by which the filter finds it.
    pub aliases: Vec<String>,
}

impl PickerOption {
    /// Creates an option without other names.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> PickerOption {
        PickerOption {
            value: value.into(),
            label: label.into(),
            aliases: Vec::new(),
        }
    }
}

/// Picker of one option, or of any number of them.
#[derive(Debug, Default)]
pub struct Picker {
    options: Vec<PickerOption>,
    /// The text that filters the options.
    pub filter: LineEditor,
    shown: Vec<usize>,
    cursor: usize,
    /// Whether nothing is pointed at yet, so that nothing is chosen by accident.
    nothing_chosen: bool,
    /// Text shown if there are no options; empty if there always are some.
    pub empty_text: String,
    /// Whether the options are looked up elsewhere as the user types; they are then not filtered
    /// here.
    pub live: bool,
    /// Values ticked, in order; `None` if only one may be chosen.
    ticked: Option<Vec<String>>,
}

impl Picker {
    /// Creates a picker of these options.
    pub fn new(options: Vec<PickerOption>) -> Picker {
        let filter = LineEditor::default().with_placeholder(&say!("pick-hint"));
        let mut pick = Picker {
            options,
            filter,
            ..Picker::default()
        };
        pick.apply_filter();
        pick
    }

    fn apply_filter(&mut self) {
        let kept = self.chosen().map(|choice| choice.value.clone());
        let filter = PinyinFilter::new(self.filter.text().trim());
        // A short name may be the whole of what was typed in letters by a rare reading of its
        // characters: that is no better than a beginning.
        let least = usize::from(self.filter.text().trim().is_ascii());
        let rank = |choice: &PickerOption| {
            let names = std::iter::once(&choice.label).chain(&choice.aliases);
            let ranks = names.filter_map(|name| filter.rank(name));
            ranks.map(|rank| rank.max(least)).min()
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
        self.cursor = if self.filter.is_empty() {
            again.unwrap_or(0)
        } else {
            0
        };
    }

    /// Returns the picker with nothing chosen until the user types or points at something.
    pub fn without_choice(mut self) -> Picker {
        self.nothing_chosen = true;
        self
    }

    /// Returns the picker with any number of options to tick.
    pub fn with_ticks(mut self) -> Picker {
        self.ticked = Some(Vec::new());
        self.filter = LineEditor::default().with_placeholder(&say!("pick-hint-many"));
        self
    }

    /// Returns the picker whose options are looked up elsewhere as the user types.
    pub fn looked_up(mut self) -> Picker {
        self.live = true;
        self.filter = LineEditor::default().with_placeholder(&say!("pick-live"));
        self
    }

    /// Returns the values ticked, in order; `None` if only one may be chosen.
    pub fn ticked(&self) -> Option<&[String]> {
        self.ticked.as_deref()
    }

    /// Replaces what is ticked.
    pub fn set_ticked(&mut self, values: &[String]) {
        if let Some(ticked) = &mut self.ticked {
            *ticked = values.to_vec();
            self.apply_filter();
        }
    }

    /// Returns the label of what is chosen: all labels ticked, or the one pointed at.
    pub fn chosen_label(&self) -> Option<String> {
        let Some(ticked) = &self.ticked else {
            return self.chosen().map(|choice| choice.label.clone());
        };
        (!ticked.is_empty()).then(|| self.label_of(&ticked.join(" ")))
    }

    /// Returns the label of a value, or of several separated by spaces; a value without an option
    /// is returned as it is.
    pub fn label_of(&self, saved: &str) -> String {
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

    fn toggle_current(&mut self) {
        let at = self.pointed().map(|choice| choice.value.clone());
        if let (Some(ticked), Some(value)) = (&mut self.ticked, at) {
            match ticked.iter().position(|known| *known == value) {
                Some(place) => _ = ticked.remove(place),
                None => ticked.push(value),
            }
            self.filter.set_text("");
            self.apply_filter();
        }
    }

    /// Moves these values to the front, each marked as suggested; nothing is chosen by that.
    pub fn move_to_front(&mut self, values: &[String]) {
        for value in values.iter().rev() {
            if let Some(at) = self
                .options
                .iter()
                .position(|choice| choice.value == *value)
            {
                let mut choice = self.options.remove(at);
                choice.aliases.push(std::mem::take(&mut choice.label));
                choice.label = say!(
                    "pick-suggested",
                    choice = choice.aliases.last().map_or("", String::as_str)
                );
                self.options.insert(0, choice);
            }
        }
        self.apply_filter();
    }

    /// Replaces the options.
    pub fn set_options(&mut self, options: Vec<PickerOption>) {
        self.options = options;
        self.apply_filter();
    }

    /// Returns the option that is pointed at.
    pub fn chosen(&self) -> Option<&PickerOption> {
        self.pointed().filter(|_| !self.nothing_chosen)
    }

    /// Returns the value of the option that is pointed at, as a number or an id; `None` if it is
    /// none.
    pub fn chosen_as<T: FromStr>(&self) -> Option<T> {
        self.chosen()?.value.parse().ok()
    }

    fn pointed(&self) -> Option<&PickerOption> {
        self.options.get(*self.shown.get(self.cursor)?)
    }

    /// Points at the option with this value, if the filter shows it.
    pub fn choose_value(&mut self, value: &str) {
        if let Some(at) = self
            .shown
            .iter()
            .position(|at| self.options.get(*at).is_some_and(|c| c.value == value))
        {
            (self.cursor, self.nothing_chosen) = (at, false);
        }
    }

    /// Reports whether its options are few enough to have a digit each.
    pub fn has_digits(&self) -> bool {
        self.options.len() < MAX_DIGITS && self.ticked.is_none() && !self.live
    }

    /// Chooses the option that a digit stands for, as it is shown. Returns whether there is one.
    pub fn choose_digit(&mut self, text: &str) -> bool {
        let mut typed = text.trim().chars().map(to_half_width);
        let digit = match (typed.next(), typed.next()) {
            (Some(digit), None) => digit.to_digit(10),
            _ => None,
        };
        let digit = digit.and_then(|digit| usize::try_from(digit).ok());
        let Some(at) = digit.and_then(|digit| digit.checked_sub(1)) else {
            return false;
        };
        if !self.has_digits() || !self.filter.is_empty() || at >= self.shown.len() {
            return false;
        }
        (self.cursor, self.nothing_chosen) = (at, false);
        true
    }

    /// Chooses a row of the options that are shown, or ticks it.
    pub fn choose_row(&mut self, row: usize) {
        if row < self.shown.len() {
            (self.cursor, self.nothing_chosen) = (row, false);
            self.toggle_current();
        }
    }

    /// Forgets what was typed to find an option, and stays at the one that is chosen.
    pub fn clear_filter(&mut self) {
        if self.live || self.filter.is_empty() {
            return;
        }
        let chosen = self.chosen().map(|choice| choice.value.clone());
        self.filter.set_text("");
        self.apply_filter();
        match chosen {
            Some(value) => self.choose_value(&value),
            // What was typed fits nothing, so nothing is chosen by it.
            None => self.nothing_chosen = true,
        }
    }

    /// Inserts text into the filter; a single space ticks an option if any number may be ticked.
    pub fn insert_typed(&mut self, text: &str) {
        self.nothing_chosen = false;
        if self.ticked.is_some() && matches!(text, " " | "\u{3000}") {
            return self.toggle_current();
        }
        self.filter.insert(text);
        self.apply_filter();
    }

    /// Moves among the rows, or edits the filter. Returns whether the filter changed.
    pub fn run_edit(&mut self, command: EditorCommand) -> bool {
        match command {
            EditorCommand::Up => self.move_cursor(-1),
            EditorCommand::Down => self.move_cursor(1),
            EditorCommand::PageUp => self.move_cursor(-8),
            EditorCommand::PageDown => self.move_cursor(8),
            // In an empty filter they have nowhere to go.
            EditorCommand::LineStart if self.filter.is_empty() => self.move_cursor(isize::MIN),
            EditorCommand::LineEnd if self.filter.is_empty() => self.move_cursor(isize::MAX),
            other => {
                let before = self.filter.revision();
                self.filter.run_command(other);
                if self.filter.revision() != before {
                    self.apply_filter();
                    return true;
                }
            }
        }
        false
    }

    /// Moves by rows. The first move of a picker with nothing chosen goes to its first or last row.
    pub fn move_cursor(&mut self, by: isize) {
        if std::mem::take(&mut self.nothing_chosen) {
            self.cursor = if by < 0 {
                self.shown.len().saturating_sub(1)
            } else {
                0
            };
            return;
        }
        self.cursor = self
            .cursor
            .saturating_add_signed(by)
            .min(self.shown.len().saturating_sub(1));
    }

    /// Returns the options that pass the filter, and the index of the one that is pointed at.
    pub fn shown(&self) -> (impl Iterator<Item = &PickerOption>, Option<usize>) {
        (
            self.shown.iter().filter_map(|at| self.options.get(*at)),
            (!self.nothing_chosen).then_some(self.cursor),
        )
    }

    /// Returns the number of options that pass the filter.
    pub fn shown_count(&self) -> usize {
        self.shown.len()
    }

    /// Reports whether something is typed that no option fits.
    pub fn fits_nothing(&self) -> bool {
        !self.live && !self.filter.is_empty() && self.shown.is_empty()
    }

    /// Returns the number of all options.
    pub fn option_count(&self) -> usize {
        self.options.len()
    }
}
