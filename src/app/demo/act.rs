//! A step of the demo script, and its translation into an action of the workflow.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Contact, Told, Way};
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::Tier;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::Action;
use crate::store::Store;

/// A step of the script (`assets/demo/letters.toml`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    /// When, relative to today in working days: `-6d 08:41`.
    pub at: String,
    #[serde(rename = "do")]
    verb: String,
    by: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    major: bool,
    #[serde(default)]
    ground: String,
    told: Option<Told>,
    #[serde(default)]
    because: String,
    earlier: Option<String>,
    policy: Option<String>,
    lead: Option<String>,
    #[serde(default)]
    co: Vec<String>,
    /// The unit that acts; without it, the lead unit.
    unit: Option<String>,
    #[serde(default)]
    person: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    head: String,
    #[serde(default)]
    sealed: bool,
    note: Option<String>,
    #[serde(default)]
    why: String,
    passage: Option<String>,
    via: Option<Way>,
    to: Option<String>,
    /// The addressee: a body that the letter is referred to, or a person who is urged.
    #[serde(default)]
    whom: String,
    contact: Option<Contact>,
    answer: Option<String>,
    #[serde(default)]
    days: u32,
    #[serde(default)]
    grant: bool,
    #[serde(default)]
    score: u8,
    source: Option<Channel>,
    accused: Option<String>,
    #[serde(default)]
    readers: Vec<String>,
}

impl Act {
    /// Performs the step on the letter with this title; returns a message where it is not possible.
    pub fn play(
        &self,
        store: &mut Store,
        title: &str,
        known: &BTreeMap<&str, LetterId>,
        at: Timestamp,
    ) -> Result<(), String> {
        let id = *known.get(title).ok_or_else(|| self.unknown(title))?;
        let action = self.action(store, id, known)?;
        let who = store
            .office()
            .staff(&self.by)
            .cloned()
            .ok_or_else(|| self.unknown(&self.by))?;
        let seen = store.letter(id).map_err(|error| error.to_string())?.version;
        store
            .perform(id, seen, action, &who, at)
            .map_err(|error| format!("{}: {error}", self.verb))?;
        Ok(())
    }

    fn unknown(&self, what: &str) -> String {
        format!("{}: {what}", self.verb)
    }

    fn units(&self, store: &Store, names: &[String]) -> Result<Vec<UnitId>, String> {
        names
            .iter()
            .map(|name| {
                store
                    .unit(name)
                    .map_err(|error| self.unknown(&error.to_string()))
            })
            .collect()
    }

    fn action(
        &self,
        store: &Store,
        id: LetterId,
        known: &BTreeMap<&str, LetterId>,
    ) -> Result<Action, String> {
        let letter = store.letter(id).map_err(|error| error.to_string())?;
        let one = |name: &Option<String>| -> Result<Option<UnitId>, String> {
            Ok(self.units(store, name.as_slice())?.first().copied())
        };
        let lead = || one(&self.lead)?.ok_or_else(|| self.unknown("lead"));
        let unit = || match one(&self.unit)? {
            Some(unit) => Ok(unit),
            None => letter
                .lead()
                .map(|held| held.unit)
                .ok_or_else(|| self.unknown("unit")),
        };
        let other = |title: &Option<String>| {
            title
                .as_ref()
                .map(|title| {
                    known
                        .get(title.as_str())
                        .copied()
                        .ok_or_else(|| self.unknown(title))
                })
                .transpose()
        };
        let (text, why) = (|| self.text.trim().to_owned(), || self.why.clone());
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let told = self.told.unwrap_or_default();
        let tier = Tier::Ordinary;
        Ok(match self.verb.as_str() {
            "accept" => Action::Accept {
                category: self.category.clone(),
                major: self.major,
                accused: one(&self.accused)?,
            },
            "decline" => Action::Decline {
                ground: self.ground.clone(),
                told,
                notice: String::new(),
            },
            "refer" => Action::Refer {
                to: self.whom.clone(),
                why: why(),
                told,
                notice: String::new(),
            },
            "ask-writer" => Action::AskWriter {
                text: text(),
                by: self.via.unwrap_or(Way::Phone),
            },
            "writer-answered" => Action::WriterAnswered { text: text() },
            "reply-directly" => Action::ReplyDirectly {
                because: self.because.clone(),
                earlier: other(&self.earlier)?,
                policy: self.policy.clone(),
                tier,
            },
            "propose" => Action::Propose {
                text: text(),
                lead: one(&self.lead)?,
                co: self.units(store, &self.co)?,
            },
            "instruct" => Action::Instruct {
                text: text(),
                lead: lead()?,
                co: self.units(store, &self.co)?,
                days: (self.days > 0).then_some(self.days),
                tier,
            },
            "assign" => Action::Assign {
                lead: lead()?,
                co: self.units(store, &self.co)?,
                tier,
                why: some(&self.why),
            },
            "sign-for" => Action::SignFor {
                unit: unit()?,
                person: self.person.clone(),
            },
            "return" => Action::Return {
                unit: unit()?,
                why: why(),
            },
            "ask-extension" => Action::AskExtension {
                unit: unit()?,
                days: self.days,
                why: why(),
            },
            "decide-extension" => Action::DecideExtension {
                unit: unit()?,
                grant: self.grant,
                why: some(&self.why),
                told,
            },
            "feedback" => Action::Feedback {
                unit: unit()?,
                text: text(),
                head: self.head.clone(),
                sealed: self.sealed,
                files: Vec::new(),
            },
            "send-back-feedback" => Action::SendBackFeedback {
                unit: unit()?,
                why: why(),
            },
            "waive" => Action::Waive {
                unit: unit()?,
                why: why(),
            },
            "explain" => Action::Explain {
                unit: unit()?,
                text: text(),
            },
            "urge" => Action::Urge {
                unit: unit()?,
                by: self.contact.unwrap_or(Contact::Phone),
                to: self.whom.clone(),
                answer: self.answer.clone(),
            },
            "draft" => Action::Draft { text: text() },
            "submit" => Action::Submit,
            "approve" => Action::Approve {
                note: self.note.clone(),
            },
            "send-back" => Action::SendBack {
                why: why(),
                passage: self.passage.clone(),
            },
            "send" => Action::Send {
                by: self.via.ok_or_else(|| self.unknown("via"))?,
            },
            "publish" => Action::Publish,
            "withhold" => Action::Withhold { why: why() },
            "rate" => Action::Rate {
                score: self.score,
                source: self.source.unwrap_or(Channel::Phone),
                note: self.note.clone(),
            },
            "close" => Action::Close,
            "reopen" => Action::Reopen { why: why() },
            "link" => Action::Link {
                to: other(&self.to)?.ok_or_else(|| self.unknown("to"))?,
            },
            "mark-major" => Action::MarkMajor,
            "restrict" => Action::Restrict {
                accused: one(&self.accused)?,
                readers: self.readers.clone(),
            },
            "note" => Action::Note { text: text() },
            verb => return Err(verb.to_owned()),
        })
    }
}
