//! Maps columns to the fields of a letter: guessed from the headings, or set with `--map`.

use serde::{Deserialize, Serialize};

use super::fields::{Field, extra_headings, normalize_heading};
use crate::domain::letter::incoming::ExtraField;
use crate::intake::error::IntakeError;
use crate::platform::limits::SHEET_COLUMNS;

/// The column of each field; columns are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    columns: [Option<usize>; Field::ALL.len()],
    /// The column of the time of day, next to a column of the date.
    #[serde(default)]
    clock: Option<usize>,
    /// The columns of a year, a month and a day.
    #[serde(default)]
    parts: Option<[usize; 3]>,
    /// The columns as the previous release of the program would have read them.
    #[serde(default)]
    before: Option<[Option<usize>; Field::ALL.len()]>,
}

impl ColumnMapping {
    /// Guesses from the headings. If several columns could be one field, the most specific heading
    /// wins, then the leftmost.
    pub fn guess<S: AsRef<str>>(headings: &[S]) -> ColumnMapping {
        let json = looks_like_json(headings);
        let headings: Vec<String> = headings
            .iter()
            .take(SHEET_COLUMNS)
            .map(|heading| normalize_heading(heading.as_ref()))
            .collect();
        let mut mapping = ColumnMapping::default();
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
        if mapping.is_readable() {
            mapping.guess_remaining(&headings);
        }
        mapping
    }

    /// Guesses by known headings, and for fields without one by the words inside a heading:
    /// `反映人姓名`. For the first row of a file, which is more likely to be headings than any other.
    pub(in crate::intake) fn guess_loosely<S: AsRef<str>>(headings: &[S]) -> ColumnMapping {
        let mut mapping = ColumnMapping::guess(headings);
        if looks_like_json(headings) {
            return mapping;
        }
        let headings: Vec<String> = headings
            .iter()
            .take(SHEET_COLUMNS)
            .map(|heading| normalize_heading(heading.as_ref()))
            .collect();
        mapping.guess_remaining(&headings);
        mapping
    }

    /// Gives each field without a column the first heading that contains one of its Chinese words
    /// and is not about the answer.
    fn guess_remaining(&mut self, headings: &[String]) {
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

    /// Returns the columns of what the table tells besides: known headings that no field has.
    pub(in crate::intake) fn extra_columns<S: AsRef<str>>(
        &self,
        headings: &[S],
    ) -> Vec<(ExtraField, usize)> {
        let headings: Vec<String> = headings
            .iter()
            .take(SHEET_COLUMNS)
            .map(|heading| normalize_heading(heading.as_ref()))
            .collect();
        ExtraField::ALL
            .into_iter()
            .filter_map(|field| {
                let at = extra_headings(field).iter().find_map(|known| {
                    let at = headings.iter().position(|heading| heading == known)?;
                    (!self.uses(at)).then_some(at)
                })?;
                Some((field, at))
            })
            .collect()
    }

    /// Reports whether a field, or its date or time of day, is read from a column.
    pub(in crate::intake) fn uses(&self, column: usize) -> bool {
        self.columns.contains(&Some(column))
            || self.clock == Some(column)
            || self.parts.is_some_and(|parts| parts.contains(&column))
    }

    /// Assigns a column to a field and removes it from any other field.
    pub fn set(&mut self, field: Field, column: usize) {
        for other in &mut self.columns {
            if *other == Some(column) {
                *other = None;
            }
        }
        self.columns[field as usize] = Some(column);
    }

    /// Returns the column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize]
    }

    /// Returns the column of the time of day, if the time column holds only a date.
    pub(in crate::intake) fn clock_column(&self) -> Option<usize> {
        self.clock
    }

    /// Sets the column of the time of day.
    pub(in crate::intake) fn set_clock_column(&mut self, column: Option<usize>) {
        self.clock = column;
    }

    /// Returns the columns of year, month and day.
    pub(in crate::intake) fn date_columns(&self) -> Option<[usize; 3]> {
        self.parts
    }

    /// Sets the columns of year, month and day.
    pub(in crate::intake) fn set_date_columns(&mut self, parts: [usize; 3]) {
        self.parts = Some(parts);
    }

    /// Records the present columns as those of the previous release, which took the headings as
    /// they first stand. Columns that are recorded already stay, in `self` or in `first`.
    pub(in crate::intake) fn record_previous(&mut self, first: Option<&ColumnMapping>) {
        self.before = self
            .before
            .or(first.and_then(|first| first.before))
            .or(Some(self.columns));
    }

    /// Returns the column that a field had in the previous release.
    pub(in crate::intake) fn previous_column(&self, field: Field) -> Option<usize> {
        self.before.map_or(self.columns, |before| before)[field as usize]
    }

    /// Reports whether any column differs from the previous release.
    pub(in crate::intake) fn differs_from_previous(&self) -> bool {
        self.before.is_some_and(|before| before != self.columns)
    }

    /// Gives each field without a column the one of another mapping, if that column is free.
    pub(in crate::intake) fn fill_from(&mut self, other: &ColumnMapping) {
        for field in Field::ALL {
            let free = other
                .column(field)
                .filter(|column| !self.columns.contains(&Some(*column)));
            if self.column(field).is_none() {
                self.columns[field as usize] = free;
            }
        }
    }

    /// Reports whether letters can be read with it: the title or the body has a column.
    pub fn is_readable(&self) -> bool {
        self.column(Field::Title).is_some() || self.column(Field::Body).is_some()
    }

    /// Returns the number of fields that have a column.
    pub(in crate::intake) fn known_count(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// Reports whether cells are pieces of JSON, which are never headings.
fn looks_like_json<S: AsRef<str>>(cells: &[S]) -> bool {
    let signs = ["{\"", "\":", ":\""];
    cells
        .iter()
        .take(SHEET_COLUMNS)
        .any(|cell| signs.iter().any(|sign| cell.as_ref().contains(sign)))
}

/// The `--map FIELD=COLUMN` options, in the order given; a column is the text of a heading, or a
/// number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapOverrides {
    pairs: Vec<(Field, String)>,
}

impl MapOverrides {
    /// Parses `FIELD=COLUMN` pairs.
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

    /// Assigns a column to a field; replaces an earlier assignment.
    pub fn set(&mut self, field: Field, column: &str) {
        self.pairs.retain(|(other, _)| *other != field);
        self.pairs.push((field, column.to_owned()));
    }

    /// Reports whether no column is assigned.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Reports whether one of these cells is a heading that an option names by its text.
    pub(in crate::intake) fn names_any<S: AsRef<str>>(&self, cells: &[S]) -> bool {
        // A number is a position and never a heading, since any cell may happen to hold it.
        let names = self
            .pairs
            .iter()
            .filter(|(_, column)| column.parse::<usize>().is_err());
        names.into_iter().any(|(_, column)| {
            cells
                .iter()
                .any(|cell| normalize_heading(cell.as_ref()) == normalize_heading(column))
        })
    }

    /// Returns the mapping for these headings: the guess (loose in the first row of a file),
    /// overridden by the options.
    ///
    /// # Errors
    /// The column of an option that these headings do not have.
    pub(in crate::intake) fn mapping_for<S: AsRef<str>>(
        &self,
        headings: &[S],
        first: bool,
    ) -> Result<ColumnMapping, String> {
        self.apply_to(
            if first {
                ColumnMapping::guess_loosely(headings)
            } else {
                ColumnMapping::guess(headings)
            },
            headings,
        )
    }

    /// Reports whether an option assigns a column to this field.
    pub(in crate::intake) fn has_field(&self, field: Field) -> bool {
        self.pairs.iter().any(|(other, _)| *other == field)
    }

    /// Applies the options to a mapping of these headings.
    ///
    /// # Errors
    /// The column of an option that these headings do not have.
    pub(in crate::intake) fn apply_to<S: AsRef<str>>(
        &self,
        mut mapping: ColumnMapping,
        headings: &[S],
    ) -> Result<ColumnMapping, String> {
        for (field, column) in &self.pairs {
            let by_number = column
                .parse::<usize>()
                .ok()
                .filter(|n| (1..=headings.len()).contains(n))
                .map(|n| n - 1);
            let wanted = normalize_heading(column);
            let by_text = || {
                headings
                    .iter()
                    .position(|heading| normalize_heading(heading.as_ref()) == wanted)
            };
            let at = by_number.or_else(by_text).ok_or_else(|| column.clone())?;
            mapping.set(*field, at);
        }
        Ok(mapping)
    }
}
