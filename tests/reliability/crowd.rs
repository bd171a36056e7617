//! Sixteen people at one office, each a process of his own: nobody's work is lost, no number lacks, nobody starves.

use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use super::child::{child, told};
use super::ground::{Look, PEOPLE, Template, name, wrong};
use super::person::{Became, Person, said_by, said_file};
use super::times;
use crate::concurrency::alone;

/// The child: reads a letter, thinks, and does something to it, for so many seconds; and how long each saving took.
pub(super) fn works(office: &Path, who: &str, seed: u64) {
    let mut person = Person::enter(office, who, seed);
    let think: u64 = told("XINXIANG_THINK").parse().unwrap();
    let end = Instant::now() + Duration::from_secs(told("XINXIANG_SECONDS").parse().unwrap());
    while Instant::now() < end {
        let letter = person.any_letter().unwrap();
        std::thread::sleep(Duration::from_millis(person.rng.u64(think / 4..think)));
        let begun = Instant::now();
        let another = person.rng.u8(..10) == 0;
        let became = if another {
            person.acts()
        } else {
            person.does(&letter)
        }
        .unwrap();
        if became == Became::Done {
            let took = begun.elapsed();
            person.note(&format!("took {}\n", took.as_micros()));
        } else {
            person.note(&format!("{became:?}\n"));
        }
        // What they acted on was the letter as they saw it: nobody else's work lies between. Another may be the same one, seen anew.
        if became == Became::Done && !another {
            assert_eq!(
                person.between(&letter),
                Vec::<String>::new(),
                "an update was lost"
            );
        }
    }
}

/// What a crowd has done: how much each of them, how often one was told that another was faster, and how long a save took, of 100
/// the slowest left out.
struct Day {
    done: Vec<usize>,
    conflicts: usize,
    p99: Duration,
}

fn crowd(seconds: u64, think: u64, seed: u64) -> Day {
    let template = Template::new(40);
    // On a real disk, where there is one: a save is a sync.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    std::fs::copy(template.path(), &path).unwrap();
    let people: Vec<String> = (1..=PEOPLE).map(name).collect();
    let begin = |(n, who): (usize, &String)| {
        let mut command = child("colleague", &path, who, seed + n as u64);
        command
            .env("XINXIANG_SECONDS", seconds.to_string())
            .env("XINXIANG_THINK", think.to_string());
        // Why one of them failed is to be read.
        command
            .stderr(std::process::Stdio::inherit())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = people.iter().enumerate().map(begin).collect();
    for (mut child, who) in children.into_iter().zip(&people) {
        let ended = child.wait().unwrap();
        assert!(ended.success(), "{who}: {ended}");
    }
    let wrong = wrong(&path, &people, 0, Look::Full);
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}");
    let notes: Vec<String> = people
        .iter()
        .map(|who| std::fs::read_to_string(said_file(&path, who)).unwrap())
        .collect();
    let count = |word: &str| {
        notes
            .iter()
            .flat_map(|notes| notes.lines())
            .filter(|line| *line == word)
            .count()
    };
    let mut took: Vec<u64> = notes
        .iter()
        .flat_map(|notes| notes.lines())
        .filter_map(|line| line.strip_prefix("took ")?.parse().ok())
        .collect();
    took.sort_unstable();
    let at = |of_1000: usize| Duration::from_micros(took[(took.len() - 1) * of_1000 / 1000]);
    let done: Vec<usize> = people.iter().map(|who| said_by(&path, who).len()).collect();
    let (conflicts, refused, p99) = (count("Conflict"), count("Refused"), at(990));
    println!("seed {seed}: done {done:?}, conflicts {conflicts}, refused {refused}");
    println!(
        "a save: median {:?}, p99 {p99:?}, most {:?}, of {}",
        at(500),
        at(1000),
        took.len()
    );
    Day {
        done,
        conflicts,
        p99,
    }
}

#[test]
fn sixteen_at_work_lose_nothing_and_nobody_starves() {
    let _alone = alone();
    let day = crowd(times(12), 400, 7);
    assert!(day.conflicts > 0, "they never met");
    assert!(
        day.done.iter().all(|done| *done >= 3),
        "somebody could do next to nothing: {:?}",
        day.done
    );
}

#[test]
#[ignore = "large: 10 minutes (or XINXIANG_TIMES seconds); alone on the machine, for it says how long a save takes"]
fn large_crowd() {
    let _alone = alone();
    let day = crowd(times(600), 1_000, fastrand::u64(..1_000_000));
    let (least, most) = (
        day.done.iter().min().unwrap(),
        day.done.iter().max().unwrap(),
    );
    assert!(least * 2 > *most, "somebody starved");
    assert!(day.p99 < Duration::from_millis(200));
}
