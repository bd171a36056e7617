//! Random offices under random hands: people act well and badly through two programs at once, holidays pass, lists of them come.

mod checks;
mod deeds;
mod figures;

use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use std::time::Duration;
use xinxiang::domain::time::Timestamp;

use crate::office::at;
use deeds::Desks;

/// An office, as it is founded.
#[derive(Clone, Debug)]
pub(crate) struct Founded {
    /// Whether it works under Linjiang's rules, and not under Weibin's.
    pub linjiang: bool,
    /// How many units it has.
    pub units: u8,
    /// How many of each role there are: administrators, leaders, of the office, liaisons of each unit, observers.
    pub people: [u8; 5],
}

/// What is known of the office beforehand: that letters came, and what time it is.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub founded: Founded,
    pub now: Timestamp,
    pub letters: u32,
    pub steps: u32,
}

/// Something that happens. Numbers pick among what there is.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A letter comes in.
    Receive { dated: bool },
    /// Somebody does something to a letter.
    Act(Deed),
    /// Somebody opens a letter.
    Read { letter: u32, who: u8 },
    /// Time passes.
    Wait { minutes: i64 },
    /// A list of holidays of this year is imported, changed by some days.
    Import {
        next_year: bool,
        days: Vec<(u16, bool)>,
    },
    /// A program looks for letters whose writers did not answer.
    Lapse { who: u8 },
    /// A leader hands their work to another for some days, from so many days ago.
    Delegate {
        of: u8,
        to: u8,
        ago: u8,
        days: u8,
        scopes: u8,
    },
    /// A leader takes the work back.
    EndDelegation { of: u8, to: u8 },
}

/// What somebody does to a letter.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub letter: u32,
    pub who: u8,
    pub verb: u16,
    /// How it is chosen: something that is offered, that moves the letter on, or anything at all.
    pub how: How,
    /// Through the second program, which knows the letter as it saw it last.
    pub second: bool,
    /// Which of the answers.
    pub answer: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Offered,
    On,
    Anything,
    Badly,
}

pub(crate) struct Hands;

impl ReferenceStateMachine for Hands {
    type State = Known;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Known> {
        // Before the end of a year, before eight days of holiday, after a make-up weekend, in plain weeks.
        let begins = [
            "2025-12-30 10:00",
            "2026-02-12 16:00",
            "2026-09-29 17:50",
            "2026-12-29 09:00",
            "2026-06-01 09:00",
        ];
        let people = [1..4_u8, 1..3, 0..2, 1..3, 0..2];
        (
            any::<bool>(),
            2..6_u8,
            people,
            prop::sample::select(begins.to_vec()),
        )
            .prop_map(|(linjiang, units, people, begins)| Known {
                founded: Founded {
                    linjiang,
                    units,
                    people,
                },
                now: at(begins),
                letters: 0,
                steps: 0,
            })
            .boxed()
    }

    fn transitions(known: &Known) -> BoxedStrategy<Step> {
        let receive = any::<bool>().prop_map(|dated| Step::Receive { dated });
        if known.letters == 0 {
            return receive.boxed();
        }
        // Few letters, that each may go far.
        let more = u32::from(known.letters < 8);
        let letter = 0..known.letters;
        let how = prop_oneof![
            4 => Just(How::On),
            5 => Just(How::Offered),
            1 => Just(How::Anything),
            1 => Just(How::Badly),
        ];
        let deed = (
            letter.clone(),
            any::<u8>(),
            any::<u16>(),
            how,
            prop::bool::weighted(0.3),
            0..60_000_u16,
        );
        let act = deed.prop_map(|(letter, who, verb, how, second, answer)| {
            Step::Act(Deed {
                letter,
                who,
                verb,
                how,
                second,
                answer,
            })
        });
        let wait = prop_oneof![4 => 1..600_i64, 2 => 600..6_000_i64, 1 => 6_000..30_000_i64];
        let days = prop::collection::vec((0..365_u16, any::<bool>()), 0..6);
        prop_oneof![
            2 * more => receive,
            30 => act,
            2 => (letter, any::<u8>()).prop_map(|(letter, who)| Step::Read { letter, who }),
            5 => wait.prop_map(|minutes| Step::Wait { minutes }),
            1 => (any::<bool>(), days).prop_map(|(next_year, days)| Step::Import { next_year, days }),
            1 => any::<u8>().prop_map(|who| Step::Lapse { who }),
            1 => (any::<u8>(), any::<u8>(), 0..4_u8, 0..20_u8, any::<u8>())
                .prop_map(|(of, to, ago, days, scopes)| Step::Delegate { of, to, ago, days, scopes }),
            1 => (any::<u8>(), any::<u8>()).prop_map(|(of, to)| Step::EndDelegation { of, to }),
        ]
        .boxed()
    }

    fn apply(mut known: Known, step: &Step) -> Known {
        known.steps += 1;
        match step {
            Step::Receive { .. } => known.letters += 1,
            Step::Wait { minutes } => {
                known.now = known
                    .now
                    .saturating_add(Duration::from_mins((*minutes).unsigned_abs()))
            }
            Step::Act(_)
            | Step::Read { .. }
            | Step::Import { .. }
            | Step::Lapse { .. }
            | Step::Delegate { .. }
            | Step::EndDelegation { .. } => {}
        }
        known
    }

    fn preconditions(known: &Known, step: &Step) -> bool {
        match step {
            Step::Act(Deed { letter, .. }) | Step::Read { letter, .. } => *letter < known.letters,
            Step::Receive { .. }
            | Step::Wait { .. }
            | Step::Import { .. }
            | Step::Lapse { .. }
            | Step::Delegate { .. }
            | Step::EndDelegation { .. } => true,
        }
    }
}

impl StateMachineTest for Hands {
    type SystemUnderTest = Desks;
    type Reference = Hands;

    fn init_test(known: &Known) -> Desks {
        Desks::found(&known.founded, known.now)
    }

    fn apply(mut desks: Desks, known: &Known, step: Step) -> Desks {
        let now = known.now;
        match step {
            Step::Receive { dated } => desks.receive(known.letters, dated, now),
            Step::Act(deed) => desks.act(&deed, now),
            Step::Read { letter, who } => desks.read(letter, who, now),
            Step::Import { next_year, days } => desks.import(next_year, &days, now),
            Step::Lapse { who } => desks.lapse(who, now),
            Step::Delegate {
                of,
                to,
                ago,
                days,
                scopes,
            } => desks.delegate((of, to), (ago, days), scopes, now),
            Step::EndDelegation { of, to } => desks.end_delegation(of, to, now),
            Step::Wait { .. } => {}
        }
        desks
    }

    fn check_invariants(desks: &Desks, known: &Known) {
        if known.steps.is_multiple_of(40) {
            checks::all(desks, known.now);
        }
    }

    fn teardown(mut desks: Desks, known: Known) {
        checks::all(&desks, known.now);
        figures::add_up(&desks, known.now);
        checks::clean(&mut desks);
    }
}

/// A few seconds of it; more where `PROPTEST_CASES` says so.
fn config() -> Config {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..Config::default()
    };
    if asked {
        config
    } else {
        Config {
            cases: 48,
            ..config
        }
    }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn whatever_people_do_the_record_and_the_rows_and_the_rules_hold(sequential 40..160 => Hands);
}
