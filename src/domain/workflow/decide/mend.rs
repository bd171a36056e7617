//! Rules for what happens besides the course of a letter: it is taken back, corrected, ended without
//! a reply, or what was done is undone.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::cause::{CorrectedField, InstructionOutcome, TakeBackCause, Wish};
use crate::domain::letter::event::{Attachment, Event, Notified};
use crate::domain::letter::incoming::Channel;
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::{Article, EndingReference};
use crate::domain::time::deadline::RunningDeadline;
use crate::domain::workflow::Ask;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};
use crate::domain::workflow::verb::Verb;

impl DecisionRules<'_> {
    pub(super) fn take_back(&self, unit: UnitId, cause: TakeBackCause, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        let held = self.require_assignment(unit, Verb::TakeBack)?;
        let limit = if held.co {
            None
        } else {
            self.start_limit_now(self.context.regulation.stages.triage)?
        };
        Ok(vec![Event::TakenBack {
            unit,
            cause,
            why,
            limit,
        }])
    }

    /// Returns the instruction that a leader's reason is, where none is in force.
    fn new_instruction(&self, why: &str) -> Option<Event> {
        let by_leader = self.context.who.is_one_of(&[Role::Leader]);
        (by_leader && !self.letter.has_valid_instruction()).then(|| Event::Instructed {
            text: why.to_owned(),
            outcome: InstructionOutcome::Assign,
            to: None,
            on_behalf_of: None,
        })
    }

    pub(super) fn add_units(&self, co: Vec<UnitId>, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        self.refuse_if(co.is_empty(), RefusalReason::Missing(Ask::Co))?;
        let instructed = self.new_instruction(&why);
        let assigned = self.assign_more(None, &co, why)?;
        Ok(instructed.into_iter().chain(assigned).collect())
    }

    pub(super) fn change_lead(&self, lead: UnitId, keep: bool, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        let Some(was) = self.letter.lead_assignment() else {
            return Err(self.refuse(RefusalReason::NotAtAnyUnit));
        };
        let by_leader = self.context.who.is_one_of(&[Role::Leader]);
        self.refuse_if(keep && !by_leader, RefusalReason::SeveralUninstructed)?;
        let same = || RefusalReason::SameUnit {
            unit: self.context.units.name(lead),
        };
        self.refuse_if(was.unit == lead, same())?;
        let instructed = self.new_instruction(&why);
        let changed = Event::LeadChanged {
            was: was.unit,
            now: lead,
            kept: keep,
            why: why.clone(),
        };
        let assigned = match self.letter.held_by(lead) {
            Some(held) if held.valid_feedback().is_some() => {
                return Err(self.refuse(RefusalReason::FeedbackStands));
            }
            Some(_) => Vec::new(),
            None => self.assign_more(Some(lead), &[], why)?,
        };
        Ok(instructed
            .into_iter()
            .chain([changed])
            .chain(assigned)
            .collect())
    }

    pub(super) fn end(
        &self,
        because: String,
        why: String,
        told: Notified,
        to: Option<String>,
        into: Option<LetterId>,
        ground: Option<String>,
    ) -> RuleResult {
        let regulation = self.context.regulation;
        let ending = self.require_code(self.article, Ask::Ending, &because, &regulation.endings)?;
        let why = self.require_text(Ask::Why, why)?;
        self.check_notified(told)?;
        // What was answered, or complained about, has happened and is not void.
        self.refuse_if(
            ending.uncounted && !self.letter.rounds.is_empty(),
            RefusalReason::NotVoid,
        )?;
        let (mut to, mut into, mut ground) = (non_blank(to), into, non_blank(ground));
        match ending.names {
            Some(EndingReference::Ground) => {
                self.require_code(
                    Article::OutOfScope,
                    Ask::Ground,
                    ground.as_deref().unwrap_or_default(),
                    &regulation.grounds,
                )?;
                (to, into) = (None, None);
            }
            Some(EndingReference::To) => {
                self.require_text(Ask::To, to.clone().unwrap_or_default())?;
                (into, ground) = (None, None);
            }
            Some(EndingReference::Letter) => {
                let other = into.ok_or_else(|| self.refuse(RefusalReason::Missing(Ask::Into)))?;
                self.check_linkable(other)?;
                (to, ground) = (None, None);
            }
            None => (to, into, ground) = (None, None, None),
        }
        let linked = into
            .filter(|other| !self.letter.repeats.contains(other))
            .map(|to| Event::Linked { to });
        let ended = Event::Ended {
            because,
            why,
            told,
            to,
            into,
            ground,
        };
        Ok(linked.into_iter().chain([ended]).collect())
    }

    /// Ends the letter as a leader decided on its sheet.
    pub(super) fn end_by(
        &self,
        because: &str,
        why: String,
        told: Notified,
        to: Option<String>,
    ) -> RuleResult {
        self.end(because.to_owned(), why, told, to, None, None)
    }

    /// Makes a part of the letter a letter of its own, with the next number.
    pub(super) fn split(&self, title: String, text: String) -> RuleResult {
        let title = self.require_text(Ask::Title, title)?;
        self.require_text(Ask::Text, text)?;
        Ok(vec![Event::Split {
            part: self.context.next_letter,
            title,
        }])
    }

    pub(super) fn revoke(&self, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        let stages = &self.context.regulation.stages;
        let limit = self.start_limit_now(match self.letter.number {
            Some(_) => stages.triage,
            None => stages.registration,
        })?;
        let merged = self.letter.ending.as_ref().and_then(|ending| ending.into);
        let unlinked = merged
            .filter(|into| self.letter.repeats.contains(into))
            .map(|to| Event::Unlinked { to });
        let revoked = Event::Revoked { why, limit };
        Ok(std::iter::once(revoked).chain(unlinked).collect())
    }

    pub(super) fn attach(&self, files: Vec<Attachment>, note: Option<String>) -> RuleResult {
        self.refuse_if(files.is_empty(), RefusalReason::Missing(Ask::Files))?;
        Ok(vec![Event::Attached {
            attachments: files,
            note: non_blank(note),
        }])
    }

    pub(super) fn correct(&self, fields: Vec<(CorrectedField, String)>, why: String) -> RuleResult {
        let why = self.require_text(Ask::Why, why)?;
        self.refuse_if(fields.is_empty(), RefusalReason::Missing(Ask::Field))?;
        let mut events = Vec::new();
        for (field, value) in fields {
            events.extend(self.correct_field(field, value.trim(), &why)?);
        }
        Ok(events)
    }

    fn correct_field(&self, field: CorrectedField, value: &str, why: &str) -> RuleResult {
        let now = self.corrected_value(field, value)?;
        let was = self.present_value(field);
        self.refuse_if(was == now, RefusalReason::NothingToCorrect)?;
        let regulation = self.context.regulation;
        let restricted = |code: &str| {
            regulation
                .find_category(code)
                .is_some_and(|category| category.restricted)
        };
        let of_category = field == CorrectedField::Category;
        let lifted = of_category
            && self.letter.restriction.is_some()
            && restricted(&was)
            && !restricted(&now);
        // Whoever may not read it any more than the others could open it to all.
        self.refuse_if(
            lifted && !self.context.who.is_one_of(&[Role::Leader]),
            RefusalReason::UnrestrictedByLeader,
        )?;
        let corrected = Event::Corrected {
            field,
            was,
            limit: self.limit_from_arrival(field, &now)?,
            lifted,
            why: why.to_owned(),
            now: now.clone(),
        };
        let restricts = of_category && restricted(&now) && self.letter.restriction.is_none();
        let mut events = vec![corrected];
        if restricts {
            events.extend(self.restrict(None, self.leader_ids())?);
        }
        Ok(events)
    }

    /// Returns the centre's deadline for accepting a letter whose arrival is corrected, if it has
    /// one that runs.
    fn limit_from_arrival(
        &self,
        field: CorrectedField,
        now: &str,
    ) -> Result<Option<RunningDeadline>, Refusal> {
        let runs = field == CorrectedField::Received
            && self.letter.stage == Stage::Received
            && self.letter.stage_limit.as_ref().is_some_and(|limit| {
                // One that was started anew since is not counted from the arrival.
                limit.term.from == self.letter.received_or_recorded()
            });
        let regulation = self.context.regulation;
        match (runs, regulation.stages.registration, now.parse()) {
            (true, Some(span), Ok(from)) => self
                .start_limit(from, regulation.limit_from_span(span))
                .map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the present value of a field as the record has it.
    fn present_value(&self, field: CorrectedField) -> String {
        let letter = self.letter;
        let some = |text: &Option<String>| text.clone().unwrap_or_default();
        match field {
            CorrectedField::Title => letter.title.clone(),
            CorrectedField::Writer => some(&letter.writer.name),
            CorrectedField::Phone => some(&letter.writer.phone),
            CorrectedField::Email => some(&letter.writer.email),
            CorrectedField::Address => some(&letter.writer.address),
            CorrectedField::Channel => letter.channel.code().to_owned(),
            CorrectedField::Received => letter
                .received_at
                .map(|at| at.to_string())
                .unwrap_or_default(),
            CorrectedField::OwnNumber => some(&letter.source.id),
            CorrectedField::Category => some(&letter.category),
            CorrectedField::Type => some(&letter.of_type),
            CorrectedField::Subject => some(&letter.subject),
            CorrectedField::Signatories => some(&letter.signatories),
            CorrectedField::Wish => letter
                .wish
                .map(|wish| wish.code().to_owned())
                .unwrap_or_default(),
            CorrectedField::Accused => letter
                .restriction
                .as_ref()
                .and_then(|restriction| restriction.accused)
                .map(|unit| unit.0.to_string())
                .unwrap_or_default(),
        }
    }

    /// Returns a value as the record has it: a code, the id of a unit, an instant.
    fn corrected_value(&self, field: CorrectedField, value: &str) -> Result<String, Refusal> {
        let regulation = self.context.regulation;
        match field {
            CorrectedField::Title => self.require_text(Ask::Value, value.to_owned()),
            CorrectedField::Writer
            | CorrectedField::Phone
            | CorrectedField::Email
            | CorrectedField::Address
            | CorrectedField::OwnNumber
            | CorrectedField::Signatories => {
                Ok(non_blank(Some(value.to_owned())).unwrap_or_default())
            }
            CorrectedField::Channel => {
                let known = Channel::ALL.into_iter().find(|known| {
                    known.code() == value
                        || crate::say!(&format!("channel-{}", known.code())) == value
                });
                let codes = Channel::ALL.map(Channel::code);
                known
                    .map(|known| known.code().to_owned())
                    .ok_or_else(|| self.unknown(Ask::Source, value, &codes))
            }
            CorrectedField::Wish => {
                let codes: Vec<&str> = Wish::ALL.iter().map(|wish| wish.code()).collect();
                match Wish::parse(value) {
                    Some(wish) => Ok(wish.code().to_owned()),
                    None => Err(self.unknown(Ask::Wish, value, &codes)),
                }
            }
            CorrectedField::Received => self.parse_arrival(value),
            CorrectedField::Category => {
                self.refuse_if(self.letter.category.is_none(), RefusalReason::NotAccepted)?;
                self.require_code(Article::Scope, Ask::Category, value, &regulation.categories)?;
                Ok(value.to_owned())
            }
            CorrectedField::Type | CorrectedField::Subject => {
                self.refuse_if(self.letter.category.is_none(), RefusalReason::NotAccepted)?;
                let (ask, known) = match field {
                    CorrectedField::Type => (Ask::Type, &regulation.types),
                    _ => (Ask::Subject, &regulation.subjects),
                };
                self.require_code(Article::Assessment, ask, value, known)?;
                Ok(value.to_owned())
            }
            CorrectedField::Accused => {
                self.refuse_if(
                    self.letter.restriction.is_none(),
                    RefusalReason::NotRestricted,
                )?;
                let unit = value.parse().ok().map(UnitId);
                let unit =
                    unit.or_else(|| self.context.units.find_by_name(value).map(|unit| unit.id));
                let unit = unit.ok_or_else(|| self.refuse(RefusalReason::NoSuchUnit))?;
                self.require_unit(unit)?;
                let holds = self.letter.held_by(unit).is_some();
                let accused = || RefusalReason::Accused {
                    unit: self.context.units.name(unit),
                };
                self.refuse_if(holds, accused())?;
                Ok(unit.0.to_string())
            }
        }
    }

    fn unknown(&self, ask: Ask, code: &str, known: &[&str]) -> Refusal {
        self.refuse(RefusalReason::UnknownCode {
            ask,
            code: code.to_owned(),
            known: known.join(&crate::say!("list-and")),
        })
    }

    /// Parses a civil time of the office, such as `2026-03-02 09:00`, that has passed.
    fn parse_arrival(&self, value: &str) -> Result<String, Refusal> {
        let hours = &self.context.regulation.hours;
        let at = hours.parse_moment(value, self.context.at).ok_or_else(|| {
            self.refuse(RefusalReason::NoSuchTime {
                text: value.to_owned(),
            })
        })?;
        self.refuse_if(at > self.context.at, RefusalReason::FutureTime)?;
        // It was there when it was registered.
        let registered = self.letter.recorded_at.as_second() / 60;
        self.refuse_if(
            at.as_second() / 60 > registered,
            RefusalReason::AfterRegistration,
        )?;
        Ok(at.to_string())
    }
}
