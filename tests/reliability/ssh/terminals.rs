//! What somebody may do with the terminal that he was given: sizes, signals, answers nobody asked for, things sent along.

use std::time::{Duration, Instant};

use super::attempts::{office, state, unchanged};
use super::machine;
use super::machine::Machine;
use super::operations::allowed;
use crate::pty::harness::Screen;

/// Waits for the program of a session that has just begun.
fn runs(machine: &Machine) -> (u32, Vec<String>) {
    let begun = Instant::now();
    loop {
        if let [one] = &machine.processes()[..] {
            return one.clone();
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "no program: {:?}",
            machine.processes()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn leaves(screen: &mut Screen) {
    screen.keys("q");
    screen.ends(Duration::from_secs(20));
}

#[test]
fn a_terminal_of_any_size_and_whatever_is_typed_gives_no_more() {
    let Some(machine) = machine() else { return };
    office(&machine);
    let before = state(&machine);
    // What is sent along with the terminal.
    let sent = [
        "-A",
        "-X",
        "-o",
        "SendEnv=LC_FOO",
        "-o",
        "SetEnv=LD_PRELOAD=/nowhere/evil.so XINXIANG_DB=/nowhere XINXIANG_NOW=x \
         LC_FOO=$(id) LC_ALL=../../x LC_CTYPE=C.UTF-8 TMPDIR=/nowhere EDITOR=/bin/sh PAGER=/bin/sh SHELL=/bin/bash",
    ];
    let mut screen = machine.opens("wang", &sent, (80, 24));
    screen.sees("王敏 管理员");
    let (pid, environment) = runs(&machine);
    assert!(
        environment.iter().all(|word| allowed(word)),
        "{environment:?}"
    );
    for name in [
        "SSH_AUTH_SOCK",
        "DISPLAY",
        "LC_FOO",
        "LC_ALL=",
        "LD_",
        "XINXIANG_",
        "SHELL",
        "EDITOR",
        "SSH_TTY",
    ] {
        assert!(
            !environment.iter().any(|word| word.starts_with(name)),
            "{name}: {environment:?}"
        );
    }
    let mask = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    assert!(mask.contains("Umask:\t0077"), "{mask}");
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    // What would suspend, kill or leave a careless program, and what a terminal answers when it is asked.
    for (name, keys) in [
        ("suspending", "\x1a"),
        ("quitting with a dump", "\x1c"),
        ("interrupting", "\x03"),
        ("end of input", "\x04"),
        ("stopping and going on", "\x13\x11"),
        ("ssh's own escape", "~."),
        ("where the cursor is", "\x1b[1;1R"),
        ("which terminal", "\x1b[?64;1;2c\x1b[>0;276;0c"),
        ("the clipboard", "\x1b]52;c;dG91Y2ggbWFyaw==\x07"),
        ("a setting", "\x1bP1$r0m\x1b\\"),
        ("a title", "\x1b]l$(touch mark)\x1b\\"),
        ("the mouse outside", "\x1b[<0;9999;9999M\x1b[<0;9999;9999m"),
        ("an open sequence", "\x1b[\x1b[\x1b]\x1bP"),
        ("bytes that are no text", "\u{80}\u{9b}\u{ffff}"),
    ] {
        screen.keys(keys).rests().keys("\x1b").rests();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        assert!(
            status.contains("State:\tS") || status.contains("State:\tR"),
            "{name}: {status}\n{}",
            screen.text()
        );
        assert_eq!(machine.processes().len(), 1, "{name}: another program runs");
        assert!(screen.shows("王敏 管理员"), "{name}: {}", screen.text());
    }
    leaves(&mut screen);
    for size in [(1, 1), (0, 0), (500, 1), (2, 300)] {
        let mut screen = machine.opens("wang", &[], size);
        runs(&machine);
        leaves(&mut screen);
        let begun = Instant::now();
        while !machine.processes().is_empty() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{size:?}: it lives on"
            );
        }
    }
    unchanged(&machine, &before);
}
