//! The names that stand for lists in sudo's files, and what a list says of somebody.

use std::collections::HashMap;

use super::rule::{Command, Item, Reader, Rule};
use super::words::{Line, Token, tokens};

/// The names that stand for lists.
#[derive(Default)]
pub(super) struct Aliases {
    /// Of users, of those whom one may be, and of hosts: each has its own.
    lists: HashMap<(Kind, String), Vec<Item>>,
    commands: HashMap<String, Vec<Command>>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    User,
    Runas,
    Host,
}

/// What a line is.
pub(super) enum Read {
    /// A rule, or nothing where it only gives names.
    Rule(Option<Rule>),
    /// It does not read.
    Unreadable,
}

impl Aliases {
    /// Reads a line that is neither an order nor `Defaults`; the names in it are taken in.
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

    /// Whether a list has something, as sudo reads it: of all that are about it, the last one counts.
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

    /// Whether a name stands for a list in which everything is so.
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

    /// The commands of a list, those behind a name among them.
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

/// No name stands for a name that stands for a name oftener than this; one that stands for itself never ends.
const DEEP: u32 = 32;
