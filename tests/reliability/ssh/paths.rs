//! Every field that takes a path, in a session over SSH, with every path that leads out of the two folders.

use std::os::unix::fs::symlink;
use std::time::Duration;

use super::attempts::{state, unchanged};
use super::machine;
use super::machine::Machine;
use crate::pty::harness::Screen;

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const CTRL_S: &str = "\x13";
const CTRL_U: &str = "\x15";

/// What the program says instead.
const SAID: [&str; 6] = [
    "只能用",
    "附件只能存到",
    "不是普通文件",
    "没有这个文",
    "文件已存在",
    "请先填写路径",
];

/// A letter with a file enclosed, and two more: one at a unit.
const MAIL: &str = "From: =?utf-8?B?5p2O5Zub?= <li@example.com>\r\nTo: box@example.com\r\nSubject: lamp\r\n\
    Date: Mon, 2 Mar 2026 09:00:00 +0800\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe lamp is out.\r\n\
    --b\r\nContent-Type: image/jpeg; name=\"lamp.jpg\"\r\nContent-Disposition: attachment; filename=\"lamp.jpg\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n";

/// Paths that lead out, or to what is no file; `IN` and `OUT` are the folders, `FILE` the database.
const TRICKS: &[(&str, &str)] = &[
    ("a file of the system", "/etc/hostname"),
    ("the folder above", "../x"),
    ("what waits for another", "../li/theirs.eml"),
    ("the same by its whole path", "FOLDER/../li/theirs.eml"),
    ("the database", "FILE"),
    ("its log", "FILE-wal"),
    ("its shared memory", "FILE-shm"),
    ("the database from the folder", "FOLDER/../../xinxiang.db"),
    (
        "up and down again",
        "FOLDER/../../../../../../../../etc/hostname",
    ),
    ("up from a folder inside", "inner/../../../xinxiang.db"),
    ("a link", "link"),
    ("a link to a folder", "linked/hostname"),
    ("a link by its whole path", "FOLDER/link"),
    ("a second name of the database", "second"),
    ("a pipe", "pipe"),
    ("an open file", "/proc/self/fd/0"),
    ("the working directory", "/proc/self/cwd/etc/hostname"),
    ("the root by a process", "/proc/1/root/etc/hostname"),
    ("a device", "/dev/stdin"),
    ("the keys", "~/.ssh/authorized_keys"),
    ("the home of another", "~root/x"),
    ("home", "~"),
    ("two lines", "\x1b[200~/etc/host\nname\x1b[201~"),
    ("a zero byte", "/etc/hostname\0"),
    ("a whole path behind the folder", "FOLDER//etc/hostname"),
    ("a command", "$(touch /tmp/x)/|id"),
    ("an address", "file:///etc/hostname"),
];

fn filled(machine: &Machine, text: &str, folder: &str) -> String {
    let folder = machine.office().join("exchange").join(folder);
    text.replace("FILE", machine.database().to_str().unwrap())
        .replace("FOLDER", folder.to_str().unwrap())
}

fn said(screen: &Screen) -> bool {
    SAID.iter().any(|said| screen.shows(said))
}

#[test]
fn no_path_leads_out_of_the_two_folders() {
    let Some(machine) = machine() else { return };
    machine.let_in("wang");
    let exchange = machine.office().join("exchange");
    let (come, gone) = (exchange.join("in/wang"), exchange.join("out/wang"));
    machine.put(&exchange.join("in/li/theirs.eml"), MAIL);
    machine.put(&come.join("mail.eml"), MAIL);
    for folder in [&come, &gone] {
        symlink("/etc/hostname", folder.join("link")).unwrap();
        symlink("/etc", folder.join("linked")).unwrap();
        std::fs::create_dir(folder.join("inner")).unwrap();
        machine.give(&folder.join("inner"));
        std::fs::hard_link(machine.database(), folder.join("second")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            folder.join("pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
    }
    for (name, number) in [
        ("second.eml", "<2@example.com>"),
        ("third.eml", "<3@example.com>"),
    ] {
        machine.put(&come.join(name), MAIL.replace("<1@example.com>", number));
    }
    machine.done(&[
        "--as",
        "wang",
        "import",
        come.join("second.eml").to_str().unwrap(),
    ]);
    machine.done(&["--as", "wang", "act", "1", "accept", "--category", "3.5"]);
    machine.done(&["--as", "wang", "act", "1", "assign", "--lead", "住建局"]);

    let mut screen = machine.opens("wang", &[], (110, 30));
    screen.sees("王敏 管理员").rests();
    let before = state(&machine);
    imports(&machine, &mut screen);
    unchanged(&machine, &before);
    // What lies in the folder is imported by its name alone.
    screen
        .keys("I")
        .sees("只能导入这个文件夹")
        .keys(CTRL_U)
        .keys("mail.eml")
        .keys(ENTER)
        .sees("单封邮件");
    screen
        .keys(ENTER)
        .sees("试读完毕")
        .keys(ENTER)
        .sees("导入完毕")
        .keys(ENTER)
        .loses("导入完毕")
        .sees("lamp");
    let before = state(&machine);
    attachments(&machine, &mut screen);
    scans(&machine, &mut screen);
    unchanged(&machine, &before);
    // And what should work does.
    screen
        .keys("1")
        .sees("lamp")
        .keys("o")
        .sees("lamp.jpg")
        .keys(ENTER)
        .sees("另存")
        .keys("s")
        .sees("保存到")
        .keys(CTRL_U)
        .keys("kept.jpg")
        .keys(CTRL_S);
    screen.sees("exchange/out/wang/kept.jpg");
    assert_eq!(std::fs::read(gone.join("kept.jpg")).unwrap(), [0, 1, 2]);
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(gone.join("kept.jpg"))
                .unwrap()
                .permissions()
        ) & 0o777,
        0o600
    );
    // Under another name the same is not saved again; what was saved is in the record.
    screen
        .keys("o")
        .sees("lamp.jpg")
        .keys(ENTER)
        .sees("另存")
        .keys("s")
        .sees("保存到")
        .keys(CTRL_U)
        .keys("again.jpg")
        .keys(CTRL_S);
    screen.sees("没有再存");
    assert!(!gone.join("again.jpg").exists());
    screen.keys("q");
    assert!(screen.ends(Duration::from_secs(20)).success());
    let sessions = machine.json(&["staff", "sessions"]);
    let saved: Vec<_> = sessions
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["saved"].as_array().unwrap())
        .collect();
    assert_eq!(saved.len(), 1, "{sessions}");
    assert_eq!(
        (saved[0]["letter"].as_i64(), saved[0]["attachment"].as_i64()),
        (Some(2), Some(1)),
        "{sessions}"
    );
    assert_eq!(machine.json(&["verify"])["clean"], true);
}

/// The path of an import, and how Tab goes on with it.
fn imports(machine: &Machine, screen: &mut Screen) {
    screen
        .keys("1")
        .sees("没有待受理的信件")
        .keys("I")
        .sees("只能导入这个文件夹")
        .sees("exchange/in/wang");
    for (name, path) in TRICKS {
        screen
            .keys(CTRL_U)
            .keys(&filled(machine, path, "in/wang"))
            .rests()
            .keys(ENTER);
        screen.until(&format!("refusal of {name}"), said);
        assert!(
            !screen.shows("哪一栏是什么") && !screen.shows("试读"),
            "{name}: {}",
            screen.text()
        );
    }
    // The folder as a whole holds links: it is not imported either.
    screen
        .keys(CTRL_U)
        .keys(&filled(machine, "FOLDER", "in/wang"))
        .rests()
        .keys(ENTER)
        .sees("不是普通文件");
    for outside in ["/etc/hostn", "../../xinx", "linked/hostn", "/proc/self/c"] {
        screen.keys(CTRL_U).keys(outside).rests().keys("\t").rests();
        assert!(
            !screen.shows("hostname") && !screen.shows("xinxiang.db") && !screen.shows("cmdline"),
            "{}",
            screen.text()
        );
    }
    screen
        .keys(CTRL_U)
        .keys("ma\t")
        .sees("mail.eml")
        .keys(ESC)
        .loses("导入信件");
}

/// The path to which an attachment is saved.
fn attachments(machine: &Machine, screen: &mut Screen) {
    screen
        .keys("1")
        .sees("lamp")
        .keys("o")
        .sees("lamp.jpg")
        .keys(ENTER)
        .sees("另存")
        .keys("s")
        .sees("保存到")
        .sees("exchange/out/wang");
    for (name, path) in TRICKS {
        // A name that would be new there is a name like any other.
        let path = filled(machine, path, "out/wang");
        if matches!(*name, "home") {
            continue;
        }
        screen.keys(CTRL_U).keys(&path).rests().keys(CTRL_S);
        screen.until(&format!("refusal of {name}"), said);
    }
    screen.keys(ESC).loses("保存到");
}

/// The path of a scan that comes with a unit's feedback.
fn scans(machine: &Machine, screen: &mut Screen) {
    screen
        .keys("3")
        .sees("剩")
        .keys("f")
        .sees("单位主要领导")
        .keys("已办。")
        .keys("\t")
        .keys("周凯")
        .keys("\t")
        .keys("何志远")
        .keys("\t")
        .keys(" ")
        .sees("[✓]");
    screen.keys("\t");
    for (name, path) in TRICKS {
        screen
            .keys(CTRL_U)
            .keys(&filled(machine, path, "in/wang"))
            .rests()
            .keys(CTRL_S);
        screen.until(&format!("refusal of {name}"), said);
        assert!(screen.shows("单位主要领导"), "{name}: {}", screen.text());
    }
    screen.keys(ESC).loses("单位主要领导");
}
