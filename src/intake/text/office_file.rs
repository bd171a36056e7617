//! Reads text files that an office writes for the program: regulations, units, holidays.

use std::path::Path;

use super::encoding;
use crate::platform::file_guard::FileGuard;
use crate::platform::files::{FileReadError, read_at_most};
use crate::platform::limits::OFFICE_TEXT_MIB;

/// Reads a file that a person named, in whatever encoding an office saves it.
///
/// Opens it like [`crate::platform::files::open`]; `own` are the files of the program, which are
/// refused. Also refuses a file that is not text or that is longer than `OFFICE_TEXT_MIB`.
pub(crate) fn read_office_text(path: &Path, own: &FileGuard) -> Result<String, FileReadError> {
    decode_text(&read_at_most(OFFICE_TEXT_MIB, path, own)?)
        .ok_or_else(|| FileReadError::NotText(path.to_owned()))
}

/// Decodes bytes in UTF-8, UTF-16 or a Chinese encoding, with or without a byte order mark; `None`
/// if they are not text.
pub(crate) fn decode_text(bytes: &[u8]) -> Option<String> {
    let text = encoding::decode_bytes(bytes);
    let damaged = text.contains('\u{FFFD}') && std::str::from_utf8(bytes).is_err();
    (!damaged && !text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::{self, Write};

    use super::*;
    use crate::platform::files::{open_regular, read};

    #[test]
    fn a_text_is_read_in_the_encodings_of_an_office_and_never_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("units.csv");
        let written = "名称,别名\r\n区住房和城乡建设局,住建局\r\n区水利局,水利局\r\n";
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(written.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let gbk = encoding_rs::GBK.encode(written).0.into_owned();
        for bytes in [
            written.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", written.as_bytes()].concat(),
            utf16,
            gbk,
        ] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(
                read_office_text(&path, &FileGuard::none()).unwrap(),
                written
            );
        }
        std::fs::write(&path, b"%PDF-1.4\0\0\xff\xfe\x00\x01").unwrap();
        assert!(matches!(
            read_office_text(&path, &FileGuard::none()),
            Err(FileReadError::NotText(_))
        ));
        for endless in ["/dev/full", "/dev/zero"] {
            assert!(
                matches!(
                    read_office_text(Path::new(endless), &FileGuard::none()),
                    Err(FileReadError::TooLong(..))
                ),
                "{endless}"
            );
        }
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        let no_file = |error| matches!(error, FileReadError::NotRegular(_));
        assert!(
            no_file(read(&pipe, &FileGuard::none()).unwrap_err()),
            "nobody writes into it"
        );
        let held = OpenOptions::new().read(true).write(true).open(&pipe);
        assert!(
            no_file(read(&pipe, &FileGuard::none()).unwrap_err()),
            "somebody holds it and writes nothing: {held:?}"
        );
        for other in [&pipe, Path::new("/dev/zero"), folder.path()] {
            assert!(no_file(open_regular(other).unwrap_err()), "{other:?}");
        }
        assert!(
            open_regular(&path).is_ok()
                && matches!(
                    open_regular(&folder.path().join("none")),
                    Err(FileReadError::Io(..))
                )
        );
        let (from, mut to) = io::pipe().unwrap();
        to.write_all(b"x").unwrap();
        drop(to);
        let unnamed = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&from));
        assert_eq!(
            read(Path::new(&unnamed), &FileGuard::none()).unwrap(),
            b"x",
            "a pipe of a shell"
        );
    }
}
