//! Wherever a letter has come to, an office of one administrator, one leader and one unit can bring it
//! to an end: every state that offered acts reach is walked from, act by act, until the letter has
//! ended.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::{UnitId, Units};
use xinxiang::domain::letter::Letter;
use xinxiang::domain::letter::cause::{CallOutcome, InstructionOutcome, Solved};
use xinxiang::domain::letter::event::RecordedEvent;
use xinxiang::domain::letter::follow_up::CallBack;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::unit_guards;
use xinxiang::domain::workflow::{GuardContext, check_permitted};

use crate::office::{Desk, at, good_for, staff};

const UNIT: UnitId = UnitId(1);

/// What no way to an end needs: to give up on the letter, and what only adds to it.
const NOT_NEEDED: &[Verb] = &[
    Verb::End,
    Verb::Note,
    Verb::Attach,
    Verb::Correct,
    Verb::Tell,
    Verb::Link,
    Verb::Split,
    Verb::Contest,
    Verb::ContactWriter,
    Verb::Remind,
    Verb::Urge,
    Verb::Explain,
    Verb::AskExtension,
];

/// What an office sees of a letter: its stage, and who may do what.
type View = (Stage, Vec<(Verb, usize)>);

/// A letter, and the time.
#[derive(Clone)]
struct Moment {
    letter: Letter,
    now: Timestamp,
}

/// An office of three.
struct Office {
    desk: Desk,
    people: [Staff; 3],
}

impl Office {
    fn new(mut desk: Desk) -> Office {
        let people = [Role::Administrator, Role::Leader, Role::Liaison].map(staff);
        desk.staff = people.to_vec();
        desk.units = Units::new(vec![desk.units.get(UNIT).unwrap().clone()]);
        Office { desk, people }
    }

    fn offered(&self, moment: &Moment) -> Vec<(Verb, usize)> {
        let mut offered = Vec::new();
        for verb in Verb::ALL {
            for (n, who) in self.people.iter().enumerate() {
                let may = check_permitted(
                    &moment.letter,
                    *verb,
                    who,
                    &self.desk.regulation,
                    moment.now,
                );
                if may.is_ok() {
                    offered.push((*verb, n));
                }
            }
        }
        offered
    }

    fn view(&self, moment: &Moment) -> View {
        (moment.letter.stage, self.offered(moment))
    }

    /// What one may answer: the good answers, and the others that lead elsewhere.
    fn answers(&self, verb: Verb, who: &Staff, moment: &Moment) -> Vec<Action> {
        let (letter, regulation) = (&moment.letter, &self.desk.regulation);
        let asking = GuardContext {
            verb,
            letter,
            who,
            regulation,
            at: moment.now,
        };
        let units = unit_guards::applicable_units(&asking);
        let unit = units.first().copied().unwrap_or(UNIT);
        let good = good_for(verb, letter, regulation, unit);
        let mut all = vec![good.clone()];
        match good {
            Action::Accept { category, .. } => {
                for (major, accused) in [(true, None), (false, Some(UNIT)), (true, Some(UNIT))] {
                    all.push(Action::Accept {
                        category: category.clone(),
                        major,
                        accused,
                        of_type: None,
                        subject: None,
                    });
                }
            }
            Action::Propose { text, .. } => {
                for lead in [None, Some(UNIT)] {
                    all.push(Action::Propose {
                        text: text.clone(),
                        lead,
                        co: vec![],
                    });
                }
            }
            Action::Instruct { text, .. } => {
                for outcome in InstructionOutcome::OF_SHEET {
                    let further = letter.stage == Stage::Assigned;
                    all.push(Action::Instruct {
                        text: text.clone(),
                        lead: (!further).then_some(UNIT),
                        co: vec![],
                        days: None,
                        tier: Tier::Ordinary,
                        outcome,
                        to: Some("区信访局".to_owned()),
                        to_leader: None,
                    });
                }
            }
            Action::DecideReturn { unit, next, .. } => all.push(Action::DecideReturn {
                unit,
                accept: false,
                next,
                why: Some("仍由其承办".to_owned()),
            }),
            Action::DecideExtension { unit, told, .. } => all.push(Action::DecideExtension {
                unit,
                grant: false,
                why: Some("可按时办结".to_owned()),
                told,
            }),
            Action::SendBack { why, .. } => all.push(Action::SendBack {
                why,
                passage: None,
                below: true,
            }),
            Action::CallBack(call) => {
                let solved = Some(Solved::No);
                all.push(Action::CallBack(CallBack {
                    outcome: CallOutcome::Reached,
                    solved,
                    result: Some(1),
                    ..call
                }));
            }
            Action::Restrict { .. } => {
                // By one person alone, by another alone, with the unit accused and without.
                all.clear();
                for readers in [&["administrator"][..], &["leader"], &[]] {
                    for accused in [None, Some(UNIT)] {
                        all.push(Action::Restrict {
                            accused,
                            readers: readers.iter().map(|id| (*id).to_owned()).collect(),
                        });
                    }
                }
            }
            _ => {}
        }
        all
    }

    /// Does it, if it is not refused for its answer.
    fn done(&self, action: Action, who: &Staff, moment: &Moment) -> Option<Moment> {
        let Moment { letter, now } = moment;
        let events = self.desk.decide(letter, action, who, *now).ok()?;
        let mut letter = letter.clone();
        for event in events {
            let recorded = RecordedEvent {
                late: None,
                version: letter.version + 1,
                at: *now,
                who: who.id.clone(),
                event,
            };
            letter.apply(recorded).unwrap();
        }
        Some(Moment { letter, now: *now })
    }

    /// Everything that may happen next: an act that is not one `without`, or that time passes.
    fn next(&self, moment: &Moment, without: &[Verb]) -> Vec<Moment> {
        let mut next = Vec::new();
        let offered = self.offered(moment).into_iter();
        for (verb, n) in offered.filter(|(verb, _)| !without.contains(verb)) {
            let who = &self.people[n];
            for action in self.answers(verb, who, moment) {
                next.extend(self.done(action, who, moment));
            }
        }
        for hours in [1, 30, 24 * 21] {
            let now = moment.now.saturating_add(Duration::from_hours(hours));
            next.push(Moment {
                letter: moment.letter.clone(),
                now,
            });
        }
        next
    }
}

fn has_ended(letter: &Letter) -> bool {
    matches!(
        letter.stage,
        Stage::Declined | Stage::Closed | Stage::Terminated
    )
}

/// The views that were reached, each with the first letter that was seen so and the views that follow.
struct Reached {
    views: BTreeMap<View, usize>,
    first: Vec<Moment>,
    next: Vec<Vec<usize>>,
}

fn explore(office: &Office) -> Reached {
    let now = at("2026-03-02 09:00");
    let letter = office.desk.received(7, now);
    let mut reached = Reached {
        views: BTreeMap::new(),
        first: Vec::new(),
        next: Vec::new(),
    };
    let mut waiting = VecDeque::from([0]);
    let start = Moment { letter, now };
    reached.views.insert(office.view(&start), 0);
    reached.first.push(start);
    reached.next.push(Vec::new());
    while let Some(from) = waiting.pop_front() {
        for moment in office.next(&reached.first[from].clone(), &[Verb::End]) {
            let fresh = reached.first.len();
            let to = *reached.views.entry(office.view(&moment)).or_insert(fresh);
            if to == fresh {
                reached.first.push(moment);
                reached.next.push(Vec::new());
                waiting.push_back(to);
            }
            reached.next[from].push(to);
        }
    }
    reached
}

/// How many steps each view is from an end, by the letter that was seen first.
fn distances(reached: &Reached) -> Vec<usize> {
    let ended = |n: &usize| has_ended(&reached.first[*n].letter);
    let mut distance: Vec<usize> = (0..reached.first.len())
        .map(|n| if ended(&n) { 0 } else { usize::MAX })
        .collect();
    loop {
        let mut changed = false;
        for (n, next) in reached.next.iter().enumerate() {
            let nearest = next.iter().map(|to| distance[*to]).min();
            let through = nearest.map_or(usize::MAX, |steps| steps.saturating_add(1));
            if through < distance[n] {
                (distance[n], changed) = (through, true);
            }
        }
        if !changed {
            return distance;
        }
    }
}

/// Whether this letter itself can be brought to an end. What is nearest to an end is tried first, by
/// the letters that were seen first; each view is tried once.
fn leads_to_an_end(office: &Office, from: &Moment, reached: &Reached, distance: &[usize]) -> bool {
    let steps = |view: &View| reached.views.get(view).map_or(usize::MAX, |n| distance[*n]);
    let mut waiting = BTreeMap::from([((0, 0), from.clone())]);
    let mut seen = BTreeSet::from([office.view(from)]);
    while let Some((_, moment)) = waiting.pop_first() {
        if has_ended(&moment.letter) {
            return true;
        }
        for next in office.next(&moment, NOT_NEEDED) {
            if has_ended(&next.letter) {
                return true;
            }
            let view = office.view(&next);
            let place = (steps(&view), seen.len());
            if seen.insert(view) {
                waiting.insert(place, next);
            }
        }
    }
    false
}

/// Explores an office, and proves for each state that was reached that its letter can be ended.
fn assert_no_dead_end(desk: Desk) {
    let office = Office::new(desk);
    let reached = explore(&office);
    let distance = distances(&reached);
    let stages: BTreeSet<Stage> = reached
        .first
        .iter()
        .map(|moment| moment.letter.stage)
        .collect();
    assert_eq!(stages, Stage::ALL.into());
    for first in &reached.first {
        assert!(
            leads_to_an_end(&office, first, &reached, &distance),
            "no way to an end from {:?}",
            first.letter
        );
    }
}

#[test]
fn from_every_state_that_acts_reach_acts_lead_to_an_end_at_weibin() {
    assert_no_dead_end(Desk::weibin());
}

#[test]
fn from_every_state_that_acts_reach_acts_lead_to_an_end_at_linjiang() {
    assert_no_dead_end(Desk::linjiang());
}
