//! The aliases of sudo's files, and whether a list matches somebody.

use std::collections::HashMap;

use super::rule::{Command, ListItem, Rule, RuleParser};
use crate::cli::commands::doctor::sudoers::tokens::{LogicalLine, Token, tokenize_text};

/// All aliases by name.
#[derive(Default)]
pub(super) struct Aliases {
    /// User, target-user and host aliases; each kind has its own names.
    lists: HashMap<(AliasKind, String), Vec<ListItem>>,
    commands: HashMap<String, Vec<Command>>,
}

/// The kind of an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum AliasKind {
    User,
    Runas,
    Host,
}

/// The result of parsing a line.
pub(super) enum ParsedLine {
    /// A rule, or `None` for a line that only defines aliases.
    Rule(Option<Rule>),
    /// The line cannot be parsed.
    Unreadable,
}

impl Aliases {
    /// Parses a line that is neither an include nor `Defaults`, and stores the aliases in it.
    pub(super) fn read_line(&mut self, line: &LogicalLine) -> ParsedLine {
        match self.parse_line(line) {
            Some(rule) => ParsedLine::Rule(rule),
            None => ParsedLine::Unreadable,
        }
    }

    fn parse_line(&mut self, line: &LogicalLine) -> Option<Option<Rule>> {
        let tokens = tokenize_text(&line.text)?;
        let mut reader = RuleParser { tokens: &tokens };
        let kind = match tokens.first()? {
            Token::Word(word) if ["Cmnd_Alias", "Cmd_Alias"].contains(&word.as_str()) => {
                reader.next_word();
                self.commands
                    .extend(reader.parse_definitions(RuleParser::parse_commands)?);
                return Some(None);
            }
            Token::Word(word) if word == "User_Alias" => AliasKind::User,
            Token::Word(word) if word == "Runas_Alias" => AliasKind::Runas,
            Token::Word(word) if word == "Host_Alias" => AliasKind::Host,
            _ => {
                let users = reader.parse_list()?;
                return Some(Some(Rule {
                    place: line.place.clone(),
                    users,
                    grants: reader.parse_grants()?,
                }));
            }
        };
        reader.next_word();
        let named = reader
            .parse_definitions(RuleParser::parse_list)?
            .into_iter();
        self.lists
            .extend(named.map(|(name, list)| ((kind, name), list)));
        Some(None)
    }

    /// Reports whether a list matches, by sudo's rule: the last matching item decides.
    pub(super) fn list_matches(
        &self,
        kind: AliasKind,
        list: &[ListItem],
        is: &dyn Fn(&str) -> bool,
    ) -> bool {
        self.last_match(kind, list, is, 0).unwrap_or(false)
    }

    fn last_match(
        &self,
        kind: AliasKind,
        list: &[ListItem],
        is: &dyn Fn(&str) -> bool,
        depth: u32,
    ) -> Option<bool> {
        let one = |item: &ListItem| {
            let said = match self
                .lists
                .get(&(kind, item.word.clone()))
                .filter(|_| depth < MAX_NESTING)
            {
                Some(list) => self.last_match(kind, list, is, depth + 1),
                None => is(&item.word).then_some(true),
            };
            said.map(|said| said != item.negated)
        };
        list.iter().rev().find_map(one)
    }

    /// Reports whether an alias stands for a list in which every item satisfies `is`.
    pub(super) fn all_satisfy(
        &self,
        kind: AliasKind,
        name: &str,
        is: &dyn Fn(&str) -> bool,
    ) -> bool {
        self.all_satisfy_nested(kind, name, is, 0)
    }

    fn all_satisfy_nested(
        &self,
        kind: AliasKind,
        name: &str,
        is: &dyn Fn(&str) -> bool,
        depth: u32,
    ) -> bool {
        let Some(list) = self
            .lists
            .get(&(kind, name.to_owned()))
            .filter(|_| depth < MAX_NESTING)
        else {
            return false;
        };
        list.iter().all(|item| {
            item.negated
                || is(&item.word)
                || self.all_satisfy_nested(kind, &item.word, is, depth + 1)
        })
    }

    /// Returns the commands of a list with aliases expanded.
    pub(super) fn expand_commands(&self, commands: &[Command]) -> Vec<Command> {
        let mut all = Vec::new();
        self.expand_into(commands, false, 0, &mut all);
        all
    }

    fn expand_into(&self, commands: &[Command], negated: bool, depth: u32, all: &mut Vec<Command>) {
        for command in commands {
            let negated = command.negated != negated;
            match self
                .commands
                .get(&command.path)
                .filter(|_| depth < MAX_NESTING)
            {
                Some(commands) => self.expand_into(commands, negated, depth + 1, all),
                None => all.push(Command {
                    negated,
                    ..command.clone()
                }),
            }
        }
    }
}

/// The deepest nesting of aliases; an alias may refer to itself.
const MAX_NESTING: u32 = 32;
