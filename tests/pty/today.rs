//! What is due today: figures that open their letters, and the calendar.

use super::harness::Screen;
use super::{DOWN, ENTER, ESC};
use crate::program::Program;

#[test]
fn a_figure_of_the_day_leads_to_a_letter_in_its_pane() {
    let program = Program::demo();
    let late = program.json(&["list", "--queue", "overdue", "--limit", "500"]);
    let late = late
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["overdue"] == true);
    let late = late.count();
    let mut screen = Screen::open(&program, 120, 40, &[]);
    screen
        .sees("收件箱")
        .keys("0")
        .sees("今日 · 3月6日 周五")
        .sees("今天到期")
        .sees("待拟稿")
        .sees("在领导处");
    let row = screen
        .rows()
        .into_iter()
        .find(|row| row.contains("已超期"))
        .unwrap();
    assert!(row.contains(&format!(" {late} ")), "{row}");
    screen
        .keys(DOWN)
        .keys(ENTER)
        .sees("已超期 ─")
        .rests()
        .keys(ENTER)
        .rests();
    // It is selected in its pane, where it can be acted on.
    screen.loses("今日 ·").keys(ENTER).sees("该做的");
    program.clean();
}

#[test]
fn a_leader_sees_what_waits_for_them_first_and_the_calendar_has_the_holidays() {
    let program = Program::demo();
    let mut screen = Screen::open(&program, 80, 24, &["--as", "li"]);
    screen
        .sees("审阅")
        .keys("0")
        .sees("在领导处")
        .keys("月历")
        .sees("> 月历")
        .keys(ENTER)
        .sees("2026年3月")
        .sees("[6]")
        .sees("休")
        .keys(ESC)
        .sees("> 月历")
        .rests()
        .keys(ESC)
        .loses("今日 ·");
    program.clean();
}
