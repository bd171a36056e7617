//! What happens is done to a real database through two programs, and what must be so right after it is checked.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use xinxiang::domain::directory::staff::{Delegation, DelegationScope, Role, Staff};
use xinxiang::domain::directory::unit::{Unit, UnitId};
use xinxiang::domain::letter::event::{Event, Notified};
use xinxiang::domain::letter::incoming::Enclosure;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::regulation::{Regulation, Tier};
use xinxiang::domain::time::calendar::{DayMark, ImportConsent, ListedDay, YearList, is_weekend};
use xinxiang::domain::time::{Timestamp, date};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::decide::late::{GivenTime, PAPER_VERBS};
use xinxiang::domain::workflow::unit_guards;
use xinxiang::domain::workflow::{GuardContext, check_permitted, find_transition};
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::change::receive::Received;
use xinxiang::store::directory::create::{DEFAULT_REGULATION, NewOffice, PUBLISHED_CALENDARS};
use xinxiang::store::{Store, StoreError};

use super::{Deed, Founded, How};
use crate::office::{LINJIANG, bad, good_for, incoming, turn};

/// Two programs on one office.
pub(crate) struct Desks {
    pub first: Store,
    pub second: Store,
    pub staff: Vec<Staff>,
    units: i64,
    /// What the second program knows of each letter.
    seen: BTreeMap<LetterId, u32>,
    record: Connection,
    _folder: TempDir,
}

impl Desks {
    pub(crate) fn found(founded: &Founded, now: Timestamp) -> Desks {
        let units = (1..=i64::from(founded.units)).map(|n| Unit {
            id: UnitId(n),
            name: format!("第{n}局"),
            kind: "部门".to_owned(),
            aliases: vec![],
            duties: String::new(),
            ..Unit::default()
        });
        let mut staff = Vec::new();
        for (role, n) in Role::ALL.into_iter().zip(founded.people) {
            let units = if role == Role::Liaison {
                i64::from(founded.units)
            } else {
                1
            };
            for (unit, n) in (1..=units).flat_map(|unit| (0..n).map(move |n| (unit, n))) {
                let id = format!("{}{unit}{n}", role.code());
                let unit = (role == Role::Liaison).then_some(UnitId(unit));
                staff.push(Staff {
                    name: format!("某{id}"),
                    id,
                    roles: vec![role],
                    unit,
                    uid: None,
                    ..Staff::default()
                });
            }
        }
        let founding = NewOffice {
            settings: Vec::new(),
            regulation: if founded.linjiang {
                LINJIANG
            } else {
                DEFAULT_REGULATION
            }
            .to_owned(),
            units: units.collect(),
            calendars: PUBLISHED_CALENDARS[5..]
                .iter()
                .map(|text| YearList::parse(text).unwrap())
                .collect(),
            practice: true,
            staff: staff.clone(),
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let first = Store::create(&path, &founding, now).unwrap();
        let second = Store::open(&path).unwrap();
        let record = Connection::open(&path).unwrap();
        Desks {
            first,
            second,
            staff,
            units: i64::from(founded.units),
            seen: BTreeMap::new(),
            record,
            _folder: folder,
        }
    }

    fn person(&self, n: u8) -> Staff {
        self.staff[usize::from(n) % self.staff.len()].clone()
    }

    fn events(&self) -> i64 {
        self.record
            .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
            .unwrap()
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        let mut read = self
            .record
            .prepare_cached("SELECT id FROM letter ORDER BY id")
            .unwrap();
        let ids = read.query_map([], |row| row.get(0).map(LetterId)).unwrap();
        ids.map(|id| self.first.load_letter(id.unwrap()).unwrap())
            .collect()
    }

    pub(crate) fn receive(&mut self, n: u32, dated: bool, now: Timestamp) {
        let mut letter = incoming(&n.to_string(), now.saturating_sub(Duration::from_hours(3)));
        letter.writer.phone = Some("13800000000".into());
        letter.received_at = letter.received_at.filter(|_| dated);
        // A part that was split off has an id, too.
        let next = LetterId(self.letters().len() as i64 + 1);
        let received = self
            .second
            .receive(vec![letter], "administrator10", now)
            .unwrap();
        assert_eq!(received, [Received::New(next)]);
    }

    pub(crate) fn act(&mut self, deed: &Deed, now: Timestamp) {
        let id = LetterId(i64::from(deed.letter) + 1);
        let before = self.first.load_letter(id).unwrap();
        let regulation = self
            .first
            .office()
            .regulation_of(&before.regulation)
            .clone();
        let Some((action, chosen)) = self.chosen(deed, &before, &regulation, now) else {
            return;
        };
        // What a leader signed on paper is registered by an administrator, with its scan.
        let paper = PAPER_VERBS.contains(&action.verb()) && deed.answer % 4 == 1;
        let who = match paper {
            true => self.staff[0].clone(),
            false => chosen.clone(),
        };
        let signer = match chosen.is_one_of(&[Role::Leader]) || deed.how == How::Badly {
            true => chosen,
            false => self.leader(deed.who),
        };
        let events = self.events();
        let seen = if deed.second {
            *self.seen.get(&id).unwrap_or(&1)
        } else {
            before.version
        };
        let what = format!(
            "{action:?} by {} at {now} to {} at {seen}",
            who.id, before.version
        );
        let reads = action.verb() == Verb::Read;
        let splits = action.verb() == Verb::Split;
        let refused = self.refused_today(id, &who, now);
        let store = if deed.second {
            &mut self.second
        } else {
            &mut self.first
        };
        // Some of what others did is registered afterwards: just now, before the day's work, or days ago.
        let ago = [0, 45, 960, 7_000][usize::from(deed.answer / 4) % 4];
        let given = GivenTime {
            at: civil_minute(now, ago, &regulation),
            why: Some("事后登记".to_owned()),
            proof: paper,
            by: paper.then_some(signer.id),
        };
        let given = (paper || deed.answer.is_multiple_of(3)).then_some(&given);
        let scan = Enclosure {
            name: "批示.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: format!("%PDF {}", deed.answer).into_bytes(),
        };
        let files = if paper { vec![scan] } else { vec![] };
        let change = Change::of(id, seen, action)
            .with_files(&files)
            .that_happened(given);
        let done = store.perform(change, Actor::new(&who, now));
        let after = self.first.load_letter(id).unwrap();
        let grown = self.events() - events;
        match done {
            Ok(letter) => {
                assert_eq!(letter, after, "{what}: both programs see the same");
                assert!(letter.version > before.version, "{what}");
                let part = match letter.parts.last().filter(|_| splits) {
                    Some(part) => self.first.load_letter(*part).unwrap().version,
                    None => 0,
                };
                let own = letter.version - before.version;
                assert_eq!(grown, i64::from(own + part), "{what}");
                assert!(
                    before.number.is_none() || before.number == letter.number,
                    "{what}: a number never changes"
                );
            }
            Err(StoreError::Refused(refusal)) if refusal.kind() == "extension_too_late" => {
                assert_eq!(
                    (grown, after.version),
                    (1, before.version + 1),
                    "{what}: the attempt stays"
                );
                let last = self.first.history(id).unwrap().pop().unwrap();
                assert!(
                    matches!(last.event, Event::ExtensionTooLate { .. }),
                    "{what}"
                );
            }
            Err(StoreError::Refused(refusal)) if refusal.kind() == "not_reader" && grown > 0 => {
                assert_eq!(
                    (reads, refused, grown),
                    (true, false, 1),
                    "{what}: that it was tried is recorded once a day"
                );
                let last = self.first.history(id).unwrap().pop().unwrap();
                assert_eq!(
                    (last.event, last.who),
                    (Event::ReadRefused, who.id),
                    "{what}"
                );
            }
            Err(StoreError::NoLetter(_)) => {
                assert!(who.is_liaison_only(), "{what}: the other letter is there");
                assert_eq!((grown, &after), (0, &before), "{what}");
            }
            Err(StoreError::Refused(refusal)) => {
                assert!(refusal.article.is_some(), "{what}: {refusal}");
                assert_eq!((grown, &after), (0, &before), "{what}: {refusal}");
            }
            Err(StoreError::SignerNoLeader(_)) => {
                assert_eq!((grown, &after), (0, &before), "{what}");
            }
            Err(StoreError::Conflict { .. }) => {
                let history = self.first.history(id).unwrap();
                let other = history.iter().any(|recorded| {
                    recorded.version > seen
                        && !matches!(recorded.event, Event::Read | Event::ReadRefused)
                });
                assert!(other, "{what}: nobody did anything meanwhile");
                assert_eq!((grown, &after), (0, &before), "{what}");
            }
            Err(error) => panic!("{what}: {error}"),
        }
        if deed.second {
            self.seen.insert(id, after.version);
        }
    }

    /// What is done, and by whom: the person picked, or another who may.
    fn chosen(
        &self,
        deed: &Deed,
        letter: &Letter,
        regulation: &Regulation,
        at: Timestamp,
    ) -> Option<(Action, Staff)> {
        let anybody = self.person(deed.who);
        let verb = |verbs: &[Verb]| {
            verbs
                .get(usize::from(deed.verb) % verbs.len().max(1))
                .copied()
        };
        let (verb, who) = match deed.how {
            How::Anything | How::Badly => (verb(Verb::ALL)?, anybody),
            How::Offered | How::On => {
                let may = |verb: &&Verb, who: &Staff| {
                    check_permitted(letter, **verb, who, regulation, at).is_ok()
                };
                // What ends a letter at once, or is always offered, or has been done before, is seldom done.
                let on = |verb: &&Verb| match verb {
                    Verb::Decline
                    | Verb::Refer
                    | Verb::Lapse
                    | Verb::Note
                    | Verb::Link
                    | Verb::Split
                    | Verb::Contest
                    | Verb::Restrict
                    | Verb::Read => deed.how == How::Offered && deed.answer.is_multiple_of(8),
                    Verb::Tell => {
                        deed.how == How::Offered
                            && letter.declined.as_ref().is_some_and(|d| d.needs_notice)
                    }
                    _ => {
                        deed.how == How::Offered
                            || find_transition(**verb).is_some_and(|row| row.to.is_some())
                    }
                };
                let of = |who: &Staff| -> Vec<Verb> {
                    Verb::ALL
                        .iter()
                        .filter(on)
                        .filter(|verb| may(verb, who))
                        .copied()
                        .collect()
                };
                let start = usize::from(deed.who) % self.staff.len();
                let mut people = self.staff.iter().cycle().skip(start).take(self.staff.len());
                let who = people.find(|who| !of(who).is_empty())?;
                (verb(&of(who))?, who.clone())
            }
        };
        let asking = GuardContext {
            verb,
            letter,
            who: &who,
            regulation,
            at,
        };
        let units = unit_guards::applicable_units(&asking);
        let unit = units
            .get(usize::from(deed.answer) % units.len().max(1))
            .copied()
            .unwrap_or_else(|| turn(verb, letter));
        if deed.how == How::Badly {
            let bad = bad(verb, letter, unit);
            return bad
                .get(usize::from(deed.answer) % bad.len().max(1))
                .cloned()
                .map(|action| (self.real(action), who));
        }
        Some((
            self.answered(
                good_for(verb, letter, regulation, unit),
                deed.answer,
                letter,
                regulation,
            ),
            who,
        ))
    }

    /// The action with letters that exist, where it names one: what is missing altogether is another error than a refusal.
    fn real(&self, action: Action) -> Action {
        match action {
            Action::Unlink { .. } => Action::Unlink { to: LetterId(1) },
            Action::ReplyDirectly {
                because,
                policy,
                tier,
                ..
            } => Action::ReplyDirectly {
                because,
                earlier: None,
                policy,
                tier,
            },
            other => other,
        }
    }

    /// The action with other answers of the same kind.
    fn answered(&self, action: Action, n: u16, letter: &Letter, regulation: &Regulation) -> Action {
        let pick = |m: usize| usize::from(n) % m;
        let every = |m: u16| n.is_multiple_of(m);
        let unit = |n: u16| UnitId(1 + i64::from(n) % self.units);
        let lead = unit(n);
        let mut co: Vec<UnitId> = if every(3) {
            vec![unit(n + 1), unit(n / 3 + 2)]
        } else {
            vec![]
        };
        co.retain(|unit| *unit != lead);
        co.dedup();
        let tier = Tier::ALL[pick(3)];
        let why = (!every(4)).then(|| "职责所在".to_owned());
        match action {
            Action::Accept { .. } => Action::Accept {
                category: regulation.categories[pick(regulation.categories.len())]
                    .code
                    .clone(),
                major: every(5),
                accused: every(2).then_some(lead),
                of_type: None,
                subject: None,
            },
            Action::Propose { text, .. } => Action::Propose {
                text,
                lead: Some(lead),
                co,
            },
            Action::Instruct { text, .. } => Action::Instruct {
                text,
                lead: Some(lead),
                co,
                days: every(7).then_some(u32::from(n % 13)),
                tier,
                outcome: Default::default(),
                to: None,
                to_leader: None,
            },
            Action::Assign { .. } if letter.instruction.is_some() => Action::Assign {
                lead,
                co,
                tier,
                why,
                demand: None,
                person: None,
            },
            Action::Assign { .. } => Action::Assign {
                lead,
                co: vec![],
                tier,
                why,
                demand: None,
                person: None,
            },
            Action::AskExtension { unit, why, .. } => Action::AskExtension {
                unit,
                days: u32::from(1 + n % 6),
                why,
            },
            Action::DecideExtension { unit, why, .. } => Action::DecideExtension {
                unit,
                grant: !every(3),
                why,
                told: Notified::Phone,
            },
            Action::Link { .. } => Action::Link {
                to: LetterId(1 + i64::from(n) % letter.id.0),
            },
            Action::Unlink { to } if letter.repeats.is_empty() => Action::Unlink {
                to: LetterId(to.0.min(1)),
            },
            Action::Restrict { .. } => Action::Restrict {
                accused: every(2).then_some(lead),
                readers: self
                    .staff
                    .iter()
                    .step_by(1 + pick(3))
                    .map(|staff| staff.id.clone())
                    .collect(),
            },
            other => other,
        }
    }

    /// Whether it is in the record that somebody was not let in to read a letter that day.
    fn refused_today(&self, id: LetterId, who: &Staff, now: Timestamp) -> bool {
        let letter = self.first.load_letter(id).unwrap();
        let hours = self.first.office().regulation_of(&letter.regulation).hours;
        let history = self.first.history(id).unwrap();
        let mut refused = history
            .iter()
            .filter(|one| one.event == Event::ReadRefused && one.who == who.id);
        refused
            .next_back()
            .is_some_and(|last| hours.to_civil(last.at).date() == hours.to_civil(now).date())
    }

    pub(crate) fn read(&mut self, letter: u32, who: u8, now: Timestamp) {
        let (id, who) = (LetterId(i64::from(letter) + 1), self.person(who));
        let before = self.first.load_letter(id).unwrap();
        let (events, what) = (self.events(), format!("letter {id} read by {}", who.id));
        let refused = self.refused_today(id, &who, now);
        let read = self.second.read(id, &who, now);
        let grown = self.events() - events;
        let holds = who
            .unit
            .is_some_and(|unit| super::checks::holders(&self.first, id).contains(&unit));
        let liaison = who.roles == [Role::Liaison];
        match &before.restriction {
            None => assert_eq!((read.is_ok(), grown), (!liaison || holds, 0), "{what}"),
            Some(restriction) => {
                let may = if liaison {
                    holds
                } else {
                    restriction.readers.contains(&who.id)
                };
                // That somebody was refused is recorded, too, once a day; of a liaison, to whom it does not exist, it is not.
                let recorded = may || (!liaison && !refused);
                assert_eq!((read.is_ok(), grown), (may, i64::from(recorded)), "{what}");
            }
        }
        if let Ok(letter) = read {
            assert_eq!(
                letter.writer.phone.is_some(),
                !liaison || letter.contact_allowed,
                "{what}"
            );
        }
    }

    pub(crate) fn import(&mut self, next_year: bool, days: &[(u16, bool)], now: Timestamp) {
        let year = if next_year { 2027 } else { 2026 };
        let mut listed: BTreeMap<_, _> = BTreeMap::new();
        if !next_year {
            let published = YearList::parse(PUBLISHED_CALENDARS[6]).unwrap();
            listed.extend(published.days.into_iter().map(|day| (day.date, day)));
        }
        listed
            .entry(date(year, 1, 1))
            .or_insert_with(|| day(date(year, 1, 1), true));
        for (n, holiday) in days {
            let date = date(year, 1, 1).add_days(i32::from(*n)).unwrap();
            // A Monday to Friday is at work without being listed.
            listed.insert(date, day(date, *holiday || !is_weekend(date)));
        }
        let list = YearList {
            year,
            days: listed.into_values().collect(),
        }
        .check()
        .unwrap();
        let (events, letters) = (self.events(), self.letters());
        let consent = ImportConsent {
            replace: true,
            incomplete: true,
        };
        let lists = vec![list.clone()];
        let dry = self
            .first
            .import_calendar(lists, consent, true, "administrator10", now)
            .unwrap();
        assert_eq!(self.events(), events, "a dry run changes nothing");
        assert_eq!(self.letters(), letters, "a dry run changes nothing");
        // A list that is there already is no event.
        let new = self.first.office().calendar.year_list(list.year) != Some(&list);
        let done = self
            .second
            .import_calendar(vec![list], consent, false, "administrator10", now)
            .unwrap();
        assert_eq!(done, dry, "what was shown is what moves");
        let moved = done.moved;
        assert_eq!(self.events() - events, i64::from(new) + moved.len() as i64);
        self.first.refresh().unwrap();
        for one in &moved {
            assert_ne!(one.was, one.due);
            let expected = Event::DeadlineMoved {
                which: one.which,
                was: one.was,
                due: one.due,
            };
            let history = self.first.history(one.letter).unwrap();
            assert!(
                history
                    .iter()
                    .rev()
                    .take(9)
                    .any(|recorded| recorded.event == expected),
                "{one:?}"
            );
        }
        for letter in letters
            .iter()
            .filter(|letter| !moved.iter().any(|one| one.letter == letter.id))
        {
            assert_eq!(
                &self.first.load_letter(letter.id).unwrap(),
                letter,
                "nothing of it moved"
            );
        }
    }

    fn leader(&self, n: u8) -> Staff {
        let leaders: Vec<&Staff> = self
            .staff
            .iter()
            .filter(|who| who.is_one_of(&[Role::Leader]))
            .collect();
        leaders[usize::from(n) % leaders.len()].clone()
    }

    /// Both programs know the people as they are now.
    fn know_people(&mut self) {
        self.first.refresh().unwrap();
        self.second.refresh().unwrap();
        for who in &mut self.staff {
            *who = self.first.office().staff(&who.id).unwrap().clone();
        }
    }

    pub(crate) fn delegate(
        &mut self,
        (of, to): (u8, u8),
        (ago, days): (u8, u8),
        scopes: u8,
        now: Timestamp,
    ) {
        let (of, to) = (self.leader(of), self.leader(to));
        let today = self.first.office().regulation.hours.to_civil(now).date();
        let day = |n: i32| today.add_days(n).unwrap();
        let from = day(-i32::from(ago));
        let mut scopes: Vec<DelegationScope> = DelegationScope::ALL
            .into_iter()
            .enumerate()
            .filter(|(n, _)| scopes & (1 << n) != 0)
            .map(|(_, scope)| scope)
            .collect();
        if scopes.is_empty() {
            scopes = DelegationScope::ALL.to_vec();
        }
        let delegation = Delegation {
            of: of.id,
            from,
            until: day(i32::from(days) - i32::from(ago)),
            scopes,
            why: "出差".to_owned(),
        };
        let done = self
            .second
            .delegate(&to.id, delegation, "administrator10", now);
        done.unwrap();
        self.know_people();
    }

    pub(crate) fn end_delegation(&mut self, of: u8, to: u8, now: Timestamp) {
        let (of, to) = (self.leader(of), self.leader(to));
        self.first
            .end_delegation(&to.id, &of.id, "administrator10", now)
            .unwrap();
        self.know_people();
    }

    pub(crate) fn lapse(&mut self, who: u8, now: Timestamp) {
        let who = self.person(who);
        let (events, waiting) = (self.events(), self.letters());
        let lapsed = self.second.expire_waiting(&who, now).unwrap();
        let (received, with_units): (Vec<_>, Vec<_>) = waiting
            .iter()
            .filter(|letter| {
                let due = letter
                    .open_inquiry()
                    .is_some_and(|asked| asked.limit.due.at < now);
                due && who.roles == [Role::Administrator] && letter.may_read(&who)
            })
            .partition(|letter| letter.stage == Stage::Received);
        assert_eq!(
            lapsed.iter().map(|letter| letter.id).collect::<Vec<_>>(),
            received.iter().map(|letter| letter.id).collect::<Vec<_>>()
        );
        // Where units have the letter, their limits go on.
        let mut resumed = 0;
        for letter in with_units {
            let after = self.first.load_letter(letter.id).unwrap();
            assert!(after.open_inquiry().is_none() && after.stage == Stage::Assigned);
            resumed += i64::from(after.version - letter.version);
        }
        assert_eq!(self.events() - events, lapsed.len() as i64 + resumed);
        for letter in lapsed {
            assert_eq!(letter.stage, Stage::Declined);
            assert!(letter.declined.is_some_and(
                |declined| declined.needs_notice && declined.notified == Notified::None
            ));
        }
    }
}

/// What a person would type for the instant so many minutes ago.
fn civil_minute(now: Timestamp, ago: u64, regulation: &Regulation) -> String {
    let then = now.saturating_sub(Duration::from_secs(60 * ago));
    regulation.hours.to_civil(then).to_minute()
}

fn day(date: xinxiang::domain::time::Date, holiday: bool) -> ListedDay {
    let kind = if holiday {
        DayMark::Holiday
    } else {
        DayMark::Workday
    };
    ListedDay {
        date,
        kind,
        name: "试验节".to_owned(),
    }
}
