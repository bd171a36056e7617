//! The lists: held keys, the selection that nobody moves, other people's commits, the overdue pane.

use rustix::process::Signal;
use std::time::Duration;

use super::harness::Screen;
use super::{ESC, open, selected};
use crate::concurrency::alone;
use crate::program::Program;

fn titles(program: &Program, queue: &str) -> Vec<String> {
    let rows = program.json(&["list", "--queue", queue, "--limit", "1000"]);
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_held_key_ends_in_the_right_place() {
    let program = Program::practice();
    program.letters(700);
    let titles = titles(&program, "inbox");
    let mut screen = open(&program);
    screen
        .sees("1/700")
        .keys(&"j".repeat(500))
        .sees("501/700")
        .sees(&titles[500]);
    assert!(selected(&screen).unwrap().contains(&titles[500]));
    screen
        .keys(&"k".repeat(100))
        .sees("401/700")
        .keys(&"j".repeat(500))
        .sees("700/700")
        .sees(&titles[699]);
    screen
        .keys("g")
        .sees("1/700")
        .sees(&titles[0])
        .keys("G")
        .sees("700/700")
        .keys("k")
        .sees("699/700");
    assert!(selected(&screen).unwrap().contains(&titles[698]));
    screen
        .keys(&"\x1b[B".repeat(3))
        .sees("700/700")
        .keys(&"\x1b[A".repeat(500))
        .sees("200/700")
        .sees(&titles[199]);
}

#[test]
fn what_another_process_commits_is_on_the_screen_within_two_seconds() {
    let program = Program::demo();
    let inbox = program.json(&["list", "--queue", "inbox"]);
    let (first, n) = (inbox[0]["id"].to_string(), inbox.as_array().unwrap().len());
    let mut screen = open(&program);
    screen
        .sees(&format!("1/{n}"))
        .keys("jj")
        .sees(&format!("3/{n}"))
        .rests();
    let letter = inbox[2]["title"].as_str().unwrap();
    let start: String = letter.chars().take(6).collect();
    assert!(selected(&screen).unwrap().contains(&start));
    let _alone = alone();
    program.done(&["act", &first, "accept", "--category", "3.5"]);
    screen.within(Duration::from_secs(2), "the commit", |screen| {
        screen.shows(&format!("2/{}", n - 1))
    });
    assert!(
        selected(&screen).unwrap().contains(&start),
        "the selection is a letter, not a place"
    );
    // The selected letter itself goes: the one in its place is selected.
    program.done(&[
        "act",
        &inbox[2]["id"].to_string(),
        "accept",
        "--category",
        "3.5",
    ]);
    let next: String = inbox[3]["title"]
        .as_str()
        .unwrap()
        .chars()
        .take(6)
        .collect();
    screen.within(Duration::from_secs(2), "the next", |screen| {
        selected(screen).is_some_and(|row| row.contains(&next))
    });
}

#[test]
fn keys_typed_ahead_act_on_the_letter_that_they_moved_to() {
    let program = Program::demo();
    let titles = titles(&program, "inbox");
    let mut screen = open(&program);
    screen.sees(&format!("1/{}", titles.len()));
    for title in &titles[1..4] {
        let start: String = title.chars().take(6).collect();
        screen.keys("ja").sees("┌ 受理").until(
            "a window on the letter that is selected",
            |screen| {
                screen
                    .rows()
                    .iter()
                    .any(|row| row.contains(&format!("┌ 受理 · {start}")))
            },
        );
        screen.keys(ESC).loses("┌ 受理");
    }
}

#[test]
fn a_conflict_is_told_and_what_was_typed_stays() {
    let program = super::assigned();
    let mut screen = open(&program);
    screen
        .sees("未签收")
        .keys("v")
        .sees("签收人")
        .keys("周凯")
        .sees("周凯");
    let _alone = alone();
    program.done(&[
        "act",
        "1",
        "sign-for",
        "--unit",
        "住建局",
        "--person",
        "孙立",
    ]);
    screen
        .keys(super::CTRL_S)
        .sees("此信在您查看后")
        .sees("周凯");
    screen.keys(ESC).loses("签收人").sees("孙立");
    assert_eq!(
        program.json(&["show", "1"])["assignments"][0]["signed_by"],
        "孙立"
    );
}

/// How many letters of the overdue list are late.
fn listed_late(program: &Program) -> usize {
    let listed = program.json(&["list", "--queue", "overdue", "--limit", "500"]);
    let rows = listed.as_array().unwrap();
    rows.iter().filter(|row| row["overdue"] == true).count()
}

#[test]
fn the_overdue_pane_is_the_overdue_list() {
    let program = Program::demo();
    let listed = program.json(&["list", "--queue", "overdue"]);
    let listed: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| match row["number"].as_str() {
            Some(number) => number.to_owned(),
            None => format!("#{}", row["id"]),
        })
        .collect();
    assert!(listed.len() >= 3, "the overdue queue lives");
    let mut screen = Screen::open(&program, 200, 50, &[]);
    screen
        .sees("收件箱 12")
        .keys("5")
        .sees(&format!("1/{}", listed.len()))
        .rests();
    let places = listed
        .iter()
        .map(|number| number.rsplit('〕').next().unwrap());
    let rows = screen.rows();
    let left = |row: &String| row.chars().take(60).collect::<String>();
    // Below the headings, down to the first empty row.
    let shown = rows
        .iter()
        .map(left)
        .skip_while(|row| !row.contains("期限"))
        .skip(1)
        .take_while(|row| row.chars().nth(2).is_some_and(|sign| sign != ' '));
    for (row, number) in shown.clone().zip(places) {
        assert!(
            row.contains(number),
            "{number} is not in {row}\n{}",
            screen.text()
        );
        assert!(
            row.contains('超') || row.contains("今天"),
            "late and close are said in words: {row}"
        );
    }
    assert_eq!(shown.count(), listed.len(), "{}", screen.text());
    let late = listed_late(&program);
    let close = listed.len() - late;
    assert!(screen.shows(&format!("5 逾期 {late}+{close}")));
}

#[test]
fn several_letters_are_accepted_and_declined_in_one_go() {
    let program = Program::demo();
    let mut screen = open(&program);
    screen.sees("收件箱 12").keys("  ").sees("已选 2").rests();
    // The keys act on the marked letters, not on the one under the cursor.
    screen
        .keys("a")
        .sees("受理 · 2 封信件")
        .keys(super::CTRL_S)
        .sees("请选择「类别」")
        .keys("xzjg")
        .sees("> xzjg")
        .keys(super::CTRL_S);
    screen.sees("已受理：2 封").sees("收件箱 10").rests();
    screen
        .keys("   d")
        .sees("不予受理 · 3 封信件")
        .keys("gg")
        .sees("> gg")
        .keys(super::CTRL_S)
        .sees("不能撤回")
        .keys("\r");
    screen.sees("收件箱 7").rests();
    // What is asked of each letter by itself is done to one at a time.
    screen.keys(" l").sees("一次只办一封").keys("\x1b").rests();
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    program.clean();
    // Of those that have ended, the newest come first.
    let ended = program.json(&["list", "--queue", "ended", "--limit", "100"]);
    let ended = ended.as_array().unwrap().iter();
    let ended: Vec<_> = ended
        .filter(|letter| letter["stage"] != "replied")
        .collect();
    for letter in &ended[..3] {
        assert_eq!(letter["stage"], "declined", "{letter}");
        let notice = program.json(&["show", &letter["id"].to_string()])["notice"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            notice.contains(letter["title"].as_str().unwrap()),
            "each has the notice with its own title: {notice}"
        );
    }
}

#[test]
fn an_old_draft_never_replaces_what_somebody_else_recorded_unasked() {
    let program = Program::demo();
    let mut screen = open(&program);
    let letter = program.json(&["list", "--queue", "drafting"])[0]["number"].clone();
    let drafting = program.json(&["list", "--queue", "drafting"]);
    let at = drafting
        .as_array()
        .unwrap()
        .iter()
        .position(|letter| letter["stage"] == "drafting")
        .unwrap();
    let number = drafting[at]["number"].as_str().unwrap().to_owned();
    assert!(letter.is_string());
    screen.keys("4").rests().keys(&"j".repeat(at)).rests();
    screen
        .keys("e")
        .sees("┌ 拟稿")
        .keys("我的稿子")
        .sees("我的稿子")
        .sees("已保存");
    screen.signal(Signal::KILL);
    program.done(&["act", &number, "draft", "--text", "别人的稿子"]);
    let mut screen = open(&program);
    screen.keys("4").rests().keys(&"j".repeat(at)).rests();
    screen
        .keys("e")
        .sees("又存过新的拟稿")
        .sees("我的稿子")
        .keys("\x13")
        .sees("两稿对照")
        .sees("别人的稿子")
        .rests();
    assert_eq!(program.json(&["show", &number])["draft"], "别人的稿子");
    screen
        .keys("m")
        .sees("留下了您的稿子")
        .keys("\x13")
        .sees("已存稿")
        .rests();
    assert!(
        program.json(&["show", &number])["draft"]
            .as_str()
            .unwrap()
            .contains("我的稿子")
    );
    program.clean();
}

#[test]
fn several_late_letters_are_urged_in_one_go_each_at_its_own_unit() {
    let mut program = Program::practice();
    program.letters(3);
    for (letter, unit) in [("1", "住建局"), ("2", "交通局"), ("3", "民政局")] {
        program.done(&["act", letter, "accept", "--category", "3.5"]);
        program.done(&["act", letter, "assign", "--lead", unit]);
    }
    program.at("2026-03-12T09:30:00+08:00");
    let mut screen = open(&program);
    screen
        .keys("3")
        .sees("0001号")
        .keys("*")
        .sees("已选 3")
        .keys("z")
        .sees("催办 · 3 封信件")
        .keys("1")
        .rests()
        .keys("各单位负责人")
        .keys(super::CTRL_S)
        .sees("已登记催办：3 封");
    for (letter, unit) in [
        ("1", "住房和城乡建设局"),
        ("2", "交通运输局"),
        ("3", "民政局"),
    ] {
        let urged = program.json(&["show", letter])["urgings"][0].clone();
        let named = urged["unit"].as_str().unwrap_or_default().to_owned();
        assert!(named.contains(unit), "{urged:#}");
    }
    program.clean();
}

#[test]
fn the_letter_stays_selected_when_its_filter_goes() {
    let program = Program::demo();
    let mut screen = open(&program);
    screen
        .sees("收件箱 12")
        .keys("/")
        .keys("大坑")
        .sees("▌")
        .until("one row", |screen| {
            selected(screen).is_some_and(|row| row.contains("路上有个大坑"))
        })
        .keys("\r")
        .rests()
        .keys("\x1b")
        .sees("孩子转学")
        .rests();
    let row = selected(&screen).unwrap();
    assert!(row.contains("路上有个大坑"), "{row}");
    program.clean();
}

#[test]
fn a_list_is_sorted_and_narrowed_and_says_so() {
    let program = Program::demo();
    let mut screen = Screen::open(&program, 120, 40, &["--as", "wang"]);
    screen
        .sees("收件箱 12")
        .keys("4")
        .sees("待拟稿 4")
        .sees("已审定，待回复 4")
        .rests()
        .keys("3")
        .sees("交办 14")
        .rests()
        .keys("Z")
        .sees("排序和筛选")
        .keys("逾期")
        .keys("\r")
        .sees("3 交办 14筛")
        .sees("只看逾期")
        .rests();
    // The unit's heading sorts; a second click turns the order round.
    let heading = |screen: &Screen| {
        let rows = screen.rows();
        let row = rows.iter().position(|row| row.contains("主办")).unwrap();
        let cells = rows[row].split("主办").next().unwrap();
        (xinxiang::text::width::text_width(cells) + 1, row + 1)
    };
    let (column, row) = heading(&screen);
    let click = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");
    screen.keys(&click).sees("按主办单位 ·").rests();
    screen.keys(&click).sees("按主办单位，倒序").rests();
    // Esc shows all letters again, in this order; the order is kept for the next time.
    screen
        .keys("\x1b")
        .loses("交办 14筛")
        .sees("按主办单位，倒序")
        .rests();
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(2)).success());
    let mut screen = Screen::open(&program, 120, 40, &["--as", "wang"]);
    screen.sees("收件箱").keys("3").sees("按主办单位，倒序");
    program.clean();
}
