//! A line out of a letter, around the words that were searched for.

use std::ops::Range;

use crate::domain::letter::Part;
use crate::domain::text::normalize::{is_han, line_end, places};

/// A line out of a text, on one line, with the words in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Which text of the letter.
    pub part: Part,
    /// The line.
    pub text: String,
    /// Where the words stand in it, in bytes.
    pub marks: Vec<Range<usize>>,
}

/// How many characters stand before the first word, and in all.
const BEFORE: usize = 10;
const LENGTH: usize = 60;

/// The line around the first of these folded words, from the text that has most of them, the letter's own text before what was
/// written about it. Title, writer and number stand in every list: they are taken only where nothing else has a word.
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
            // A line that is broken inside a word goes on without a blank, so that the word is seen and marked.
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
