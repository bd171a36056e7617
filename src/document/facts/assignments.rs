//! The facts about the units that have a letter.

use super::{Fact, FactsBuilder};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Assignment, AssignmentEnd, ExtensionDecision, Remark, SIGNING_STEP, Urging,
};
use crate::domain::regulation::Worded;

impl FactsBuilder<'_> {
    pub(super) fn add_assignment(&mut self, held: &Assignment) {
        let unit = self.office.units.name(held.unit);
        let name = unit.clone();
        match &held.ended {
            None => {}
            Some(AssignmentEnd::Returned(Remark { at, text, .. })) => {
                let line = say!(
                    "returned-by",
                    unit = unit,
                    at = self.format_time(*at),
                    why = text.as_str()
                );
                return self.add(Fact::Returned, line);
            }
            Some(AssignmentEnd::Waived(Remark { text, .. })) => {
                return self.add(
                    Fact::Co,
                    say!("waived-by", unit = unit, why = text.as_str()),
                );
            }
            Some(AssignmentEnd::TakenBack(Remark { at, text, .. })) => {
                let line = say!(
                    "taken-back-from",
                    unit = unit,
                    at = self.format_time(*at),
                    why = text.as_str()
                );
                return self.add(Fact::Changed, line);
            }
            Some(AssignmentEnd::Withdrawn(_)) => {
                return self.add(Fact::Returned, say!("withdrawn-unit", unit = unit));
            }
            Some(AssignmentEnd::Released(at)) => {
                let line = say!("released-unit", unit = unit, at = self.format_time(*at));
                return self.add(Fact::Changed, line);
            }
        }
        let at = self.format_time(held.assigned_at);
        let line = match &held.signed {
            Some((signed, person)) => {
                say!(
                    "unit-signed",
                    unit = unit,
                    at = at,
                    signed = self.format_time(*signed),
                    person = person.as_str()
                )
            }
            None => say!("unit-unsigned", unit = unit, at = at),
        };
        let line = match &held.phone {
            Some(phone) => format!("{line} · {phone}"),
            None => line,
        };
        self.add(if held.co { Fact::Co } else { Fact::Unit }, line);
        if held.is_unsigned(self.now) {
            self.add(Fact::Reminded, say!("unit-sign-now", unit = name.as_str()));
        }
        let person = held.person.as_ref();
        let person = person.map(|person| say!("assigned-person", person = person.as_str()));
        let demanded = person.into_iter().chain(held.demand.clone());
        let demanded = demanded.collect::<Vec<_>>().join(" · ");
        if !demanded.is_empty() {
            self.add(Fact::Demand, demanded);
        }
        for (asked, key) in [
            (&held.return_asked, "return-asked-by"),
            (&held.waiver_asked, "waiver-asked-of"),
        ] {
            if let Some(Remark { at, text, .. }) = asked {
                let (unit, at) = (name.as_str(), self.format_time(*at));
                self.add(
                    Fact::Request,
                    say!(key, unit = unit, at = at, why = text.as_str()),
                );
            }
        }
        if self.letter.stage == Stage::Assigned && held.is_open() {
            let more = held
                .term
                .iter()
                .flat_map(|term| &term.extended)
                .map(|span| span.amount)
                .sum();
            self.add_due(held.due, more);
        }
        self.add_extensions(held);
        for Remark { who, at, text } in &held.explanations {
            let (who, at) = (self.office.staff_name(who), self.format_time(*at));
            self.add(
                Fact::Explained,
                say!("explained-by", who = who, at = at, text = text.as_str()),
            );
        }
        for Remark { who, at, text } in &held.contacts {
            let (who, at) = (self.office.staff_name(who), self.format_time(*at));
            self.add(
                Fact::Contact,
                say!("explained-by", who = who, at = at, text = text.as_str()),
            );
        }
        self.add_reminders(held);
        self.add_urgings(held);
    }

    fn add_extensions(&mut self, held: &Assignment) {
        for extension in &held.extensions {
            let by = |remark: &Remark| {
                (
                    self.office.staff_name(&remark.who),
                    self.format_time(remark.at),
                )
            };
            let (asked, asked_at) = by(&extension.request);
            let (days, why) = (extension.days, extension.request.text.as_str());
            let line = match &extension.decision {
                ExtensionDecision::Pending
                    if held.pending_extension() != Some(extension) || !held.is_open() =>
                {
                    say!(
                        "extension-undecided",
                        who = asked,
                        at = asked_at,
                        days = days,
                        why = why
                    )
                }
                ExtensionDecision::Pending => say!(
                    "extension-pending",
                    who = asked,
                    at = asked_at,
                    days = days,
                    why = why
                ),
                ExtensionDecision::TooLate => say!(
                    "extension-too-late",
                    who = asked,
                    at = asked_at,
                    days = days,
                    why = why
                ),
                ExtensionDecision::Granted(words, _) => {
                    let (who, at) = by(words);
                    say!(
                        "extension-granted",
                        who = who,
                        at = at,
                        days = days,
                        words = words.text.as_str()
                    )
                }
                ExtensionDecision::Denied(words, _) => {
                    let (who, at) = by(words);
                    say!(
                        "extension-denied",
                        who = who,
                        at = at,
                        days = days,
                        words = words.text.as_str()
                    )
                }
            };
            self.add(Fact::Extension, line.trim_end().to_owned());
        }
    }

    fn add_reminders(&mut self, held: &Assignment) {
        for reminder in &held.reminders {
            let step = match reminder.step.as_str() {
                SIGNING_STEP => say!("step-sign"),
                _ => say!("event-reminded"),
            };
            let line = self.urging_line(step, reminder);
            self.add(Fact::Reminded, line);
        }
    }

    fn urging_line(&self, step: String, urging: &Urging) -> String {
        let answer = Some(urging.remark.text.clone()).filter(|text| !text.is_empty());
        say!(
            "urged-once",
            step = step,
            at = self.format_time(urging.remark.at),
            way = say!(&format!("contact-{}", urging.channel.code())),
            to = urging.to.as_str(),
            answer = answer.unwrap_or_else(|| say!("urged-no-answer"))
        )
    }

    fn add_urgings(&mut self, held: &Assignment) {
        for urging in &held.urgings {
            let step = self
                .regulation
                .find_step(&urging.step)
                .map(|step| step.words().to_owned());
            let step = step.unwrap_or_else(|| say!("event-urged"));
            let line = self.urging_line(step, urging);
            self.add(Fact::Urged, line);
        }
        if let Some((step, at)) = held.next_step(self.regulation, self.now) {
            let step = step.words().to_owned();
            let line = if at <= self.now {
                say!("urge-now", step = step)
            } else {
                say!("urge-next", step = step, at = self.format_time(at))
            };
            self.add(Fact::Urged, line);
        }
    }
}
