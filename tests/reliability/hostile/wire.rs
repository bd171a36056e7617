//! A strict grammar of what the program may write: its own few sequences, text, and nothing else.

use std::collections::BTreeSet;

/// Private modes that are ours: cursor, alternate screen, mouse, bracketed paste, synchronized output.
const MODES: [&str; 9] = [
    "25", "1000", "1002", "1003", "1006", "1015", "1049", "2004", "2026",
];

/// Titles that are ours.
const TITLES: [&str; 2] = ["区长信箱", "Mayor's Mailbox"];

/// Whether a character is not text that every terminal draws as it stands.
pub(super) fn steers(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'
                ..='\u{180f}'
        )
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(char, '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{1d173}'..='\u{1d17a}')
}

/// The first thing on the wire to a terminal that is not ours; the kinds of sequences that are go into `seen`.
pub(super) fn strange_on_a_terminal(bytes: &[u8], seen: &mut BTreeSet<String>) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Some(told(bytes, error.valid_up_to(), "no UTF-8")),
    };
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        if char == '\x1b' {
            match sequence(&text[at..]) {
                Some((length, kind)) => {
                    seen.insert(kind);
                    at += length;
                }
                None => return Some(told(bytes, at, "a sequence that is not ours")),
            }
        } else if steers(char) {
            return Some(told(bytes, at, "a character that is no text"));
        } else {
            at += char.len_utf8();
        }
    }
    None
}

/// The first thing in what a command printed that is not plain lines.
pub(super) fn strange_on_output(text: &str) -> Option<String> {
    let at = text
        .char_indices()
        .find(|(_, char)| *char != '\n' && steers(*char));
    at.map(|(at, _)| told(text.as_bytes(), at, "a character that is no text"))
}

/// One of our sequences at the beginning of a text: its length and its kind.
fn sequence(text: &str) -> Option<(usize, String)> {
    if let Some(rest) = text.strip_prefix("\x1b]0;") {
        let (title, _) = rest.split_once('\x07')?;
        // The number of letters that wait may stand before it, in brackets.
        let bare = title
            .trim_start_matches(|char: char| char.is_ascii_digit() || "（）() ".contains(char));
        TITLES.iter().find(|ours| **ours == bare)?;
        return Some((4 + title.len() + 1, "title".to_owned()));
    }
    let rest = text.strip_prefix("\x1b[")?;
    let end =
        rest.find(|char: char| !(char.is_ascii_digit() || matches!(char, ';' | '?' | ':')))?;
    let (parameters, last) = (&rest[..end], rest[end..].chars().next()?);
    let numbers = || !parameters.contains('?');
    let ours = match last {
        'H' => numbers() && parameters.split(';').count() <= 2,
        'm' => numbers() && parameters.len() <= 40,
        // Forward in the row, and so many cells erased.
        'C' | 'X' => {
            !parameters.is_empty() && parameters.bytes().all(|byte| byte.is_ascii_digit())
                || parameters.is_empty() && last == 'C'
        }
        'J' | 'K' => numbers() && parameters.len() <= 1,
        // Whether the terminal itself turns text of right-to-left scripts around.
        'h' | 'l' => {
            parameters == "8"
                || parameters
                    .strip_prefix('?')
                    .is_some_and(|mode| MODES.contains(&mode))
        }
        'n' => parameters == "6",
        _ => false,
    };
    let kind = if matches!(last, 'h' | 'l') {
        format!("{parameters}{last}")
    } else {
        last.to_string()
    };
    ours.then_some((2 + end + 1, kind))
}

fn told(bytes: &[u8], at: usize, what: &str) -> String {
    let around = &bytes[at.saturating_sub(60)..(at + 40).min(bytes.len())];
    format!("{what} at byte {at}: …{}…", around.escape_ascii())
}

#[test]
fn the_grammar_sees_what_is_not_ours() {
    let ours = "\x1b]0;区长信箱\x07\x1b[?1049h\x1b[?2026h\x1b[3;4H\x1b[38;5;7m路灯 🙂\x1b[0m\x1b[2J\x1b[?2026l\x1b[6n";
    assert_eq!(
        strange_on_a_terminal(ours.as_bytes(), &mut BTreeSet::new()),
        None
    );
    for theirs in [
        "\x1b]0;other\x07",
        "\x1b]52;c;eA==\x07",
        "\x1bc",
        "\x1bP+q\x1b\\",
        "\x1b_G\x1b\\",
        "\x1b[?1h",
        "\x1b[5n",
        "\x1b[3 q",
        "\u{9b}2J",
        "\x07",
        "\x0e",
        "\r",
        "\n",
        "\u{202e}",
        "\u{200b}",
        "\u{e0041}",
        "\x1b[",
        "\x1b",
        "\u{7f}",
        "\x1b[1;2;3H",
        "\x1b[?25;7h",
        "\u{fe0f}",
    ] {
        assert!(
            strange_on_a_terminal(theirs.as_bytes(), &mut BTreeSet::new()).is_some(),
            "{theirs:?}"
        );
    }
    assert!(strange_on_a_terminal(b"\x9b2J", &mut BTreeSet::new()).is_some());
    assert!(strange_on_output("a\nb").is_none() && strange_on_output("a\rb").is_some());
}
