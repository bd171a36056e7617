//! Reads workbooks in the XML of Excel 2003 (SpreadsheetML), with the XML reader that calamine
//! uses.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::intake::table::grid::{Grid, Sheet};

/// Why a workbook could not be read.
#[derive(Debug)]
pub(in crate::intake) enum Failure {
    /// It is not well-formed.
    Damaged,
    /// It exceeds the limits.
    Full,
}

/// Reads the sheets of a workbook.
pub(in crate::intake) fn read(text: &str) -> Result<Vec<Sheet>, Failure> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut sheets, mut grid): (Vec<Sheet>, Grid) = (Vec::new(), Grid::default());
    let (mut cell, mut in_data, mut in_visible) = (None::<Cell>, false, false);
    loop {
        match reader.read_event().map_err(|_| Failure::Damaged)? {
            Event::Start(tag) => match tag.local_name().into_inner() {
                "Worksheet" => {
                    grid = Grid::default();
                    sheets.push(Sheet {
                        name: attribute(&tag, "Name"),
                        ..Sheet::default()
                    });
                }
                "Row" => grid.begin_row(number(&tag, "Index")),
                "Cell" => cell = Some(Cell::of(&tag)),
                "Data" => {
                    in_data = true;
                    if let Some(cell) = &mut cell {
                        cell.kind = attribute(&tag, "Type").unwrap_or_default();
                    }
                }
                "Visible" => in_visible = true,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().into_inner() {
                "Row" => grid.begin_row(number(&tag, "Index")),
                "Cell" => Cell::of(&tag).end(&mut grid),
                _ => {}
            },
            Event::Text(text) => {
                let piece = text.xml10_content();
                match &mut cell {
                    Some(cell) if in_data => cell.text.push_str(&piece),
                    Some(_) | None => {}
                }
                if let Some(sheet) = sheets.last_mut().filter(|_| in_visible) {
                    sheet.hidden |= piece.contains("Hidden");
                }
            }
            Event::CData(text) => {
                if let Some(cell) = cell.as_mut().filter(|_| in_data) {
                    cell.text.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(cell) = cell.as_mut().filter(|_| in_data) {
                    cell.text.push_str(&unescaped(&format!("&{};", &*name)));
                }
            }
            Event::End(tag) => match tag.local_name().into_inner() {
                "Data" => in_data = false,
                "Visible" => in_visible = false,
                "Cell" => {
                    if let Some(cell) = cell.take() {
                        cell.end(&mut grid);
                    }
                    if grid.is_full() {
                        return Err(Failure::Full);
                    }
                }
                "Table" => {
                    if let Some(sheet) = sheets.last_mut() {
                        sheet.rows = std::mem::take(&mut grid).done();
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// An open cell.
#[derive(Default)]
struct Cell {
    at: Option<usize>,
    across: usize,
    down: u64,
    kind: String,
    text: String,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Cell {
        let small = |name| number(tag, name).unwrap_or_default();
        Cell {
            at: number(tag, "Index").and_then(|n| usize::try_from(n.saturating_sub(1)).ok()),
            across: usize::try_from(small("MergeAcross"))
                .unwrap_or(usize::MAX)
                .saturating_add(1),
            down: small("MergeDown").saturating_add(1),
            ..Cell::default()
        }
    }

    fn end(self, grid: &mut Grid) {
        let number = if self.kind == "Number" {
            self.text.trim().parse::<f64>().ok()
        } else {
            None
        };
        let rounded = number.is_some_and(crate::intake::table::cell::rounded);
        // Written out, because 1.3800000152E10 is an ordinary number here.
        let text = number.map_or(self.text, |number| number.to_string());
        let text = if self.kind == "DateTime" {
            text.trim_end_matches(".000").to_owned()
        } else {
            text
        };
        grid.cell(text, self.at, self.across, self.down);
        if rounded {
            grid.note_rounded();
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(unescaped(&found.value))
}

/// Resolves the entities of a text; a text with an unknown entity stays as it is.
fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    attribute(tag, name).and_then(|text| text.trim().parse().ok())
}
