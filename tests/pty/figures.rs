//! A figure of the bulletin is opened: its letters, and of these one, and back.

use super::harness::Screen;
use super::{ENTER, ESC};
use crate::program::Program;

#[test]
fn a_figure_of_the_bulletin_opens_its_letters_and_a_letter_its_text() {
    let program = Program::demo();
    let quarter = program.json(&["bulletin", "2026Q1"]);
    let rows = quarter["units"].as_array().unwrap();
    let first = rows
        .iter()
        .find(|row| row["received"].as_u64() > Some(0))
        .unwrap();
    let letter = first["letters"]["received"][0]
        .as_u64()
        .unwrap()
        .to_string();
    let title: String = program.json(&["show", &letter])["title"]
        .as_str()
        .unwrap()
        .chars()
        .take(6)
        .collect();
    let mut screen = Screen::open(&program, 80, 24, &["--as", "zhao"]);
    screen
        .keys("8")
        .sees("2026年第一季度通报")
        .sees("承办单位")
        .keys(ENTER)
        .sees(&title);
    screen
        .keys(ENTER)
        .sees("收到")
        .sees(&title)
        .keys(ESC)
        .rests()
        .keys(ESC)
        .rests();
    screen
        .sees("2026年第一季度通报")
        .keys("[")
        .sees("2025年第四季度通报")
        .keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    program.clean();
}

#[test]
fn what_many_write_about_is_gathered_and_opens_its_letters() {
    let program = Program::demo();
    let topic = program.json(&["hot"])[0].clone();
    let title: String = topic["title"].as_str().unwrap().chars().take(6).collect();
    let newest = program.json(&["show", &topic["letters"][0].to_string()]);
    let mut screen = Screen::open(&program, 80, 24, &["--as", "li"]);
    screen
        .sees("审阅")
        .keys("N")
        .sees("热点 · 近30日")
        .sees("+4 增多")
        .sees(&title)
        .keys(ENTER);
    screen
        .sees(newest["title"].as_str().unwrap())
        .sees("已回复")
        .keys(ENTER)
        .sees(newest["writer"].as_str().unwrap());
    screen
        .keys(ESC)
        .sees("已回复")
        .rests()
        .keys(ESC)
        .sees("热点 · 近30日")
        .keys("\t")
        .sees("热点 · 近90日")
        .sees(&title);
    screen.keys(ESC).loses("热点 ·").keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    program.clean();
}
