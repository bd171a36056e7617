//! Reads untrusted files in a child process, under a limit of memory, with only the one file that
//! the program opened for it.
//!
//! A file that crashes the child costs only that file: the next one gets a new child. The child
//! never has access to the database.

mod broke;
mod serve;
mod wire;

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, IoSlice, Write};
use std::mem::MaybeUninit;
use std::net::Shutdown;
use std::ops::ControlFlow;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};

use super::error::IntakeError;
use super::rejection::Rejection;
use super::source::{SourceFile, name_of};
use super::{Found, Kind, Look, MapOverrides, Progress, Sink, labelled, read};
use crate::domain::letter::aside::QuarantinedMail;
use crate::domain::time::Offset;
use crate::i18n::{Lang, language};
use crate::intake::look;
use crate::platform::file_guard::FileGuard;
use crate::platform::limits::{SAMPLE, SILENCE};
use broke::broke;
use wire::{Asked, Told, VERSION};

pub use serve::serve;
pub use wire::{Ended, Want};

/// The internal subcommand that makes the program a reader.
pub const WORD: &str = "read-files";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Sets the program that reads files from now on. If it is never called, files are read in this
/// process (tests and benchmarks of the library).
pub fn read_with(program: PathBuf) {
    // A second call has no effect: the program calls this once, at its start.
    let _ = PROGRAM.set(program);
}

/// Which process reads files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// This process.
    InProcess,
    /// A child process, started from this program.
    Child(PathBuf),
}

impl Reader {
    /// Returns the reader that was set, else this process.
    pub fn in_force() -> Reader {
        PROGRAM
            .get()
            .map_or(Reader::InProcess, |program| Reader::Child(program.clone()))
    }
}

/// A session of reading files: one child for all of them, and a new one after a crash. Dropping it
/// ends the child.
///
/// All files of one session must be read on one thread, because the kernel kills the child when
/// the thread that started it ends (`PR_SET_PDEATHSIG`).
pub struct Reading {
    reader: Reader,
    child: Option<Child>,
    guard: FileGuard,
    line: Arc<Mutex<Option<UnixStream>>>,
}

/// Stops the reading of a file from another thread, even if the file yields no results.
pub struct Stop(Arc<Mutex<Option<UnixStream>>>);

impl Stop {
    /// Shuts the socket down. The reading thread then sees an end of file and kills the child.
    pub fn stop(&self) {
        if let Some(line) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // The child may have ended already.
            let _ = line.shutdown(Shutdown::Both);
        }
    }
}

struct Child {
    process: std::process::Child,
    socket: UnixStream,
    answers: BufReader<UnixStream>,
}

impl Drop for Child {
    fn drop(&mut self) {
        // The child may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Reading {
    /// Creates a session; files with a (device, inode) in `forbidden` are never passed to the
    /// child.
    pub fn new(reader: Reader, guard: &FileGuard) -> Reading {
        Reading {
            reader,
            child: None,
            guard: guard.clone(),
            line: Arc::default(),
        }
    }

    /// Returns a handle that stops the session from another thread.
    pub fn stop(&self) -> Stop {
        Stop(self.line.clone())
    }

    /// Reads the letters of a source.
    ///
    /// # Errors
    /// Those of reading a file, and a crash of the reader. All results up to the crash were
    /// delivered, since the child sends each at once; but up to 64 KiB of rows of a table may have
    /// been read and not parsed yet.
    pub fn letters(
        &mut self,
        source: &SourceFile,
        overrides: &MapOverrides,
        offset: Offset,
        sink: &mut Sink<'_>,
    ) -> Result<(), IntakeError> {
        if self.reader == Reader::InProcess {
            return read(source, overrides, offset, sink);
        }
        let total_bytes = source.bytes;
        let Some(messages) = &source.messages else {
            let mut each = |found, _, done: u64| {
                sink(
                    found,
                    Progress {
                        done_bytes: done.min(total_bytes),
                        total_bytes,
                    },
                )
            };
            return self
                .ask(source, Want::Letters, overrides, offset, &mut each)
                .and_then(whole);
        };
        let mut done_bytes = 0;
        for path in messages {
            let message = message(path);
            done_bytes = (done_bytes + message.bytes).min(total_bytes);
            let mut stopped = false;
            let progress = Progress {
                done_bytes,
                total_bytes,
            };
            let mut each = |found, _, _| {
                let flow = sink(found, progress);
                stopped = flow.is_break();
                flow
            };
            let read = self
                .ask(&message, Want::Mail, overrides, offset, &mut each)
                .and_then(whole);
            if let (Err(error), false) = (read, stopped) {
                stopped = sink(
                    Found::Rejected(Rejection::of(&message.name, error)),
                    progress,
                )
                .is_break();
            }
            if stopped {
                break;
            }
        }
        Ok(())
    }

    /// Reads the letters of a table together with other columns.
    ///
    /// # Errors
    /// Those of reading a file, and a crash of the reader.
    pub fn labelled(
        &mut self,
        source: &SourceFile,
        overrides: &MapOverrides,
        offset: Offset,
        columns: &[&str],
        sink: &mut dyn FnMut(Found, Vec<String>) -> ControlFlow<()>,
    ) -> Result<(), IntakeError> {
        if self.reader == Reader::InProcess {
            return labelled(source, overrides, offset, columns, sink);
        }
        let want = Want::Labelled(columns.iter().map(|column| (*column).to_owned()).collect());
        self.ask(source, want, overrides, offset, &mut |found, cells, _| {
            sink(found, cells)
        })
        .and_then(whole)
    }

    /// Previews a source.
    ///
    /// # Errors
    /// Those of reading a file, and a crash of the reader.
    pub fn look(
        &mut self,
        source: &SourceFile,
        overrides: &MapOverrides,
    ) -> Result<Look, IntakeError> {
        if self.reader == Reader::InProcess {
            return look(source, overrides);
        }
        if let Some(messages) = &source.messages {
            // The preview of an empty Maildir has the right shape; each message adds its row.
            let mut whole = look(
                &SourceFile {
                    messages: Some(Vec::new()),
                    ..source.clone()
                },
                overrides,
            )?;
            for path in messages.iter().take(SAMPLE) {
                match self.look(&message(path), overrides) {
                    Ok(one) if one.kind == Kind::Eml => whole.sample.extend(one.sample),
                    // Errors of a message are reported when it is imported.
                    Ok(_) | Err(_) => {}
                }
            }
            return Ok(whole);
        }
        let mut looked = None;
        let each: &mut Each<'_> = &mut |_, _, _| ControlFlow::Continue(());
        let ended = self.converse(
            source,
            Want::Look,
            overrides,
            Offset::UTC,
            each,
            &mut looked,
        )?;
        whole(ended)?;
        looked.ok_or_else(|| IntakeError::Broken {
            file: source.name.clone(),
        })
    }

    /// Sends a request to the reader and returns how reading ended. If the sink stops, the result
    /// is a default one and the child is dropped.
    ///
    /// # Errors
    /// If the file cannot be opened, or the reader crashed on it.
    pub fn ask(
        &mut self,
        source: &SourceFile,
        want: Want,
        overrides: &MapOverrides,
        offset: Offset,
        each: &mut Each<'_>,
    ) -> Result<Ended, IntakeError> {
        self.converse(source, want, overrides, offset, each, &mut None)
    }

    fn converse(
        &mut self,
        source: &SourceFile,
        want: Want,
        overrides: &MapOverrides,
        offset: Offset,
        each: &mut Each<'_>,
        looked: &mut Option<Look>,
    ) -> Result<Ended, IntakeError> {
        let file = source
            .open()
            .map_err(|error| IntakeError::io(&source.name, &error))?;
        let file = self.allowed(file, &source.name)?;
        let no_reader = |error: io::Error| IntakeError::NoReader {
            file: source.name.clone(),
            why: crate::i18n::of_io(&error),
        };
        let asked = Asked {
            version: VERSION,
            english: language() == Lang::En,
            name: source.name.clone(),
            bytes: source.bytes,
            want,
            overrides: overrides.clone(),
            offset: offset.seconds(),
        };
        let mut child = match (self.child.take(), &self.reader) {
            (Some(child), _) => child,
            (None, Reader::Child(program)) => {
                let child = start(program).map_err(no_reader)?;
                *self.line.lock().unwrap_or_else(PoisonError::into_inner) =
                    child.socket.try_clone().ok();
                child
            }
            (None, Reader::InProcess) => return Err(no_reader(ErrorKind::Unsupported.into())),
        };
        if let Err(error) = send(&mut child.socket, &asked, &file) {
            return Err(broke(child, &source.name, &error));
        }
        loop {
            let flow = match wire::read(&mut child.answers) {
                Ok(Told::Letter {
                    letter,
                    cells,
                    done,
                    ..
                }) => each(Found::Letter(*letter), cells, done),
                Ok(Told::Aside {
                    class,
                    why,
                    letter,
                    raw,
                    done,
                    ..
                }) => each(
                    Found::Aside(Box::new(QuarantinedMail {
                        class,
                        reason: why,
                        letter: *letter,
                        raw,
                    })),
                    Vec::new(),
                    done,
                ),
                Ok(Told::Rejected {
                    file,
                    row,
                    why,
                    cells,
                    done,
                }) => each(Found::Rejected(Rejection { file, row, why }), cells, done),
                Ok(Told::Skipped { skipped, done }) => {
                    each(Found::Skipped(skipped), Vec::new(), done)
                }
                Ok(Told::Looked(look)) => {
                    *looked = Some(*look);
                    ControlFlow::Continue(())
                }
                Ok(Told::Ended(ended)) => {
                    self.child = Some(child);
                    return Ok(ended);
                }
                Err(error) => return Err(broke(child, &source.name, &error)),
            };
            if flow.is_break() {
                return Ok(Ended::default());
            }
        }
    }

    /// Returns the file unless it is a forbidden one. Checked on the open file, since the path may
    /// have changed after it was examined.
    fn allowed(&self, file: File, name: &str) -> Result<File, IntakeError> {
        let about = file
            .metadata()
            .map_err(|error| IntakeError::io(name, &error))?;
        if self.guard.is_own(&about) {
            // Leaked, not closed: POSIX locks belong to the process, so closing any descriptor of
            // the database would drop SQLite's locks.
            std::mem::forget(file);
            return Err(IntakeError::Unknown {
                file: name.to_owned(),
            });
        }
        Ok(file)
    }
}

/// Takes each result, with the requested cells and the number of bytes read.
pub type Each<'a> = dyn FnMut(Found, Vec<String>, u64) -> ControlFlow<()> + 'a;

/// Returns the source for one message of a Maildir.
fn message(path: &Path) -> SourceFile {
    let bytes = path.metadata().map_or(0, |about| about.len());
    SourceFile {
        path: path.to_owned(),
        name: name_of(path),
        bytes,
        messages: None,
        opened: None,
    }
}

fn whole(ended: Ended) -> Result<(), IntakeError> {
    ended.error.map_or(Ok(()), Err)
}

fn start(program: &Path) -> io::Result<Child> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_read_timeout(Some(SILENCE))?;
    ours.set_write_timeout(Some(SILENCE))?;
    let mut process = Command::new(program)
        .arg0("xinxiang")
        .arg(WORD)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // The child's output is discarded by a pipe without a reader, and not by /dev/null, which the
    // account may not be allowed to open.
    drop((process.stdout.take(), process.stderr.take()));
    let answers = BufReader::with_capacity(256 * 1024, ours.try_clone()?);
    Ok(Child {
        process,
        socket: ours,
        answers,
    })
}

/// Sends the request; the open file travels with its first four bytes.
fn send(socket: &mut UnixStream, asked: &Asked, file: &File) -> io::Result<()> {
    let mut bytes = Vec::new();
    wire::write(&mut bytes, asked)?;
    let (length, head) = bytes.split_at(4);
    let files = [file.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&files)) {
        return Err(ErrorKind::InvalidInput.into());
    }
    if sendmsg(
        &*socket,
        &[IoSlice::new(length)],
        &mut control,
        SendFlags::NOSIGNAL,
    )? < length.len()
    {
        return Err(ErrorKind::WriteZero.into());
    }
    socket.write_all(head)
}
