//! Reports about people at the screen: what is done to one is done by who has read it, and that is recorded.

use super::{CTRL_S, ENTER, ESC, open};
use crate::program::Program;

/// A practice office with one letter that is restricted before it is accepted, and its title.
fn restricted() -> (Program, String) {
    let program = Program::practice();
    program.letters(1);
    let title = program.json(&["show", "1"])["title"].as_str().unwrap().to_owned();
    program.done(&["act", "1", "restrict", "--reader", "li"]);
    (program, title)
}

/// How often it was read, this time not counted.
fn readings(program: &Program) -> usize {
    let letter = program.json(&["show", "1", "--events"]);
    letter["events"].as_array().unwrap().iter().filter(|event| event["event"]["kind"] == "read").count() - 1
}

#[test]
fn a_key_on_a_report_that_lies_unread_reads_it_first() {
    let (program, title) = restricted();
    let mut screen = open(&program);
    screen.sees("（限阅信件）").sees("此信限定阅读人");
    assert_eq!(readings(&program), 0);
    screen.keys("d").sees("┌ 不予受理").keys("gg").sees("> gg").sees(&format!("来信“{title}”收悉"));
    screen.keys(ESC).loses("┌ 不予受理").rests();
    // The one at the screen, and that of the count before.
    assert_eq!(readings(&program), 2);
    program.clean();
}

#[test]
fn the_reply_to_a_report_that_lies_unread_opens_as_it_is_in_the_record() {
    let (program, _) = restricted();
    program.done(&["act", "1", "accept", "--category", "3.6"]);
    program.done(&["act", "1", "reply-directly", "--because", "policy", "--policy", "渭政发〔2025〕3号"]);
    program.done(&["act", "1", "draft", "--text", "您好，所反映的问题已经查实。"]);
    let mut screen = open(&program);
    screen.keys("4").sees("此信限定阅读人");
    let before = readings(&program);
    screen.keys("e").sees("┌ 拟稿").sees("您好，所反映的问题已经查实。").keys("谢谢。").sees("查实。谢谢。");
    assert_eq!(readings(&program), before + 2);
    screen.keys(CTRL_S).sees("已存稿：");
    assert_eq!(program.json(&["show", "1"])["draft"], "您好，所反映的问题已经查实。谢谢。");
    program.clean();
}

#[test]
fn a_notice_follows_another_ground_after_its_form_was_left() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen.sees("┌ 收件箱").keys("d").sees("┌ 不予受理").keys("gg").sees("> gg").sees("邀请函、通知或者广告");
    screen.keys(ESC).sees("已保留").loses("┌ 不予受理");
    screen.keys("d").sees("┌ 不予受理").sees("邀请函、通知或者广告").rests();
    screen.keys("fb").sees("> fb").sees("诽谤、攻击或者不文明的言语").loses("邀请函、通知或者广告");
    screen.keys(CTRL_S).sees("不能撤回").keys(ENTER).sees("没有待受理的信件");
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["ground"], "4.6");
    let notice = letter["notice"].as_str().unwrap();
    assert!(notice.contains("诽谤") && !notice.contains("广告"), "{notice}");
    program.clean();
}
