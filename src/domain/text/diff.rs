//! Diffs two versions of a text: by passages, and by characters within a passage that was changed
//! only slightly.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The maximum length of passages that are compared by characters, because Myers' algorithm is
/// quadratic in the worst case.
const MAX_CHAR_DIFF: usize = 2_000;

/// Passages with less than this percentage in common are treated as entirely different.
const MIN_COMMON_PERCENT: usize = 40;

/// Returns the byte ranges in each text that the other does not have.
pub fn diff_spans(one: &str, other: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (ours, theirs) = (split_passages(one), split_passages(other));
    let mut places = (Vec::new(), Vec::new());
    let text = |text: &str, ranges: &[Range<usize>]| -> Vec<String> {
        ranges
            .iter()
            .map(|range| text.get(range.clone()).unwrap_or_default().to_owned())
            .collect()
    };
    for op in capture_diff_slices(Algorithm::Myers, &text(one, &ours), &text(other, &theirs)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (a, b) = (
            joined_span(&ours, op.old_range()),
            joined_span(&theirs, op.new_range()),
        );
        let (from, to) = (places.0.len(), places.1.len());
        diff_passage(
            one.get(a.clone()).unwrap_or_default(),
            other.get(b.clone()).unwrap_or_default(),
            &mut places,
        );
        places
            .0
            .iter_mut()
            .skip(from)
            .for_each(|place| *place = place.start + a.start..place.end + a.start);
        places
            .1
            .iter_mut()
            .skip(to)
            .for_each(|place| *place = place.start + b.start..place.end + b.start);
    }
    places
}

fn joined_span(ranges: &[Range<usize>], of: Range<usize>) -> Range<usize> {
    match ranges
        .get(of)
        .and_then(|ranges| ranges.first().zip(ranges.last()))
    {
        Some((first, last)) => first.start..last.end,
        None => 0..0,
    }
}

/// Splits a text into sentences, including the sign that ends them, and lines.
fn split_passages(text: &str) -> Vec<Range<usize>> {
    let mut begin = 0;
    let mut passages = Vec::new();
    for (at, sign) in text.char_indices() {
        if matches!(
            sign,
            '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1b}' | '\n' | '!' | '?' | ';'
        ) {
            let end = at + sign.len_utf8();
            passages.push(begin..end);
            begin = end;
        }
    }
    if begin < text.len() {
        passages.push(begin..text.len());
    }
    passages
}

/// Diffs two passages at the same position.
fn diff_passage(one: &str, other: &str, places: &mut (Vec<Range<usize>>, Vec<Range<usize>>)) {
    let (ours, theirs): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let ops = if ours.len().max(theirs.len()) <= MAX_CHAR_DIFF {
        capture_diff_slices(Algorithm::Myers, &ours, &theirs)
    } else {
        Vec::new()
    };
    let same: usize = ops
        .iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| op.old_range().len())
        .sum();
    if same * 100 < ours.len().max(theirs.len()) * MIN_COMMON_PERCENT {
        places
            .0
            .extend(Some(0..one.len()).filter(|place| !place.is_empty()));
        places
            .1
            .extend(Some(0..other.len()).filter(|place| !place.is_empty()));
        return;
    }
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        places
            .0
            .extend(Some(byte_range(&ours, op.old_range())).filter(|place| !place.is_empty()));
        places
            .1
            .extend(Some(byte_range(&theirs, op.new_range())).filter(|place| !place.is_empty()));
    }
}

fn byte_range(chars: &[char], of: Range<usize>) -> Range<usize> {
    let length = |chars: &[char]| chars.iter().map(|char| char.len_utf8()).sum::<usize>();
    let start = length(chars.get(..of.start).unwrap_or_default());
    start..start + length(chars.get(of).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(one: &str, other: &str) -> (Vec<String>, Vec<String>) {
        let places = diff_spans(one, other);
        let of = |text: &str, places: Vec<Range<usize>>| {
            places.into_iter().map(|at| text[at].to_owned()).collect()
        };
        (of(one, places.0), of(other, places.1))
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_word_that_was_changed_is_marked_and_nothing_else() {
        let places = marked(
            "您好。路灯已于周一修好。谢谢。",
            "您好。路灯已于周三修好。谢谢。",
        );
        assert_eq!(places, (owned(&["一"]), owned(&["三"])));
        assert_eq!(marked("您好。", "您好。"), (vec![], vec![]));
        assert_eq!(marked("", "您好。"), (vec![], owned(&["您好。"])));
    }

    #[test]
    fn a_passage_that_only_one_has_is_marked_whole() {
        let places = marked(
            "您好。\n灯已修。\n再见。",
            "您好。\n灯已修。\n如有问题请来电。再见。",
        );
        assert_eq!(places, (vec![], owned(&["如有问题请来电。"])));
        let places = marked("您好。经核查，情况属实。", "您好。区城管局明日派人清运。");
        assert_eq!(
            places.0,
            owned(&["经核查，情况属实。"]),
            "in other words: all of it"
        );
        assert_eq!(places.1, owned(&["区城管局明日派人清运。"]));
    }

    #[test]
    fn of_long_texts_that_have_nothing_in_common_all_is_other() {
        let (one, other) = ("甲".repeat(30_000), "乙".repeat(30_000));
        let (ours, theirs) = diff_spans(&one, &other);
        let all = Some(&(0..90_000));
        assert_eq!(
            (ours.len(), ours.first(), theirs.len(), theirs.first()),
            (1, all, 1, all)
        );
    }
}
