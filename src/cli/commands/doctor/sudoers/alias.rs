//! The aliases of sudo's files, and whether a list matches somebody.

use std::collections::HashMap;

use super::rule::{Command, Item, Reader, Rule};
use super::words::{Line, Token, tokens};

/// All aliases by name.
#[derive(Default)]
pub(super) struct Aliases {
    /// User, target-user and host aliases; each kind has its own names.
    lists: HashMap<(Kind, String), Vec<Item>>,
    commands: HashMap<String, Vec<Command>>,
}

/// The kind of an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    User,
    Runas,
    Host,
}

/// The result of parsing a line.
pub(super) enum Read {
    /// A rule, or `None` for a line that only defines aliases.
    Rule(Option<Rule>),
    /// The line cannot be parsed.
    Unreadable,
}

impl Aliases {
    /// Parses a line that is neither an include nor `Defaults`, and stores the aliases in it.
    pub(super) fn read(&mut self, line: &Line) -> Read {
        match self.parse(line) {
            Some(rule) => Read::Rule(rule),
            None => Read::Unreadable,
        }
    }

    fn parse(&mut self, line: &Line) -> Option<Option<Rule>> {
        let tokens = tokens(&line.text)?;
        let mut reader = Reader { left: &tokens };
        let kind = match tokens.first()? {
            Token::Word(word) if ["Cmnd_Alias", "Cmd_Alias"].contains(&word.as_str()) => {
                reader.word();
                self.commands.extend(reader.names(Reader::commands)?);
                return Some(None);
            }
            Token::Word(word) if word == "User_Alias" => Kind::User,
            Token::Word(word) if word == "Runas_Alias" => Kind::Runas,
            Token::Word(word) if word == "Host_Alias" => Kind::Host,
            _ => {
                let users = reader.list()?;
                return Some(Some(Rule {
                    place: line.place.clone(),
                    users,
                    grants: reader.grants()?,
                }));
            }
        };
        reader.word();
        let named = reader.names(Reader::list)?.into_iter();
        self.lists
            .extend(named.map(|(name, list)| ((kind, name), list)));
        Some(None)
    }

    /// Reports whether a list matches, by sudo's rule: the last matching item decides.
    pub(super) fn has(&self, kind: Kind, list: &[Item], is: &dyn Fn(&str) -> bool) -> bool {
        self.last(kind, list, is, 0).unwrap_or(false)
    }

    fn last(
        &self,
        kind: Kind,
        list: &[Item],
        is: &dyn Fn(&str) -> bool,
        depth: u32,
    ) -> Option<bool> {
        let one = |item: &Item| {
            let said = match self
                .lists
                .get(&(kind, item.word.clone()))
                .filter(|_| depth < DEEP)
            {
                Some(list) => self.last(kind, list, is, depth + 1),
                None => is(&item.word).then_some(true),
            };
            said.map(|said| said != item.negated)
        };
        list.iter().rev().find_map(one)
    }

    /// Reports whether an alias stands for a list in which every item satisfies `is`.
    pub(super) fn only(&self, kind: Kind, name: &str, is: &dyn Fn(&str) -> bool) -> bool {
        self.only_deep(kind, name, is, 0)
    }

    fn only_deep(&self, kind: Kind, name: &str, is: &dyn Fn(&str) -> bool, depth: u32) -> bool {
        let Some(list) = self
            .lists
            .get(&(kind, name.to_owned()))
            .filter(|_| depth < DEEP)
        else {
            return false;
        };
        list.iter().all(|item| {
            item.negated || is(&item.word) || self.only_deep(kind, &item.word, is, depth + 1)
        })
    }

    /// Returns the commands of a list with aliases expanded.
    pub(super) fn spelled_out(&self, commands: &[Command]) -> Vec<Command> {
        let mut all = Vec::new();
        self.spell_out(commands, false, 0, &mut all);
        all
    }

    fn spell_out(&self, commands: &[Command], negated: bool, depth: u32, all: &mut Vec<Command>) {
        for command in commands {
            let negated = command.negated != negated;
            match self.commands.get(&command.path).filter(|_| depth < DEEP) {
                Some(commands) => self.spell_out(commands, negated, depth + 1, all),
                None => all.push(Command {
                    negated,
                    ..command.clone()
                }),
            }
        }
    }
}

/// The deepest nesting of aliases; an alias may refer to itself.
const DEEP: u32 = 32;
