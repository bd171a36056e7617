//! What citizens write is hostile: on the wire to a terminal there is no sequence but our own, whatever stands in letters, files, names.

mod fragments;
mod wire;

use std::collections::BTreeSet;

use serde_json::Value;

use super::mutated::Chance;
use super::times;
use crate::concurrency::alone;
use crate::program::Program;
use crate::pty::harness::Screen;
use fragments::{fragment, letters, mail};
use wire::{strange_on_a_terminal, strange_on_output};

/// Hostile strings in a letter: its fields, and the lines of its text.
const EACH: usize = 50;

#[test]
fn two_thousand_hostile_strings_reach_no_terminal() {
    let _alone = alone();
    run(2_000);
}

#[test]
#[ignore = "a hundred thousand strings: half an hour"]
fn a_hundred_thousand_hostile_strings_reach_no_terminal() {
    run(times(100_000) as usize);
}

fn run(strings: usize) {
    let (mut left, mut seed) = (strings, 0);
    let mut seen = BTreeSet::new();
    while left > 0 {
        // As many letters as a list holds without scrolling for ever.
        let n = left.div_ceil(EACH).min(100);
        let program = office(n, seed);
        screens(&program, n, &mut seen);
        output(&program, n);
        program.clean();
        left = left.saturating_sub(n * EACH);
        seed += 1;
    }
    println!("{strings} strings; what was written to the terminal: {seen:?}");
}

/// A practice office with hostile letters, and what has to do with them.
fn office(n: usize, seed: u64) -> Program {
    let program = Program::practice();
    let mut chance = Chance::new(seed);
    let file = program.put("letters.csv", letters(n, EACH, &mut chance));
    let counts = program.json(&["import", file.to_str().unwrap()]);
    assert_eq!(counts["imported"], n, "{counts}");
    std::fs::create_dir(program.folder.path().join("in")).unwrap();
    for k in 0..4 {
        program.put(&format!("in/{k}.eml"), mail(&mut chance));
        // What cannot be read is told with its name and its headings.
        let name = name(k, &mut chance);
        let headings: Vec<String> = (0..3)
            .map(|_| fragment(&mut chance).replace(['\n', '\r', ','], " "))
            .collect();
        program.put(
            &format!("in/{name}"),
            format!("{}\nx,y,z\n", headings.join(",")),
        );
    }
    let hostile = format!("{}{}", fragment(&mut chance), fragment(&mut chance)).replace('\0', "");
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "note", "--text", &format!("记{hostile}")]);
    program.done(&[
        "act",
        "1",
        "reply-directly",
        "--because",
        "policy",
        "--policy",
        &format!("渭政发{hostile}"),
    ]);
    program.done(&["act", "1", "draft", "--text", &format!("您好，{hostile}")]);
    program
}

/// A file name that a file system takes.
fn name(k: usize, chance: &mut Chance) -> String {
    let text: String = fragment(chance)
        .chars()
        .filter(|char| !matches!(char, '/' | '\0'))
        .take(20)
        .collect();
    format!("f{k}{text}.csv")
}

/// Every screen, and every byte that was written for it.
fn screens(program: &Program, n: usize, seen: &mut BTreeSet<String>) {
    let mut screen = Screen::open(program, 160, 60, &[]);
    screen.sees("收件箱").rests();
    for _ in 1..n {
        screen.keys("j").rests();
    }
    // The letter to its end, its history, those that are like it, a form that quotes it.
    screen.keys("\tG").rests().keys("\t").rests();
    screen.keys("h").rests().keys("\x1b").rests();
    screen.keys("L").rests().keys("\x1b").rests();
    screen
        .keys("d")
        .sees("不予受理")
        .keys("gg")
        .rests()
        .keys("\x1b")
        .rests();
    // The reply in its editor, with its letter beside it.
    screen
        .keys("4")
        .rests()
        .keys("e")
        .sees("┌ 拟稿")
        .rests()
        .keys("\x1b")
        .rests();
    screen.keys("h").rests().keys("\x1b").rests();
    // The search, which quotes the lines that it found, and echoes what was typed or pasted.
    screen.keys("9").rests().keys("路灯").rests();
    screen
        .keys("\x1b[200~\u{202e}\u{9b}2J\u{7}\u{e0041}\x1b[201~")
        .rests()
        .keys("\x1b")
        .rests()
        .keys("\x1b")
        .rests();
    // The import: names that the path goes on with, columns, what was rejected and why.
    screen
        .keys("1")
        .rests()
        .keys("I")
        .sees("导入信件")
        .keys("in/\t")
        .rests()
        .keys("\r")
        .sees("个文件");
    screen
        .keys("\r")
        .sees("试读完毕")
        .rests()
        .keys("jjjj")
        .rests()
        .keys("\x1b")
        .rests();
    screen.keys("\x03").rests();
    let strange = strange_on_a_terminal(&screen.bytes, seen);
    assert!(strange.is_none(), "{}", strange.unwrap_or_default());
}

/// What the commands print, for people and for programs.
fn output(program: &Program, n: usize) {
    let hostile = "\x1b]0;x\x07\u{9b}2J\u{202e}\u{200b}";
    for letter in 1..=n {
        let letter = letter.to_string();
        printed(program, &["show", &letter, "--events"]);
    }
    for words in [
        &["list", "--limit", "1000"][..],
        &["search", "路灯"],
        &["search", hostile],
        &["similar", "1"],
        &["suggest", "2"],
        &["hot", "--least", "2"],
        &["show", hostile],
        &["act", "2", "refer", "--to", hostile, "--why", hostile],
        &["act", "3", hostile],
        &["import", "--dry-run", "in"],
        &["import", "in"],
        &["import", hostile],
        &["staff", "add", "x1", "--name", hostile, "--role", "leader"],
        &["staff", "list"],
        &["unit", "add", hostile],
        &["unit", "list"],
        &["verify"],
        &["doctor"],
    ] {
        printed(program, words);
    }
}

fn printed(program: &Program, words: &[&str]) {
    let ran = program.run(words);
    for text in [&ran.out, &ran.err] {
        let strange = strange_on_output(text);
        assert!(
            strange.is_none(),
            "{words:?}: {}",
            strange.unwrap_or_default()
        );
    }
    let ran = program.run(&[&["--json"], words].concat());
    for text in [&ran.out, &ran.err] {
        let strange = strange_on_output(text);
        assert!(
            strange.is_none(),
            "--json {words:?}: {}",
            strange.unwrap_or_default()
        );
    }
    if !ran.out.is_empty() {
        serde_json::from_str::<Value>(&ran.out)
            .unwrap_or_else(|error| panic!("{words:?}: {error}"));
    }
}
