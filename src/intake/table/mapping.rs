//! Which column is which field: guessed from the headings, or told with `--map`.

use serde::{Deserialize, Serialize};

use super::fields::{Field, normal};
use crate::intake::error::IntakeError;
use crate::platform::limits::COLUMNS;

/// Which column holds which field; columns are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    columns: [Option<usize>; Field::ALL.len()],
    /// The column of the time of day, beside one of the day.
    #[serde(default)]
    clock: Option<usize>,
    /// The columns of a year, a month and a day.
    #[serde(default)]
    parts: Option<[usize; 3]>,
    /// The columns as the version before this one would have read them.
    #[serde(default)]
    before: Option<[Option<usize>; Field::ALL.len()]>,
}

impl Mapping {
    /// Guesses from the headings; where several columns could be one field, the surest heading wins, then the leftmost.
    pub fn guess<S: AsRef<str>>(headings: &[S]) -> Mapping {
        let json = is_json(headings);
        let headings: Vec<String> = headings
            .iter()
            .take(COLUMNS)
            .map(|heading| normal(heading.as_ref()))
            .collect();
        let mut mapping = Mapping::default();
        if json {
            return mapping;
        }
        for field in Field::ALL {
            let column = field
                .headings()
                .iter()
                .find_map(|known| headings.iter().position(|heading| heading == known));
            mapping.columns[field as usize] = column;
        }
        if mapping.readable() {
            mapping.guess_the_rest(&headings);
        }
        mapping
    }

    /// Guesses as `guess` does, and where no heading is a known one, by the words inside them: `反映人姓名`. For the first row of a
    /// file, which is more likely to be headings than any other.
    pub(in crate::intake) fn guess_loosely<S: AsRef<str>>(headings: &[S]) -> Mapping {
        let mut mapping = Mapping::guess(headings);
        if is_json(headings) {
            return mapping;
        }
        let headings: Vec<String> = headings
            .iter()
            .take(COLUMNS)
            .map(|heading| normal(heading.as_ref()))
            .collect();
        mapping.guess_the_rest(&headings);
        mapping
    }

    /// Fields without a column take the first heading that has one of their Chinese words in it and is not about the answer.
    fn guess_the_rest(&mut self, headings: &[String]) {
        const ANSWERS: [&str; 6] = ["答复", "回复", "办理", "办结", "反馈", "签收"];
        const LONGEST: usize = 10;
        for field in Field::ALL {
            if self.column(field).is_some() {
                continue;
            }
            let words = field.headings().iter().filter(|word| !word.is_ascii());
            let fits = |heading: &String| {
                heading.chars().count() <= LONGEST
                    && !ANSWERS.iter().any(|answer| heading.contains(answer))
                    && words.clone().any(|word| heading.contains(word))
            };
            let free = |at: &usize| !self.columns.contains(&Some(*at));
            let at = (0..headings.len())
                .filter(free)
                .find(|at| headings.get(*at).is_some_and(fits));
            self.columns[field as usize] = at;
        }
    }

    /// Puts a field on a column, which leaves any other field that it was guessed for.
    pub fn set(&mut self, field: Field, column: usize) {
        for other in &mut self.columns {
            if *other == Some(column) {
                *other = None;
            }
        }
        self.columns[field as usize] = Some(column);
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    /// The column of the time of day, where that of the time holds a day alone.
    pub(in crate::intake) fn clock(&self) -> Option<usize> {
        self.clock
    }

    /// Puts the time of day on a column.
    pub(in crate::intake) fn set_clock(&mut self, column: Option<usize>) {
        self.clock = column;
    }

    /// The columns of a year, a month and a day.
    pub(in crate::intake) fn parts(&self) -> Option<[usize; 3]> {
        self.parts
    }

    /// Puts the day on three columns.
    pub(in crate::intake) fn set_parts(&mut self, parts: [usize; 3]) {
        self.parts = Some(parts);
    }

    /// Keeps the columns as they are as those of the version before, which took the headings as they first stand.
    pub(in crate::intake) fn keep_before(&mut self, first: Option<&Mapping>) {
        self.before = self
            .before
            .or(first.and_then(|first| first.before))
            .or(Some(self.columns));
    }

    /// The column that a field had in the version before.
    pub(in crate::intake) fn before(&self, field: Field) -> Option<usize> {
        self.before.map_or(self.columns, |before| before)[field as usize]
    }

    /// Whether columns are read otherwise than in the version before.
    pub(in crate::intake) fn moved(&self) -> bool {
        self.before.is_some_and(|before| before != self.columns)
    }

    /// Fields without a column take the one of another mapping, where it is free.
    pub(in crate::intake) fn fill_from(&mut self, other: &Mapping) {
        for field in Field::ALL {
            let free = other
                .column(field)
                .filter(|column| !self.columns.contains(&Some(*column)));
            if self.column(field).is_none() {
                self.columns[field as usize] = free;
            }
        }
    }

    /// Whether letters can be read with it: a title or a body has its column.
    pub fn readable(&self) -> bool {
        self.column(Field::Title).is_some() || self.column(Field::Body).is_some()
    }

    /// How many fields have a column.
    pub(in crate::intake) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// Whether cells are pieces of JSON, which are no headings.
fn is_json<S: AsRef<str>>(cells: &[S]) -> bool {
    let signs = ["{\"", "\":", ":\""];
    cells
        .iter()
        .take(COLUMNS)
        .any(|cell| signs.iter().any(|sign| cell.as_ref().contains(sign)))
}

/// What `--map FIELD=COLUMN` says, in the order given; a column is a heading's text, or a number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapOverrides {
    pairs: Vec<(Field, String)>,
}

impl MapOverrides {
    /// Reads `FIELD=COLUMN` pairs.
    ///
    /// # Errors
    /// `BadMap` for a pair that has no `=`, no known field or no column.
    pub fn parse<S: AsRef<str>>(pairs: &[S]) -> Result<MapOverrides, IntakeError> {
        let mut overrides = MapOverrides::default();
        for pair in pairs {
            let text = pair.as_ref();
            let bad = || IntakeError::BadMap {
                text: text.to_owned(),
            };
            let (field, column) = text.split_once('=').ok_or_else(bad)?;
            let field = Field::parse(field).ok_or_else(bad)?;
            if column.trim().is_empty() {
                return Err(bad());
            }
            overrides.set(field, column.trim());
        }
        Ok(overrides)
    }

    /// Puts a field on a column, in place of what was said of that field before.
    pub fn set(&mut self, field: Field, column: &str) {
        self.pairs.retain(|(other, _)| *other != field);
        self.pairs.push((field, column.to_owned()));
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Whether one of these cells is a heading that was named by its text.
    pub(in crate::intake) fn named_in<S: AsRef<str>>(&self, cells: &[S]) -> bool {
        // A number is a place, never a heading: a cell may happen to hold it.
        let names = self
            .pairs
            .iter()
            .filter(|(_, column)| column.parse::<usize>().is_err());
        names.into_iter().any(|(_, column)| {
            cells
                .iter()
                .any(|cell| normal(cell.as_ref()) == normal(column))
        })
    }

    /// The mapping for these headings: what was said over what is guessed (loosely in the first row of a file); the
    /// column that is not there as the error.
    pub(in crate::intake) fn over<S: AsRef<str>>(
        &self,
        headings: &[S],
        first: bool,
    ) -> Result<Mapping, String> {
        self.put(
            if first {
                Mapping::guess_loosely(headings)
            } else {
                Mapping::guess(headings)
            },
            headings,
        )
    }

    /// Whether a column was said for this field.
    pub(in crate::intake) fn has(&self, field: Field) -> bool {
        self.pairs.iter().any(|(other, _)| *other == field)
    }

    /// Puts what was said over a mapping of these headings; the column that is not there as the error.
    pub(in crate::intake) fn put<S: AsRef<str>>(
        &self,
        mut mapping: Mapping,
        headings: &[S],
    ) -> Result<Mapping, String> {
        for (field, column) in &self.pairs {
            let by_number = column
                .parse::<usize>()
                .ok()
                .filter(|n| (1..=headings.len()).contains(n))
                .map(|n| n - 1);
            let wanted = normal(column);
            let by_text = || {
                headings
                    .iter()
                    .position(|heading| normal(heading.as_ref()) == wanted)
            };
            let at = by_number.or_else(by_text).ok_or_else(|| column.clone())?;
            mapping.set(*field, at);
        }
        Ok(mapping)
    }
}
