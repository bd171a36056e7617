//! Numbers however they are written: full width, Chinese numerals, circled, with blanks, hyphens and dots between.

use super::number::Cues;
use super::plain::{Plain, han};

/// Between two digits of one number stand at most so many signs.
const GAP: usize = 2;

/// A digit of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digit {
    pub value: u8,
    /// Which sign it is.
    pub at: usize,
    /// Whether it stands apart from the digit before it.
    pub apart: bool,
    /// Whether it is written in another script than the digit before it: Chinese numerals, or others.
    turned: bool,
}

/// The value of a digit in any of the scripts that stand for 0 to 9 in a row.
fn value(char: char, cues: &Cues) -> Option<u8> {
    // Where a row begins, and with which digit.
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
    if han(char) || char == '\u{25CB}' {
        return cues.numeral(char);
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

fn stands_between(char: char) -> bool {
    matches!(char, ' ' | '\t' | '-' | '.' | '_' | '/' | '(' | ')' | '+')
        || matches!(
            char,
            '\u{B7}' | '\u{2022}' | '\u{30FB}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

/// The digits of a text in runs: what is more than two signs away, or divided by any other sign, is another run.
pub(super) fn runs(plain: &Plain, cues: &Cues) -> Vec<Vec<Digit>> {
    let mut runs: Vec<Vec<Digit>> = Vec::new();
    let (mut run, mut chinese): (Vec<Digit>, bool) = (Vec::new(), false);
    for (at, sign) in plain.signs.iter().enumerate() {
        let Some(value) = value(sign.char, cues) else {
            continue;
        };
        let script = cues.numeral(sign.char).is_some();
        let gap = run.last().map(|last| &plain.signs[last.at + 1..at]);
        let goes_on = gap.is_some_and(|gap| {
            gap.len() <= GAP && gap.iter().all(|sign| stands_between(sign.char))
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
            at,
            apart: goes_on && apart,
            turned,
        });
        chinese = script;
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

/// Whether a number may begin with this digit of a run.
pub(super) fn opens(run: &[Digit], at: usize) -> bool {
    run.get(at)
        .is_some_and(|digit| at == 0 || digit.apart || digit.turned)
}

/// Whether a number may end before this digit of a run.
pub(super) fn closes(run: &[Digit], at: usize) -> bool {
    at == run.len() || opens(run, at)
}

/// Whether digits are grouped as one number is: all in one, one by one or two by two, or in groups of three and more, the last of at
/// least `last`.
pub(super) fn grouped(digits: &[Digit], last: usize) -> bool {
    let groups: Vec<usize> = digits
        .chunk_by(|_, next| !next.apart)
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
