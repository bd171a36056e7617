//! Finds e-mail addresses, including those with full-width signs or a blank next to the `@`.

use std::ops::Range;

use crate::domain::screening::normalized::NormalizedText;

/// Finds all mailbox addresses: `local@domain.tld`.
pub(super) fn find(plain: &NormalizedText) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..plain.signs.len()).filter(|at| plain.char_at(*at) == Some('@')) {
        let blank = |char: Option<char>| usize::from(char == Some(' '));
        let local = |char: char| {
            char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-' | '+' | '%')
        };
        let domain =
            |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '\u{3002}');
        let (before, after) = (
            at - blank(plain.char_before(at)),
            at + 1 + blank(plain.char_at(at + 1)),
        );
        let start = before
            - plain.signs[..before]
                .iter()
                .rev()
                .take_while(|sign| local(sign.char))
                .count();
        let name: String = plain
            .signs
            .iter()
            .skip(after)
            .map(|sign| sign.char)
            .take_while(|char| domain(*char))
            .collect();
        let name = name.replace('\u{3002}', ".");
        let name = name.trim_end_matches(['.', '-']);
        let top = name.rsplit_once('.').map(|(_, top)| top);
        if start < before
            && top.is_some_and(|top| {
                top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
            })
        {
            found.push(start..after + name.len());
        }
    }
    found
}
