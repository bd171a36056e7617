//! Every pane, and what opens over it, as text at three sizes in both languages: `tests/screens`.
//! A change of a screen is a change of a file there; `XINXIANG_RENEW_SCREENS=1 cargo test snapshots`
//! writes them anew.

use std::path::PathBuf;

use super::harness::Screen;
use super::{DOWN, ENTER, ESC};
use crate::program::Program;

/// The screens: a name, the keys that lead there from the one before.
fn screens() -> Vec<(&'static str, String)> {
    let mut screens: Vec<(&str, String)> = Vec::new();
    let mut add = |name, keys: &str| screens.push((name, keys.to_owned()));
    add("1 inbox", "1");
    add("letter menu", ENTER);
    add("help", &format!("{ESC}?"));
    add("accept", &format!("{ESC}a"));
    add("attachment", &format!("{ESC}o{ENTER}"));
    add("by hand", &format!("{ESC}{ESC}c"));
    add("2 triage", &format!("{ESC}2"));
    add("assign", "u");
    add("3 assignment", &format!("{ESC}3"));
    add("sorting", "Z");
    add("history", &format!("{ESC}h"));
    add("urge", &format!("{ESC}z"));
    add("4 drafting", &format!("{ESC}4"));
    add("history of a draft", "h");
    add("editor", &format!("{ESC}e"));
    add("phrases", "\x14");
    add("5 overdue", &format!("{ESC}{ESC}5"));
    add("6 review", "6");
    add("7 ended", "7");
    add("8 bulletin", "8");
    add("9 search", "9");
    add("today", &format!("{ESC}0"));
    add(
        "letters by month",
        &format!("{}{ENTER}", "\x1b[A".repeat(3)),
    );
    add("settings", &format!("{ESC}{ESC},"));
    add("people", &format!("{}{ENTER}", DOWN.repeat(2)));
    add("add a person", ENTER);
    add("units", &format!("{ESC}{ESC}{DOWN}{ENTER}"));
    add("phrases of the office", &format!("{ESC}{DOWN}{ENTER}"));
    add("calendar", &format!("{ESC}{DOWN}{ENTER}"));
    screens
}

/// What differs from run to run: where the test's office lies.
fn without_folder(text: &str, program: &Program) -> String {
    let folder = program.folder.path().display().to_string();
    text.replace(&folder, "FOLDER")
}

/// Walks through the screens, and returns their text.
fn walk(lang: &str, columns: u16, rows: u16) -> String {
    let program = Program::demo();
    let mut screen = Screen::open(&program, columns, rows, &["--as", "wang", "--lang", lang]);
    screen.rests();
    let mut found = String::new();
    for (name, keys) in screens() {
        // One key at a time: what it opens takes the next one.
        let mut rest = keys.as_str();
        while !rest.is_empty() {
            let cells = if rest.starts_with("\x1b[") { 3 } else { 1 };
            let (key, after) = rest.split_at(cells);
            screen.keys(key).rests();
            rest = after;
        }
        found.push_str(&format!("== {name}\n"));
        for row in without_folder(&screen.text(), &program).lines() {
            found.push_str(row.trim_end());
            found.push('\n');
        }
    }
    found
}

fn compare(lang: &str, columns: u16, rows: u16) {
    let mut found = walk(lang, columns, rows);
    let file = format!("tests/screens/{lang}-{columns}x{rows}.txt");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("XINXIANG_RENEW_SCREENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &found).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept != found {
        // On a busy machine a screen may rest before everything on it has been read.
        found = walk(lang, columns, rows);
    }
    let differs = kept
        .lines()
        .zip(found.lines())
        .position(|(one, other)| one != other);
    let at = differs.unwrap_or_else(|| kept.lines().count().min(found.lines().count()));
    let name = found
        .lines()
        .take(at + 1)
        .filter(|line| line.starts_with("== "))
        .last();
    assert!(
        kept == found,
        "{} differs at line {}, in {name:?}:\n{}\n{}",
        path.display(),
        at + 1,
        kept.lines().nth(at).unwrap_or_default(),
        found.lines().nth(at).unwrap_or_default(),
    );
}

#[test]
fn screens_of_80_columns_are_as_they_were() {
    compare("zh", 80, 24);
    compare("en", 80, 24);
}

#[test]
fn screens_of_120_columns_are_as_they_were() {
    compare("zh", 120, 40);
    compare("en", 120, 40);
}

#[test]
fn screens_of_200_columns_are_as_they_were() {
    compare("zh", 200, 50);
    compare("en", 200, 50);
}
