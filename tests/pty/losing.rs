//! Nothing is lost: kill, hang-up, a paste of a hundred thousand characters, a form that is abandoned.

use std::time::Duration;

use rustix::process::Signal;

use super::harness::Screen;
use super::{CTRL_D, CTRL_S, ENTER, ESC, LEFT, assigned, drafting, given_back, open};
use crate::concurrency::alone;
use crate::program::Program;

const SOON: Duration = Duration::from_secs(2);

/// Opens the reply of the only letter.
fn write(program: &Program) -> Screen {
    let mut screen = open(program);
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    screen
}

#[test]
fn a_reply_is_there_again_after_kill_9_with_the_cursor_where_it_was() {
    let program = drafting();
    let mut screen = write(&program);
    screen
        .keys("尊敬的来信人：")
        .keys(ENTER)
        .keys("您好，灯已修。")
        .sees("您好，灯已修。");
    screen
        .keys(&LEFT.repeat(4))
        .keys("路")
        .sees("您好，路灯已修。")
        .rests();
    let cursor = screen.cursor().expect("the editor shows the cursor");
    screen.sees("已保存").signal(Signal::KILL);
    screen.ends(SOON);
    let mut screen = write(&program);
    screen.sees("尊敬的来信人：").sees("您好，路灯已修。");
    assert_eq!(screen.cursor(), Some(cursor));
    screen.keys("的").sees("您好，路的灯已修。");
    screen.keys(CTRL_D).sees("已送审：");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "尊敬的来信人：\n您好，路的灯已修。"
    );
    program.clean();
}

#[test]
fn a_signal_saves_what_is_being_written_and_gives_the_terminal_back() {
    let _alone = alone();
    for signal in [Signal::TERM, Signal::HUP, Signal::QUIT] {
        let program = drafting();
        let mut screen = write(&program);
        // Not a moment for the saving by itself: what is on the screen is saved on the way out.
        screen
            .keys("您好，灯已修。")
            .sees("您好，灯已修。")
            .signal(signal);
        assert!(screen.ends(SOON).success());
        given_back(&mut screen);
        let mut screen = write(&program);
        screen.sees("您好，灯已修。");
        assert_eq!(
            program.json(&["show", "1"])["draft"],
            serde_json::Value::Null,
            "saved, and not recorded"
        );
        program.clean();
    }
}

#[test]
fn the_cursor_that_was_only_moved_is_where_it_was() {
    let program = drafting();
    let mut screen = write(&program);
    screen
        .keys("您好，灯已修。")
        .sees("您好，灯已修。")
        .sees("已保存")
        .rests();
    let before = screen.cursor().unwrap();
    screen.keys(&LEFT.repeat(3)).until("move", |screen| {
        screen.cursor() == Some((before.0 - 6, before.1))
    });
    screen.signal(Signal::TERM).ends(SOON);
    let mut screen = write(&program);
    assert_eq!(
        screen.sees("您好，灯已修。").cursor(),
        Some((before.0 - 6, before.1))
    );
}

#[test]
fn a_hundred_thousand_characters_are_pasted_and_saved() {
    let program = drafting();
    let mut screen = write(&program);
    let line = "经二路的路灯已经全部修好，感谢您的来信。".repeat(5);
    let text = vec![line.as_str(); 1000].join("\n");
    assert_eq!(text.chars().filter(|char| *char != '\n').count(), 100_000);
    // A terminal sends a carriage return at the end of a line.
    screen.keys(&format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")));
    screen
        .sees("100000 字")
        .sees("已保存")
        .signal(Signal::KILL)
        .ends(SOON);
    let mut screen = write(&program);
    screen
        .sees("100000 字")
        .keys("完")
        .sees("100001 字")
        .keys(CTRL_S)
        .sees("已存稿：");
    assert_eq!(program.json(&["show", "1"])["draft"], format!("{text}完"));
    program.clean();
}

#[test]
fn a_window_that_is_too_small_says_so_and_recovers() {
    let program = drafting();
    let mut screen = write(&program);
    screen.keys("您好，灯已修。").sees("您好，灯已修。").rests();
    let before = screen.rows();
    screen.resize(20, 5).sees("窗口太小");
    screen.keys("了");
    screen.resize(80, 24).sees("您好，灯已修。了").rests();
    assert_eq!(
        screen.rows()[..10],
        before[..10],
        "the upper half is as it was"
    );
    screen
        .resize(1, 1)
        .rests()
        .resize(80, 24)
        .sees("您好，灯已修。了");
}

#[test]
fn a_form_that_was_abandoned_is_there_again() {
    let program = assigned();
    let mut screen = open(&program);
    screen
        .sees("未签收")
        .keys("f")
        .sees("单位主要领导")
        .keys("灯泡已更换，")
        .sees("灯泡已更换，");
    screen
        .keys("\t")
        .keys("周凯")
        .keys("\t")
        .keys("何志远")
        .sees("何志远")
        .keys(ESC)
        .sees("已保留")
        .loses("单位主要领导");
    assert_eq!(program.json(&["show", "1"])["stage"], "assigned");
    screen
        .keys("f")
        .sees("单位主要领导")
        .sees("灯泡已更换，")
        .sees("何志远")
        .keys(ESC)
        .loses("单位主要领导")
        .keys("q");
    assert!(screen.ends(SOON).success());
    // And in another session.
    let mut screen = open(&program);
    screen
        .sees("未签收")
        .keys("f")
        .sees("灯泡已更换，")
        .sees("何志远")
        .rests();
    screen
        .keys("已通电。")
        .sees("灯泡已更换，已通电。")
        .keys(CTRL_S)
        .sees("公章")
        .sees("细则第六条(三)");
    screen
        .keys("\t\t\t")
        .keys(" ")
        .sees("[✓]")
        .keys(CTRL_S)
        .sees("已登记反馈：");
    let feedback = program.json(&["show", "1"])["assignments"][0]["feedback"].clone();
    assert_eq!(
        (&feedback["text"], &feedback["head"]),
        (&"灯泡已更换，已通电。".into(), &"何志远".into())
    );
    program.clean();
}
