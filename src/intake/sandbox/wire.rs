//! The protocol between the program and its reader: frames of a length and a JSON head, followed by
//! raw attachments.

use std::io::{self, ErrorKind, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::letter::incoming::{Enclosure, IncomingLetter};
use crate::domain::letter::quarantine::{MailClass, QuarantinedMail};
use crate::intake::rejection::{RejectReason, Rejection};
use crate::intake::{IntakeError, MapOverrides, Preview, ReadResult, Skipped};
use crate::platform::limits::{ATTACHMENT_MIB, FRAME_BYTES, MAX_ATTACHMENTS, MIB, SET_ASIDE_MIB};

/// The version of the protocol. Both sides are the same program file, so another version means that
/// the file was replaced.
pub(super) const VERSION: u32 = 2;

/// A request to the reader; the open file comes with it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReadRequest {
    /// The version of the protocol.
    pub version: u32,
    /// Whether remarks are in English, and not in Chinese.
    pub english: bool,
    /// The file's name.
    pub name: String,
    /// The length of the file in bytes.
    pub bytes: u64,
    /// What to read.
    pub want: RequestKind,
    /// The columns that `--map` assigns.
    pub overrides: MapOverrides,
    /// The office's offset from UTC, in seconds.
    pub offset: i32,
}

/// What to read from a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RequestKind {
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
pub(super) enum ReaderMessage {
    /// A letter.
    Letter {
        /// The letter without its attachments.
        letter: Box<IncomingLetter>,
        /// The attachments, whose bytes follow the head.
        attachments: Vec<AttachmentHead>,
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
        attachments: Vec<AttachmentHead>,
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
        why: RejectReason,
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
    Looked(Box<Preview>),
    /// The end of the file.
    Ended(ReadEnd),
}

/// How the reading of a file ended.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadEnd {
    /// Why the whole file could not be read.
    pub error: Option<IntakeError>,
    /// The peak memory of the reader, in KiB; 0 if it is unknown.
    pub peak_kib: u64,
    /// The messages of the panics that were caught.
    pub panics: Vec<String>,
}

/// An attachment whose bytes follow.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct AttachmentHead {
    name: String,
    media_type: String,
    bytes: u64,
}

impl AttachmentHead {
    fn describe(file: &Enclosure) -> AttachmentHead {
        AttachmentHead {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes.len() as u64,
        }
    }
}

/// Writes a frame: the length in four little-endian bytes, and the head.
pub(super) fn write_frame<T: Serialize>(out: &mut impl Write, head: &T) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len())
        .ok()
        .filter(|length| *length as usize <= FRAME_BYTES)
        .ok_or_else(invalid_data)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&head)
}

/// Writes one result with its attachments.
pub(super) fn write_found(
    out: &mut impl Write,
    found: ReadResult,
    cells: Vec<String>,
    done: u64,
) -> io::Result<()> {
    match found {
        ReadResult::Rejected(Rejection { file, row, why }) => write_frame(
            out,
            &ReaderMessage::Rejected {
                file,
                row,
                why,
                cells,
                done,
            },
        ),
        ReadResult::Skipped(skipped) => write_frame(out, &ReaderMessage::Skipped { skipped, done }),
        ReadResult::Letter(mut letter) => {
            let files = std::mem::take(&mut letter.attachments);
            let attachments = files.iter().map(AttachmentHead::describe).collect();
            write_frame(
                out,
                &ReaderMessage::Letter {
                    letter: Box::new(letter),
                    attachments,
                    cells,
                    done,
                },
            )?;
            files.iter().try_for_each(|file| out.write_all(&file.bytes))
        }
        ReadResult::Aside(aside) => {
            let QuarantinedMail {
                class,
                reason: why,
                mut letter,
                raw,
            } = *aside;
            let files = std::mem::take(&mut letter.attachments);
            let (attachments, bytes) = (
                files.iter().map(AttachmentHead::describe).collect(),
                raw.len() as u64,
            );
            let letter = Box::new(letter);
            write_frame(
                out,
                &ReaderMessage::Aside {
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
pub(super) fn read_head<T: DeserializeOwned>(
    from: &mut impl Read,
    length: [u8; 4],
) -> io::Result<T> {
    let length = u32::from_le_bytes(length) as usize;
    if length > FRAME_BYTES {
        return Err(invalid_data());
    }
    let mut head = vec![0; length];
    from.read_exact(&mut head)?;
    serde_json::from_slice(&head).map_err(|_| invalid_data())
}

/// Reads the next message of the reader, with its attachments.
///
/// # Errors
/// `InvalidData` for a message that is malformed or over a limit, `UnexpectedEof` for one that is
/// cut off.
pub(super) fn read_message(from: &mut impl Read) -> io::Result<ReaderMessage> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut told = read_head(from, length)?;
    match &mut told {
        ReaderMessage::Letter {
            letter,
            attachments,
            ..
        } => read_files(from, letter, attachments)?,
        ReaderMessage::Aside {
            letter,
            attachments,
            bytes,
            raw,
            ..
        } => {
            read_files(from, letter, attachments)?;
            *raw = read_bytes(from, *bytes, SET_ASIDE_MIB * MIB)?;
        }
        ReaderMessage::Rejected { .. }
        | ReaderMessage::Skipped { .. }
        | ReaderMessage::Looked(_)
        | ReaderMessage::Ended(_) => {}
    }
    Ok(told)
}

fn read_files(
    from: &mut impl Read,
    letter: &mut IncomingLetter,
    attachments: &mut Vec<AttachmentHead>,
) -> io::Result<()> {
    if attachments.len() > MAX_ATTACHMENTS {
        return Err(invalid_data());
    }
    for AttachmentHead {
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
        return Err(invalid_data());
    }
    let mut content = vec![0; usize::try_from(bytes).map_err(|_| invalid_data())?];
    from.read_exact(&mut content)?;
    Ok(content)
}

fn invalid_data() -> io::Error {
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
                read_message(&mut &bytes[..]).unwrap_err().kind(),
                ErrorKind::InvalidData
            );
        }
        assert_eq!(
            read_message(&mut &[9, 0, 0, 0, b'{'][..])
                .unwrap_err()
                .kind(),
            ErrorKind::UnexpectedEof
        );
        let large = AttachmentHead {
            name: "a".into(),
            media_type: "b".into(),
            bytes: u64::MAX,
        };
        let found = crate::intake::read_message(b"Subject: a\n\nb", "m", None);
        let ReadResult::Letter(letter) = found else {
            unreachable!("a mail")
        };
        let told = ReaderMessage::Letter {
            letter: Box::new(letter),
            attachments: vec![large],
            cells: Vec::new(),
            done: 0,
        };
        let mut bytes = Vec::new();
        write_frame(&mut bytes, &told).unwrap();
        assert_eq!(
            read_message(&mut bytes.as_slice()).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
}
