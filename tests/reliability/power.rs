//! The power cut anywhere: what a child wrote is recorded, and every state that the disk may be found in is opened again.

use std::path::Path;
use std::time::Instant;

use super::child::child;
use super::disk::Disk;
use super::ground::{Look, Template, name, wrong};
use super::shim::shim;
use super::trace::{Op, Trace};
use super::{folder, plain, times};
use crate::concurrency::alone;

/// Looks at this many states of a trace: half of them after any call, half just after an acknowledgement, which is when most
/// is promised.
pub(super) fn states(trace: &Trace, n: u64, seed: u64, look: &mut dyn FnMut(u64, &Path)) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let all = trace.ops.len();
    let acknowledged: Vec<usize> = (0..all)
        .filter(|op| matches!(trace.ops[*op], Op::Said { .. }))
        .map(|op| op + 1)
        .collect();
    assert!(all > 12, "hardly anything was recorded: {all} calls");
    let mut cuts: Vec<usize> = (0..n)
        .map(|n| match n % 2 {
            0 => rng.usize(0..=all),
            _ => (rng
                .choice(&acknowledged)
                .map_or(rng.usize(0..=all), |op| op + rng.usize(0..4)))
            .min(all),
        })
        .collect();
    cuts.sort_unstable();
    let mut disk: Disk = trace.disk();
    let mut done = 0;
    for (n, cut) in cuts.into_iter().enumerate() {
        trace.ops[done..cut].iter().for_each(|op| disk.take(op));
        done = cut;
        let folder = folder();
        disk.after_a_cut(&mut rng, folder.path());
        look(n as u64, folder.path());
    }
}

/// What was recorded of one day's work in the office.
fn worked(template: &Template, shim: &Path, seed: u64) -> Trace {
    let (_folder, path) = template.copy();
    Trace::of(&mut child("day", &path, "p01", seed), &path, shim)
}

/// So many states of the office, none of which may have lost anything.
fn office(states_of_all: u64, of_a_day: u64, first: u64) {
    let template = Template::new(12);
    let begun = Instant::now();
    let (mut n, mut seed) = (0, first);
    while n < states_of_all {
        let tools = folder();
        let trace = worked(&template, &shim("power", tools.path()), seed);
        let these = of_a_day.min(states_of_all - n);
        let half = |half: u64| {
            states(
                &trace,
                these.div_ceil(2),
                seed * 2 + half,
                &mut |n, folder| {
                    let look = if n % 50 == 0 {
                        Look::Full
                    } else if n % 10 == 0 {
                        Look::Pages
                    } else {
                        Look::Light
                    };
                    // One deed may be done and not yet acknowledged.
                    let wrong = wrong(&folder.join("office.db"), &[name(1)], 1, look);
                    assert!(
                        wrong.is_empty(),
                        "day {seed}, half {half}, state {n}: {wrong:#?}"
                    );
                },
            );
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(|| half(1));
            half(0);
            other.join().unwrap();
        });
        n += these;
        seed += 1;
        println!(
            "{n} states of {} days, the first {first}: {:?}",
            seed - first,
            begun.elapsed()
        );
    }
}

/// How many of these states have lost something, of a plain database kept this way.
fn plainly(how: &str, n: u64, seed: u64) -> (u64, Option<String>) {
    let (tools, place) = (folder(), folder());
    let path = place.path().join("plain.db");
    plain::found(&path);
    let trace = Trace::of(
        &mut child("plain", &path, how, 1),
        &path,
        &shim("power", tools.path()),
    );
    let (mut bad, mut first) = (0, None);
    states(&trace, n, seed, &mut |_, folder| {
        if let Some(wrong) = plain::wrong(&folder.join("plain.db")) {
            bad += 1;
            first.get_or_insert(wrong);
        }
    });
    (bad, first)
}

/// What this proof would be worth nothing without: it sees the ways of keeping a database that lose.
fn controls(n: u64, seed: u64) {
    for how in ["WAL-NORMAL", "DELETE-FULL", "WAL-OFF", "DELETE-OFF"] {
        let (bad, first) = plainly(how, n, seed);
        println!(
            "{how}: {bad} of {n} states have lost, the first: {}",
            first.as_deref().unwrap_or("none")
        );
        assert!(bad > 0, "{how} is known to lose, and nothing was seen");
    }
    for how in ["WAL-FULL", "DELETE-EXTRA"] {
        let (bad, first) = plainly(how, n, seed);
        println!("{how}: {bad} of {n}");
        assert_eq!((bad, first), (0, None), "{how}");
    }
}

#[test]
fn the_power_is_cut_and_nothing_that_was_acknowledged_is_lost() {
    let _alone = alone();
    office(times(2_300), 700, 1);
}

#[test]
fn a_disk_that_says_it_has_synced_and_has_not_is_seen_to_lose() {
    let (template, tools) = (Template::new(12), folder());
    let mut trace = worked(&template, &shim("power", tools.path()), 1);
    trace.ops.retain(|op| !matches!(op, Op::Sync { .. }));
    let mut bad = 0;
    states(&trace, 100, 1, &mut |_, folder| {
        bad += u64::from(!wrong(&folder.join("office.db"), &[name(1)], 1, Look::Pages).is_empty());
    });
    assert!(bad > 20, "only {bad} of 100 states have lost something");
}

#[test]
fn the_ways_of_keeping_a_database_that_lose_are_seen_to_lose() {
    controls(times(100), 1);
}

#[test]
#[ignore = "large: 100,000 states"]
fn large_power() {
    let seed = fastrand::u64(..1_000_000);
    controls(times(100_000).div_ceil(20), seed);
    office(times(100_000), 5_000, seed);
}
