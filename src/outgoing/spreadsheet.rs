//! Tables as a workbook (Office Open XML), through rust_xlsxwriter. The same tables give the same
//! bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::domain::time::DateTime;
use crate::report::table::{Cell, TableHead};

/// Rows of a sheet besides its headings; more go on in the next one.
const MAX_ROWS: u32 = 1_048_575;

/// The longest text that a cell holds, in UTF-16 units.
const MAX_CELL_CHARS: usize = 32_767;

/// Paper A4.
const A4: u8 = 9;

/// Writes a workbook row by row. Its sheets keep no more than a row in memory.
pub struct Spreadsheet {
    workbook: Workbook,
    /// The sheet in progress: its place, its head, its rows so far.
    sheet: Option<(usize, TableHead, u32)>,
    formats: Formats,
}

struct Formats {
    heading: Format,
    text: Format,
    day: Format,
    at: Format,
    share: Format,
    number: Format,
}

impl Formats {
    fn new() -> Formats {
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
        };
        Formats {
            heading: cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            text: cell().set_text_wrap(),
            day: cell().set_num_format("yyyy-mm-dd"),
            at: cell().set_num_format("yyyy-mm-dd hh:mm"),
            share: cell().set_num_format("0.0%"),
            number: cell().set_num_format("0.0"),
        }
    }
}

impl Spreadsheet {
    /// Creates an empty workbook with a title.
    ///
    /// # Errors
    /// If the date of its making cannot be written.
    pub fn new(title: &str, made: DateTime) -> Result<Spreadsheet, XlsxError> {
        let mut workbook = Workbook::new();
        let properties = DocProperties::new()
            .set_title(title)
            .set_creation_datetime(&excel_time(made)?);
        workbook.set_properties(&properties);
        Ok(Spreadsheet {
            workbook,
            sheet: None,
            formats: Formats::new(),
        })
    }

    /// Begins a sheet.
    ///
    /// # Errors
    /// If its name is none of a sheet.
    pub fn sheet(&mut self, head: &TableHead) -> Result<(), XlsxError> {
        self.end_sheet()?;
        let place = self.workbook.worksheets().len();
        self.begin(head.clone(), place, &head.name)
    }

    fn begin(&mut self, head: TableHead, place: usize, name: &str) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(A4);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0u16..).zip(&head.columns) {
            sheet.set_column_width(at, f64::from(column.width))?;
        }
        for (at, column) in (0u16..).zip(&head.columns) {
            sheet.write_string_with_format(0, at, &column.heading, &self.formats.heading)?;
        }
        self.sheet = Some((place, head, 0));
        Ok(())
    }

    /// Writes a row of the sheet that was begun last.
    ///
    /// # Errors
    /// If a value has no place in a cell.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), XlsxError> {
        let full = |(_, _, rows): &(usize, TableHead, u32)| *rows >= MAX_ROWS;
        if self.sheet.as_ref().is_some_and(full)
            && let Some((_, head, _)) = self.sheet.clone()
        {
            self.end_sheet()?;
            let place = self.workbook.worksheets().len();
            let name = format!("{} {}", head.name, place + 1);
            self.begin(head, place, &name)?;
        }
        let Some((place, _, rows)) = &mut self.sheet else {
            return Ok(());
        };
        *rows += 1;
        let sheet = self.workbook.worksheet_from_index(*place)?;
        for (at, cell) in (0u16..).zip(row) {
            write_cell(sheet, (*rows, at), cell, &self.formats)?;
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let Some((place, head, rows)) = self.sheet.take() else {
            return Ok(());
        };
        let last = u16::try_from(head.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let sheet = self.workbook.worksheet_from_index(place)?;
        sheet.autofilter(0, 0, rows, last)?;
        Ok(())
    }

    /// Ends the workbook. Returns its bytes.
    ///
    /// # Errors
    /// If it cannot be put together.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.end_sheet()?;
        self.workbook.save_to_buffer()
    }
}

fn excel_time(at: DateTime) -> Result<ExcelDateTime, XlsxError> {
    let (date, time) = (at.date(), at.time());
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(1900);
    let minutes = u16::try_from(time.to_minutes()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?.and_hms(
        minutes / 60,
        u8::try_from(minutes % 60).unwrap_or(0),
        0.0,
    )
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    // Dates before 1900 are no dates for a spreadsheet.
    let has_date = |year: i16| (1900..=9999).contains(&year);
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &formats.text)?,
        Cell::Text(text) => {
            let text = clean(text);
            sheet.write_string_with_format(row, column, &text, &formats.text)?
        }
        Cell::Count(n) => sheet.write_number_with_format(row, column, *n as f64, &formats.text)?,
        Cell::Number(n) => sheet.write_number_with_format(row, column, *n, &formats.number)?,
        Cell::Share(n) => sheet.write_number_with_format(row, column, *n, &formats.share)?,
        Cell::Day(date) if has_date(date.year()) => {
            let at = excel_time(date.at(crate::domain::time::Time::MIDNIGHT))?;
            sheet.write_datetime_with_format(row, column, &at, &formats.day)?
        }
        Cell::At(at) if has_date(at.year()) => {
            sheet.write_datetime_with_format(row, column, excel_time(*at)?, &formats.at)?
        }
        Cell::Day(date) => {
            sheet.write_string_with_format(row, column, date.to_string(), &formats.text)?
        }
        Cell::At(at) => {
            sheet.write_string_with_format(row, column, at.to_minute(), &formats.text)?
        }
    };
    Ok(())
}

/// Returns a text that a cell can hold: without control characters, and cut where it is too long.
fn clean(text: &str) -> String {
    let mut units = 0;
    text.chars()
        .filter(|char| !char.is_control() || matches!(char, '\n' | '\t'))
        .take_while(|char| {
            units += char.len_utf16();
            units <= MAX_CELL_CHARS
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Date;
    use crate::report::table::Column;

    fn made() -> DateTime {
        let date = Date::new(2026, 3, 6).unwrap();
        date.at(crate::domain::time::Time::new(9, 12, 0).unwrap())
    }

    fn book() -> Vec<u8> {
        let column = |heading: &str| Column {
            heading: heading.to_owned(),
            width: 20,
            about: "",
        };
        let head = TableHead {
            name: "台账".to_owned(),
            columns: vec![column("标题"), column("来信时间"), column("按时率")],
        };
        let mut book = Spreadsheet::new("台账", made()).unwrap();
        book.sheet(&head).unwrap();
        let long = "长".repeat(40_000);
        for text in ["=HYPERLINK(\"http://x\")", "a\u{1}b\u{0}c\nd", &long] {
            let row = [
                Cell::Text(text.to_owned()),
                Cell::At(made()),
                Cell::Share(0.87),
            ];
            book.row(&row).unwrap();
        }
        book.row(&[Cell::Empty, Cell::Day(made().date()), Cell::Number(1.5)])
            .unwrap();
        book.finish().unwrap()
    }

    #[test]
    fn a_text_stays_a_text_dates_are_dates_and_the_bytes_are_the_same_again() {
        let bytes = book();
        assert_eq!(bytes, book());
        let mut read: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(&bytes[..])).unwrap();
        use calamine::Reader as _;
        let range = read.worksheet_range("台账").unwrap();
        let cell = |row, column| range.get_value((row, column)).cloned().unwrap();
        assert_eq!(
            cell(1, 0),
            calamine::Data::String("=HYPERLINK(\"http://x\")".to_owned())
        );
        assert_eq!(cell(2, 0), calamine::Data::String("abc\nd".to_owned()));
        assert!(
            matches!(cell(1, 1), calamine::Data::DateTime(_)),
            "{:?}",
            cell(1, 1)
        );
        assert_eq!(cell(1, 2), calamine::Data::Float(0.87));
        let calamine::Data::String(cut) = cell(3, 0) else {
            panic!("a text");
        };
        assert_eq!(cut.chars().count(), MAX_CELL_CHARS);
        assert!(
            read.worksheet_formula("台账").unwrap().is_empty(),
            "no formula"
        );
    }
}
