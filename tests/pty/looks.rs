//! How it looks: borders that hold on every letter of the demo office, in both languages.

use super::harness::Screen;
use crate::program::Program;

const PANES: [&str; 7] = [
    "inbox",
    "triage",
    "assignment",
    "drafting",
    "overdue",
    "review",
    "ended",
];

/// The list and the letter under it, at 80×24: rows 2 to 9 and 10 to 21, each in a frame of its own; while the letter is read, the
/// list has two rows.
fn framed(screen: &Screen, reading: bool) {
    let column = |column: u16| {
        (2..22)
            .map(|row| screen.cell(column, row))
            .collect::<String>()
    };
    let rows = |n: usize| "│".repeat(n);
    let (list, letter) = if reading {
        (rows(2), rows(14))
    } else {
        (rows(6), rows(10))
    };
    assert_eq!(
        column(0),
        format!("┌{list}└┌{letter}└"),
        "on the left of\n{}",
        screen.text()
    );
    assert_eq!(
        column(79),
        format!("┐{list}┘┐{letter}┘"),
        "on the right of\n{}",
        screen.text()
    );
}

fn every_letter(lang: &str, inbox: &str) {
    let program = Program::demo();
    let mut screen = Screen::open(&program, 80, 24, &["--lang", lang]);
    screen.sees(inbox);
    for (n, pane) in PANES.iter().enumerate() {
        let rows = program.json(&["list", "--queue", pane, "--limit", "1000"]);
        let rows = rows.as_array().unwrap().len();
        screen
            .keys(&(n + 1).to_string())
            .sees(&format!("1/{rows}"))
            .rests();
        framed(&screen, false);
        for place in 2..=rows {
            screen.keys("j").sees(&format!(" {place}/{rows} ")).rests();
            framed(&screen, false);
        }
        // The letter scrolled to its end, and the keys on it.
        screen.keys("\tG").rests();
        framed(&screen, true);
        screen.keys("\t").rests();
    }
}

#[test]
fn every_border_holds_in_chinese() {
    every_letter("zh", "收件箱 12");
}

#[test]
fn every_border_holds_in_english() {
    every_letter("en", "In 12");
}

#[test]
fn english_is_english() {
    let program = Program::demo();
    let mut screen = Screen::open(&program, 80, 24, &["--lang", "en"]);
    screen.sees("Inbox").rests();
    let chrome = [&screen.rows()[..2], &screen.rows()[22..]]
        .concat()
        .join("\n");
    let chrome = chrome.replace("王敏", "");
    assert!(
        !chrome
            .chars()
            .any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char)),
        "Chinese in\n{chrome}"
    );
    let tabs = screen.rows()[1].clone();
    for tab in [
        "1In 12",
        "2Triage",
        "3Units",
        "4Draft",
        "5Late",
        "6Review",
        "7Ended",
        "8Bulletin",
        "9Search",
    ] {
        assert!(tabs.contains(tab), "no {tab} in {tabs}");
    }
}
