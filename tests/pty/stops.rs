//! Stopping and going on: `kill -STOP`, a shell's `fg` and `bg`, and the terminal as another program left it.

use std::path::Path;
use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::draft::REPLY_PURPOSE;
use xinxiang::store::Store;

use super::harness::Screen;
use super::{CTRL_S, ENTER, drafting, open};
use crate::program::{Program, foreign};

/// What a shell does to a terminal that a program has left as it was.
const ANOTHER: &[u8] =
    b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[2J$ fg";

/// The state of a process, as proc(5) has it.
fn state(process: i32) -> char {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    stat.rsplit_once(") ").unwrap().1.chars().next().unwrap()
}

/// The rows without the blanks at their ends, which may be written or erased.
fn rows(screen: &Screen) -> Vec<String> {
    screen
        .rows()
        .iter()
        .map(|row| row.trim_end().to_owned())
        .collect()
}

fn is_whole(screen: &Screen) {
    use vt100::{MouseProtocolEncoding, MouseProtocolMode};
    let terminal = screen.terminal();
    assert!(
        terminal.alternate_screen() && terminal.bracketed_paste(),
        "{}",
        screen.text()
    );
    assert!(terminal.mouse_protocol_mode() != MouseProtocolMode::None);
    assert!(terminal.mouse_protocol_encoding() == MouseProtocolEncoding::Sgr);
    assert!(!screen.is_cooked());
}

/// A terminal without an alternate screen, as the Linux console, ignores that mode.
#[test]
fn what_the_terminal_showed_before_is_erased_before_anything_is_drawn() {
    let program = drafting();
    let mut screen = open(&program);
    screen.sees("拟稿中");
    let wrote = String::from_utf8_lossy(&screen.bytes);
    let drawn = wrote.find("拟稿中").unwrap();
    assert!(wrote[..drawn].contains("\x1b[2J"));
}

#[test]
fn a_program_that_was_stopped_draws_everything_again() {
    let program = drafting();
    let mut screen = open(&program);
    screen
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好，灯已修。")
        .sees("您好，灯已修。")
        .sees("已保存")
        .rests();
    let (before, cursor) = (rows(&screen), screen.cursor());
    screen
        .signal(Signal::STOP)
        .until("stop", |screen| state(screen.process()) == 'T');
    screen
        .scribbles(ANOTHER)
        .signal(Signal::CONT)
        .sees("您好，灯已修。")
        .rests();
    is_whole(&screen);
    assert_eq!((rows(&screen), screen.cursor()), (before, cursor));
    // Nobody would let it go on: the shell has left, or there was none.
    screen
        .signal(Signal::TSTP)
        .signal(Signal::TTIN)
        .signal(Signal::TTOU)
        .keys("了。")
        .sees("您好，灯已修。了。");
    // Whatever is open, Ctrl-L draws all of it.
    for keys in ["", "\x1b", "?"] {
        // Any key takes the last message away.
        screen.keys(keys).rests().keys("\x0c").rests();
        let before = rows(&screen);
        screen
            .scribbles(b"\x1b[2J")
            .keys("\x0c")
            .until("the screen of before", |screen| rows(screen) == before);
    }
    program.clean();
}

/// A shell with jobs, and the program begun by it.
fn under_a_shell(program: &Program) -> (Screen, i32) {
    let mut command = CommandBuilder::new("bash");
    foreign().for_each(|name| command.env_remove(name));
    for (name, value) in [
        ("LANG", "C.UTF-8"),
        ("TERM", "xterm-256color"),
        ("PS1", "READY "),
        ("HISTFILE", ""),
    ] {
        command.env(name, value);
    }
    program
        .now()
        .inspect(|now| command.env("XINXIANG_NOW", now));
    command.cwd(program.folder.path());
    command.args(["--norc", "--noprofile", "-i"]);
    let mut screen = Screen::start(command, 80, 24);
    let database = program.database();
    let line = shell_words::join([
        env!("CARGO_BIN_EXE_xinxiang"),
        "--db",
        database.to_str().unwrap(),
    ]);
    screen
        .sees("READY")
        .keys(&line)
        .keys(ENTER)
        .sees("拟稿中")
        .rests();
    let shell = screen.process();
    let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
    (screen, children.trim().parse().unwrap())
}

/// What is saved of the reply.
fn saved(program: &Program) -> String {
    let store = Store::open(&program.database()).unwrap();
    let who = store
        .acting_staff(None, rustix::process::getuid().as_raw())
        .unwrap()
        .id;
    store
        .draft(LetterId(1), REPLY_PURPOSE, &who)
        .unwrap()
        .map(|draft| draft.text)
        .unwrap_or_default()
}

fn signal(process: i32, signal: Signal) {
    kill_process(Pid::from_raw(process).unwrap(), signal).unwrap();
}

#[test]
fn a_shell_has_its_terminal_while_the_program_is_stopped_and_the_program_afterwards() {
    let program = drafting();
    let (mut screen, process) = under_a_shell(&program);
    screen
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好，灯已修。")
        .sees("您好，灯已修。");
    for asked in [Signal::TSTP, Signal::STOP] {
        signal(process, asked);
        screen.until("stop", |_| state(process) == 'T');
        screen
            .sees("READY")
            .keys("echo $((6*7))")
            .keys(ENTER)
            .sees("42");
        if asked == Signal::TSTP {
            let terminal = screen.terminal();
            assert!(
                !terminal.alternate_screen() && screen.cursor().is_some(),
                "{}",
                screen.text()
            );
            assert!(terminal.mouse_protocol_mode() == vt100::MouseProtocolMode::None);
            assert_eq!(saved(&program), "您好，灯已修。", "it is saved before");
            program.done(&["act", "1", "note", "--text", "停着的人不占锁。"]);
        }
        screen.keys("fg").keys(ENTER).sees("您好，灯已修。").rests();
        is_whole(&screen);
    }
    // In the background it leaves the terminal alone, and waits without reading or drawing.
    signal(process, Signal::STOP);
    screen
        .until("stop", |_| state(process) == 'T')
        .sees("READY")
        .keys("bg")
        .keys(ENTER);
    screen
        .until("going on", |_| state(process) != 'T')
        .waits(Duration::from_millis(500))
        .keys("echo $((8*9))")
        .keys(ENTER);
    screen.sees("72");
    assert!(!screen.terminal().alternate_screen(), "{}", screen.text());
    assert!(screen.terminal().mouse_protocol_mode() == vt100::MouseProtocolMode::None);
    assert_eq!(state(process), 'S');
    screen.keys("fg").keys(ENTER).sees("您好，灯已修。").rests();
    is_whole(&screen);
    screen
        .keys("谢谢。")
        .sees("您好，灯已修。谢谢。")
        .keys(CTRL_S)
        .sees("已存稿：");
    signal(process, Signal::QUIT);
    screen.until("end", |_| {
        !Path::new(&format!("/proc/{process}/stat")).exists()
    });
    screen
        .sees("READY")
        .keys("echo $((7*8))")
        .keys(ENTER)
        .sees("56");
    assert!(!screen.terminal().alternate_screen());
    program.clean();
}

/// In a PID namespace the session and the group of the program, and of who began it, may be outside: they are 0 there. So it is in
/// containers.
#[test]
fn a_program_whose_session_is_in_another_namespace_is_as_any_other() {
    let unshare = ["--pid", "--fork", "--kill-child"];
    if !std::process::Command::new("unshare")
        .args(unshare)
        .arg("true")
        .status()
        .is_ok_and(|status| status.success())
    {
        return eprintln!("not tried: this wants unshare, and root");
    }
    let program = drafting();
    for shell in [None, Some("\"$@\"; exit $?")] {
        let of_program = Screen::command(&program, &program.database(), &[]);
        let mut command = of_program.clone();
        let words = command.get_argv_mut();
        let begun = unshare.into_iter().chain(
            shell
                .into_iter()
                .flat_map(|line| ["bash", "-c", line, "bash"]),
        );
        words.splice(
            0..0,
            std::iter::once("unshare").chain(begun).map(Into::into),
        );
        let mut screen = Screen::start_office(command, 80, 24);
        screen
            .sees("拟稿中")
            .keys("e")
            .sees("┌ 拟稿")
            .keys("您好。")
            .sees("您好。")
            .keys(CTRL_S)
            .sees("已存稿：");
        screen.keys("\x1b").loses("┌ 拟稿").keys("q");
        assert!(screen.ends(Duration::from_secs(20)).success());
    }
    program.clean();
}
