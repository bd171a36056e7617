//! Splits a CSV stream into records: joins lines while a quote is open. A quote that is never
//! closed costs only its own row.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use crate::intake::table::csv::quotes::{
    QuoteState, WIDE_COMMA, replace_wide_commas, separator_byte, unwrap_formulas,
};
use crate::intake::text::encoding::ReadMeter;
use crate::platform::limits::{
    FLUSH_AFTER_LINES, MIB, QUOTED_LINES, REREAD_MIB, ROWS_IN_QUOTES, TEXT_COLUMNS, TEXT_MIB,
};

/// The next item of the file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::intake) enum Record {
    /// The text of a record with its line end. May hold several records if lines end with a
    /// carriage return alone.
    Text(Vec<u8>),
    /// A row with a quote that is never closed. The next record is the line after it.
    OpenQuote,
    /// A row that spans many lines. The next record is that row, so the caller can deliver the rows
    /// before it first.
    LongRow,
    /// A row over the limit.
    TooLong,
    /// A row with more fields than any sound one.
    TooManyFields,
    /// Too many quotes that are never closed: reading stops here.
    GivenUp,
    /// The end of the file.
    End,
}

/// The byte order mark of UTF-8.
const BOM: &[u8] = "\u{feff}".as_bytes();

struct CsvLine {
    bytes: Vec<u8>,
    /// Whether the line is longer than what was stored of it.
    is_cut: bool,
}

/// The records of a stream.
pub(in crate::intake) struct CsvRecords<R> {
    reader: BufReader<R>,
    separator: u8,
    /// Whether the separator is the full-width comma.
    wide_comma: bool,
    meter: ReadMeter,
    /// Lines that were read ahead and turned out to be rows of their own.
    unread_lines: VecDeque<CsvLine>,
    /// The number of bytes that were read again.
    reread_bytes: u64,
    /// Whether the next row was announced as one that spans many lines.
    long_announced: bool,
    /// Whether anything was read.
    has_begun: bool,
}

impl<R: Read> CsvRecords<R> {
    /// Creates the records of a stream; `meter` is the meter of the same stream.
    pub(crate) fn new(from: R, separator: char, meter: ReadMeter) -> CsvRecords<R> {
        let wide = separator == WIDE_COMMA;
        let reader = BufReader::with_capacity(64 * 1024, from);
        CsvRecords {
            reader,
            separator: separator_byte(separator),
            wide_comma: wide,
            meter,
            unread_lines: VecDeque::new(),
            reread_bytes: 0,
            long_announced: false,
            has_begun: false,
        }
    }

    /// Reads the next record; `width` is the number of fields of the rows here, 0 if it is not
    /// known yet.
    pub(crate) fn next(&mut self, width: usize) -> io::Result<Record> {
        let far = std::mem::take(&mut self.long_announced);
        let Some(mut first) = self.read_line()? else {
            return Ok(Record::End);
        };
        if first.is_cut {
            return Ok(Record::TooLong);
        }
        unwrap_formulas(&mut first.bytes, self.separator);
        let mut quotes = QuoteState::new(self.separator);
        quotes.feed_line(&first.bytes);
        if quotes.separators > TEXT_COLUMNS {
            // If the heading row is as wide, the table is a wide one, and each row is cut to the
            // limit.
            if width == 0 || width >= TEXT_COLUMNS {
                first.bytes.truncate(quotes.cut_at);
                first.bytes.push(b'\n');
                return Ok(Record::Text(first.bytes));
            }
            return Ok(Record::TooManyFields);
        }
        if !quotes.is_open() {
            return Ok(Record::Text(first.bytes));
        }
        let mut text = first.bytes.clone();
        let mut lines: Vec<CsvLine> = Vec::new();
        let mut rows = 0;
        let closed = loop {
            let Some(line) = self.read_line()? else {
                break false;
            };
            quotes.feed_line(&line.bytes);
            let separators = line
                .bytes
                .iter()
                .filter(|byte| **byte == self.separator)
                .count();
            // A line with as many separators as the rows have looks like a row of its own.
            rows += usize::from(width > 2 && separators + 1 == width);
            let cut = line.is_cut || (text.len() + line.bytes.len()) as u64 > TEXT_MIB * MIB;
            text.extend_from_slice(&line.bytes);
            lines.push(line);
            let table = lines.len() >= ROWS_IN_QUOTES && rows == lines.len();
            if cut || quotes.is_misplaced || table || lines.len() > QUOTED_LINES {
                break false;
            }
            if !quotes.is_open() {
                break true;
            }
            if lines.len() == FLUSH_AFTER_LINES && !far {
                self.long_announced = true;
                self.put_back(lines);
                self.unread_lines.push_front(first);
                return Ok(Record::LongRow);
            }
        };
        if closed {
            return Ok(if quotes.separators > TEXT_COLUMNS {
                Record::TooManyFields
            } else {
                Record::Text(text)
            });
        }
        self.reread_bytes += text.len() as u64;
        if self.reread_bytes > REREAD_MIB * MIB {
            return Ok(Record::GivenUp);
        }
        self.put_back(lines);
        Ok(Record::OpenQuote)
    }

    fn put_back(&mut self, lines: Vec<CsvLine>) {
        for line in lines.into_iter().rev() {
            self.unread_lines.push_front(line);
        }
    }

    fn read_line(&mut self) -> io::Result<Option<CsvLine>> {
        if let Some(line) = self.unread_lines.pop_front() {
            return Ok(Some(line));
        }
        let mut line = CsvLine {
            bytes: Vec::new(),
            is_cut: false,
        };
        loop {
            self.meter.lap();
            let ready = self.reader.fill_buf()?;
            if ready.is_empty() {
                break;
            }
            let end = ready.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(ready.len(), |end| end + 1);
            if (line.bytes.len() + length) as u64 > TEXT_MIB * MIB {
                line.is_cut = true;
                line.bytes.clear();
            }
            if !line.is_cut {
                line.bytes.extend(ready.iter().take(length));
            }
            self.reader.consume(length);
            if end.is_some() {
                break;
            }
        }
        if self.wide_comma && !line.is_cut {
            line.bytes = replace_wide_commas(&line.bytes);
        }
        // The byte order mark of the file is gone with its encoding, but some files have a second
        // one, which is not part of the first heading.
        if !std::mem::replace(&mut self.has_begun, true) && line.bytes.starts_with(BOM) {
            line.bytes.drain(..BOM.len());
        }
        Ok((line.is_cut || !line.bytes.is_empty()).then_some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Record> {
        let mut records = CsvRecords::new(text.as_bytes(), ',', ReadMeter::default());
        std::iter::from_fn(|| {
            Some(records.next(3).unwrap()).filter(|record| *record != Record::End)
        })
        .collect()
    }

    fn text(text: &str) -> Record {
        Record::Text(text.into())
    }

    #[test]
    fn a_record_ends_where_its_last_quote_is_closed() {
        assert_eq!(
            records("a,b,\"c\nd\"\"\n\ne\"\nf"),
            [text("a,b,\"c\nd\"\"\n\ne\"\n"), text("f")]
        );
        assert_eq!(
            records("a\"b,c\n\"x\"\r\n"),
            [text("a\"b,c\n"), text("\"x\"\r\n")]
        );
        assert_eq!(
            records("1,\"a\n,,\n,,\",x"),
            [text("1,\"a\n,,\n,,\",x")],
            "a few lines like rows are a citizen's own"
        );
    }

    #[test]
    fn an_open_quote_costs_its_own_row() {
        let after = [text("2,b,x\n"), text("3,\"c\",y\n"), text("4,d,z\n")];
        for open in ["1,\"a,w\n", "1,a,\"w\n"] {
            let mut wanted = vec![Record::OpenQuote];
            wanted.extend(after.iter().map(|record| match record {
                Record::Text(bytes) => Record::Text(bytes.clone()),
                _ => Record::End,
            }));
            assert_eq!(records(&format!("{open}2,b,x\n3,\"c\",y\n4,d,z\n")), wanted);
        }
        assert_eq!(
            records("1,\"a\n2,b\n"),
            [Record::OpenQuote, text("2,b\n")],
            "to the end of the file"
        );
        let rows = "5,e,v\n".repeat(ROWS_IN_QUOTES);
        let read = records(&format!("1,\"a,w\n{rows}6,f\",u\n"));
        assert_eq!(
            (read.len(), &read[0]),
            (ROWS_IN_QUOTES + 2, &Record::OpenQuote)
        );
    }

    #[test]
    fn what_goes_on_for_many_lines_is_told_first_and_ends_at_the_cap() {
        let mut records = CsvRecords::new("".as_bytes(), ',', ReadMeter::default());
        assert_eq!(records.next(3).unwrap(), Record::End);
        let long = format!("a,\"b{}\"\nc\n", "\n".repeat(FLUSH_AFTER_LINES + 1));
        let mut records = CsvRecords::new(long.as_bytes(), ',', ReadMeter::default());
        assert_eq!(records.next(3).unwrap(), Record::LongRow);
        assert_eq!(
            records.next(3).unwrap(),
            text(long.strip_suffix("c\n").unwrap())
        );
        assert_eq!(records.next(3).unwrap(), text("c\n"));
        let open = format!("a,\"b\n{}c\n", "\n".repeat(QUOTED_LINES * 3));
        let mut records = CsvRecords::new(open.as_bytes(), ',', ReadMeter::default());
        assert_eq!(records.next(3).unwrap(), Record::LongRow);
        assert_eq!(records.next(3).unwrap(), Record::OpenQuote);
        assert!(records.unread_lines.len() <= QUOTED_LINES + 1);
        let rest = std::iter::from_fn(|| {
            Some(records.next(3).unwrap()).filter(|record| *record != Record::End)
        });
        assert_eq!(rest.last(), Some(text("c\n")));
    }

    #[test]
    fn a_wide_table_is_read_as_far_as_columns_go() {
        let wide = format!("{}\n", ",".repeat(TEXT_COLUMNS + 9));
        let mut records = CsvRecords::new(wide.as_bytes(), ',', ReadMeter::default());
        assert_eq!(
            records.next(0).unwrap(),
            text(&format!("{}\n", ",".repeat(TEXT_COLUMNS - 1)))
        );
    }

    #[test]
    fn what_is_too_large_is_told_and_passed_over() {
        let long = "x".repeat((TEXT_MIB * MIB) as usize);
        assert_eq!(
            records(&format!("{long},a\nb\n")),
            [Record::TooLong, text("b\n")]
        );
        assert_eq!(
            records(&format!("{}\nb\n", ",".repeat(TEXT_COLUMNS + 1))),
            [Record::TooManyFields, text("b\n")]
        );
    }
}
