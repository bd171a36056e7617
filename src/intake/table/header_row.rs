//! Finds the heading row, even below captions, and passes on each row under it that may be a
//! letter.

use std::ops::ControlFlow;

use super::fields::{Field, normalize_heading};
use super::mapping::{ColumnMapping, MapOverrides};
use super::row::TableRow;
use crate::intake::error::IntakeError;
use crate::intake::table::classify::{is_blank_row, is_empty_cell, is_heading_row, skip_reason};
use crate::intake::table::headings::{JoinedHeadings, join_lines, join_second_line};
use crate::intake::table::skipped::{SkipReason, SkipTally, Skipped};
use crate::intake::table::time_columns::{SAMPLE_ROWS, TimeCandidates};
use crate::platform::limits::SHEET_COLUMNS;

/// The number of rows above the headings that are searched.
const MAX_ROWS_ABOVE: usize = 10;

/// Takes each row under the headings, with the mapping and the headings.
pub(in crate::intake) type RowSink<'a> =
    dyn FnMut(&TableRow, &ColumnMapping, &[String]) -> ControlFlow<()> + 'a;

/// The properties of the format that the rows come from.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::intake) struct TableFormat {
    /// Whether plain numbers in the time column are day numbers of a spreadsheet.
    pub day_numbers: bool,
    /// The separator, in a text table.
    pub separator: Option<char>,
}

/// The state of reading one table, row by row.
pub(in crate::intake) struct TableReader<'a> {
    file: &'a str,
    overrides: &'a MapOverrides,
    format: TableFormat,
    sink: &'a mut RowSink<'a>,
    rows_above: Vec<TableRow>,
    header: Option<TableHeader>,
    /// Rows that wait until the time column is chosen.
    held_rows: Vec<TableRow>,
    /// Whether any row under the headings was passed on.
    any_delivered: bool,
    /// Captions above the headings, normalised like headings.
    caption_texts: Vec<String>,
    skipped: SkipTally,
}

/// The headings that are in force.
struct TableHeader {
    headings: Vec<String>,
    mapping: ColumnMapping,
    /// Whether no row was read under them yet.
    is_fresh: bool,
    time_candidates: Option<TimeCandidates>,
}

/// Columns that no field is read from.
#[derive(Default)]
pub(in crate::intake) struct UnreadColumns {
    /// Those that no import reads.
    unused: Vec<String>,
    /// Those that only an import of past letters reads.
    past: Vec<String>,
}

impl UnreadColumns {
    /// Adds those of these headings, each once.
    pub(in crate::intake) fn add(&mut self, headings: &[String], mapping: &ColumnMapping) {
        let extras = mapping.extra_columns(headings);
        for (at, heading) in headings.iter().enumerate() {
            if is_empty_cell(heading) || mapping.uses(at) {
                continue;
            }
            let kind = match extras.iter().find(|(_, column)| *column == at) {
                Some((field, _)) if field.is_of_past() => &mut self.past,
                Some(_) => continue,
                None => &mut self.unused,
            };
            if !kind.contains(heading) && kind.len() < SHEET_COLUMNS {
                kind.push(heading.clone());
            }
        }
    }

    /// Returns what is told of them.
    pub(in crate::intake) fn into_skipped(
        self,
        file: &str,
        sheet: Option<&str>,
    ) -> impl Iterator<Item = Skipped> {
        [
            (SkipReason::UnusedColumns, self.unused),
            (SkipReason::PastColumns, self.past),
        ]
        .into_iter()
        .filter(|(_, columns)| !columns.is_empty())
        .map(move |(reason, columns)| Skipped {
            columns,
            ..Skipped::without_rows(file, sheet, reason)
        })
    }
}

/// The result of a table.
pub(in crate::intake) struct TableEnd {
    /// Whether there were headings.
    pub has_headings: bool,
    /// The rows that were skipped.
    pub skipped: Vec<Skipped>,
}

impl<'a> TableReader<'a> {
    pub(crate) fn new(
        file: &'a str,
        overrides: &'a MapOverrides,
        form: TableFormat,
        under: &'a mut RowSink<'a>,
    ) -> TableReader<'a> {
        TableReader {
            file,
            overrides,
            format: form,
            sink: under,
            rows_above: Vec::new(),
            header: None,
            held_rows: Vec::new(),
            any_delivered: false,
            caption_texts: Vec::new(),
            skipped: SkipTally::default(),
        }
    }

    /// Adds the next row of the file.
    pub(crate) fn push(&mut self, row: TableRow) -> Result<ControlFlow<()>, IntakeError> {
        // A line without even a separator is not a row.
        if row.damage.is_none() && matches!(row.cells.as_slice(), [only] if only.is_empty()) {
            return Ok(ControlFlow::Continue(()));
        }
        if self.header.is_some() {
            return Ok(self.push_below(row));
        }
        if row.damage.is_none() && is_blank_row(&row.cells) {
            self.skipped.add_row(SkipReason::Blank, row.number);
            return Ok(ControlFlow::Continue(()));
        }
        // A single cell may be the title of the table, so words inside it are not matched loosely.
        let first = self.rows_above.is_empty()
            && row.cells.iter().filter(|cell| !is_empty_cell(cell)).count() > 1;
        let guess = if first {
            ColumnMapping::guess_loosely(&row.cells)
        } else {
            ColumnMapping::guess(&row.cells)
        };
        let recognised = guess.is_readable() || self.overrides.names_any(&row.cells);
        if let Some(mapping) = self
            .overrides
            .mapping_for(&row.cells, first)
            .ok()
            .filter(|m| recognised && m.is_readable())
        {
            return Ok(self.accept_headings(row, mapping));
        }
        self.rows_above.push(row);
        if self.rows_above.len() < MAX_ROWS_ABOVE {
            Ok(ControlFlow::Continue(()))
        } else {
            self.use_widest_row()
        }
    }

    /// Takes a row as the headings. The line above may be their upper half; the other rows above
    /// are captions.
    fn accept_headings(&mut self, row: TableRow, mapping: ColumnMapping) -> ControlFlow<()> {
        let mut above = std::mem::take(&mut self.rows_above);
        let (mut headings, mut mapping) = (row.cells, mapping);
        mapping.record_previous(None);
        let first = mapping.clone();
        let upper = above.last().filter(|upper| {
            let words = upper.cells.iter().filter(|cell| !is_empty_cell(cell));
            let gap = upper
                .cells
                .iter()
                .zip(&headings)
                .any(|(high, low)| !is_empty_cell(high) && is_empty_cell(low));
            upper.number + 1 == row.number
                && gap
                && words.clone().count() > 1
                && words.clone().all(|cell| {
                    cell.chars().count() <= 12 && !cell.contains(|c: char| c.is_ascii_digit())
                })
        });
        if let Some(upper) = upper {
            let two = join_lines(&upper.cells, &headings);
            if let Some(both) = self.map_joined(&two).filter(ColumnMapping::is_readable) {
                (headings, mapping) = (two.shown, both);
                mapping.record_previous(Some(&first));
                self.skipped.add_row(SkipReason::Heading, upper.number);
                above.pop();
            }
        }
        let flow = self.skip_captions(&above, &mapping, &headings);
        self.set_header(headings, mapping);
        flow
    }

    /// Skips the rows above the headings as captions. Rows that could not be read are passed on and
    /// reported.
    fn skip_captions(
        &mut self,
        above: &[TableRow],
        mapping: &ColumnMapping,
        headings: &[String],
    ) -> ControlFlow<()> {
        for row in above {
            if row.damage.is_some() {
                (self.sink)(row, mapping, headings)?;
                continue;
            }
            let first = row.cells.iter().find(|cell| !is_empty_cell(cell));
            self.caption_texts
                .extend(first.map(|cell| normalize_heading(cell)));
            self.skipped.add_row(SkipReason::Caption, row.number);
        }
        ControlFlow::Continue(())
    }

    fn set_header(&mut self, headings: Vec<String>, mut mapping: ColumnMapping) {
        mapping.record_previous(self.header.as_ref().map(|settled| &settled.mapping));
        let candidates = TimeCandidates::from_headings(&headings, &mapping);
        let undecided = Some(candidates).filter(TimeCandidates::is_undecided);
        self.header = Some(TableHeader {
            headings,
            mapping,
            is_fresh: true,
            time_candidates: undecided,
        });
    }

    fn map_joined(&self, two: &JoinedHeadings) -> Option<ColumnMapping> {
        let mut mapping = ColumnMapping::guess_loosely(&two.full);
        mapping.fill_from(&ColumnMapping::guess(&two.shown));
        self.overrides.apply_to(mapping, &two.shown).ok()
    }

    /// Adds a row under the headings.
    fn push_below(&mut self, mut row: TableRow) -> ControlFlow<()> {
        let Some(settled) = &mut self.header else {
            return ControlFlow::Continue(());
        };
        let fresh = std::mem::replace(&mut settled.is_fresh, false);
        if let Some(separator) = self.format.separator {
            rejoin_cells(&mut row, settled, separator);
        }
        if fresh
            && row.damage.is_none()
            && let Some(two) = join_second_line(&settled.headings, &row.cells, &settled.mapping)
            && let Some(mapping) = self.map_joined(&two).filter(ColumnMapping::is_readable)
        {
            self.skipped.add_row(SkipReason::Heading, row.number);
            self.set_header(two.shown, mapping);
            return ControlFlow::Continue(());
        }
        let Some(settled) = &self.header else {
            return ControlFlow::Continue(());
        };
        if let Some(reason) = skip_reason(
            &row,
            &settled.mapping,
            &settled.headings,
            &self.caption_texts,
        ) {
            self.skipped.add_row(reason, row.number);
            return if reason == SkipReason::Heading {
                self.switch_headings(row)
            } else {
                ControlFlow::Continue(())
            };
        }
        let waits = settled.time_candidates.as_ref().is_some_and(|candidates| {
            !(self.held_rows.is_empty() && candidates.is_settled_by(&row, self.format.day_numbers))
        });
        if waits && self.held_rows.len() < SAMPLE_ROWS {
            self.held_rows.push(row);
            return ControlFlow::Continue(());
        }
        self.held_rows.push(row);
        self.flush()
    }

    /// Handles repeated headings. If their order differs, the rows that follow are read by the new
    /// ones.
    fn switch_headings(&mut self, row: TableRow) -> ControlFlow<()> {
        let same = self.header.as_ref().is_some_and(|settled| {
            settled.headings.iter().zip(&row.cells).all(|(one, other)| {
                is_empty_cell(other) || normalize_heading(one) == normalize_heading(other)
            })
        });
        if same {
            return ControlFlow::Continue(());
        }
        let flow = self.flush();
        match self.overrides.mapping_for(&row.cells, false) {
            Ok(mapping) if mapping.is_readable() && is_heading_row(&row.cells, &row.cells) => {
                self.set_header(row.cells, mapping)
            }
            Ok(_) | Err(_) => {}
        }
        flow
    }

    /// Chooses the time column by the rows held back, and passes them on.
    pub(crate) fn flush(&mut self) -> ControlFlow<()> {
        let Some(settled) = &mut self.header else {
            return ControlFlow::Continue(());
        };
        if let Some(candidates) = settled
            .time_candidates
            .take_if(|_| !self.held_rows.is_empty())
        {
            candidates.choose_columns(
                &mut settled.mapping,
                &self.held_rows,
                self.format.day_numbers,
                self.overrides.has_field(Field::Time),
            );
        }
        for row in std::mem::take(&mut self.held_rows) {
            self.any_delivered = true;
            (self.sink)(&row, &settled.mapping, &settled.headings)?;
        }
        ControlFlow::Continue(())
    }

    /// Ends the table.
    pub(crate) fn finish(mut self, sheet: Option<&str>) -> Result<TableEnd, IntakeError> {
        if self.header.is_none() && !self.rows_above.is_empty() {
            let _ = self.use_widest_row()?;
        }
        // A sink that stops here also stops at whatever the caller passes on next.
        let _ = self.flush();
        let only_headings = self.header.is_some() && !self.any_delivered;
        let mut skipped = self.skipped.into_reports(self.file, sheet);
        if only_headings {
            skipped.push(Skipped::without_rows(
                self.file,
                sheet,
                SkipReason::OnlyHeadings,
            ));
        }
        if let Some(settled) = self.header.as_ref().filter(|_| !only_headings) {
            let mut unread = UnreadColumns::default();
            unread.add(&settled.headings, &settled.mapping);
            skipped.extend(unread.into_skipped(self.file, sheet));
        }
        Ok(TableEnd {
            has_headings: self.header.is_some(),
            skipped,
        })
    }

    /// Falls back when no row has recognisable headings: takes the first of the widest rows, if
    /// `--map` gives it a title or a body.
    fn use_widest_row(&mut self) -> Result<ControlFlow<()>, IntakeError> {
        let rows = std::mem::take(&mut self.rows_above);
        if rows.iter().all(|row| row.damage.is_some()) {
            self.set_header(Vec::new(), ColumnMapping::default());
            return Ok(rows.into_iter().try_for_each(|row| self.push_below(row)));
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
        let mapping = match self.overrides.mapping_for(&headings, true) {
            Ok(mapping) if mapping.is_readable() => mapping,
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
        let flow = self.skip_captions(rows.get(..at).unwrap_or_default(), &mapping, &headings);
        self.set_header(headings, mapping);
        Ok(match flow {
            ControlFlow::Continue(()) => rows
                .into_iter()
                .skip(at + 1)
                .try_for_each(|row| self.push_below(row)),
            stop => stop,
        })
    }
}

/// Rejoins a text that its own separators split: in a table of one column, and in the body if the
/// separator is the comma of Chinese prose.
fn rejoin_cells(row: &mut TableRow, settled: &TableHeader, separator: char) {
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
