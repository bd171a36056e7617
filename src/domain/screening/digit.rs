//! Reads numbers in any notation: full-width digits, Chinese numerals, circled digits, separated by
//! blanks, hyphens or dots.

use super::number::ContextWords;
use crate::domain::screening::normalized::{NormalizedText, is_han};

/// The maximum number of signs between two digits of one number.
const MAX_GAP: usize = 2;

/// One digit of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digit {
    pub value: u8,
    /// The index of its sign.
    pub index: usize,
    /// Whether it is separated from the previous digit.
    pub separated: bool,
    /// Whether its script differs from that of the previous digit: Chinese numerals, or any other.
    script_changed: bool,
}

/// Returns the value of a digit in any script whose digits are contiguous in Unicode.
fn digit_value(char: char, cues: &ContextWords) -> Option<u8> {
    // The first code point of each contiguous block of digits, and the digit it stands for.
    const ROWS: [(u32, u8); 19] = [
        (0x30, 0),
        (0x660, 0),
        (0x966, 0),
        (0x2080, 0),
        (0x2460, 1),
        (0x2474, 1),
        (0x2488, 1),
        (0x24F5, 1),
        (0x2776, 1),
        (0x2780, 1),
        (0x278A, 1),
        (0x3220, 1),
        (0x3280, 1),
        (0x1D7CE, 0),
        (0x1D7D8, 0),
        (0x1D7E2, 0),
        (0x1D7EC, 0),
        (0x1D7F6, 0),
        (0x1FBF0, 0),
    ];
    const ALONE: [(char, u8); 10] = [
        ('\u{24EA}', 0),
        ('\u{24FF}', 0),
        ('\u{2070}', 0),
        ('\u{B9}', 1),
        ('\u{B2}', 2),
        ('\u{B3}', 3),
        ('\u{2074}', 4),
        ('\u{2075}', 5),
        ('\u{2076}', 6),
        ('\u{2077}', 7),
    ];
    if char.is_ascii_digit() {
        return u8::try_from(u32::from(char) - 0x30).ok();
    }
    if is_han(char) || char == '\u{25CB}' {
        return cues.numeral_value(char);
    }
    if char.is_ascii() || char.is_alphabetic() {
        return None;
    }
    let row = ROWS.iter().find(|(begins, first)| {
        (*begins..*begins + 10 - u32::from(*first)).contains(&u32::from(char))
    });
    row.and_then(|(begins, first)| {
        u8::try_from(u32::from(char) - begins)
            .ok()
            .map(|n| n + first)
    })
    .or_else(|| {
        ALONE
            .iter()
            .find(|(alone, _)| *alone == char)
            .map(|(_, value)| *value)
    })
}

// Unicode's middle dots, bullets, hyphens, dashes and the minus sign count as separators, too.
fn is_separator(char: char) -> bool {
    matches!(char, ' ' | '\t' | '-' | '.' | '_' | '/' | '(' | ')' | '+')
        || matches!(
            char,
            '\u{B7}' | '\u{2022}' | '\u{30FB}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

/// Returns the runs of digits of a text. A gap of more than two signs, or any sign that is not a
/// separator, starts another run.
pub(super) fn digit_runs(plain: &NormalizedText, cues: &ContextWords) -> Vec<Vec<Digit>> {
    let mut runs: Vec<Vec<Digit>> = Vec::new();
    let (mut run, mut chinese): (Vec<Digit>, bool) = (Vec::new(), false);
    for (at, sign) in plain.signs.iter().enumerate() {
        let Some(value) = digit_value(sign.char, cues) else {
            continue;
        };
        let script = cues.numeral_value(sign.char).is_some();
        let gap = run.last().map(|last| &plain.signs[last.index + 1..at]);
        let goes_on = gap.is_some_and(|gap| {
            gap.len() <= MAX_GAP && gap.iter().all(|sign| is_separator(sign.char))
        });
        if !goes_on && !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
        let (apart, turned) = (
            gap.is_some_and(|gap| !gap.is_empty()),
            goes_on && script != chinese,
        );
        run.push(Digit {
            value,
            index: at,
            separated: goes_on && apart,
            script_changed: turned,
        });
        chinese = script;
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// Reports whether a number may start with this digit of a run.
pub(super) fn can_start(run: &[Digit], at: usize) -> bool {
    run.get(at)
        .is_some_and(|digit| at == 0 || digit.separated || digit.script_changed)
}

/// Reports whether a number may end before this digit of a run.
pub(super) fn can_end(run: &[Digit], at: usize) -> bool {
    at == run.len() || can_start(run, at)
}

/// Reports whether digits are grouped as in a single number: undivided, in ones, in twos, or in
/// groups of three or more, the last of which has at least `last` digits.
pub(super) fn is_single_number(digits: &[Digit], last: usize) -> bool {
    let groups: Vec<usize> = digits
        .chunk_by(|_, next| !next.separated)
        .map(<[Digit]>::len)
        .collect();
    let Some((end, front)) = groups.split_last() else {
        return false;
    };
    let even = front.first().is_some_and(|first| {
        *first <= 2 && end <= first && front.iter().all(|group| group == first)
    });
    front.is_empty() || even || *end >= last && front.iter().all(|group| *group >= 3)
}
