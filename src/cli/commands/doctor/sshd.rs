//! Checks the settings of sshd by reading its files; no program is started.

use std::path::{Path, PathBuf};

use super::Findings;
use super::sshd_file::{Files, Found, Within};
use crate::platform::account::Account;

/// The main configuration file.
const FILE: &str = "/etc/ssh/sshd_config";

/// The settings that apply to one account.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Whether the main file exists.
    there: bool,
    files: Files,
}

impl Settings {
    /// Reads the files of this machine.
    pub(super) fn of(account: &str) -> Settings {
        Settings::in_file(Path::new(FILE), account)
    }

    fn in_file(file: &Path, account: &str) -> Settings {
        match file.try_exists() {
            Ok(false) => Settings::default(),
            Ok(true) | Err(_) => Settings {
                there: true,
                files: Files::read(file, account),
            },
        }
    }

    fn within(&self, within: Within, name: &str) -> impl Iterator<Item = &Found> {
        self.files
            .found
            .iter()
            .filter(move |found| found.within == within && found.name == name)
    }

    /// Returns the setting that applies whoever calls, by sshd's rules: the first one in a block
    /// about the account; without one, the first one outside all blocks.
    fn certain(&self, name: &str) -> Option<&Found> {
        self.within(Within::Ours, name)
            .next()
            .or_else(|| self.within(Within::All, name).next())
    }

    /// Returns all values that a setting may have, depending on the caller; `unsaid` is sshd's
    /// default.
    fn may_be<'a>(
        &'a self,
        name: &'a str,
        unsaid: &'a [String],
    ) -> impl Iterator<Item = &'a [String]> {
        let certain = self
            .certain(name)
            .map_or(unsaid, |found| found.words.as_slice());
        self.within(Within::Perhaps, name)
            .map(|found| found.words.as_slice())
            .chain([certain])
    }

    /// Reports whether a switch may have another value than `from`.
    fn may_differ(&self, name: &str, from: &str, unsaid: &str) -> bool {
        let is = |words: &[String]| {
            words
                .first()
                .is_some_and(|word| word.eq_ignore_ascii_case(from))
        };
        self.may_be(name, &[unsaid.to_owned()])
            .any(|words| !is(words))
    }

    /// Reports whether sshd may accept passwords, which is its default.
    pub(super) fn passwords(&self) -> bool {
        let asks = |name| self.may_differ(name, "no", "yes");
        self.there && (asks("passwordauthentication") || asks("kbdinteractiveauthentication"))
    }

    /// Returns the files with the account's keys.
    pub(super) fn key_files(&self, account: &Account) -> Vec<PathBuf> {
        let usual = [".ssh/authorized_keys", ".ssh/authorized_keys2"].map(str::to_owned);
        let (home, uid) = (account.home.display().to_string(), account.uid.to_string());
        let whole = |name: &String| {
            name.replace("%h", &home)
                .replace("%u", &account.login)
                .replace("%U", &uid)
        };
        let named = self.may_be("authorizedkeysfile", &usual).flatten();
        let named = named.filter(|name| !name.eq_ignore_ascii_case("none"));
        let mut files: Vec<PathBuf> = named.map(|name| account.home.join(whole(name))).collect();
        files.sort();
        files.dedup();
        files
    }

    /// Returns the variables accepted from clients, except the locale. Lines of `AcceptEnv` in one
    /// place accumulate.
    fn accepted(&self) -> Vec<&str> {
        let ours = self.within(Within::Ours, "acceptenv").next().is_some();
        let certain = self.within(if ours { Within::Ours } else { Within::All }, "acceptenv");
        let words = self
            .within(Within::Perhaps, "acceptenv")
            .chain(certain)
            .flat_map(|found| found.words.iter());
        words
            .map(String::as_str)
            .filter(|name| *name != "LANG" && !name.starts_with("LC_"))
            .collect()
    }

    /// Reports settings that allow more than they should, and those that slow down a slow
    /// connection. Reports success only where every file could be read.
    pub(super) fn tell(&self, findings: &mut Findings, account: &str) {
        if !self.there {
            findings.wrong(say!("doctor-no-sshd", file = FILE));
            return;
        }
        let before = findings.lines.len();
        for (file, error) in &self.files.unread {
            findings.unread(file, error);
        }
        if self.may_differ("permituserenvironment", "no", "no") {
            findings.wrong(say!("doctor-user-environment"));
        }
        for (name, sentence) in [
            ("forcecommand", "doctor-force-command"),
            ("trustedusercakeys", "doctor-trusted-ca"),
            ("authorizedkeyscommand", "doctor-keys-command"),
        ] {
            if self.may_differ(name, "none", "none") {
                findings.wrong(say!(sentence, account = account));
            }
        }
        let more = self.accepted();
        if more
            .iter()
            .any(|name| !["COLORTERM", "NO_COLOR"].contains(name))
        {
            findings.wrong(say!("doctor-accept-env", names = more.join(" ")));
        }
        if self
            .may_be("compression", &[])
            .flatten()
            .any(|word| word.eq_ignore_ascii_case("no"))
        {
            findings.wrong(say!("doctor-no-compression"));
        }
        if findings.lines.len() == before && self.files.unread.is_empty() {
            findings.well(say!("doctor-sshd", account = account));
        }
        // A note only: it gives nobody more access.
        if self.files.unread.is_empty() && !self.may_differ("clientaliveinterval", "0", "0") {
            findings.note(say!("doctor-silent"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Finding, State};
    use super::*;

    /// Returns the settings of `xinxiang` in such a file, and their findings.
    fn told(text: &str) -> (Settings, Findings) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sshd_config");
        std::fs::write(
            &file,
            text.replace("HERE", &folder.path().display().to_string()),
        )
        .unwrap();
        std::fs::write(folder.path().join("a.conf"), "ForceCommand internal-sftp\n").unwrap();
        std::fs::write(
            folder.path().join("b.conf"),
            "Match User xinxiang\nForceCommand internal-sftp\n",
        )
        .unwrap();
        std::fs::create_dir(folder.path().join("folder.conf")).unwrap();
        let settings = Settings::in_file(&file, "xinxiang");
        let mut findings = Findings::default();
        settings.tell(&mut findings, "xinxiang");
        (settings, findings)
    }

    fn wrong(text: &str) -> usize {
        told(text)
            .1
            .lines
            .iter()
            .filter(|finding| finding.is_wrong())
            .count()
    }

    #[test]
    fn the_block_about_the_account_holds_before_what_stands_outside() {
        // As `sshd -T -C user=xinxiang` has it.
        for (text, asks) in [
            ("", true),
            ("PasswordAuthentication no\n", true),
            (
                "PasswordAuthentication no # yes\nKbdInteractiveAuthentication no\n",
                false,
            ),
            (
                "PasswordAuthentication no\nChallengeResponseAuthentication no\n",
                false,
            ),
            (
                "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMatch User xin*\nPasswordAuthentication yes\n",
                true,
            ),
            (
                "KbdInteractiveAuthentication no\nMatch User xinxiang\nPasswordAuthentication no\nPasswordAuthentication yes\n",
                false,
            ),
            (
                "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMatch User li\nPasswordAuthentication yes\n",
                false,
            ),
            (
                "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMatch Group x\nPasswordAuthentication yes\n",
                true,
            ),
            (
                "KbdInteractiveAuthentication no\nMatch Address 192.0.2.1\nPasswordAuthentication no\n",
                true,
            ),
        ] {
            assert_eq!(told(text).0.passwords(), asks, "{text}");
        }
        let (settings, _) =
            told("AuthorizedKeysFile /a/%u .b\nMatch User xinxiang\nAuthorizedKeysFile %h/c\n");
        let account = Account {
            login: "xinxiang".into(),
            uid: 7,
            about: String::new(),
            home: "/h".into(),
            shell: String::new(),
        };
        assert_eq!(settings.key_files(&account), [Path::new("/h/c")]);
    }

    #[test]
    fn what_lets_more_in_is_told() {
        for (text, n) in [
            (
                "Subsystem sftp internal-sftp\nAcceptEnv LANG LC_* COLORTERM\nForceCommand none\n",
                0,
            ),
            ("PermitUserEnvironment LANG\n", 1),
            ("Match User xinxiang\nForceCommand /bin/sh\n", 1),
            (
                "TrustedUserCAKeys /etc/ssh/ca.pub\nAuthorizedKeysCommand /usr/bin/keys\n",
                2,
            ),
            ("AcceptEnv LANG LD_*\n", 1),
            (
                "AcceptEnv LANG LD_*\nMatch User xinxiang\nAcceptEnv LANG\n",
                0,
            ),
            ("Compression no\n", 1),
            ("Include HERE/*.none HERE/a.conf\n", 1),
            ("Match User li\nInclude HERE/a.conf\n", 0),
            ("Match User li\nInclude HERE/b.conf\n", 0),
            ("Include HERE/b.conf\n", 1),
            (
                "Match User li\n Include HERE/a.conf\nMatch User xinxiang\n",
                0,
            ),
        ] {
            assert_eq!(wrong(text), n, "{text}");
        }
    }

    #[test]
    fn what_was_not_read_is_not_praised() {
        let states = |text| {
            told(text)
                .1
                .lines
                .iter()
                .map(|finding| finding.state)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            states(""),
            [State::Well, State::Note],
            "praised; that a silent line lives on is worth knowing"
        );
        assert_eq!(states("ClientAliveInterval 60\n"), [State::Well]);
        assert_eq!(
            states("ClientAliveInterval 0\n"),
            [State::Well, State::Note]
        );
        // A folder cannot be read as a file, not even by root.
        for text in [
            "Include HERE/*.conf\nMatch User li\n",
            "Include HERE/[a-b].conf\n",
            "Include HERE/*/a.conf\n",
        ] {
            let (_, findings) = told(text);
            assert!(findings.lines.iter().all(Finding::is_wrong), "{text}");
            assert!(
                !findings.lines.is_empty() && findings.unseen.is_empty(),
                "{text}"
            );
        }
        let mut findings = Findings::default();
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let mut settings = Settings {
            there: true,
            files: Files::default(),
        };
        settings.files.unread.push((FILE.into(), denied));
        settings.tell(&mut findings, "xinxiang");
        // For root, an unreadable file is a finding; for others it is a note to run `doctor` as
        // root.
        let root = crate::platform::account::real() == 0;
        assert_eq!(
            (findings.lines.len(), findings.unseen.len()),
            if root { (1, 0) } else { (0, 1) }
        );
        assert!(!findings.lines.iter().any(|finding| !finding.is_wrong()));
    }
}
