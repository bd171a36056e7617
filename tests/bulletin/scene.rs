//! A quarter, played by a script in an office with a database.

use std::collections::BTreeMap;

use tempfile::TempDir;
use xinxiang::app::bulletin::load_report;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::cause::ReopenCause;
use xinxiang::domain::letter::event::{Notified, ReplyChannel, UrgingChannel};
use xinxiang::domain::letter::incoming::{Channel, IncomingLetter, Source};
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::calendar::YearList;
use xinxiang::domain::time::{DateTime, Offset, Timestamp};
use xinxiang::domain::workflow::action::Action;
use xinxiang::report::{Period, Report};
use xinxiang::store::Store;
use xinxiang::store::change::perform::{Actor, Change};
use xinxiang::store::change::receive::Received;
use xinxiang::store::directory::create::{
    DEFAULT_REGULATION, DEFAULT_UNITS, NewOffice, PUBLISHED_CALENDARS,
};

pub(super) fn at(text: &str) -> Timestamp {
    let civil: DateTime = format!("2026-{}", text.replace(' ', "T")).parse().unwrap();
    Offset::CHINA.to_timestamp(civil).unwrap()
}

pub(super) fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn staff(id: &str, role: Role, unit: Option<UnitId>) -> Staff {
    Staff {
        id: id.to_owned(),
        name: format!("某{id}"),
        roles: vec![role],
        unit,
        uid: None,
        ..Staff::default()
    }
}

pub(super) const A: UnitId = UnitId(1);
pub(super) const B: UnitId = UnitId(2);
pub(super) const C: UnitId = UnitId(3);

/// An office with a database, and the letters of the script by name.
pub(super) struct Scene {
    pub store: Store,
    pub letters: BTreeMap<String, LetterId>,
    _folder: TempDir,
}

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let founding = NewOffice {
            settings: Vec::new(),
            regulation: DEFAULT_REGULATION.to_owned(),
            units: xinxiang::app::setup::parse_units(DEFAULT_UNITS).unwrap(),
            calendars: PUBLISHED_CALENDARS
                .iter()
                .map(|text| YearList::parse(text).unwrap())
                .collect(),
            practice: true,
            staff: vec![
                staff("wang", Role::Administrator, None),
                staff("li", Role::Leader, None),
                staff("zhao", Role::Office, None),
                staff("qian", Role::Observer, None),
            ],
        };
        let mut store =
            Store::create(&folder.path().join("a.db"), &founding, at("01-05 09:00")).unwrap();
        store
            .add_staff(
                staff("sun", Role::Liaison, Some(B)),
                "wang",
                at("01-05 09:00"),
            )
            .unwrap();
        store.set_now(at("07-01 09:00"));
        Scene {
            store,
            letters: BTreeMap::new(),
            _folder: folder,
        }
    }

    pub(super) fn who(&self, id: &str) -> Staff {
        self.store.office().staff(id).unwrap().clone()
    }

    pub(super) fn id(&self, name: &str) -> LetterId {
        self.letters[name]
    }

    fn receive(&mut self, name: &str, when: &str) {
        let letter = IncomingLetter {
            title: format!("关于{name}的来信"),
            body: format!("反映{name}的情况，请予解决。"),
            writer: crate::office::writer(&format!("来信人{name}")),
            channel: Channel::Website,
            received_at: Some(at(when)),
            source: Source {
                key: format!("test:{name}"),
                ..Source::default()
            },
            attachments: vec![],
            remarks: vec![],
            extras: Default::default(),
        };
        let [Received::New(id)] = self.store.receive(vec![letter], "wang", at(when)).unwrap()[..]
        else {
            panic!()
        };
        self.letters.insert(name.to_owned(), id);
    }

    fn act_by(&mut self, who: &str, name: &str, when: &str, action: Action) {
        let (id, who) = (self.id(name), self.who(who));
        let seen = self.store.load_letter(id).unwrap().version;
        if let Err(error) = self.store.perform(
            Change::of(id, seen, action.clone()),
            Actor::new(&who, at(when)),
        ) {
            panic!("{name} {when} {action:?}: {error}");
        }
    }

    fn act(&mut self, name: &str, when: &str, action: Action) {
        self.act_by("wang", name, when, action);
    }

    fn accept(&mut self, name: &str, category: &str, when: &str) {
        self.receive(name, when);
        self.act(
            name,
            when,
            Action::Accept {
                category: category.into(),
                major: false,
                accused: None,
                of_type: None,
                subject: None,
            },
        );
    }

    fn assign(&mut self, name: &str, unit: UnitId, when: &str) {
        self.act(
            name,
            when,
            Action::Assign {
                lead: unit,
                co: vec![],
                tier: Tier::Ordinary,
                why: None,
                demand: None,
                person: None,
            },
        );
    }

    /// Received, accepted and assigned at once.
    fn assigned(&mut self, name: &str, unit: UnitId, when: &str) {
        self.accept(name, "3.5", when);
        self.assign(name, unit, when);
    }

    pub(super) fn feedback(&mut self, name: &str, unit: UnitId, when: &str) {
        let (text, head) = ("已办理。".to_owned(), "高峰".to_owned());
        self.act(
            name,
            when,
            Action::Feedback {
                unit,
                text,
                head,
                sealed: true,
                files: vec![],
                mandate: None,
                person: Some("经办人".into()),
            },
        );
    }

    fn send_back(&mut self, name: &str, unit: UnitId, when: &str) {
        self.act(
            name,
            when,
            Action::SendBackFeedback {
                unit,
                why: "没有答到点上".into(),
            },
        );
    }

    fn urge(&mut self, name: &str, unit: UnitId, when: &str) {
        self.act_by(
            // Criticism by name is the office's.
            "zhao",
            name,
            when,
            Action::Urge {
                unit,
                by: UrgingChannel::Phone,
                to: "周强".into(),
                answer: None,
                step: None,
            },
        );
    }

    /// Drafted, approved and sent at once.
    fn reply(&mut self, name: &str, when: &str) {
        self.act(
            name,
            when,
            Action::Draft {
                text: "您好，已经办理。".into(),
            },
        );
        self.act(name, when, Action::Submit);
        // A direct reply needs nobody's approval.
        if self.stage(name) == Stage::InReview {
            let approve = Action::Approve {
                note: None,
                text: None,
            };
            self.act_by("li", name, when, approve);
        }
        self.act(
            name,
            when,
            Action::Send {
                by: ReplyChannel::Website,
                promise: None,
                promised: None,
            },
        );
    }

    fn stage(&self, name: &str) -> Stage {
        self.store.load_letter(self.id(name)).unwrap().stage
    }

    pub(super) fn rate(&mut self, name: &str, score: u8, when: &str) {
        self.act(
            name,
            when,
            Action::Rate {
                score,
                source: Channel::Phone,
                note: None,
            },
        );
    }

    pub(super) fn report(&self, text: &str, now: &str) -> Report {
        load_report(&self.store, period(text), &self.who("zhao"), at(now)).unwrap()
    }

    pub(super) fn ids(&self, names: &[&str]) -> Vec<LetterId> {
        let mut ids: Vec<_> = names.iter().map(|name| self.id(name)).collect();
        ids.sort();
        ids
    }
}

/// The second quarter of 2026, with something before it and after it.
pub(super) fn quarter() -> Scene {
    let mut scene = Scene::new();
    let s = &mut scene;
    // Before: in time, and answered to the writer only in the quarter.
    s.assigned("前", A, "03-16 09:00");
    s.feedback("前", A, "03-17 09:00");
    s.assigned("前逾期", B, "03-16 09:00");
    s.feedback("前逾期", B, "03-23 09:00");
    s.reply("前", "04-02 09:00");
    // In time: a working day and an hour. A later score that is better than the first does not count.
    s.assigned("按时", A, "04-13 09:00");
    s.feedback("按时", A, "04-14 10:00");
    s.reply("按时", "04-15 09:00");
    s.rate("按时", 5, "04-20 09:00");
    s.rate("按时", 5, "04-21 09:00");
    s.act("按时", "04-21 10:00", Action::Publish);
    // Late by an hour of the fifth day, replied, complained about, handled again in a day, rated 2.
    s.assigned("逾期", A, "04-13 09:00");
    s.urge("逾期", A, "04-17 10:00");
    s.feedback("逾期", A, "04-17 11:00");
    s.reply("逾期", "04-20 09:00");
    s.act(
        "逾期",
        "05-11 09:00",
        Action::Reopen {
            cause: ReopenCause::Unsatisfied,
            why: "没有解决".into(),
        },
    );
    s.assign("逾期", A, "05-11 10:00");
    s.feedback("逾期", A, "05-12 10:00");
    s.reply("逾期", "05-13 09:00");
    s.rate("逾期", 2, "05-14 09:00");
    s.act(
        "逾期",
        "05-14 10:00",
        Action::Withhold {
            why: "涉及隐私".into(),
        },
    );
    // Late and open, urged up to the last step.
    s.assigned("未办", B, "06-08 09:00");
    s.urge("未办", B, "06-12 10:00");
    s.urge("未办", B, "06-16 09:00");
    s.urge("未办", B, "06-22 09:00");
    // Extended, and answered within the extended limit: 5 days and an hour.
    s.assigned("延时", B, "04-20 09:00");
    s.act(
        "延时",
        "04-21 09:00",
        Action::AskExtension {
            unit: B,
            days: 3,
            why: "等检测报告".into(),
        },
    );
    let grant = Action::DecideExtension {
        unit: B,
        grant: true,
        why: None,
        told: Notified::Phone,
    };
    s.act_by("li", "延时", "04-22 09:00", grant);
    s.feedback("延时", B, "04-27 10:00");
    // Sent back and redone in time; and late first, which stays late.
    s.assigned("退回", B, "05-18 09:00");
    s.feedback("退回", B, "05-19 09:00");
    s.send_back("退回", B, "05-20 09:00");
    s.feedback("退回", B, "05-21 09:00");
    s.assigned("先逾期", B, "05-18 09:00");
    s.feedback("先逾期", B, "05-22 09:30");
    s.send_back("先逾期", B, "05-22 11:00");
    s.feedback("先逾期", B, "05-25 09:00");
    // Sent back, and open in time by its new limit; the answer before was late: late and open.
    s.assigned("又欠", C, "06-22 09:00");
    s.feedback("又欠", C, "06-26 09:00");
    s.send_back("又欠", C, "06-30 16:00");
    // Returned, and given to another.
    s.assigned("退办", C, "05-18 09:00");
    s.act(
        "退办",
        "05-18 15:00",
        Action::Return {
            unit: C,
            why: "不属本单位职责".into(),
        },
    );
    s.assign("退办", A, "05-18 16:00");
    s.feedback("退办", A, "05-19 10:00");
    // Several units: one helps, one is spared.
    s.receive("协办", "06-01 09:00");
    s.act(
        "协办",
        "06-01 09:00",
        Action::Accept {
            category: "3.1".into(),
            major: true,
            accused: None,
            of_type: None,
            subject: None,
        },
    );
    s.act(
        "协办",
        "06-01 09:00",
        Action::Propose {
            text: "拟由甲主办".into(),
            lead: Some(A),
            co: vec![B, C],
        },
    );
    let text = "同意".to_owned();
    s.act_by(
        "li",
        "协办",
        "06-01 09:00",
        Action::Instruct {
            text,
            lead: Some(A),
            co: vec![B, C],
            days: None,
            tier: Tier::Ordinary,
            outcome: Default::default(),
            to: None,
            to_leader: None,
        },
    );
    s.feedback("协办", B, "06-02 09:00");
    s.act(
        "协办",
        "06-02 10:00",
        Action::Waive {
            unit: C,
            why: "与其职责无关".into(),
            deny: false,
        },
    );
    s.feedback("协办", A, "06-03 09:00");
    s.reply("协办", "06-04 09:00");
    s.rate("协办", 5, "06-05 09:00");
    // A direct reply.
    s.accept("直接", "3.4", "05-06 09:00");
    let policy = Some("渭政办发〔2025〕3号".to_owned());
    let direct = Action::ReplyDirectly {
        because: "policy".into(),
        earlier: None,
        policy,
        tier: Tier::Ordinary,
    };
    s.act("直接", "05-06 10:00", direct);
    s.reply("直接", "05-07 09:00");
    s.rate("直接", 3, "05-08 09:00");
    // Declined and referred.
    for (name, ground) in [("诉讼一", "4.1"), ("诉讼二", "4.1"), ("人大", "4.2")] {
        s.receive(name, "05-13 09:00");
        let decline = Action::Decline {
            ground: ground.into(),
            told: Notified::Phone,
            notice: String::new(),
            document: None,
            earlier: None,
        };
        s.act(name, "05-13 10:00", decline);
    }
    s.receive("移交", "05-13 09:00");
    let refer = Action::Refer {
        to: "公安".into(),
        why: "恶意攻击".into(),
        told: Notified::None,
        notice: String::new(),
    };
    s.act("移交", "05-13 10:00", refer);
    // A repeat, linked; and one linked by mistake.
    s.accept("重复", "3.5", "05-25 09:00");
    let (first, late) = (s.id("按时"), s.id("逾期"));
    s.act("重复", "05-25 10:00", Action::Link { to: first });
    s.act("重复", "05-25 10:01", Action::Link { to: late });
    s.act("重复", "05-25 10:02", Action::Unlink { to: late });
    // Open, and in time while the quarter is published.
    s.assigned("在办", C, "06-30 17:00");
    // After: nothing of the quarter.
    s.receive("后", "07-01 08:00");
    scene
}
