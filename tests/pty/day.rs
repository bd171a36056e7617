//! A whole day by keys alone: an office is founded, a letter goes from the telephone to its closing,
//! and nothing is typed into a shell.

use std::time::Duration;

use serde_json::json;

use super::harness::Screen;
use super::{CTRL_D, CTRL_S, ENTER, open};
use crate::program::Program;

#[test]
fn a_day_from_founding_to_closing_needs_no_command_line() {
    let program = Program::nowhere(None);
    let mut screen = open(&program);
    screen
        .sees("> 建立正式信箱")
        .keys(ENTER)
        .sees("您的姓名")
        .keys(&format!("{ENTER}{ENTER}\x15王敏{ENTER}李建国"))
        .keys(CTRL_S)
        .sees("没有待受理的信件");
    // A call is registered, and is the letter that one goes on with.
    screen
        .keys("c")
        // Typed on before the form is there, as fast people do.
        .keys("1经二路停水三天")
        .keys(ENTER)
        .keys("来电人反映小区停水三天，请尽快恢复。")
        .keys(ENTER)
        .keys("刘桂芳")
        .keys(ENTER)
        .keys("138-0000-0201")
        .keys(CTRL_S)
        .sees("已收件")
        .sees("▌")
        .rests();
    screen
        .keys("a")
        .sees("受理 · 经二路停水三天")
        .keys("xzjg")
        .sees("> xzjg")
        .keys(CTRL_S)
        .sees("按 . 跟去")
        .keys(".")
        .sees("已登记")
        .rests();
    screen
        .keys("u")
        .sees("交办 · 经二路停水三天")
        .keys("水利")
        .sees("区林业和水利局")
        .keys(CTRL_S)
        .sees("→ 交办")
        .keys(".")
        .sees("未签收")
        .rests();
    screen
        .keys("v")
        .sees("签收人")
        .keys("田野")
        .keys(CTRL_S)
        .sees("田野签收")
        .rests();
    screen
        .keys("f")
        .sees("单位主要领导")
        .keys("抢修完毕，已恢复供水。")
        .keys(ENTER)
        .keys("何志远")
        .keys(ENTER)
        .keys(" ")
        .keys(CTRL_S)
        .sees("→ 拟复")
        .keys(".")
        .sees("待拟稿 1")
        .rests();
    // The answer goes into the reply; its mark has to be worked over before it is submitted.
    screen
        .keys("e")
        .sees("┌ 拟稿")
        .keys("尊敬的刘桂芳：管道已抢修完毕，供水恢复正常。")
        .keys(CTRL_D)
        .sees("送审")
        .rests()
        .keys("q");
    assert!(screen.ends(Duration::from_secs(3)).success());
    let mut leader = Screen::open(&program, 80, 24, &["--as", "leader"]);
    leader
        .sees("李建国")
        .sees("待审阅")
        .rests()
        .keys("y")
        .sees("同意 · 经二路停水三天")
        .keys(CTRL_S)
        .sees("已同意")
        // It is said where the letter went.
        .sees("→ 拟复")
        .rests()
        .keys("q");
    assert!(leader.ends(Duration::from_secs(3)).success());
    let mut screen = open(&program);
    screen
        .keys("4")
        .sees("已审定，待回复 1")
        .rests()
        .keys("w")
        .sees("回复 · 经二路停水三天")
        .keys("2")
        .keys(CTRL_S)
        .rests()
        .keys(ENTER)
        .sees("→ 办结")
        .keys(".")
        .sees("已回复，待办结 1")
        .rests()
        .keys("x")
        .rests()
        .keys(ENTER)
        .sees("已结束 1")
        .rests()
        .keys("q");
    assert!(screen.ends(Duration::from_secs(3)).success());
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["stage"], json!("closed"), "{letter}");
    program.clean();
}
