//! A figure of the bulletin is opened: its letters, and of these one, and back.

use super::harness::Screen;
use super::{ENTER, ESC};
use crate::program::Program;

#[test]
fn a_figure_of_the_bulletin_opens_its_letters_and_a_letter_its_text() {
    let program = Program::demo();
    let quarter = program.json(&["bulletin", "2026Q1"]);
    let rows = quarter["units"].as_array().unwrap();
    let first = rows.iter().find(|row| row["received"].as_u64() > Some(0)).unwrap();
    let letter = first["letters"]["received"][0].as_u64().unwrap().to_string();
    let title: String = program.json(&["show", &letter])["title"].as_str().unwrap().chars().take(6).collect();
    let mut screen = Screen::open(&program, 80, 24, &["--as", "zhao"]);
    screen.keys("8").sees("2026年第一季度通报").sees("承办单位").keys(ENTER).sees(&title);
    screen.keys(ENTER).sees("收到").sees(&title).keys(ESC).rests().keys(ESC).rests();
    screen.sees("2026年第一季度通报").keys("[").sees("2025年第四季度通报").keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    program.clean();
}
