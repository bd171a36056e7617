//! Rules for what the centre decides before a letter has a route: accept, decline, refer, ask the
//! writer, restrict.

use super::{Decided, Rules, given};
use crate::domain::directory::staff::Role;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{Event, Told, Way};
use crate::domain::regulation::Article;
use crate::domain::workflow::Ask;
use crate::domain::workflow::notice;
use crate::domain::workflow::refusal::{Refusal, Why};

impl Rules<'_> {
    pub(super) fn accept(&self, category: String, major: bool, accused: Option<UnitId>) -> Decided {
        let regulation = self.context.regulation;
        let restricted = self
            .known(
                Article::Scope,
                Ask::Category,
                &category,
                &regulation.categories,
            )?
            .restricted;
        let year = regulation.hours.civil(self.context.at).year();
        let number = regulation.number.write(year, self.context.next_number);
        let limit = self.run_now(regulation.stages.triage)?;
        let mut events = vec![Event::Accepted {
            number,
            category,
            major,
            limit,
        }];
        // An existing restriction keeps its readers; only the accused unit is added.
        match &self.letter.restriction {
            None if restricted || accused.is_some() => {
                events.extend(self.restrict(accused, self.leaders())?)
            }
            Some(restriction) if accused.is_some() => {
                events.extend(self.restrict(accused, restriction.readers.clone())?)
            }
            None | Some(_) => {}
        }
        Ok(events)
    }

    /// Returns the staff ids of the leaders, who instruct and review.
    fn leaders(&self) -> Vec<String> {
        let staff = self.context.staff.iter();
        staff
            .filter(|staff| staff.is_one_of(&[Role::Leader]))
            .map(|staff| staff.id.clone())
            .collect()
    }

    /// Sets the readers and the accused unit. A known accused unit may be replaced but never
    /// dropped.
    pub(super) fn restrict(&self, accused: Option<UnitId>, readers: Vec<String>) -> Decided {
        let accused = accused.or_else(|| {
            self.letter
                .restriction
                .as_ref()
                .and_then(|known| known.accused)
        });
        if let Some(accused) = accused {
            self.exists(accused)?;
            let refused = || Why::Accused {
                unit: self.context.units.name(accused),
            };
            if self
                .letter
                .current()
                .any(|held| held.unit == accused && held.stands())
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
                return Err(self.refuse_on(Article::Report, Why::NoSuchReader { who: reader }));
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

    pub(super) fn decline(&self, ground: String, told: Told, notice: String) -> Decided {
        let known = self.known(
            self.article,
            Ask::Ground,
            &ground,
            &self.context.regulation.grounds,
        )?;
        let notice = given(Some(notice))
            .unwrap_or_else(|| notice::fill(&known.notice, self.letter, self.context.regulation));
        Ok(vec![Event::Declined {
            ground,
            told,
            notice,
            automatic: false,
        }])
    }

    pub(super) fn refer(&self, to: String, why: String, told: Told, notice: String) -> Decided {
        let to = self.filled(Ask::To, to)?;
        let why = self.filled(Ask::Why, why)?;
        let regulation = self.context.regulation;
        let drafted = || {
            notice::fill(&regulation.referral_notice, self.letter, regulation)
                .replace("{to}", to.trim())
        };
        let notice = given(Some(notice)).unwrap_or_else(drafted);
        Ok(vec![Event::Referred {
            to,
            why,
            told,
            notice,
        }])
    }

    pub(super) fn ask_writer(&self, text: String, by: Way) -> Decided {
        let regulation = self.context.regulation;
        let Some(asking) = &regulation.asking else {
            return Err(self.refuse(Why::NoAsking));
        };
        let text = given(Some(text))
            .unwrap_or_else(|| notice::fill(&asking.question, self.letter, regulation));
        let text = self.filled(Ask::Question, text)?;
        let limit = self.run(self.context.at, regulation.limit_of(asking.wait))?;
        Ok(vec![Event::WriterAsked { text, by, limit }])
    }

    pub(super) fn writer_answered(&self, text: String) -> Decided {
        let text = self.filled(Ask::Text, text)?;
        let limit = self.run_now(self.context.regulation.stages.registration)?;
        Ok(vec![Event::WriterAnswered { text, limit }])
    }

    pub(super) fn lapse(&self) -> Decided {
        let Some(asking) = &self.context.regulation.asking else {
            return Err(self.refuse(Why::NoAsking));
        };
        let Some(ground) = self.context.regulation.ground(&asking.ground) else {
            return Err(self.refuse(Why::Missing(Ask::Ground)));
        };
        let notice = notice::fill(&ground.notice, self.letter, self.context.regulation);
        Ok(vec![Event::Declined {
            ground: ground.code.clone(),
            told: Told::None,
            notice,
            automatic: true,
        }])
    }

    pub(super) fn exists(&self, unit: UnitId) -> Result<(), Refusal> {
        self.context
            .units
            .get(unit)
            .map(|_| ())
            .ok_or_else(|| self.refuse(Why::NoSuchUnit))
    }
}
