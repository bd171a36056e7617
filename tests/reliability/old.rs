//! A real older program beside this one, on one file, in both orders.
//!
//! From version 2 of the schema on: a program of version 1 that has the file open while it is upgraded does not look.
//! `XINXIANG_OLD` names the older programs, with colons between: `git worktree add /tmp/old REVISION` and `cargo build` there make one.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use portable_pty::CommandBuilder;

use crate::program::{Program, Ran, invented, ran};
use crate::pty::harness::Screen;

fn olds() -> Vec<PathBuf> {
    let olds = std::env::var("XINXIANG_OLD")
        .expect("XINXIANG_OLD=PROGRAM[:PROGRAM …], the older programs");
    olds.split(':').map(PathBuf::from).collect()
}

/// The same command, of the older program.
fn by(old: &PathBuf, command: &Command) -> Command {
    let mut older = Command::new(old);
    older
        .args(command.get_args())
        .current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => older.env(name, value),
            None => older.env_remove(name),
        };
    }
    older
}

/// An office that the older program founded, with letters, one of which is being replied to.
fn founded(old: &PathBuf) -> Program {
    let program = Program::nowhere(Program::practice().now());
    let table = program.put("invented.csv", invented(6));
    let steps: [&[&str]; 6] = [
        &["init", "--practice"],
        &["staff", "add", "li", "--name", "李建国", "--role", "leader"],
        &["import", table.to_str().unwrap()],
        &["act", "1", "accept", "--category", "3.5"],
        &[
            "act",
            "1",
            "reply-directly",
            "--because",
            "policy",
            "--policy",
            "渭政发〔2025〕3号",
        ],
        &["act", "2", "accept", "--category", "3.5"],
    ];
    for step in steps {
        let ran = ran(&mut by(old, &program.command(step)));
        assert_eq!(ran.code, 0, "{step:?}: {ran:?}");
    }
    program
}

fn note(n: usize) -> Vec<String> {
    [
        "--json",
        "act",
        "3",
        "note",
        "--text",
        &format!("第{n}条备注"),
    ]
    .map(str::to_owned)
    .into()
}

#[test]
#[ignore = "wants older programs, built by hand: XINXIANG_OLD=PROGRAM[:PROGRAM …]"]
fn a_real_older_program_and_this_one_on_one_file() {
    for old in olds() {
        let program = founded(&old);
        // The older one has it open, and writes.
        let new = Screen::command(&program, &program.database(), &[]);
        let mut command = CommandBuilder::new(&old);
        command.args(&new.get_argv()[1..]);
        command.cwd(program.folder.path());
        for name in ["LANG", "TERM", "USER", "XINXIANG_NOW"] {
            new.get_env(name).inspect(|value| command.env(name, value));
        }
        let mut screen = Screen::start_office(command, 100, 30);
        screen
            .keys("4")
            .sees("拟稿中")
            .keys("e")
            .sees("┌ 拟稿")
            .rests();
        screen.keys("您好，").sees("您好，").sees("已保存");
        // It goes on noting by commands, while this one upgrades the file in the middle.
        let upgraded = AtomicBool::new(false);
        let (before, after) = std::thread::scope(|scope| {
            let notes = scope.spawn(|| {
                let (mut before, mut after) = (Vec::new(), Vec::new());
                for n in 0..60 {
                    let sure = upgraded.load(Ordering::SeqCst);
                    let words = note(n);
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    let ran: Ran = ran(&mut by(&old, &program.command(&words)));
                    assert!(
                        !sure || ran.code != 0,
                        "the older program wrote into the newer file: {ran:?}"
                    );
                    if ran.code == 0 {
                        before.push(n)
                    } else {
                        after.push(ran)
                    }
                }
                (before, after)
            });
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(program.json(&["list"]).as_array().unwrap().len(), 6);
            upgraded.store(true, Ordering::SeqCst);
            notes.join().unwrap()
        });
        println!(
            "{}: {} notes before the upgrade, {} refused after it",
            old.display(),
            before.len(),
            after.len()
        );
        assert!(!before.is_empty() && !after.is_empty());
        for refused in &after {
            let kind = refused.json()["error"]["kind"].clone();
            assert!(kind == "newer_database" || kind == "busy", "{refused:?}");
        }
        let events = program.json(&["show", "3", "--events"])["events"].to_string();
        for n in &before {
            assert_eq!(
                events.matches(&format!("第{n}条备注")).count(),
                1,
                "acknowledged by the older program"
            );
        }
        // Who writes in the older one is told, keeps his text on the screen, and nothing of it is in the file.
        let record = || {
            program.json(&["show", "1", "--events"])["events"]
                .as_array()
                .unwrap()
                .len()
        };
        let there = record();
        screen
            .keys("灯已修。")
            .sees("您好，灯已修。")
            .keys("\x13")
            .sees("更新版本")
            .sees("您好，灯已修。");
        assert_eq!(record(), there);
        drop(screen);
        // This one goes on with what the older one had saved.
        let mut screen = Screen::open(&program, 100, 30, &[]);
        screen
            .keys("4")
            .sees("拟稿中")
            .keys("e")
            .sees("您好，")
            .keys("灯修好了。")
            .keys("\x13")
            .sees("已存稿：");
        screen
            .keys("\x1b")
            .loses("┌ 拟稿")
            .keys("q")
            .ends(Duration::from_secs(10));
        program.clean();
        // The other order: a file that this one made is refused by the older one, and stays as it is.
        let program = Program::practice();
        program.letters(2);
        let bytes = std::fs::read(program.database()).unwrap();
        let table = program.put("more.csv", invented(4));
        let words: [&[&str]; 5] = [
            &["list"],
            &["act", "1", "note", "--text", "我来"],
            &["import", table.to_str().unwrap()],
            &["verify"],
            &["init"],
        ];
        for words in words {
            let ran = ran(&mut by(&old, &program.command(words)));
            assert_eq!(ran.code, 1, "{words:?}: {ran:?}");
            assert!(
                ran.err.contains("更新版本") || ran.err.contains("已有"),
                "{words:?}: {ran:?}"
            );
        }
        assert!(
            std::fs::read(program.database()).unwrap() == bytes,
            "{} has written",
            old.display()
        );
        program.clean();
    }
}
