//! Reads workbooks in the XML of Excel 2003 (SpreadsheetML), with the XML reader that calamine
//! uses.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::intake::table::grid::{Grid, Sheet};

/// Why a workbook could not be read.
#[derive(Debug)]
pub(in crate::intake) enum SpreadsheetMlError {
    /// It is not well-formed.
    Damaged,
    /// It exceeds the limits.
    Full,
}

/// Reads the sheets of a workbook.
pub(in crate::intake) fn read_sheets(text: &str) -> Result<Vec<Sheet>, SpreadsheetMlError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut sheets, mut grid): (Vec<Sheet>, Grid) = (Vec::new(), Grid::default());
    let (mut cell, mut in_data, mut in_visible) = (None::<XmlCell>, false, false);
    loop {
        match reader
            .read_event()
            .map_err(|_| SpreadsheetMlError::Damaged)?
        {
            Event::Start(tag) => match tag.local_name().into_inner() {
                "Worksheet" => {
                    grid = Grid::default();
                    sheets.push(Sheet {
                        name: find_attribute(&tag, "Name"),
                        ..Sheet::default()
                    });
                }
                "Row" => grid.begin_row(parse_attribute(&tag, "Index")),
                "Cell" => cell = Some(XmlCell::from_tag(&tag)),
                "Data" => {
                    in_data = true;
                    if let Some(cell) = &mut cell {
                        cell.kind = find_attribute(&tag, "Type").unwrap_or_default();
                    }
                }
                "Visible" => in_visible = true,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().into_inner() {
                "Row" => grid.begin_row(parse_attribute(&tag, "Index")),
                "Cell" => XmlCell::from_tag(&tag).write_to(&mut grid),
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
                    cell.text
                        .push_str(&unescape_entities(&format!("&{};", &*name)));
                }
            }
            Event::End(tag) => match tag.local_name().into_inner() {
                "Data" => in_data = false,
                "Visible" => in_visible = false,
                "Cell" => {
                    if let Some(cell) = cell.take() {
                        cell.write_to(&mut grid);
                    }
                    if grid.is_full() {
                        return Err(SpreadsheetMlError::Full);
                    }
                }
                "Table" => {
                    if let Some(sheet) = sheets.last_mut() {
                        sheet.rows = std::mem::take(&mut grid).into_rows();
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
struct XmlCell {
    at: Option<usize>,
    across: usize,
    down: u64,
    kind: String,
    text: String,
}

impl XmlCell {
    fn from_tag(tag: &BytesStart<'_>) -> XmlCell {
        let small = |name| parse_attribute(tag, name).unwrap_or_default();
        XmlCell {
            at: parse_attribute(tag, "Index")
                .and_then(|n| usize::try_from(n.saturating_sub(1)).ok()),
            across: usize::try_from(small("MergeAcross"))
                .unwrap_or(usize::MAX)
                .saturating_add(1),
            down: small("MergeDown").saturating_add(1),
            ..XmlCell::default()
        }
    }

    fn write_to(self, grid: &mut Grid) {
        let number = if self.kind == "Number" {
            self.text.trim().parse::<f64>().ok()
        } else {
            None
        };
        let rounded = number.is_some_and(crate::intake::table::cell::is_rounded);
        // Written out, because 1.3800000152E10 is an ordinary number here.
        let text = number.map_or(self.text, |number| number.to_string());
        let text = if self.kind == "DateTime" {
            text.trim_end_matches(".000").to_owned()
        } else {
            text
        };
        grid.push_cell(text, self.at, self.across, self.down);
        if rounded {
            grid.mark_rounded();
        }
    }
}

fn find_attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(unescape_entities(&found.value))
}

/// Resolves the entities of a text; a text with an unknown entity stays as it is.
fn unescape_entities(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

fn parse_attribute(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    find_attribute(tag, name).and_then(|text| text.trim().parse().ok())
}
