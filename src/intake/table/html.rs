//! Reads tables in a web page, which many systems export under the name `.xls`, with the tokenizer
//! of html5gum.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::cell::{ExpandedNumber, expand_number};
use super::grid::{Grid, Sheet};
use crate::intake::table::mapping::ColumnMapping;
use crate::intake::table::row::TableRow;

/// The maximal depth of tables inside tables.
const MAX_DEPTH: usize = 50;

/// Elements whose text is not displayed.
const HIDDEN_TAGS: [&[u8]; 6] = [
    b"script",
    b"style",
    b"title",
    b"noframes",
    b"iframe",
    b"noembed",
];

/// The tables of a page.
#[derive(Debug)]
pub(in crate::intake) struct PageTables {
    /// The table of letters, or the largest; later tables with the same headings are appended.
    pub table: Option<Sheet>,
    /// The number of other tables, which are skipped.
    pub others: usize,
    /// Whether the page exceeds the limits.
    pub exceeds_limits: bool,
}

/// Reads the tables of a page.
pub(in crate::intake) fn read_tables(text: &str) -> PageTables {
    let mut reading = TableParser::default();
    let mut emitter = DefaultEmitter::default();
    // Lets the tokenizer treat the content of scripts and styles as text, not as markup.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
        match token {
            Token::String(text) => reading.push_text(&String::from_utf8_lossy(&text.value)),
            Token::StartTag(tag) => reading.start_tag(&tag),
            Token::EndTag(tag) => reading.end_tag(&tag.name),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if reading.exceeds_limits {
            break;
        }
    }
    while !reading.open.is_empty() {
        reading.end_table();
    }
    choose_table(reading.done, reading.exceeds_limits)
}

/// Chooses the largest table with recognisable headings, and appends later tables with the same
/// headings.
fn choose_table(mut tables: Vec<Vec<TableRow>>, full: bool) -> PageTables {
    let weight = |rows: &Vec<TableRow>| (find_headings(rows).is_some(), rows.len());
    let Some(at) =
        (0..tables.len()).max_by_key(|at| (tables.get(*at).map(weight), usize::MAX - at))
    else {
        return PageTables {
            table: None,
            others: 0,
            exceeds_limits: full,
        };
    };
    let mut rows = tables.remove(at);
    let mut others = 0;
    let same = find_headings(&rows);
    for (n, table) in tables.into_iter().enumerate() {
        let goes_on = n >= at && same.is_some() && find_headings(&table) == same;
        if goes_on {
            let last = rows.last().map_or(0, |row| row.number);
            rows.extend(table.into_iter().map(|row| TableRow {
                number: row.number + last,
                ..row
            }));
        } else if table.iter().any(|row| row.cells.len() > 1) {
            others += 1;
        }
    }
    PageTables {
        table: Some(Sheet {
            rows,
            ..Sheet::default()
        }),
        others,
        exceeds_limits: full,
    }
}

fn find_headings(rows: &[TableRow]) -> Option<Vec<String>> {
    let found = rows
        .iter()
        .take(10)
        .find(|row| row.cells.len() > 1 && ColumnMapping::guess(&row.cells).is_readable());
    found.map(|row| row.cells.clone())
}

/// The state while a page is read.
#[derive(Default)]
struct TableParser {
    /// The open tables, from the outermost.
    open: Vec<OpenTable>,
    done: Vec<Vec<TableRow>>,
    /// The number of open tables that are nested too deep to be read.
    too_deep: usize,
    /// The number of open elements that are not displayed.
    hidden_depth: usize,
    exceeds_limits: bool,
}

/// An open table.
#[derive(Default)]
struct OpenTable {
    grid: Grid,
    cell: Option<OpenCell>,
}

/// An open cell.
#[derive(Default)]
struct OpenCell {
    text: String,
    across: usize,
    down: u64,
    /// The exact number that a spreadsheet wrote for itself (`x:num`).
    number: Option<String>,
}

impl TableParser {
    fn push_text(&mut self, text: &str) {
        if self.hidden_depth > 0 || self.exceeds_limits {
            return;
        }
        // A table in a cell is part of that cell's text, too.
        for cell in self.open.iter_mut().filter_map(|open| open.cell.as_mut()) {
            for c in text.chars() {
                let blank = c.is_ascii_whitespace();
                if !blank {
                    cell.text.push(c);
                } else if !cell.text.is_empty() && !cell.text.ends_with([' ', '\n']) {
                    cell.text.push(' ');
                }
            }
        }
    }

    /// Ends the line; unless `always`, not if one has just ended.
    fn end_line(&mut self, always: bool) {
        for cell in self.open.iter_mut().filter_map(|open| open.cell.as_mut()) {
            let length = cell.text.trim_end_matches(' ').len();
            cell.text.truncate(length);
            if !cell.text.is_empty() && (always || !cell.text.ends_with('\n')) {
                cell.text.push('\n');
            }
        }
    }

    fn start_tag(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            _ if HIDDEN_TAGS.contains(&name) => self.hidden_depth += usize::from(!tag.self_closing),
            b"table" if self.open.len() < MAX_DEPTH => self.open.push(OpenTable::default()),
            // Its end must not close the table around it.
            b"table" => self.too_deep += 1,
            b"tr" => {
                self.end_cell();
                if let Some(open) = self.open.last_mut() {
                    open.grid.begin_row(None);
                }
            }
            b"td" | b"th" => {
                self.end_cell();
                if let Some(open) = self.open.last_mut() {
                    let number = |name| {
                        attribute(tag, name).and_then(|text| text.trim().parse::<usize>().ok())
                    };
                    open.cell = Some(OpenCell {
                        across: number(b"colspan").unwrap_or(1),
                        down: number(b"rowspan").unwrap_or(1) as u64,
                        number: attribute(tag, b"x:num").filter(|number| !number.is_empty()),
                        ..OpenCell::default()
                    });
                }
            }
            b"br" => self.end_line(true),
            b"p" | b"div" | b"li" => self.end_line(false),
            _ => {}
        }
    }

    fn end_tag(&mut self, name: &[u8]) {
        match name {
            _ if HIDDEN_TAGS.contains(&name) => {
                self.hidden_depth = self.hidden_depth.saturating_sub(1)
            }
            b"table" if self.too_deep > 0 => self.too_deep -= 1,
            b"table" => self.end_table(),
            b"tr" | b"td" | b"th" => self.end_cell(),
            b"p" | b"div" | b"li" => self.end_line(false),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some(OpenCell {
            text,
            across,
            down,
            number: exact,
        }) = open.cell.take()
        else {
            return;
        };
        let shown = text.trim_matches([' ', '\n']);
        let cut = matches!(expand_number(shown, false), ExpandedNumber::DigitsLost(_));
        let text = exact.filter(|_| cut).unwrap_or_else(|| shown.to_owned());
        open.grid.push_cell(text, None, across, down);
        self.exceeds_limits |= open.grid.is_full();
    }

    fn end_table(&mut self) {
        self.end_cell();
        if let Some(open) = self.open.pop() {
            let rows = open.grid.into_rows();
            if !rows.is_empty() {
                self.done.push(rows);
            }
        }
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes
        .get(name)
        .map(|value| String::from_utf8_lossy(value).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        read_tables(text)
            .table
            .unwrap()
            .rows
            .into_iter()
            .map(|row| row.cells)
            .collect()
    }

    #[test]
    fn a_fragment_is_a_table() {
        let page = "<table><tr><td>标题<td>内容</tr><tr><td title='a > b'>路灯&nbsp;&lt;1&gt;</td><td>第一行<br style='mso-data-placement:same-cell'>\n 第二行</td></tr>";
        assert_eq!(
            rows(page),
            [["标题", "内容"], ["路灯\u{a0}<1>", "第一行\n第二行"]]
        );
    }

    #[test]
    fn the_largest_table_of_letters_is_read_and_goes_on() {
        let table =
            |rows: &str| format!("<table><tr><th>标题</th><th>内容</th></tr>{rows}</table>");
        let row = |n: u32| format!("<tr><td>第{n}封</td><td>正文</td></tr>");
        let menu = "<table><tr><td>首页</td><td>查询</td></tr></table>";
        let page = format!(
            "<style>td{{}} <table></style>{menu}{}{}",
            table(&(row(1) + &row(2))),
            table(&row(3))
        );
        let read = read_tables(&page);
        assert_eq!((read.others, read.exceeds_limits), (1, false));
        let titles: Vec<_> = read
            .table
            .unwrap()
            .rows
            .into_iter()
            .map(|row| (row.number, row.cells[0].clone()))
            .collect();
        assert_eq!(titles[4], (5, "第3封".to_owned()));
        let inside = format!("<table><tr><td>{}</td></tr></table>", table(&row(1)));
        assert_eq!(
            rows(&inside)[1][0],
            "第1封",
            "a table inside a table that only lays out"
        );
    }

    #[test]
    fn a_number_that_is_shown_short_is_whole() {
        let page = "<table><tr><th>标题<th>电话<tr><td>a<td x:num=\"13800000152\">1.38E+10</table>";
        assert_eq!(rows(page)[1][1], "13800000152");
    }
}
