//! Files that a person names, and new ones: the database's own are never opened, and no half of a new one stays.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use crate::intake::limits::{MIB, OFFICE_FILE_MIB, OFFICE_TEXT_MIB};

/// Why a file that a person named is not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// It is the database, or one of the files beside it.
    #[error("{}", say!("file-own", path = .0.display().to_string()))]
    Own(PathBuf),
    /// It is a folder, a device or a pipe with a name.
    #[error("{}", say!("file-no-file", path = .0.display().to_string()))]
    NoFile(PathBuf),
    /// It is too long to be what was asked for: how many MiB are read at most.
    #[error("{}", say!("file-long", path = .0.display().to_string(), limit = *.1))]
    Long(PathBuf, u64),
    /// It is no text in any encoding that Chinese offices use.
    #[error("{}", say!("file-no-text", path = .0.display().to_string()))]
    NoText(PathBuf),
    /// The machine refused.
    #[error("{}", say!("cli-file", path = .0.display().to_string(), why = crate::words::of_io(.1)))]
    Io(PathBuf, io::Error),
}

impl NotRead {
    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            NotRead::Own(_) => "own_file",
            NotRead::NoFile(_) => "no_file",
            NotRead::Long(..) => "too_long",
            NotRead::NoText(_) => "no_text",
            NotRead::Io(..) => "io",
        }
    }
}

/// Opens a file without waiting for somebody who writes into it, as a pipe with a name would.
fn at_once(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)?;
    let flags = fcntl_getfl(&file)?;
    // What is written is waited for.
    fcntl_setfl(&file, flags - OFlags::NONBLOCK)?;
    Ok(file)
}

/// Opens a file that a person named. One of `own` ([`crate::store::own_files`]) is refused unopened: closing it would drop the locks
/// that SQLite holds on it in this process.
pub fn open(path: &Path, own: &[(u64, u64)]) -> Result<File, NotRead> {
    let failed = |error| NotRead::Io(path.to_owned(), error);
    let is_own = |about: &Metadata| own.contains(&(about.dev(), about.ino()));
    if is_own(&std::fs::metadata(path).map_err(failed)?) {
        return Err(NotRead::Own(path.to_owned()));
    }
    let file = at_once(path).map_err(failed)?;
    if is_own(&file.metadata().map_err(failed)?) {
        // It took the other's place in between. Not closed, for the same reason.
        std::mem::forget(file);
        return Err(NotRead::Own(path.to_owned()));
    }
    if is_named_pipe(&file).map_err(failed)? {
        return Err(NotRead::NoFile(path.to_owned()));
    }
    Ok(file)
}

/// Whether it is a pipe that lies in a folder: whoever holds it open and writes nothing would be waited for without end. One that a
/// shell made, as for `<(…)`, ends with the command behind it.
fn is_named_pipe(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.file_type().is_fifo() && rustix::fs::fstatfs(file)?.f_type != PIPEFS)
}

/// The file system of pipes without a name (statfs(2)).
const PIPEFS: rustix::fs::FsWord = 0x5049_5045;

/// Opens what must be a file with an end: a database, a manifest, a file of an export.
pub fn regular(path: &Path) -> Result<File, NotRead> {
    let failed = |error| NotRead::Io(path.to_owned(), error);
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(NotRead::NoFile(path.to_owned()));
    }
    let file = at_once(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_file() { Ok(file) } else { Err(NotRead::NoFile(path.to_owned())) }
}

/// What stands in a file that a person named; as [`open`], and refused where it is longer than any file that is read whole.
pub fn read(path: &Path, own: &[(u64, u64)]) -> Result<Vec<u8>, NotRead> {
    at_most(OFFICE_FILE_MIB, path, own)
}

fn at_most(limit: u64, path: &Path, own: &[(u64, u64)]) -> Result<Vec<u8>, NotRead> {
    let mut bytes = Vec::new();
    let file = open(path, own)?;
    file.take(limit * MIB + 1).read_to_end(&mut bytes).map_err(|error| NotRead::Io(path.to_owned(), error))?;
    if bytes.len() as u64 > limit * MIB { Err(NotRead::Long(path.to_owned(), limit)) } else { Ok(bytes) }
}

/// What stands in what must be a file with an end, as [`regular`] and [`read`].
pub fn read_regular(path: &Path) -> Result<Vec<u8>, NotRead> {
    regular(path)?;
    read(path, &[])
}

/// What stands in a file that another program of the machine reads (sshd, sudo), as [`read_regular`].
pub fn read_of_machine(path: &Path) -> io::Result<Vec<u8>> {
    read_regular(path).map_err(|error| match error {
        NotRead::Io(_, error) => error,
        error => io::Error::other(error.to_string()),
    })
}

/// The text of a file that a person named, in whatever encoding an office saves it; as [`open`], and refused where it is none or longer
/// than any file of an office.
pub fn text(path: &Path, own: &[(u64, u64)]) -> Result<String, NotRead> {
    text_of(&at_most(OFFICE_TEXT_MIB, path, own)?).ok_or_else(|| NotRead::NoText(path.to_owned()))
}

/// The text of bytes in UTF-8, UTF-16 or an encoding of China, with or without a mark of the byte order; `None` where they are none.
pub fn text_of(bytes: &[u8]) -> Option<String> {
    let text = crate::intake::decoded(bytes);
    let damaged = text.contains('\u{FFFD}') && std::str::from_utf8(bytes).is_err();
    (!damaged && !text.contains('\0')).then_some(text)
}

/// Makes a new file for its owner alone (0600), whole and on the disk; after an error there is none.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fill(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?, path, bytes)
}

/// Writes a new file, which lies open at `path`, whole and to the disk; after an error it is gone.
pub fn fill(mut file: File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| sync_folder(folder(path)));
    if written.is_err() {
        // What was written of it is of no use to anybody.
        let _ = std::fs::remove_file(path);
    }
    written
}

/// Makes a folder for its owner alone (0700), with those above it that are missing; each is on the disk.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> =
        path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    missing.into_iter().rev().try_for_each(|made| sync_folder(folder(made)))
}

/// Writes a folder to the disk: what was put into it stays there through a power cut. A file system that knows nothing of that, and a
/// folder that may not be read, are left as they are.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error)
            if matches!(Errno::from_io_error(&error), Some(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS))
                || error.kind() == ErrorKind::PermissionDenied =>
        {
            Ok(())
        }
        other => other,
    }
}

/// The folder of a file.
pub fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
        assert_eq!((std::fs::read(&path).unwrap(), mode(&path)), (b"one".to_vec(), 0o600));
        assert_eq!(create(&path, b"two").unwrap_err().kind(), ErrorKind::AlreadyExists);
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

    #[test]
    fn what_is_the_databases_own_is_not_opened_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let [database, link, hard, other] = ["office.db", "link", "hard", "other"].map(|name| folder.path().join(name));
        std::fs::write(&database, "x").unwrap();
        std::fs::write(&other, "x").unwrap();
        std::os::unix::fs::symlink(&database, &link).unwrap();
        std::fs::hard_link(&database, &hard).unwrap();
        let own = crate::store::own_files(&database);
        for path in [&database, &link, &hard] {
            assert!(matches!(read(path, &own), Err(NotRead::Own(named)) if named == *path));
        }
        assert_eq!(read(&other, &own).unwrap(), b"x");
        assert!(matches!(text(&folder.path().join("none"), &own), Err(NotRead::Io(..))));
    }

    #[test]
    fn a_text_is_read_in_the_encodings_of_an_office_and_never_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("units.csv");
        let written = "名称,别名\r\n区住房和城乡建设局,住建局\r\n区水利局,水利局\r\n";
        let utf16: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(written.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let gbk = encoding_rs::GBK.encode(written).0.into_owned();
        for bytes in [written.as_bytes().to_vec(), [b"\xEF\xBB\xBF", written.as_bytes()].concat(), utf16, gbk] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(text(&path, &[]).unwrap(), written);
        }
        std::fs::write(&path, b"%PDF-1.4\0\0\xff\xfe\x00\x01").unwrap();
        assert!(matches!(text(&path, &[]), Err(NotRead::NoText(_))));
        for endless in ["/dev/full", "/dev/zero"] {
            assert!(matches!(text(Path::new(endless), &[]), Err(NotRead::Long(..))), "{endless}");
        }
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
        let no_file = |error| matches!(error, NotRead::NoFile(_));
        assert!(no_file(read(&pipe, &[]).unwrap_err()), "nobody writes into it");
        let held = OpenOptions::new().read(true).write(true).open(&pipe);
        assert!(no_file(read(&pipe, &[]).unwrap_err()), "somebody holds it and writes nothing: {held:?}");
        for other in [&pipe, Path::new("/dev/zero"), folder.path()] {
            assert!(no_file(regular(other).unwrap_err()), "{other:?}");
        }
        assert!(regular(&path).is_ok() && matches!(regular(&folder.path().join("none")), Err(NotRead::Io(..))));
        let (from, mut to) = io::pipe().unwrap();
        to.write_all(b"x").unwrap();
        drop(to);
        let unnamed = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&from));
        assert_eq!(read(Path::new(&unnamed), &[]).unwrap(), b"x", "a pipe of a shell");
    }
}
