//! The tokens of the search index: bigrams of the normalised letters and digits of a text.
//!
//! A bigram never spans a blank or a punctuation mark. The last character of a run is a token of
//! its own, so that every character starts some token. Runs of ASCII letters and digits also yield
//! tokens of four characters, because there are few distinct ASCII bigrams and each is in many
//! letters.

use std::ops::Range;

use crate::domain::text::normalize::{each, each_searched, is_alphanumeric};

// The token's layout, from the high bits: first character (16 bits), second (16), third and fourth
// (7 bits each, ASCII only). This keeps the numeric order equal to the order of the UTF-8 bytes.
const MARK: u32 = 16;

/// A token of the index: one or two characters, or four ASCII characters. Tokens are ordered like
/// their UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gram(u64);

impl Gram {
    fn one(only: u16) -> Gram {
        Gram(u64::from(only) << (MARK + 14))
    }

    fn two(first: u16, second: u16) -> Gram {
        Gram((u64::from(first) << MARK | u64::from(second)) << 14)
    }

    fn four([a, b, c, d]: [u16; 4]) -> Gram {
        Gram(Gram::two(a, b).0 | u64::from(c) << 7 | u64::from(d))
    }

    /// Reports whether this is a single character with which the other token starts.
    fn begins(self, other: Gram) -> bool {
        const REST: u64 = (1 << (MARK + 14)) - 1;
        self.0 & REST == 0 && self.0 == other.0 & !REST
    }

    /// Returns the token as a number of at most 46 bits, in the order of the tokens' bytes.
    pub fn code(self) -> u64 {
        self.0
    }

    /// Restores a token from its number.
    pub fn of_code(code: u64) -> Gram {
        Gram(code)
    }

    /// Parses a token of the index; `None` if it does not have the form of one.
    pub fn of_token(token: &str) -> Option<Gram> {
        let mut letters = [0; 4];
        let mut n = 0;
        for char in token.chars() {
            *letters.get_mut(n)? = u16::try_from(u32::from(char)).ok()?;
            n += 1;
        }
        match n {
            1 => Some(Gram::one(letters[0])),
            2 => Some(Gram::two(letters[0], letters[1])),
            4 => ascii(&letters),
            _ => None,
        }
    }

    /// Appends the token's characters to a text.
    pub fn write(self, text: &mut String) {
        let parts = [
            self.0 >> (MARK + 14),
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
fn letter(char: char) -> Option<u16> {
    let code = u32::from(char);
    is_alphanumeric(char).then(|| u16::try_from(code).unwrap_or(0xE000 | (code % 0x1900) as u16))
}

/// Collects runs of letters and digits.
#[derive(Default)]
struct Runs {
    run: Vec<u16>,
}

impl Runs {
    fn take(&mut self, char: char, each: &mut impl FnMut(&[u16])) {
        match letter(char) {
            Some(letter) => self.run.push(letter),
            None if self.run.is_empty() => {}
            None => self.end(each),
        }
    }

    fn end(&mut self, each: &mut impl FnMut(&[u16])) {
        each(&self.run);
        self.run.clear();
    }
}

/// Calls `each` with the runs of a text in its searchable form.
fn runs_of_text(text: &str, mut each: impl FnMut(&[u16])) {
    let mut runs = Runs::default();
    each_searched(text, |char, _| runs.take(char, &mut each));
    runs.end(&mut each);
}

/// Calls `each` with the runs of search terms, which are already normalised.
fn runs_of_words(words: &str, mut each: impl FnMut(&[u16])) {
    let mut runs = Runs::default();
    words.chars().for_each(|char| runs.take(char, &mut each));
    runs.end(&mut each);
}

fn ascii(four: &[u16]) -> Option<Gram> {
    let four: [u16; 4] = four.try_into().ok()?;
    four.iter()
        .all(|letter| *letter < 128)
        .then(|| Gram::four(four))
}

/// Returns the distinct tokens of texts, sorted.
pub fn grams<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Gram> {
    let mut grams = Vec::with_capacity(512);
    for text in texts {
        runs_of_text(text, |run| {
            grams.extend(run.windows(2).map(|pair| Gram::two(pair[0], pair[1])));
            grams.extend(run.windows(4).filter_map(ascii));
            grams.extend(run.last().map(|last| Gram::one(*last)));
        });
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Drops the sorted tokens that an index does not need: a single character is redundant if another
/// token starts with it.
pub fn indexed(grams: Vec<Gram>) -> Vec<Gram> {
    let next = grams.iter().skip(1).map(Some).chain([None]);
    let needed = |(gram, next): (&Gram, Option<&Gram>)| {
        let begun_again = next.is_some_and(|next| gram.begins(*next));
        (!begun_again).then_some(*gram)
    };
    grams.iter().zip(next).filter_map(needed).collect()
}

/// Returns the bigrams of a text with their byte ranges in the original text, in order.
pub fn pairs(text: &str) -> Vec<(Range<usize>, Gram)> {
    let mut pairs = Vec::with_capacity(text.len() / 3);
    let mut before: Option<(usize, u16)> = None;
    each(text, |char, place| {
        let next = letter(char).map(|letter| (place.start, letter));
        if let (Some((from, first)), Some((_, second))) = (before, next) {
            pairs.push((from..place.end, Gram::two(first, second)));
        }
        before = next;
    });
    pairs
}

/// The tokens that the index must contain for a letter to match normalised search terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The tokens that are all required.
    pub tokens: Vec<Gram>,
    /// Characters with each of which some token must start.
    pub begun: Vec<Gram>,
    /// Whether these conditions are sufficient. Otherwise the text must be checked for the terms.
    pub exact: bool,
}

/// Derives the index conditions for search terms in normalised form.
pub fn wanted(words: &str) -> Wanted {
    let mut wanted = Wanted {
        exact: words.chars().count() <= 2,
        ..Wanted::default()
    };
    runs_of_words(words, |run| match run {
        [] => {}
        [only] => wanted.begun.push(Gram::one(*only)),
        run => {
            // For ASCII runs use only the tokens of four: ASCII bigrams are in nearly every letter.
            let fours = run.len() >= 4 && run.iter().all(|letter| *letter < 128);
            if fours {
                wanted.tokens.extend(run.windows(4).filter_map(ascii));
            } else {
                wanted
                    .tokens
                    .extend(run.windows(2).map(|pair| Gram::two(pair[0], pair[1])));
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

    fn shown(grams: &[Gram]) -> Vec<String> {
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
        assert_eq!(shown(&grams(["停水，3天"])), ["3天", "停水", "天", "水"]);
        assert_eq!(
            shown(&indexed(grams(["停水，水停。天"]))),
            ["停水", "天", "水停"]
        );
        assert_eq!(shown(&grams(["Ａ座", "a座"])), ["a座", "座"]);
        assert_eq!(
            shown(&grams(["13800"])),
            ["0", "00", "13", "1380", "38", "3800", "80"]
        );
    }

    #[test]
    fn the_order_is_that_of_the_bytes() {
        let grams = grams(["停水三天1234ab号，水，A座 12 1 ab abcd zz"]);
        let texts = shown(&grams);
        let mut sorted = texts.clone();
        sorted.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
        assert_eq!(texts, sorted);
        assert!(
            grams
                .iter()
                .all(|gram| Gram::of_code(gram.code()) == *gram && gram.code() < 1 << 46)
        );
        assert!(
            grams
                .iter()
                .zip(&texts)
                .all(|(gram, text)| Gram::of_token(text) == Some(*gram))
        );
    }

    #[test]
    fn a_pair_stands_where_it_is_written() {
        let text = "停\u{200B}水，Ａ座";
        let placed: Vec<_> = pairs(text)
            .into_iter()
            .map(|(place, gram)| (&text[place], gram))
            .collect();
        assert_eq!(
            placed,
            [
                ("停\u{200B}水", grams(["停水"])[0]),
                ("Ａ座", grams(["a座"])[0])
            ]
        );
    }

    #[test]
    fn what_one_looks_for() {
        let two = wanted("停水");
        assert_eq!(
            (shown(&two.tokens), two.exact),
            (vec!["停水".to_owned()], true)
        );
        let one = wanted("水");
        assert_eq!(
            (shown(&one.begun), one.exact),
            (vec!["水".to_owned()], true)
        );
        assert!(!wanted("停水三").exact);
        assert!(!wanted("水，").exact);
        assert_eq!(shown(&wanted("13800").tokens), ["1380", "3800"]);
    }
}
