//! Rows under a heading row: finds the headings, below a sheet's caption too, and hands on each row under them.

use std::ops::ControlFlow;

use super::error::IntakeError;
use super::mapping::{MapOverrides, Mapping};
use super::row::Row;

/// Captions and blank rows above the headings that are looked past.
const LOOKED_PAST: usize = 10;

/// What is under the headings, row by row.
pub(super) type Under<'a> = dyn FnMut(&Row, &Mapping, &[String]) -> ControlFlow<()> + 'a;

/// Rows on their way under their headings.
pub(super) struct Headed<'a> {
    file: &'a str,
    overrides: &'a MapOverrides,
    under: &'a mut Under<'a>,
    waiting: Vec<Row>,
    /// The headings with their mapping, once found.
    settled: Option<(Vec<String>, Mapping)>,
}

impl<'a> Headed<'a> {
    pub fn new(file: &'a str, overrides: &'a MapOverrides, under: &'a mut Under<'a>) -> Headed<'a> {
        Headed { file, overrides, under, waiting: Vec::new(), settled: None }
    }

    /// Takes the next row of the file.
    pub fn push(&mut self, row: Row) -> Result<ControlFlow<()>, IntakeError> {
        if let Some((headings, mapping)) = &self.settled {
            return Ok((self.under)(&row, mapping, headings));
        }
        let first = self.waiting.is_empty();
        let guess = if first { Mapping::guess_loosely(&row.cells) } else { Mapping::guess(&row.cells) };
        let recognised = guess.readable() || self.overrides.named_in(&row.cells);
        if let Some(mapping) = self.overrides.over(&row.cells, first).ok().filter(|m| recognised && m.readable()) {
            self.waiting.clear();
            self.settled = Some((row.cells, mapping));
            return Ok(ControlFlow::Continue(()));
        }
        self.waiting.push(row);
        if self.waiting.len() < LOOKED_PAST { Ok(ControlFlow::Continue(())) } else { self.give_in() }
    }

    /// Takes the end of the file; whether there were any rows at all.
    pub fn end(mut self) -> Result<bool, IntakeError> {
        if self.settled.is_none() && !self.waiting.is_empty() {
            let _ = self.give_in()?;
        }
        Ok(self.settled.is_some())
    }

    /// No row has recognisable headings: the first row that has most columns is taken, if --map makes sense of it.
    fn give_in(&mut self) -> Result<ControlFlow<()>, IntakeError> {
        let rows = std::mem::take(&mut self.waiting);
        let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let at = rows.iter().position(|row| row.cells.len() == widest).unwrap_or(0);
        let headings = rows.get(at).map(|row| row.cells.clone()).unwrap_or_default();
        let file = self.file.to_owned();
        let mapping = match self.overrides.over(&headings, true) {
            Ok(mapping) if mapping.readable() => mapping,
            Ok(_) => {
                return Err(IntakeError::NoColumns { file, columns: headings });
            }
            Err(column) => {
                return Err(IntakeError::NoSuchColumn { file, column, columns: headings });
            }
        };
        for row in rows.iter().skip(at + 1) {
            if (self.under)(row, &mapping, &headings).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.settled = Some((headings, mapping));
        Ok(ControlFlow::Continue(()))
    }
}
