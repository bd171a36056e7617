//! Extracts a line from a letter around the search terms that it matched.

use std::ops::Range;

use crate::domain::letter::Part;
use crate::domain::text::normalize::{is_han, line_end, places};

/// One line of a text, with the matched terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The part of the letter from which it is taken.
    pub part: Part,
    /// The line.
    pub text: String,
    /// The byte ranges of the highlight spans in `text`.
    pub marks: Vec<Range<usize>>,
}

/// The number of characters before the first term, and of the whole excerpt.
const BEFORE: usize = 10;
const LENGTH: usize = 60;

/// Returns the excerpt around the first match of these folded terms, from the text that contains
/// most of them; the letter's own text wins a tie against what was written about it. Title, writer
/// and number are shown in every list, so they are used only if no other text matches.
pub fn excerpt(texts: &[(Part, &str)], words: &[&str]) -> Option<Excerpt> {
    let has = |text: &str| {
        words
            .iter()
            .filter(|word| !places(text, &[**word]).is_empty())
            .count()
    };
    let ranked = texts.iter().enumerate().map(|(n, (part, text))| {
        let n = if matches!(
            part,
            Part::Title | Part::Writer | Part::Number | Part::Source
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
    let first = places(text, words).into_iter().next()?;
    let start = text[..first.start]
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    let rest = text[start..]
        .char_indices()
        .nth(LENGTH)
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
            match line_end(&cut[at..]).filter(|_| broken) {
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
    let marks = places(&line, words);
    Some(Excerpt {
        part,
        text: line,
        marks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_around_the_word() {
        let body = format!("{}经二路停水\n三天{}", "前".repeat(30), "后".repeat(80));
        let found = excerpt(&[(Part::Title, "停水"), (Part::Body, &body)], &["停水"]).unwrap();
        assert_eq!(found.part, Part::Body);
        assert!(
            found.text.starts_with("…前前前前前前前经二路停水三天后")
                && found.text.ends_with("后…"),
            "{}",
            found.text
        );
        assert_eq!(found.marks.len(), 1);
        assert_eq!(&found.text[found.marks[0].clone()], "停水");
        let found = excerpt(&[(Part::Title, "停水"), (Part::Body, "没有")], &["停水"]).unwrap();
        assert_eq!((found.part, found.text.as_str()), (Part::Title, "停水"));
        let texts = [(Part::Writer, "刘敏"), (Part::Reply, "刘敏同志：")];
        assert_eq!(excerpt(&texts, &["刘敏"]).unwrap().part, Part::Reply);
        assert_eq!(excerpt(&texts[..1], &["刘敏"]).unwrap().part, Part::Writer);
        assert_eq!(excerpt(&[(Part::Body, "没有")], &["停水"]), None);
    }

    #[test]
    fn the_text_with_most_words_is_taken() {
        let texts = [(Part::Body, "停水了"), (Part::Reply, "停水已修复")];
        assert_eq!(
            excerpt(&texts, &["停水", "修复"]).unwrap().part,
            Part::Reply
        );
        assert_eq!(excerpt(&texts, &["停水"]).unwrap().part, Part::Body);
    }
}
