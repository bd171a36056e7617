//! The answers to what an action asks, and the action that they describe. The form, the command
//! line and the demo only fill answers; none of them builds an action.

use std::collections::BTreeMap;

use super::action::{Action, Verb};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::{
    CallOutcome, CorrectedField, Fault, InstructionOutcome, ReopenCause, Solved, TakeBackCause,
};
use crate::domain::letter::contact::{Notified, ReplyChannel, UrgingChannel};
use crate::domain::letter::follow_up::CallBack;
use crate::domain::letter::incoming::Channel;
use crate::domain::regulation::Tier;
use crate::domain::workflow::ask::Ask;
use crate::domain::workflow::decide::late::GivenTime;

/// Separates the values of several corrections: U+001F, the unit separator of ASCII.
pub const SEPARATOR: char = '\u{1F}';

/// Answers as text: a code, a number, the id of a unit or a letter, `true`; several ids are
/// separated by spaces. An absent answer is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Ask, String>);

impl Answers {
    /// Sets an answer.
    pub fn set(&mut self, ask: Ask, answer: impl Into<String>) {
        self.0.insert(ask, answer.into());
    }

    /// Sets an answer that consists of units.
    pub fn set_units(&mut self, ask: Ask, units: &[UnitId]) {
        let ids: Vec<String> = units.iter().map(|unit| unit.0.to_string()).collect();
        self.set(ask, ids.join(" "));
    }

    /// Sets an answer that is a letter.
    pub fn set_letter(&mut self, ask: Ask, letter: LetterId) {
        self.set(ask, letter.0.to_string());
    }

    fn text(&self, ask: Ask) -> String {
        self.0.get(&ask).cloned().unwrap_or_default()
    }

    fn some_text(&self, ask: Ask) -> Option<String> {
        self.0.get(&ask).filter(|text| !text.is_empty()).cloned()
    }

    fn is_true(&self, ask: Ask) -> bool {
        self.text(ask) == "true"
    }

    fn words(&self, ask: Ask) -> Vec<String> {
        let text = self.text(ask);
        text.split_ascii_whitespace().map(str::to_owned).collect()
    }

    fn units(&self, ask: Ask) -> Vec<UnitId> {
        self.words(ask)
            .iter()
            .filter_map(|id| id.parse().ok().filter(|id| *id > 0).map(UnitId))
            .collect()
    }

    fn unit(&self, ask: Ask) -> Option<UnitId> {
        self.units(ask).first().copied()
    }

    fn letter(&self, ask: Ask) -> Option<LetterId> {
        self.text(ask).parse().ok().map(LetterId)
    }

    /// Returns the one of `all` with the answer's code.
    fn choice<T: Copy>(&self, ask: Ask, all: &[T], code: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.text(ask);
        all.iter().copied().find(|choice| code(*choice) == text)
    }

    fn told(&self) -> Notified {
        self.choice(Ask::Told, &Notified::ALL, Notified::code)
            .unwrap_or_default()
    }

    /// Returns when the act happened, if it is registered afterwards.
    pub fn given_time(&self, proof: bool) -> Option<GivenTime> {
        let by = self.some_text(Ask::SignedBy);
        let at = match (self.some_text(Ask::HappenedAt), &by) {
            (Some(at), _) => at,
            (None, Some(_)) => String::new(),
            (None, None) => return None,
        };
        let why = self
            .some_text(Ask::LateWhy)
            .or_else(|| self.some_text(Ask::Why).filter(|_| by.is_none()));
        Some(GivenTime { at, why, proof, by })
    }

    /// Returns the fields to correct: their codes, separated by spaces, and their values, separated
    /// by [`SEPARATOR`]. In a form, which corrects one field, a field of choices has its own answer.
    fn corrections(&self) -> Vec<(CorrectedField, String)> {
        let fields: Vec<CorrectedField> = self
            .words(Ask::Field)
            .iter()
            .filter_map(|code| CorrectedField::parse(code))
            .collect();
        let chosen = |field| match field {
            CorrectedField::Category => self.some_text(Ask::Category),
            CorrectedField::Channel => self.some_text(Ask::Source),
            CorrectedField::Accused => self.some_text(Ask::Accused),
            CorrectedField::Type => self.some_text(Ask::Type),
            CorrectedField::Subject => self.some_text(Ask::Subject),
            CorrectedField::Wish => self.some_text(Ask::Wish),
            _ => None,
        };
        if let [field] = fields[..]
            && let Some(value) = chosen(field)
        {
            return vec![(field, value)];
        }
        let values = self.text(Ask::Value);
        fields
            .into_iter()
            .zip(values.split(SEPARATOR).map(str::to_owned))
            .collect()
    }

    /// Returns what a leader decides: another leader is named, or units have the letter already, or
    /// else the outcome that is given.
    fn outcome(&self) -> InstructionOutcome {
        let passed = self
            .some_text(Ask::ToLeader)
            .map(|_| InstructionOutcome::Pass);
        passed
            .or_else(|| InstructionOutcome::parse(&self.text(Ask::Outcome)))
            .unwrap_or_default()
    }

    fn score(&self, ask: Ask) -> Option<u8> {
        self.some_text(ask).map(|text| text.parse().unwrap_or(0))
    }

    fn tier(&self) -> Tier {
        Tier::parse(&self.text(Ask::Tier)).unwrap_or_default()
    }
}

impl Action {
    /// Builds the action that the answers describe. Missing text is left empty and a number that
    /// does not parse is 0, because the workflow reports what is lacking.
    ///
    /// # Errors
    /// The answer without which the action cannot even be built, such as its unit.
    #[rustfmt::skip]
    pub fn from_answers(verb: Verb, answers: &Answers) -> Result<Action, Ask> {
        let text = |ask| answers.text(ask);
        let some = |ask| answers.some_text(ask);
        let units = |ask| answers.units(ask);
        let number = |ask| answers.text(ask).parse().unwrap_or(0);
        let unit = |ask| answers.unit(ask).ok_or(ask);
        let letter = |ask| answers.letter(ask).ok_or(ask);
        let way = || answers.choice(Ask::Way, &ReplyChannel::ALL, ReplyChannel::code).ok_or(Ask::Way);
        let contact = || answers.choice(Ask::Contact, &UrgingChannel::ALL, UrgingChannel::code).ok_or(Ask::Contact);
        let source = || answers.choice(Ask::Source, &Channel::ALL, Channel::code).ok_or(Ask::Source);
        let (told, tier) = (answers.told(), answers.tier());
        Ok(match verb {
            Verb::Accept => Action::Accept { category: text(Ask::Category), major: answers.is_true(Ask::Major), accused: answers.unit(Ask::Accused), of_type: some(Ask::Type), subject: some(Ask::Subject) },
            Verb::Decline => Action::Decline { ground: text(Ask::Ground), told, notice: text(Ask::Notice), earlier: answers.letter(Ask::Earlier), document: some(Ask::Document) },
            Verb::Refer => Action::Refer { to: text(Ask::To), why: text(Ask::Why), told, notice: text(Ask::Notice) },
            Verb::AskWriter => Action::AskWriter { text: text(Ask::Question), by: way()? },
            Verb::WriterAnswered => Action::WriterAnswered { text: text(Ask::Text) },
            Verb::Lapse => Action::Lapse,
            Verb::Resume => Action::Resume,
            Verb::Tell => Action::Tell { told },
            Verb::ReplyDirectly => Action::ReplyDirectly { because: text(Ask::Because), earlier: answers.letter(Ask::Earlier), policy: some(Ask::Policy), tier },
            Verb::Propose => Action::Propose { text: text(Ask::Text), lead: answers.unit(Ask::Lead), co: units(Ask::Co) },
            Verb::Instruct => Action::Instruct { text: text(Ask::Text), outcome: answers.outcome(), lead: answers.unit(Ask::Lead), co: units(Ask::Co), days: some(Ask::OwnLimit).map(|days| days.parse().unwrap_or(0)), tier, to: some(Ask::To), to_leader: some(Ask::ToLeader) },
            Verb::Assign => Action::Assign { lead: unit(Ask::Lead)?, co: units(Ask::Co), tier, why: some(Ask::Again), person: some(Ask::Person), demand: some(Ask::Demand) },
            Verb::SignFor => Action::SignFor { unit: unit(Ask::Unit)?, person: text(Ask::Person), phone: some(Ask::Phone) },
            Verb::Return => Action::Return { unit: unit(Ask::Unit)?, why: text(Ask::Why) },
            Verb::DecideReturn => Action::DecideReturn { unit: unit(Ask::Unit)?, accept: text(Ask::Accept) == "accept", next: answers.unit(Ask::Next), why: some(Ask::Words) },
            Verb::TakeBack => Action::TakeBack { unit: unit(Ask::Unit)?, cause: TakeBackCause::parse(&text(Ask::Cause)).ok_or(Ask::Cause)?, why: text(Ask::Why) },
            Verb::AddUnit => Action::AddUnit { co: units(Ask::Co), why: text(Ask::Why) },
            Verb::ChangeLead => Action::ChangeLead { lead: unit(Ask::Lead)?, keep: answers.is_true(Ask::Keep), why: text(Ask::Why) },
            Verb::AskExtension => Action::AskExtension { unit: unit(Ask::Unit)?, days: number(Ask::Days), why: text(Ask::Why) },
            Verb::DecideExtension => Action::DecideExtension { unit: unit(Ask::Unit)?, grant: text(Ask::Grant) == "grant", why: some(Ask::Words), told },
            Verb::Feedback => Action::Feedback { unit: unit(Ask::Unit)?, text: text(Ask::Text), head: text(Ask::Head), sealed: answers.is_true(Ask::Sealed), person: some(Ask::Person), mandate: some(Ask::Mandate), files: Vec::new() },
            Verb::SendBackFeedback => Action::SendBackFeedback { unit: unit(Ask::Unit)?, why: text(Ask::Why) },
            Verb::AskWaiver => Action::AskWaiver { unit: unit(Ask::Unit)?, why: text(Ask::Why) },
            Verb::Waive => Action::Waive { unit: unit(Ask::Unit)?, why: text(Ask::Why), deny: text(Ask::Grant) == "deny" },
            Verb::Explain => Action::Explain { unit: unit(Ask::Unit)?, text: text(Ask::Text) },
            Verb::ReportMajor => Action::ReportMajor { unit: unit(Ask::Unit)?, why: text(Ask::Why) },
            Verb::ContactWriter => Action::ContactWriter { unit: unit(Ask::Unit)?, text: text(Ask::Text) },
            Verb::Remind => Action::Remind { unit: unit(Ask::Unit)?, by: contact()?, to: text(Ask::To), answer: some(Ask::Answer) },
            Verb::Urge => Action::Urge { unit: unit(Ask::Unit)?, by: contact()?, to: text(Ask::To), answer: some(Ask::Answer), step: some(Ask::Step) },
            Verb::Draft => Action::Draft { text: text(Ask::Text) },
            Verb::Submit => Action::Submit,
            Verb::Approve => Action::Approve { note: some(Ask::Note), text: some(Ask::Revised) },
            Verb::Recall => Action::Recall,
            Verb::SendBack => Action::SendBack { why: text(Ask::Why), passage: some(Ask::Passage), below: answers.is_true(Ask::Below) },
            Verb::Send => Action::Send { by: way()?, promise: some(Ask::Promise), promised: some(Ask::Promised) },
            Verb::Publish => Action::Publish,
            Verb::Withhold => Action::Withhold { why: text(Ask::Why) },
            Verb::Rate => Action::Rate { score: u8::try_from(number(Ask::Score)).unwrap_or(0), source: source()?, note: some(Ask::Note) },
            Verb::CallBack => Action::CallBack(CallBack {
                by: contact()?,
                outcome: CallOutcome::parse(&text(Ask::Called)).ok_or(Ask::Called)?,
                solved: Solved::parse(&text(Ask::Solved)),
                attitude: answers.score(Ask::Attitude),
                result: answers.score(Ask::Result),
                note: some(Ask::Note),
            }),
            Verb::Fulfil => Action::Fulfil { text: text(Ask::Text) },
            Verb::Close => match some(Ask::CloseWhy) {
                Some(why) => Action::CloseUnsolved { why },
                None => Action::Close,
            },
            Verb::Unclose => Action::Unclose,
            Verb::Amend => Action::Amend { why: text(Ask::Why), fault: Fault::parse(&text(Ask::Fault)).ok_or(Ask::Fault)? },
            Verb::End => Action::End { because: text(Ask::Ending), why: text(Ask::Why), told, to: some(Ask::To), into: answers.letter(Ask::Into), ground: some(Ask::Ground) },
            Verb::Revoke => Action::Revoke { why: text(Ask::Why) },
            Verb::Reopen => Action::Reopen { cause: ReopenCause::parse(&text(Ask::Cause)).unwrap_or_default(), why: text(Ask::Why) },
            Verb::Link => Action::Link { to: letter(Ask::Letter)? },
            Verb::Unlink => Action::Unlink { to: letter(Ask::Linked)? },
            Verb::MarkMajor => Action::MarkMajor,
            Verb::UnmarkMajor => Action::UnmarkMajor { why: text(Ask::Why) },
            Verb::Acknowledge => Action::Acknowledge { text: some(Ask::Words) },
            Verb::Contest => Action::Contest { why: text(Ask::Why) },
            Verb::Restrict => Action::Restrict { accused: answers.unit(Ask::Accused), readers: answers.words(Ask::Readers) },
            Verb::Read => Action::Read,
            Verb::AllowContact => Action::AllowContact,
            Verb::Correct => Action::Correct { fields: answers.corrections(), why: text(Ask::Why) },
            Verb::Attach => Action::Attach { files: Vec::new(), note: some(Ask::Note) },
            Verb::Split => Action::Split { title: text(Ask::Title), text: text(Ask::Text) },
            Verb::Note => Action::Note { text: text(Ask::Text) },
        })
    }
}
