//! Other ways than a command: files that are copied, ports that lead somewhere, keys of others.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::attempts::Ends::Fails;
use super::attempts::{assert_ends, together};
use super::machine::Machine;
use crate::program::ran;

/// sftp and scp, in both directions and by both protocols.
pub(super) fn copies(machine: &Machine, mark: &Path) {
    let (here, got) = (machine.path("sun.pub"), machine.path("got"));
    let there = format!("{}:{}", machine.host(), mark.display());
    let database = format!("{}:{}", machine.host(), machine.database().display());
    let (here, there, got) = (
        here.to_str().unwrap(),
        there.as_str(),
        got.to_str().unwrap(),
    );
    let rows: [(&str, &str, Vec<&str>); 6] = [
        ("scp to there, new protocol", "scp", vec![here, there]),
        ("scp from there, new protocol", "scp", vec![&database, got]),
        ("scp to there, old protocol", "scp", vec!["-O", here, there]),
        (
            "scp from there, old protocol",
            "scp",
            vec!["-O", &database, got],
        ),
        ("sftp", "sftp", vec![&database, got]),
        ("a folder by scp", "scp", vec!["-r", "-O", there, got]),
    ];
    together(&rows, |(name, program, words)| {
        let mut command = std::process::Command::new(program);
        command
            .args(machine.options("sun"))
            .args(words)
            .stdin(Stdio::null());
        assert_ends(name, Fails, &ran(&mut command));
    });
    assert!(!Path::new(got).exists());
}

/// A client that was started, and ends with what it was started for.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ports and sockets on this side that would lead to something on the other: nobody gets through them.
pub(super) fn ports(machine: &Machine, victim: u16) {
    let listens = |name: &str, option: &str, way: &dyn Fn(u16) -> String, first: &[u8]| {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut client = machine.client("sun", &["-N", option, &way(port)]);
        let _running = Running(
            client
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let begun = Instant::now();
        let mut through = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(through) => break through,
                Err(_) => assert!(
                    begun.elapsed() < Duration::from_secs(20),
                    "{name}: ssh does not listen"
                ),
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        through
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        through.write_all(first).unwrap();
        let mut answer = Vec::new();
        // Closed, or reset: either way nothing comes.
        let _ = through.read_to_end(&mut answer);
        // SOCKS answers that it was refused; 90 would be that it was granted.
        assert!(
            !answer.starts_with(&[0, 90]) && !answer.starts_with(b"SSH-"),
            "{name}: {answer:?}"
        );
    };
    listens(
        "a port from here to there",
        "-L",
        &|port| format!("{port}:127.0.0.1:{victim}"),
        b"",
    );
    listens(
        "sshd itself through it",
        "-L",
        &|port| format!("{port}:127.0.0.1:{}", machine.port),
        b"",
    );
    listens(
        "a socket there",
        "-L",
        &|port| format!("{port}:/run/dbus/system_bus_socket"),
        b"",
    );
    let [high, low] = victim.to_be_bytes();
    listens(
        "a proxy there",
        "-D",
        &|port| port.to_string(),
        &[4, 1, high, low, 127, 0, 0, 1, 0],
    );
}

/// Keys that are another's, of nobody, taken away, or of somebody who has left.
pub(super) fn keys(machine: &Machine) {
    let enters = |key: &str| machine.asks(key, "list --json");
    assert_eq!(enters("stranger").code, 255, "a key of nobody");
    // A key is its owner, whatever it says: the letters of the other unit stay the other's.
    let theirs = enters("zhou").json();
    assert_eq!(
        (theirs.as_array().unwrap().len(), &theirs[0]["id"]),
        (1, &json!(2))
    );
    let passwords = [
        "-o",
        "PreferredAuthentications=password,keyboard-interactive",
        "-o",
        "PubkeyAuthentication=no",
    ];
    assert_eq!(
        ran(machine.client("sun", &passwords).arg("id")).code,
        255,
        "a password"
    );
    let mut other = machine.client("sun", &["-l", "root"]);
    assert_eq!(
        ran(other.arg("id")).code,
        255,
        "another account with the same key"
    );
    machine.shut_out("zhou");
    assert_eq!(enters("zhou").code, 255, "a key that was taken away");
    machine.let_in("zhou");
    assert_eq!(enters("zhou").code, 0);
    machine.shut_out("zhou");
}
