//! Finds the heading row, even below captions, and passes on each row under it that may be a
//! letter.

use std::ops::ControlFlow;

use super::fields::{Field, normal};
use super::mapping::{MapOverrides, Mapping};
use super::row::Row;
use crate::intake::error::IntakeError;
use crate::intake::table::classify::{is_blank, is_heading, is_nothing, not_a_letter};
use crate::intake::table::headings::{Joined, join, joined};
use crate::intake::table::moment::{Candidates, LOOKED_AT};
use crate::intake::table::skipped::{Gathered, Reason, Skipped};

/// The number of rows above the headings that are searched.
const LOOKED_PAST: usize = 10;

/// Takes each row under the headings, with the mapping and the headings.
pub(in crate::intake) type Under<'a> = dyn FnMut(&Row, &Mapping, &[String]) -> ControlFlow<()> + 'a;

/// The properties of the format that the rows come from.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::intake) struct Form {
    /// Whether plain numbers in the time column are day numbers of a spreadsheet.
    pub serials: bool,
    /// The separator, in a text table.
    pub separator: Option<char>,
}

/// The state of reading one table, row by row.
pub(in crate::intake) struct Headed<'a> {
    file: &'a str,
    overrides: &'a MapOverrides,
    form: Form,
    under: &'a mut Under<'a>,
    waiting: Vec<Row>,
    settled: Option<Settled>,
    /// Rows that wait until the time column is chosen.
    held: Vec<Row>,
    /// Whether any row under the headings was passed on.
    handed: bool,
    /// Captions above the headings, normalised like headings.
    titles: Vec<String>,
    skipped: Gathered,
}

/// The headings that are in force.
struct Settled {
    headings: Vec<String>,
    mapping: Mapping,
    /// Whether no row was read under them yet.
    fresh: bool,
    undecided: Option<Candidates>,
}

/// The result of a table.
pub(in crate::intake) struct Ended {
    /// Whether there were headings.
    pub any: bool,
    /// The rows that were skipped.
    pub skipped: Vec<Skipped>,
}

impl<'a> Headed<'a> {
    pub fn new(
        file: &'a str,
        overrides: &'a MapOverrides,
        form: Form,
        under: &'a mut Under<'a>,
    ) -> Headed<'a> {
        Headed {
            file,
            overrides,
            form,
            under,
            waiting: Vec::new(),
            settled: None,
            held: Vec::new(),
            handed: false,
            titles: Vec::new(),
            skipped: Gathered::default(),
        }
    }

    /// Adds the next row of the file.
    pub fn push(&mut self, row: Row) -> Result<ControlFlow<()>, IntakeError> {
        // A line without even a separator is not a row.
        if row.damage.is_none() && matches!(row.cells.as_slice(), [only] if only.is_empty()) {
            return Ok(ControlFlow::Continue(()));
        }
        if self.settled.is_some() {
            return Ok(self.below(row));
        }
        if row.damage.is_none() && is_blank(&row.cells) {
            self.skipped.add(Reason::Blank, row.number);
            return Ok(ControlFlow::Continue(()));
        }
        // A single cell may be the title of the table, so words inside it are not matched loosely.
        let first = self.waiting.is_empty()
            && row.cells.iter().filter(|cell| !is_nothing(cell)).count() > 1;
        let guess = if first {
            Mapping::guess_loosely(&row.cells)
        } else {
            Mapping::guess(&row.cells)
        };
        let recognised = guess.readable() || self.overrides.named_in(&row.cells);
        if let Some(mapping) = self
            .overrides
            .over(&row.cells, first)
            .ok()
            .filter(|m| recognised && m.readable())
        {
            return Ok(self.found(row, mapping));
        }
        self.waiting.push(row);
        if self.waiting.len() < LOOKED_PAST {
            Ok(ControlFlow::Continue(()))
        } else {
            self.give_in()
        }
    }

    /// Takes a row as the headings. The line above may be their upper half; the other rows above
    /// are captions.
    fn found(&mut self, row: Row, mapping: Mapping) -> ControlFlow<()> {
        let mut above = std::mem::take(&mut self.waiting);
        let (mut headings, mut mapping) = (row.cells, mapping);
        mapping.keep_before(None);
        let first = mapping.clone();
        let upper = above.last().filter(|upper| {
            let words = upper.cells.iter().filter(|cell| !is_nothing(cell));
            let gap = upper
                .cells
                .iter()
                .zip(&headings)
                .any(|(high, low)| !is_nothing(high) && is_nothing(low));
            upper.number + 1 == row.number
                && gap
                && words.clone().count() > 1
                && words.clone().all(|cell| {
                    cell.chars().count() <= 12 && !cell.contains(|c: char| c.is_ascii_digit())
                })
        });
        if let Some(upper) = upper {
            let two = join(&upper.cells, &headings);
            if let Some(both) = self.mapping_of(&two).filter(Mapping::readable) {
                (headings, mapping) = (two.shown, both);
                mapping.keep_before(Some(&first));
                self.skipped.add(Reason::Heading, upper.number);
                above.pop();
            }
        }
        let flow = self.captions(&above, &mapping, &headings);
        self.settle(headings, mapping);
        flow
    }

    /// Skips the rows above the headings as captions. Rows that could not be read are passed on and
    /// reported.
    fn captions(
        &mut self,
        above: &[Row],
        mapping: &Mapping,
        headings: &[String],
    ) -> ControlFlow<()> {
        for row in above {
            if row.damage.is_some() {
                (self.under)(row, mapping, headings)?;
                continue;
            }
            let first = row.cells.iter().find(|cell| !is_nothing(cell));
            self.titles.extend(first.map(|cell| normal(cell)));
            self.skipped.add(Reason::Caption, row.number);
        }
        ControlFlow::Continue(())
    }

    fn settle(&mut self, headings: Vec<String>, mut mapping: Mapping) {
        mapping.keep_before(self.settled.as_ref().map(|settled| &settled.mapping));
        let candidates = Candidates::of(&headings, &mapping);
        let undecided = Some(candidates).filter(Candidates::undecided);
        self.settled = Some(Settled {
            headings,
            mapping,
            fresh: true,
            undecided,
        });
    }

    fn mapping_of(&self, two: &Joined) -> Option<Mapping> {
        let mut mapping = Mapping::guess_loosely(&two.whole);
        mapping.fill_from(&Mapping::guess(&two.shown));
        self.overrides.put(mapping, &two.shown).ok()
    }

    /// Adds a row under the headings.
    fn below(&mut self, mut row: Row) -> ControlFlow<()> {
        let Some(settled) = &mut self.settled else {
            return ControlFlow::Continue(());
        };
        let fresh = std::mem::replace(&mut settled.fresh, false);
        if let Some(separator) = self.form.separator {
            rejoin(&mut row, settled, separator);
        }
        if fresh
            && row.damage.is_none()
            && let Some(two) = joined(&settled.headings, &row.cells, &settled.mapping)
            && let Some(mapping) = self.mapping_of(&two).filter(Mapping::readable)
        {
            self.skipped.add(Reason::Heading, row.number);
            self.settle(two.shown, mapping);
            return ControlFlow::Continue(());
        }
        let Some(settled) = &self.settled else {
            return ControlFlow::Continue(());
        };
        if let Some(reason) = not_a_letter(&row, &settled.mapping, &settled.headings, &self.titles)
        {
            self.skipped.add(reason, row.number);
            return if reason == Reason::Heading {
                self.other_headings(row)
            } else {
                ControlFlow::Continue(())
            };
        }
        let waits = settled.undecided.as_ref().is_some_and(|candidates| {
            !(self.held.is_empty() && candidates.settled_by(&row, self.form.serials))
        });
        if waits && self.held.len() < LOOKED_AT {
            self.held.push(row);
            return ControlFlow::Continue(());
        }
        self.held.push(row);
        self.flush()
    }

    /// Handles repeated headings. If their order differs, the rows that follow are read by the new
    /// ones.
    fn other_headings(&mut self, row: Row) -> ControlFlow<()> {
        let same = self.settled.as_ref().is_some_and(|settled| {
            settled
                .headings
                .iter()
                .zip(&row.cells)
                .all(|(one, other)| is_nothing(other) || normal(one) == normal(other))
        });
        if same {
            return ControlFlow::Continue(());
        }
        let flow = self.flush();
        match self.overrides.over(&row.cells, false) {
            Ok(mapping) if mapping.readable() && is_heading(&row.cells, &row.cells) => {
                self.settle(row.cells, mapping)
            }
            Ok(_) | Err(_) => {}
        }
        flow
    }

    /// Chooses the time column by the rows held back, and passes them on.
    pub fn flush(&mut self) -> ControlFlow<()> {
        let Some(settled) = &mut self.settled else {
            return ControlFlow::Continue(());
        };
        if let Some(candidates) = settled.undecided.take_if(|_| !self.held.is_empty()) {
            candidates.decide(
                &mut settled.mapping,
                &self.held,
                self.form.serials,
                self.overrides.has(Field::Time),
            );
        }
        for row in std::mem::take(&mut self.held) {
            self.handed = true;
            (self.under)(&row, &settled.mapping, &settled.headings)?;
        }
        ControlFlow::Continue(())
    }

    /// Ends the table.
    pub fn end(mut self, sheet: Option<&str>) -> Result<Ended, IntakeError> {
        if self.settled.is_none() && !self.waiting.is_empty() {
            let _ = self.give_in()?;
        }
        // A sink that stops here also stops at whatever the caller passes on next.
        let _ = self.flush();
        let only_headings = self.settled.is_some() && !self.handed;
        let mut skipped = self.skipped.of(self.file, sheet);
        if only_headings {
            skipped.push(Skipped::whole(self.file, sheet, Reason::OnlyHeadings));
        }
        Ok(Ended {
            any: self.settled.is_some(),
            skipped,
        })
    }

    /// Falls back when no row has recognisable headings: takes the first of the widest rows, if
    /// `--map` gives it a title or a body.
    fn give_in(&mut self) -> Result<ControlFlow<()>, IntakeError> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.iter().all(|row| row.damage.is_some()) {
            self.settle(Vec::new(), Mapping::default());
            return Ok(rows.into_iter().try_for_each(|row| self.below(row)));
        }
        let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let at = rows
            .iter()
            .position(|row| row.cells.len() == widest)
            .unwrap_or(0);
        let headings = rows
            .get(at)
            .map(|row| row.cells.clone())
            .unwrap_or_default();
        let file = self.file.to_owned();
        let mapping = match self.overrides.over(&headings, true) {
            Ok(mapping) if mapping.readable() => mapping,
            Ok(_) => {
                return Err(IntakeError::NoColumns {
                    file,
                    columns: headings,
                });
            }
            Err(column) => {
                return Err(IntakeError::NoSuchColumn {
                    file,
                    column,
                    columns: headings,
                });
            }
        };
        let flow = self.captions(rows.get(..at).unwrap_or_default(), &mapping, &headings);
        self.settle(headings, mapping);
        Ok(match flow {
            ControlFlow::Continue(()) => rows
                .into_iter()
                .skip(at + 1)
                .try_for_each(|row| self.below(row)),
            stop => stop,
        })
    }
}

/// Rejoins a text that its own separators split: in a table of one column, and in the body if the
/// separator is the comma of Chinese prose.
fn rejoin(row: &mut Row, settled: &Settled, separator: char) {
    let width = settled.headings.len();
    let surplus = row.cells.len().saturating_sub(width);
    let body = if width == 1 {
        Some(0)
    } else {
        settled
            .mapping
            .column(Field::Body)
            .filter(|_| separator == '，')
    };
    if let (Some(at), true) = (body, surplus > 0) {
        let text = row
            .cells
            .drain(at..=at + surplus)
            .collect::<Vec<_>>()
            .join(&separator.to_string());
        row.cells.insert(at, text);
    }
}
