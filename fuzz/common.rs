//! What the targets share: bytes as a file that is nowhere, read as the program reads it; what is found holds together.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;

use xinxiang::domain::time::Offset;
use rustix::fs::{MemfdFlags, memfd_create};
use xinxiang::intake::{MapOverrides, ReadResult, SourceFile, read};

/// Reads bytes as a file of letters. A panic in a library is a finding, although the program would catch it.
pub fn letters(bytes: &[u8]) {
    let Ok(file) = memfd_create("letters", MemfdFlags::CLOEXEC) else { return };
    let mut file = File::from(file);
    if file.write_all(bytes).is_err() {
        return;
    }
    let source = SourceFile::from_open("fuzz".to_owned(), file, bytes.len() as u64);
    let read = read(&source, &MapOverrides::default(), Offset::UTC, &mut |found, progress| {
        assert!(progress.done_bytes <= progress.total_bytes);
        checked(&found);
        ControlFlow::Continue(())
    });
    if let Err(error) = read {
        assert!(!error.to_string().is_empty());
    }
}

/// What must hold of anything that is found.
pub fn checked(found: &ReadResult) {
    let letter = match found {
        ReadResult::Letter(letter) => Ok(letter),
        ReadResult::Aside(aside) => {
            assert!(!aside.reason.is_empty() && !aside.raw.is_empty());
            Ok(&aside.letter)
        }
        ReadResult::Rejected(rejection) => Err(rejection),
        ReadResult::Skipped(skipped) => {
            assert_eq!(xinxiang::intake::describe_skipped(std::slice::from_ref(skipped)).len(), 1);
            return;
        }
    };
    match letter {
        Ok(letter) => {
            assert!(!letter.title.is_empty() && !letter.source.key.is_empty());
            assert!(!letter.title.contains(['\0', '\n']) && !letter.body.contains('\0'));
            for file in &letter.attachments {
                assert!(!file.name.is_empty() && !file.name.contains(['/', '\\', '\0', '\u{1b}']));
                assert!(file.name.len() <= 124 && !file.name.starts_with('.'));
            }
        }
        Err(rejection) => assert!(!rejection.to_string().is_empty()),
    }
}
