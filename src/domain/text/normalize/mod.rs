//! Normalisation for searching. It folds full and half width, upper and lower case, traditional and
//! simplified characters, and Unicode compatibility forms (Kangxi radicals, ligatures, half-width
//! kana); it joins lines broken inside a Chinese word, and reduces telephone numbers to their
//! digits.

pub(crate) mod invisible;
mod lines;
mod phone;
mod table;

use std::ops::Range;

pub use lines::line_gap_length;
pub use phone::phone_digits;
pub use table::{fold, is_alphanumeric, is_han};

use table::{FoldedChar, compose_mark, folded_char, shared_table};

/// The minimum number of digits in a text that may contain a telephone number.
const MIN_PHONE_DIGITS: usize = 7;

/// Calls `take` with each folded character of a text and the byte range that it stands for.
pub fn for_each_folded(text: &str, mut take: impl FnMut(char, Range<usize>)) {
    fold_chars(text, &mut take);
}

/// Calls `take` with the searchable form of a text: folded, followed by the digits of each
/// telephone number that is written with separators, each number after a line break.
pub fn for_each_searchable(text: &str, mut take: impl FnMut(char, Range<usize>)) {
    if fold_chars(text, &mut take) < MIN_PHONE_DIGITS {
        return;
    }
    phone::for_each_number(text, |number| {
        take('\n', text.len()..text.len());
        for (digit, place) in number {
            take(*digit, place.clone());
        }
    });
}

/// Folds a text, and returns its number of digits.
fn fold_chars(text: &str, take: &mut impl FnMut(char, Range<usize>)) -> usize {
    let mut digits = 0;
    let mut after_han = false;
    let table = shared_table();
    let mut chars = text.char_indices();
    while let Some((start, char)) = chars.next() {
        if let Some(han) = table.fold_han(char) {
            take(han, start..start + char.len_utf8());
            after_han = true;
            continue;
        }
        let mut folded = match folded_char(char) {
            FoldedChar::One(folded) => folded,
            FoldedChar::Nothing => continue,
            FoldedChar::Several(several) => {
                let mut several = several.chars();
                let Some(last) = several.next_back() else {
                    continue;
                };
                several.for_each(|folded| take(folded, start..chars.offset()));
                last
            }
        };
        if is_han(folded) {
            take(folded, start..chars.offset());
            after_han = true;
            continue;
        }
        if after_han
            && folded.is_whitespace()
            && let Some(skipped) = lines::broken_line_length(&text[start..])
        {
            advance_to(&mut chars, start + skipped);
            continue;
        }
        after_han = false;
        digits += usize::from(folded.is_ascii_digit());
        // Combining marks are not ASCII, so a character before an ASCII one need not be composed.
        let next = text.as_bytes().get(chars.offset());
        let alone = next.is_none_or(|next| matches!(next, b' '..=b'~' | b'\n' | b'\r' | b'\t'));
        while !alone && let Some((whole, length)) = compose_mark(folded, chars.as_str()) {
            folded = whole;
            let next = chars.offset() + length;
            advance_to(&mut chars, next);
        }
        take(folded, start..chars.offset());
    }
    digits
}

/// Advances the iterator to a byte offset.
fn advance_to(chars: &mut std::str::CharIndices<'_>, next: usize) {
    while chars.offset() < next && chars.next().is_some() {}
}

/// Folds a text. Two texts with the same folded form are considered equal.
pub fn fold_text(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for_each_folded(text, |char, _| folded.push(char));
    folded
}

/// Returns the searchable form of a text, which contains normalised search terms literally.
pub fn searchable_text(text: &str) -> String {
    let mut searched = String::with_capacity(text.len());
    push_searchable(text, &mut searched);
    searched
}

/// Appends the searchable form of a text.
pub fn push_searchable(text: &str, searched: &mut String) {
    for_each_searchable(text, |char, _| searched.push(char));
}

/// Normalises a search term, so that it occurs literally in the searchable form of matching texts:
/// the digits of a telephone number, or otherwise the folded term.
pub fn search_term(word: &str) -> String {
    phone_digits(word).unwrap_or_else(|| fold_text(word))
}

/// Returns how many bytes to drop at the start of a text, which follows a Chinese character, if a
/// line break separates it from another one.
pub fn line_break_length(text: &str) -> Option<usize> {
    lines::broken_line_length(text)
}

/// Returns the byte ranges in the original text at which normalised search terms occur. They are
/// sorted; overlapping and adjacent ones are merged.
pub fn find_spans<S: AsRef<str>>(text: &str, words: &[S]) -> Vec<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For each byte of the folded text, the byte range of its origin.
    let mut origin: Vec<Range<usize>> = Vec::with_capacity(text.len() + 1);
    for_each_searchable(text, |char, place| {
        folded.push(char);
        origin.resize(folded.len(), place);
    });
    let mut found: Vec<Range<usize>> = Vec::new();
    for word in words
        .iter()
        .map(AsRef::as_ref)
        .filter(|word| !word.is_empty())
    {
        found.extend(
            folded
                .match_indices(word)
                .map(|(at, word)| origin[at].start..origin[at + word.len() - 1].end),
        );
    }
    // The line break before a telephone number has an empty origin.
    found.retain(|range| range.start < range.end);
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut places: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match places.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => places.push(range),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        assert_eq!(fold_text("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(
            fold_text("區長信箱：停水三天，請解決。"),
            fold_text("区长信箱：停水三天，请解决。")
        );
        assert_eq!(fold_text("停\u{200B}水\u{FEFF}"), "停水");
        assert_eq!(
            fold_text("line one\nline two，\n三"),
            "line one\nline two,\n三"
        );
        assert_eq!(fold_text(&fold_text("乾麵裡後𩷕")), fold_text("乾麵裡後𩷕"));
    }

    #[test]
    fn compatibility_forms_are_the_characters_that_they_stand_for() {
        for (written, same) in [
            ("⼈⼤", "人大"),
            ("⻔⻋⻛", "门车风"),
            ("ﬁre", "fire"),
            ("㈱", "(株)"),
            ("ｶﾞｽ", "ガス"),
            ("カ\u{3099}ス", "ガス"),
            ("café", "cafe\u{301}"),
            ("①㎡℃", "1m2°c"),
            ("……", "......"),
            ("㍻", "平成"),
            ("\u{F900}", "豈"),
            ("𝐀𝟏", "a1"),
            ("\u{2F800}", "丽"),
        ] {
            assert_eq!(fold_text(written), fold_text(same), "{written}");
        }
        assert_eq!(fold('①'), Some('①'), "alone it is no digit of a number");
    }

    #[test]
    fn a_line_that_is_broken_inside_a_chinese_word_is_whole() {
        for end in [
            "\n",
            "\r",
            "\r\n",
            "\u{2028}",
            "\u{2029}",
            "\u{85}",
            "\u{b}",
            " \n\u{3000}",
            "\n> ",
            "\n> > ",
            "\n| ",
            "\r\n>| ",
            "\u{200B}\n",
            "\n\n",
        ] {
            assert_eq!(
                fold_text(&format!("连续停{end}水三天")),
                "连续停水三天",
                "{end:?}"
            );
        }
        for kept in [
            "停 水",
            "停\u{3000}水",
            "停>水",
            "停|水",
            "停，\n水",
            "停a\n水",
            "停\n3天",
            "停\n",
        ] {
            assert_eq!(
                fold_text(kept).chars().count(),
                kept.chars().count(),
                "{kept:?}"
            );
        }
    }

    const SPELLED: [&str; 9] = [
        "13800001234",
        "138-0000-1234",
        "138 0000 1234",
        "138.0000.1234",
        "+86 138 0000 1234",
        "+8613800001234",
        "0086-138-0000-1234",
        "（+86）138—0000—1234",
        "１３８－００００－１２３４",
    ];

    #[test]
    fn a_telephone_number_is_found_however_it_is_spelled() {
        for one in SPELLED {
            for other in SPELLED {
                let text = format!("联系电话{one}，请回电");
                assert!(
                    searchable_text(&text).contains(&search_term(other)),
                    "{one} / {other}"
                );
            }
        }
        for one in [
            "029-88001234",
            "(029)8800-1234",
            "029 8800 1234",
            "+86 29 8800 1234",
            "02988001234",
            "029/88001234",
        ] {
            for other in [
                "029-88001234",
                "（029）88001234",
                "02988001234",
                "+86-29-88001234",
            ] {
                assert!(
                    searchable_text(one).contains(&search_term(other)),
                    "{one} / {other}"
                );
            }
        }
        assert!(searchable_text("0917-3212345转801").contains(&search_term("09173212345")));
        assert!(searchable_text("400-800-1234").contains(&search_term("4008001234")));
        assert!(searchable_text("8800-1234").contains(&search_term("88001234")));
        // Texts that are not telephone numbers stay unchanged.
        for text in [
            "2026-03-02",
            "3-5号楼",
            "1.5",
            "2026-2027",
            "京-138",
            "渭信〔2026〕0001号",
        ] {
            assert_eq!(search_term(text), fold_text(text));
            assert!(searchable_text(text).contains(&search_term(text)));
        }
        assert_eq!(
            searchable_text("金陵路3-5号，2026-03-02 18:30"),
            fold_text("金陵路3-5号，2026-03-02 18:30")
        );
    }

    #[test]
    fn a_word_is_marked_where_it_stands_in_the_text_itself() {
        let text = "經二路停\u{200B}水，又停水！停\r\n水 ㈱ ｶﾞｽ 138-0000 1234";
        let marked = |words: &[&str]| -> Vec<&str> {
            find_spans(text, words)
                .into_iter()
                .map(|range| &text[range])
                .collect()
        };
        assert_eq!(
            marked(&["停水", "又"]),
            ["停\u{200B}水", "又停水", "停\r\n水"]
        );
        assert_eq!(
            marked(&["株", "ガ", "13800001234", "00001234"]),
            ["㈱", "ｶﾞ", "138-0000 1234"]
        );
        assert!(marked(&["", "没有", "\n"]).is_empty());
    }

    fn broken() -> impl Strategy<Value = String> {
        let end = prop::sample::select(vec![
            "\n",
            "\r\n",
            "\r",
            "\u{2028}",
            "\u{85}",
            " \n",
            "\u{3000}\r\n> ",
            "\n\u{3000}\u{3000}",
        ]);
        prop::collection::vec(("[停水电三天經\u{4e00}-\u{4e20}]{1,3}", end), 1..8).prop_map(
            |parts| {
                parts
                    .into_iter()
                    .flat_map(|(word, end)| [word, end.to_owned()])
                    .collect()
            },
        )
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,24}|[停水\r\n >㈱㍻ｶﾞe\u{301}①138\\- 0000+]{0,24}") {
            prop_assert_eq!(fold_text(&fold_text(&text)), fold_text(&text));
        }

        #[test]
        fn a_word_is_found_over_any_line_ends(text in broken(), from in 0..8_usize, length in 1..8_usize) {
            let whole: String = text.chars().filter(|char| is_han(*char)).collect();
            let word: String = whole.chars().skip(from).take(length).collect();
            prop_assert!(searchable_text(&text).contains(&search_term(&word)));
            let marked: String = find_spans(&text, &[search_term(&word)]).into_iter().map(|range| text[range].to_owned()).collect();
            prop_assert!(word.is_empty() || !marked.is_empty());
        }

        #[test]
        fn a_number_is_found_with_any_signs_between_its_digits(
            digits in "1[3-9][0-9]{9}|0(10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}",
            cuts in prop::collection::btree_set(1..11_usize, 0..4),
            sign in prop::sample::select(vec!["-", " ", ".", "\u{3000}", "－", " - ", "—", "\u{a0}"]),
            before in "[^0-9０-９+]{0,3}",
        ) {
            let mut spelled = before;
            for (at, digit) in digits.char_indices() {
                if cuts.contains(&at) {
                    spelled.push_str(sign);
                }
                spelled.push(digit);
            }
            prop_assert!(searchable_text(&spelled).contains(&search_term(&digits)), "{}", spelled);
        }
    }
}
