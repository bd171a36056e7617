//! What a command run as root allows its caller, and which words name a user.

use std::collections::BTreeSet;

use super::judge::{Judge, format_list};
use super::rule::{Command, Grant};

/// Whom a command lets its caller become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escalation {
    /// Root, and thereby anybody.
    Anybody,
    /// The account.
    Account,
    /// Nobody, as far as this check can tell.
    Other,
}

/// Programs that switch to another user, and shells.
const USER_SWITCHERS: [&str; 8] = [
    "su",
    "sudo",
    "doas",
    "runuser",
    "setpriv",
    "machinectl",
    "chroot",
    "env",
];
const SHELLS: [&str; 11] = [
    "sh", "bash", "rbash", "dash", "zsh", "ksh", "mksh", "csh", "tcsh", "fish", "busybox",
];

/// Reports whether a word names this user: names are compared without case, `#` numbers by value.
pub(super) fn is_user(word: &str, login: &str, uid: u32) -> bool {
    // A negative number wraps around to 32 bits, as in the C library.
    let number = |digits: &str| {
        u32::try_from(digits.trim_start().parse::<i64>().ok()?.rem_euclid(1 << 32)).ok()
    };
    word.eq_ignore_ascii_case(login) || word.strip_prefix('#').and_then(number) == Some(uid)
}

/// Returns whom a command that runs as root lets its caller become.
pub(super) fn escalation_of(command: &Command, login: &str, uid: u32) -> Escalation {
    let (path, arguments) = (command.path.as_str(), &command.arguments);
    let pattern = |word: &str| word.contains(['*', '?', '[', '^']);
    if path == "ALL" || path.ends_with('/') || pattern(path) {
        return Escalation::Anybody;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_shell = SHELLS.contains(&name);
    if !is_shell && !USER_SWITCHERS.contains(&name) {
        return Escalation::Other;
    }
    let is_account = |part: &str| is_user(part, login, uid) || part == uid.to_string();
    let named = |word: &String| {
        let parts = word.split(|char: char| !(char.is_alphanumeric() || "-_.#".contains(char)));
        parts
            .into_iter()
            .any(|part| is_account(part) || part.strip_prefix("-u").is_some_and(is_account))
    };
    // Arguments are unrestricted, empty, or a pattern; a shell without a script executes its input.
    let open = arguments
        .iter()
        .all(|word| word.is_empty() || word.starts_with('-'))
        || arguments.iter().any(|word| pattern(word));
    match arguments.iter().any(named) {
        true => Escalation::Account,
        false if open => Escalation::Anybody,
        false => Escalation::Other,
    }
}

impl Judge<'_> {
    /// Returns the commands of a grant that run as root, with whom each lets the caller become.
    pub(super) fn root_commands(&self, grant: &Grant) -> Vec<(Escalation, String)> {
        if !self.may_become(grant, "root", 0) {
            return Vec::new();
        }
        let all = self.aliases.expand_commands(&grant.commands).into_iter();
        let all = all.filter(|command| !command.negated && command.path != "list");
        all.map(|command| {
            (
                escalation_of(&command, &self.account.login, self.account.uid),
                command.to_text(),
            )
        })
        .collect()
    }

    /// Returns who may become root and thereby anybody, and who may run other commands as root,
    /// with the commands.
    pub(super) fn find_superusers(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut anybody, mut some) = (BTreeSet::new(), BTreeSet::new());
        for rule in self
            .rules
            .iter()
            .filter(|rule| !self.is_only_own(&rule.users))
        {
            for grant in rule.grants.iter().filter(|grant| self.applies_here(grant)) {
                for (way, words) in self.root_commands(grant) {
                    match way {
                        Escalation::Anybody => anybody.insert(format_list(&rule.users)),
                        Escalation::Account | Escalation::Other => {
                            some.insert(format!("{} ({words})", format_list(&rule.users)))
                        }
                    };
                }
            }
        }
        (anybody, some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_known_by_name_without_case_and_by_number() {
        for (word, is) in [
            ("xinxiang", true),
            ("XinXiang", true),
            ("#999", true),
            ("#0999", true),
            ("#+999", true),
            ("#-4294966297", true),
            ("999", false),
            ("#9990", false),
            ("#", false),
            ("xinxiang2", false),
        ] {
            assert_eq!(is_user(word, "xinxiang", 999), is, "{word}");
        }
    }

    #[test]
    fn a_command_of_the_superuser_leads_to_the_account_or_to_anybody() {
        for (line, is) in [
            ("ALL", Escalation::Anybody),
            ("/bin/sh", Escalation::Anybody),
            ("/usr/bin/", Escalation::Anybody),
            ("/bin/b*", Escalation::Anybody),
            ("/usr/bin/su", Escalation::Anybody),
            ("/usr/bin/su -", Escalation::Anybody),
            ("/usr/bin/su *", Escalation::Anybody),
            ("/usr/bin/su xinxiang", Escalation::Account),
            ("/usr/bin/su - Xinxiang", Escalation::Account),
            ("/usr/bin/sudo -u xinxiang -i", Escalation::Account),
            ("/usr/bin/sudo -u#0999 sh", Escalation::Account),
            ("/usr/bin/setpriv --reuid=999 sh", Escalation::Account),
            ("/bin/sh -c su\txinxiang", Escalation::Account),
            ("/usr/bin/su nobody", Escalation::Other),
            ("/bin/sh /srv/turn.sh", Escalation::Other),
            ("/sbin/reboot", Escalation::Other),
            ("/bin/ls xinxiang", Escalation::Other),
        ] {
            let mut words = line.split(' ').map(str::to_owned);
            let (path, arguments) = (words.next().unwrap(), words.collect());
            assert_eq!(
                escalation_of(
                    &Command {
                        negated: false,
                        path,
                        arguments
                    },
                    "xinxiang",
                    999
                ),
                is,
                "{line}"
            );
        }
    }
}
