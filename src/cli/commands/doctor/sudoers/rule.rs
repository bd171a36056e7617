//! Parses sudo's rules: who may run what as whom (sudoers(5)).

use crate::cli::commands::doctor::sudoers::tokens::{Token, tokenize_text};

/// A user, host or command of a list, possibly negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListItem {
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
    pub(super) fn to_text(&self) -> String {
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
    pub(super) hosts: Vec<ListItem>,
    /// The target users; `None` where the rule names none.
    pub(super) runas: Option<Vec<ListItem>>,
    /// Whether the caller may set the environment; `None` where the rule does not say.
    pub(super) setenv: Option<bool>,
    /// Whether the command runs in another root folder.
    pub(super) chroot: bool,
    pub(super) commands: Vec<Command>,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) place: String,
    pub(super) users: Vec<ListItem>,
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
pub(super) struct RuleParser<'a> {
    pub(super) tokens: &'a [Token],
}

impl RuleParser<'_> {
    fn eat_sign(&mut self, wanted: char) -> bool {
        let is = matches!(self.tokens.first(), Some(Token::Sign(sign)) if *sign == wanted);
        if is {
            self.tokens = &self.tokens[1..];
        }
        is
    }

    pub(super) fn next_word(&mut self) -> Option<String> {
        let (Token::Word(word), left) = self.tokens.split_first()? else {
            return None;
        };
        self.tokens = left;
        Some(word.clone())
    }

    /// Consumes a word of `wanted` together with the sign after it.
    fn word_before(&mut self, sign: char, wanted: &[&str]) -> Option<String> {
        let [Token::Word(word), Token::Sign(behind), left @ ..] = self.tokens else {
            return None;
        };
        if *behind != sign || !wanted.contains(&word.as_str()) {
            return None;
        }
        self.tokens = left;
        Some(word.clone())
    }

    fn eat_negations(&mut self) -> bool {
        let mut negated = false;
        while self.eat_sign('!') {
            negated = !negated;
        }
        negated
    }

    pub(super) fn parse_list(&mut self) -> Option<Vec<ListItem>> {
        let mut list = Vec::new();
        loop {
            let negated = self.eat_negations();
            list.push(ListItem {
                negated,
                word: self.next_word()?,
            });
            if !self.eat_sign(',') {
                return Some(list);
            }
        }
    }

    fn parse_command(&mut self) -> Option<Command> {
        let negated = self.eat_negations();
        let mut path = self.next_word()?;
        // One or several digests of the file may stand before its path.
        while path.starts_with("sha") && self.eat_sign(':') {
            self.next_word()?;
            // The padding of base64.
            while self.eat_sign('=') {}
            self.eat_sign(',');
            path = self.next_word()?;
        }
        let mut arguments = Vec::new();
        while let Some(word) = self.next_word() {
            arguments.push(word);
        }
        Some(Command {
            negated,
            path,
            arguments,
        })
    }

    pub(super) fn parse_commands(&mut self) -> Option<Vec<Command>> {
        let mut commands = vec![self.parse_command()?];
        while self.eat_sign(',') {
            commands.push(self.parse_command()?);
        }
        Some(commands)
    }

    /// Parses the target users in parentheses; groups after the colon are ignored.
    fn parse_runas(&mut self) -> Option<Vec<ListItem>> {
        let users = if matches!(self.tokens.first(), Some(Token::Sign(':' | ')'))) {
            Vec::new()
        } else {
            self.parse_list()?
        };
        if self.eat_sign(':') && !matches!(self.tokens.first(), Some(Token::Sign(')'))) {
            self.parse_list()?;
        }
        self.eat_sign(')').then_some(users)
    }

    /// Parses the part of a rule after its users.
    pub(super) fn parse_grants(&mut self) -> Option<Vec<Grant>> {
        let mut grants = Vec::new();
        loop {
            let hosts = self.parse_list()?;
            if !self.eat_sign('=') {
                return None;
            }
            // Target users, tags and options carry over to the following commands of the list.
            let mut said = Grant {
                hosts,
                ..Grant::default()
            };
            loop {
                if self.eat_sign('(') {
                    said.runas = Some(self.parse_runas()?);
                }
                loop {
                    if self.word_before('=', &["CHROOT"]).is_some() {
                        self.next_word()?;
                        said.chroot = true;
                    } else if self.word_before('=', &OPTIONS).is_some() {
                        self.next_word()?;
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
                    commands: vec![self.parse_command()?],
                    ..said.clone()
                });
                if !self.eat_sign(',') {
                    break;
                }
            }
            if !self.eat_sign(':') {
                return self.tokens.is_empty().then_some(grants);
            }
        }
    }

    /// Parses `NAME = list : NAME = list`.
    pub(super) fn parse_definitions<T>(
        &mut self,
        list: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Vec<(String, T)>> {
        let mut names = Vec::new();
        loop {
            let name = self.next_word()?;
            if !self.eat_sign('=') {
                return None;
            }
            names.push((name, list(self)?));
            if !self.eat_sign(':') {
                return self.tokens.is_empty().then_some(names);
            }
        }
    }
}

/// Parses the commands of a `Defaults!` line.
pub(super) fn parse_command_list(text: &str) -> Option<Vec<Command>> {
    let tokens = tokenize_text(text)?;
    let mut reader = RuleParser { tokens: &tokens };
    let commands = reader.parse_commands()?;
    reader.tokens.is_empty().then_some(commands)
}
