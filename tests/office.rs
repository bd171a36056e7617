//! An office to test in: a regulation, calendar and units, two members of staff for each role, letters, and a database.

mod actions;

use std::collections::BTreeSet;

use tempfile::TempDir;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::{Unit, UnitId, Units};
use xinxiang::domain::letter::event::{Event, RecordedEvent};
use xinxiang::domain::letter::incoming::{Channel, IncomingLetter, Source, Writer};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::time::calendar::{Calendar, DayMark, LocalDay, YearList};
use xinxiang::domain::time::deadline::RunningDeadline;
use xinxiang::domain::time::{DateTime, Offset, Timestamp};
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::decide::{DecisionContext, decide};
use xinxiang::domain::workflow::refusal::Refusal;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::change::receive::Received;
use xinxiang::store::directory::create::{
    DEFAULT_REGULATION, DEFAULT_UNITS, NewOffice, PUBLISHED_CALENDARS,
};
use xinxiang::store::verify::VerifyReport;
use xinxiang::store::{Store, StoreError};

pub(crate) use actions::{accept, bad, doer, good, good_for, to_unit, turn};

/// Another district's regulation, which works otherwise than Weibin's in every number.
pub(crate) const LINJIANG: &str = include_str!("../assets/regulations/linjiang.toml");

/// An instant by the office's clock: `2026-03-02 09:00`.
pub(crate) fn at(text: &str) -> Timestamp {
    let civil: DateTime = text.replace(' ', "T").parse().unwrap();
    Offset::CHINA.to_timestamp(civil).unwrap()
}

/// The instant by the office's clock, to the minute.
pub(crate) fn written(at: Timestamp) -> String {
    at.to_civil(Offset::CHINA).to_minute()
}

pub(crate) fn calendar() -> Calendar {
    Calendar::new(
        PUBLISHED_CALENDARS
            .iter()
            .map(|text| YearList::parse(text).unwrap()),
    )
}

/// A member of staff with this one role, called by its code; a liaison is the first unit's.
pub(crate) fn staff(role: Role) -> Staff {
    let unit = (role == Role::Liaison).then_some(UnitId(1));
    Staff {
        id: role.code().to_owned(),
        name: format!("某{}", role.code()),
        roles: vec![role],
        unit,
        uid: None,
        ..Staff::default()
    }
}

/// Another one with this role; a liaison is the second unit's.
pub(crate) fn another(role: Role) -> Staff {
    let unit = (role == Role::Liaison).then_some(UnitId(2));
    Staff {
        id: format!("{}-2", role.code()),
        name: format!("又某{}", role.code()),
        unit,
        ..staff(role)
    }
}

pub(crate) fn administrator() -> Staff {
    staff(Role::Administrator)
}

/// The rules of an office without a database.
pub(crate) struct Desk {
    pub regulation: Regulation,
    pub calendar: Calendar,
    pub units: Units,
    pub staff: Vec<Staff>,
    pub next_number: u32,
}

impl Desk {
    pub(crate) fn weibin() -> Desk {
        Desk::under(DEFAULT_REGULATION)
    }

    /// The same office under another regulation; it has the units 1 to 4.
    pub(crate) fn under(regulation: &str) -> Desk {
        let unit = |id, name: &str| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            kind: "部门".to_owned(),
            aliases: vec![],
            duties: String::new(),
            ..Unit::default()
        };
        Desk {
            regulation: Regulation::parse(regulation).unwrap(),
            calendar: calendar(),
            units: Units::new(vec![
                unit(1, "区住建局"),
                unit(2, "区教体局"),
                unit(3, "金陵街道办事处"),
                unit(4, "区审计局"),
            ]),
            staff: Role::ALL
                .into_iter()
                .flat_map(|role| [staff(role), another(role)])
                .collect(),
            next_number: 1,
        }
    }

    pub(crate) fn linjiang() -> Desk {
        Desk::under(LINJIANG)
    }

    pub(crate) fn decide(
        &self,
        letter: &Letter,
        action: Action,
        who: &Staff,
        at: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        self.decide_naming(letter, None, action, who, at)
    }

    /// Decides an action that names another letter, which stands like this.
    pub(crate) fn decide_naming(
        &self,
        letter: &Letter,
        other: Option<&Letter>,
        action: Action,
        who: &Staff,
        at: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        self.decide_in_chain(letter, other, &BTreeSet::new(), action, who, at)
    }

    /// Decides an action that names another letter, which repeats these, directly or through others.
    pub(crate) fn decide_in_chain(
        &self,
        letter: &Letter,
        other: Option<&Letter>,
        repeated: &BTreeSet<LetterId>,
        action: Action,
        who: &Staff,
        at: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let Desk {
            regulation,
            calendar,
            units,
            staff,
            next_number,
        } = self;
        let next_number = *next_number;
        decide(
            letter,
            action,
            &DecisionContext {
                who,
                at,
                regulation,
                calendar,
                units,
                staff,
                named_letter: other,
                repeat_ancestors: repeated,
                next_number,
                next_letter: LetterId(9_000),
            },
        )
    }

    /// Decides, and folds what was decided into the letter.
    pub(crate) fn act(
        &self,
        letter: &mut Letter,
        action: Action,
        who: &Staff,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let returns = matches!(action, Action::Return { .. }).then(|| action.unit());
        for event in self.decide(letter, action, who, at)? {
            let recorded = RecordedEvent {
                late: None,
                version: letter.version + 1,
                at,
                who: who.id.clone(),
                event,
            };
            letter
                .apply(recorded)
                .expect("what the rules decide can be folded");
        }
        // Where the centre decides, it accepts.
        if let Some(unit) = returns.flatten()
            && letter.held_by(unit).is_some()
        {
            let accept = Action::DecideReturn {
                unit,
                accept: true,
                next: None,
                why: None,
            };
            // Unless the administrator may not read it.
            drop(self.act(letter, accept, &administrator(), at));
        }
        Ok(())
    }

    /// Does what must be possible with good answers, each in the name of one who may, all at one instant.
    pub(crate) fn walk(&self, letter: &mut Letter, road: &[Verb], at: Timestamp) {
        for verb in road {
            // Where nobody reviews, what is submitted is approved.
            if *verb == Verb::Approve && letter.stage == Stage::Approved {
                continue;
            }
            let action = good(*verb, letter, &self.regulation);
            self.act(letter, action, &doer(*verb), at)
                .unwrap_or_else(|refusal| panic!("{verb:?}: {refusal}"));
        }
    }

    /// A letter that just came in.
    pub(crate) fn received(&self, id: i64, at: Timestamp) -> Letter {
        let limit = self
            .regulation
            .stages
            .registration
            .map(|span| self.regulation.limit_from_span(span));
        let limit = limit.map(|limit| {
            RunningDeadline::start(at, limit, &self.regulation.hours, &self.calendar).unwrap()
        });
        let event = Event::Received {
            title: "路灯不亮".into(),
            body: "经二路的路灯已经三天不亮了。".into(),
            writer: writer("李秀兰"),
            channel: Channel::Website,
            received_at: Some(at),
            source: Source {
                key: format!("test:{id}"),
                ..Source::default()
            },
            attachments: vec![],
            remarks: vec![],
            same_text: vec![],
            regulation: self.regulation.id.clone(),
            limit,
            part_of: None,
            wish: None,
            of_type: None,
            subject: None,
            signatories: None,
        };
        Letter::fold(
            LetterId(id),
            [RecordedEvent {
                late: None,
                version: 1,
                at,
                who: "administrator".into(),
                event,
            }],
        )
        .unwrap()
    }

    /// A letter that went the shortest way to a stage, with nothing done at it yet but a draft where one is written.
    pub(crate) fn letter_at(&self, stage: Stage, at: Timestamp) -> Letter {
        use Verb::*;
        let road: &[Verb] = match stage {
            Stage::Received => &[],
            Stage::Declined => &[Decline],
            Stage::Registered => &[Accept],
            Stage::AwaitingInstruction => &[Accept, Propose],
            Stage::Assigned => &[Accept, Assign],
            Stage::Drafting => &[Accept, ReplyDirectly, Draft],
            // At Weibin nobody reviews a direct reply.
            Stage::InReview if self.regulation.id == "weibin" => {
                &[Accept, Assign, Feedback, Draft, Submit]
            }
            Stage::InReview => &[Accept, ReplyDirectly, Draft, Submit],
            Stage::Approved => &[Accept, ReplyDirectly, Draft, Submit, Approve],
            Stage::Replied => &[Accept, ReplyDirectly, Draft, Submit, Approve, Send],
            Stage::Terminated => &[Accept, End],
            Stage::Closed => &[Accept, ReplyDirectly, Draft, Submit, Approve, Send, Close],
        };
        let mut letter = self.received(1, at);
        self.walk(&mut letter, road, at);
        assert_eq!(letter.stage, stage);
        letter
    }
}

/// Weibin's regulation, but that the centre keeps to itself how to reach a writer until it allows it.
pub(crate) fn keeping_contacts() -> String {
    let (shown, kept) = ("[contact]\nunits = true", "[contact]\nunits = false");
    assert!(DEFAULT_REGULATION.contains(shown));
    DEFAULT_REGULATION.replace(shown, kept)
}

/// A day that the office declares off, by its date.
pub(crate) fn own_day(date: &str) -> LocalDay {
    let (name, why) = ("停电检修".to_owned(), "物业通知".to_owned());
    LocalDay {
        date: date.parse().unwrap(),
        kind: DayMark::Holiday,
        part: None,
        name,
        why,
    }
}

/// What a new office starts with: Weibin's regulation, calendar and units, and a member of staff for each role.
pub(crate) fn founding() -> NewOffice {
    NewOffice {
        settings: Vec::new(),
        regulation: DEFAULT_REGULATION.to_owned(),
        units: xinxiang::app::setup::parse_units(DEFAULT_UNITS).unwrap(),
        calendars: PUBLISHED_CALENDARS
            .iter()
            .map(|text| YearList::parse(text).unwrap())
            .collect(),
        practice: true,
        staff: Role::ALL.map(staff).into(),
    }
}

/// An office with a database in a temporary place.
pub(crate) struct Office {
    pub store: Store,
    /// Goes, with the database, when the office does.
    _folder: TempDir,
}

impl Office {
    pub(crate) fn new() -> Office {
        Office::of(&founding())
    }

    /// An office where the centre keeps to itself how to reach a writer.
    pub(crate) fn keeping_contacts() -> Office {
        Office::of(&NewOffice {
            regulation: keeping_contacts(),
            ..founding()
        })
    }

    fn of(founding: &NewOffice) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(
            &folder.path().join("a.db"),
            founding,
            at("2026-01-05 09:00"),
        )
        .unwrap();
        Office {
            store,
            _folder: folder,
        }
    }

    /// Does something to a letter as it stands, in the name of one who may.
    pub(crate) fn act(&mut self, id: LetterId, action: Action, at: Timestamp) -> Letter {
        let who = doer(action.verb());
        self.act_as(id, action, &who, at).unwrap()
    }

    /// Does something to a letter as it stands.
    pub(crate) fn act_as(
        &mut self,
        id: LetterId,
        action: Action,
        who: &Staff,
        at: Timestamp,
    ) -> Result<Letter, StoreError> {
        let letter = self.store.load_letter(id).unwrap();
        // Where nobody reviews, what is submitted is approved.
        if action.verb() == Verb::Approve && letter.stage == Stage::Approved {
            return Ok(letter);
        }
        let seen = letter.version;
        self.store
            .perform(Change::of(id, seen, action), Actor::new(who, at))
    }

    /// Takes a letter the given road, with good answers, a minute a step.
    pub(crate) fn walk(&mut self, id: LetterId, road: &[Verb], mut at: Timestamp) -> Letter {
        for verb in road {
            let regulation = self.store.office().regulation.clone();
            let letter = self.store.load_letter(id).unwrap();
            self.act(id, good(*verb, &letter, &regulation), at);
            at = at.saturating_add(std::time::Duration::from_mins(1));
        }
        self.store.load_letter(id).unwrap()
    }

    /// Receives one letter that must be new.
    pub(crate) fn receive(&mut self, letter: IncomingLetter, at: Timestamp) -> LetterId {
        match self
            .store
            .receive(vec![letter], "administrator", at)
            .unwrap()[..]
        {
            [Received::New(id)] => id,
            ref other => panic!("not one new letter: {other:?}"),
        }
    }

    /// Receives a letter with a text of its own.
    pub(crate) fn letter(&mut self, name: &str, at: Timestamp) -> LetterId {
        self.receive(incoming(name, at), at)
    }

    pub(crate) fn verify(&mut self) -> VerifyReport {
        self.store.verify(&mut |_, _| ()).unwrap()
    }

    /// SQL on a connection of its own, as one who holds the file could run it.
    pub(crate) fn tamper(&self, sql: &str) {
        rusqlite::Connection::open(self.store.path())
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    }

    /// One value, read on a connection of its own.
    pub(crate) fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        rusqlite::Connection::open(self.store.path())
            .unwrap()
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    }
}

/// A writer who can be reached in every way.
pub(crate) fn writer(name: &str) -> Writer {
    Writer {
        name: Some(name.to_owned()),
        phone: Some("138-0000-0000".to_owned()),
        email: Some("writer@example.cn".to_owned()),
        address: Some("经二路 1 号".to_owned()),
    }
}

/// A letter as it arrives, with a title and text of its own.
pub(crate) fn incoming(name: &str, at: Timestamp) -> IncomingLetter {
    IncomingLetter {
        title: format!("关于{name}的来信"),
        body: format!("反映{name}的情况，请予解决。"),
        writer: writer(&format!("来信人{name}")),
        channel: Channel::Website,
        received_at: Some(at),
        source: Source {
            key: format!("test:{name}"),
            ..Source::default()
        },
        attachments: vec![],
        remarks: vec![],
        extras: Default::default(),
    }
}
