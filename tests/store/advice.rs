//! Suggestions: from duties before there is a history, then from what was decided; from nothing that he who asks may not read.

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::event::Notified;
use xinxiang::domain::letter::incoming::{Channel, IncomingLetter, Source, Writer};
use xinxiang::domain::suggestion::{SuggestedRoute, Suggestions};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::store::StoreError;

use crate::office::{Office, accept, administrator, another, at, staff, to_unit};

fn now() -> Timestamp {
    at("2026-03-02 10:00")
}

fn letter(office: &mut Office, title: &str, body: &str) -> LetterId {
    let n: i64 = office.value("SELECT count(*) FROM letter");
    let phone = Some(format!("138-0000-{n:04}"));
    let writer = Writer {
        name: Some("虚构人".into()),
        phone,
        ..Writer::default()
    };
    let source = Source {
        key: format!("test:{n}"),
        ..Source::default()
    };
    let (title, body) = (title.to_owned(), body.to_owned());
    let (channel, received_at) = (Channel::Website, Some(now()));
    let letter = IncomingLetter {
        title,
        body,
        writer,
        channel,
        received_at,
        source,
        attachments: vec![],
        remarks: vec![],
        extras: Default::default(),
    };
    office.receive(letter, now())
}

fn unit(office: &Office, name: &str) -> UnitId {
    office.store.find_unit(name).unwrap()
}

fn suggest(office: &Office, id: LetterId, who: &Staff) -> Suggestions {
    office.store.suggest(id, who, now()).unwrap()
}

#[test]
fn before_there_is_a_history_the_units_duties_speak() {
    let mut office = Office::new();
    let id = letter(
        &mut office,
        "老板拖欠工资",
        "干了半年，老板拖欠工资三个月，请劳动监察部门管一管。",
    );
    let advice = suggest(&office, id, &administrator());
    let first = &advice.lead[0];
    assert_eq!(first.label, unit(&office, "人社局"));
    assert!(
        first.own_words.contains(&"拖欠工资".to_owned()) && first.sources.is_empty(),
        "{first:?}"
    );
    assert_eq!(
        (advice.route, advice.ground, advice.co),
        (vec![], vec![], vec![])
    );
}

#[test]
fn what_was_decided_is_suggested_again_and_named() {
    let mut office = Office::new();
    let (street, traffic) = (unit(&office, "金陵街道"), unit(&office, "交通局"));
    for (n, lead) in [street, street, traffic].into_iter().enumerate() {
        let title = if lead == street {
            "黄桷巷积水"
        } else {
            "三路车不停站"
        };
        let id = letter(&mut office, title, &format!("{title}，第{n}次反映。"));
        office.act(id, accept("3.5"), now());
        office.act(id, to_unit(lead), now());
    }
    let direct = letter(&mut office, "医保怎么报", "请问医保门诊怎么报销？");
    office.act(direct, accept("3.4"), now());
    let because = "policy".to_owned();
    let policy = Some("医保办法第三条".to_owned());
    office.act(
        direct,
        Action::ReplyDirectly {
            because,
            earlier: None,
            policy,
            tier: Default::default(),
        },
        now(),
    );
    let id = letter(&mut office, "黄桷巷又积水", "黄桷巷一下雨就积水。");
    let advice = suggest(&office, id, &administrator());
    assert_eq!(
        (advice.lead[0].label, advice.lead[0].sources.as_slice()),
        (street, &[LetterId(2), LetterId(1)][..])
    );
    assert_eq!(advice.category[0].label, "3.5");
    assert_eq!(
        (&advice.route[0].label, advice.route[0].label.route().code()),
        (&SuggestedRoute::Assigned, "assigned")
    );
    assert!(
        advice.lead[0]
            .words
            .iter()
            .any(|word| word.contains("积水")),
        "{:?}",
        advice.lead[0]
    );
    let id = letter(&mut office, "医保门诊报销", "请问医保门诊报销多少？");
    let advice = suggest(&office, id, &administrator());
    assert_eq!(
        (&advice.route[0].label, advice.category[0].label.as_str()),
        (&SuggestedRoute::Direct("policy".into()), "3.4")
    );
    assert_eq!(advice.route[0].sources, [direct]);
    // An earlier letter learns nothing from a later one.
    assert!(
        suggest(&office, LetterId(1), &administrator())
            .category
            .iter()
            .all(|choice| choice.sources.is_empty())
    );
    assert!(office.verify().findings.is_empty(), "nothing was recorded");
}

#[test]
fn a_unit_that_returned_a_letter_is_not_learned_and_one_that_had_it_before_a_reopening_is() {
    let mut office = Office::new();
    let (street, traffic) = (unit(&office, "金陵街道"), unit(&office, "交通局"));
    let first = letter(&mut office, "黄桷巷积水", "黄桷巷积水严重。");
    office.act(first, accept("3.5"), now());
    office.act(first, to_unit(traffic), now());
    office.act(
        first,
        Action::Return {
            unit: traffic,
            why: "不属我单位".into(),
        },
        now(),
    );
    let id = letter(&mut office, "黄桷巷又积水", "黄桷巷一下雨就积水。");
    assert!(
        suggest(&office, id, &administrator())
            .lead
            .iter()
            .all(|choice| choice.sources.is_empty())
    );
    office.act(first, to_unit(street), now());
    use Verb::*;
    office.walk(
        first,
        &[Feedback, Draft, Submit, Approve, Send, Reopen],
        now(),
    );
    let advice = suggest(&office, id, &administrator());
    assert_eq!(
        (advice.lead[0].label, advice.lead[0].sources.as_slice()),
        (street, &[first][..])
    );
}

#[test]
fn who_helped_is_suggested_to_help_again() {
    let mut office = Office::new();
    let (street, traffic) = (unit(&office, "金陵街道"), unit(&office, "交通局"));
    let first = letter(&mut office, "黄桷巷积水", "黄桷巷积水严重。");
    office.act(first, accept("3.5"), now());
    office.act(
        first,
        Action::Propose {
            text: "拟联合办理".into(),
            lead: Some(street),
            co: vec![traffic],
        },
        now(),
    );
    let tier = Default::default();
    let instruct = Action::Instruct {
        text: "同意".into(),
        lead: Some(street),
        co: vec![traffic],
        days: None,
        tier,
        outcome: Default::default(),
        to: None,
        to_leader: None,
    };
    office.act(first, instruct, now());
    let id = letter(&mut office, "黄桷巷又积水", "黄桷巷一下雨就积水。");
    let advice = suggest(&office, id, &administrator());
    assert_eq!(advice.lead[0].label, street);
    assert_eq!(
        (
            advice.co.len(),
            advice.co[0].label,
            advice.co[0].sources.as_slice()
        ),
        (1, traffic, &[first][..])
    );
}

#[test]
fn a_ground_is_suggested_where_letters_like_this_were_declined_on_it() {
    let mut office = Office::new();
    for n in 0..3 {
        let id = letter(
            &mut office,
            "诚邀参加展销会",
            &format!("诚邀贵单位参加第{n}届家具展销会，展位优惠。"),
        );
        office.act(
            id,
            Action::Decline {
                ground: "4.5".into(),
                told: Notified::None,
                notice: "x".into(),
                document: None,
                earlier: None,
            },
            now(),
        );
        let id = letter(
            &mut office,
            "黄桷巷积水",
            &format!("黄桷巷积水，第{n}次反映。"),
        );
        office.act(id, accept("3.5"), now());
    }
    let id = letter(
        &mut office,
        "邀请参加展销会",
        "诚邀您参加建材展销会，展位优惠。",
    );
    let advice = suggest(&office, id, &administrator());
    assert_eq!(
        (
            advice.ground[0].label.as_str(),
            advice.ground[0].sources.len()
        ),
        ("4.5", 3)
    );
    let id = letter(&mut office, "黄桷巷积水", "黄桷巷又积水了。");
    assert_eq!(suggest(&office, id, &administrator()).ground, []);
}

#[test]
fn nobody_learns_from_what_he_may_not_read() {
    let mut office = Office::new();
    office
        .store
        .add_staff(another(Role::Administrator), "administrator", now())
        .unwrap();
    let street = unit(&office, "金陵街道");
    let secret = letter(
        &mut office,
        "窗口人员吃拿卡要",
        "某窗口人员吃拿卡要，收了我的烟。",
    );
    office.act(
        secret,
        Action::Accept {
            category: "3.6".into(),
            major: false,
            accused: Some(UnitId(9)),
            of_type: None,
            subject: None,
        },
        now(),
    );
    office.act(secret, to_unit(street), now());
    let id = letter(&mut office, "窗口人员收烟", "窗口人员吃拿卡要，收烟。");
    let reader = suggest(&office, id, &administrator());
    assert_eq!(
        (
            reader.category[0].label.as_str(),
            reader.category[0].sources.as_slice()
        ),
        ("3.6", &[secret][..])
    );
    let other = suggest(&office, id, &another(Role::Administrator));
    let from = |advice: &Suggestions| {
        let lead = advice.lead.iter().map(|choice| &choice.sources);
        let named: Vec<LetterId> = lead
            .chain(advice.category.iter().map(|choice| &choice.sources))
            .flatten()
            .copied()
            .collect();
        named
    };
    assert_eq!(from(&other), []);
    assert_eq!((other.route, other.ground), (vec![], vec![]));
    // Of a restricted letter itself nothing is said to others; to a liaison, what his unit has not is not there.
    match office
        .store
        .suggest(secret, &another(Role::Administrator), now())
    {
        Err(StoreError::Refused(refusal)) => assert_eq!(refusal.kind(), "not_reader"),
        other => panic!("{other:?}"),
    }
    let liaison = Staff {
        unit: Some(UnitId(2)),
        ..staff(Role::Liaison)
    };
    assert!(matches!(
        office.store.suggest(id, &liaison, now()),
        Err(StoreError::NoLetter(_))
    ));
}
