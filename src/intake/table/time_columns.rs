//! Finds the columns of the time received: one column, a date next to a time of day, or 年, 月 and 日;
//! decided by their cells.

use crate::domain::time::{Date, Offset, Time, Timestamp};
use crate::intake::table::fields::{Field, normalize_heading};
use crate::intake::table::mapping::ColumnMapping;
use crate::intake::table::row::TableRow;
use crate::intake::text::clean;
use crate::intake::text::dates::{ParsedMoment, parse_moment};

/// The number of rows that are sampled before the decision.
pub(in crate::intake) const SAMPLE_ROWS: usize = 50;

/// The maximal number of columns that are considered.
const MAX_CANDIDATES: usize = 6;

/// The columns that could hold the time received, the most specific heading first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::intake) struct TimeCandidates {
    columns: Vec<usize>,
    /// The number of columns, from the first, whose headings are known ones and not only similar.
    known: usize,
    parts: Option<[usize; 3]>,
}

impl TimeCandidates {
    /// Collects the candidates from the headings; `mapping` is the guess from the same headings.
    pub(crate) fn from_headings(headings: &[String], mapping: &ColumnMapping) -> TimeCandidates {
        const OTHER: [&str; 24] = [
            "答复", "回复", "办理", "办结", "反馈", "签收", "截止", "截至", "到期", "期限", "限办",
            "出生", "事发", "发生", "更新", "修改", "回访", "评价", "公开", "发布", "交办", "转办",
            "派单", "处理",
        ];
        const LONGEST: usize = 10;
        let words: Vec<String> = headings
            .iter()
            .take(crate::platform::limits::SHEET_COLUMNS)
            .map(|word| normalize_heading(word))
            .collect();
        let taken = |at: usize| {
            Field::ALL
                .iter()
                .any(|field| *field != Field::Time && mapping.column(*field) == Some(at))
        };
        let mut columns: Vec<usize> = mapping.column(Field::Time).into_iter().collect();
        let add = |columns: &mut Vec<usize>, at: usize| {
            if !columns.contains(&at) && !taken(at) && columns.len() < MAX_CANDIDATES {
                columns.push(at);
            }
        };
        for known in Field::Time.headings() {
            for (at, _) in words.iter().enumerate().filter(|(_, word)| word == known) {
                add(&mut columns, at);
            }
        }
        let known = columns.len();
        for (at, word) in words.iter().enumerate() {
            let about = ["时间", "日期", "time", "date"]
                .iter()
                .any(|part| word.contains(part));
            if about
                && word.chars().count() <= LONGEST
                && !OTHER.iter().any(|other| word.contains(other))
            {
                add(&mut columns, at);
            }
        }
        TimeCandidates {
            columns,
            known,
            parts: find_date_parts(&words),
        }
    }

    /// Reports whether there is a choice to make.
    pub(crate) fn is_undecided(&self) -> bool {
        self.columns.len() > 1 || self.parts.is_some()
    }

    /// Reports whether one row suffices: the first candidate holds a date with a time.
    pub(crate) fn is_settled_by(&self, row: &TableRow, serials: bool) -> bool {
        let cell = |at: &usize| row.cells.get(*at).map_or("", String::as_str);
        self.columns
            .first()
            .is_some_and(|at| match parse_moment(cell(at), serials) {
                ParsedMoment::At(_) => true,
                ParsedMoment::Moment(_, time) => time != Time::MIDNIGHT,
                ParsedMoment::Missing
                | ParsedMoment::Day(_)
                | ParsedMoment::Clock(_)
                | ParsedMoment::Unreadable => false,
            })
    }

    /// Chooses the columns by these rows; `fixed` is whether an option set the time column.
    pub(crate) fn choose_columns(
        &self,
        mapping: &mut ColumnMapping,
        rows: &[TableRow],
        serials: bool,
        fixed: bool,
    ) {
        let mut found = vec![CellCounts::default(); self.columns.len()];
        for row in rows {
            for (at, counted) in self.columns.iter().zip(&mut found) {
                counted.add(&parse_moment(
                    row.cells.get(*at).map_or("", String::as_str),
                    serials,
                ));
            }
        }
        let counted = || self.columns.iter().copied().zip(&found);
        let first_given = found.first().is_some_and(|counted| counted.given > 0);
        // If the first candidate is empty, only another known heading may replace it, not a similar
        // one.
        let allowed = if first_given || self.columns.is_empty() {
            self.columns.len()
        } else {
            self.known
        };
        let dated = counted()
            .take(allowed)
            .find(|(_, counted)| counted.days > 0)
            .map(|(at, _)| at);
        if let (Some(column), false) = (dated, fixed) {
            mapping.set(Field::Time, column);
        }
        let Some(date) = mapping.column(Field::Time) else {
            self.choose_date_parts(mapping, rows);
            return;
        };
        if dated.is_none() {
            self.choose_date_parts(mapping, rows);
        }
        let clocks = || {
            counted()
                .filter(move |(at, counted)| *at != date && counted.clocks > 0 && counted.days == 0)
        };
        let beside = clocks().find(|(at, _)| at.abs_diff(date) == 1);
        // If the time column holds only a time of day in some rows, another known column that holds
        // only dates supplies their date.
        let day = counted().take(self.known).find(|(at, counted)| {
            *at != date && counted.bare_days > 0 && counted.bare_days == counted.given
        });
        mapping.set_clock_column(beside.or_else(|| clocks().next()).or(day).map(|(at, _)| at));
    }

    fn choose_date_parts(&self, mapping: &mut ColumnMapping, rows: &[TableRow]) {
        let Some(parts) = self.parts else { return };
        if rows.iter().any(|row| date_from_parts(row, parts).is_some()) {
            mapping.set_date_columns(parts);
        }
    }
}

/// The number of cells in a column, by what they hold.
#[derive(Clone, Default)]
struct CellCounts {
    given: usize,
    days: usize,
    clocks: usize,
    /// The number of dates without a time.
    bare_days: usize,
}

impl CellCounts {
    fn add(&mut self, parsed: &ParsedMoment) {
        self.bare_days += usize::from(match parsed {
            ParsedMoment::Day(_) => true,
            ParsedMoment::Moment(_, time) => *time == Time::MIDNIGHT,
            ParsedMoment::Missing
            | ParsedMoment::At(_)
            | ParsedMoment::Clock(_)
            | ParsedMoment::Unreadable => false,
        });
        match parsed {
            ParsedMoment::Missing => return,
            ParsedMoment::At(_) | ParsedMoment::Day(_) | ParsedMoment::Moment(..) => self.days += 1,
            ParsedMoment::Clock(_) => self.clocks += 1,
            ParsedMoment::Unreadable => {}
        }
        self.given += 1;
    }
}

/// Finds the columns of a year, a month and a day: `年`, `月`, `日`, or all three after the same
/// words.
fn find_date_parts(words: &[String]) -> Option<[usize; 3]> {
    let find = |names: &[&str], before: &str| {
        words.iter().position(|word| {
            word.strip_prefix(before)
                .is_some_and(|rest| names.contains(&rest))
        })
    };
    words.iter().find_map(|word| {
        let before = ["年份", "年", "year"]
            .iter()
            .find_map(|name| word.strip_suffix(name))?;
        let year = find(&["年份", "年", "year"], before)?;
        let month = find(&["月份", "月", "month"], before)?;
        let day = find(&["日", "号", "day", "日期"], before)?;
        Some([year, month, day])
    })
}

fn date_from_parts(row: &TableRow, parts: [usize; 3]) -> Option<Date> {
    let [year, month, day] = parts.map(|at| {
        let text = clean::clean_line(row.cells.get(at).map_or("", String::as_str));
        let digits: String = text
            .trim_end_matches(['年', '月', '日', '号'])
            .trim_end_matches(".0")
            .trim()
            .to_owned();
        digits.parse::<i16>().ok()
    });
    let (month, day) = (i8::try_from(month?).ok()?, i8::try_from(day?).ok()?);
    year.filter(|year| (1900..=2199).contains(year))
        .and_then(|year| Date::new(year, month, day))
}

/// The time of a row.
pub(in crate::intake) enum RowTime {
    /// No time is given.
    Unknown,
    /// An instant.
    At(Timestamp),
    /// A time of day without a date.
    OnlyClock(String),
    /// A text that is not a time, cut to 40 characters.
    Unreadable(String),
}

/// Returns when the letter of a row was received. A date alone means midnight.
pub(in crate::intake) fn read_row_time(
    row: &TableRow,
    mapping: &ColumnMapping,
    offset: Offset,
    serials: bool,
) -> RowTime {
    let cell = |at: Option<usize>| {
        at.and_then(|at| row.cells.get(at))
            .map_or("", String::as_str)
    };
    let raw = cell(mapping.column(Field::Time));
    let (first, clock) = (
        parse_moment(raw, serials),
        parse_moment(cell(mapping.clock_column()), serials),
    );
    let by_parts = mapping
        .date_columns()
        .and_then(|parts| date_from_parts(row, parts))
        .map(ParsedMoment::Day);
    let (day, clock) = match (by_parts, first) {
        (Some(day), ParsedMoment::Clock(time)) => (day, ParsedMoment::Clock(time)),
        (Some(day), _) => (day, clock),
        (None, first) => (first, clock),
    };
    let at = |date: Date, time| offset.to_timestamp(date.at(time));
    let midnight = Time::MIDNIGHT;
    let instant = match (day, clock) {
        (ParsedMoment::At(instant), _) => Some(instant),
        // Spreadsheets deliver a date alone as midnight.
        (ParsedMoment::Moment(date, first), ParsedMoment::Clock(time)) if first == midnight => {
            at(date, time)
        }
        (ParsedMoment::Moment(date, time), _) => at(date, time),
        (ParsedMoment::Clock(time), ParsedMoment::Moment(date, first)) if first == midnight => {
            at(date, time)
        }
        (ParsedMoment::Day(date), ParsedMoment::Clock(time))
        | (ParsedMoment::Clock(time), ParsedMoment::Day(date)) => at(date, time),
        (ParsedMoment::Day(day), ParsedMoment::Moment(date, time)) if day == date => at(date, time),
        (ParsedMoment::Day(date), _) => at(date, midnight),
        (_, ParsedMoment::At(instant)) => Some(instant),
        (_, ParsedMoment::Moment(date, time)) => at(date, time),
        (_, ParsedMoment::Day(date)) => at(date, midnight),
        (ParsedMoment::Clock(time), _) | (ParsedMoment::Missing, ParsedMoment::Clock(time)) => {
            return RowTime::OnlyClock(time.to_hour_minute());
        }
        (ParsedMoment::Missing, _) => return RowTime::Unknown,
        (ParsedMoment::Unreadable, _) => None,
    };
    match instant {
        Some(instant) => RowTime::At(instant),
        None => RowTime::Unreadable(clean::clean_line(raw).chars().take(40).collect()),
    }
}
