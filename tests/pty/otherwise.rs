//! What happens besides the course of a letter, by keys: a wrong unit, a wrong telephone number.

use serde_json::json;

use super::{CTRL_S, ENTER, open};
use crate::program::Program;

#[test]
fn a_letter_at_the_wrong_unit_is_taken_back_and_a_number_corrected() {
    let program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    let mut screen = open(&program);
    // Rare actions have no key: the palette finds them by a character of their name.
    screen
        .keys("3")
        .sees("0001号")
        .keys(":")
        .sees("命令")
        .keys("收回")
        .sees("> 收回")
        .keys(ENTER)
        .sees("┌ 收回")
        .sees("派错单位");
    screen
        .keys("派错")
        .sees("> 派错")
        .keys(ENTER)
        .keys("应由城管局承办")
        .sees("应由城管局承办")
        .keys(CTRL_S)
        .sees("该单位不计退件")
        .keys(ENTER)
        .sees("已收回：");
    assert_eq!(program.json(&["show", "1"])["stage"], "registered");
    screen
        .keys("2")
        .sees("0001号")
        .keys("u")
        .sees("主办单位")
        .keys("cgj")
        .sees("> cgj")
        .keys(CTRL_S)
        .sees("已交办：")
        .keys("3")
        .sees("0001号");
    screen
        .keys(":")
        .sees("命令")
        .keys("更正登记")
        .sees("> 更正登记")
        .keys(ENTER)
        .sees("┌ 更正登记")
        .keys("电话")
        .sees("> 电话")
        .keys(ENTER)
        .sees("更正为")
        .keys("138-0000-4321")
        .sees("138-0000-4321")
        .keys("\t")
        .keys("来信人来电")
        .sees("来信人来电")
        .keys(CTRL_S)
        .sees("已更正：");
    let letter = program.json(&["show", "1", "--events"]);
    assert_eq!(letter["phone"], "138-0000-4321");
    assert_eq!(
        (
            &letter["assignments"][0]["ended"],
            &letter["assignments"][0]["unit"]
        ),
        (&json!("taken_back"), &json!("区住房和城乡建设局"))
    );
    assert_eq!(letter["assignments"][1]["unit"], "区城市管理执法局");
    program.clean();
}

/// An answer is there: drafted and submitted for the leader who is in charge of the unit.
fn in_review(program: &Program) {
    program.letters(1);
    let answer = "feedback --unit 住建局 --text 已修复。 --person 周凯 --head 何志远 --sealed";
    for words in [
        "accept --category 3.5",
        "assign --lead 住建局",
        answer,
        "draft --text 您好，已修复。",
        "submit",
    ] {
        let words: Vec<&str> = ["act", "1"].into_iter().chain(words.split(' ')).collect();
        program.done(&words);
    }
}

#[test]
fn a_delegate_approves_for_the_leader_in_charge() {
    let program = Program::practice();
    program.done(&["staff", "add", "wu", "--name", "吴敏", "--role", "leader"]);
    program.done(&["staff", "portfolio", "li", "--unit", "住建局"]);
    in_review(&program);
    let approve = ["--as", "wu", "act", "1", "approve"];
    program.refused(&approve);
    let days = [
        "--from",
        "2026-03-02",
        "--until",
        "2026-03-31",
        "--why",
        "外出学习",
    ];
    program.done(&[&["staff", "delegate", "li", "--to", "wu"][..], &days].concat());
    let mut screen = super::Screen::open(&program, 120, 40, &["--as", "wu"]);
    screen
        .keys("6")
        .sees("0001号")
        .keys("y")
        .sees("┌ 同意")
        .keys(ENTER)
        .sees("已同意：");
    let shown = program.done(&["show", "1", "--events"]);
    assert!(
        shown.contains("吴敏") && shown.contains("李建国"),
        "{shown}"
    );
    assert_eq!(program.json(&["show", "1"])["stage"], "approved");
    program.clean();
}

#[test]
fn a_call_back_that_tells_of_no_solution_leads_to_a_new_round() {
    let program = Program::practice();
    in_review(&program);
    program.done(&["--as", "li", "act", "1", "approve"]);
    program.done(&["act", "1", "send", "--by", "website"]);
    let mut screen = open(&program);
    screen
        .keys("7")
        .sees("0001号")
        .keys(":")
        .sees("命令")
        .keys("回访")
        .sees("> 回访")
        .keys(ENTER)
        .sees("┌ 回访")
        // By telephone, reached, not solved: a digit chooses, and goes on to what is asked next.
        .keys("1")
        .sees("接通情况")
        .rests()
        .keys("1")
        .sees("办理结果")
        .rests()
        .keys("3")
        .sees("未解决");
    screen.keys(CTRL_S).sees("已登记回访");
    // What the writer says makes the closing ask.
    screen.keys("x").sees("仍予办结的理由");
    screen
        .keys(super::ESC)
        .loses("仍予办结的理由")
        .keys("O")
        .sees("┌ 重新办理")
        .sees("来信人不满意")
        .keys("1")
        .rests()
        .keys("路灯仍然不亮")
        .sees("路灯仍然不亮")
        .keys(CTRL_S)
        .sees("计为重复投诉")
        .keys(ENTER)
        .sees("已重新办理");
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["stage"], "registered");
    program.clean();
}

#[test]
fn an_answer_of_yesterday_on_paper_is_entered_in_time() {
    let mut program = Program::practice();
    program.letters(1);
    program.done(&["act", "1", "accept", "--category", "3.5"]);
    program.done(&["act", "1", "assign", "--lead", "住建局"]);
    // Due on the eleventh; it came at half past five and is typed the next morning.
    program.at("2026-03-12T09:10:00+08:00");
    let mut screen = open(&program);
    screen
        .keys("3")
        .sees("0001号")
        .keys("f")
        .sees("单位主要领导")
        .keys("灯泡已更换。")
        .sees("灯泡已更换。")
        .keys("\t")
        .keys("周凯")
        .keys("\t")
        .keys("何志远")
        .sees("何志远")
        .keys("\t ")
        .sees("[✓]")
        .keys("\t\t")
        .keys("2026-03-11 17:30")
        .sees("补录说明")
        .keys("\t")
        .keys("纸质件次日录入")
        .sees("纸质件次日录入")
        .keys(CTRL_S)
        .sees("已登记反馈");
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["assignments"][0]["feedback"]["late"], false);
    program.clean();
}
