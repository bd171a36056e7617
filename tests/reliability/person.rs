//! One of the people in the office: does what may be done, and writes down each deed that the store has acknowledged.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use std::time::Duration;
use xinxiang::domain::directory::staff::Staff;
use xinxiang::domain::letter::draft::{Draft, REPLY_PURPOSE};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::is_possible;
use xinxiang::store::change::drafts::DraftSaved;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::change::receive::Received;
use xinxiang::store::{Store, StoreError};

use super::ground::morning;
use crate::office::{good, incoming};

/// An acknowledgement: from here on it must never be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Something done to a letter, which brought it to this version.
    Event { letter: i64, version: u32, at: i64 },
    /// A letter received.
    Letter { letter: i64, at: i64 },
    /// A draft saved: its text begins with this number.
    Draft { letter: i64, n: u64 },
}

impl Said {
    fn line(&self) -> String {
        match self {
            Said::Event {
                letter,
                version,
                at,
            } => format!("event {letter} {version} {at}\n"),
            Said::Letter { letter, at } => format!("letter {letter} {at}\n"),
            Said::Draft { letter, n } => format!("draft {letter} {n}\n"),
        }
    }

    /// Reads a line; one that was cut short is none.
    fn parse(line: &str) -> Option<Said> {
        let words: Vec<&str> = line.strip_suffix('\n')?.split(' ').collect();
        match words[..] {
            ["event", letter, version, at] => Some(Said::Event {
                letter: letter.parse().ok()?,
                version: version.parse().ok()?,
                at: at.parse().ok()?,
            }),
            ["letter", letter, at] => Some(Said::Letter {
                letter: letter.parse().ok()?,
                at: at.parse().ok()?,
            }),
            ["draft", letter, n] => Some(Said::Draft {
                letter: letter.parse().ok()?,
                n: n.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// When, as the record has it; a draft is not in the record.
    pub(super) fn at(&self) -> Option<i64> {
        match self {
            Said::Event { at, .. } | Said::Letter { at, .. } => Some(*at),
            Said::Draft { .. } => None,
        }
    }
}

/// Reads the acknowledgements in a text.
pub(super) fn said(text: &str) -> Vec<Said> {
    text.split_inclusive('\n').filter_map(Said::parse).collect()
}

/// Everything that was acknowledged to one who worked on this database.
pub(super) fn said_by(database: &Path, who: &str) -> Vec<Said> {
    said(&std::fs::read_to_string(said_file(database, who)).unwrap_or_default())
}

/// Where he writes down what he was told.
pub(super) fn said_file(database: &Path, who: &str) -> PathBuf {
    database.with_file_name(format!("said-{who}"))
}

/// How often one has begun to work on this database.
pub(super) fn lives(database: &Path, who: &str) -> i64 {
    let said = std::fs::read_to_string(said_file(database, who)).unwrap_or_default();
    i64::try_from(said.lines().filter(|line| *line == "life").count()).unwrap()
}

/// What became of a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    Done,
    /// The rules had something against it, or there was nothing to do.
    Refused,
    /// Somebody else was faster.
    Conflict,
}

/// One of the people, at work.
pub(super) struct Person {
    pub store: Store,
    pub who: Staff,
    pub rng: fastrand::Rng,
    at: Timestamp,
    n: u64,
    said: File,
}

impl Person {
    pub(super) fn enter(database: &Path, id: &str, seed: u64) -> Person {
        let store = Store::open(database).unwrap();
        let who = store.office().staff(id).unwrap().clone();
        let mut said = File::options()
            .create(true)
            .append(true)
            .open(said_file(database, id))
            .unwrap();
        // No two deeds of a person at one instant, in this life or an earlier one.
        let lives = lives(database, id);
        said.write_all(b"life\n").unwrap();
        let at = morning().saturating_add(Duration::from_secs(lives.unsigned_abs() * 100_000));
        Person {
            store,
            who,
            rng: fastrand::Rng::with_seed(seed),
            at,
            n: 0,
            said,
        }
    }

    fn tell(&mut self, said: &Said) {
        self.said.write_all(said.line().as_bytes()).unwrap();
    }

    /// Writes down something else that one wants to know afterwards.
    pub(super) fn note(&mut self, line: &str) {
        self.said.write_all(line.as_bytes()).unwrap();
    }

    /// What others did to a letter after it was seen like this and before what this person did last.
    pub(super) fn between(&self, seen: &Letter) -> Vec<String> {
        let history = self.store.history(seen.id).unwrap();
        let mine = history
            .iter()
            .rposition(|recorded| recorded.who == self.who.id && recorded.at == self.at);
        let others = history[..mine.unwrap_or(0)]
            .iter()
            .filter(|recorded| recorded.version > seen.version);
        others
            .filter(|recorded| recorded.at != self.at && recorded.event.kind() != "read")
            .map(|recorded| format!("{} by {}", recorded.event.kind(), recorded.who))
            .collect()
    }

    pub(super) fn now(&mut self) -> Timestamp {
        self.at = self.at.saturating_add(Duration::from_secs(1));
        self.at
    }

    /// Does one thing: mostly to a letter, sometimes a new one comes in by hand, or what is being written is saved.
    pub(super) fn acts(&mut self) -> Result<Became, StoreError> {
        match self.rng.u8(..100) {
            0..10 => self.receives(1).map(|_| Became::Done),
            10..25 => self.writes(),
            _ => {
                let letter = self.any_letter()?;
                self.does(&letter)
            }
        }
    }

    pub(super) fn any_letter(&mut self) -> Result<Letter, StoreError> {
        let last = self
            .store
            .queue_counts(self.at, &Default::default())?
            .get(xinxiang::domain::letter::stage::Queue::All);
        self.store
            .load_letter(LetterId(self.rng.i64(1..=i64::try_from(last).unwrap_or(1))))
    }

    /// Does to a letter, as it was seen, something that its stage allows.
    pub(super) fn does(&mut self, letter: &Letter) -> Result<Became, StoreError> {
        let regulation = self
            .store
            .office()
            .regulation_of(&letter.regulation)
            .clone();
        // Who may read it stays as it is: everybody goes on.
        let can = |verb: &Verb| {
            !matches!(verb, Verb::Restrict | Verb::Read | Verb::Lapse)
                && is_possible(letter, *verb, &self.who, &regulation)
        };
        let verbs: Vec<Verb> = Verb::ALL.iter().copied().filter(can).collect();
        let Some(verb) = self.rng.choice(verbs) else {
            return Ok(Became::Refused);
        };
        let action = good(verb, letter, &regulation);
        self.performs(letter, action)
    }

    pub(super) fn performs(
        &mut self,
        letter: &Letter,
        action: Action,
    ) -> Result<Became, StoreError> {
        let at = self.now();
        match self.store.perform(
            Change::of(letter.id, letter.version, action),
            Actor::new(&self.who, at),
        ) {
            Ok(after) => {
                let (letter, at) = (letter.id.0, at.as_millisecond());
                self.tell(&Said::Event {
                    letter,
                    version: after.version,
                    at,
                });
                Ok(Became::Done)
            }
            Err(StoreError::Refused(_) | StoreError::NoLetter(_)) => Ok(Became::Refused),
            Err(StoreError::Conflict { .. }) => Ok(Became::Conflict),
            Err(error) => Err(error),
        }
    }

    /// New letters, in one transaction.
    pub(super) fn receives(&mut self, n: u64) -> Result<(), StoreError> {
        let at = self.now();
        let letters = (0..n)
            .map(|n| incoming(&format!("{}的{}号{n}", self.who.id, self.rng.u64(..)), at))
            .collect();
        let answers = self.store.receive(letters, &self.who.id, at)?;
        answers.iter().for_each(|answer| self.received(answer, at));
        Ok(())
    }

    /// Writes down what became of a letter that was received.
    pub(super) fn received(&mut self, answer: &Received, at: Timestamp) {
        if let Received::New(id) = answer {
            self.tell(&Said::Letter {
                letter: id.0,
                at: at.as_millisecond(),
            });
        }
    }

    /// Saves what he is writing.
    fn writes(&mut self) -> Result<Became, StoreError> {
        let letter = self.any_letter()?;
        self.n += 1;
        let n = u64::try_from(self.at.as_second()).unwrap_or_default() * 1_000 + self.n;
        let text = format!(
            "{n}\n{}",
            "您反映的路灯已经修好。".repeat(self.rng.usize(1..200))
        );
        let revision = self
            .store
            .draft(letter.id, REPLY_PURPOSE, &self.who.id)?
            .map_or(0, |draft| draft.revision);
        let draft = Draft {
            text,
            line: 1,
            col: 0,
            base_version: letter.version,
            saved_at: self.at,
            revision,
            conflict_window: None,
        };
        let saved = self
            .store
            .save_draft(letter.id, REPLY_PURPOSE, &self.who.id, &draft)?;
        assert_eq!(
            saved,
            DraftSaved::AsDraft(None),
            "nobody else writes in his name"
        );
        self.tell(&Said::Draft {
            letter: letter.id.0,
            n,
        });
        Ok(Became::Done)
    }
}
