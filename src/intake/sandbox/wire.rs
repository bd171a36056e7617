//! The protocol between the program and its reader: frames of a length and a JSON head, followed by
//! raw attachments.

use std::io::{self, ErrorKind, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::letter::aside::{QuarantinedMail, MailClass};
use crate::domain::letter::incoming::{Enclosure, IncomingLetter};
use crate::intake::rejection::{Rejection, Why};
use crate::intake::{Found, IntakeError, Look, MapOverrides, Skipped};
use crate::platform::limits::{ASIDE_MIB, ATTACHMENT_MIB, ATTACHMENTS, FRAME_BYTES, MIB};

/// The version of the protocol. Both sides are the same program file, so another version means that
/// the file was replaced.
pub const VERSION: u32 = 2;

/// A request to the reader; the open file comes with it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The version of the protocol.
    pub version: u32,
    /// Whether remarks are in English, and not in Chinese.
    pub english: bool,
    /// The file's name.
    pub name: String,
    /// The length of the file in bytes.
    pub bytes: u64,
    /// What to read.
    pub want: Want,
    /// The columns that `--map` assigns.
    pub overrides: MapOverrides,
    /// The office's offset from UTC, in seconds.
    pub offset: i32,
}

/// What to read from a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Want {
    /// Its letters.
    Letters,
    /// The one mail that it is.
    Mail,
    /// Its letters, with the cells of these columns.
    Labelled(Vec<String>),
    /// A preview.
    Look,
}

/// A message of the reader.
#[derive(Debug, Serialize, Deserialize)]
pub enum Told {
    /// A letter.
    Letter {
        /// The letter without its attachments.
        letter: Box<IncomingLetter>,
        /// The attachments, whose bytes follow the head.
        attachments: Vec<Attached>,
        /// The cells of the requested columns.
        cells: Vec<String>,
        /// Bytes of the file read so far.
        done: u64,
    },
    /// A mail that is set aside.
    Aside {
        /// Its class.
        class: MailClass,
        /// The marks that show it.
        why: String,
        /// The letter that it would be, without its attachments.
        letter: Box<IncomingLetter>,
        /// The attachments, whose bytes follow the head.
        attachments: Vec<Attached>,
        /// The length of the raw mail, whose bytes follow the attachments.
        bytes: u64,
        /// The raw mail.
        #[serde(skip)]
        raw: Vec<u8>,
        /// Bytes of the file read so far.
        done: u64,
    },
    /// A rejected row, message or file.
    Rejected {
        /// The file's name.
        file: String,
        /// The row.
        row: Option<u64>,
        /// The reason.
        why: Why,
        /// The cells of the requested columns.
        cells: Vec<String>,
        /// Bytes of the file read so far.
        done: u64,
    },
    /// Rows or a sheet that were skipped.
    Skipped {
        /// The rows and the reason.
        skipped: Skipped,
        /// Bytes of the file read so far.
        done: u64,
    },
    /// The preview of the file.
    Looked(Box<Look>),
    /// The end of the file.
    Ended(Ended),
}

/// How the reading of a file ended.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Why the whole file could not be read.
    pub error: Option<IntakeError>,
    /// The peak memory of the reader, in KiB; 0 if it is unknown.
    pub peak_kib: u64,
    /// The messages of the panics that were caught.
    pub panics: Vec<String>,
}

/// An attachment whose bytes follow.
#[derive(Debug, Serialize, Deserialize)]
pub struct Attached {
    name: String,
    media_type: String,
    bytes: u64,
}

impl Attached {
    fn of(file: &Enclosure) -> Attached {
        Attached {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes.len() as u64,
        }
    }
}

/// Writes a frame: the length in four little-endian bytes, and the head.
pub fn write<T: Serialize>(out: &mut impl Write, head: &T) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len())
        .ok()
        .filter(|length| *length as usize <= FRAME_BYTES)
        .ok_or_else(bad)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&head)
}

/// Writes one result with its attachments.
pub fn write_found(
    out: &mut impl Write,
    found: Found,
    cells: Vec<String>,
    done: u64,
) -> io::Result<()> {
    match found {
        Found::Rejected(Rejection { file, row, why }) => write(
            out,
            &Told::Rejected {
                file,
                row,
                why,
                cells,
                done,
            },
        ),
        Found::Skipped(skipped) => write(out, &Told::Skipped { skipped, done }),
        Found::Letter(mut letter) => {
            let files = std::mem::take(&mut letter.attachments);
            let attachments = files.iter().map(Attached::of).collect();
            write(
                out,
                &Told::Letter {
                    letter: Box::new(letter),
                    attachments,
                    cells,
                    done,
                },
            )?;
            files.iter().try_for_each(|file| out.write_all(&file.bytes))
        }
        Found::Aside(aside) => {
            let QuarantinedMail {
                class,
                reason: why,
                mut letter,
                raw,
            } = *aside;
            let files = std::mem::take(&mut letter.attachments);
            let (attachments, bytes) = (files.iter().map(Attached::of).collect(), raw.len() as u64);
            let letter = Box::new(letter);
            write(
                out,
                &Told::Aside {
                    class,
                    why,
                    letter,
                    attachments,
                    bytes,
                    raw: Vec::new(),
                    done,
                },
            )?;
            files
                .iter()
                .try_for_each(|file| out.write_all(&file.bytes))?;
            out.write_all(&raw)
        }
    }
}

/// Reads a head whose length is known.
pub fn read_head<T: DeserializeOwned>(from: &mut impl Read, length: [u8; 4]) -> io::Result<T> {
    let length = u32::from_le_bytes(length) as usize;
    if length > FRAME_BYTES {
        return Err(bad());
    }
    let mut head = vec![0; length];
    from.read_exact(&mut head)?;
    serde_json::from_slice(&head).map_err(|_| bad())
}

/// Reads the next message of the reader, with its attachments.
///
/// # Errors
/// `InvalidData` for a message that is malformed or over a limit, `UnexpectedEof` for one that is
/// cut off.
pub fn read(from: &mut impl Read) -> io::Result<Told> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut told = read_head(from, length)?;
    match &mut told {
        Told::Letter {
            letter,
            attachments,
            ..
        } => read_files(from, letter, attachments)?,
        Told::Aside {
            letter,
            attachments,
            bytes,
            raw,
            ..
        } => {
            read_files(from, letter, attachments)?;
            *raw = read_bytes(from, *bytes, ASIDE_MIB * MIB)?;
        }
        Told::Rejected { .. } | Told::Skipped { .. } | Told::Looked(_) | Told::Ended(_) => {}
    }
    Ok(told)
}

fn read_files(
    from: &mut impl Read,
    letter: &mut IncomingLetter,
    attachments: &mut Vec<Attached>,
) -> io::Result<()> {
    if attachments.len() > ATTACHMENTS {
        return Err(bad());
    }
    for Attached {
        name,
        media_type,
        bytes,
    } in attachments.drain(..)
    {
        let bytes = read_bytes(from, bytes, ATTACHMENT_MIB as u64 * MIB)?;
        letter.attachments.push(Enclosure {
            name,
            media_type,
            bytes,
        });
    }
    Ok(())
}

fn read_bytes(from: &mut impl Read, bytes: u64, most: u64) -> io::Result<Vec<u8>> {
    if bytes > most {
        return Err(bad());
    }
    let mut content = vec![0; usize::try_from(bytes).map_err(|_| bad())?];
    from.read_exact(&mut content)?;
    Ok(content)
}

fn bad() -> io::Error {
    io::Error::from(ErrorKind::InvalidData)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_no_head_is_refused() {
        for bytes in [
            &[0xff, 0xff, 0xff, 0xff][..],
            &[2, 0, 0, 0, b'{', b'x'],
            &[4, 0, 0, 0, b'n', b'u', b'l', b'l'],
        ] {
            assert_eq!(
                read(&mut &bytes[..]).unwrap_err().kind(),
                ErrorKind::InvalidData
            );
        }
        assert_eq!(
            read(&mut &[9, 0, 0, 0, b'{'][..]).unwrap_err().kind(),
            ErrorKind::UnexpectedEof
        );
        let large = Attached {
            name: "a".into(),
            media_type: "b".into(),
            bytes: u64::MAX,
        };
        let found = crate::intake::read_message(b"Subject: a\n\nb", "m", None);
        let Found::Letter(letter) = found else {
            unreachable!("a mail")
        };
        let told = Told::Letter {
            letter: Box::new(letter),
            attachments: vec![large],
            cells: Vec::new(),
            done: 0,
        };
        let mut bytes = Vec::new();
        write(&mut bytes, &told).unwrap();
        assert_eq!(
            read(&mut bytes.as_slice()).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
}
