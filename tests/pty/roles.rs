//! Each at his own screen: a leader instructs and reviews, a liaison asks and answers, an administrator urges and sees to writers.

use serde_json::json;

use super::harness::Screen;
use super::{CTRL_S, ENTER, ESC, assigned, open};
use crate::program::Program;

/// An office with a leader and a liaison of the unit that the letters go to.
fn staffed(program: Program) -> Program {
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
    program
}

fn seat(program: &Program, who: &str) -> Screen {
    Screen::open(program, 80, 24, &["--as", who])
}

#[test]
fn a_leader_instructs_and_approves_in_two_keys_each() {
    let program = Program::practice();
    program.letters(1);
    let program = staffed(program);
    program.done(&["act", "1", "accept", "--category", "3.5", "--major"]);
    let propose = [
        "act",
        "1",
        "propose",
        "--text",
        "拟由住建局主办，交通局协办。",
        "--lead",
        "住建局",
        "--co",
        "交通局",
    ];
    program.done(&propose);
    let mut screen = seat(&program, "li");
    screen
        .sees("待批示")
        .keys("\t")
        .sees("拟由住建局主办")
        .keys("i")
        .sees("┌ 批示")
        .sees("区住房和城乡建设局")
        .sees("区交通运输局");
    screen
        .keys(ENTER)
        .sees("已批示并交办：")
        .sees("没有等待批示和审阅的信件");
    let letter = program.json(&["show", "1"]);
    assert_eq!(letter["instruction"], "同意拟办意见，请抓紧办理。");
    let units: Vec<_> = letter["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|held| held["role"].clone())
        .collect();
    assert_eq!(units, [json!("lead"), json!("co")]);
    for unit in ["交通局", "住建局"] {
        let text = format!("{unit}已办。");
        program.done(&[
            "act",
            "1",
            "feedback",
            "--unit",
            unit,
            "--text",
            &text,
            "--person",
            "经办人",
            "--head",
            "何志远",
            "--sealed",
        ]);
    }
    program.done(&["act", "1", "draft", "--text", "您好，已办结。"]);
    program.done(&["act", "1", "submit"]);
    // The other's commit brings it to his screen: letter, both units' feedback and the reply in one scroll.
    screen
        .sees("待审阅")
        .sees("1–14/")
        .keys("G")
        .sees("交通局已办。")
        .sees("住建局已办。")
        .keys(ESC)
        .rests();
    screen
        .keys("n")
        .sees("┌ 退回重拟")
        .keys("语气不妥")
        .keys("\t")
        .keys("您好")
        .keys(CTRL_S)
        .sees("已退回重拟：");
    screen.sees("没有等待批示和审阅的信件");
    let mut desk = open(&program);
    desk.keys("4")
        .sees("退回重拟")
        .keys("e")
        .sees("┌ 拟稿")
        .sees("李建国退回重拟：语气不妥")
        .sees("所指段落：「您好，已办结。」");
    desk.keys("尊敬的来信人，")
        .sees("尊敬的来信人，")
        .keys(super::CTRL_D)
        .sees("已送审：");
    screen
        .sees("待审阅")
        .keys("y")
        .sees("┌ 同意")
        .keys(ENTER)
        .sees("已同意：");
    assert_eq!(program.json(&["show", "1"])["stage"], "approved");
    program.clean();
}

#[test]
fn an_extension_is_asked_granted_and_refused_when_late() {
    let mut program = staffed(assigned());
    let due = |program: &Program| program.json(&["show", "1"])["assignments"][0]["due_at"].clone();
    let before = due(&program);
    let mut unit = seat(&program, "sun");
    unit.sees("┌ 交办")
        .sees("未签收")
        .keys("E")
        .sees("┌ 申请延时")
        .keys("2")
        .keys("\t")
        .keys("灯具尚在采购。");
    unit.sees("灯具尚在采购。")
        .keys(CTRL_S)
        .sees("已登记延时申请：")
        .keys("D")
        .sees("承办专人")
        .keys(ESC);
    let mut leader = seat(&program, "li");
    leader
        .sees("待批延时")
        .sees("灯具尚在采购。")
        .keys("D")
        .sees("┌ 延时审批")
        .keys("ty")
        .sees("> ty")
        .keys(CTRL_S);
    leader.sees("已审批延时：").sees("没有等待批示和审阅的信件");
    let after = due(&program);
    assert_eq!(
        (before, &after),
        (
            json!("2026-03-11T18:00:00+08:00"),
            &json!("2026-03-13T18:00:00+08:00")
        )
    );
    unit.sees("准延 2 日").keys("q");
    program.at("2026-03-16T10:00:00+08:00");
    let mut late = seat(&program, "sun");
    late.sees("超")
        .keys("E")
        .sees("┌ 申请延时")
        .keys("1")
        .keys("\t")
        .keys("还要一天。")
        .sees("还要一天。")
        .keys(CTRL_S);
    late.sees("此次申请已记录在案")
        .sees("细则第六条(三)")
        .keys(ESC)
        .sees("逾期申请延 1 日");
    let letter = program.json(&["show", "1"]);
    let answers: Vec<_> = letter["assignments"][0]["extensions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|asked| asked["answer"].clone())
        .collect();
    assert_eq!(answers, [json!("granted"), json!("too_late")]);
    assert_eq!(due(&program), after, "a refused extension moves nothing");
    program.clean();
}

#[test]
fn an_urging_climbs_the_ladder_and_is_shown_in_the_overdue_pane() {
    let mut program = staffed(assigned());
    program.at("2026-03-12T09:30:00+08:00");
    let mut screen = open(&program);
    screen
        .keys("5")
        .sees("待催办")
        .keys("z")
        .sees("┌ 催办")
        .keys("1")
        .rests()
        .keys("王局长")
        .keys("\t")
        .keys("明天反馈");
    screen
        .sees("明天反馈")
        .keys(CTRL_S)
        .sees("已登记催办：")
        .sees("催1次")
        .loses("待催办")
        .keys("q");
    program.at("2026-03-16T09:30:00+08:00");
    let mut screen = open(&program);
    screen
        .keys("5")
        .sees("催1次 待督办")
        .keys("z")
        .sees("┌ 督办 · 催办")
        .keys("1")
        .rests()
        .keys("王局长")
        .keys(CTRL_S)
        .sees("催2次");
    let steps: Vec<_> = program.json(&["show", "1"])["urgings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|urged| urged["step"].clone())
        .collect();
    assert_eq!(steps, [json!("remind"), json!("supervise")]);
    program.clean();
}

#[test]
fn a_report_about_people_is_opened_by_its_readers_alone_and_every_reading_is_recorded() {
    let program = Program::practice();
    program.letters(1);
    let program = staffed(program);
    let title = program.json(&["show", "1"])["title"]
        .as_str()
        .unwrap()
        .to_owned();
    program.done(&[
        "staff",
        "add",
        "chen",
        "--name",
        "陈晓",
        "--role",
        "administrator",
    ]);
    program.done(&[
        "act",
        "1",
        "accept",
        "--category",
        "3.6",
        "--accused",
        "住建局",
    ]);
    let readings = || {
        let letter = program.json(&["show", "1", "--events"]);
        letter["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["event"]["kind"] == "read")
            .count()
    };
    let before = readings();
    let mut other = seat(&program, "chen");
    other
        .keys("2")
        .sees("（保密件）")
        .keys(ENTER)
        .sees("该做的")
        .keys(ENTER)
        .rests();
    assert!(
        !other.shows(&title),
        "he is not on the list:\n{}",
        other.text()
    );
    let mut screen = open(&program);
    screen
        .keys("2")
        .sees("此信是保密件")
        .keys(ENTER)
        .sees("该做的")
        .keys(ENTER)
        .loses("此信是保密件")
        .sees("每次阅读都会记录");
    // The two that `show` has recorded by now, and the one at the screen.
    assert_eq!(readings(), before + 2);
    screen
        .keys(ESC)
        .rests()
        .keys("u")
        .sees("┌ 交办")
        .keys("zjj")
        .keys(CTRL_S)
        .sees("信访工作条例第三十条");
    program.clean();
}

#[test]
fn a_letter_whose_writer_does_not_answer_declines_itself_and_stays_in_the_inbox() {
    let mut program = Program::practice();
    program.letters(1);
    let mut screen = open(&program);
    screen
        .sees("┌ 收件箱")
        .keys("A")
        .sees("┌ 请来信人补充")
        .sees("请写明具体地点")
        .keys("\x13")
        .sees("请选择「方式」")
        .keys("1")
        .rests()
        .keys("\x13")
        .sees("已请来信人补充：");
    screen.sees("待补充").keys("q");
    program.at("2026-03-16T09:30:00+08:00");
    let mut screen = open(&program);
    screen
        .sees("自动不受理")
        .sees("4(4)")
        .keys("J")
        .sees("┌ 告知来信人")
        .keys("dm")
        .sees("> dm")
        .keys(CTRL_S);
    screen.sees("已登记告知情况：").sees("没有待受理的信件");
    let letter = program.json(&["show", "1"]);
    assert_eq!(
        (&letter["stage"], &letter["ground"], &letter["told"]),
        (&json!("declined"), &json!("4.4"), &json!("visit"))
    );
    program.clean();
}
