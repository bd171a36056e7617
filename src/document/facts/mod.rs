//! The facts about a letter besides its text, one line each, for the screen and for the command
//! line.

mod assignments;

use crate::document::history::{call_line, ending_line};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{Letter, Publication, Remark};
use crate::domain::office::Office;
use crate::domain::regulation::{Heading, Regulation, Worded, numbered_words};
use crate::domain::time::Timestamp;
use crate::domain::time::deadline::Due;
use crate::domain::time::remaining::working_time_left;
use crate::domain::workflow::INSTRUCTED;
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
    /// The leader for whom a sheet or a draft is.
    Addressee,
    /// What was entered for a leader from a paper.
    Entered,
    /// A leader's further instruction.
    Further,
    /// The letter of which it was a part, or the parts that it had.
    Parts,
    /// That it is of before the office had this program, and how it was handled.
    Past,
    /// Who else signed it.
    Signatories,
    /// What the writer wishes as to publication.
    Wish,
    /// What is asked of a unit.
    Demand,
    /// A request of a unit that the centre decides.
    Request,
    /// What a unit and the writer said to each other.
    Contact,
    /// A reminder before the deadline, or an urging to sign.
    Reminded,
    /// What the reply promises.
    Promise,
    /// A call-back.
    CallBack,
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
            Fact::Addressee => say!("fact-addressee"),
            Fact::Entered => say!("fact-entered"),
            Fact::Further => say!("fact-further"),
            Fact::Parts => say!("fact-parts"),
            Fact::Past => say!("fact-past"),
            Fact::Signatories => say!("fact-signatories"),
            Fact::Wish => say!("fact-wish"),
            Fact::Demand => say!("fact-demand"),
            Fact::Request => say!("fact-request"),
            Fact::Contact => say!("fact-contact"),
            Fact::Reminded => say!("fact-reminded"),
            Fact::Promise => say!("fact-promise"),
            Fact::CallBack => say!("fact-call-back"),
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

    /// Formats the time of receipt. Midnight stands for a table that has days alone.
    fn format_received(&self, at: Timestamp) -> String {
        let hours = &self.regulation.hours;
        let day = hours.to_civil(at).date();
        match hours.midnight(day) == Some(at) && day != hours.to_civil(self.now).date() {
            true => dates::format_relative(at, self.now, hours),
            false => self.format_time(at),
        }
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
            .map_or_else(|| say!("received-unknown"), |at| self.format_received(at));
        let channel = say!(&format!("channel-{}", letter.channel.code()));
        self.add(Fact::Received, format!("{received} · {channel}"));
        self.add(Fact::Writer, writer_line(letter));
        if let Some(code) = &letter.category {
            let words = self
                .regulation
                .find_category(code)
                .map(|entry| entry.words().to_owned())
                .unwrap_or_default();
            let heading = |entry: Option<&Heading>| entry.map(|entry| entry.words().to_owned());
            let parts = [
                Some(numbered_words(code, &words)),
                letter
                    .of_type
                    .as_ref()
                    .and_then(|code| heading(self.regulation.find_type(code))),
                letter
                    .subject
                    .as_ref()
                    .and_then(|code| heading(self.regulation.find_subject(code))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            self.add(Fact::Category, parts.join(" · "));
        }
        if let Some(past) = &letter.past {
            let parts = [&past.unit_name, &past.category_name, &past.state];
            let parts: Vec<String> = parts.into_iter().flatten().cloned().collect();
            self.add(Fact::Past, say!("past-line", parts = parts.join(" · ")));
        }
        if let Some(names) = &letter.signatories {
            self.add(Fact::Signatories, names.clone());
        }
        if let Some(wish) = letter.wish {
            self.add(Fact::Wish, wish.label());
        }
        let whole = letter
            .part_of
            .map(|id| say!("part-of", id = format!("#{id}")));
        let parts = letter.parts.iter().map(|id| format!("#{id}"));
        let parts: Vec<String> = whole.into_iter().chain(parts).collect();
        if !parts.is_empty() {
            self.add(Fact::Parts, parts.join(" · "));
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
        if let Some(leader) = &letter.addressee {
            self.add(Fact::Addressee, self.office.staff_name(leader));
        }
        if let Some(paper) = &letter.paper {
            let who = self.office.staff_name(&paper.by);
            let at = self.format_time(paper.at);
            self.add(Fact::Entered, say!("entered-line", who = who, at = at));
        }
        for Remark { who, at, text } in &letter.further {
            let (who, at) = (self.office.staff_name(who), self.format_time(*at));
            self.add(
                Fact::Further,
                say!("explained-by", who = who, at = at, text = text.as_str()),
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
                None if letter.open_inquiry().is_none() => {
                    say!("asked-silent", at = self.format_time(asked.question.at))
                }
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
                let line = format!("{} · {told}", numbered_words(code, &words));
                let named = declined.earlier.map(|id| format!("#{id}"));
                let named = named.into_iter().chain(declined.document.clone());
                let line = std::iter::once(line).chain(named).collect::<Vec<_>>();
                let line = line.join(" · ");
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
            let instructed = direct.because == INSTRUCTED;
            let words = self
                .regulation
                .find_direct_reply_reason(&direct.because)
                .map(|entry| entry.words().to_owned())
                .or_else(|| instructed.then(|| say!("direct-instructed")));
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
        if let Some(state) = &self.letter.promise {
            let until = self.format_time(state.promise.until);
            let text = state.promise.text.as_str();
            let line = match &state.kept {
                Some(kept) => say!(
                    "promise-kept",
                    until = until,
                    text = text,
                    at = self.format_time(kept.at),
                    how = kept.text.as_str()
                ),
                None => say!("promise-open", until = until, text = text),
            };
            self.add(Fact::Promise, line);
        }
        for (at, call) in &self.letter.call_backs {
            let line = format!("{} · {}", self.format_time(*at), call_line(call));
            self.add(Fact::CallBack, line);
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
