//! This very test program, run once more as a process of its own that can be killed, starved or lied to.

use std::path::Path;
use std::process::{Command, Stdio};

use std::time::Duration;
use xinxiang::domain::letter::summary::AccessScope;
use xinxiang::store::change::bulk::BulkImport;

use super::ground::morning;
use super::person::Person;
use crate::office::incoming;

/// A child that plays this part on a database.
pub(super) fn child(part: &str, database: &Path, who: &str, seed: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "reliability::child::plays_its_part",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command
        .env("XINXIANG_PART", part)
        .env("XINXIANG_OFFICE", database);
    command
        .env("XINXIANG_WHO", who)
        .env("XINXIANG_SEED", seed.to_string());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A word that the parent has said.
pub(super) fn told(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

#[test]
#[ignore = "the other side of the tests here, which start it; alone it does nothing"]
fn plays_its_part() {
    let Ok(part) = std::env::var("XINXIANG_PART") else {
        return;
    };
    let (office, who, seed) = (
        told("XINXIANG_OFFICE"),
        told("XINXIANG_WHO"),
        told("XINXIANG_SEED").parse().unwrap(),
    );
    let office = Path::new(&office);
    match part.as_str() {
        "writer" => {
            let mut person = Person::enter(office, &who, seed);
            loop {
                person.acts().unwrap();
            }
        }
        "importer" => {
            let mut person = Person::enter(office, &who, seed);
            loop {
                let n = person.rng.u64(1..20);
                person.receives(n).unwrap();
            }
        }
        "bulk" => {
            let mut person = Person::enter(office, &who, seed);
            loop {
                bulk(&mut person);
            }
        }
        "reader" => reader(&mut Person::enter(office, &who, seed)),
        "day" => day(office, &who, seed),
        "colleague" => super::crowd::works(office, &who, seed),
        "opens" => drop(xinxiang::store::Store::open(office).unwrap()),
        "deed" => super::deeds::does(office, &who),
        "plain" => super::plain::writes(office, &who),
        other => panic!("no such part: {other}"),
    }
}

/// Receives very many letters, as the import of a large file does.
fn bulk(person: &mut Person) {
    let at = person.now();
    let mut bulk = BulkImport::begin(&mut person.store, &person.who.id).unwrap();
    let mut there = Vec::new();
    for _ in 0..person.rng.u32(1..6) {
        let seed = person.rng.u64(..);
        let letters = (0..20)
            .map(|n| incoming(&format!("{seed}之{n}"), at))
            .collect();
        there.extend(bulk.receive(letters, &person.who.id, at).unwrap());
    }
    bulk.commit().unwrap();
    there.iter().for_each(|answer| person.received(answer, at));
}

/// Works, and leaves and comes back now and then: the log goes into the database when nobody has it open, and on every other
/// day it grows until it goes there while it is open.
fn day(office: &Path, who: &str, seed: u64) {
    let long = seed.is_multiple_of(2);
    for (n, deeds) in if long { [5, 110, 5] } else { [15, 30, 15] }
        .into_iter()
        .enumerate()
    {
        let mut person = Person::enter(office, who, seed + n as u64);
        for _ in 0..deeds {
            person.acts().unwrap();
        }
        bulk(&mut person);
        person.acts().unwrap();
    }
}

/// Reads all that a screen reads, for ever.
fn reader(person: &mut Person) {
    loop {
        let letter = person.any_letter().unwrap();
        person.store.history(letter.id).unwrap();
        person
            .store
            .similar_letters(letter.id, &person.who)
            .unwrap();
        person
            .store
            .suggest(letter.id, &person.who, morning())
            .unwrap();
        person
            .store
            .summaries(&[letter.id], &AccessScope::default())
            .unwrap();
        person
            .store
            .queue_counts(
                morning().saturating_add(Duration::from_hours(1)),
                &AccessScope::default(),
            )
            .unwrap();
        if person.rng.u8(..) < 25 {
            assert_eq!(
                person.store.verify(&mut |_, _| ()).unwrap().findings,
                Vec::<String>::new()
            );
        }
    }
}
