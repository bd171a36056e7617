//! A crowd of processes on one file, and processes killed at any moment: nothing lost, nothing twice, no gap.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use crate::program::{Program, Ran, invented, ran};

/// A crowd on two processors makes everybody else wait: crowds, and tests of how soon something happens, take turns.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs these at once, each in a process of its own.
fn at_once(program: &Program, commands: &[Vec<&str>]) -> Vec<Ran> {
    let start = |words: &Vec<&str>| {
        let mut command = program.command(words);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = commands.iter().map(start).collect();
    let end = |child: Child| {
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    };
    children.into_iter().map(end).collect()
}

#[test]
fn of_sixteen_that_make_the_same_office_one_does() {
    let _alone = alone();
    for round in 0..10 {
        let program = Program::nowhere(None);
        let ran = at_once(&program, &vec![vec!["--json", "init"]; 16]);
        let (made, told): (Vec<_>, Vec<_>) = ran.iter().partition(|ran| ran.code == 0);
        assert_eq!(made.len(), 1, "round {round}: {ran:#?}");
        for ran in told {
            assert_eq!(ran.code, 1, "round {round}: {ran:?}");
            assert_eq!(
                ran.json()["error"]["kind"],
                "database_exists",
                "round {round}: {ran:?}"
            );
        }
        program.clean();
        assert_eq!(
            program.json(&["staff", "list"]).as_array().unwrap().len(),
            1,
            "round {round}"
        );
    }
}

#[test]
fn sixteen_that_accept_give_every_number_once() {
    let _alone = alone();
    const PEOPLE: usize = 16;
    const EACH: usize = 4;
    let program = Program::practice();
    program.letters(PEOPLE * EACH);
    std::thread::scope(|people| {
        for person in 0..PEOPLE {
            let program = &program;
            people.spawn(move || {
                for n in 0..EACH {
                    let letter = (person * EACH + n + 1).to_string();
                    program.done(&["act", &letter, "accept", "--category", "3.5"]);
                }
            });
        }
    });
    let all = program.json(&["list", "--limit", "1000"]);
    let mut numbers: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["number"].as_str().unwrap())
        .collect();
    numbers.sort_unstable();
    let expected: Vec<String> = (1..=PEOPLE * EACH)
        .map(|n| format!("渭信〔2026〕{n:04}号"))
        .collect();
    assert_eq!(numbers, expected);
    program.clean();
}

#[test]
fn of_eight_that_accept_the_same_letter_one_does() {
    let _alone = alone();
    let program = Program::practice();
    program.letters(5);
    for n in 1..=5 {
        let letter = n.to_string();
        let ran = at_once(
            &program,
            &vec![vec!["--json", "act", &letter, "accept", "--category", "3.5"]; 8],
        );
        assert_eq!(
            ran.iter().filter(|ran| ran.code == 0).count(),
            1,
            "{ran:#?}"
        );
        for ran in ran.iter().filter(|ran| ran.code != 0) {
            assert_eq!(ran.code, 1);
            let kind = ran.json()["error"]["kind"].clone();
            assert!(kind == "conflict" || kind == "stage", "{ran:?}");
        }
        assert_eq!(program.json(&["show", &letter])["version"], 2);
    }
    program.clean();
}

#[test]
fn of_four_that_import_the_same_file_each_row_is_there_once() {
    let _alone = alone();
    let program = Program::practice();
    let file = program.put("invented.csv", invented(1200));
    let ran = at_once(
        &program,
        &vec![vec!["--json", "import", file.to_str().unwrap()]; 4],
    );
    let count = |name: &str| {
        ran.iter()
            .map(|ran| ran.json()[name].as_u64().unwrap())
            .sum::<u64>()
    };
    assert!(ran.iter().all(|ran| ran.code == 0), "{ran:#?}");
    assert_eq!((count("imported"), count("already_there")), (1200, 3600));
    whole(&program, 1200);
}

#[test]
fn importers_killed_at_any_moment_leave_whole_letters() {
    let _alone = alone();
    const ROWS: usize = 1100;
    let template = Program::practice();
    let table = invented(ROWS);
    // Where in the work each is killed: when the log has grown by so much. Spread over all of it, and the same every time.
    let measured = fresh(&template);
    let file = measured.put("invented.csv", &table);
    let most = grown(
        &measured,
        &mut import(&measured, file.to_str().unwrap()),
        u64::MAX,
    );
    assert!(most > 500_000, "the log was seen to grow");
    let mut killed = 0;
    for round in 0..20_u64 {
        let program = fresh(&template);
        let file = program.put("invented.csv", &table);
        let mut child = import(&program, file.to_str().unwrap());
        grown(&program, &mut child, most * (round * 7 % 20) / 20);
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        program.clean();
        let there = program
            .json(&["list", "--limit", "5000"])
            .as_array()
            .unwrap()
            .len();
        let counts = program.json(&["import", file.to_str().unwrap()]);
        assert_eq!(
            (&counts["already_there"], &counts["imported"]),
            (&there.into(), &(ROWS - there).into())
        );
        whole(&program, ROWS);
    }
    assert!(killed >= 10, "only {killed} of 20 were killed at work");
}

/// Another office like this one: nobody has it open, so its file is all of it.
fn fresh(template: &Program) -> Program {
    let program = Program::nowhere(template.now());
    std::fs::copy(template.database(), program.database()).unwrap();
    program
}

fn import(program: &Program, file: &str) -> Child {
    let mut command = program.command(&["import", file]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Watches the log until it is larger than this, or the child has ended. Returns the largest size that was seen.
fn grown(program: &Program, child: &mut Child, until: u64) -> u64 {
    let log = program.folder.path().join("office.db-wal");
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(std::fs::metadata(&log).map_or(0, |log| log.len()));
        if most > until {
            break;
        }
        std::thread::yield_now();
    }
    most
}

/// Every row of the invented table is there once, whole.
fn whole(program: &Program, rows: usize) {
    program.clean();
    let all = program.json(&["list", "--limit", "5000"]);
    let all = all.as_array().unwrap();
    let titles: BTreeSet<&str> = all
        .iter()
        .map(|row| row["title"].as_str().unwrap())
        .collect();
    assert_eq!((all.len(), titles.len()), (rows, rows));
    for letter in [1, rows / 2, rows] {
        let letter = program.json(&["show", &letter.to_string()]);
        let n: String = letter["title"]
            .as_str()
            .unwrap()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        assert!(
            letter["body"]
                .as_str()
                .unwrap()
                .starts_with(&format!("经二路第{n}盏路灯")),
            "{letter}"
        );
        assert!(
            letter["body"].as_str().unwrap().ends_with("谢谢！"),
            "{letter}"
        );
        assert_eq!(letter["writer"], format!("虚构{n}号"));
    }
}

#[test]
fn the_letters_that_are_shown_are_those_that_were_counted() {
    // A reader in the middle of a writer's batches sees whole batches only.
    let _alone = alone();
    let program = Program::practice();
    let file = program.put("invented.csv", invented(1200));
    let mut child = import(&program, file.to_str().unwrap());
    let mut seen = BTreeSet::new();
    while child.try_wait().unwrap().is_none() {
        let rows = program.json(&["list", "--limit", "5000"]);
        seen.insert(rows.as_array().unwrap().len());
        let report = ran(program
            .command(&["--json", "verify"])
            .env("LANG", "C.UTF-8"))
        .json();
        assert_eq!(report["clean"], Value::Bool(true), "{report:#}");
    }
    assert!(
        seen.iter().all(|n| [0, 500, 1000, 1200].contains(n)),
        "{seen:?}"
    );
}
