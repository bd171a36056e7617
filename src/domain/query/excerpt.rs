//! Extracts a line from a letter around the search terms that it matched.

use std::ops::Range;

use crate::domain::letter::LetterPart;
use crate::domain::text::normalize::{find_spans, is_han, line_break_length};

/// One line of a text, with the matched terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The part of the letter from which it is taken.
    pub part: LetterPart,
    /// The line.
    pub text: String,
    /// The byte ranges of the highlight spans in `text`.
    pub highlights: Vec<Range<usize>>,
}

/// The number of characters before the first term, and of the whole excerpt.
const CONTEXT_CHARS: usize = 10;
const EXCERPT_CHARS: usize = 60;

/// Returns the excerpt around the first match of these folded terms, from the text that contains
/// most of them; the letter's own text wins a tie against what was written about it. Title, writer
/// and number are shown in every list, so they are used only if no other text matches.
pub fn best_excerpt(texts: &[(LetterPart, &str)], words: &[&str]) -> Option<Excerpt> {
    let has = |text: &str| {
        words
            .iter()
            .filter(|word| !find_spans(text, &[**word]).is_empty())
            .count()
    };
    let ranked = texts.iter().enumerate().map(|(n, (part, text))| {
        let n = if matches!(
            part,
            LetterPart::Title | LetterPart::Writer | LetterPart::Number | LetterPart::Source
        ) {
            usize::MAX
        } else {
            n
        };
        (has(text), std::cmp::Reverse(n), *part, *text)
    });
    let (_, _, part, text) = ranked
        .filter(|(has, ..)| *has > 0)
        .max_by_key(|(has, place, ..)| (*place != std::cmp::Reverse(usize::MAX), *has, *place))?;
    let first = find_spans(text, words).into_iter().next()?;
    let start = text[..first.start]
        .char_indices()
        .rev()
        .nth(CONTEXT_CHARS - 1)
        .map_or(0, |(at, _)| at);
    let rest = text[start..]
        .char_indices()
        .nth(EXCERPT_CHARS)
        .map(|(at, _)| start + at);
    let mut line = String::new();
    if start > 0 {
        line.push('…');
    }
    let mut space = false;
    let cut = &text[start..rest.unwrap_or(text.len())];
    let mut chars = cut.char_indices();
    while let Some((at, char)) = chars.next() {
        if char.is_whitespace() || char.is_control() {
            // A line break between two Han characters is dropped without a blank, so that a word
            // broken across lines is still found and highlighted.
            let broken = line.chars().next_back().is_some_and(is_han) && !space;
            match line_break_length(&cut[at..]).filter(|_| broken) {
                Some(length) => while chars.offset() < at + length && chars.next().is_some() {},
                None => space = !line.is_empty(),
            }
        } else {
            if std::mem::take(&mut space) {
                line.push(' ');
            }
            line.push(char);
        }
    }
    if rest.is_some() {
        line.push('…');
    }
    let marks = find_spans(&line, words);
    Some(Excerpt {
        part,
        text: line,
        highlights: marks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_around_the_word() {
        let body = format!("{}经二路停水\n三天{}", "前".repeat(30), "后".repeat(80));
        let found = best_excerpt(
            &[(LetterPart::Title, "停水"), (LetterPart::Body, &body)],
            &["停水"],
        )
        .unwrap();
        assert_eq!(found.part, LetterPart::Body);
        assert!(
            found.text.starts_with("…前前前前前前前经二路停水三天后")
                && found.text.ends_with("后…"),
            "{}",
            found.text
        );
        assert_eq!(found.highlights.len(), 1);
        assert_eq!(&found.text[found.highlights[0].clone()], "停水");
        let found = best_excerpt(
            &[(LetterPart::Title, "停水"), (LetterPart::Body, "没有")],
            &["停水"],
        )
        .unwrap();
        assert_eq!(
            (found.part, found.text.as_str()),
            (LetterPart::Title, "停水")
        );
        let texts = [
            (LetterPart::Writer, "刘敏"),
            (LetterPart::Reply, "刘敏同志："),
        ];
        assert_eq!(
            best_excerpt(&texts, &["刘敏"]).unwrap().part,
            LetterPart::Reply
        );
        assert_eq!(
            best_excerpt(&texts[..1], &["刘敏"]).unwrap().part,
            LetterPart::Writer
        );
        assert_eq!(best_excerpt(&[(LetterPart::Body, "没有")], &["停水"]), None);
    }

    #[test]
    fn the_text_with_most_words_is_taken() {
        let texts = [
            (LetterPart::Body, "停水了"),
            (LetterPart::Reply, "停水已修复"),
        ];
        assert_eq!(
            best_excerpt(&texts, &["停水", "修复"]).unwrap().part,
            LetterPart::Reply
        );
        assert_eq!(
            best_excerpt(&texts, &["停水"]).unwrap().part,
            LetterPart::Body
        );
    }
}
