//! Reads untrusted files in a child process, under a limit of memory, with only the one file that
//! the program opened for it.
//!
//! A file that crashes the child costs only that file: the next one gets a new child. The child
//! never has access to the database.

pub(crate) mod crash;
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
use super::source::{SourceFile, file_name};
use super::{MapOverrides, Preview, Progress, ReadResult, Sink, SourceFormat, read};
use crate::domain::letter::quarantine::QuarantinedMail;
use crate::domain::time::Offset;
use crate::i18n::{Lang, current_language};
use crate::intake::labelled::read_labelled;
use crate::intake::preview_source;
use crate::intake::sandbox::crash::crash_error;
use crate::platform::file_guard::FileGuard;
use crate::platform::limits::{CHILD_TIMEOUT, PREVIEW_ROWS};
use wire::{ReadRequest, ReaderMessage, VERSION};

pub use serve::serve;
pub use wire::{ReadEnd, RequestKind};

/// The internal subcommand that makes the program a reader.
pub const SUBCOMMAND: &str = "read-files";

static READER_PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Sets the program that reads files from now on. If it is never called, files are read in this
/// process (tests and benchmarks of the library).
pub fn set_reader_program(program: PathBuf) {
    // A second call has no effect: the program calls this once, at its start.
    let _ = READER_PROGRAM.set(program);
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
    pub fn current() -> Reader {
        READER_PROGRAM
            .get()
            .map_or(Reader::InProcess, |program| Reader::Child(program.clone()))
    }
}

/// A session of reading files: one child for all of them, and a new one after a crash. Dropping it
/// ends the child.
///
/// All files of one session must be read on one thread, because the kernel kills the child when
/// the thread that started it ends (`PR_SET_PDEATHSIG`).
pub struct SandboxSession {
    reader: Reader,
    child: Option<ReaderChild>,
    guard: FileGuard,
    stop_socket: Arc<Mutex<Option<UnixStream>>>,
}

/// Stops the reading of a file from another thread, even if the file yields no results.
pub struct StopHandle(Arc<Mutex<Option<UnixStream>>>);

impl StopHandle {
    /// Shuts the socket down. The reading thread then sees an end of file and kills the child.
    pub fn stop(&self) {
        if let Some(line) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // The child may have ended already.
            let _ = line.shutdown(Shutdown::Both);
        }
    }
}

struct ReaderChild {
    process: std::process::Child,
    socket: UnixStream,
    answers: BufReader<UnixStream>,
}

impl Drop for ReaderChild {
    fn drop(&mut self) {
        // The child may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl SandboxSession {
    /// Creates a session; files with a (device, inode) in `forbidden` are never passed to the
    /// child.
    pub fn new(reader: Reader, guard: &FileGuard) -> SandboxSession {
        SandboxSession {
            reader,
            child: None,
            guard: guard.clone(),
            stop_socket: Arc::default(),
        }
    }

    /// Returns a handle that stops the session from another thread.
    pub fn stop_handle(&self) -> StopHandle {
        StopHandle(self.stop_socket.clone())
    }

    /// Reads the letters of a source.
    ///
    /// # Errors
    /// Those of reading a file, and a crash of the reader. All results up to the crash were
    /// delivered, since the child sends each at once; but up to 64 KiB of rows of a table may have
    /// been read and not parsed yet.
    pub fn read_letters(
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
                .request(source, RequestKind::Letters, overrides, offset, &mut each)
                .and_then(into_result);
        };
        let mut done_bytes = 0;
        for path in messages {
            let message = message_source(path);
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
                .request(&message, RequestKind::Mail, overrides, offset, &mut each)
                .and_then(into_result);
            if let (Err(error), false) = (read, stopped) {
                stopped = sink(
                    ReadResult::Rejected(Rejection::for_file(&message.name, error)),
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
    pub fn read_labelled(
        &mut self,
        source: &SourceFile,
        overrides: &MapOverrides,
        offset: Offset,
        columns: &[&str],
        sink: &mut dyn FnMut(ReadResult, Vec<String>) -> ControlFlow<()>,
    ) -> Result<(), IntakeError> {
        if self.reader == Reader::InProcess {
            return read_labelled(source, overrides, offset, columns, sink);
        }
        let want =
            RequestKind::Labelled(columns.iter().map(|column| (*column).to_owned()).collect());
        self.request(source, want, overrides, offset, &mut |found, cells, _| {
            sink(found, cells)
        })
        .and_then(into_result)
    }

    /// Previews a source.
    ///
    /// # Errors
    /// Those of reading a file, and a crash of the reader.
    pub fn preview(
        &mut self,
        source: &SourceFile,
        overrides: &MapOverrides,
    ) -> Result<Preview, IntakeError> {
        if self.reader == Reader::InProcess {
            return preview_source(source, overrides);
        }
        if let Some(messages) = &source.messages {
            // The preview of an empty Maildir has the right shape; each message adds its row.
            let mut whole = preview_source(
                &SourceFile {
                    messages: Some(Vec::new()),
                    ..source.clone()
                },
                overrides,
            )?;
            for path in messages.iter().take(PREVIEW_ROWS) {
                match self.preview(&message_source(path), overrides) {
                    Ok(one) if one.kind == SourceFormat::Eml => whole.sample.extend(one.sample),
                    // Errors of a message are reported when it is imported.
                    Ok(_) | Err(_) => {}
                }
            }
            return Ok(whole);
        }
        let mut looked = None;
        let each: &mut ResultSink<'_> = &mut |_, _, _| ControlFlow::Continue(());
        let ended = self.exchange(
            source,
            RequestKind::Look,
            overrides,
            Offset::UTC,
            each,
            &mut looked,
        )?;
        into_result(ended)?;
        looked.ok_or_else(|| IntakeError::Broken {
            file: source.name.clone(),
        })
    }

    /// Sends a request to the reader and returns how reading ended. If the sink stops, the result
    /// is a default one and the child is dropped.
    ///
    /// # Errors
    /// If the file cannot be opened, or the reader crashed on it.
    pub fn request(
        &mut self,
        source: &SourceFile,
        want: RequestKind,
        overrides: &MapOverrides,
        offset: Offset,
        each: &mut ResultSink<'_>,
    ) -> Result<ReadEnd, IntakeError> {
        self.exchange(source, want, overrides, offset, each, &mut None)
    }

    fn exchange(
        &mut self,
        source: &SourceFile,
        want: RequestKind,
        overrides: &MapOverrides,
        offset: Offset,
        each: &mut ResultSink<'_>,
        looked: &mut Option<Preview>,
    ) -> Result<ReadEnd, IntakeError> {
        let file = source
            .open()
            .map_err(|error| IntakeError::from_io(&source.name, &error))?;
        let file = self.check_allowed(file, &source.name)?;
        let no_reader = |error: io::Error| IntakeError::NoReader {
            file: source.name.clone(),
            why: crate::i18n::describe_io_error(&error),
        };
        let asked = ReadRequest {
            version: VERSION,
            english: current_language() == Lang::En,
            name: source.name.clone(),
            bytes: source.bytes,
            want,
            overrides: overrides.clone(),
            offset: offset.seconds(),
        };
        let mut child = match (self.child.take(), &self.reader) {
            (Some(child), _) => child,
            (None, Reader::Child(program)) => {
                let child = start_child(program).map_err(no_reader)?;
                *self
                    .stop_socket
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = child.socket.try_clone().ok();
                child
            }
            (None, Reader::InProcess) => return Err(no_reader(ErrorKind::Unsupported.into())),
        };
        if let Err(error) = send_request(&mut child.socket, &asked, &file) {
            return Err(crash_error(child, &source.name, &error));
        }
        loop {
            let flow = match wire::read_message(&mut child.answers) {
                Ok(ReaderMessage::Letter {
                    letter,
                    cells,
                    done,
                    ..
                }) => each(ReadResult::Letter(*letter), cells, done),
                Ok(ReaderMessage::Aside {
                    class,
                    why,
                    letter,
                    raw,
                    done,
                    ..
                }) => each(
                    ReadResult::Aside(Box::new(QuarantinedMail {
                        class,
                        reason: why,
                        letter: *letter,
                        raw,
                    })),
                    Vec::new(),
                    done,
                ),
                Ok(ReaderMessage::Rejected {
                    file,
                    row,
                    why,
                    cells,
                    done,
                }) => each(
                    ReadResult::Rejected(Rejection { file, row, why }),
                    cells,
                    done,
                ),
                Ok(ReaderMessage::Skipped { skipped, done }) => {
                    each(ReadResult::Skipped(skipped), Vec::new(), done)
                }
                Ok(ReaderMessage::Looked(look)) => {
                    *looked = Some(*look);
                    ControlFlow::Continue(())
                }
                Ok(ReaderMessage::Ended(ended)) => {
                    self.child = Some(child);
                    return Ok(ended);
                }
                Err(error) => return Err(crash_error(child, &source.name, &error)),
            };
            if flow.is_break() {
                return Ok(ReadEnd::default());
            }
        }
    }

    /// Returns the file unless it is a forbidden one. Checked on the open file, since the path may
    /// have changed after it was examined.
    fn check_allowed(&self, file: File, name: &str) -> Result<File, IntakeError> {
        let about = file
            .metadata()
            .map_err(|error| IntakeError::from_io(name, &error))?;
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
pub type ResultSink<'a> = dyn FnMut(ReadResult, Vec<String>, u64) -> ControlFlow<()> + 'a;

/// Returns the source for one message of a Maildir.
fn message_source(path: &Path) -> SourceFile {
    let bytes = path.metadata().map_or(0, |about| about.len());
    SourceFile {
        path: path.to_owned(),
        name: file_name(path),
        bytes,
        messages: None,
        opened: None,
    }
}

fn into_result(ended: ReadEnd) -> Result<(), IntakeError> {
    ended.error.map_or(Ok(()), Err)
}

fn start_child(program: &Path) -> io::Result<ReaderChild> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_read_timeout(Some(CHILD_TIMEOUT))?;
    ours.set_write_timeout(Some(CHILD_TIMEOUT))?;
    let mut process = Command::new(program)
        .arg0("xinxiang")
        .arg(SUBCOMMAND)
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
    Ok(ReaderChild {
        process,
        socket: ours,
        answers,
    })
}

/// Sends the request; the open file travels with its first four bytes.
fn send_request(socket: &mut UnixStream, asked: &ReadRequest, file: &File) -> io::Result<()> {
    let mut bytes = Vec::new();
    wire::write_frame(&mut bytes, asked)?;
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
