//! Creates files and folders that only their owner may open, written whole and synced to the disk.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use rustix::io::Errno;

/// Creates a file with mode 0600, writes `bytes` and syncs it. After an error no file remains.
/// Fails with `AlreadyExists` rather than overwrite.
pub fn create_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new_file(
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?,
        path,
        bytes,
    )
}

/// Writes and syncs a newly created file, which is open at `path`. After an error the file is
/// removed.
pub fn write_new_file(mut file: File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_folder(parent_folder(path)));
    if written.is_err() {
        // A partial file is of no use to a later run and would block its name.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Creates a folder with mode 0700, and its missing parents, and syncs the folder of each.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .collect();
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)?;
    // Topmost first: each new folder is synced into its parent.
    missing
        .into_iter()
        .rev()
        .try_for_each(|made| sync_folder(parent_folder(made)))
}

/// Syncs a folder, so that new entries survive a power cut. File systems without folder sync, and
/// folders that may not be read, are accepted as they are.
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

/// Returns the folder of a file; `.` for a bare name.
pub fn parent_folder(file: &Path) -> &Path {
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
        create_file(&path, b"one").unwrap();
        assert_eq!(
            (std::fs::read(&path).unwrap(), mode(&path)),
            (b"one".to_vec(), 0o600)
        );
        assert_eq!(
            create_file(&path, b"two").unwrap_err().kind(),
            ErrorKind::AlreadyExists
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"one", "never over one");
        // A file into which nothing can be written: opened for reading.
        let half = folder.path().join("half");
        std::fs::write(&half, "").unwrap();
        assert!(write_new_file(File::open(&half).unwrap(), &half, b"more").is_err());
        assert!(!half.exists());
    }

    #[test]
    fn folders_are_made_for_their_owner_with_those_above() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        create_folder(&path).unwrap();
        create_folder(&path).unwrap();
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o700, 0o700));
    }
}
