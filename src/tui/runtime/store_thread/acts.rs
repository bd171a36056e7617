//! Acts on letters: on one, or with one answer on several, each for the unit that has it.

use std::path::PathBuf;

use super::StoreWorker;
use super::files::enclose_files;
use crate::domain::letter::draft::DraftRef;
use crate::domain::letter::incoming::Enclosure;
use crate::domain::letter::{Letter, LetterId};
use crate::domain::time::Timestamp;
use crate::domain::workflow::GuardContext;
use crate::domain::workflow::action::Action;
use crate::domain::workflow::decide::late::GivenTime;
use crate::domain::workflow::unit_guards::applicable_units;
use crate::domain::workflow::verb::Verb;
use crate::store::StoreError;
use crate::store::change::idempotency::IdempotencyKey;
use crate::store::change::perform::{Actor, Change};
use crate::tui::effect::ActionTarget;
use crate::tui::message::{ActionFailure, Message, StoreReply};
use crate::tui::state::reply::REPLY_PURPOSE;

/// What is to be done to letters, as the screen asked for it.
pub(super) struct Act {
    /// The verb that names the whole in messages.
    pub verb: Verb,
    /// The letters.
    pub jobs: Vec<ActionTarget>,
    /// Applied to each letter: all of them or none.
    pub actions: Vec<Action>,
    /// The draft to delete in the same transaction.
    pub draft: Option<DraftRef>,
    /// Files that the action takes, or that prove when it happened.
    pub files: Vec<PathBuf>,
    /// When the act happened, if it is registered afterwards.
    pub given_time: Option<GivenTime>,
}

impl StoreWorker {
    /// Performs actions on each of the letters. Refusals are part of the reply, not errors.
    pub(super) fn perform(&mut self, act: Act, now: Timestamp) -> Result<Vec<Message>, StoreError> {
        let Act {
            verb,
            jobs,
            mut actions,
            draft,
            files,
            given_time,
        } = act;
        let (mut done, mut failed) = (Vec::new(), Vec::new());
        let guard = self.store.guard();
        let files = match enclose_files(files, self.exchange.as_ref(), &guard) {
            Ok(files) => {
                for action in &mut actions {
                    action.name_files(&files);
                }
                files
            }
            Err(sentence) => {
                let letter = jobs.first().map_or(LetterId(0), |job| job.letter);
                let failure = ActionFailure {
                    letter,
                    sentence,
                    current_version: None,
                };
                return Ok(vec![Message::Store(StoreReply::Performed(
                    verb,
                    done,
                    vec![failure],
                ))]);
            }
        };
        let behind = self.store.clock_behind_since(now)?;
        let several = jobs.len() > 1;
        let reply = draft
            .as_ref()
            .is_some_and(|draft| draft.purpose == REPLY_PURPOSE);
        for ActionTarget {
            letter,
            seen_version: seen,
        } in jobs
        {
            if reply && self.conflicted_reply == Some(letter) {
                failed.push(ActionFailure {
                    letter,
                    sentence: say!("versions-choose"),
                    current_version: None,
                });
                continue;
            }
            let own = match several {
                true => self.actions_for_one(letter, &actions, now)?,
                false => Some(actions.clone()),
            };
            let Some(own) = own else {
                failed.push(ActionFailure {
                    letter,
                    sentence: say!("several-units"),
                    current_version: None,
                });
                continue;
            };
            match self.perform_actions(
                ActionTarget {
                    letter,
                    seen_version: seen,
                },
                &own,
                &files,
                given_time.as_ref(),
                now,
                draft.as_ref(),
            ) {
                Ok(after) => {
                    if verb == Verb::ReplyDirectly {
                        self.store.draft_earlier_reply(&after, &self.who, now)?;
                    }
                    done.push(self.store.redact_letter(after, &self.who)?);
                }
                Err(error) => {
                    let conflict = match error {
                        StoreError::Conflict { .. } => {
                            Some(self.store.load_letter(letter)?.version)
                        }
                        _ => None,
                    };
                    failed.push(ActionFailure {
                        letter,
                        sentence: error.to_string(),
                        current_version: conflict,
                    });
                }
            }
        }
        let warning = behind
            .filter(|_| !done.is_empty() && failed.is_empty())
            .map(|newest| {
                let office = self.store.office();
                Message::Store(StoreReply::Behind(say!(
                    "clock-behind",
                    now = office.format_minute(now),
                    newest = office.format_minute(newest)
                )))
            });
        let messages = std::iter::once(Message::Store(StoreReply::Performed(verb, done, failed)))
            .chain(warning)
            .collect();
        Ok(messages)
    }

    /// Performs actions on a letter atomically. If an error leaves open whether the transaction was
    /// committed, the database is reopened and the idempotency key is looked up.
    fn perform_actions(
        &mut self,
        ActionTarget {
            letter,
            seen_version: seen,
        }: ActionTarget,
        actions: &[Action],
        files: &[Enclosure],
        given_time: Option<&GivenTime>,
        now: Timestamp,
        draft: Option<&DraftRef>,
    ) -> Result<Letter, StoreError> {
        let proof = if given_time.is_some() { files } else { &[] };
        let key = IdempotencyKey::from_request(letter, seen, &self.who.id, actions, given_time)
            .with_proof(proof);
        let mut once = || {
            self.store.perform(
                Change::all(letter, seen, actions.to_vec())
                    .with_files(files)
                    .that_happened(given_time)
                    .with_key(Some(&key))
                    .finishing(draft),
                Actor::new(&self.who, now),
            )
        };
        match once() {
            Err(error) if error.may_have_committed() => {
                self.store.reopen()?;
                self.store.applied_letter(&key)?.ok_or(error)
            }
            answer => answer,
        }
    }

    /// Returns the actions for one of several letters: about the unit whose turn it is there. `None`
    /// if several units come into question, so that one has to be chosen.
    pub(super) fn actions_for_one(
        &self,
        id: LetterId,
        actions: &[Action],
        now: Timestamp,
    ) -> Result<Option<Vec<Action>>, StoreError> {
        if actions.iter().all(|action| action.unit().is_none()) {
            return Ok(Some(actions.to_vec()));
        }
        let letter = self.store.load_letter(id)?;
        let regulation = self.store.office().regulation_of(&letter.regulation);
        let about = |action: &Action| {
            let asking = GuardContext {
                verb: action.verb(),
                letter: &letter,
                who: &self.who,
                regulation,
                at: now,
            };
            match applicable_units(&asking)[..] {
                [unit] => Some(action.clone().with_unit(unit)),
                // The rules say why it is not possible.
                [] => Some(action.clone()),
                _ => None,
            }
        };
        Ok(actions.iter().map(about).collect())
    }
}
