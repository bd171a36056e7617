//! What the terminal says of its own accord: answers that come late are no keys, and a window is as large as it can be drawn.

use std::time::Duration;

use super::{CTRL_D, ESC, drafting, open};

const ANSWERS: [&str; 14] = [
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "\x1b]52;c;amdx\x07",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1bP>|tmux 3.4\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b[?2026;2$y",
    "\x1b[?62;22c",
    "\x1b[>41;330;0c",
    "\x1b[12;40R",
    "\x1b[?1u",
    "\x1b[I",
    "\x1b[O",
];

#[test]
fn an_answer_that_comes_late_is_no_key() {
    let program = drafting();
    let mut screen = open(&program);
    screen.sees("拟稿中").rests();
    let before = screen.rows();
    for answer in ANSWERS {
        screen.keys(answer).rests();
        assert_eq!(screen.rows(), before, "{answer:?}");
        let middle = answer.len() / 2;
        screen
            .keys(&answer[..middle])
            .waits(Duration::from_millis(300))
            .keys(&answer[middle..])
            .rests();
        assert_eq!(screen.rows(), before, "{answer:?} in two reads");
    }
    screen.keys("e").sees("┌ 拟稿").keys("您好").sees("您好");
    for answer in ANSWERS {
        screen.keys(answer);
    }
    screen.keys("，灯已修。").sees("您好，灯已修。");
    // In a paste they are text, of which nothing steers the terminal.
    screen
        .keys("\x1b[200~甲\x1b]11;rgb:1e1e\x07乙\x1b[201~")
        .sees("乙");
    assert!(screen.shows("11;rgb:1e1e"), "{}", screen.text());
    screen
        .keys(ESC)
        .sees("拟稿中")
        .keys("e")
        .sees("乙")
        .keys(CTRL_D)
        .sees("已送审：");
    let sent = program.json(&["show", "1"])["draft"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        sent.starts_with("您好，灯已修。甲")
            && sent.ends_with('乙')
            && sent.contains("11;rgb:1e1e"),
        "{sent:?}"
    );
    program.clean();
}

#[test]
fn a_window_that_says_it_is_huge_takes_no_memory() {
    let program = drafting();
    let mut screen = open(&program);
    screen.sees("拟稿中").rests();
    for (columns, rows) in [
        (65_535, 65_535),
        (9_000, 9_000),
        (65_535, 1),
        (1, 65_535),
        (0, 0),
        (1, 1),
    ] {
        screen
            .claims(columns, rows)
            .waits(Duration::from_millis(300));
        let status = std::fs::read_to_string(format!("/proc/{}/status", screen.process())).unwrap();
        let held = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        let kilobytes: u64 = held.trim().trim_end_matches(" kB").parse().unwrap();
        // 500×300 cells, twice, are 12 MB.
        assert!(kilobytes < 200_000, "{columns}×{rows}: {kilobytes} KB");
    }
    screen
        .claims(80, 24)
        .scribbles(b"\x1b[2J")
        .keys("\x0c")
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿");
}
