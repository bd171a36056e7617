//! One who is not on a report's list of readers finds nothing of it: on no screen, in no command's answer, in no sentence of refusal.

use super::units::{act, office};
use crate::program::Program;
use crate::pty::harness::Screen;

/// Stands in every text of the report, and nowhere else.
const SECRET: &str = "QXZ";

/// Letters 1 and 2 are alike but for what is secret in the first; only li, and who set the office up, may read that one.
fn reported() -> Program {
    let program = office(0);
    program.done(&[
        "staff",
        "add",
        "chen",
        "--name",
        "陈芳",
        "--role",
        "administrator",
    ]);
    let text = "交通局某科长吃拿卡要，经二路工地的人都知道，请查一查，不要把我的信转给他们。";
    let secret = |field: &str| format!("{field}{SECRET}");
    let table = format!(
        "编号,来信人,标题,内容,来信时间,电话,邮箱,地址\n{},{},{},{text}{SECRET}当面收了两万元。,2026-02-03 09:30,138-0000-{SECRET},{SECRET}@example.com,{}\n\
         8,虚构二号,反映科长,{text}当面收了钱。,2026-02-04 09:30,138-0000-0002,b@example.com,经二路\n",
        secret("7"),
        secret("王某"),
        secret("反映科长"),
        secret("金陵路")
    );
    let file = program.put("letters.csv", table);
    assert_eq!(
        program.json(&["import", file.to_str().unwrap()])["imported"],
        2
    );
    act(
        &program,
        "",
        "1",
        &["accept", "--category", "3.6", "--accused", "交通局"],
    );
    act(&program, "", "1", &["note", "--text", &secret("核实")]);
    act(
        &program,
        "",
        "1",
        &[
            "reply-directly",
            "--because",
            "policy",
            "--policy",
            &secret("渭纪"),
        ],
    );
    act(
        &program,
        "",
        "1",
        &["draft", "--text", &secret("您好，已查实")],
    );
    program
}

/// Not on the list: an administrator, one of the office, one of the accused unit.
const STRANGERS: [&str; 3] = ["chen", "zhao", "zhou"];

#[test]
fn no_command_tells_a_stranger_anything_of_a_report() {
    let program = reported();
    let number = program.number("1");
    let (saved, again) = (
        program.folder.path().join("out"),
        program.put("again.csv", "编号,标题,内容\n9,科长,吃拿卡要\n"),
    );
    let (saved, again) = (saved.to_str().unwrap(), again.to_str().unwrap());
    let letters = program.folder.path().join("letters.csv");
    let letters = letters.to_str().unwrap();
    assert!(
        program.done(&["show", "1", "--events"]).contains(SECRET),
        "it can be seen at all"
    );
    for who in STRANGERS {
        for words in [
            &["list", "--limit", "100"][..],
            &["list", "--queue", "drafting"],
            &["list", "--queue", "all", "--after", "2"],
            &["list", "--after", &number],
            &["show", "1"],
            &["show", &number, "--events"],
            &["show", "#1"],
            &["search", "科长"],
            &["search", "--best", "吃拿卡要"],
            &["search", "两万元"],
            &["similar", "1"],
            &["similar", "2"],
            &["hot", "--least", "2", "--days", "90"],
            &["suggest", "1"],
            &["suggest", "2"],
            &["suggest", "--evaluate"],
            &["act", "1", "submit"],
            &["act", "1", "draft", "--text", "x"],
            &["act", "1", "note", "--text", "x"],
            &["act", "1", "restrict", "--reader", who],
            &["act", "2", "link", "--to", "1"],
            &["act", "2", "link", "--to", &number],
            &[
                "act",
                "2",
                "reply-directly",
                "--because",
                "repeated",
                "--earlier",
                "1",
            ],
            &["due", "--letter", "1"],
            &["bulletin", "2026Q1"],
            &["attachment", "1", "1", saved],
            &["import", letters],
            &["import", again],
            &["import", "--dry-run", letters],
            &["staff", "list"],
            &["unit", "list"],
            &["calendar"],
            &["regulation", "list"],
            &["verify"],
            &["doctor"],
        ] {
            for form in [&["--as", who][..], &["--as", who, "--json"]] {
                let ran = program.run(&[form, words].concat());
                // A name that was given is echoed; what stands in the report is not.
                assert_ne!(ran.code, 2, "{words:?} asks something: {ran:?}");
                assert!(
                    !ran.out.contains(SECRET) && !ran.err.contains(SECRET),
                    "{who} {words:?}: {ran:?}"
                );
            }
        }
        // What is counted is what may be read.
        for words in [SECRET, "两万元"] {
            assert_eq!(
                program.json(&["--as", who, "search", "--count", words])["count"],
                0,
                "{who} {words}"
            );
        }
        let titles = program.json(&["--as", who, "search", "科长"]);
        assert!(
            titles.as_array().unwrap().iter().all(|row| row["id"] != 1),
            "{who}: {titles}"
        );
    }
    program.clean();
}

#[test]
fn no_screen_shows_a_stranger_anything_of_a_report() {
    let program = reported();
    for who in ["chen", "zhou"] {
        let mut screen = Screen::open(&program, 160, 50, &["--as", who]);
        screen.rests();
        let seen = |screen: &mut Screen, keys: &str| {
            screen.keys(keys).rests();
            assert!(
                !screen.text().contains(SECRET),
                "{who} {keys:?}:\n{}",
                screen.text()
            );
        };
        for pane in 1..=8 {
            seen(&mut screen, &pane.to_string());
            for keys in ["h", "\x1b", "L", "\x1b", "e", "\x1b\x1b"] {
                seen(&mut screen, keys);
            }
        }
        for keys in [
            "1", "N", "\r", "\x1b", "\x1b", "9", "科长", "\r", "\x1b", "\x1b", "9", "吃拿", "\x1b",
            "\x1b",
        ] {
            seen(&mut screen, keys);
        }
        let wire = String::from_utf8_lossy(&screen.bytes).into_owned();
        assert!(!wire.contains(SECRET), "{who}: on the wire");
    }
    program.clean();
}

#[test]
fn a_letter_in_a_script_that_is_broken_by_a_dictionary_is_shown_and_nothing_else_is_said() {
    let program = Program::practice();
    for (n, text) in ["กำแพงเมืองจีน", "ພາສາລາວກຳ", "မြန်မာဘာသာ", "ភាសាខ្មែរស្ត្រី"]
        .into_iter()
        .enumerate()
    {
        let mail = format!(
            "From: a@example.cn\nMessage-ID: <{n}@example.cn>\nDate: Mon, 2 Mar 2026 09:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\
             Subject: 来信\n\n{}\n",
            text.repeat(20)
        );
        let file = program.put(&format!("{n}.eml"), mail);
        program.done(&["import", file.to_str().unwrap()]);
        let ran = program.run(&["show", &(n + 1).to_string()]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.contains(text.chars().next().unwrap()), "{ran:?}");
    }
}
