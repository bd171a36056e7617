//! The text of the bulletin, edited and published by the office.

use rustix::process::Signal;

use super::harness::Screen;
use super::{CTRL_S, DOWN, ENTER, ESC};
use crate::program::Program;

/// A practice office after the quarter, with a person of the office.
fn after_the_quarter() -> Program {
    let mut program = Program::practice();
    program.letters(1);
    program.done(&["staff", "add", "zhao", "--name", "赵倩", "--role", "office"]);
    program.at("2026-04-01T09:00:00+08:00");
    program
}

/// Opens the bulletin of the first quarter as the person of the office.
fn open(program: &Program) -> Screen {
    let mut screen = Screen::open(program, 80, 24, &["--as", "zhao"]);
    screen
        .keys("8")
        .sees("2026年第二季度通报")
        .keys("[")
        .sees("2026年第一季度通报")
        .sees("尚未发布");
    screen
}

#[test]
fn a_draft_is_edited_and_published_by_the_office() {
    let program = after_the_quarter();
    let mut screen = open(&program);
    screen
        .keys("e")
        .sees("2026年第一季度通报文稿")
        .sees("件件有着落")
        .keys("附：共〔来电〕件。")
        .sees("附：共〔来电〕件。")
        .keys(CTRL_S)
        .sees("来电");
    // A field that there is none of is refused, and the text stays.
    screen.rests().sees("附：共〔来电〕件。");
    screen
        .keys(&"\x7f".repeat(6))
        .loses("〔来电〕")
        .keys("收件〔收件〕件。")
        .sees("收件〔收件〕件。")
        .keys(CTRL_S)
        .sees("已存为2026年第一季度通报文稿。");
    screen
        .keys("P")
        .sees("先看文稿")
        .keys(DOWN)
        .keys(ENTER)
        .sees("收到来信1件")
        .keys(ESC)
        .rests()
        .keys("P")
        .sees("先看文稿")
        .keys(&DOWN.repeat(2))
        .keys(ENTER)
        .sees("通报已发布，数字已冻结。");
    screen.keys("e").sees("赵倩");
    let text = program.done(&["bulletin", "2026Q1", "--text"]);
    assert!(text.contains("附：共收件1件。"), "{text}");
    program.clean();
}

#[test]
fn a_text_that_somebody_else_recorded_meanwhile_is_compared() {
    let program = after_the_quarter();
    let mut screen = open(&program);
    screen
        .keys("e")
        .sees("件件有着落")
        .keys("我的一句。")
        .sees("我的一句。");
    let set = [
        "--as",
        "zhao",
        "bulletin",
        "2026Q1",
        "--draft",
        "--set",
        "另一位写的。",
    ];
    program.done(&set);
    screen
        .keys(CTRL_S)
        .sees("另一位写的。")
        .keys("m")
        .sees("我的一句。")
        .rests()
        .keys(CTRL_S)
        .sees("已存为2026年第一季度通报文稿。");
    let text = program.done(&["--as", "zhao", "bulletin", "2026Q1", "--draft"]);
    assert!(
        text.contains("我的一句。") && !text.contains("另一位"),
        "{text}"
    );
    program.clean();
}

#[test]
fn a_text_that_was_not_recorded_is_there_after_a_kill() {
    let program = after_the_quarter();
    let mut screen = open(&program);
    screen
        .keys("e")
        .sees("件件有着落")
        .keys("没有存的一句。")
        .sees("没有存的一句。")
        .waits(std::time::Duration::from_secs(4))
        .signal(Signal::KILL);
    drop(screen);
    let mut screen = open(&program);
    screen.keys("e").sees("没有存的一句。");
    program.clean();
}
