//! Parses sudo's rules: who may run what as whom (sudoers(5)).

use super::words::{Token, tokens};

/// A user, host or command of a list, possibly negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) negated: bool,
    pub(super) word: String,
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) negated: bool,
    pub(super) path: String,
    /// Empty: any arguments are allowed. One empty word: none are allowed.
    pub(super) arguments: Vec<String>,
}

impl Command {
    /// Returns the command line as written in the rule.
    pub(super) fn words(&self) -> String {
        let words = std::iter::once(&self.path).chain(&self.arguments);
        words
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
            .trim_end()
            .to_owned()
    }
}

/// The permission that one rule grants.
#[derive(Clone, Debug, Default)]
pub(super) struct Grant {
    pub(super) hosts: Vec<Item>,
    /// The target users; `None` where the rule names none.
    pub(super) runas: Option<Vec<Item>>,
    /// Whether the caller may set the environment; `None` where the rule does not say.
    pub(super) setenv: Option<bool>,
    /// Whether the command runs in another root folder.
    pub(super) chroot: bool,
    pub(super) commands: Vec<Command>,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) place: String,
    pub(super) users: Vec<Item>,
    pub(super) grants: Vec<Grant>,
}

/// The tags before a command, each followed by a colon.
const TAGS: [&str; 18] = [
    "EXEC",
    "NOEXEC",
    "FOLLOW",
    "NOFOLLOW",
    "INTERCEPT",
    "NOINTERCEPT",
    "LOG_INPUT",
    "NOLOG_INPUT",
    "LOG_OUTPUT",
    "NOLOG_OUTPUT",
    "MAIL",
    "NOMAIL",
    "PASSWD",
    "NOPASSWD",
    "SETENV",
    "NOSETENV",
    "LOG_EXIT",
    "NOLOG_EXIT",
];

/// The options before a command, each with a value.
const OPTIONS: [&str; 9] = [
    "ROLE",
    "TYPE",
    "PRIVS",
    "LIMITPRIVS",
    "NOTBEFORE",
    "NOTAFTER",
    "TIMEOUT",
    "CWD",
    "APPARMOR_PROFILE",
];

/// A recursive-descent parser over tokens.
pub(super) struct Reader<'a> {
    pub(super) left: &'a [Token],
}

impl Reader<'_> {
    fn sign(&mut self, wanted: char) -> bool {
        let is = matches!(self.left.first(), Some(Token::Sign(sign)) if *sign == wanted);
        if is {
            self.left = &self.left[1..];
        }
        is
    }

    pub(super) fn word(&mut self) -> Option<String> {
        let (Token::Word(word), left) = self.left.split_first()? else {
            return None;
        };
        self.left = left;
        Some(word.clone())
    }

    /// Consumes a word of `wanted` together with the sign after it.
    fn word_before(&mut self, sign: char, wanted: &[&str]) -> Option<String> {
        let [Token::Word(word), Token::Sign(behind), left @ ..] = self.left else {
            return None;
        };
        if *behind != sign || !wanted.contains(&word.as_str()) {
            return None;
        }
        self.left = left;
        Some(word.clone())
    }

    fn negated(&mut self) -> bool {
        let mut negated = false;
        while self.sign('!') {
            negated = !negated;
        }
        negated
    }

    pub(super) fn list(&mut self) -> Option<Vec<Item>> {
        let mut list = Vec::new();
        loop {
            let negated = self.negated();
            list.push(Item {
                negated,
                word: self.word()?,
            });
            if !self.sign(',') {
                return Some(list);
            }
        }
    }

    fn command(&mut self) -> Option<Command> {
        let negated = self.negated();
        let mut path = self.word()?;
        // One or several digests of the file may stand before its path.
        while path.starts_with("sha") && self.sign(':') {
            self.word()?;
            // The padding of base64.
            while self.sign('=') {}
            self.sign(',');
            path = self.word()?;
        }
        let mut arguments = Vec::new();
        while let Some(word) = self.word() {
            arguments.push(word);
        }
        Some(Command {
            negated,
            path,
            arguments,
        })
    }

    pub(super) fn commands(&mut self) -> Option<Vec<Command>> {
        let mut commands = vec![self.command()?];
        while self.sign(',') {
            commands.push(self.command()?);
        }
        Some(commands)
    }

    /// Parses the target users in parentheses; groups after the colon are ignored.
    fn runas(&mut self) -> Option<Vec<Item>> {
        let users = if matches!(self.left.first(), Some(Token::Sign(':' | ')'))) {
            Vec::new()
        } else {
            self.list()?
        };
        if self.sign(':') && !matches!(self.left.first(), Some(Token::Sign(')'))) {
            self.list()?;
        }
        self.sign(')').then_some(users)
    }

    /// Parses the part of a rule after its users.
    pub(super) fn grants(&mut self) -> Option<Vec<Grant>> {
        let mut grants = Vec::new();
        loop {
            let hosts = self.list()?;
            if !self.sign('=') {
                return None;
            }
            // Target users, tags and options carry over to the following commands of the list.
            let mut said = Grant {
                hosts,
                ..Grant::default()
            };
            loop {
                if self.sign('(') {
                    said.runas = Some(self.runas()?);
                }
                loop {
                    if self.word_before('=', &["CHROOT"]).is_some() {
                        self.word()?;
                        said.chroot = true;
                    } else if self.word_before('=', &OPTIONS).is_some() {
                        self.word()?;
                    } else if let Some(tag) = self.word_before(':', &TAGS) {
                        match tag.as_str() {
                            "SETENV" => said.setenv = Some(true),
                            "NOSETENV" => said.setenv = Some(false),
                            _ => {}
                        }
                    } else {
                        break;
                    }
                }
                grants.push(Grant {
                    commands: vec![self.command()?],
                    ..said.clone()
                });
                if !self.sign(',') {
                    break;
                }
            }
            if !self.sign(':') {
                return self.left.is_empty().then_some(grants);
            }
        }
    }

    /// Parses `NAME = list : NAME = list`.
    pub(super) fn names<T>(
        &mut self,
        list: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<(String, T)>> {
        let mut names = Vec::new();
        loop {
            let name = self.word()?;
            if !self.sign('=') {
                return None;
            }
            names.push((name, list(self)?));
            if !self.sign(':') {
                return self.left.is_empty().then_some(names);
            }
        }
    }
}

/// Parses the commands of a `Defaults!` line.
pub(super) fn commands(text: &str) -> Option<Vec<Command>> {
    let tokens = tokens(text)?;
    let mut reader = Reader { left: &tokens };
    let commands = reader.commands()?;
    reader.left.is_empty().then_some(commands)
}
