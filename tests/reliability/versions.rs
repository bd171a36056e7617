//! Programs of two versions on one file: the older writes nothing to the newer one's file, and an upgrade is whole or is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;
use xinxiang::store::sqlite::schema::VERSION;
use xinxiang::store::{Store, StoreError};

use super::child::child;
use super::deeds::{OTHERS, deed};
use super::faults::{Act, EIO, KINDS, picture, roads, sweep};
use super::power::states;
use super::shim::shim;
use super::trace::Trace;
use super::{folder, times};
use crate::concurrency::alone;
use crate::program::{Program, bare, ran};
use crate::pty::drafting;
use crate::pty::harness::Screen;
use crate::store::upgrade::{
    fifth_version, fourth_version, old, second_version, sixth_version, third_version,
};

/// What a newer program leaves behind: a version that this one does not know, and something in the file that it does not expect.
fn newer(path: &Path) {
    let sql = format!(
        "ALTER TABLE letter ADD COLUMN of_tomorrow TEXT NOT NULL DEFAULT 'x'; PRAGMA user_version = {}",
        VERSION + 1
    );
    Connection::open(path).unwrap().execute_batch(&sql).unwrap();
}

fn version(path: &Path) -> i32 {
    Connection::open(path)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap()
}

/// An office of each earlier version.
fn earlier() -> [(i32, (TempDir, PathBuf)); (VERSION - 1) as usize] {
    [
        (1, old()),
        (2, second_version()),
        (3, third_version()),
        (4, fourth_version()),
        (5, fifth_version()),
        (6, sixth_version()),
    ]
}

fn whole(path: &Path) {
    let report = Store::open(path).unwrap().verify(&mut |_, _| ()).unwrap();
    assert_eq!(report.findings, Vec::<String>::new());
}

#[test]
fn whatever_is_done_to_a_newer_file_is_refused_before_anything_is_written() {
    let program = Program::practice();
    program.letters(1);
    let table = program.put("more.csv", crate::program::invented(2));
    newer(&program.database());
    let before = std::fs::read(program.database()).unwrap();
    let table = table.to_str().unwrap();
    let words: [&[&str]; 12] = [
        &["list"],
        &["show", "1"],
        &["search", "路灯"],
        &["act", "1", "accept", "--category", "3.5"],
        &["import", table],
        &["staff", "add", "new", "--name", "新人", "--role", "office"],
        &["unit", "add", "区试验局"],
        &["bulletin", "2026Q1", "--publish"],
        &["suggest", "1"],
        &["doctor", "--reindex"],
        &["verify"],
        &["init"],
    ];
    for words in words {
        let (code, error) = program.refused(words);
        assert_eq!(
            (code, &error["kind"]),
            (1, &"newer_database".into()),
            "{words:?}"
        );
        assert!(
            std::fs::read(program.database()).unwrap() == before,
            "{words:?} has written"
        );
    }
    assert!(!program.folder.path().join("office.db-wal").exists());
}

#[test]
fn a_program_that_has_the_file_open_while_it_is_upgraded_writes_nothing_more() {
    let (_folder, template, verbs) = roads();
    let place = folder();
    let path = place.path().join("office.db");
    std::fs::copy(template, &path).unwrap();
    let mut store = Store::open(&path).unwrap();
    newer(&path);
    let before = picture(&path);
    for code in verbs.iter().map(String::as_str).chain(OTHERS) {
        let answer = deed(&mut store, code);
        assert!(
            matches!(answer, Err(StoreError::Newer)),
            "{code}: {answer:?}"
        );
        assert_eq!(picture(&path), before, "{code} has written");
    }
}

#[test]
fn who_is_writing_while_it_is_upgraded_is_told_so_and_keeps_his_text() {
    let program = drafting();
    let mut screen = Screen::open(&program, 80, 24, &[]);
    screen
        .sees("拟稿中")
        .keys("e")
        .sees("┌ 拟稿")
        .keys("您好，")
        .sees("您好，")
        .sees("已保存");
    newer(&program.database());
    screen
        .keys("灯已修。")
        .sees("您好，灯已修。")
        .sees("更新版本");
    screen
        .keys("\x13")
        .sees("更新版本")
        .sees("您好，灯已修。")
        .keys("谢谢！")
        .sees("您好，灯已修。谢谢！");
    let events: i64 = Connection::open(program.database())
        .unwrap()
        .query_row(
            "SELECT count(*) FROM event WHERE kind = 'drafted'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(events, 0);
}

#[test]
fn an_earlier_file_that_two_new_programs_open_at_once_is_upgraded_once() {
    for (before, (_folder, path)) in earlier() {
        assert_eq!(version(&path), before);
        let open = |_| {
            let mut command = bare();
            command
                .arg("--json")
                .arg("--db")
                .arg(&path)
                .args(["--as", "wang", "list"]);
            std::thread::spawn(move || ran(&mut command))
        };
        let programs: Vec<_> = (0..2).map(open).collect();
        for program in programs {
            let ran = program.join().unwrap();
            assert_eq!(
                (ran.code, ran.json().as_array().unwrap().len()),
                (0, 7),
                "{ran:?}"
            );
        }
        assert_eq!(version(&path), VERSION);
        whole(&path);
    }
}

/// Kills what upgrades, so often, and counts how often it had not and how often it had happened.
fn killed(rounds: u64, seed: u64) -> (u64, u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let (mut unchanged, mut changed) = (0, 0);
    for round in 0..rounds {
        let (before, (_folder, path)) = earlier()
            .into_iter()
            .nth(usize::try_from(round % 4).unwrap())
            .unwrap();
        let mut child = child("opens", &path, "", 0).spawn().unwrap();
        // It has begun to write when the log is there.
        let (log, begun) = (path.with_file_name("office.db-wal"), Instant::now());
        while !log.exists()
            && child.try_wait().unwrap().is_none()
            && begun.elapsed() < Duration::from_secs(20)
        {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_micros(rng.u64(..15_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = version(&path);
        assert!(
            after == before || after == VERSION,
            "round {round}: version {after} is neither old nor new"
        );
        *if after == before {
            &mut unchanged
        } else {
            &mut changed
        } += 1;
        whole(&path);
        assert_eq!(version(&path), VERSION);
    }
    (unchanged, changed)
}

/// Cuts the power anywhere in an upgrade from each earlier version, so often.
fn without_power(n: u64, seed: u64) {
    let tools = folder();
    let shim = shim("power", tools.path());
    // From the fourth, one empty table is added: a commit as any other, and hardly a call to cut between.
    for (before, (_folder, path)) in earlier().into_iter().filter(|(before, _)| *before < 4) {
        let copy = folder();
        let copied = copy.path().join("office.db");
        std::fs::copy(&path, &copied).unwrap();
        let trace = Trace::of(&mut child("opens", &copied, "", 0), &copied, &shim);
        let mut seen = BTreeSet::new();
        states(&trace, n, seed, &mut |n, folder| {
            let path = folder.join("office.db");
            let after = version(&path);
            assert!(
                after == before || after == VERSION,
                "state {n}: version {after} is neither old nor new"
            );
            seen.insert(after);
            whole(&path);
        });
        assert_eq!(seen.len(), 2, "both were seen: {seen:?}");
    }
}

#[test]
fn an_upgrade_that_is_killed_or_loses_power_or_the_disk_has_happened_or_has_not() {
    let _alone = alone();
    let (unchanged, changed) = killed(times(12), 3);
    assert_eq!(unchanged + changed, times(12));
    without_power(times(30), 1);
    let (_folder, path) = third_version();
    sweep(&path, &[Act::Child("open".to_owned())], &[EIO]);
}

#[test]
#[ignore = "large: upgrades from every version, killed 600 times, without power 3,000 times, with every kind of failure"]
fn large_upgrades() {
    let seed = fastrand::u64(..1_000_000);
    let (unchanged, changed) = killed(times(600), seed);
    println!("seed {seed}: killed while upgrading: {unchanged} old, {changed} new");
    assert!(unchanged > 0 && changed > 0);
    without_power(times(600).div_ceil(3) * 5, seed);
    for (_, (_folder, path)) in earlier() {
        sweep(&path, &[Act::Child("open".to_owned())], &KINDS);
    }
}
