//! Reports about people at the screen: what is done to one is done by who has read it, and that is recorded.

use super::harness::Screen;
use super::{CTRL_S, ENTER, ESC, open};
use crate::program::Program;

/// A practice office with one letter that is restricted before it is accepted, and its title.
fn restricted() -> (Program, String) {
    let program = Program::practice();
    program.letters(1);
    let title = program.json(&["show", "1"])["title"]
        .as_str()
        .unwrap()
        .to_owned();
    program.done(&["act", "1", "restrict", "--reader", "li"]);
    (program, title)
}

/// How often it was read, this time not counted.
fn readings(program: &Program) -> usize {
    let letter = program.json(&["show", "1", "--events"]);
    letter["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["event"]["kind"] == "read")
        .count()
        - 1
}

#[test]
fn a_key_on_a_report_that_lies_unread_reads_it_first() {
    let (program, title) = restricted();
    let mut screen = open(&program);
    screen.sees("（保密件）").sees("此信是保密件");
    assert_eq!(readings(&program), 0);
    screen
        .keys("d")
        .sees("┌ 不予受理")
        .keys("gg")
        .sees("> gg")
        .keys(ENTER)
        .sees(&format!("来信“{title}”收悉"));
    screen.keys(ESC).loses("┌ 不予受理").rests();
    // The one at the screen, and that of the count before.
    assert_eq!(readings(&program), 2);
    program.clean();
}

#[test]
fn the_reply_to_a_report_that_lies_unread_opens_as_it_is_in_the_record() {
    let (program, _) = restricted();
    program.done(&["act", "1", "accept", "--category", "3.6"]);
    program.done(&[
        "act",
        "1",
        "reply-directly",
        "--because",
        "policy",
        "--policy",
        "渭政发〔2025〕3号",
    ]);
    program.done(&[
        "act",
        "1",
        "draft",
        "--text",
        "您好，所反映的问题已经查实。",
    ]);
    let mut screen = open(&program);
    screen.keys("4").sees("此信是保密件");
    let before = readings(&program);
    screen
        .keys("e")
        .sees("┌ 拟稿")
        .sees("您好，所反映的问题已经查实。")
        .keys("谢谢。")
        .sees("查实。谢谢。");
    assert_eq!(readings(&program), before + 2);
    screen.keys(CTRL_S).sees("已存稿：");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "您好，所反映的问题已经查实。谢谢。"
    );
    program.clean();
}

#[test]
fn a_notice_follows_another_ground_after_its_form_was_left() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen
        .sees("┌ 收件箱")
        .keys("d")
        .sees("┌ 不予受理")
        .keys("gg")
        .sees("> gg")
        .keys(ENTER)
        .sees("邀请函、通知或者广告");
    screen.keys(ESC).sees("已保留").loses("┌ 不予受理");
    screen
        .keys("d")
        .sees("┌ 不予受理")
        .sees("邀请函、通知或者广告")
        .rests();
    screen
        .keys("\t")
        .rests()
        .keys("wm")
        .sees("> wm")
        .keys(ENTER)
        .sees("诬蔑、攻击或者不文明的言语")
        .loses("邀请函、通知或者广告");
    screen
        .keys(CTRL_S)
        .sees("不能撤回")
        .keys(ENTER)
        .sees("没有待受理的信件");
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["ground"], "4.6");
    let notice = letter["notice"].as_str().unwrap();
    assert!(
        notice.contains("诬蔑") && !notice.contains("广告"),
        "{notice}"
    );
    program.clean();
}

/// Two letters of one text, of which the first became a report after the second was linked to it.
fn twins() -> Program {
    let program = Program::practice();
    for (id, name, role) in [
        ("chen", "陈芳", "administrator"),
        ("obs", "何看", "observer"),
    ] {
        program.done(&["staff", "add", id, "--name", name, "--role", role]);
    }
    let text = "交通局某科长吃拿卡要，经二路工地的人都知道，请查一查，不要把我的信转给他们。";
    let table = format!("编号,标题,内容\n1,虚构标题甲,{text}\n2,反映科长,{text}\n");
    let file = program.put("twins.csv", table);
    assert_eq!(
        program.json(&["import", file.to_str().unwrap()])["imported"],
        2
    );
    program.done(&["act", "2", "link", "--to", "1"]);
    program.done(&[
        "act",
        "1",
        "restrict",
        "--accused",
        "交通局",
        "--reader",
        "li",
    ]);
    program
}

#[test]
fn on_no_screen_a_twin_names_the_report() {
    let program = twins();
    let mut reader = Screen::open(&program, 160, 50, &[]);
    reader
        .rests()
        .keys("G")
        .rests()
        .sees("反映科长")
        .sees("疑似重复")
        .keys("h")
        .sees("┌ 办理记录")
        .sees("    #1")
        .keys(ESC)
        .loses("┌ 办理记录");
    for who in ["chen", "obs"] {
        let mut screen = Screen::open(&program, 160, 50, &["--as", who]);
        screen.rests();
        for keys in [
            "G", "h", ESC, "L", ESC, "t", ESC, ENTER, ESC, "8", ENTER, ESC, ESC, "9", "科长",
            ENTER, "h", ESC,
        ] {
            screen.keys(keys).rests();
            let shown = screen.text();
            let named = [
                "#1 ",
                "#1\n",
                "虚构标题甲",
                "疑似重复",
                "以前的来信",
                "已关联",
            ]
            .iter()
            .find(|name| {
                // The report's own row says that it is there, and no more.
                shown
                    .lines()
                    .filter(|line| !line.contains("（保密件") && !line.contains("收件 #1 ·"))
                    .any(|line| format!("{line}\n").contains(*name))
            });
            assert_eq!(named, None, "{who} {keys:?}\n{shown}");
        }
    }
    program.clean();
}

#[test]
fn who_opens_a_report_without_being_on_its_list_is_told_and_is_in_its_history() {
    let program = twins();
    let refused = |program: &Program| {
        let events = program.json(&["show", "1", "--events"])["events"].clone();
        events
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["event"]["kind"] == "read_refused")
            .count()
    };
    let mut screen = Screen::open(&program, 120, 40, &["--as", "chen"]);
    screen.rests().keys("g").rests();
    assert_eq!(refused(&program), 0, "a list is no reading");
    screen
        .keys(ENTER)
        .sees("该做的")
        .keys(ENTER)
        .sees("知悉范围");
    screen
        .rests()
        .keys(ESC)
        .rests()
        .keys("h")
        .rests()
        .keys(ENTER)
        .sees("该做的")
        .keys(ENTER)
        .rests();
    assert_eq!(refused(&program), 1, "once a day");
    program.clean();
}
