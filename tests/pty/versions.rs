//! Earlier versions of a draft, and approving what was read to its end.

use super::harness::Screen;
use super::{ENTER, ESC, drafting, open};
use crate::program::Program;

const CTRL_O: &str = "\x0f";
const CTRL_Z: &str = "\x1a";

#[test]
fn an_earlier_version_is_compared_and_taken_up_again() {
    let program = drafting();
    for text in ["第一稿：路灯已修好。", "第二稿：正在办理。"] {
        program.done(&["act", "1", "draft", "--text", text]);
    }
    let mut screen = open(&program);
    screen
        .keys("4")
        .rests()
        .keys("e")
        .sees("第二稿")
        .keys(CTRL_O)
        .sees("以前存过的稿子")
        .keys("\x1b[B")
        .keys(ENTER)
        .sees("两稿对照")
        .sees("第一稿")
        .sees("第二稿")
        .rests()
        .keys("t")
        .sees("换成了另一稿")
        .loses("第二稿")
        .sees("第一稿：路灯已修好。")
        .keys(CTRL_Z)
        .sees("第二稿：正在办理。");
    // Looking at one and leaving changes nothing, and is no conflict.
    screen
        .keys(CTRL_O)
        .sees("以前存过的稿子")
        .keys("\x1b[B")
        .keys(ENTER)
        .sees("第一稿")
        .rests()
        .keys(ESC)
        .loses("第一稿")
        .keys("补充。")
        .keys("\x13")
        .sees("补充。")
        .rests()
        .keys(ESC)
        .rests();
    let letter = program.json(&["show", "1"]);
    assert!(
        letter["draft"].as_str().unwrap().contains("补充。"),
        "{letter}"
    );
    program.clean();
}

#[test]
fn who_approves_without_reading_to_the_end_is_told_how_it_ends() {
    let program = drafting();
    let text = format!("{}最后一句。", "经核查，您反映的问题属实。\n".repeat(30));
    program.done(&["act", "1", "draft", "--text", &text]);
    program.done(&["act", "1", "submit"]);
    let mut screen = Screen::open(&program, 80, 24, &["--as", "li"]);
    screen
        .sees("待审阅")
        .rests()
        .keys("y")
        .sees("您还没有看到稿子的末尾")
        .sees("最后一句。")
        .keys(ESC)
        .rests();
    screen.keys("\t");
    for _ in 0..6 {
        screen.keys("\x1b[6~").rests();
    }
    screen.rests().keys("y").sees("Ctrl-S 同意");
    assert!(!screen.shows("您还没有看到稿子的末尾"));
}

#[test]
fn the_help_is_searched_and_runs_what_it_names() {
    let program = Program::demo();
    let mut screen = Screen::open(&program, 80, 24, &["--as", "wang"]);
    screen
        .rests()
        .keys("?")
        .sees("登记编号，定类别")
        .keys("备注")
        .sees("内部备注，不给来信人")
        .keys(ENTER)
        .sees("备注 ·")
        .keys(ESC)
        .rests()
        .keys("?")
        .sees("登记编号，定类别")
        .keys("流程")
        .sees("办理流程")
        .keys(ENTER)
        .sees("现在可用");
}
