//! Processes that are killed (signal 9) at any moment: what was acknowledged is there, nothing is there by half.

use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use super::child::child;
use super::ground::{Look, Template, name, wrong};
use super::person::{Became, Person, lives};
use super::times;
use crate::concurrency::alone;

/// How often one office is recovered and worked in again before another takes its place.
const LIVES: u64 = 6;

/// What was seen of the killing.
#[derive(Default, Debug)]
struct Seen {
    kills: u64,
    /// Of these, killed when they had begun to work.
    at_work: u64,
    acknowledged: usize,
}

/// Who is at work together.
const SHIFTS: [&[&str]; 8] = [
    &["writer"],
    &["writer", "writer"],
    &["writer", "reader"],
    &["writer", "writer", "writer"],
    &["importer"],
    &["importer", "writer"],
    &["bulk"],
    &["bulk", "writer"],
];

/// Lets a shift work in an office, kills one after the other at random moments, and looks at the office.
fn cycle(path: &Path, seed: u64, seen: &mut Seen) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let shift = SHIFTS[usize::try_from(seed).unwrap() % SHIFTS.len()];
    let people: Vec<String> = (1..=shift.len()).map(name).collect();
    let before: Vec<i64> = people.iter().map(|who| lives(path, who)).collect();
    let begin =
        |(part, who): (&&str, &String)| child(part, path, who, rng.u64(..)).spawn().unwrap();
    let children: Vec<Child> = shift.iter().zip(&people).map(begin).collect();
    // Mostly when they are at work; sometimes at any moment from the very start, while they open and recover.
    if rng.u8(..10) > 0 {
        let begun = Instant::now();
        let at_work = || {
            people
                .iter()
                .zip(&before)
                .all(|(who, before)| lives(path, who) > *before)
        };
        while !at_work() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_micros(300));
        }
    }
    for mut child in children {
        std::thread::sleep(Duration::from_micros(rng.u64(..40_000)));
        assert!(
            child.try_wait().unwrap().is_none(),
            "seed {seed}: it ended by itself, which a test of killing cannot use"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        seen.kills += 1;
    }
    seen.at_work += people
        .iter()
        .zip(&before)
        .filter(|(who, before)| lives(path, who) > **before)
        .count() as u64;
    // Each may have been killed between the commit and the telling of it, once a life.
    let most = people
        .iter()
        .map(|who| usize::try_from(lives(path, who)).unwrap())
        .max()
        .unwrap_or(0);
    let everybody: Vec<String> = (1..=3).map(name).collect();
    let wrong = wrong(path, &everybody, most, Look::Full);
    assert!(wrong.is_empty(), "seed {seed}, {shift:?}: {wrong:#?}");
}

/// So many cycles, on two processors at once.
fn kill(cycles: u64) -> Seen {
    let template = Template::new(20);
    let work = |half: u64| {
        let mut seen = Seen::default();
        let mut office = template.copy();
        for n in 0..cycles / 2 {
            if n % LIVES == LIVES - 1 {
                let said = |who: &String| super::person::said_by(&office.1, who).len();
                seen.acknowledged += (1..=3).map(name).map(|who| said(&who)).sum::<usize>();
                office = template.copy();
            }
            cycle(&office.1, half * cycles + n, &mut seen);
        }
        seen
    };
    let (mut one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(1));
        (work(0), other.join().unwrap())
    });
    one.kills += other.kills;
    one.at_work += other.at_work;
    one.acknowledged += other.acknowledged;
    one
}

#[test]
fn who_is_killed_at_any_moment_loses_nothing_that_was_acknowledged() {
    let _alone = alone();
    let seen = kill(times(175));
    assert!(
        seen.at_work * 10 > seen.kills * 7,
        "hardly anybody was killed at work: {seen:?}"
    );
    // A slow machine does little between two kills.
    assert!(
        seen.acknowledged as u64 * 10 > seen.kills,
        "hardly anything was done: {seen:?}"
    );
}

#[test]
fn what_looks_after_the_kills_sees_what_is_lost() {
    let template = Template::new(5);
    let (_folder, path) = template.copy();
    let mut person = Person::enter(&path, "p01", 1);
    while person.acts().unwrap() != Became::Done {}
    person.receives(1).unwrap();
    drop(person);
    let looked = |unsaid| wrong(&path, &[name(1)], unsaid, Look::Full);
    assert_eq!(looked(0), Vec::<String>::new());
    let said = path.with_file_name("said-p01");
    let whole = std::fs::read_to_string(&said).unwrap();
    for lost in ["event 1 99 5\n", "letter 99 5\n", "draft 1 99\n"] {
        std::fs::write(&said, format!("{whole}{lost}")).unwrap();
        assert_eq!(looked(0).len(), 1, "{lost} was not missed");
    }
    std::fs::write(&said, "life\nlet").unwrap();
    assert_eq!(
        (looked(0).len(), looked(9).len()),
        (1, 0),
        "what nobody was told of"
    );
}

#[test]
#[ignore = "large: 6,000 cycles, about 10,000 kills"]
fn large_kills() {
    let begun = Instant::now();
    let seen = kill(times(6_000));
    println!("{seen:?} in {:?}", begun.elapsed());
}
