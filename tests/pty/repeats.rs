//! A repeat, in a terminal: what is like it, what is suggested, and one key to a direct reply with the earlier reply in it.

use super::harness::Screen;
use super::{CTRL_S, DOWN, ENTER, ESC, open};
use crate::program::Program;

const EARLIER: &str = "望塔路小区自3月1日起停水，物业电话无人接听，请区里协调恢复供水";
const REPLY: &str = "经核实系管网抢修，已于当晚恢复供水。";

/// An earlier letter that was answered, one about something else, and the same matter again.
fn office() -> Program {
    let program = Program::practice();
    let table = format!(
        "标题,内容,姓名,电话,时间\n\
         望塔路小区停水,{EARLIER}。,郑小满,13800000101,2026-03-02 09:00\n\
         公交站牌被撞歪,火车站公交站牌被撞歪多日，夜里看不清,何立,13800000102,2026-03-02 10:00\n\
         望塔路小区又停水,您好！{EARLIER}！,郑小满,13800000101,2026-03-05 09:00\n"
    );
    program.done(&["import", program.put("t.csv", table).to_str().unwrap()]);
    for words in [
        &["act", "1", "accept", "--category", "3.5"][..],
        &[
            "act",
            "1",
            "reply-directly",
            "--because",
            "policy",
            "--policy",
            "供水条例",
        ],
        &["act", "1", "draft", "--text", REPLY],
        &["act", "1", "submit"],
        &["act", "1", "send", "--by", "phone"],
    ] {
        program.done(words);
    }
    program
}

#[test]
fn a_repeat_goes_to_a_direct_reply_with_one_key() {
    let program = office();
    let mut screen = Screen::open(&program, 100, 36, &[]);
    screen
        .sees("┌ 收件箱")
        .keys("G")
        .sees("望塔路小区又停水")
        .sees("类似来信");
    // What is like it stands under the letter; of what one letter alone says, nothing is suggested.
    screen
        .sees("0001号 望塔路小区停水")
        .sees("同一来信人")
        .rests();
    assert!(!screen.shows("建议（由您决定）"), "{}", screen.text());
    screen
        .keys("L")
        .sees("类似来信 1/")
        .sees("此信")
        .sees("管网抢修")
        .rests()
        .keys(ENTER)
        .sees("┌ 受理");
    screen.sees("3(5)").rests().keys("5").keys(CTRL_S);
    // Accepted, linked, answered directly: its draft is open with the earlier reply in it.
    screen
        .sees("拟稿")
        .loses("┌ 受理")
        .sees("管网抢修")
        .rests()
        .keys(ESC)
        .rests()
        .keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    let letter = program.json(&["show", "3"]);
    assert_eq!(
        (letter["stage"].as_str(), letter["route"].as_str()),
        (Some("drafting"), Some("direct"))
    );
    assert_eq!(letter["repeats"], serde_json::json!([1]));
    program.clean();
}

#[test]
fn leaving_the_form_leaves_the_letter_as_it_was() {
    let program = office();
    let mut screen = open(&program);
    screen
        .sees("┌ 收件箱")
        .keys("G")
        .sees("望塔路小区又停水")
        .rests();
    screen
        .keys("L")
        .sees("类似来信 1/")
        .keys(ENTER)
        .sees("┌ 受理")
        .keys(ESC)
        .loses("┌ 受理")
        .rests();
    // Accepted afterwards like any other letter, it goes no further by itself.
    screen
        .keys("a")
        .sees("┌ 受理")
        .keys(DOWN)
        .keys(CTRL_S)
        .loses("┌ 受理")
        .sees("已受理")
        .rests()
        .keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    assert_eq!(program.json(&["show", "3"])["stage"], "registered");
    program.clean();
}
