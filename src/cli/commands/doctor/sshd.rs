//! Checks the settings of sshd by reading its files; no program is started.

use std::path::{Path, PathBuf};

use super::sshd_file::{MatchScope, SshdFiles, SshdSetting};
use crate::app::health::Findings;
use crate::platform::account::Account;

/// The main configuration file.
const SSHD_CONFIG: &str = "/etc/ssh/sshd_config";

/// The settings that apply to one account.
#[derive(Debug, Default)]
pub(super) struct SshdSettings {
    /// Whether the main file exists.
    exists: bool,
    files: SshdFiles,
}

impl SshdSettings {
    /// Reads the files of this machine.
    pub(super) fn for_account(account: &str) -> SshdSettings {
        SshdSettings::read_from(Path::new(SSHD_CONFIG), account)
    }

    fn read_from(file: &Path, account: &str) -> SshdSettings {
        match file.try_exists() {
            Ok(false) => SshdSettings::default(),
            Ok(true) | Err(_) => SshdSettings {
                exists: true,
                files: SshdFiles::read(file, account),
            },
        }
    }

    fn settings_in(&self, within: MatchScope, name: &str) -> impl Iterator<Item = &SshdSetting> {
        self.files
            .settings
            .iter()
            .filter(move |found| found.scope == within && found.name == name)
    }

    /// Returns the setting that applies whoever calls, by sshd's rules: the first one in a block
    /// about the account; without one, the first one outside all blocks.
    fn effective_setting(&self, name: &str) -> Option<&SshdSetting> {
        self.settings_in(MatchScope::OurAccount, name)
            .next()
            .or_else(|| self.settings_in(MatchScope::Global, name).next())
    }

    /// Returns all values that a setting may have, depending on the caller; `unsaid` is sshd's
    /// default.
    fn possible_values<'a>(
        &'a self,
        name: &'a str,
        unsaid: &'a [String],
    ) -> impl Iterator<Item = &'a [String]> {
        let certain = self
            .effective_setting(name)
            .map_or(unsaid, |found| found.values.as_slice());
        self.settings_in(MatchScope::Conditional, name)
            .map(|found| found.values.as_slice())
            .chain([certain])
    }

    /// Reports whether a switch may have another value than `from`.
    fn may_differ(&self, name: &str, from: &str, unsaid: &str) -> bool {
        let is = |words: &[String]| {
            words
                .first()
                .is_some_and(|word| word.eq_ignore_ascii_case(from))
        };
        self.possible_values(name, &[unsaid.to_owned()])
            .any(|words| !is(words))
    }

    /// Reports whether sshd may accept passwords, which is its default.
    pub(super) fn allows_passwords(&self) -> bool {
        let asks = |name| self.may_differ(name, "no", "yes");
        self.exists && (asks("passwordauthentication") || asks("kbdinteractiveauthentication"))
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
        let named = self.possible_values("authorizedkeysfile", &usual).flatten();
        let named = named.filter(|name| !name.eq_ignore_ascii_case("none"));
        let mut files: Vec<PathBuf> = named.map(|name| account.home.join(whole(name))).collect();
        files.sort();
        files.dedup();
        files
    }

    /// Returns the variables accepted from clients, except the locale. Lines of `AcceptEnv` in one
    /// place accumulate.
    fn accepted_variables(&self) -> Vec<&str> {
        let ours = self
            .settings_in(MatchScope::OurAccount, "acceptenv")
            .next()
            .is_some();
        let certain = self.settings_in(
            if ours {
                MatchScope::OurAccount
            } else {
                MatchScope::Global
            },
            "acceptenv",
        );
        let words = self
            .settings_in(MatchScope::Conditional, "acceptenv")
            .chain(certain)
            .flat_map(|found| found.values.iter());
        words
            .map(String::as_str)
            .filter(|name| *name != "LANG" && !name.starts_with("LC_"))
            .collect()
    }

    /// Reports settings that allow more than they should, and those that slow down a slow
    /// connection. Reports success only where every file could be read.
    pub(super) fn report_settings(&self, findings: &mut Findings, account: &str) {
        if !self.exists {
            findings.add_problem(say!("doctor-no-sshd", file = SSHD_CONFIG));
            return;
        }
        let before = findings.lines.len();
        for (file, error) in &self.files.unread {
            findings.add_unreadable(file, error);
        }
        if self.may_differ("permituserenvironment", "no", "no") {
            findings.add_problem(say!("doctor-user-environment"));
        }
        for (name, sentence) in [
            ("forcecommand", "doctor-force-command"),
            ("trustedusercakeys", "doctor-trusted-ca"),
            ("authorizedkeyscommand", "doctor-keys-command"),
        ] {
            if self.may_differ(name, "none", "none") {
                findings.add_problem(say!(sentence, account = account));
            }
        }
        let more = self.accepted_variables();
        if more
            .iter()
            .any(|name| !["COLORTERM", "NO_COLOR"].contains(name))
        {
            findings.add_problem(say!("doctor-accept-env", names = more.join(" ")));
        }
        if self
            .possible_values("compression", &[])
            .flatten()
            .any(|word| word.eq_ignore_ascii_case("no"))
        {
            findings.add_problem(say!("doctor-no-compression"));
        }
        if findings.lines.len() == before && self.files.unread.is_empty() {
            findings.add_good(say!("doctor-sshd", account = account));
        }
        // A note only: it gives nobody more access.
        if self.files.unread.is_empty() && !self.may_differ("clientaliveinterval", "0", "0") {
            findings.add_note(say!("doctor-silent"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::health::{Finding, Severity};

    /// Returns the settings of `xinxiang` in such a file, and their findings.
    fn told(text: &str) -> (SshdSettings, Findings) {
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
        let settings = SshdSettings::read_from(&file, "xinxiang");
        let mut findings = Findings::default();
        settings.report_settings(&mut findings, "xinxiang");
        (settings, findings)
    }

    fn wrong(text: &str) -> usize {
        told(text)
            .1
            .lines
            .iter()
            .filter(|finding| finding.is_problem())
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
            assert_eq!(told(text).0.allows_passwords(), asks, "{text}");
        }
        let (settings, _) =
            told("AuthorizedKeysFile /a/%u .b\nMatch User xinxiang\nAuthorizedKeysFile %h/c\n");
        let account = Account {
            login: "xinxiang".into(),
            uid: 7,
            gecos: String::new(),
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
                .map(|finding| finding.severity)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            states(""),
            [Severity::Good, Severity::Note],
            "praised; that a silent line lives on is worth knowing"
        );
        assert_eq!(states("ClientAliveInterval 60\n"), [Severity::Good]);
        assert_eq!(
            states("ClientAliveInterval 0\n"),
            [Severity::Good, Severity::Note]
        );
        // A folder cannot be read as a file, not even by root.
        for text in [
            "Include HERE/*.conf\nMatch User li\n",
            "Include HERE/[a-b].conf\n",
            "Include HERE/*/a.conf\n",
        ] {
            let (_, findings) = told(text);
            assert!(findings.lines.iter().all(Finding::is_problem), "{text}");
            assert!(
                !findings.lines.is_empty() && findings.root_only.is_empty(),
                "{text}"
            );
        }
        let mut findings = Findings::default();
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let mut settings = SshdSettings {
            exists: true,
            files: SshdFiles::default(),
        };
        settings.files.unread.push((SSHD_CONFIG.into(), denied));
        settings.report_settings(&mut findings, "xinxiang");
        // For root, an unreadable file is a finding; for others it is a note to run `doctor` as
        // root.
        let root = crate::platform::account::real_uid() == 0;
        assert_eq!(
            (findings.lines.len(), findings.root_only.len()),
            if root { (1, 0) } else { (0, 1) }
        );
        assert!(!findings.lines.iter().any(|finding| !finding.is_problem()));
    }
}
