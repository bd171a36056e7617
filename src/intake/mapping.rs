//! Which column is which field: guessed from the headings, or told with `--map`.

use super::error::IntakeError;
use super::fields::{Field, normal};

/// Which column holds which field; columns are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    columns: [Option<usize>; Field::ALL.len()],
}

impl Mapping {
    /// Guesses from the headings; where several columns could be one field, the surest heading wins, then the leftmost.
    pub fn guess<S: AsRef<str>>(headings: &[S]) -> Mapping {
        let headings: Vec<String> = headings.iter().map(|heading| normal(heading.as_ref())).collect();
        let mut mapping = Mapping::default();
        for field in Field::ALL {
            let column = field.headings().iter().find_map(|known| headings.iter().position(|heading| heading == known));
            mapping.columns[field as usize] = column;
        }
        mapping
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

    /// Whether letters can be read with it: a title or a body has its column.
    pub fn readable(&self) -> bool {
        self.column(Field::Title).is_some() || self.column(Field::Body).is_some()
    }

    /// How many fields have a column.
    pub(super) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// What `--map FIELD=COLUMN` says, in the order given; a column is a heading's text, or a number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
            let bad = || IntakeError::BadMap { text: text.to_owned() };
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
    pub(super) fn named_in<S: AsRef<str>>(&self, cells: &[S]) -> bool {
        self.pairs.iter().any(|(_, column)| cells.iter().any(|cell| normal(cell.as_ref()) == normal(column)))
    }

    /// The mapping for these headings: what was said over what is guessed; the column that is not there as the error.
    pub(super) fn over<S: AsRef<str>>(&self, headings: &[S]) -> Result<Mapping, String> {
        let mut mapping = Mapping::guess(headings);
        for (field, column) in &self.pairs {
            let wanted = normal(column);
            let by_text = headings.iter().position(|heading| normal(heading.as_ref()) == wanted);
            let by_number = || column.parse::<usize>().ok().filter(|n| (1..=headings.len()).contains(n)).map(|n| n - 1);
            let at = by_text.or_else(by_number).ok_or_else(|| column.clone())?;
            mapping.set(*field, at);
        }
        Ok(mapping)
    }
}
