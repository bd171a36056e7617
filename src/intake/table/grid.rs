//! Rows of a table in memory, with each cell in its column although earlier cells may span several
//! columns and rows.

use crate::intake::table::row::TableRow;
use crate::platform::limits::{GRID_MIB, MIB, SHEET_COLUMNS, SHEET_ROWS};

/// A sheet in memory.
#[derive(Debug, Default)]
pub(in crate::intake) struct Sheet {
    /// The name; `None` in a web page.
    pub name: Option<String>,
    /// Whether it is hidden.
    pub hidden: bool,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// The text of a cell that spans further rows below.
struct RowSpan {
    text: String,
    rows_left: u64,
}

/// A table under construction.
#[derive(Default)]
pub(super) struct Grid {
    rows: Vec<TableRow>,
    spans: Vec<Option<RowSpan>>,
    column: usize,
    bytes: u64,
}

impl Grid {
    /// Begins a row; `number` is the row number if the file gives one.
    pub(super) fn begin_row(&mut self, number: Option<u64>) {
        self.end_row();
        let next = self.rows.last().map_or(1, |row| row.number + 1);
        self.rows.push(TableRow {
            number: number.map_or(next, |given| given.max(next)),
            ..TableRow::default()
        });
        self.column = 0;
    }

    /// Adds a cell that spans `across` columns and `down` rows; `at` is the column if the file
    /// gives it.
    pub(super) fn push_cell(&mut self, text: String, at: Option<usize>, across: usize, down: u64) {
        if self.rows.is_empty() {
            self.begin_row(None);
        }
        self.column = at.map_or(self.column, |at| at.max(self.column));
        self.fill_spans();
        let (column, across) = (self.column, across.clamp(1, SHEET_COLUMNS));
        if column >= SHEET_COLUMNS {
            return;
        }
        if down > 1 {
            if self.spans.len() < SHEET_COLUMNS {
                self.spans.resize_with(SHEET_COLUMNS, || None);
            }
            for (n, span) in self.spans.iter_mut().skip(column).take(across).enumerate() {
                let text = if n == 0 { text.clone() } else { String::new() };
                *span = Some(RowSpan {
                    text,
                    rows_left: down - 1,
                });
            }
        }
        self.put_cell(column, text);
        self.column = column + across;
    }

    /// Marks the last cell as a number with more digits than a spreadsheet stores.
    pub(super) fn mark_rounded(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.rounded_columns.push(row.cells.len().saturating_sub(1));
        }
    }

    /// Reports whether the limits are exceeded.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > GRID_MIB * MIB || self.rows.len() as u64 > SHEET_ROWS
    }

    /// Returns the rows.
    pub(super) fn into_rows(mut self) -> Vec<TableRow> {
        self.end_row();
        self.rows
    }

    /// Fills the columns from here that cells above span.
    fn fill_spans(&mut self) {
        while let Some(span) = self
            .spans
            .get_mut(self.column)
            .and_then(Option::as_mut)
            .filter(|span| span.rows_left > 0)
        {
            span.rows_left -= 1;
            let text = span.text.clone();
            self.put_cell(self.column, text);
            self.column += 1;
        }
    }

    fn end_row(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        while self.column < self.spans.len() {
            self.fill_spans();
            self.column += 1;
        }
    }

    fn put_cell(&mut self, column: usize, text: String) {
        // 24 bytes for the `String` of the cell itself.
        self.bytes += text.len() as u64 + 24;
        if let Some(row) = self.rows.last_mut()
            && !(text.is_empty() && column >= row.cells.len())
        {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(column) {
                *cell = text;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let mut grid = Grid::default();
        grid.begin_row(None);
        grid.push_cell("标题".to_owned(), None, 1, 2);
        grid.push_cell("来信人".to_owned(), None, 2, 1);
        grid.push_cell("时间".to_owned(), None, 1, 2);
        grid.begin_row(None);
        grid.push_cell("姓名".to_owned(), None, 1, 1);
        grid.push_cell("电话".to_owned(), None, 1, 1);
        grid.begin_row(Some(9));
        grid.push_cell("甲".to_owned(), Some(2), 1, 1);
        let rows = grid.into_rows();
        assert_eq!(rows[0].cells, ["标题", "来信人", "", "时间"]);
        assert_eq!(rows[1].cells, ["标题", "姓名", "电话", "时间"]);
        assert_eq!(
            (rows[2].number, rows[2].cells.as_slice()),
            (9, ["", "", "甲"].map(str::to_owned).as_slice())
        );
    }
}
