//! Splits a CSV stream into records: joins lines while a quote is open. A quote that is never
//! closed costs only its own row.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use crate::intake::table::csv::quotes::{Quotes, WIDE, byte, stand_in, unwrap_formulas};
use crate::intake::text::encoding::Meter;
use crate::platform::limits::{
    AGAIN_MIB, FAR, FIELDS, LINES_IN_QUOTES, MIB, QUOTED_LINES, TEXT_MIB,
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
    Far,
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

struct Line {
    bytes: Vec<u8>,
    /// Whether the line is longer than what was stored of it.
    cut: bool,
}

/// The records of a stream.
pub(in crate::intake) struct Records<R> {
    reader: BufReader<R>,
    separator: u8,
    /// Whether the separator is the full-width comma.
    wide: bool,
    meter: Meter,
    /// Lines that were read ahead and turned out to be rows of their own.
    again: VecDeque<Line>,
    /// The number of bytes that were read again.
    read_again: u64,
    /// Whether the next row was announced as one that spans many lines.
    far: bool,
    /// Whether anything was read.
    begun: bool,
}

impl<R: Read> Records<R> {
    /// Creates the records of a stream; `meter` is the meter of the same stream.
    pub fn new(from: R, separator: char, meter: Meter) -> Records<R> {
        let wide = separator == WIDE;
        let reader = BufReader::with_capacity(64 * 1024, from);
        Records {
            reader,
            separator: byte(separator),
            wide,
            meter,
            again: VecDeque::new(),
            read_again: 0,
            far: false,
            begun: false,
        }
    }

    /// Reads the next record; `width` is the number of fields of the rows here, 0 if it is not
    /// known yet.
    pub fn next(&mut self, width: usize) -> io::Result<Record> {
        let far = std::mem::take(&mut self.far);
        let Some(mut first) = self.line()? else {
            return Ok(Record::End);
        };
        if first.cut {
            return Ok(Record::TooLong);
        }
        unwrap_formulas(&mut first.bytes, self.separator);
        let mut quotes = Quotes::of(self.separator);
        quotes.feed(&first.bytes);
        if quotes.separators > FIELDS {
            // If the heading row is as wide, the table is a wide one, and each row is cut to the
            // limit.
            if width == 0 || width >= FIELDS {
                first.bytes.truncate(quotes.cut);
                first.bytes.push(b'\n');
                return Ok(Record::Text(first.bytes));
            }
            return Ok(Record::TooManyFields);
        }
        if !quotes.open() {
            return Ok(Record::Text(first.bytes));
        }
        let mut text = first.bytes.clone();
        let mut lines: Vec<Line> = Vec::new();
        let mut rows = 0;
        let closed = loop {
            let Some(line) = self.line()? else {
                break false;
            };
            quotes.feed(&line.bytes);
            let separators = line
                .bytes
                .iter()
                .filter(|byte| **byte == self.separator)
                .count();
            // A line with as many separators as the rows have looks like a row of its own.
            rows += usize::from(width > 2 && separators + 1 == width);
            let cut = line.cut || (text.len() + line.bytes.len()) as u64 > TEXT_MIB * MIB;
            text.extend_from_slice(&line.bytes);
            lines.push(line);
            let table = lines.len() >= LINES_IN_QUOTES && rows == lines.len();
            if cut || quotes.misplaced || table || lines.len() > QUOTED_LINES {
                break false;
            }
            if !quotes.open() {
                break true;
            }
            if lines.len() == FAR && !far {
                self.far = true;
                self.put_back(lines);
                self.again.push_front(first);
                return Ok(Record::Far);
            }
        };
        if closed {
            return Ok(if quotes.separators > FIELDS {
                Record::TooManyFields
            } else {
                Record::Text(text)
            });
        }
        self.read_again += text.len() as u64;
        if self.read_again > AGAIN_MIB * MIB {
            return Ok(Record::GivenUp);
        }
        self.put_back(lines);
        Ok(Record::OpenQuote)
    }

    fn put_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.again.push_front(line);
        }
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Line {
            bytes: Vec::new(),
            cut: false,
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
                line.cut = true;
                line.bytes.clear();
            }
            if !line.cut {
                line.bytes.extend(ready.iter().take(length));
            }
            self.reader.consume(length);
            if end.is_some() {
                break;
            }
        }
        if self.wide && !line.cut {
            line.bytes = stand_in(&line.bytes);
        }
        // The byte order mark of the file is gone with its encoding, but some files have a second
        // one, which is not part of the first heading.
        if !std::mem::replace(&mut self.begun, true) && line.bytes.starts_with(BOM) {
            line.bytes.drain(..BOM.len());
        }
        Ok((line.cut || !line.bytes.is_empty()).then_some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Record> {
        let mut records = Records::new(text.as_bytes(), ',', Meter::default());
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
        let rows = "5,e,v\n".repeat(LINES_IN_QUOTES);
        let read = records(&format!("1,\"a,w\n{rows}6,f\",u\n"));
        assert_eq!(
            (read.len(), &read[0]),
            (LINES_IN_QUOTES + 2, &Record::OpenQuote)
        );
    }

    #[test]
    fn what_goes_on_for_many_lines_is_told_first_and_ends_at_the_cap() {
        let mut records = Records::new("".as_bytes(), ',', Meter::default());
        assert_eq!(records.next(3).unwrap(), Record::End);
        let long = format!("a,\"b{}\"\nc\n", "\n".repeat(FAR + 1));
        let mut records = Records::new(long.as_bytes(), ',', Meter::default());
        assert_eq!(records.next(3).unwrap(), Record::Far);
        assert_eq!(
            records.next(3).unwrap(),
            text(long.strip_suffix("c\n").unwrap())
        );
        assert_eq!(records.next(3).unwrap(), text("c\n"));
        let open = format!("a,\"b\n{}c\n", "\n".repeat(QUOTED_LINES * 3));
        let mut records = Records::new(open.as_bytes(), ',', Meter::default());
        assert_eq!(records.next(3).unwrap(), Record::Far);
        assert_eq!(records.next(3).unwrap(), Record::OpenQuote);
        assert!(records.again.len() <= QUOTED_LINES + 1);
        let rest = std::iter::from_fn(|| {
            Some(records.next(3).unwrap()).filter(|record| *record != Record::End)
        });
        assert_eq!(rest.last(), Some(text("c\n")));
    }

    #[test]
    fn a_wide_table_is_read_as_far_as_columns_go() {
        let wide = format!("{}\n", ",".repeat(FIELDS + 9));
        let mut records = Records::new(wide.as_bytes(), ',', Meter::default());
        assert_eq!(
            records.next(0).unwrap(),
            text(&format!("{}\n", ",".repeat(FIELDS - 1)))
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
            records(&format!("{}\nb\n", ",".repeat(FIELDS + 1))),
            [Record::TooManyFields, text("b\n")]
        );
    }
}
