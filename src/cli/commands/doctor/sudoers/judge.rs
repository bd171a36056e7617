//! Evaluates what sudo's rules and settings give to others than the account and root.

use std::path::Path;

use super::alias::{AliasKind, Aliases, ParsedLine};
use super::rule::{Command, Grant, ListItem, Rule};
use super::settings::SudoDefaults;
use crate::cli::commands::doctor::sshd_file::matches_pattern;
use crate::cli::commands::doctor::sudoers::escalation::{Escalation, is_user};
use crate::cli::commands::doctor::sudoers::tokens::LogicalLine;
use crate::platform::account::Account;

/// Evaluates the rules for one account and program.
pub(super) struct Judge<'a> {
    pub(super) account: &'a Account,
    program: &'a Path,
    /// The name of this machine.
    host: String,
    pub(super) aliases: Aliases,
    settings: SudoDefaults,
    pub(super) rules: Vec<Rule>,
}

/// A finding, with the place (`file:line`) first.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SudoProblem {
    /// Somebody may run another command, or this one in another way: who, and which.
    ExtraCommand(String, String, String),
    /// Somebody becomes the account by a command run as root: who, and which.
    ThroughRoot(String, String, String),
    /// The caller may set the environment.
    Setenv(String),
    /// Harmful variables are passed on: which.
    Environment(String, String),
    /// The line cannot be parsed.
    Unreadable(String),
}

/// Formats a list as in sudo's files.
pub(super) fn format_list(list: &[ListItem]) -> String {
    let one = |item: &ListItem| format!("{}{}", if item.negated { "!" } else { "" }, item.word);
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl<'a> Judge<'a> {
    /// Parses all lines. Also returns a finding for each that cannot be parsed.
    pub(super) fn new(
        all: &[LogicalLine],
        account: &'a Account,
        program: &'a Path,
        host: String,
    ) -> (Judge<'a>, Vec<SudoProblem>) {
        let mut judge = Judge {
            account,
            program,
            host,
            aliases: Aliases::default(),
            settings: SudoDefaults::default(),
            rules: Vec::new(),
        };
        let mut wrong = Vec::new();
        for line in all {
            let unreadable = match judge.settings.read_line(line) {
                Some(true) => false,
                None => true,
                Some(false) => match judge.aliases.read_line(line) {
                    ParsedLine::Rule(rule) => {
                        judge.rules.extend(rule);
                        false
                    }
                    ParsedLine::Unreadable => true,
                },
            };
            if unreadable {
                wrong.push(SudoProblem::Unreadable(line.place.clone()));
            }
        }
        (judge, wrong)
    }

    /// Reports whether a path names this program: directly, by a link, its folder, or a pattern.
    fn is_program(&self, path: &str) -> bool {
        let named = Path::new(path);
        path == "ALL"
            || path.starts_with('/')
                && (named.canonicalize().is_ok_and(|real| real == self.program)
                    || named == self.program
                    || (path.ends_with('/')
                        && named.canonicalize().ok().as_deref() == self.program.parent())
                    || self
                        .program
                        .to_str()
                        .is_some_and(|program| matches_pattern(path, program)))
    }

    /// Reports whether settings about these commands apply to the program.
    fn concerns_program(&self, commands: &[Command]) -> bool {
        let commands = self.aliases.expand_commands(commands);
        commands
            .iter()
            .rev()
            .find(|command| self.is_program(&command.path))
            .is_some_and(|command| !command.negated)
    }

    /// Reports whether a rule applies on this machine; addresses, netgroups and patterns may.
    pub(super) fn applies_here(&self, grant: &Grant) -> bool {
        let short = |name: &str| {
            name.split('.')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let is = |word: &str| {
            word == "ALL"
                || word.contains(['*', '?', '[', '/', '+', ':'])
                || word.starts_with(|char: char| char.is_ascii_digit())
                || short(word) == short(&self.host)
        };
        self.aliases
            .list_matches(AliasKind::Host, &grant.hosts, &is)
    }

    /// Reports whether a grant lets its caller become this user. The account may be a member of any
    /// group.
    pub(super) fn may_become(&self, grant: &Grant, login: &str, uid: u32) -> bool {
        let is = |word: &str| {
            // Root is in root's group; the members of other groups are unknown.
            let grouped = if uid == 0 {
                ["%root", "%#0"].contains(&word)
            } else {
                word.starts_with(['%', '+'])
            };
            word == "ALL" || grouped || is_user(word, login, uid)
        };
        match &grant.runas {
            Some(list) => self.aliases.list_matches(AliasKind::Runas, list, &is),
            None => self
                .settings
                .default_targets(&|commands| self.concerns_program(commands))
                .iter()
                .any(|word| is(word)),
        }
    }

    /// Reports whether a rule is only for root and the account itself, who gain nothing by it.
    pub(super) fn is_only_own(&self, users: &[ListItem]) -> bool {
        let own = |word: &str| {
            is_user(word, "root", 0) || is_user(word, &self.account.login, self.account.uid)
        };
        let others = |item: &ListItem| !item.negated && !own(&item.word);
        let aliased = |item: &ListItem| {
            !item.negated && self.aliases.all_satisfy(AliasKind::User, &item.word, &own)
        };
        users.iter().all(|item| !others(item) || aliased(item))
    }

    /// Returns all findings about rules and settings.
    pub(super) fn find_problems(&self) -> Vec<SudoProblem> {
        let mut wrong = Vec::new();
        let is_about = |commands: &[Command]| self.concerns_program(commands);
        for rule in self
            .rules
            .iter()
            .filter(|rule| !self.is_only_own(&rule.users))
        {
            for grant in rule.grants.iter().filter(|grant| self.applies_here(grant)) {
                let through = self
                    .root_commands(grant)
                    .into_iter()
                    .filter(|(way, _)| *way == Escalation::Account);
                wrong.extend(through.map(|(_, words)| {
                    SudoProblem::ThroughRoot(rule.place.clone(), format_list(&rule.users), words)
                }));
                if !self.may_become(grant, &self.account.login, self.account.uid) {
                    continue;
                }
                let commands = self.aliases.expand_commands(&grant.commands);
                // Whoever may become root is reported separately.
                if self.may_become(grant, "root", 0)
                    && commands
                        .iter()
                        .any(|command| !command.negated && command.path == "ALL")
                {
                    continue;
                }
                for command in commands.iter().filter(|command| !command.negated) {
                    if grant.chroot || !self.is_harmless(command) {
                        wrong.push(SudoProblem::ExtraCommand(
                            rule.place.clone(),
                            format_list(&rule.users),
                            command.to_text(),
                        ));
                    }
                    let setenv = grant.setenv == Some(true) && self.is_program(&command.path);
                    if setenv && !wrong.contains(&SudoProblem::Setenv(rule.place.clone())) {
                        wrong.push(SudoProblem::Setenv(rule.place.clone()));
                    }
                }
            }
        }
        wrong.extend(
            self.settings
                .setenv_place(&is_about)
                .map(SudoProblem::Setenv),
        );
        let through = self.settings.passed_environment(&is_about).into_iter();
        wrong.extend(
            through.map(|through| SudoProblem::Environment(through.place, through.names.join(" "))),
        );
        wrong
    }

    /// Reports whether a command is exactly this program without arguments, or only lists
    /// permissions.
    fn is_harmless(&self, command: &Command) -> bool {
        // `list` only shows what the caller may do.
        if command.path == "list" {
            return true;
        }
        let plain = !command.path.contains(['*', '?', '[', '^'])
            && !command.path.ends_with('/')
            && command.path != "ALL";
        plain && self.is_program(&command.path) && command.arguments == [String::new()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::doctor::sudoers::tokens::join_lines;

    const README: &str = "Defaults!/usr/local/bin/xinxiang env_reset, !setenv\n\
                          %mailbox ALL=(xinxiang) NOPASSWD: /usr/local/bin/xinxiang \"\"\n";

    fn account() -> Account {
        Account {
            login: "xinxiang".into(),
            uid: 999,
            gecos: String::new(),
            home: "/h".into(),
            shell: String::new(),
        }
    }

    /// Returns the findings of such a file, as `kind line` each, and who may become root.
    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let (account, program) = (account(), Path::new("/usr/local/bin/xinxiang"));
        let (judge, mut wrong) = Judge::new(
            &join_lines("F", text),
            &account,
            program,
            "box.example".to_owned(),
        );
        wrong.extend(judge.find_problems());
        let short = |one: &SudoProblem| match one {
            SudoProblem::ExtraCommand(line, ..) => format!("more {line}"),
            SudoProblem::ThroughRoot(line, ..) => format!("through {line}"),
            SudoProblem::Setenv(line) => format!("setenv {line}"),
            SudoProblem::Environment(line, names) => {
                format!("environment {line} {names}").trim().to_owned()
            }
            SudoProblem::Unreadable(line) => format!("unread {line}"),
        };
        let (anybody, some) = judge.find_superusers();
        (
            wrong.iter().map(short).collect(),
            anybody.into_iter().chain(some).collect(),
        )
    }

    #[test]
    fn whoever_runs_more_as_the_account_than_the_program_alone_is_told() {
        for (text, wrong) in [
            (README, &[][..]),
            ("%mailbox ALL=(xinxiang) NOPASSWD: ALL\n", &["more F:1"]),
            (
                "li ALL=(#999) NOPASSWD: SETENV: ALL\n",
                &["more F:1", "setenv F:1"],
            ),
            ("li ALL=(xinxiang) /usr/local/bin/xinxiang\n", &["more F:1"]),
            (
                "li ALL=(xinxiang) /usr/local/bin/xinxiang *\n",
                &["more F:1"],
            ),
            (
                "li ALL=(xinxiang) /usr/local/bin/xinxiang --db *\n",
                &["more F:1"],
            ),
            (
                "li ALL=(xinxiang) /usr/local/bin/xin* \"\"\n",
                &["more F:1"],
            ),
            ("li ALL=(xinxiang) /usr/local/bin/\n", &["more F:1"]),
            ("li ALL=(xinxiang) sudoedit /srv/x\n", &["more F:1"]),
            (
                "li ALL=(xinxiang) /usr/local/bin/xinxiang \"\", /bin/true\n",
                &["more F:1"],
            ),
            (
                "li ALL=(xinxiang) /usr/local/bin/xinxiang \"\", !/bin/true, list\n",
                &[],
            ),
            (
                "li ALL=(xinxiang) CHROOT=/srv /usr/local/bin/xinxiang \"\"\n",
                &["more F:1"],
            ),
            (
                "li ALL=(xinxiang) CWD=/srv NOPASSWD:NOEXEC: /usr/local/bin/xinxiang \"\"\n",
                &[],
            ),
            (
                "li ALL=(xinxiang) sha224:0GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ== /usr/local/bin/xinxiang \"\"\n",
                &[],
            ),
            (
                "li ALL=(root) /bin/true, (xinxiang) /usr/local/bin/xinxiang \"\", /bin/sh\n",
                &["more F:1"],
            ),
            ("li ALL=(root) /bin/sh\n", &[]),
            ("li ALL=/bin/sh\n", &[]),
            (
                "Defaults runas_default=xinxiang\nli ALL=/bin/sh\n",
                &["more F:2"],
            ),
            ("li ALL=(ALL, !xinxiang) /bin/sh\n", &[]),
            ("li ALL=(ALL, !root) ALL\n", &["more F:1"]),
            ("li ALL=(%staff) /bin/sh\n", &["more F:1"]),
            ("li ALL=(:mailbox) /bin/sh\n", &[]),
            ("li ALL=(xinxiang:mailbox) /bin/sh\n", &["more F:1"]),
            ("li ALL=(ALL) /usr/bin/less\n", &["more F:1"]),
            (
                "root ALL=(xinxiang) ALL\nxinxiang ALL=(xinxiang) ALL\n#0 ALL=(ALL) ALL\n",
                &[],
            ),
            ("ALL ALL=(xinxiang) ALL\n", &["more F:1"]),
            ("li other=(xinxiang) ALL\n", &[]),
            ("li box=(xinxiang) ALL\n", &["more F:1"]),
            ("li ALL, !box=(xinxiang) ALL\n", &[]),
            ("li 192.0.2.0/24=(xinxiang) ALL\n", &["more F:1"]),
            (
                "li other=(xinxiang) ALL : box.example=(xinxiang) /bin/sh\n",
                &["more F:1"],
            ),
            (
                "li ALL=(xinxiang) \\\n  NOPASSWD: /bin/sh # all of it\n",
                &["more F:1"],
            ),
            ("#li ALL=(xinxiang) ALL\n", &[]),
            ("#1000 ALL=(xinxiang) ALL\n", &["more F:1"]),
            ("li ALL=(XINXIANG) NOPASSWD: /bin/sh\n", &["more F:1"]),
            ("li ALL=(#0999) /bin/sh\n", &["more F:1"]),
            ("li ALL=(\"#+999\") /bin/sh\n", &["more F:1"]),
            ("li ALL=(xinxian\\x67) /bin/sh\n", &["more F:1"]),
            ("li ALL=(\"Xinxiang\") /bin/sh\n", &["more F:1"]),
            ("li ALL=(ALL, !XINXIANG) /bin/sh\n", &[]),
            (
                "Runas_Alias R=XINXIANG\nli ALL=(R) /bin/sh\n",
                &["more F:2"],
            ),
            ("Runas_Alias R=#00999\nli ALL=(R) /bin/sh\n", &["more F:2"]),
            (
                "Defaults runas_default=XINXIANG\nli ALL=NOPASSWD: /bin/sh\n",
                &["more F:2"],
            ),
            (
                "Defaults runas_default=\"xinxian\\x67\"\nli ALL=/bin/sh\n",
                &["more F:2"],
            ),
            (
                "Defaults runas_default=#0999\nli ALL=/bin/sh\n",
                &["more F:2"],
            ),
            (
                "Defaults:li runas_default=xinxiang\nDefaults:wu runas_default=nobody\nli ALL=/bin/sh\n",
                &["more F:3"],
            ),
            ("#00 ALL=(xinxiang) ALL\nXINXIANG ALL=(xinxiang) ALL\n", &[]),
            ("li ALL=(root) /usr/bin/su xinxiang\n", &["through F:1"]),
            (
                "Cmnd_Alias SU=/bin/su - XINXIANG\nli ALL=(#00) SU\n",
                &["through F:2"],
            ),
        ] {
            assert_eq!(told(text).0, wrong, "{text}");
        }
    }

    #[test]
    fn a_name_is_what_it_stands_for() {
        for (text, wrong) in [
            (
                "Cmnd_Alias BOX = /usr/local/bin/xinxiang \"\"\nli ALL=(xinxiang) BOX\n",
                &[][..],
            ),
            (
                "Cmnd_Alias BOX = /usr/local/bin/xinxiang \"\", SH : SH = /bin/sh\nli ALL=(xinxiang) BOX\n",
                &["more F:2"],
            ),
            (
                "Cmnd_Alias A = B\nCmnd_Alias B = A\nli ALL=(xinxiang) A\n",
                &["more F:3"],
            ),
            (
                "Runas_Alias BOX = #999, nobody\nli ALL=(BOX) /bin/sh\n",
                &["more F:2"],
            ),
            ("Runas_Alias BOX = nobody\nli ALL=(BOX) /bin/sh\n", &[]),
            (
                "Runas_Alias BOX = ALL, !xinxiang\nli ALL=(BOX) /bin/sh\n",
                &[],
            ),
            (
                "User_Alias US = root, xinxiang\nUS ALL=(xinxiang) ALL\n",
                &[],
            ),
            (
                "User_Alias US = root, li\nUS ALL=(xinxiang) ALL\n",
                &["more F:2"],
            ),
            (
                "Host_Alias HERE = box\nHost_Alias THERE = other\nli THERE=(xinxiang) ALL\nli HERE=(xinxiang) ALL\n",
                &["more F:4"],
            ),
        ] {
            assert_eq!(told(text).0, wrong, "{text}");
        }
    }

    #[test]
    fn an_environment_that_comes_through_is_told() {
        for (text, wrong) in [
            (
                "Defaults env_keep += \"LD_PRELOAD\"\n",
                &["environment F:1 LD_PRELOAD"][..],
            ),
            (
                "Defaults env_keep += \"LANG LC_*\", env_keep += \"DISPLAY\"\n",
                &[],
            ),
            (
                "Defaults env_keep = \"LD_*\"\nDefaults env_keep = \"LANG\"\n",
                &[],
            ),
            (
                "Defaults env_keep += \"LD_A LANG\"\nDefaults env_keep -= \"LD_A\"\n",
                &[],
            ),
            ("Defaults:li env_keep += \"*\"\n", &["environment F:1 *"]),
            (
                "Defaults env_check += \"GCONV_PATH\"\n",
                &["environment F:1 GCONV_PATH"],
            ),
            ("Defaults!/bin/true env_keep += \"LD_PRELOAD\"\n", &[]),
            ("Defaults !env_reset\n", &["environment F:1"]),
            ("Defaults !env_reset\nDefaults env_reset\n", &[]),
            (
                "Defaults@box !env_reset\nDefaults env_reset\n",
                &["environment F:1"],
            ),
            (
                "Defaults !env_reset\nDefaults!/usr/local/bin/xinxiang env_reset\n",
                &[],
            ),
            (
                "Cmnd_Alias BOX = /usr/local/bin/xinxiang\nDefaults!BOX !env_reset\n",
                &["environment F:2"],
            ),
            ("Defaults setenv\n", &["setenv F:1"]),
            ("Defaults !!setenv\n", &["setenv F:1"]),
            ("Defaults!/usr/local/bin/xinxiang setenv\n", &["setenv F:1"]),
            ("Defaults!/bin/true setenv\n", &[]),
            (
                "li ALL=(xinxiang) SETENV: /usr/local/bin/xinxiang \"\"\n",
                &["setenv F:1"],
            ),
            (
                "li ALL=(xinxiang) SETENV: /bin/true, NOSETENV: /usr/local/bin/xinxiang \"\"\n",
                &["more F:1"],
            ),
        ] {
            assert_eq!(told(text).0, wrong, "{text}");
        }
        assert!(
            told(&format!("Defaults setenv\n{README}")).0.is_empty(),
            "the README's line holds before it"
        );
    }

    #[test]
    fn what_a_system_comes_with_is_read_and_who_may_be_the_superuser_is_noted() {
        let debian = "Defaults\tenv_reset\nDefaults\tmail_badpass\n\
                      Defaults\tsecure_path=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"\n\
                      Defaults\tuse_pty\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n";
        assert_eq!(told(debian), (vec![], vec!["%sudo".to_owned()]));
        let other = "Defaults   !visiblepw\nDefaults    env_keep =  \"COLORS DISPLAY HOSTNAME HISTSIZE KDEDIR LS_COLORS\"\n\
                     Defaults    env_keep += \"LC_TIME LC_ALL LANGUAGE LINGUAS _XKB_CHARSET XAUTHORITY\"\n\
                     Defaults badpass_message = \"no, not so\", passwd_tries=2\n\
                     %wheel  ALL=(ALL)       NOPASSWD: ALL\n";
        assert_eq!(told(other), (vec![], vec!["%wheel".to_owned()]));
        for (text, noted) in [
            ("li ALL=(root) NOPASSWD: /bin/sh\n", "li"),
            ("li ALL=(ROOT) /bin/sh\n", "li"),
            ("li ALL=/usr/bin/su\n", "li"),
            ("li ALL=/sbin/reboot\n", "li (/sbin/reboot)"),
            (
                "li ALL=(root) /usr/bin/su xinxiang\n",
                "li (/usr/bin/su xinxiang)",
            ),
        ] {
            assert_eq!(told(text).1, [noted], "{text}");
        }
        assert!(
            told("root ALL=(root) /bin/sh\nli ALL=(nobody) /bin/sh\n")
                .1
                .is_empty()
        );
        for broken in [
            "li ALL\n",
            "li ALL=(xinxiang ALL\n",
            "li ALL=(xinxiang) \"/bin\n",
            "Cmnd_Alias = /x\n",
            "nonsense\n",
        ] {
            assert_eq!(told(broken).0, ["unread F:1"], "{broken}");
        }
    }
}
