//! The letters received, by month: as columns in one line, and as bars.

use crate::document::bulletin::charts::EIGHTHS;
use crate::domain::letter::summary::ReceiptTrend;
use crate::domain::time::Date;
use crate::text::width::{pad_left, pad_right};

/// Cells of the longest bar.
const BAR_CELLS: u64 = 40;

fn most(trend: &ReceiptTrend) -> u64 {
    let counts = trend.months.iter().map(|(_, n)| *n);
    counts.max().unwrap_or(0).max(1)
}

/// Returns a column for each month, in one line.
pub(crate) fn trend_columns(trend: &ReceiptTrend) -> String {
    let most = most(trend);
    let column = |n: u64| {
        let height = usize::try_from((n * 8).div_ceil(most)).unwrap_or(8);
        EIGHTHS.get(height).copied().unwrap_or("█")
    };
    trend.months.iter().map(|(_, n)| column(*n)).collect()
}

/// Returns a line for each month: its name, its number, its bar.
pub(crate) fn trend_lines(trend: &ReceiptTrend) -> Vec<String> {
    let most = most(trend);
    let line = |(month, n): &(Date, u64)| {
        let name = say!(
            "month-title",
            year = i64::from(month.year()),
            month = i64::from(month.month())
        );
        let bar = usize::try_from((n * BAR_CELLS).div_ceil(most)).unwrap_or(0);
        let count = pad_left(&n.to_string(), 7);
        format!("{}{count}  {}", pad_right(&name, 16), "█".repeat(bar))
    };
    trend.months.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_month_has_the_highest_column_and_an_empty_one_none() {
        let month = |month, n| (Date::new(2026, month, 1).unwrap(), n);
        let trend = ReceiptTrend {
            months: vec![month(1, 80), month(2, 0), month(3, 1)],
            before: 0,
        };
        assert_eq!(trend_columns(&trend), "█ ▁");
        let lines = trend_lines(&trend);
        assert_eq!(lines[0].matches('█').count(), 40);
        assert_eq!(lines[1].matches('█').count(), 0);
        assert_eq!(lines[2].matches('█').count(), 1);
    }
}
