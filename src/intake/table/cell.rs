//! Removes what spreadsheets leave in a cell: `="0012"`, a leading `'`, `1.38E+10`, digits that
//! were rounded away.

use std::borrow::Cow;

/// The significant digits that a spreadsheet stores of a number.
const EXACT_DIGITS: usize = 15;

/// Returns the text inside `="…"`, which makes a spreadsheet treat a number as text; any other cell
/// is returned unchanged.
pub(in crate::intake) fn unwrap_formula(cell: &str) -> Cow<'_, str> {
    let plain = cell.trim_matches(|c: char| c.is_whitespace() && c != '\u{a0}' || c.is_control());
    let formula = plain
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    match formula {
        Some(text) if !text.replace("\"\"", "").contains('"') => {
            Cow::Owned(text.replace("\"\"", "\""))
        }
        Some(_) | None => Cow::Borrowed(cell),
    }
}

/// Returns a short text (a number, a name, a telephone number) without `="…"`, without the leading
/// `'` that marks a number as text, and without white space and control characters at its ends.
pub(in crate::intake) fn clean_short(cell: &str) -> Cow<'_, str> {
    let trim = |text: &str| {
        text.trim_matches(|c: char| c.is_whitespace() && c != '\u{a0}' || c.is_control())
            .to_owned()
    };
    let text = match unwrap_formula(cell) {
        Cow::Borrowed(text) => trim(text),
        Cow::Owned(text) => trim(&text),
    };
    let marked = text
        .strip_prefix(['\'', '’'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || "+-=@".contains(c)));
    Cow::Owned(marked.map(str::to_owned).unwrap_or(text))
}

/// A short text after scientific notation was expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) enum ExpandedNumber {
    /// Complete, or not a number; the text to be stored.
    Complete(String),
    /// A number that lost digits; the text as it stands.
    DigitsLost(String),
}

/// Expands `1.3800000152E+10` if it has all digits. `rounded` is whether the cell held a number
/// with more digits than are stored.
pub(in crate::intake) fn expand_number(text: &str, rounded: bool) -> ExpandedNumber {
    let own = text.to_owned();
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let honest = whole.len() == 1
            && digits(whole)
            && (part.is_empty() || digits(part))
            && digits(exponent);
        let Some(exponent) = exponent
            .parse::<usize>()
            .ok()
            .filter(|n| honest && (5..=40).contains(n))
        else {
            return ExpandedNumber::Complete(own);
        };
        return if part.len() == exponent && exponent < EXACT_DIGITS {
            ExpandedNumber::Complete(format!("{whole}{part}"))
        } else {
            ExpandedNumber::DigitsLost(own)
        };
    }
    let long = text.len() > EXACT_DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    let zeros = long && text.bytes().skip(EXACT_DIGITS).all(|b| b == b'0');
    if rounded || zeros {
        ExpandedNumber::DigitsLost(own)
    } else {
        ExpandedNumber::Complete(own)
    }
}

/// Reports whether a number has more digits than a spreadsheet stores exactly.
pub(in crate::intake) fn is_rounded(number: f64) -> bool {
    number.abs() >= 1e15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_spreadsheets_are_taken_off() {
        for (cell, wanted) in [
            ("=\"0012\"", "0012"),
            ("'0009", "0009"),
            ("\t13800000000\t", "13800000000"),
            ("\u{1f}13800000000", "13800000000"),
            ("'文明'城市", "'文明'城市"),
            ("=A1", "=A1"),
            ("=\"say \"\"hi\"\"\"", "say \"hi\""),
        ] {
            assert_eq!(clean_short(cell), wanted, "{cell:?}");
        }
        assert_eq!(
            unwrap_formula("\u{7}响"),
            "\u{7}响",
            "a text stays as it was written"
        );
        assert_eq!(
            unwrap_formula("=\"甲\"&\"乙\""),
            "=\"甲\"&\"乙\"",
            "a formula is no text"
        );
    }

    #[test]
    fn a_number_is_written_out_where_no_digit_is_lost() {
        let whole = |text: &str| ExpandedNumber::Complete(text.to_owned());
        let lost = |text: &str| ExpandedNumber::DigitsLost(text.to_owned());
        assert_eq!(
            expand_number("1.3800000152E+10", false),
            whole("13800000152")
        );
        assert_eq!(expand_number("1.38E+10", false), lost("1.38E+10"));
        assert_eq!(expand_number("6.10302E+17", false), lost("6.10302E+17"));
        assert_eq!(expand_number("A1E5", false), whole("A1E5"));
        assert_eq!(
            expand_number("610302198001011000", false),
            lost("610302198001011000")
        );
        assert_eq!(
            expand_number("610302198001011234", false),
            whole("610302198001011234")
        );
        assert_eq!(
            expand_number("610302198001011200", true),
            lost("610302198001011200")
        );
        assert_eq!(expand_number("张三", false), whole("张三"));
    }
}
