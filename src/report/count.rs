//! Counts a bulletin: takes letters one at a time, each with its events up to the cut-off.

use std::collections::{BTreeMap, BTreeSet};

use super::bulletin::{Bulletin, Centre};
use super::figure::{AnswerHours, Figure, Item};
use super::gather::{UnitCounts, add_to_code, zero_figures};
use super::notes;
use super::period::Period;
use super::score::UnitRow;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::stage::Stage;
use crate::domain::letter::{
    Assignment, AssignmentEnd, Feedback, Letter, LetterId, Rating, Reply, SIGNING_STEP, Urging,
};
use crate::domain::office::Office;
use crate::domain::regulation::Regulation;
use crate::domain::regulation::route::Route;
use crate::domain::time::remaining::working_minutes;
use crate::domain::time::{Date, Timestamp};

/// The lowest score of a writer who is satisfied.
const SATISFIED: u8 = 4;

/// A bulletin in the making.
pub struct BulletinCounter<'a> {
    period: Period,
    cut_off: Timestamp,
    office: &'a Office,
    /// The regulation that defines the score: the one in force at the end of the period, or at the
    /// cut-off if that is earlier.
    regulation: &'a Regulation,
    units: BTreeMap<UnitId, UnitCounts>,
    all: UnitCounts,
    centre: UnitCounts,
    categories: Vec<(String, Figure)>,
    routes: Vec<(String, Figure)>,
    types: Vec<(String, Figure)>,
    subjects: Vec<(String, Figure)>,
    /// The working minutes of the centre from receipt to acceptance, and from the last answer to the
    /// reply.
    registering: Vec<i64>,
    replying: Vec<i64>,
    declined: Vec<(String, Figure)>,
    steps: Vec<(Date, Figure)>,
    /// By letter, the units that led it and since when: a later letter that repeats it counts
    /// against the unit in charge then.
    lead_history: BTreeMap<LetterId, Vec<(Timestamp, UnitId)>>,
    /// Letters that another one repeats, with the instant of the link.
    linked: Vec<(LetterId, Timestamp)>,
}

impl<'a> BulletinCounter<'a> {
    /// Starts an empty count. Events after the cut-off are ignored.
    pub fn new(period: Period, cut_off: Timestamp, office: &'a Office) -> BulletinCounter<'a> {
        // Event times have whole milliseconds.
        let cut_off = Timestamp::from_millisecond(cut_off.as_millisecond()).unwrap_or(cut_off);
        let hours = &office.regulation.hours;
        let last = hours.midnight(period.last_day()).unwrap_or(cut_off);
        let regulation = office.regulation_in_force(last.min(cut_off));
        let today = hours.to_civil(cut_off).date();
        let routes =
            ["assigned", "direct", "none"].map(|code| (code.to_owned(), Figure::default()));
        BulletinCounter {
            period,
            cut_off,
            office,
            regulation,
            units: BTreeMap::new(),
            all: UnitCounts::default(),
            centre: UnitCounts::default(),
            categories: zero_figures(regulation.categories.iter().map(|category| &category.code)),
            routes: routes.into(),
            types: zero_figures(regulation.types.iter().map(|entry| &entry.code)),
            subjects: zero_figures(regulation.subjects.iter().map(|entry| &entry.code)),
            registering: Vec::new(),
            replying: Vec::new(),
            declined: zero_figures(regulation.grounds.iter().map(|ground| &ground.code)),
            steps: period
                .step_starts()
                .into_iter()
                .filter(|day| *day <= today)
                .map(|day| (day, Figure::default()))
                .collect(),
            lead_history: BTreeMap::new(),
            linked: Vec::new(),
        }
    }

    fn is_counted(&self, at: Timestamp) -> bool {
        let hours = &self.office.regulation.hours;
        (self.period.begins_at(hours)..self.period.ends_at(hours)).contains(&at)
            && at <= self.cut_off
    }

    /// Counts a letter from all its events, which are in chronological order.
    pub fn add_letter(&mut self, id: LetterId, events: &[RecordedEvent]) {
        let events: Vec<&RecordedEvent> = events
            .iter()
            .take_while(|recorded| recorded.at <= self.cut_off)
            .collect();
        let Some(letter) = Letter::fold(id, events.iter().map(|recorded| (*recorded).clone()))
        else {
            return;
        };
        // What was handled before the office had this program is in no figure.
        if self.is_void(&letter) || letter.past.is_some() {
            return;
        }
        let received = letter.received_or_recorded();
        if self.is_counted(received) {
            self.centre.add(Item::Received, id);
            let day = self.office.regulation.hours.to_civil(received).date();
            if let Some((_, figure)) = self.steps.iter_mut().rev().find(|(from, _)| *from <= day) {
                figure.add(id);
            }
        }
        for held in &letter.assignments {
            self.count_assignment(&letter, held);
        }
        for (n, round) in (1..).zip(&letter.rounds) {
            self.count_reply(&letter, n, round.reply.as_ref(), round.rating.as_ref());
            if self.is_counted(round.reopened.at) {
                self.centre.add(Item::Reopened, id);
                if round.cause.counts() {
                    self.add_to_lead(&letter, n, |gathered| gathered.add(Item::Repeats, id));
                }
            }
        }
        self.count_reply(
            &letter,
            letter.current_round(),
            letter.reply.as_ref(),
            letter.rating.as_ref(),
        );
        let revoked = events
            .iter()
            .rfind(|recorded| matches!(recorded.event, Event::Revoked { .. }))
            .map_or(0, |recorded| recorded.version);
        self.count_idle(&letter, &events);
        let contested = contested_versions(&events);
        for recorded in events {
            let RecordedEvent { version, event, .. } = recorded;
            let at = &recorded.happened_at();
            // What was revoked did not happen to the letter.
            let undone = contested.contains(version)
                || *version < revoked
                    && matches!(
                        event,
                        Event::Declined { .. } | Event::Referred { .. } | Event::Ended { .. }
                    );
            if self.is_counted(*at) && !undone {
                self.count_event(&letter, *at, event);
            }
        }
    }

    /// Counts the time that the centre itself took: to accept, and to reply once the units had
    /// answered or a direct reply was chosen.
    fn count_idle(&mut self, letter: &Letter, events: &[&RecordedEvent]) {
        let hours = &self.office.regulation_of(&letter.regulation).hours;
        let calendar = &self.office.calendar;
        let mut ready = None;
        for recorded in events {
            let at = recorded.happened_at();
            match &recorded.event {
                Event::Accepted { .. } if self.is_counted(at) => {
                    let since = letter.received_or_recorded().min(at);
                    self.registering
                        .push(working_minutes(since, at, hours, calendar));
                }
                Event::FeedbackGiven { .. } | Event::RepliedDirectly { .. } => ready = Some(at),
                Event::Sent { .. } => {
                    if let Some(since) = ready.take().filter(|_| self.is_counted(at)) {
                        let since = since.min(at);
                        self.replying
                            .push(working_minutes(since, at, hours, calendar));
                    }
                }
                _ => {}
            }
        }
    }

    /// Reports whether a letter ended as one that should not have been registered: it counts in no
    /// figure.
    fn is_void(&self, letter: &Letter) -> bool {
        letter.ending.as_ref().is_some_and(|ending| {
            self.office
                .regulation_of(&letter.regulation)
                .find_ending(&ending.because)
                .is_some_and(|kind| kind.uncounted)
        })
    }

    /// Adds to the figures of a unit, or of that into which it was merged, and to the total over all
    /// units.
    fn add_to_unit(&mut self, unit: UnitId, add: impl Fn(&mut UnitCounts)) {
        let unit = self.office.units.successor(unit);
        add(self.units.entry(unit).or_default());
        add(&mut self.all);
    }

    /// Adds to the unit that led a letter in a round, if there was one.
    fn add_to_lead(&mut self, letter: &Letter, round: u32, add: impl Fn(&mut UnitCounts)) {
        if let Some(unit) = lead_unit(letter, round) {
            self.add_to_unit(unit, add);
        }
    }

    fn count_assignment(&mut self, letter: &Letter, held: &Assignment) {
        let (id, unit) = (letter.id, held.unit);
        if !held.co && held.is_active() {
            self.lead_history
                .entry(id)
                .or_default()
                .push((held.assigned_at, unit));
        }
        let signing = held
            .reminders
            .iter()
            .filter(|urging| urging.step == SIGNING_STEP);
        // Nothing of an assignment that the centre took back is held against the unit.
        let charged = !matches!(held.ended, Some(AssignmentEnd::TakenBack(_)));
        // What the unit had done before it was urged is not held against it, though it was registered
        // later.
        let had_done = |urging: &&Urging| match urging.step.as_str() {
            SIGNING_STEP => matches!(&held.signed, Some((at, _)) if *at <= urging.remark.at),
            _ => held.feedbacks.iter().any(|answer| {
                let sent_back = answer.sent_back.as_ref().map(|words| words.at);
                answer.at <= urging.remark.at && sent_back.is_none_or(|at| at > urging.remark.at)
            }),
        };
        let urgings = held.urgings.iter().chain(signing);
        for urging in urgings.filter(|urging| charged && !had_done(urging)) {
            if self.is_counted(urging.remark.at) {
                let regulation = self.office.regulation_of(&letter.regulation);
                let named = regulation
                    .find_step(&urging.step)
                    .is_some_and(|step| step.named);
                self.add_to_unit(unit, |gathered| {
                    gathered.add(Item::Urgings, id);
                    if named {
                        gathered.add(Item::Named, id);
                    }
                });
            }
        }
        if !self.is_counted(held.assigned_at) {
            return;
        }
        match &held.ended {
            Some(AssignmentEnd::Returned(_) | AssignmentEnd::Withdrawn(_)) => {
                return self.add_to_unit(unit, |gathered| gathered.add(Item::Returned, id));
            }
            // What the centre did, or the lead unit could do without, is held against no unit.
            Some(AssignmentEnd::Waived(_) | AssignmentEnd::TakenBack(_)) => return,
            Some(AssignmentEnd::Released(_)) if held.valid_feedback().is_none() => return,
            Some(AssignmentEnd::Released(_)) | None => {}
        }
        if !held.co {
            self.centre.add(Item::Assigned, id);
        }
        let charged = |feedback: &Feedback| feedback.late && !feedback.through_co;
        let was_late = held.feedbacks.iter().any(charged);
        let state = match (held.valid_feedback(), was_late) {
            (Some(answer), false) if answer.through_co => Item::ThroughCo,
            (Some(_), false) => Item::InTime,
            (Some(_), true) => Item::Late,
            (None, true) => Item::LateOpen,
            (None, false) if held.due.at < self.cut_off => Item::LateOpen,
            (None, false) => Item::Open,
        };
        let hours = &self.office.regulation_of(&letter.regulation).hours;
        let took = held.valid_feedback().map(|answer| {
            working_minutes(held.assigned_at, answer.at, hours, &self.office.calendar)
        });
        let more = [
            (Item::Answered, !held.feedbacks.is_empty()),
            (Item::Extended, held.granted_extensions().next().is_some()),
            (
                Item::SentBack,
                held.feedbacks
                    .iter()
                    .any(|feedback| feedback.sent_back.is_some()),
            ),
        ];
        self.add_to_unit(unit, |gathered| {
            gathered.add(Item::Handled, id);
            gathered.add(state, id);
            gathered.minutes.extend(took);
            more.iter()
                .filter(|(_, is)| *is)
                .for_each(|(item, _)| gathered.add(*item, id));
        });
    }

    fn count_reply(
        &mut self,
        letter: &Letter,
        round: u32,
        reply: Option<&Reply>,
        rating: Option<&Rating>,
    ) {
        if reply.is_some_and(|reply| self.is_counted(reply.at)) {
            self.centre.add_reply(letter.id, rating);
            if rating.is_some_and(|rating| rating.score >= SATISFIED) {
                self.centre.add(Item::Satisfied, letter.id);
            }
            match lead_unit(letter, round) {
                Some(unit) => {
                    self.add_to_unit(unit, |gathered| gathered.add_reply(letter.id, rating))
                }
                None => self.centre.add(Item::Direct, letter.id),
            }
        }
    }

    fn count_event(&mut self, letter: &Letter, at: Timestamp, event: &Event) {
        let id = letter.id;
        if let Event::Accepted { category, .. } = event {
            self.centre.add(Item::Accepted, id);
            let over = matches!(
                letter.stage,
                Stage::Replied | Stage::Closed | Stage::Terminated
            );
            if over {
                self.centre.add(Item::Settled, id);
            }
            if let Some(code) = &letter.of_type {
                add_to_code(&mut self.types, code, id);
            }
            if let Some(code) = &letter.subject {
                add_to_code(&mut self.subjects, code, id);
            }
            add_to_code(&mut self.categories, category, id);
            add_to_code(
                &mut self.routes,
                effective_route(letter).map_or("none", Route::code),
                id,
            );
        } else if let Event::Ended { .. } = event {
            self.centre.add(Item::Ended, id);
        } else if let Event::Declined { ground, .. } = event {
            self.centre.add(Item::Declined, id);
            add_to_code(&mut self.declined, ground, id);
        } else if let Event::Referred { .. } = event {
            self.centre.add(Item::Referred, id);
        } else if let Event::CalledBack(_) = event {
            let known = self.centre.figures.get(&Item::CalledBack);
            if known.is_none_or(|figure| !figure.letters.contains(&id)) {
                self.centre.add(Item::CalledBack, id);
            }
        } else if let Event::Published = event {
            self.centre.add(Item::Published, id);
        } else if let Event::Withheld { .. } = event {
            self.centre.add(Item::Withheld, id);
        } else if let Event::Linked { to } = event
            && letter.repeats.contains(to)
        {
            self.centre.add(Item::Linked, id);
            self.linked.push((*to, at));
        }
    }

    /// Finishes the count.
    pub fn finish(mut self) -> Bulletin {
        for (to, at) in std::mem::take(&mut self.linked) {
            // The repeated complaint counts against the unit that led the letter at that time.
            let led = self
                .lead_history
                .get(&to)
                .into_iter()
                .flatten()
                .filter(|(from, _)| *from <= at);
            if let Some((_, unit)) = led.max_by_key(|(from, _)| *from).copied() {
                self.add_to_unit(unit, |gathered| gathered.add(Item::Repeats, to));
            }
        }
        let BulletinCounter {
            period,
            cut_off,
            office,
            regulation,
            mut units,
            all,
            centre,
            ..
        } = self;
        let mut rows = Vec::new();
        // In the order of the directory; units that it no longer has come last.
        let order = office
            .units
            .all()
            .iter()
            .map(|unit| unit.id)
            .collect::<Vec<_>>();
        let unknown = units
            .keys()
            .copied()
            .filter(|unit| !order.contains(unit))
            .collect::<Vec<_>>();
        for unit in order.into_iter().chain(unknown) {
            let gathered = units.remove(&unit).unwrap_or_default();
            rows.push(gathered.into_row(Some(unit), office.units.name(unit), regulation));
        }
        rows.retain(|row| !row.is_empty());
        rank_rows(&mut rows, office);
        let centre = Centre {
            satisfaction: centre.satisfaction(),
            figures: centre.figures,
            units: all.into_row(None, String::new(), regulation),
            categories: self.categories,
            routes: self.routes,
            types: self.types,
            subjects: self.subjects,
            registering: AnswerHours::from_minutes(self.registering),
            replying: AnswerHours::from_minutes(self.replying),
            declined: self.declined,
            received_by_step: self.steps,
        };
        let notes = notes::build_notes(period, cut_off, office, regulation);
        Bulletin {
            period,
            cut_off,
            published: None,
            rows,
            centre: Some(centre),
            notes,
        }
    }
}

/// Ranks the units by their scores, towns and departments apart: equal scores have one rank.
fn rank_rows(rows: &mut [UnitRow], office: &Office) {
    for row in rows.iter_mut() {
        let kind = row.unit.and_then(|unit| office.units.get(unit));
        row.town = kind.is_some_and(|unit| unit.is_town());
    }
    let scores: Vec<(bool, Option<f64>)> = rows
        .iter()
        .map(|row| (row.town, row.score.as_ref().and_then(|score| score.total)))
        .collect();
    for row in rows.iter_mut() {
        let Some(own) = row.score.as_ref().and_then(|score| score.total) else {
            continue;
        };
        let better = scores
            .iter()
            .filter(|(town, score)| *town == row.town && score.is_some_and(|score| score > own));
        row.rank = u32::try_from(better.count() + 1).ok();
    }
}

/// Returns the versions of the events that a leader undid, because they were entered for them from a
/// paper.
fn contested_versions(events: &[&RecordedEvent]) -> BTreeSet<u32> {
    let mut undone = BTreeSet::new();
    for (n, recorded) in events.iter().enumerate() {
        if !matches!(recorded.event, Event::Contested { .. }) {
            continue;
        }
        let signed =
            |one: &&&RecordedEvent| one.late.as_ref().is_some_and(|late| late.by.is_some());
        let before = events.iter().take(n);
        if let Some(entered) = before.clone().rev().find(signed) {
            // What one entry records has one instant.
            undone.extend(
                before
                    .filter(|one| one.at == entered.at)
                    .map(|one| one.version),
            );
        }
    }
    undone
}

/// Returns the unit that led a letter in a round.
fn lead_unit(letter: &Letter, round: u32) -> Option<UnitId> {
    let leads = |held: &&Assignment| held.round == round && !held.co && held.is_active();
    letter
        .assignments
        .iter()
        .rev()
        .find(leads)
        .map(|held| held.unit)
}

/// Returns the route of a letter; for a reopened letter without one, the route of the round before.
fn effective_route(letter: &Letter) -> Option<Route> {
    let before = || {
        let round = letter
            .current_round()
            .checked_sub(1)
            .filter(|round| *round > 0)?;
        Some(if lead_unit(letter, round).is_some() {
            Route::Assigned
        } else {
            Route::Direct
        })
    };
    letter.route.or_else(before)
}
