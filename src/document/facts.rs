//! The facts about a letter besides its text, one line each, for the screen and for the command
//! line.

use crate::document::history::ending_line;
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Assignment, AssignmentEnd, ExtensionDecision, Letter, Publication, Remark,
};
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::Due;
use crate::domain::time::remaining::working_time_left;
use crate::text::dates;
use crate::text::sanitize::one_line;

/// Kind of a fact about a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Its title.
    Title,
    /// Its official number.
    Number,
    /// The number that the portal or table gave it.
    Source,
    /// Its stage, and since when.
    Stage,
    /// When and through which channel it came.
    Received,
    /// Who wrote it, and how to reach them.
    Writer,
    /// Its category.
    Category,
    /// That it needs an instruction.
    Major,
    /// That it is, or was, reported to the leaders.
    Reported,
    /// Who may read it, if it is restricted.
    Readers,
    /// Why it was declined.
    Ground,
    /// Where it was referred to, and why.
    Referred,
    /// How it ended without a reply.
    Ending,
    /// The question to the writer.
    Asked,
    /// Why it is answered directly.
    Direct,
    /// What was wrong in a reply that was corrected.
    Amended,
    /// Why it was reopened.
    Round,
    /// The lead unit to which it is assigned.
    Unit,
    /// A co-unit to which it is assigned.
    Co,
    /// The deadline.
    Due,
    /// An extension that was requested.
    Extension,
    /// An explanation that a unit gave.
    Explained,
    /// How a unit was urged.
    Urged,
    /// How an assignment ended without an answer.
    Returned,
    /// What the centre changed among the units, which is no return.
    Changed,
    /// Whether the reply is published.
    Published,
    /// The writer's rating.
    Rating,
}

impl Fact {
    /// Returns a label of one word.
    pub fn label(self) -> String {
        match self {
            Fact::Title => say!("fact-title"),
            Fact::Number => say!("fact-number"),
            Fact::Source => say!("fact-source"),
            Fact::Stage => say!("fact-stage"),
            Fact::Received => say!("fact-received"),
            Fact::Writer => say!("fact-writer"),
            Fact::Category => say!("fact-category"),
            Fact::Major => say!("fact-major"),
            Fact::Reported => say!("fact-reported"),
            Fact::Readers => say!("fact-readers"),
            Fact::Ground => say!("fact-ground"),
            Fact::Referred => say!("fact-referred"),
            Fact::Ending => say!("fact-ending"),
            Fact::Asked => say!("fact-asked"),
            Fact::Direct => say!("fact-direct"),
            Fact::Amended => say!("fact-amended"),
            Fact::Round => say!("fact-round"),
            Fact::Unit => say!("fact-unit"),
            Fact::Co => say!("fact-co"),
            Fact::Due => say!("fact-due"),
            Fact::Extension => say!("fact-extension"),
            Fact::Explained => say!("fact-explained"),
            Fact::Urged => say!("fact-urged"),
            Fact::Returned => say!("fact-returned"),
            Fact::Changed => say!("fact-changed"),
            Fact::Published => say!("fact-published"),
            Fact::Rating => say!("fact-rating"),
        }
    }
}

/// Facts under construction.
struct FactsBuilder<'a> {
    letter: &'a Letter,
    office: &'a Office,
    regulation: &'a Regulation,
    now: Timestamp,
    facts: Vec<(Fact, String)>,
}

/// Returns the facts of a letter, in the order in which they are shown.
pub fn letter_facts(letter: &Letter, office: &Office, now: Timestamp) -> Vec<(Fact, String)> {
    let regulation = office.regulation_of(&letter.regulation);
    let mut facts = FactsBuilder {
        letter,
        office,
        regulation,
        now,
        facts: Vec::new(),
    };
    facts.add_receipt();
    facts.add_decisions();
    facts.add_rounds();
    for held in letter.current_assignments() {
        facts.add_assignment(held);
    }
    // For a letter assigned to units, each unit's own deadline is among its facts.
    if let Some(due) = letter
        .current_due()
        .filter(|_| letter.stage != Stage::Assigned)
    {
        facts.add_due(due, 0);
    }
    facts.add_publication_and_rating();
    facts.facts
}

impl FactsBuilder<'_> {
    fn add(&mut self, fact: Fact, text: String) {
        self.facts.push((fact, text));
    }

    fn format_time(&self, at: Timestamp) -> String {
        dates::format_full(at, self.now, &self.regulation.hours)
    }

    fn add_receipt(&mut self) {
        let letter = self.letter;
        self.add(Fact::Title, one_line(&letter.title).into_owned());
        if let Some(number) = &letter.number {
            self.add(Fact::Number, number.text.clone());
        }
        if let Some(number) = &letter.source.id {
            self.add(Fact::Source, number.clone());
        }
        let since = say!(
            "stage-since",
            stage = letter.stage.label(),
            at = self.format_time(letter.stage_since)
        );
        self.add(Fact::Stage, since);
        let received = letter
            .received_at
            .map_or_else(|| say!("received-unknown"), |at| self.format_time(at));
        let channel = say!(&format!("channel-{}", letter.channel.code()));
        self.add(Fact::Received, format!("{received} · {channel}"));
        self.add(Fact::Writer, writer_line(letter));
        if let Some(code) = &letter.category {
            let words = self
                .regulation
                .find_category(code)
                .map(|entry| entry.words().to_owned())
                .unwrap_or_default();
            self.add(Fact::Category, format!("{code} {words}"));
        }
        if letter.major {
            self.add(Fact::Major, say!("major-yes"));
        }
    }

    /// Adds what the mailbox centre and the leaders have decided.
    fn add_decisions(&mut self) {
        let letter = self.letter;
        if letter.report_pending {
            self.add(Fact::Reported, say!("reported-line"));
        } else if let Some(Remark { who, at, text }) = &letter.acknowledged {
            let who = self.office.staff_name(who);
            self.add(
                Fact::Reported,
                say!(
                    "acknowledged-line",
                    who = who,
                    at = self.format_time(*at),
                    text = text.as_str()
                ),
            );
        }
        if let Some(restriction) = &letter.restriction {
            let names = restriction
                .readers
                .iter()
                .map(|id| self.office.staff_name(id))
                .collect::<Vec<_>>();
            let names = names.join(&say!("list-and"));
            let line = match restriction.accused {
                Some(unit) => say!(
                    "readers-accused",
                    unit = self.office.units.name(unit),
                    names = names
                ),
                None => say!("readers-line", names = names),
            };
            self.add(Fact::Readers, line);
        }
        if let Some(asked) = &letter.inquiry {
            let line = match &asked.answer {
                Some(answer) => say!("asked-answered", at = self.format_time(answer.at)),
                None => say!(
                    "asked-waiting",
                    at = self.format_time(asked.question.at),
                    way = say!(&format!("way-{}", asked.by.code())),
                    until = self.format_time(asked.limit.due.at)
                ),
            };
            self.add(Fact::Asked, line);
        }
        if let Some(declined) = &letter.declined {
            let told = say!(&format!("told-{}", declined.notified.code()));
            if let Some(code) = &declined.ground {
                let words = self
                    .regulation
                    .find_ground(code)
                    .map(|entry| entry.words().to_owned())
                    .unwrap_or_default();
                let line = format!("{code} {words} · {told}");
                let line = if declined.needs_notice {
                    say!("declined-unseen", words = line)
                } else {
                    line
                };
                self.add(Fact::Ground, line);
            }
            if let Some((to, why)) = &declined.referred {
                self.add(
                    Fact::Referred,
                    say!(
                        "referred-to",
                        to = to.as_str(),
                        why = why.as_str(),
                        told = told
                    ),
                );
            }
        }
        if let Some(ending) = &letter.ending {
            let into = ending.into.map(|id| format!("#{id}"));
            let named = [ending.to.clone(), into, ending.ground.clone()];
            let (because, why) = (&ending.because, &ending.words.text);
            let line = ending_line(self.regulation, because, named, why, ending.notified);
            self.add(Fact::Ending, line);
        }
        if let Some(direct) = &letter.direct_reply {
            let words = self
                .regulation
                .find_direct_reply_reason(&direct.because)
                .map(|entry| entry.words().to_owned());
            let parts = words
                .into_iter()
                .chain(direct.policy.clone())
                .collect::<Vec<_>>();
            self.add(Fact::Direct, parts.join(" · "));
        }
    }

    fn add_rounds(&mut self) {
        for amendment in &self.letter.amendments {
            let Remark { who, at, text } = &amendment.words;
            let (who, at) = (self.office.staff_name(who), self.format_time(*at));
            self.add(
                Fact::Amended,
                say!(
                    "amended-line",
                    at = at,
                    who = who,
                    fault = amendment.fault.label(),
                    why = text.as_str()
                ),
            );
        }
        for (n, round) in (2_u32..).zip(&self.letter.rounds) {
            let Remark { who, at, text } = &round.reopened;
            let (who, at) = (self.office.staff_name(who), self.format_time(*at));
            self.add(
                Fact::Round,
                say!("round-line", n = n, at = at, who = who, why = text.as_str()),
            );
        }
    }

    fn add_assignment(&mut self, held: &Assignment) {
        let unit = self.office.units.name(held.unit);
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
        self.add(if held.co { Fact::Co } else { Fact::Unit }, line);
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
        self.add_urgings(held);
    }

    fn add_due(&mut self, due: Due, extended: u32) {
        let hours = &self.regulation.hours;
        let left = working_time_left(self.now, due.at, hours, &self.office.calendar).label();
        let mut line = format!("{} · {left}", self.format_time(due.at));
        if extended > 0 {
            line.push_str(&say!("unit-extended", days = extended));
        }
        if due.provisional {
            line.push_str(&say!("due-is-provisional"));
        }
        self.add(Fact::Due, line);
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

    fn add_urgings(&mut self, held: &Assignment) {
        for urging in &held.urgings {
            let step = self
                .regulation
                .find_step(&urging.step)
                .map(|step| step.words().to_owned());
            let step = step.unwrap_or_else(|| say!("event-urged"));
            let answer = Some(urging.remark.text.clone()).filter(|text| !text.is_empty());
            let line = say!(
                "urged-once",
                step = step,
                at = self.format_time(urging.remark.at),
                way = say!(&format!("contact-{}", urging.channel.code())),
                to = urging.to.as_str(),
                answer = answer.unwrap_or_else(|| say!("urged-no-answer"))
            );
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

    fn add_publication_and_rating(&mut self) {
        match &self.letter.publication {
            None => {}
            Some(Publication::Published(at)) => self.add(
                Fact::Published,
                say!("published-on", at = self.format_time(*at)),
            ),
            Some(Publication::Withheld(why)) => {
                self.add(
                    Fact::Published,
                    say!("withheld-for", why = why.text.as_str()),
                );
            }
        }
        if let Some(rating) = &self.letter.rating {
            let source = say!(&format!("source-{}", rating.source.code()));
            let line = say!(
                "rating-line",
                score = i64::from(rating.score),
                source = source
            );
            let parts = std::iter::once(line)
                .chain(rating.note.clone())
                .collect::<Vec<_>>();
            self.add(Fact::Rating, parts.join(" · "));
        }
    }
}

fn writer_line(letter: &Letter) -> String {
    let mut parts = vec![
        letter
            .writer
            .name
            .clone()
            .unwrap_or_else(|| say!("anonymous-long")),
    ];
    parts.extend(letter.writer.phone.clone());
    parts.extend(letter.writer.email.clone());
    parts.extend(letter.writer.address.clone());
    let sealed = letter
        .writer
        .name
        .as_ref()
        .is_some_and(|name| *name == say!("restricted-writer"));
    if letter.contact_withheld {
        parts.push(say!("contact-withheld"));
    } else if letter.writer.is_unreachable() && !sealed {
        parts.push(say!("unreachable"));
    }
    one_line(&parts.join(" · ")).into_owned()
}
