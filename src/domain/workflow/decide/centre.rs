//! Rules for what the centre decides before a letter has a route: accept, decline, refer, ask the
//! writer, restrict.

use super::{DecisionRules, RuleResult, non_blank};
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::{Event, Notified, ReplyChannel};
use crate::domain::letter::stage::Stage;
use crate::domain::regulation::Article;
use crate::domain::workflow::Ask;
use crate::domain::workflow::notice;
use crate::domain::workflow::refusal::{Refusal, RefusalReason};

impl DecisionRules<'_> {
    pub(super) fn accept(
        &self,
        category: String,
        major: bool,
        accused: Option<UnitId>,
        of_type: Option<String>,
        subject: Option<String>,
    ) -> RuleResult {
        let (of_type, subject) = (non_blank(of_type), non_blank(subject));
        for (ask, code, known) in [
            (Ask::Type, &of_type, &self.context.regulation.types),
            (Ask::Subject, &subject, &self.context.regulation.subjects),
        ] {
            if let Some(code) = code {
                self.require_code(Article::Assessment, ask, code, known)?;
            }
        }
        let regulation = self.context.regulation;
        let restricted = self
            .require_code(
                Article::Scope,
                Ask::Category,
                &category,
                &regulation.categories,
            )?
            .restricted;
        let year = regulation.hours.to_civil(self.context.at).year();
        let number = regulation.number.write(year, self.context.next_number);
        let limit = self.start_limit_now(regulation.stages.triage)?;
        let mut events = vec![Event::Accepted {
            number,
            category,
            major,
            limit,
            of_type,
            subject,
        }];
        // An existing restriction keeps its readers; only the accused unit is added.
        match &self.letter.restriction {
            None if restricted || accused.is_some() => {
                events.extend(self.restrict(accused, self.leader_ids())?)
            }
            Some(restriction) if accused.is_some() => {
                events.extend(self.restrict(accused, restriction.readers.clone())?)
            }
            None | Some(_) => {}
        }
        Ok(events)
    }

    /// Refuses what would wait for a leader where there is none.
    pub(super) fn require_leader(&self) -> Result<(), Refusal> {
        match self.leader_ids().is_empty() {
            true => Err(self.refuse(RefusalReason::NoLeader)),
            false => Ok(()),
        }
    }

    /// Returns the staff ids of the leaders, who instruct and review.
    pub(super) fn leader_ids(&self) -> Vec<String> {
        let staff = self.context.staff.iter();
        staff
            .filter(|staff| staff.is_one_of(&[Role::Leader]))
            .map(|staff| staff.id.clone())
            .collect()
    }

    /// Sets the readers and the accused unit. A known accused unit may be replaced but never
    /// dropped.
    pub(super) fn restrict(&self, accused: Option<UnitId>, readers: Vec<String>) -> RuleResult {
        let accused = accused.or_else(|| {
            self.letter
                .restriction
                .as_ref()
                .and_then(|known| known.accused)
        });
        if let Some(accused) = accused {
            self.require_unit(accused)?;
            let refused = || RefusalReason::Accused {
                unit: self.context.units.name(accused),
            };
            if self
                .letter
                .current_assignments()
                .any(|held| held.unit == accused && held.is_active())
            {
                return Err(self.refuse_on(Article::Report, refused()));
            }
        }
        let mut all = vec![self.context.who.id.clone()];
        let before = self
            .letter
            .restriction
            .as_ref()
            .map(|known| known.readers.as_slice())
            .unwrap_or_default();
        for reader in readers {
            if !self.context.staff.iter().any(|staff| staff.id == reader) {
                if before.contains(&reader) {
                    // This reader has left the office since being put on the list.
                    continue;
                }
                return Err(
                    self.refuse_on(Article::Report, RefusalReason::NoSuchReader { who: reader })
                );
            }
            if !all.contains(&reader) {
                all.push(reader);
            }
        }
        Ok(vec![Event::Restricted {
            accused,
            readers: all,
        }])
    }

    pub(super) fn decline(
        &self,
        ground: String,
        told: Notified,
        notice: String,
        earlier: Option<LetterId>,
        document: Option<String>,
    ) -> RuleResult {
        let known = self.require_code(
            self.article,
            Ask::Ground,
            &ground,
            &self.context.regulation.grounds,
        )?;
        // A writer who was asked has the days that they were promised.
        if let Some(asked) = self.letter.open_inquiry()
            && self.context.at <= asked.limit.due.at
            && self
                .context
                .regulation
                .inquiry_rules
                .as_ref()
                .is_some_and(|rules| rules.ground == ground)
        {
            return Err(self.refuse(RefusalReason::InquiryOpen {
                until: asked.limit.due.at,
                offset: self.context.regulation.hours.offset,
            }));
        }
        let (earlier, document) = match known.names_earlier {
            true => (earlier, non_blank(document)),
            false => (None, None),
        };
        if let Some(earlier) = earlier {
            self.refuse_if(earlier == self.letter.id, RefusalReason::SameLetter)?;
        }
        self.refuse_if(
            known.names_earlier && earlier.is_none() && document.is_none(),
            RefusalReason::Missing(Ask::Earlier),
        )?;
        self.check_notified(told)?;
        let notice = non_blank(Some(notice)).unwrap_or_else(|| {
            notice::fill_template(&known.notice, self.letter, self.context.regulation)
        });
        Ok(vec![Event::Declined {
            ground,
            told,
            notice,
            automatic: false,
            earlier,
            document,
        }])
    }

    pub(super) fn refer(
        &self,
        to: String,
        why: String,
        told: Notified,
        notice: String,
    ) -> RuleResult {
        let to = self.require_text(Ask::To, to)?;
        let why = self.require_text(Ask::Why, why)?;
        self.check_notified(told)?;
        let regulation = self.context.regulation;
        let drafted = || {
            notice::fill_template(&regulation.referral_notice, self.letter, regulation)
                .replace("{to}", to.trim())
        };
        let notice = non_blank(Some(notice)).unwrap_or_else(drafted);
        Ok(vec![Event::Referred {
            to,
            why,
            told,
            notice,
        }])
    }

    pub(super) fn ask_writer(&self, text: String, by: ReplyChannel) -> RuleResult {
        let regulation = self.context.regulation;
        let Some(asking) = &regulation.inquiry_rules else {
            return Err(self.refuse(RefusalReason::InquiriesNotAllowed));
        };
        let text = non_blank(Some(text))
            .unwrap_or_else(|| notice::fill_template(&asking.question, self.letter, regulation));
        let text = self.require_text(Ask::Question, text)?;
        self.check_way(by.code())?;
        let limit = self.start_limit(self.context.at, regulation.limit_from_span(asking.wait))?;
        Ok(vec![Event::WriterAsked { text, by, limit }])
    }

    pub(super) fn writer_answered(&self, text: String) -> RuleResult {
        let text = self.require_text(Ask::Text, text)?;
        let received = self.letter.stage == Stage::Received;
        let registration = self.context.regulation.stages.registration;
        Ok(vec![Event::WriterAnswered {
            text,
            limit: self.start_limit_now(registration.filter(|_| received))?,
            resumed: match received {
                true => Vec::new(),
                false => self.resumed_limits()?,
            },
        }])
    }

    pub(super) fn decline_unanswered(&self) -> RuleResult {
        let Some(asking) = &self.context.regulation.inquiry_rules else {
            return Err(self.refuse(RefusalReason::InquiriesNotAllowed));
        };
        let Some(ground) = self.context.regulation.find_ground(&asking.ground) else {
            return Err(self.refuse(RefusalReason::Missing(Ask::Ground)));
        };
        let notice = notice::fill_template(&ground.notice, self.letter, self.context.regulation);
        Ok(vec![Event::Declined {
            ground: ground.code.clone(),
            told: Notified::None,
            notice,
            automatic: true,
            earlier: None,
            document: None,
        }])
    }

    pub(super) fn require_unit(&self, unit: UnitId) -> Result<(), Refusal> {
        self.context
            .units
            .get(unit)
            .map(|_| ())
            .ok_or_else(|| self.refuse(RefusalReason::NoSuchUnit))
    }
}
