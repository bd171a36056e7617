//! The tokens of the search index: bigrams of the normalised letters and digits of a text.
//!
//! A bigram never spans a blank or a punctuation mark. The last character of a run is a token of
//! its own, so that every character starts some token. Runs of ASCII letters and digits also yield
//! tokens of four characters, because there are few distinct ASCII bigrams and each is in many
//! letters.

use std::ops::Range;

use crate::domain::text::normalize::{for_each_folded, for_each_searchable, is_alphanumeric};

// The token's layout, from the high bits: first character (16 bits), second (16), third and fourth
// (7 bits each, ASCII only). This keeps the numeric order equal to the order of the UTF-8 bytes.
const CHAR_BITS: u32 = 16;

/// A token of the index: one or two characters, or four ASCII characters. Tokens are ordered like
/// their UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bigram(u64);

impl Bigram {
    fn one(only: u16) -> Bigram {
        Bigram(u64::from(only) << (CHAR_BITS + 14))
    }

    fn two(first: u16, second: u16) -> Bigram {
        Bigram((u64::from(first) << CHAR_BITS | u64::from(second)) << 14)
    }

    fn four([a, b, c, d]: [u16; 4]) -> Bigram {
        Bigram(Bigram::two(a, b).0 | u64::from(c) << 7 | u64::from(d))
    }

    /// Reports whether this is a single character with which the other token starts.
    fn is_prefix_of(self, other: Bigram) -> bool {
        const REST: u64 = (1 << (CHAR_BITS + 14)) - 1;
        self.0 & REST == 0 && self.0 == other.0 & !REST
    }

    /// Returns the token as a number of at most 46 bits, in the order of the tokens' bytes.
    pub fn to_code(self) -> u64 {
        self.0
    }

    /// Restores a token from its number.
    pub fn from_code(code: u64) -> Bigram {
        Bigram(code)
    }

    /// Parses a token of the index; `None` if it does not have the form of one.
    pub fn from_token(token: &str) -> Option<Bigram> {
        let mut letters = [0; 4];
        let mut n = 0;
        for char in token.chars() {
            *letters.get_mut(n)? = u16::try_from(u32::from(char)).ok()?;
            n += 1;
        }
        match n {
            1 => Some(Bigram::one(letters[0])),
            2 => Some(Bigram::two(letters[0], letters[1])),
            4 => ascii_token(&letters),
            _ => None,
        }
    }

    /// Appends the token's characters to a text.
    pub fn write(self, text: &mut String) {
        let parts = [
            self.0 >> (CHAR_BITS + 14),
            self.0 >> 14 & 0xFFFF,
            self.0 >> 7 & 0x7F,
            self.0 & 0x7F,
        ];
        let chars = parts.into_iter().filter(|part| *part != 0);
        text.extend(chars.filter_map(|part| u32::try_from(part).ok().and_then(char::from_u32)));
    }
}

/// Maps a letter or digit to the 16 bits of a token. Characters beyond the basic plane are folded
/// into its private use area, so several share a code; search results are therefore verified
/// against the text.
fn token_char(char: char) -> Option<u16> {
    let code = u32::from(char);
    is_alphanumeric(char).then(|| u16::try_from(code).unwrap_or(0xE000 | (code % 0x1900) as u16))
}

/// Collects runs of letters and digits.
#[derive(Default)]
struct Runs {
    run: Vec<u16>,
}

impl Runs {
    fn push_char(&mut self, char: char, each: &mut impl FnMut(&[u16])) {
        match token_char(char) {
            Some(letter) => self.run.push(letter),
            None if self.run.is_empty() => {}
            None => self.finish_run(each),
        }
    }

    fn finish_run(&mut self, each: &mut impl FnMut(&[u16])) {
        each(&self.run);
        self.run.clear();
    }
}

/// Calls `each` with the runs of a text in its searchable form.
fn runs_of_text(text: &str, mut each: impl FnMut(&[u16])) {
    let mut runs = Runs::default();
    for_each_searchable(text, |char, _| runs.push_char(char, &mut each));
    runs.finish_run(&mut each);
}

/// Calls `each` with the runs of search terms, which are already normalised.
fn runs_of_words(words: &str, mut each: impl FnMut(&[u16])) {
    let mut runs = Runs::default();
    words
        .chars()
        .for_each(|char| runs.push_char(char, &mut each));
    runs.finish_run(&mut each);
}

fn ascii_token(four: &[u16]) -> Option<Bigram> {
    let four: [u16; 4] = four.try_into().ok()?;
    four.iter()
        .all(|letter| *letter < 128)
        .then(|| Bigram::four(four))
}

/// Returns the distinct tokens of texts, sorted.
pub fn distinct_tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Bigram> {
    let mut grams = Vec::with_capacity(512);
    for text in texts {
        runs_of_text(text, |run| {
            grams.extend(run.windows(2).map(|pair| Bigram::two(pair[0], pair[1])));
            grams.extend(run.windows(4).filter_map(ascii_token));
            grams.extend(run.last().map(|last| Bigram::one(*last)));
        });
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Drops the sorted tokens that an index does not need: a single character is redundant if another
/// token starts with it.
pub fn drop_redundant(grams: Vec<Bigram>) -> Vec<Bigram> {
    let next = grams.iter().skip(1).map(Some).chain([None]);
    let needed = |(gram, next): (&Bigram, Option<&Bigram>)| {
        let begun_again = next.is_some_and(|next| gram.is_prefix_of(*next));
        (!begun_again).then_some(*gram)
    };
    grams.iter().zip(next).filter_map(needed).collect()
}

/// Returns the bigrams of a text with their byte ranges in the original text, in order.
pub fn bigrams_with_spans(text: &str) -> Vec<(Range<usize>, Bigram)> {
    let mut pairs = Vec::with_capacity(text.len() / 3);
    let mut before: Option<(usize, u16)> = None;
    for_each_folded(text, |char, place| {
        let next = token_char(char).map(|letter| (place.start, letter));
        if let (Some((from, first)), Some((_, second))) = (before, next) {
            pairs.push((from..place.end, Bigram::two(first, second)));
        }
        before = next;
    });
    pairs
}

/// The tokens that the index must contain for a letter to match normalised search terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexConditions {
    /// The tokens that are all required.
    pub tokens: Vec<Bigram>,
    /// Characters with each of which some token must start.
    pub prefixes: Vec<Bigram>,
    /// Whether these conditions are sufficient. Otherwise the text must be checked for the terms.
    pub exact: bool,
}

/// Derives the index conditions for search terms in normalised form.
pub fn index_conditions(words: &str) -> IndexConditions {
    let mut wanted = IndexConditions {
        exact: words.chars().count() <= 2,
        ..IndexConditions::default()
    };
    runs_of_words(words, |run| match run {
        [] => {}
        [only] => wanted.prefixes.push(Bigram::one(*only)),
        run => {
            // For ASCII runs use only the tokens of four: ASCII bigrams are in nearly every letter.
            let fours = run.len() >= 4 && run.iter().all(|letter| *letter < 128);
            if fours {
                wanted.tokens.extend(run.windows(4).filter_map(ascii_token));
            } else {
                wanted
                    .tokens
                    .extend(run.windows(2).map(|pair| Bigram::two(pair[0], pair[1])));
            }
        }
    });
    let seen = words.chars().filter(|char| char.is_alphanumeric()).count();
    wanted.exact &=
        seen == words.chars().count() && words.chars().all(|char| u32::from(char) < 0x10000);
    wanted.tokens.sort_unstable();
    wanted.tokens.dedup();
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(grams: &[Bigram]) -> Vec<String> {
        let mut shown = Vec::new();
        for gram in grams {
            let mut text = String::new();
            gram.write(&mut text);
            shown.push(text);
        }
        shown
    }

    #[test]
    fn pairs_stop_at_marks_and_the_last_stands_alone() {
        assert_eq!(
            shown(&distinct_tokens(["停水，3天"])),
            ["3天", "停水", "天", "水"]
        );
        assert_eq!(
            shown(&drop_redundant(distinct_tokens(["停水，水停。天"]))),
            ["停水", "天", "水停"]
        );
        assert_eq!(shown(&distinct_tokens(["Ａ座", "a座"])), ["a座", "座"]);
        assert_eq!(
            shown(&distinct_tokens(["13800"])),
            ["0", "00", "13", "1380", "38", "3800", "80"]
        );
    }

    #[test]
    fn the_order_is_that_of_the_bytes() {
        let grams = distinct_tokens(["停水三天1234ab号，水，A座 12 1 ab abcd zz"]);
        let texts = shown(&grams);
        let mut sorted = texts.clone();
        sorted.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
        assert_eq!(texts, sorted);
        assert!(
            grams
                .iter()
                .all(|gram| Bigram::from_code(gram.to_code()) == *gram && gram.to_code() < 1 << 46)
        );
        assert!(
            grams
                .iter()
                .zip(&texts)
                .all(|(gram, text)| Bigram::from_token(text) == Some(*gram))
        );
    }

    #[test]
    fn a_pair_stands_where_it_is_written() {
        let text = "停\u{200B}水，Ａ座";
        let placed: Vec<_> = bigrams_with_spans(text)
            .into_iter()
            .map(|(place, gram)| (&text[place], gram))
            .collect();
        assert_eq!(
            placed,
            [
                ("停\u{200B}水", distinct_tokens(["停水"])[0]),
                ("Ａ座", distinct_tokens(["a座"])[0])
            ]
        );
    }

    #[test]
    fn what_one_looks_for() {
        let two = index_conditions("停水");
        assert_eq!(
            (shown(&two.tokens), two.exact),
            (vec!["停水".to_owned()], true)
        );
        let one = index_conditions("水");
        assert_eq!(
            (shown(&one.prefixes), one.exact),
            (vec!["水".to_owned()], true)
        );
        assert!(!index_conditions("停水三").exact);
        assert!(!index_conditions("水，").exact);
        assert_eq!(shown(&index_conditions("13800").tokens), ["1380", "3800"]);
    }
}
