//! Several people at once: what others do is seen without a key, nobody's text is moved or overwritten, and who was killed is gone.

use std::time::Duration;

use rusqlite::Connection;
use rustix::process::Signal;

use crate::concurrency::alone;
use crate::program::{Program, invented};
use crate::pty::drafting;
use crate::pty::harness::Screen;

const SOON: Duration = Duration::from_secs(20);
const CTRL_O: &str = "\x0f";
const CTRL_S: &str = "\x13";
const CTRL_Z: &str = "\x1a";

/// A second administrator.
fn with_chen(program: Program) -> Program {
    program.done(&[
        "staff",
        "add",
        "chen",
        "--name",
        "陈晓",
        "--role",
        "administrator",
    ]);
    program
}

/// A program on the office: of a second administrator, or of the one who made it.
fn seat(program: &Program, who: &str) -> Screen {
    let words: &[&str] = if who == "chen" {
        &["--as", "chen"]
    } else {
        &[]
    };
    Screen::open(program, 120, 40, words)
}

fn selected(screen: &Screen) -> Option<String> {
    screen.rows().into_iter().find(|row| row.contains('▌'))
}

/// What stands in the row of the list that has this text.
fn row(screen: &Screen, text: &str) -> String {
    screen
        .rows()
        .into_iter()
        .find(|row| row.contains(text))
        .unwrap_or_default()
}

#[test]
fn what_another_commits_comes_without_a_key_and_is_marked_and_the_selection_stays() {
    let _alone = alone();
    let program = with_chen(Program::practice());
    program.letters(4);
    let mut screen = seat(&program, "wang");
    screen
        .sees("第4盏路灯")
        .keys("jj")
        .until("walk", |screen| selected(screen).is_some());
    let before = screen
        .rests()
        .rows()
        .into_iter()
        .find(|row| row.contains('▌'))
        .unwrap();
    let title = (1..=4)
        .map(|n| format!("第{n}盏"))
        .find(|title| before.contains(title))
        .unwrap();
    // Four more come, of which some stand before it.
    program.json(&[
        "import",
        program.put("more.csv", invented(8)).to_str().unwrap(),
    ]);
    screen.until("mark", |screen| {
        screen
            .rows()
            .iter()
            .filter(|row| row.contains("│+"))
            .count()
            == 4
    });
    assert!(
        selected(&screen).unwrap().contains(&title),
        "{}",
        screen.text()
    );
    // And another acts on one that is there.
    let other = (1..=4)
        .map(|n| format!("第{n}盏"))
        .find(|other| *other != title)
        .unwrap();
    let id = other
        .trim_start_matches('第')
        .trim_end_matches('盏')
        .to_owned();
    program.done(&["--as", "chen", "act", &id, "note", "--text", "已电话联系"]);
    screen.until("mark of the change", |screen| {
        row(screen, &other).contains("│+")
    });
    assert!(selected(&screen).unwrap().contains(&title));
    program.clean();
}

#[test]
fn what_is_typed_stays_where_it_is_while_others_commit() {
    let _alone = alone();
    let program = with_chen(drafting());
    let mut screen = seat(&program, "wang");
    screen
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好，灯已修。")
        .sees("您好，灯已修。")
        .rests();
    screen.keys("\x1b[D\x1b[D").rests();
    let (cursor, tabs) = (screen.cursor().unwrap(), screen.rows()[1].clone());
    program.json(&[
        "import",
        program.put("more.csv", invented(6)).to_str().unwrap(),
    ]);
    program.done(&["--as", "chen", "act", "1", "note", "--text", "已电话联系"]);
    screen
        .until("counts", |screen| screen.rows()[1] != tabs)
        .rests();
    assert_eq!(screen.cursor(), Some(cursor));
    screen
        .keys("路")
        .sees("您好，灯已路修。")
        .keys("\x1b")
        .loses("┌ 拟稿");
    assert_eq!(program.json(&["show", "1"])["draft"], "您好，灯已路修。");
    // And in a form.
    let tabs = screen.rests().rows()[1].clone();
    screen
        .keys("b")
        .sees("┌ 备注")
        .keys("先问街道")
        .sees("先问街道")
        .rests();
    let cursor = screen.cursor();
    program.json(&[
        "import",
        program.put("yet.csv", invented(9)).to_str().unwrap(),
    ]);
    screen
        .until("counts", |screen| screen.rows()[1] != tabs)
        .rests();
    assert_eq!(screen.cursor(), cursor);
    screen.keys("办").sees("先问街道办");
    program.clean();
}

#[test]
fn who_has_a_letter_open_is_shown_and_who_was_killed_is_gone() {
    let _alone = alone();
    let program = with_chen(drafting());
    let mut wang = seat(&program, "wang");
    wang.sees("拟稿中").rests();
    let mut chen = seat(&program, "chen");
    chen.sees("拟稿中");
    wang.within(SOON, "陈晓正在看", |screen| screen.shows("陈晓正在看"));
    assert!(
        wang.rows().iter().any(|row| row.contains("o││")),
        "{}",
        wang.text()
    );
    chen.keys("e").sees("┌ 拟稿");
    wang.within(SOON, "陈晓正在写答复", |screen| {
        screen.shows("陈晓正在写答复")
    });
    assert!(
        wang.rows().iter().any(|row| row.contains("@││")),
        "{}",
        wang.text()
    );
    wang.keys("e").sees("陈晓也正在写这封信的答复");
    chen.sees("正在写").signal(Signal::KILL).ends(SOON);
    wang.within(Duration::from_secs(40), "absence of chen", |screen| {
        !screen.shows("陈晓正在写答复")
    });
    // One who leaves is gone at once.
    let mut chen = seat(&program, "chen");
    chen.sees("拟稿中");
    wang.within(SOON, "陈晓正在看", |screen| screen.shows("陈晓正在看"));
    chen.keys("q");
    assert!(chen.ends(SOON).success());
    wang.within(SOON, "absence of chen", |screen| {
        !screen.shows("陈晓正在看")
    });
    // A presence file that is broken hurts nobody.
    std::fs::write(
        program.folder.path().join("office.db-presence"),
        "nothing ".repeat(2000),
    )
    .unwrap();
    wang.keys("灯已修。")
        .sees("灯已修。")
        .keys(CTRL_S)
        .sees("已存稿：");
    program.clean();
}

#[test]
fn of_two_drafts_of_one_letter_the_second_is_not_recorded_unasked() {
    let _alone = alone();
    let program = with_chen(drafting());
    let mut wang = seat(&program, "wang");
    wang.sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好。路灯已于周一修好。")
        .sees("周一修好");
    program.done(&[
        "--as",
        "chen",
        "act",
        "1",
        "draft",
        "--text",
        "您好。路灯已于周三修好。",
    ]);
    wang.sees("陈晓刚存了另一稿")
        .keys("谢谢。")
        .sees("周一修好。谢谢。");
    wang.keys(CTRL_S)
        .sees("两稿对照")
        .sees("我的稿子")
        .sees("陈晓存的稿子")
        .sees("周三修好");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "您好。路灯已于周三修好。",
        "not overwritten"
    );
    // The other's: one step of undoing brings back what was there, and with it that there are two.
    wang.keys("t")
        .loses("我的稿子")
        .sees("周三修好")
        .keys(CTRL_Z)
        .sees("周一修好。谢谢。");
    wang.keys(CTRL_S)
        .sees("我的稿子")
        .rests()
        .keys("m")
        .loses("我的稿子");
    wang.keys(CTRL_S).sees("已存稿：");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "您好。路灯已于周一修好。谢谢。"
    );
    // Mine: only after it was chosen.
    program.done(&[
        "--as",
        "chen",
        "act",
        "1",
        "draft",
        "--text",
        "您好。灯亮了。",
    ]);
    wang.sees("陈晓刚存了另一稿")
        .keys("再见。")
        .keys(CTRL_O)
        .sees("我的稿子")
        .keys("m")
        .loses("我的稿子");
    assert_eq!(program.json(&["show", "1"])["draft"], "您好。灯亮了。");
    wang.keys(CTRL_S).sees("已存稿：");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "您好。路灯已于周一修好。谢谢。再见。"
    );
    program.clean();
}

#[test]
fn two_windows_of_one_person_lose_neither_text() {
    let _alone = alone();
    let program = drafting();
    let (mut one, mut two) = (seat(&program, "wang"), seat(&program, "wang"));
    for screen in [&mut one, &mut two] {
        screen.sees("拟稿中").keys("e").sees("┌ 拟稿");
    }
    one.keys("您好，灯已修。").sees("已保存");
    // He is told while he types, and nothing takes his next character for a choice.
    two.keys("您好，灯要换")
        .sees("您在另一个窗口也写了")
        .keys("t")
        .sees("灯要换t")
        .keys("\x7f");
    two.keys(CTRL_O)
        .sees("我的稿子")
        .sees("另一窗口写的")
        .sees("灯已修")
        .sees("灯要换");
    two.keys("t")
        .loses("我的稿子")
        .sees("灯已修")
        .keys(CTRL_Z)
        .sees("灯要换")
        .sees("已保存")
        .rests();
    two.signal(Signal::KILL).ends(SOON);
    // The first window is told in its turn, and keeps its own.
    one.keys("谢谢。")
        .sees("您在另一个窗口也写了")
        .keys(CTRL_S)
        .sees("我的稿子")
        .sees("灯要换");
    one.keys("m")
        .loses("我的稿子")
        .sees("灯已修。谢谢。")
        .sees("已保存");
    one.keys(CTRL_S).sees("已存稿：");
    assert_eq!(
        program.json(&["show", "1"])["draft"],
        "您好，灯已修。谢谢。"
    );
    program.clean();
}

#[test]
fn two_windows_with_the_same_form_lose_neither_text() {
    let _alone = alone();
    let program = drafting();
    let (mut one, mut two) = (seat(&program, "wang"), seat(&program, "wang"));
    for screen in [&mut one, &mut two] {
        screen.sees("拟稿中").keys("b").sees("┌ 备注").rests();
    }
    let purpose = "SELECT count(*) FROM draft WHERE purpose = 'note'";
    let database = Connection::open(program.database()).unwrap();
    let saved = || {
        database
            .query_row(purpose, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    one.keys("先问街道办").until("save", |_| saved() == 1);
    two.keys("先问供电所")
        .sees("您在另一个窗口也填了")
        .keys("长")
        .sees("先问供电所长");
    // It is not done before he has chosen, and a key that was typed ahead is no choice.
    two.keys(CTRL_S)
        .sees("两稿对照")
        .sees("我在这里填的")
        .sees("先问街道办")
        .sees("先问供电所长");
    two.keys("t")
        .loses("两稿对照")
        .sees("先问街道办")
        .keys(CTRL_Z)
        .sees("先问供电所长")
        .keys(CTRL_S)
        .sees("已备注");
    let noted = |text: &str| {
        program.json(&["show", "1", "--events"])["events"]
            .to_string()
            .matches(text)
            .count()
    };
    assert_eq!(noted("先问供电所长"), 1);
    // What the first window holds is its own yet, and is told of nothing that is over.
    one.keys("主任")
        .sees("先问街道办主任")
        .keys(CTRL_S)
        .sees("此信在您查看后")
        .keys(CTRL_S)
        .sees("已备注");
    assert_eq!(noted("先问街道办主任"), 1);
    program.clean();
}

#[test]
fn two_texts_of_a_form_that_was_left_are_both_offered_when_it_is_opened() {
    let _alone = alone();
    let program = drafting();
    let (mut one, mut two) = (seat(&program, "wang"), seat(&program, "wang"));
    for screen in [&mut one, &mut two] {
        screen.sees("拟稿中").keys("b").sees("┌ 备注").rests();
    }
    one.keys("先问街道办").keys("\x1b").loses("┌ 备注");
    two.keys("先问供电所").keys("\x1b").loses("┌ 备注");
    for mut screen in [one, two] {
        screen.signal(Signal::KILL).ends(SOON);
    }
    let mut screen = seat(&program, "wang");
    screen
        .sees("拟稿中")
        .keys("bmt")
        .sees("两稿对照")
        .sees("先问街道办mt")
        .sees("先问供电所")
        .rests();
    screen
        .keys("m")
        .loses("两稿对照")
        .sees("先问街道办mt")
        .keys("\x1b")
        .loses("┌ 备注");
    screen.keys("b").sees("┌ 备注").sees("先问街道办mt").rests();
    assert!(!screen.shows("两稿对照"), "{}", screen.text());
    program.clean();
}

#[test]
fn who_is_taken_off_the_staff_is_shown_out_and_who_becomes_something_else_sees_that_at_once() {
    let _alone = alone();
    let program = with_chen(drafting());
    program.json(&[
        "import",
        program.put("more.csv", invented(3)).to_str().unwrap(),
    ]);
    let mut chen = seat(&program, "chen");
    chen.sees("陈晓 管理员").keys("1").sees("第3盏路灯").rests();
    program.done(&["staff", "role", "chen", "--role", "observer"]);
    chen.sees("陈晓 查阅人员");
    program.done(&["staff", "disable", "chen"]);
    assert!(!chen.ends(SOON).success());
    assert!(chen.shows("chen"), "{}", chen.text());
    program.clean();
}

#[test]
fn a_lock_that_is_waited_for_is_told_and_typing_goes_on() {
    let _alone = alone();
    let program = drafting();
    let mut screen = seat(&program, "wang");
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    let lock = Connection::open(program.database()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    screen
        .keys("您好，")
        .sees("数据库正忙")
        .keys("灯已修。")
        .sees("您好，灯已修。");
    screen
        .keys(CTRL_S)
        .keys("谢谢。")
        .sees("您好，灯已修。谢谢。");
    assert!(screen.shows("数据库正忙"));
    lock.execute_batch("ROLLBACK").unwrap();
    screen.loses("数据库正忙").sees("已保存");
    screen.signal(Signal::KILL).ends(SOON);
    let mut screen = seat(&program, "wang");
    screen.sees("拟稿中").keys("e").sees("您好，灯已修。谢谢。");
    assert_eq!(program.json(&["show", "1"])["draft"], "您好，灯已修。");
    program.clean();
}

#[test]
fn what_cannot_be_saved_is_not_lost_by_leaving() {
    let _alone = alone();
    let program = drafting();
    let mut screen = seat(&program, "wang");
    screen.sees("拟稿中").keys("e").sees("┌ 拟稿").rests();
    let (database, away) = (program.database(), program.folder.path().join("away.db"));
    std::fs::rename(&database, &away).unwrap();
    screen
        .keys("您好，灯已修。")
        .sees("您好，灯已修。")
        .keys("\x1b")
        .sees("没有存上。离开");
    screen
        .keys("\r")
        .loses("没有存上。离开")
        .sees("您好，灯已修。");
    std::fs::rename(&away, &database).unwrap();
    screen
        .keys("好")
        .sees("已保存")
        .keys("\x1b")
        .loses("┌ 拟稿");
    assert_eq!(program.json(&["show", "1"])["draft"], "您好，灯已修。好");
    program.clean();
}
