//! The child's side: applies resource limits first, then reads files until the program closes the
//! socket.

use std::fs::File;
use std::io::{self, BufWriter, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::ops::ControlFlow;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::wire::{self, ReadEnd, ReadRequest, ReaderMessage, RequestKind, VERSION};
use crate::domain::time::Offset;
use crate::i18n::{Lang, set_language};
use crate::intake::catch_panic::{catch_panic, collect_panics, take_panics};
use crate::intake::labelled::read_labelled;
use crate::intake::mail::mailbox;
use crate::intake::sandbox::crash::{EXIT_NO_LIMITS, capped_limit};
use crate::intake::{IntakeError, ReadResult, SourceFile, preview_source, read};
use crate::platform::limits::{CHILD_CPU_SECONDS, CHILD_MEMORY_MIB, CHILD_OPEN_FILES, MIB};

/// Serves requests from the socket on standard input.
pub fn serve() -> ExitCode {
    // Without these three limits the reader refuses to work; the others below are best effort.
    let limited = [
        (Resource::As, CHILD_MEMORY_MIB * MIB),
        (Resource::Nofile, CHILD_OPEN_FILES),
        (Resource::Core, 0),
    ];
    if limited
        .into_iter()
        .any(|(resource, most)| set_limit(resource, most).is_err())
    {
        return ExitCode::from(EXIT_NO_LIMITS);
    }
    let _ = set_limit(Resource::Fsize, 0);
    let _ = set_limit(Resource::Nproc, 0);
    let _ = rustix::thread::set_no_new_privs(true);
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    collect_panics();
    match serve_requests() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn set_limit(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let most = capped_limit(resource, most);
    setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(most),
        },
    )
}

fn serve_requests() -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut out = BufWriter::with_capacity(256 * 1024, socket.try_clone()?);
    while let Some((length, file)) = receive_file(&socket)? {
        let asked: ReadRequest = wire::read_head(&mut socket, length)?;
        let Some(file) = file.filter(|_| asked.version == VERSION) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        set_language(if asked.english { Lang::En } else { Lang::Zh });
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
        let seconds = used + CHILD_CPU_SECONDS + asked.bytes / MIB;
        let _ = setrlimit(
            Resource::Cpu,
            Rlimit {
                current: Some(seconds),
                maximum: None,
            },
        );
        let error = handle_request(asked, file, &mut out)?;
        wire::write_frame(
            &mut out,
            &ReaderMessage::Ended(ReadEnd {
                error,
                peak_kib: peak_kib(),
                panics: take_panics(),
            }),
        )?;
        out.flush()?;
    }
    Ok(())
}

/// Receives the length of the next request and the file that comes with it; `None` at the end of
/// the conversation.
fn receive_file(socket: &UnixStream) -> io::Result<Option<([u8; 4], Option<File>)>> {
    let mut length = [0; 4];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::WAITALL;
    let received = recvmsg(
        socket,
        &mut [IoSliceMut::new(&mut length)],
        &mut control,
        flags,
    )?;
    match received.bytes {
        0 => return Ok(None),
        4 => {}
        _ => return Err(io::ErrorKind::UnexpectedEof.into()),
    }
    let files = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(files) => Some(files),
        _ => None,
    });
    Ok(Some((length, files.flatten().next().map(File::from))))
}

/// Reads a file and sends what it yields. The outer error is that of the socket, the inner one that
/// of the file.
fn handle_request(
    asked: ReadRequest,
    file: File,
    out: &mut BufWriter<UnixStream>,
) -> io::Result<Option<IntakeError>> {
    let ReadRequest {
        name,
        bytes,
        want,
        overrides,
        offset,
        ..
    } = asked;
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let source = SourceFile::from_open(name, file, bytes);
    let (mut failed, mut looked) = (None, None);
    let mut tell = |found: ReadResult, cells: Vec<String>, done: u64| {
        // Flushed for each result, so that a crash on the next row does not lose it.
        failed = wire::write_found(out, found, cells, done)
            .and_then(|()| out.flush())
            .err();
        if failed.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let read = catch_panic(|| match want {
        RequestKind::Letters => read(&source, &overrides, offset, &mut |found, at| {
            tell(found, Vec::new(), at.done_bytes)
        }),
        RequestKind::Mail => mailbox::read_single(&source, offset, &mut |found, at| {
            tell(found, Vec::new(), at.done_bytes)
        }),
        RequestKind::Labelled(columns) => {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            read_labelled(
                &source,
                &overrides,
                offset,
                &columns,
                &mut |found, cells| tell(found, cells, 0),
            )
        }
        RequestKind::Look => {
            looked = Some(preview_source(&source, &overrides)?);
            Ok(())
        }
    });
    if let Some(look) = looked {
        wire::write_frame(out, &ReaderMessage::Looked(Box::new(look)))?;
    }
    match (failed, read) {
        (Some(error), _) => Err(error),
        (None, Some(Ok(()))) => Ok(None),
        (None, Some(Err(error))) => Ok(Some(error)),
        (None, None) => Ok(Some(IntakeError::Broken { file: source.name })),
    }
}

/// Returns the peak resident memory of this process in KiB, or 0 if it is unknown.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Seek;

    use super::*;
    use crate::intake::MapOverrides;

    #[test]
    fn each_finding_is_said_at_once() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all("标题,内容\n甲,乙\n丙,丁\n".as_bytes())
            .unwrap();
        file.rewind().unwrap();
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut out = BufWriter::with_capacity(1 << 20, ours);
        let asked = ReadRequest {
            version: VERSION,
            english: false,
            name: "t.csv".into(),
            bytes: 32,
            want: RequestKind::Letters,
            overrides: MapOverrides::default(),
            offset: 0,
        };
        assert!(matches!(handle_request(asked, file, &mut out), Ok(None)));
        assert!(out.buffer().is_empty(), "nothing is kept back");
        for title in ["甲", "丙"] {
            let Ok(ReaderMessage::Letter { letter, .. }) = wire::read_message(&mut theirs) else {
                panic!("{title}")
            };
            assert_eq!(letter.title, title);
        }
    }
}
