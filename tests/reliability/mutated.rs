//! Mails and tables that were damaged at random, through the real reader: no panic, not even one that is caught; memory and time within
//! bounds; no file that ends its reader.

pub(super) mod seeds;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::fs::{MemfdFlags, memfd_create};
use xinxiang::domain::time::Offset;
use xinxiang::intake::sandbox::{Reader, RequestKind, SandboxSession};
use xinxiang::intake::{IntakeError, MapOverrides, SourceFile};
use xinxiang::platform::file_guard::FileGuard;

use super::times;
pub(super) use seeds::Chance;
use seeds::mutated;

/// The most memory that reading one may take.
const PEAK_KIB: u64 = 256 * 1024;
/// The longest that reading one may take.
const LONGEST: Duration = Duration::from_secs(5);

/// The worst of what was seen.
#[derive(Debug, Default)]
struct Worst {
    peak_kib: AtomicU64,
    milliseconds: AtomicU64,
    letters: AtomicU64,
    rejected: AtomicU64,
    refused: AtomicU64,
    /// Workbooks of before 2007 whose grid would not fit into memory.
    given_up: AtomicU64,
    /// Panics of calamine that are known, by where they are.
    upstream: Mutex<BTreeMap<String, u64>>,
}

#[test]
fn ten_thousand_damaged_files_break_nothing() {
    run(10_000);
}

#[test]
#[ignore = "a million files: an hour"]
fn a_million_damaged_files_break_nothing() {
    run(times(1_000_000));
}

fn run(files: u64) {
    let worst = Worst::default();
    let threads = std::thread::available_parallelism()
        .map_or(2, |n| n.get() as u64)
        .min(8);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let worst = &worst;
            scope.spawn(move || read(thread, threads, files, worst));
        }
    });
    println!("{files} files: {worst:#?}");
    assert!(
        worst.letters.into_inner() > files / 10,
        "most of what was damaged still has letters in it"
    );
}

fn read(thread: u64, threads: u64, files: u64, worst: &Worst) {
    let seeds = seeds::all();
    let mut reading = SandboxSession::new(
        Reader::Child(PathBuf::from(env!("CARGO_BIN_EXE_xinxiang"))),
        &FileGuard::none(),
    );
    for n in (thread..files).step_by(threads as usize) {
        if n > 0 && n % 50_000 == 0 {
            println!("{n} files");
        }
        let mut chance = Chance::new(n);
        let bytes = mutated(&seeds, &mut chance);
        let source = SourceFile::from_open(format!("{n}"), in_memory(&bytes), bytes.len() as u64);
        let begun = Instant::now();
        let ended = reading.request(
            &source,
            RequestKind::Letters,
            &MapOverrides::default(),
            Offset::UTC,
            &mut |found, _, _| {
                let counter = match found {
                    xinxiang::intake::ReadResult::Letter(_)
                    | xinxiang::intake::ReadResult::Aside(_) => &worst.letters,
                    xinxiang::intake::ReadResult::Rejected(_) => &worst.rejected,
                    xinxiang::intake::ReadResult::Skipped(_) => return ControlFlow::Continue(()),
                };
                counter.fetch_add(1, Ordering::Relaxed);
                ControlFlow::Continue(())
            },
        );
        let took = begun.elapsed();
        let kept = || {
            let path = std::env::temp_dir().join(format!("xinxiang-mutated-{n}"));
            std::fs::write(&path, &bytes).unwrap();
            path
        };
        let ended = match ended {
            Ok(ended) => ended,
            Err(IntakeError::Hungry { .. }) if old_workbook(&bytes) => {
                worst.given_up.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            Err(error) => panic!("file {n}, kept as {}: {error}", kept().display()),
        };
        let known = upstream(&bytes, &ended.panics);
        assert!(
            known,
            "file {n}, kept as {}: {:#?}",
            kept().display(),
            ended.panics
        );
        let mut shapes = worst.upstream.lock().unwrap();
        ended
            .panics
            .iter()
            .for_each(|panic| *shapes.entry(shape(panic)).or_default() += 1);
        drop(shapes);
        assert!(
            ended.peak_kib < PEAK_KIB,
            "file {n}, kept as {}: {} KiB",
            kept().display(),
            ended.peak_kib
        );
        assert!(
            took < LONGEST,
            "file {n}, kept as {}: {took:?}",
            kept().display()
        );
        worst
            .refused
            .fetch_add(u64::from(ended.error.is_some()), Ordering::Relaxed);
        worst.peak_kib.fetch_max(ended.peak_kib, Ordering::Relaxed);
        worst
            .milliseconds
            .fetch_max(took.as_millis() as u64, Ordering::Relaxed);
    }
}

/// Whether these are panics that calamine 0.38 is known for: its reader of workbooks of before 2007 trusts the offsets that stand in
/// them, and its arithmetic on cell names overflows, which only a build with such checks sees. They are caught and told as a
/// rejection; everything else is ours to mend.
fn upstream(bytes: &[u8], panics: &[String]) -> bool {
    let known = |panic: &String| old_workbook(bytes) || panic.contains("with overflow");
    panics
        .iter()
        .all(|panic| !place(panic).0.is_empty() && known(panic))
}

fn old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

/// The file and the line of a panic.
fn place(panic: &str) -> (&str, &str) {
    let place = panic
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("panicked at "))
        .unwrap_or_default();
    let mut parts = place.rsplit('/').next().unwrap_or_default().split(':');
    let calamine = place.contains("/calamine-");
    (
        parts.next().filter(|_| calamine).unwrap_or_default(),
        parts.next().unwrap_or_default(),
    )
}

fn shape(panic: &str) -> String {
    let (file, line) = place(panic);
    format!("calamine {file}:{line}")
}

/// A file that is nowhere.
pub(super) fn in_memory(bytes: &[u8]) -> File {
    let mut file = File::from(memfd_create("letters", MemfdFlags::CLOEXEC).unwrap());
    file.write_all(bytes).unwrap();
    file
}
