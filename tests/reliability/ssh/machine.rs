//! An account, an office, people with keys, and an sshd of our own on the loopback; all of it goes away in the end.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::program::{Ran, ran};
use crate::pty::harness::Screen;

const OPERATIONS: &str = include_str!("../../../docs/operations.en.md");

/// Returns the commands between two marks of `docs/operations.en.md`; those of the Chinese page are
/// the same (`tests/tidy.rs`).
pub(super) fn commands(mark: &str) -> &'static str {
    let (_, rest) = OPERATIONS.split_once(&format!("<!-- {mark} -->")).unwrap();
    let (block, _) = rest.split_once(&format!("<!-- /{mark} -->")).unwrap();
    block
        .trim()
        .strip_prefix("```sh\n")
        .unwrap()
        .strip_suffix("```")
        .unwrap()
}

/// A machine that people log in to.
pub(super) struct Machine {
    folder: TempDir,
    pub account: String,
    pub port: u16,
    sshd: Option<Child>,
    /// Users, groups and files of the system that were made.
    users: Vec<String>,
    groups: Vec<String>,
    files: Vec<PathBuf>,
}

/// Accounts are made one after another: the files of the system are locked meanwhile, and useradd does not wait.
struct Turn(#[allow(dead_code)] fs::File);

fn turn() -> Turn {
    let file = fs::File::create(std::env::temp_dir().join("xinxiang-accounts.lock")).unwrap();
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive).unwrap();
    Turn(file)
}

/// Runs a program that must succeed.
pub(super) fn must(command: &mut Command) -> String {
    let shown = format!("{command:?}");
    let ran = ran(command.stdin(Stdio::null()));
    assert_eq!(ran.code, 0, "{shown}: {ran:?}");
    ran.out
}

impl Machine {
    /// Runs the commands of `docs/operations.en.md`, with another account and other paths, and
    /// starts sshd.
    pub(super) fn set_up() -> Machine {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let n = MADE.fetch_add(1, Ordering::Relaxed);
        let account = format!(
            "xx{}{}",
            std::process::id(),
            char::from(b'a' + u8::try_from(n).unwrap())
        );
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut machine = Machine {
            folder,
            account,
            port: 0,
            sshd: None,
            users: vec![],
            groups: vec![],
            files: vec![],
        };
        machine.key("li");
        {
            let _turn = turn();
            machine.users.push(machine.account.clone());
            machine.run_block("set-up");
        }
        for name in ["wang", "sun", "zhou", "stranger"] {
            machine.key(name);
        }
        machine.start();
        machine
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn program(&self) -> PathBuf {
        self.path("xinxiang")
    }

    pub(super) fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// The folder that holds the database and the exchange.
    pub(super) fn office(&self) -> PathBuf {
        self.home().join(".local/share/xinxiang")
    }

    pub(super) fn database(&self) -> PathBuf {
        self.office().join("xinxiang.db")
    }

    /// Runs a block of `docs/operations.en.md`.
    pub(super) fn run_block(&self, mark: &str) {
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-eu", "-c", commands(mark)])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        shell
            .env("LANG", "C.UTF-8")
            .env("ACCOUNT", &self.account)
            .env("PLACE", self.home());
        shell
            .env("PROGRAM", self.program())
            .env("BUILT", env!("CARGO_BIN_EXE_xinxiang"));
        shell
            .env("KEY", self.path("li.pub"))
            .env("GROUP", self.group())
            .env("COLLEAGUE", self.colleague());
        must(&mut shell);
    }

    fn group(&self) -> String {
        format!("{}g", self.account)
    }

    pub(super) fn colleague(&self) -> String {
        format!("{}c", self.account)
    }

    /// A user of the machine who is a colleague, let in through sudo as `docs/operations.en.md` says.
    pub(super) fn sudo(&mut self) {
        let _turn = turn();
        let colleague = self.colleague();
        must(Command::new("useradd").args(["-r", "-M", "-s", "/bin/sh", &colleague]));
        self.users.push(colleague);
        self.groups.push(self.group());
        self.files
            .push(Path::new("/etc/sudoers.d").join(&self.account));
        self.run_block("sudo");
    }

    fn key(&self, name: &str) {
        let mut make = Command::new("ssh-keygen");
        must(
            make.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
                .arg(self.path(name)),
        );
    }

    /// The program as the owner of the account runs it.
    pub(super) fn owner(&self, words: &[&str]) -> Ran {
        let mut command = Command::new("sudo");
        command
            .args(["-n", "-H", "-u", &self.account])
            .arg(self.program())
            .args(words)
            .env("LANG", "C.UTF-8");
        ran(command.current_dir("/").stdin(Stdio::null()))
    }

    /// What the owner does must succeed.
    pub(super) fn done(&self, words: &[&str]) -> String {
        let ran = self.owner(words);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran.out
    }

    pub(super) fn json(&self, words: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.done(&[&["--json"], words].concat())).unwrap()
    }

    /// Lets a member of staff in with his key.
    pub(super) fn let_in(&self, staff: &str) {
        let line = self.done(&[
            "ssh-line",
            staff,
            self.path(&format!("{staff}.pub")).to_str().unwrap(),
        ]);
        let file = self.home().join(".ssh/authorized_keys");
        let keys = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{keys}{line}")).unwrap();
    }

    /// Takes all keys of a member of staff away.
    pub(super) fn shut_out(&self, staff: &str) {
        let file = self.home().join(".ssh/authorized_keys");
        let keys = fs::read_to_string(&file).unwrap();
        let kept: Vec<&str> = keys
            .lines()
            .filter(|line| !line.contains(&format!("--as {staff} ")))
            .collect();
        fs::write(&file, kept.join("\n") + "\n").unwrap();
    }

    /// Puts a file into a folder of the account.
    pub(super) fn put(&self, path: &Path, bytes: impl AsRef<[u8]>) {
        fs::write(path, bytes).unwrap();
        self.give(path);
    }

    pub(super) fn give(&self, path: &Path) {
        let id = |flag: &str| {
            must(Command::new("id").arg(flag).arg(&self.account))
                .trim()
                .parse::<u32>()
                .unwrap()
        };
        chown(path, Some(id("-u")), Some(id("-g"))).unwrap();
    }

    /// Starts sshd: it takes more from the caller's environment than any office should let it.
    fn start(&mut self) {
        fs::create_dir_all("/run/sshd").unwrap();
        must(
            Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(self.path("host")),
        );
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let at = |name: &str| self.path(name).display().to_string();
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile {}\nUsePAM no\nPasswordAuthentication yes\n\
             KbdInteractiveAuthentication no\nMaxStartups 100\nMaxSessions 100\nPermitTunnel yes\nX11Forwarding yes\n\
             AllowTcpForwarding yes\nAllowAgentForwarding yes\nAllowStreamLocalForwarding yes\nGatewayPorts yes\n\
             Subsystem sftp internal-sftp\n\
             AcceptEnv LANG LC_* LD_* XINXIANG_* SUDO_* HOME TMPDIR SQLITE_TMPDIR NO_COLOR EDITOR PAGER SHELL BASH_ENV ENV PATH\n",
            at("host"),
            at("sshd.pid")
        );
        fs::write(self.path("sshd_config"), settings).unwrap();
        let log = fs::File::create(self.path("sshd.log")).unwrap();
        let mut sshd = Command::new("/usr/sbin/sshd");
        sshd.args(["-D", "-e", "-f"])
            .arg(self.path("sshd_config"))
            .stdin(Stdio::null())
            .stderr(log);
        self.sshd = Some(sshd.spawn().unwrap());
        self.port = port;
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "sshd does not answer: {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path("sshd.log")).unwrap_or_default()
    }

    /// How every client calls: with this key and no other, asking nothing, reading nobody's settings.
    pub(super) fn options(&self, key: &str) -> Vec<String> {
        let identity = self.path(key).display().to_string();
        let port = self.port.to_string();
        let mut options: Vec<String> = ["-F", "none", "-i", &identity].map(str::to_owned).into();
        for option in [
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "ConnectTimeout=20",
            &format!("Port={port}"),
        ] {
            options.extend(["-o".to_owned(), option.to_owned()]);
        }
        options
    }

    pub(super) fn host(&self) -> String {
        format!("{}@127.0.0.1", self.account)
    }

    /// A client, with these options before the host.
    pub(super) fn client(&self, key: &str, options: &[&str]) -> Command {
        let mut ssh = bare_of("ssh");
        ssh.args(self.options(key))
            .args(options)
            .arg(self.host())
            .stdin(Stdio::null())
            .current_dir(self.folder.path());
        ssh
    }

    /// Logs in and asks for something instead of the screen.
    pub(super) fn asks(&self, key: &str, command: &str) -> Ran {
        ran(self.client(key, &["-T"]).arg("--").arg(command))
    }

    /// Logs in to the screen.
    pub(super) fn opens(&self, key: &str, options: &[&str], (columns, rows): (u16, u16)) -> Screen {
        let mut ssh = CommandBuilder::new("ssh");
        crate::program::foreign().for_each(|name| ssh.env_remove(name));
        ssh.env("LANG", "C.UTF-8");
        ssh.env("TERM", "xterm-256color");
        ssh.args(self.options(key));
        ssh.args(["-e", "none", "-tt"]);
        ssh.args(options);
        ssh.arg(self.host());
        ssh.cwd(self.folder.path());
        Screen::start(ssh, columns, rows)
    }

    /// The processes of the account, each with its environment.
    pub(super) fn processes(&self) -> Vec<(u32, Vec<String>)> {
        let mine = fs::metadata(self.home())
            .map(|about| std::os::unix::fs::MetadataExt::uid(&about))
            .unwrap();
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        pids.filter_map(|pid| {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let uid = status
                .lines()
                .find_map(|line| line.strip_prefix("Uid:"))?
                .split_whitespace()
                .next()?;
            let program = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
            if uid != mine.to_string() || program != self.program() {
                return None;
            }
            let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
            let words = environment
                .split(|byte| *byte == 0)
                .filter(|word| !word.is_empty());
            Some((
                pid,
                words
                    .map(|word| String::from_utf8_lossy(word).into_owned())
                    .collect(),
            ))
        })
        .collect()
    }
}

/// A program with an environment that is the same on every machine.
fn bare_of(program: &str) -> Command {
    let mut command = Command::new(program);
    crate::program::foreign().for_each(|name| _ = command.env_remove(name));
    command.env("LANG", "C.UTF-8");
    command
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Some(sshd) = &mut self.sshd {
            // It may be gone, and what follows tells more.
            let _ = sshd.kill();
            let _ = sshd.wait();
        }
        if std::thread::panicking() {
            eprintln!("sshd said:\n{}", self.log());
        }
        // Nobody of the account lives on, or it could not be removed.
        for (pid, _) in self.processes() {
            let pid = rustix::process::Pid::from_raw(pid.cast_signed()).unwrap();
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        let _turn = turn();
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for user in &self.users {
            let _ = Command::new("userdel").args(["-f", user]).output();
        }
        for group in &self.groups {
            let _ = Command::new("groupdel").arg(group).output();
        }
    }
}
