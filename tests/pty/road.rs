//! A letter goes all the way: from the file to the closing, and the office before its first letter.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use super::harness::Screen;
use super::{CTRL_D, CTRL_S, DOWN, ENTER, ESC, open};
use crate::program::{NOW, Program};

const LETTER: &str = "留言编号,留言用户,留言主题,留言时间,留言详情
W-1,李某某,经二路路灯不亮,2026-03-05 20:10,\"区长您好：经二路口的路灯已有三天不亮，夜里看不清路。
请派人修一修，谢谢！\"
";

#[test]
fn a_letter_goes_from_the_file_to_the_closing_by_keys_alone() {
    let program = Program::practice();
    program.put("letters.csv", LETTER);
    let mut screen = open(&program);
    screen.sees("没有待受理的信件");
    screen
        .keys("I")
        .sees("导入信件")
        .sees(program.folder.path().to_str().unwrap());
    screen
        .keys("letters.csv")
        .sees("letters.csv")
        .keys(ENTER)
        .sees("哪一栏是什么")
        .sees("留言主题");
    screen
        .keys(ENTER)
        .sees("试读完毕")
        .sees("新信件 1 封，已有 0 封，不能导入 0 条");
    assert_eq!(
        program.json(&["list"]),
        json!([]),
        "a dry run changes nothing"
    );
    screen
        .keys(ENTER)
        .sees("导入完毕")
        .sees("新信件 1 封，已有 0 封，不能导入 0 条");
    screen.keys(ENTER).loses("导入完毕").sees("经二路路灯不亮");

    screen
        .keys("a")
        .sees("类别")
        .keys("xzjg")
        .sees("> xzjg")
        .sees("3(5)")
        .loses("3(1)");
    screen
        .keys(CTRL_S)
        .sees("已受理：渭信〔2026〕0001号")
        .sees("没有待受理的信件");
    screen
        .keys("2")
        .sees("0001号")
        .keys("u")
        .sees("主办单位")
        .keys("zjj")
        .sees("> zjj")
        .sees("区住房和城乡建设局");
    screen
        .keys(CTRL_S)
        .sees("已交办：")
        .keys("3")
        .sees("剩")
        .sees("0001号");
    screen
        .keys("v")
        .sees("签收人")
        .keys("周凯")
        .sees("周凯")
        .keys(CTRL_S)
        .sees("已登记签收：");
    screen
        .keys("f")
        .sees("单位主要领导")
        .keys("灯泡已更换。")
        .sees("灯泡已更换。");
    screen
        .keys("\t")
        .keys("何志远")
        .sees("何志远")
        .keys("\t")
        .keys(" ")
        .sees("[✓]");
    screen.keys(CTRL_S).sees("已登记反馈：");

    screen.keys("4").sees("拟稿中").keys("e").sees("┌ 拟稿");
    screen
        .keys("李先生：")
        .keys(ENTER)
        .keys("您反映的路灯已修好。")
        .sees("您反映的路灯已修好。")
        .sees("14 字");
    screen
        .keys(CTRL_S)
        .sees("已存稿：")
        .keys(ESC)
        .loses("┌ 拟稿")
        .keys("s")
        .sees("已送审：");
    // The leader sits at another terminal.
    let mut leader = Screen::open(&program, 80, 24, &["--as", "li"]);
    leader
        .sees("李建国 区领导")
        .keys("6")
        .sees("待审阅")
        .keys("y")
        .sees("意见")
        .keys("同意。")
        .sees("同意。");
    leader.keys(CTRL_S).sees("已同意：").keys("q");
    assert!(leader.ends(Duration::from_secs(2)).success());
    screen
        .keys("4")
        .sees("已审定")
        .keys("w")
        .sees("方式")
        .keys("wz")
        .sees("网站回复")
        .keys(CTRL_S);
    screen
        .sees("不能撤回")
        .keys(ENTER)
        .sees("已回复：")
        .keys("7")
        .sees("0001号")
        .keys("x")
        .sees("办结此信？");
    screen
        .keys(ENTER)
        .sees("已办结：")
        .sees("· 已办结 ")
        .keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());

    program.clean();
    let letter = program.json(&["show", "渭信〔2026〕0001号", "--events"]);
    assert_eq!(letter["stage"], "closed");
    assert_eq!(letter["number"], "渭信〔2026〕0001号");
    assert_eq!(letter["category"], "3.5");
    assert_eq!(letter["lead"], "区住房和城乡建设局");
    assert_eq!(letter["assignments"][0]["signed_by"], "周凯");
    assert_eq!(letter["assignments"][0]["feedback"]["text"], "灯泡已更换。");
    assert_eq!(letter["assignments"][0]["feedback"]["head"], "何志远");
    assert_eq!(
        letter["reply"],
        json!({ "text": "李先生：\n您反映的路灯已修好。", "by": "website", "at": NOW, "amended_at": null })
    );
    assert_eq!(letter["verdicts"][0]["text"], "同意。");
    assert_eq!(letter["events"].as_array().unwrap().len(), 11, "{letter:#}");
}

#[test]
fn the_first_start_offers_a_practice_office_and_makes_it() {
    let program = Program::nowhere(Some(NOW));
    let mut screen = open(&program);
    screen
        .sees("建立正式信箱")
        .sees("建立练习信箱")
        .sees("office.db");
    assert!(
        !program.database().exists(),
        "nothing is made before it is asked"
    );
    screen
        .keys(DOWN)
        .sees("> 建立练习信箱")
        .keys(ENTER)
        .sees("（练习）")
        .sees("收件箱 12");
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    program.clean();
    let all = program.json(&["list", "--limit", "1000"]);
    assert!(all.as_array().unwrap().len() >= 40, "a few dozen letters");
}

#[test]
fn the_first_start_makes_a_real_office_or_nothing() {
    let program = Program::nowhere(None);
    let mut screen = open(&program);
    screen.sees("> 建立正式信箱").keys(ESC);
    assert!(screen.ends(Duration::from_secs(2)).success());
    assert!(!program.database().exists());
    let mut screen = open(&program);
    screen
        .sees("> 建立正式信箱")
        .keys(ENTER)
        .sees("您的姓名")
        .keys(ESC)
        .sees("> 建立正式信箱")
        .keys(ENTER)
        .sees("您的姓名")
        .keys("\r\r\x15王敏\r李建国")
        .keys("\x13")
        .sees("没有待受理的信件")
        .keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    let staff = program.json(&["staff", "list"]);
    let has = |role: &str| {
        let mut staff = staff.as_array().unwrap().iter();
        staff.any(|staff| staff["roles"] == json!([role]))
    };
    assert!(has("administrator") && has("leader"), "{staff}");
}

#[test]
fn the_first_start_gives_the_terminal_back_when_it_is_told_to_end() {
    for signal in [Signal::TERM, Signal::HUP] {
        let program = Program::nowhere(None);
        let mut screen = open(&program);
        screen.sees("> 建立正式信箱").signal(signal);
        screen.ends(Duration::from_secs(2));
        given_back(&mut screen);
    }
}

/// The modes are left that were entered, and the line discipline echoes again.
pub(crate) fn given_back(screen: &mut Screen) {
    let wrote = |bytes: &str| {
        screen
            .bytes
            .windows(bytes.len())
            .any(|window| window == bytes.as_bytes())
    };
    for mode in ["1049", "2004", "1000"] {
        assert!(wrote(&format!("\x1b[?{mode}h")), "mode {mode} was entered");
        assert!(wrote(&format!("\x1b[?{mode}l")), "mode {mode} was left");
    }
    assert!(
        wrote("\x1b[8l") && wrote("\x1b[8h"),
        "rows are drawn as they are written, and not after the end"
    );
    assert!(!screen.terminal().alternate_screen());
    assert!(screen.cursor().is_some(), "the cursor is shown");
    screen.keys("echo?").sees("echo?");
}

#[test]
fn the_answer_of_the_unit_is_quoted_into_the_reply_on_lines_of_its_own() {
    let program = super::drafting();
    let mut screen = Screen::open(&program, 120, 40, &[]);
    screen
        .keys("4")
        .sees("0001号")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好：现答复如下")
        .sees("现答复如下")
        // Ctrl-R.
        .keys("\x12")
        .sees("〔住建局反馈〕")
        .sees("请改写成对来信人说的话")
        // The mark is noticed before it is submitted.
        .keys(CTRL_D)
        .sees("反馈〕");
    let rows = screen.rows();
    let row = rows
        .iter()
        .find(|row| row.contains("〔住建局反馈〕"))
        .unwrap();
    assert!(!row.contains("现答复如下"), "a line of its own: {row}");
    program.clean();
}

#[test]
fn a_leader_reads_the_reply_first_then_the_answers_then_the_letter() {
    let program = super::drafting();
    program.done(&["act", "1", "draft", "--text", "您好，路灯已修好。"]);
    program.done(&["act", "1", "submit"]);
    let mut screen = Screen::open(&program, 120, 40, &["--as", "li"]);
    screen
        .keys("6")
        .sees("待审阅")
        .sees("路灯已修好。")
        .sees("请派人修一修");
    let rows = screen.rows();
    let place = |text: &str| rows.iter().position(|row| row.contains(text)).unwrap();
    assert!(place("您好，路灯已修好。") < place("来信人 "));
    assert!(place("来信人 ") < place("请派人修一修"));
    program.clean();
}
