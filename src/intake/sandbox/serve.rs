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

use super::broke::{UNLIMITED, at_most};
use super::wire::{self, Asked, Ended, Told, VERSION, Want};
use crate::domain::time::Offset;
use crate::i18n::{Lang, use_language};
use crate::intake::mail::mailbox;
use crate::intake::shield::{note_panics, noted, shield};
use crate::intake::{Found, IntakeError, SourceFile, labelled, look, read};
use crate::platform::limits::{CPU_SECONDS, MEMORY_MIB, MIB, OPEN_FILES};

/// Serves requests from the socket on standard input.
pub fn serve() -> ExitCode {
    // Without these three limits the reader refuses to work; the others below are best effort.
    let limited = [
        (Resource::As, MEMORY_MIB * MIB),
        (Resource::Nofile, OPEN_FILES),
        (Resource::Core, 0),
    ];
    if limited
        .into_iter()
        .any(|(resource, most)| limit(resource, most).is_err())
    {
        return ExitCode::from(UNLIMITED);
    }
    let _ = limit(Resource::Fsize, 0);
    let _ = limit(Resource::Nproc, 0);
    let _ = rustix::thread::set_no_new_privs(true);
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    note_panics();
    match conversation() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn limit(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let most = at_most(resource, most);
    setrlimit(
        resource,
        Rlimit {
            current: Some(most),
            maximum: Some(most),
        },
    )
}

fn conversation() -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut out = BufWriter::with_capacity(256 * 1024, socket.try_clone()?);
    while let Some((length, file)) = receive(&socket)? {
        let asked: Asked = wire::read_head(&mut socket, length)?;
        let Some(file) = file.filter(|_| asked.version == VERSION) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        use_language(if asked.english { Lang::En } else { Lang::Zh });
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
        let seconds = used + CPU_SECONDS + asked.bytes / MIB;
        let _ = setrlimit(
            Resource::Cpu,
            Rlimit {
                current: Some(seconds),
                maximum: None,
            },
        );
        let error = answer(asked, file, &mut out)?;
        wire::write(
            &mut out,
            &Told::Ended(Ended {
                error,
                peak_kib: peak_kib(),
                panics: noted(),
            }),
        )?;
        out.flush()?;
    }
    Ok(())
}

/// Receives the length of the next request and the file that comes with it; `None` at the end of
/// the conversation.
fn receive(socket: &UnixStream) -> io::Result<Option<([u8; 4], Option<File>)>> {
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
fn answer(
    asked: Asked,
    file: File,
    out: &mut BufWriter<UnixStream>,
) -> io::Result<Option<IntakeError>> {
    let Asked {
        name,
        bytes,
        want,
        overrides,
        offset,
        ..
    } = asked;
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    let source = SourceFile::opened(name, file, bytes);
    let (mut failed, mut looked) = (None, None);
    let mut tell = |found: Found, cells: Vec<String>, done: u64| {
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
    let read = shield(|| match want {
        Want::Letters => read(&source, &overrides, offset, &mut |found, at| {
            tell(found, Vec::new(), at.done_bytes)
        }),
        Want::Mail => mailbox::read_single(&source, offset, &mut |found, at| {
            tell(found, Vec::new(), at.done_bytes)
        }),
        Want::Labelled(columns) => {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            labelled(
                &source,
                &overrides,
                offset,
                &columns,
                &mut |found, cells| tell(found, cells, 0),
            )
        }
        Want::Look => {
            looked = Some(look(&source, &overrides)?);
            Ok(())
        }
    });
    if let Some(look) = looked {
        wire::write(out, &Told::Looked(Box::new(look)))?;
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
        let asked = Asked {
            version: VERSION,
            english: false,
            name: "t.csv".into(),
            bytes: 32,
            want: Want::Letters,
            overrides: MapOverrides::default(),
            offset: 0,
        };
        assert!(matches!(answer(asked, file, &mut out), Ok(None)));
        assert!(out.buffer().is_empty(), "nothing is kept back");
        for title in ["甲", "丙"] {
            let Ok(Told::Letter { letter, .. }) = wire::read(&mut theirs) else {
                panic!("{title}")
            };
            assert_eq!(letter.title, title);
        }
    }
}
