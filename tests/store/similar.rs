//! Letters that are like earlier ones: found, told what they are to each other, and kept from those who may not read them.

use std::ops::ControlFlow;
use std::path::Path;

use std::time::Duration;
use xinxiang::app::import::{ImportRequest, import_files};
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::incoming::{IncomingLetter, Writer};
use xinxiang::domain::similarity::Relation;
use xinxiang::domain::similarity::recall::{SimilarLetter, TopicWindow};
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::intake::MapOverrides;

use crate::office::{Office, administrator, another, at, incoming, staff, to_unit};

const LAMP: &str = "清姜路口东侧的路灯坏了半个月，晚上过马路看不清。上周有辆电动车在那里撞了护栏。\
    物业说不归他们管，社区说已经上报，到现在没有人来修。希望尽快安排维修，恢复照明。";
const NOISE: &str = "滨河花园楼下的烧烤店每天营业到凌晨两点，油烟直接排到居民窗口。音响声音很大，孩子没法睡觉。\
    我们向店主反映过多次，他说手续齐全。请派人检查油烟净化设备，规定营业时间。";

fn now() -> Timestamp {
    at("2026-03-02 09:00")
}

/// Earlier letters about many things: the office knows how common a pair of characters is.
fn office() -> Office {
    let mut office = Office::new();
    for who in [another(Role::Liaison), another(Role::Administrator)] {
        office.store.add_staff(who, "administrator", now()).unwrap();
    }
    let things = [
        "路", "桥", "树", "井", "河", "墙", "车", "店", "校", "站", "门", "灯", "电", "气", "坡",
    ];
    for thing in things {
        for about in ["占用", "损坏"] {
            office.letter(
                &format!("{thing}{about}"),
                now().saturating_sub(Duration::from_hours(24 * 200)),
            );
        }
    }
    office
}

fn written(title: &str, body: &str, name: &str) -> IncomingLetter {
    let letter = incoming(&format!("{title}{name}{body}"), now());
    let phone = format!(
        "138-0000-{:04}",
        name.chars().map(u32::from).sum::<u32>() % 10_000
    );
    let writer = Writer {
        name: Some(name.to_owned()),
        phone: Some(phone),
        ..Writer::default()
    };
    IncomingLetter {
        title: title.to_owned(),
        body: body.to_owned(),
        writer,
        ..letter
    }
}

fn receive(office: &mut Office, title: &str, body: &str, name: &str) -> LetterId {
    office.receive(written(title, body, name), now())
}

fn reply(office: &mut Office, id: LetterId) {
    use Verb::*;
    office.walk(
        id,
        &[Accept, ReplyDirectly, Draft, Submit, Approve, Send],
        now(),
    );
}

fn shown(office: &Office, id: LetterId) -> Vec<(i64, Relation)> {
    let found = office.store.similar_letters(id, &administrator()).unwrap();
    found
        .iter()
        .map(|similar| (similar.summary.id.0, similar.relation))
        .collect()
}

fn first(office: &Office, id: LetterId) -> SimilarLetter {
    office
        .store
        .similar_letters(id, &administrator())
        .unwrap()
        .into_iter()
        .next()
        .expect("something is similar")
}

/// The sentences in another order, with courtesies around them.
fn reordered(body: &str) -> String {
    let mut sentences: Vec<&str> = body.split_inclusive('。').map(str::trim).collect();
    sentences.reverse();
    format!("尊敬的区长您好！{}此致敬礼！", sentences.concat())
}

#[test]
fn an_earlier_letter_is_told_by_what_it_is_to_this_one() {
    let mut office = office();
    let lamp = receive(&mut office, "清姜路口路灯不亮", LAMP, "李秀兰");
    let noise = receive(&mut office, "烧烤店油烟和噪音扰民", NOISE, "王强");
    assert_eq!(shown(&office, noise), []);
    let open = receive(
        &mut office,
        "反映清姜路口路灯不亮",
        &reordered(LAMP),
        "赵敏",
    );
    assert_eq!(shown(&office, open), [(lamp.0, Relation::SameMatterOpen)]);
    reply(&mut office, lamp);
    let again = first(&office, open);
    assert_eq!(
        (again.relation, again.same_writer),
        (Relation::SameMatterNothingNew, Some(false))
    );
    assert!(
        again.reply.is_some() && again.new_spans.is_empty(),
        "{again:?}"
    );
    let more = format!(
        "{LAMP}昨天夜里又有一位骑车的老人在那里摔倒，手臂骨折，已经送到医院治疗，电话13800001234。"
    );
    let newer = receive(&mut office, "清姜路口路灯还是不亮", &more, "李秀兰");
    let news = first(&office, newer);
    assert_eq!(
        (news.relation, news.same_writer),
        (Relation::SameMatterNewFacts, Some(true))
    );
    assert!(
        news.new_spans
            .iter()
            .any(|place| more[place.clone()].contains("手臂骨折")),
        "{news:?}"
    );
    assert!(news.omitted_spans.is_empty(), "{news:?}");
    let same = receive(&mut office, "路灯", &LAMP.replace('。', " .\n"), "李秀兰");
    assert_eq!(shown(&office, same)[0], (lamp.0, Relation::SameText));
    let declined = receive(
        &mut office,
        "投诉烧烤店油烟和噪音扰民",
        &reordered(NOISE),
        "钱进",
    );
    office.walk(noise, &[Verb::Decline], now());
    assert_eq!(
        shown(&office, declined),
        [(noise.0, Relation::SameMatterDeclined)]
    );
    // The same words about another town are no repeat.
    let here = receive(
        &mut office,
        "马营镇路灯不亮",
        &format!("马营镇{LAMP}"),
        "周莉",
    );
    let there = receive(
        &mut office,
        "石鼓镇路灯不亮",
        &format!("石鼓镇{LAMP}"),
        "吴刚",
    );
    assert!(
        shown(&office, there).contains(&(here.0, Relation::Similar)),
        "{:?}",
        shown(&office, there)
    );
}

#[test]
fn near_copies_are_found_reordered_and_with_a_fifth_of_the_words_replaced() {
    let mut office = office();
    let lamp = receive(&mut office, "清姜路口路灯不亮", LAMP, "李秀兰");
    let noise = receive(&mut office, "烧烤店油烟和噪音扰民", NOISE, "王强");
    let typed = |title: &str, body: &str| {
        let found = office
            .store
            .similar_to_text(title, body, &Writer::default(), &administrator())
            .unwrap();
        found
            .iter()
            .map(|similar| similar.summary.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(typed("求助", &reordered(LAMP)), [lamp]);
    // Of every five characters, one is another.
    let fifth = |body: &str| -> String {
        let other = |(n, char): (usize, char)| {
            if n % 10 == 4 || n % 10 == 5 {
                '某'
            } else {
                char
            }
        };
        body.chars().enumerate().map(other).collect()
    };
    assert_eq!(typed("清姜路口路灯不亮", &fifth(LAMP)), [lamp]);
    assert_eq!(typed("油烟扰民", &fifth(NOISE)), [noise]);
    assert_eq!(typed("", ""), []);
}

#[test]
fn what_one_may_not_read_is_not_similar_to_anything() {
    let mut office = office();
    let (his, others) = (staff(Role::Liaison), another(Role::Liaison));
    let ids: Vec<LetterId> = ["李秀兰", "王强", "赵敏"]
        .iter()
        .map(|name| {
            receive(
                &mut office,
                "清姜路口路灯不亮",
                &format!("我是{name}。{LAMP}"),
                name,
            )
        })
        .collect();
    for (id, unit) in [(ids[0], 1), (ids[1], 2), (ids[2], 1)] {
        office.walk(id, &[Verb::Accept], now());
        office.act(id, to_unit(UnitId(unit)), now());
    }
    let seen = |office: &Office, who: &Staff| -> Vec<LetterId> {
        office
            .store
            .similar_letters(ids[2], who)
            .unwrap()
            .iter()
            .map(|similar| similar.summary.id)
            .collect()
    };
    assert_eq!(seen(&office, &his), [ids[0]]);
    assert!(office.store.similar_letters(ids[2], &others).is_err());
    assert_eq!(seen(&office, &administrator()).len(), 2);
    let restrict = Action::Restrict {
        accused: None,
        readers: vec!["administrator-2".into()],
    };
    office
        .act_as(ids[0], restrict, &administrator(), now())
        .unwrap();
    let third = another(Role::Administrator);
    let found = office.store.similar_letters(ids[2], &third).unwrap();
    let restricted = found
        .iter()
        .find(|similar| similar.summary.id == ids[0])
        .expect("he is on its list");
    assert!(
        restricted.reply.is_none()
            && restricted.new_spans.is_empty()
            && restricted.same_writer.is_none()
    );
    assert_eq!(seen(&office, &staff(Role::Leader)), [ids[1]]);
    assert_eq!(
        office
            .store
            .similar_letters(ids[0], &staff(Role::Leader))
            .unwrap(),
        []
    );
    let topic = |office: &Office, who: &Staff| {
        office
            .store
            .hot_topics(
                who,
                now(),
                TopicWindow {
                    days: 30,
                    min_writers: 2,
                },
            )
            .unwrap()
    };
    assert_eq!(
        topic(&office, &staff(Role::Leader))[0].letters,
        [ids[2], ids[1]]
    );
    assert_eq!(topic(&office, &his)[0].letters, [ids[2], ids[0]]);
    assert_eq!(topic(&office, &others), []);
}

#[test]
fn a_hot_topic_is_what_many_people_write_about() {
    let mut office = office();
    let days = [(28, "李秀兰"), (5, "王强"), (3, "赵敏"), (1, "钱进")];
    let mut ids = Vec::new();
    for (ago, name) in days {
        let mut letter = written("清姜路口路灯不亮", &format!("我是{name}。{LAMP}"), name);
        letter.received_at = Some(now().saturating_sub(Duration::from_hours(24 * ago)));
        ids.push(office.receive(letter, now()));
    }
    for n in 0..4 {
        let mut letter = written(
            "烧烤店油烟和噪音扰民",
            &format!("第{n}次反映。{NOISE}"),
            "孙强",
        );
        letter.received_at = Some(now().saturating_sub(Duration::from_hours(24)));
        office.receive(letter, now());
    }
    reply(&mut office, ids[0]);
    office.walk(ids[1], &[Verb::Accept], now());
    office.act(ids[1], to_unit(UnitId(3)), now());
    let topics = office
        .store
        .hot_topics(&staff(Role::Leader), now(), TopicWindow::default())
        .unwrap();
    let [topic] = &topics[..] else {
        panic!("one citizen who writes four letters makes no topic: {topics:?}")
    };
    ids.reverse();
    assert_eq!(
        (&topic.letters, topic.writers, topic.title.as_str()),
        (&ids, 4, "清姜路口路灯不亮")
    );
    assert_eq!(
        (topic.recent, topic.before, topic.since, topic.is_growing()),
        (3, 1, 3, true)
    );
    assert_eq!(
        (topic.open, topic.answered, &topic.units),
        (3, 1, &vec![UnitId(3)])
    );
    assert_eq!(
        office
            .store
            .hot_topics(
                &staff(Role::Leader),
                now(),
                TopicWindow {
                    days: 2,
                    min_writers: 2
                }
            )
            .unwrap(),
        []
    );
    assert_eq!(
        office
            .store
            .hot_topics(
                &staff(Role::Leader),
                now(),
                TopicWindow {
                    days: 30,
                    min_writers: 1
                }
            )
            .unwrap()
            .len(),
        2
    );
}

/// The letters and digits of a text, as two letters of the same text have them.
fn text(title: &str, body: &str) -> String {
    let bare = |text: &str| {
        text.chars()
            .filter(|char| char.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    if bare(body).is_empty() {
        bare(title)
    } else {
        bare(body)
    }
}

#[test]
fn every_exact_repeat_of_a_real_table_is_found() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/letters/taidi_hot.csv");
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return;
    }
    let mut office = Office::new();
    let import = ImportRequest {
        paths: vec![path],
        overrides: MapOverrides::default(),
        dry_run: false,
        who: "administrator".into(),
        at: now(),
        past: false,
    };
    let outcome = import_files(&mut office.store, &import, &mut |_| {
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut texts = std::collections::BTreeMap::<String, Vec<LetterId>>::new();
    for id in (1..=outcome.tally.imported as i64).map(LetterId) {
        let letter = office.store.load_letter(id).unwrap();
        let same = texts.entry(text(&letter.title, &letter.body)).or_default();
        assert_eq!(
            letter.same_text,
            same.iter().copied().take(8).collect::<Vec<_>>(),
            "letter {id}"
        );
        same.push(id);
    }
    let mut repeated: Vec<Vec<LetterId>> =
        texts.into_values().filter(|same| same.len() > 1).collect();
    let mut told = outcome.repeats.groups;
    repeated.sort();
    told.sort();
    assert_eq!(told, repeated);
    assert_eq!(
        outcome.repeats.letters,
        repeated
            .iter()
            .map(|same| same.len() as u64 - 1)
            .sum::<u64>()
    );
    eprintln!(
        "{} letters repeat {} texts",
        outcome.repeats.letters, outcome.repeats.texts
    );
    for same in repeated.iter().take(20) {
        let found = office
            .store
            .similar_letters(same[1], &administrator())
            .unwrap();
        assert!(
            found
                .first()
                .is_some_and(|similar| similar.relation == Relation::SameText),
            "{same:?}"
        );
    }
}
