//! New files and folders: for their owner alone, on the disk, and never half there.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::io::Errno;

/// Makes a new file for its owner alone (0600), whole and on the disk; after an error there is none.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fill(
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?,
        path,
        bytes,
    )
}

/// Writes a new file, which lies open at `path`, whole and to the disk; after an error it is gone.
pub fn fill(mut file: File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_folder(folder(path)));
    if written.is_err() {
        // What was written of it is of no use to anybody.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Makes a folder for its owner alone (0700), with those above it that are missing; each is on the disk.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .collect();
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)?;
    missing
        .into_iter()
        .rev()
        .try_for_each(|made| sync_folder(folder(made)))
}

/// Writes a folder to the disk: what was put into it stays there through a power cut. A file system that knows nothing of that, and a
/// folder that may not be read, are left as they are.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error)
            if matches!(
                Errno::from_io_error(&error),
                Some(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS)
            ) || error.kind() == ErrorKind::PermissionDenied =>
        {
            Ok(())
        }
        other => other,
    }
}

/// The folder of a file.
pub fn folder(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_file_is_for_its_owner_and_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        create(&path, b"one").unwrap();
        assert_eq!(
            (std::fs::read(&path).unwrap(), mode(&path)),
            (b"one".to_vec(), 0o600)
        );
        assert_eq!(
            create(&path, b"two").unwrap_err().kind(),
            ErrorKind::AlreadyExists
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"one", "never over one");
        // A file into which nothing can be written: opened for reading.
        let half = folder.path().join("half");
        std::fs::write(&half, "").unwrap();
        assert!(fill(File::open(&half).unwrap(), &half, b"more").is_err());
        assert!(!half.exists());
    }

    #[test]
    fn folders_are_made_for_their_owner_with_those_above() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        make_folder(&path).unwrap();
        make_folder(&path).unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o700, 0o700));
    }
}
