//! An office founded and settled from the screen.

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use super::harness::Screen;
use super::{CTRL_S, DOWN, ENTER, ESC, open};
use crate::program::Program;

const CTRL_U: &str = "\x15";

/// A real office, founded from the screen by 王敏 with a name of its own and no leader.
fn founded(program: &Program) -> Screen {
    let mut screen = open(program);
    screen
        .sees("> 建立正式信箱")
        .keys(ENTER)
        .sees("渭信〔{year}〕{seq:4}号")
        .keys(CTRL_U)
        .keys("金台区区长信箱")
        .keys(ENTER)
        .keys(CTRL_U)
        .keys("金信〔{year}〕{seq:3}号")
        .keys(ENTER)
        .keys(CTRL_U)
        .keys("王敏")
        .keys(CTRL_S)
        .sees("没有填区领导")
        .keys(ENTER)
        .sees("没有待受理的信件")
        .sees("金台区区长信箱")
        .sees("王敏");
    screen
}

#[test]
fn an_office_is_founded_with_its_own_name_and_told_that_it_has_no_leader() {
    let program = Program::nowhere(None);
    let mut screen = founded(&program);
    screen
        .keys(",")
        .sees("还没有区领导，送审的稿子无人能批")
        .keys(&DOWN.repeat(2))
        .keys(ENTER)
        .sees("还没有区领导：请添加一位")
        .keys(ENTER)
        .sees("系统账号")
        .keys("李建国")
        .keys(ENTER)
        .sees("[ ] 区领导")
        .keys(DOWN)
        .keys(" ")
        .sees("[✓] 区领导")
        .keys(CTRL_S)
        .sees("已记录。")
        .sees("李建国");
    assert!(!screen.shows("还没有区领导"));
    screen.keys(ESC).sees("2 人").keys(ESC).rests().keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    let staff = program.json(&["staff", "list"]);
    let names: Vec<&str> = staff
        .as_array()
        .unwrap()
        .iter()
        .map(|staff| staff["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"王敏") && names.contains(&"李建国"),
        "{names:?}"
    );
    assert_eq!(
        program.json(&["office", "show"])["number"],
        json!({"value": "金信〔{year}〕{seq:3}号", "set": true})
    );
    program.clean();
}

#[test]
fn what_would_wait_for_a_leader_opens_the_page_that_adds_one() {
    let program = super::drafting();
    program.done(&["staff", "disable", "li"]);
    program.done(&["act", "1", "draft", "--text", "已修好。"]);
    let mut screen = open(&program);
    screen
        .keys("4")
        .sees("拟复")
        .rests()
        .keys("s")
        .sees("还没有区领导，无人能批示或审阅")
        .sees("还没有区领导：请添加一位");
    let (code, error) = program.refused(&["act", "1", "submit"]);
    assert_eq!((code, &error["kind"]), (1, &json!("no_leader")));
}

#[test]
fn units_phrases_days_and_numbers_are_changed_on_their_pages() {
    let program = Program::practice();
    let mut screen = open(&program);
    // A unit, found by its alias.
    screen
        .keys(",")
        .sees("设置")
        .keys(&DOWN.repeat(3))
        .keys(ENTER)
        .sees("从表格批量添加")
        .keys("住建局")
        .sees("区住房和城乡建设局")
        .keys(ENTER)
        .sees("主要领导")
        .keys(&DOWN.repeat(3))
        .keys(ENTER)
        .sees("新的值")
        .keys("何志远")
        .keys(CTRL_S)
        .sees("已记录。")
        .sees("何志远")
        .keys(ESC)
        .rests()
        .keys(ESC)
        .sees("常用语和范文");
    // A phrase that would leave braces in replies is refused, and its text stays.
    screen
        .keys(DOWN)
        .keys(ENTER)
        .sees("添加常用语或范文")
        .keys(ENTER)
        .sees("占位符")
        .keys("问候")
        .keys(ENTER)
        .keys("2")
        .keys("\t")
        .keys("{来信人}您好")
        .keys(CTRL_S)
        .sees("不是占位符")
        .sees("{来信人}您好")
        .keys(CTRL_U)
        .keys("{writer}您好")
        .keys(CTRL_S)
        .sees("已记录。")
        .keys("问候")
        .sees("开头")
        .keys(ESC)
        .sees("放假安排");
    // A day off of its own.
    screen
        .keys(DOWN)
        .keys(ENTER)
        .sees("月历")
        .keys(DOWN)
        .keys(ENTER)
        .sees("放假或上班")
        .keys("12-7")
        .keys(ENTER)
        .keys("1")
        .keys("\t")
        .keys("停电")
        .keys(ENTER)
        .keys("区政府通知")
        .keys(CTRL_S)
        .sees("已记录")
        .sees("停电");
    // It is withdrawn, and its page is left.
    screen
        .keys("停电")
        .keys(ENTER)
        .sees("撤销此日")
        .keys(ENTER)
        .sees("原因或依据")
        .keys("已恢复")
        .keys(CTRL_S)
        .loses("撤销此日")
        .sees("月历")
        .keys(ESC)
        .rests();
    screen.keys(ESC).rests().keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    let units = program.json(&["unit", "list"]);
    let unit = units
        .as_array()
        .unwrap()
        .iter()
        .find(|unit| unit["name"] == "区住房和城乡建设局")
        .unwrap();
    assert_eq!(unit["head"], json!("何志远"));
    assert_eq!(
        program.json(&["phrase", "show", "own-1"])["text"],
        json!("{writer}您好")
    );
    program.clean();
}

#[test]
fn a_backup_the_days_page_and_the_check_are_on_the_screen() {
    let program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen
        .keys(",")
        .sees("还没有备份")
        .keys(&DOWN.repeat(7))
        .keys(ENTER)
        .sees("立即备份")
        .keys(ENTER)
        .sees("已备份并核验")
        .keys(ESC)
        .sees("上次 2026-03-06 09:12")
        .keys(DOWN)
        .keys(ENTER)
        .sees("当日办件清单")
        .keys(ESC)
        .rests()
        .keys(DOWN)
        .keys(ENTER)
        .sees("数据库在本地磁盘上")
        .keys(ESC)
        .rests()
        .keys(ESC)
        .rests()
        .keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
}

#[test]
fn who_is_no_administrator_reads_the_settings_and_changes_nothing() {
    let program = Program::practice();
    program.done(&["staff", "add", "zhao", "--name", "赵倩", "--role", "office"]);
    program.done(&[
        "staff",
        "add",
        "sun",
        "--name",
        "孙强",
        "--role",
        "liaison",
        "--unit",
        "住建局",
    ]);
    let mut screen = Screen::open(&program, 80, 24, &["--as", "zhao"]);
    screen
        .keys(",")
        .sees("承办单位")
        .keys(ENTER)
        .sees("赵倩不能修改设置");
    let mut screen = Screen::open(&program, 80, 24, &["--as", "sun"]);
    screen.keys(",").sees("孙强");
    assert!(!screen.shows("常用语和范文"));
}

#[test]
fn a_founding_that_is_refused_can_be_tried_again() {
    let program = Program::nowhere(None);
    let login = Command::new("id").arg("-un").output().unwrap().stdout;
    let login = String::from_utf8(login).unwrap();
    let mut screen = open(&program);
    screen
        .sees("> 建立正式信箱")
        .keys(ENTER)
        .sees("您的姓名")
        .keys(&format!("{ENTER}{ENTER}{CTRL_U}王敏{ENTER}李建国{ENTER}"))
        // The account of the founder cannot be the leader's, too.
        .keys(login.trim())
        .keys(CTRL_S)
        .rests()
        .sees("其系统账号")
        .keys(ESC)
        .sees("> 建立正式信箱")
        .keys(ESC);
    screen.ends(Duration::from_secs(2));
    let mut screen = open(&program);
    screen.sees("> 建立正式信箱");
}
