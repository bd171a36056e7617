//! An office to test in: Weibin's regulation, calendar and units, a member of staff for each role, letters, and a database.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use tempfile::TempDir;
use xinxiang::domain::action::{Action, Verb};
use xinxiang::domain::calendar::{Calendar, YearList};
use xinxiang::domain::decide::{Context, decide};
use xinxiang::domain::event::{Event, Recorded, Told, Way};
use xinxiang::domain::incoming::{Channel, Incoming, Source, Writer};
use xinxiang::domain::letter::{Letter, LetterId};
use xinxiang::domain::refusal::Refusal;
use xinxiang::domain::regulation::{Names, Regulation};
use xinxiang::domain::staff::{Role, Staff};
use xinxiang::domain::stage::Stage;
use xinxiang::domain::unit::{Unit, UnitId, Units};
use xinxiang::store::Store;
use xinxiang::store::found::{CALENDARS, Founding, REGULATION, UNITS};
use xinxiang::store::receive::Received;
use xinxiang::store::verify::Report;

/// An instant by the office's clock: `2026-03-02 09:00`.
pub fn at(text: &str) -> Timestamp {
    let civil: DateTime = text.replace(' ', "T").parse().unwrap();
    Offset::constant(8).to_timestamp(civil).unwrap()
}

/// The instant by the office's clock, to the minute.
pub fn written(at: Timestamp) -> String {
    Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

pub fn calendar() -> Calendar {
    Calendar::new(CALENDARS.iter().map(|text| YearList::parse(text).unwrap()))
}

/// A member of staff with this one role, called by its code.
pub fn staff(role: Role) -> Staff {
    Staff { id: role.code().to_owned(), name: format!("某{}", role.code()), roles: vec![role], unit: None, uid: None }
}

pub fn administrator() -> Staff {
    staff(Role::Administrator)
}

/// The rules of an office without a database.
pub struct Desk {
    pub regulation: Regulation,
    pub calendar: Calendar,
    pub units: Units,
    pub next_number: u32,
}

impl Desk {
    pub fn weibin() -> Desk {
        Desk::under(REGULATION)
    }

    /// The same office under another regulation; it has the units 1 to 3.
    pub fn under(regulation: &str) -> Desk {
        let unit = |id, name: &str| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            kind: "部门".to_owned(),
            aliases: vec![],
            duties: String::new(),
        };
        Desk {
            regulation: Regulation::parse(regulation).unwrap(),
            calendar: calendar(),
            units: Units::new(vec![unit(1, "区住建局"), unit(2, "区教体局"), unit(3, "金陵街道办事处")]),
            next_number: 1,
        }
    }

    pub fn decide(&self, letter: &Letter, action: Action, who: &Staff, at: Timestamp) -> Result<Vec<Event>, Refusal> {
        let Desk { regulation, calendar, units, next_number } = self;
        decide(letter, action, &Context { who, at, regulation, calendar, units, next_number: *next_number })
    }

    /// Decides, and folds what was decided into the letter.
    pub fn act(&self, letter: &mut Letter, action: Action, who: &Staff, at: Timestamp) -> Result<(), Refusal> {
        for event in self.decide(letter, action, who, at)? {
            let recorded = Recorded { version: letter.version + 1, at, who: who.id.clone(), event };
            letter.apply(recorded).expect("what the rules decide can be folded");
        }
        Ok(())
    }

    /// A letter that just came in.
    pub fn received(&self, id: i64, at: Timestamp) -> Letter {
        let event = Event::Received {
            title: "路灯不亮".into(),
            body: "经二路的路灯已经三天不亮了。".into(),
            writer: Writer { name: Some("李秀兰".into()), ..Writer::default() },
            channel: Channel::Website,
            received_at: Some(at),
            source: Source { key: format!("test:{id}"), ..Source::default() },
            attachments: vec![],
            remarks: vec![],
            same_text: vec![],
            regulation: self.regulation.id.clone(),
        };
        Letter::fold(LetterId(id), [Recorded { version: 1, at, who: "administrator".into(), event }]).unwrap()
    }

    /// A letter that went the shortest way to a stage, with nothing done at it yet but a draft where one is written.
    pub fn letter_at(&self, stage: Stage, at: Timestamp) -> Letter {
        use Verb::*;
        let road: &[Verb] = match stage {
            Stage::Received => &[],
            Stage::Declined => &[Decline],
            Stage::Registered => &[Accept],
            Stage::AwaitingInstruction => &[Accept, Propose],
            Stage::Assigned => &[Accept, Assign],
            Stage::Drafting => &[Accept, ReplyDirectly, Draft],
            Stage::InReview => &[Accept, ReplyDirectly, Draft, Submit],
            Stage::Approved => &[Accept, ReplyDirectly, Draft, Submit, Approve],
            Stage::Replied => &[Accept, ReplyDirectly, Draft, Submit, Approve, Send],
            Stage::Closed => &[Accept, ReplyDirectly, Draft, Submit, Approve, Send, Close],
        };
        let mut letter = self.received(1, at);
        for verb in road {
            let action = good(*verb, &letter, &self.regulation);
            self.act(&mut letter, action, &administrator(), at).unwrap();
        }
        assert_eq!(letter.stage, stage);
        letter
    }
}

/// The action with answers that no rule has anything against.
pub fn good(verb: Verb, letter: &Letter, regulation: &Regulation) -> Action {
    let unit = letter.assignments.last().map_or(UnitId(1), |held| held.unit);
    let another = LetterId(1_000 + letter.repeats.len() as i64);
    match verb {
        Verb::Accept => Action::Accept { category: regulation.categories[0].code.clone(), major: false },
        Verb::Decline => Action::Decline { ground: regulation.grounds[0].code.clone(), told: Told::Phone },
        Verb::ReplyDirectly => {
            let reason = regulation.direct_reply.last().unwrap();
            let (earlier, policy) = match reason.names {
                Names::Earlier => (Some(another), None),
                Names::Policy => (None, Some("渭政办发〔2025〕3号".to_owned())),
            };
            Action::ReplyDirectly { because: reason.code.clone(), earlier, policy }
        }
        Verb::Propose => Action::Propose { text: "拟由住建局承办".into(), lead: Some(UnitId(2)) },
        Verb::Instruct => Action::Instruct { text: "请住建局抓紧办理".into(), lead: UnitId(1) },
        Verb::Assign => Action::Assign { lead: UnitId(1) },
        Verb::SignFor => Action::SignFor { unit, person: "周强".into() },
        Verb::Feedback => {
            Action::Feedback { unit, text: "已更换灯具。".into(), head: "高峰".into(), sealed: true }
        }
        Verb::Draft => Action::Draft { text: "您好，路灯已修复。".into() },
        Verb::Submit => Action::Submit,
        Verb::Approve => Action::Approve { note: None },
        Verb::SendBack => Action::SendBack { why: "语气不妥".into() },
        Verb::Send => Action::Send { by: Way::Phone },
        Verb::Close => Action::Close,
        Verb::Link => Action::Link { to: another },
        Verb::MarkMajor => Action::MarkMajor,
        Verb::Note => Action::Note { text: "已电话联系来信人".into() },
    }
}

/// The action with answers that lack, or that a rule has something against; `None` where nothing is asked.
pub fn bad(verb: Verb, letter: &Letter) -> Vec<Action> {
    let unit = letter.assignments.last().map_or(UnitId(1), |held| held.unit);
    let (text, head, none) = (|| "已办。".to_owned(), || "高峰".to_owned(), || " \u{3000}\n".to_owned());
    match verb {
        Verb::Accept => ["", "9.9"].map(|code| Action::Accept { category: code.into(), major: true }).into(),
        Verb::Decline => ["", "9.9"].map(|code| Action::Decline { ground: code.into(), told: Told::None }).into(),
        Verb::ReplyDirectly => ["", "no-such", "repeated", "handled", "policy"]
            .map(|code| Action::ReplyDirectly { because: code.into(), earlier: None, policy: None })
            .into_iter()
            .chain([Action::ReplyDirectly { because: "repeated".into(), earlier: Some(letter.id), policy: None }])
            .collect(),
        Verb::Propose => {
            vec![Action::Propose { text: none(), lead: None }, Action::Propose { text: text(), lead: Some(UnitId(99)) }]
        }
        Verb::Instruct => vec![
            Action::Instruct { text: none(), lead: UnitId(1) },
            Action::Instruct { text: text(), lead: UnitId(99) },
        ],
        Verb::Assign => vec![Action::Assign { lead: UnitId(99) }],
        Verb::SignFor => vec![
            Action::SignFor { unit, person: none() },
            Action::SignFor { unit: UnitId(unit.0 + 1), person: "周强".into() },
        ],
        Verb::Feedback => vec![
            Action::Feedback { unit, text: none(), head: head(), sealed: true },
            Action::Feedback { unit, text: text(), head: none(), sealed: true },
            Action::Feedback { unit, text: text(), head: head(), sealed: false },
            Action::Feedback { unit: UnitId(unit.0 + 1), text: text(), head: head(), sealed: true },
        ],
        Verb::Draft => vec![Action::Draft { text: none() }],
        Verb::SendBack => vec![Action::SendBack { why: none() }],
        Verb::Link => {
            [letter.id].into_iter().chain(letter.repeats.first().copied()).map(|to| Action::Link { to }).collect()
        }
        Verb::Note => vec![Action::Note { text: none() }],
        Verb::Submit | Verb::Approve | Verb::Send | Verb::Close | Verb::MarkMajor => vec![],
    }
}

/// What a new office starts with: Weibin's regulation, calendar and units, and a member of staff for each role.
pub fn founding() -> Founding {
    Founding {
        regulation: REGULATION.to_owned(),
        units: xinxiang::cli::init::units(UNITS).unwrap(),
        calendars: CALENDARS.iter().map(|text| YearList::parse(text).unwrap()).collect(),
        practice: true,
        staff: Role::ALL.map(staff).into(),
    }
}

/// An office with a database in a temporary place.
pub struct Office {
    pub store: Store,
    /// Goes, with the database, when the office does.
    _folder: TempDir,
}

impl Office {
    pub fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::found(&folder.path().join("a.db"), &founding(), at("2026-01-05 09:00")).unwrap();
        Office { store, _folder: folder }
    }

    /// Does something to a letter as it stands.
    pub fn act(&mut self, id: LetterId, action: Action, at: Timestamp) -> Letter {
        let seen = self.store.letter(id).unwrap().version;
        self.store.perform(id, seen, action, &administrator(), at).unwrap()
    }

    /// Takes a letter the given road, with good answers, a minute a step.
    pub fn walk(&mut self, id: LetterId, road: &[Verb], mut at: Timestamp) -> Letter {
        for verb in road {
            let regulation = self.store.office().regulation.clone();
            let action = good(*verb, &self.store.letter(id).unwrap(), &regulation);
            self.act(id, action, at);
            at += jiff::SignedDuration::from_mins(1);
        }
        self.store.letter(id).unwrap()
    }

    /// Receives one letter that must be new.
    pub fn receive(&mut self, letter: Incoming, at: Timestamp) -> LetterId {
        match self.store.receive(vec![letter], "administrator", at).unwrap()[..] {
            [Received::New(id)] => id,
            ref other => panic!("not one new letter: {other:?}"),
        }
    }

    /// Receives a letter with a text of its own.
    pub fn letter(&mut self, name: &str, at: Timestamp) -> LetterId {
        self.receive(incoming(name, at), at)
    }

    pub fn verify(&mut self) -> Report {
        self.store.verify(&mut |_, _| ()).unwrap()
    }

    /// SQL on a connection of its own, as one who holds the file could run it.
    pub fn tamper(&self, sql: &str) {
        rusqlite::Connection::open(self.store.path()).unwrap().execute_batch(sql).unwrap();
    }

    /// One value, read on a connection of its own.
    pub fn value<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        rusqlite::Connection::open(self.store.path()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// A letter as it arrives, with a title and text of its own.
pub fn incoming(name: &str, at: Timestamp) -> Incoming {
    Incoming {
        title: format!("关于{name}的来信"),
        body: format!("反映{name}的情况，请予解决。"),
        writer: Writer { name: Some(format!("来信人{name}")), ..Writer::default() },
        channel: Channel::Website,
        received_at: Some(at),
        source: Source { key: format!("test:{name}"), ..Source::default() },
        attachments: vec![],
        remarks: vec![],
    }
}
