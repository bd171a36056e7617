//! Letters out of files: every row and every mail is a letter or a named rejection, whatever citizens send.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xinxiang::domain::letter::incoming::IncomingLetter;
use xinxiang::domain::time::{Offset, Timestamp};
use xinxiang::intake::{
    IntakeError, MapOverrides, ReadResult, Rejection, Skipped, SourceFile, collect_sources, read,
};
use xinxiang::platform::file_guard::FileGuard;

mod automatic;
mod columns;
mod doubtful;
mod encodings;
mod foreign;
mod hostile;
mod mails;
mod names;
mod objects;
mod parts;
mod places;
mod real;
mod rows;
mod said;
mod tables;
pub(crate) mod workbooks;

const BEIJING: Offset = Offset::CHINA;

fn overrides(pairs: &[&str]) -> MapOverrides {
    MapOverrides::parse(pairs).unwrap()
}

fn source(path: &Path) -> SourceFile {
    let (mut found, rejected) = collect_sources(&[path.to_owned()], &FileGuard::none());
    assert_eq!(rejected, []);
    found.pop().unwrap()
}

fn read_all(
    path: &Path,
    overrides: &MapOverrides,
) -> Result<(Vec<IncomingLetter>, Vec<Rejection>), IntakeError> {
    let mut letters = Vec::new();
    let mut rejected = Vec::new();
    read(&source(path), overrides, BEIJING, &mut |found, progress| {
        assert!(progress.done_bytes <= progress.total_bytes);
        match found {
            ReadResult::Letter(letter) => letters.push(letter),
            ReadResult::Aside(aside) => panic!("{}", aside.reason),
            ReadResult::Rejected(rejection) => rejected.push(rejection),
            ReadResult::Skipped(_) => {}
        }
        ControlFlow::Continue(())
    })?;
    Ok((letters, rejected))
}

/// What `read_all` finds, and what is passed over.
fn read_with_skipped(path: &Path) -> (Vec<IncomingLetter>, Vec<Rejection>, Vec<Skipped>) {
    let (mut letters, mut rejected, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    read(
        &source(path),
        &MapOverrides::default(),
        BEIJING,
        &mut |found, _| {
            match found {
                ReadResult::Letter(letter) => letters.push(letter),
                ReadResult::Aside(aside) => panic!("{}", aside.reason),
                ReadResult::Rejected(rejection) => rejected.push(rejection),
                ReadResult::Skipped(skipped) => passed.push(skipped),
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    (letters, rejected, passed)
}

struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn read(&self, name: &str, bytes: impl AsRef<[u8]>) -> (Vec<IncomingLetter>, Vec<Rejection>) {
        read_all(&self.put(name, bytes), &MapOverrides::default()).unwrap()
    }
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}
