//! The search in the real program: typed as an input method types, found, marked, acted on, come back to.

use super::{CTRL_S, DOWN, ENTER, ESC, open, selected};
use crate::program::Program;

/// How often a text stands underlined on the screen.
fn underlined(screen: &super::harness::Screen, text: &str) -> usize {
    let (rows, columns) = screen.terminal().size();
    let row = |row: u16| {
        let cells =
            (0..columns.get()).filter_map(move |column| screen.terminal().cell(row, column));
        let cells = cells.filter(|cell| !cell.is_wide_continuation());
        cells
            .map(|cell| {
                if cell.underline() {
                    cell.contents()
                } else {
                    "|"
                }
            })
            .collect::<String>()
    };
    (0..rows.get()).map(|n| row(n).matches(text).count()).sum()
}

#[test]
fn a_letter_is_found_as_one_types_acted_on_and_come_back_to() {
    let program = Program::demo();
    let mut screen = open(&program);
    screen.sees("9查询").keys("9").sees("按 Tab 列出可用的条件");
    // Two queries in one go: the first is given up for the second.
    screen
        .keys("停")
        .keys("水")
        .sees("找到 3 封")
        .sees("标题：停水三天了")
        .rests();
    assert!(underlined(&screen, "停水") >= 3, "{}", screen.text());
    assert_eq!(screen.cursor(), Some((10, 2)));
    screen
        .keys("三天")
        .sees("查询 停水三天")
        .keys("\x15刘敏 阶段:")
        .sees("已登记")
        .rests();
    screen
        .keys("ydj\t")
        .sees("阶段:已登记 ")
        .sees("找到 1 封")
        .keys(ENTER)
        .rests();
    assert!(
        selected(&screen).unwrap().contains("0035号"),
        "{}",
        screen.text()
    );
    // Read it, and give it to a unit: it is no longer what was asked for.
    screen
        .keys("\t")
        .sees("不用提水上楼了。")
        .keys(ESC)
        .rests()
        .keys("u")
        .sees("┌ 交办");
    screen
        .keys("zjj")
        .sees("> zjj")
        .keys(CTRL_S)
        .sees("已交办：")
        .sees("找到 0 封")
        .sees("没有找到");
    let stage = program.json(&["search", "刘敏", "阶段:承办中"]);
    assert!(
        stage
            .as_array()
            .unwrap()
            .iter()
            .any(|letter| letter["stage"] == "assigned")
    );
    // To another pane and back: the text is still there, and what is found by it now.
    screen
        .keys("1")
        .sees("┌ 收件箱")
        .keys("F")
        .sees("刘敏 阶段:已登记")
        .sees("找到 0 封");
    screen
        .keys("\x17\x17\x17\x17")
        .keys("\x15刘敏")
        .sees("找到 2 封")
        .keys(DOWN)
        .rests();
    let before = selected(&screen).unwrap();
    // Somebody else's commit is seen, and does not move the selection.
    let other = program.json(&["search", "刘敏"])[1]["id"].to_string();
    program.done(&["act", &other, "note", "--text", "又来电询问"]);
    screen
        .keys("/")
        .keys(" 又来电")
        .sees("找到 1 封")
        .sees("又来电询问")
        .keys("\x17\x17\x17")
        .keys("\x15刘敏")
        .sees("找到 2 封");
    assert!(before.contains('▌'));
    screen.keys(ESC).rests().keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
    program.clean();
}

#[test]
fn a_new_query_ends_the_one_before() {
    let program = Program::practice();
    program.letters(3_000);
    let mut screen = open(&program);
    screen.sees("┌ 收件箱").keys("F").sees("按 Tab");
    // Every letter is looked at for a word that must not be there; and then something else is asked.
    screen
        .keys("路灯 -没有")
        .keys("\x15第2999盏")
        .sees("找到 1 封")
        .keys(ESC)
        .rests();
    assert!(
        selected(&screen).unwrap().contains("第2999盏"),
        "{}",
        screen.text()
    );
    screen
        .keys("/\x15路灯 -没有")
        .sees("找到 3,000 封")
        .keys(ESC)
        .rests()
        .keys("G")
        .sees("第1盏路灯")
        .keys("q");
    assert!(screen.ends(std::time::Duration::from_secs(2)).success());
}

#[test]
fn a_report_is_found_by_its_readers_and_lies_sealed_in_what_is_found() {
    let program = Program::demo();
    let mut screen = open(&program);
    let restricted = program.json(&["search", "社区办低保"]);
    let id = restricted[0]["id"].to_string();
    let readings = || {
        let letter = program.json(&["show", &id, "--events"]);
        letter["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["event"]["kind"] == "read")
            .count()
    };
    let before = readings();
    screen
        .keys("9")
        .sees("按 Tab")
        .keys("低保 工作人员")
        .sees("保密件，不显示内容")
        .sees("（保密件）")
        .rests();
    screen.keys(ENTER).rests().keys(ENTER).sees("该做的");
    screen.keys(ENTER).loses("（保密件）").rests();
    // The one at the screen, and that of each count.
    assert_eq!(readings(), before + 2);
    // He who is not on the list does not find it.
    let mut other = super::harness::Screen::open(&program, 80, 24, &["--as", "qian"]);
    other
        .keys("9")
        .sees("按 Tab")
        .keys("低保 工作人员")
        .sees("找到 0 封");
    program.clean();
}
