//! Searching finds every letter that has the words, and no other: compared with looking at every text.

use proptest::prelude::*;
use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::letter::incoming::IncomingLetter;
use xinxiang::domain::letter::{Letter, LetterId, LetterPart};
use xinxiang::domain::query::{Query, QueryContext, parse};
use xinxiang::domain::text::normalize::{search_term, searchable_text};
use xinxiang::domain::workflow::action::Verb;
use xinxiang::store::Store;
use xinxiang::store::index::search::{HitCount, SearchPage, TextSearch};

use crate::office::{Office, at, incoming, staff};
use crate::store::long_life;

const NOW: &str = "2026-03-09 10:00";

fn query(store: &Store, text: &str) -> Query {
    let office = store.office();
    let today = xinxiang::domain::time::date(2026, 3, 9);
    let asked = QueryContext {
        units: &office.units,
        regulation: &office.regulation,
        today,
    };
    parse(text, &asked).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(super) fn search(store: &Store, text: &str, who: &Staff) -> (Vec<i64>, HitCount) {
    let query = query(store, text);
    let search = TextSearch {
        query: &query,
        who,
        now: at(NOW),
        wanted: &|| true,
    };
    // Page by page, as one who scrolls.
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let SearchPage { hits, next } = store.search(search, before, 3).unwrap();
        ids.extend(hits.iter().map(|hit| hit.summary.id.0));
        match next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    (
        ids,
        store.search_count(search, u64::MAX, &mut |_| ()).unwrap(),
    )
}

/// The letters that have all the words, by looking at each.
fn plain(store: &Store, words: &[&str], who: &Staff) -> Vec<i64> {
    let has = |letter: &Letter| {
        let texts: Vec<String> = letter
            .searchable_texts()
            .iter()
            .map(|(_, text)| searchable_text(text))
            .collect();
        words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(&search_term(word))))
    };
    let all = (1..).map_while(|id| store.load_letter(LetterId(id)).ok());
    let seen = all
        .filter(|letter| letter.may_read(who))
        .map(|letter| letter.redacted_for(who));
    let mut found: Vec<i64> = seen.filter(has).map(|letter| letter.id.0).collect();
    found.reverse();
    found
}

/// The same from the oldest to the newest, as one who scrolls up from the end.
fn upwards(store: &Store, text: &str, who: &Staff) -> Vec<i64> {
    let query = query(store, text);
    let search = TextSearch {
        query: &query,
        who,
        now: at(NOW),
        wanted: &|| true,
    };
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let SearchPage { hits, next } = store.search_up(search, after, 3).unwrap();
        ids.splice(0..0, hits.iter().map(|hit| hit.summary.id.0));
        match next {
            Some(next) => after = Some(next),
            None => return ids,
        }
    }
}

#[track_caller]
fn same(store: &Store, text: &str, words: &[&str], who: &Staff) -> usize {
    let (ids, count) = search(store, text, who);
    assert_eq!(ids, plain(store, words, who), "{text}");
    assert_eq!(
        count,
        HitCount {
            n: ids.len() as u64,
            more: false
        },
        "{text}"
    );
    assert_eq!(upwards(store, text, who), ids, "{text}, from the end");
    ids.len()
}

#[test]
fn words_of_any_length_are_found_in_all_texts() {
    let office = long_life();
    let who = staff(Role::Administrator);
    for text in [
        "事",
        "来信",
        "关于第",
        "情况，请",
        "请予解决。",
        "第3",
        "3",
        "渭信",
        "渭信〔2026〕0001号",
        "0001",
        "0",
        "。",
        "来信人第",
    ] {
        same(&office.store, text, &[text], &who);
    }
    assert_eq!(same(&office.store, "绝没有的词", &["绝没有的词"], &who), 0);
    assert!(same(&office.store, "关于 情况", &["关于", "情况"], &who) > 10);
    // Feedback, replies, notes, instructions are found as well.
    let mut parts = std::collections::BTreeSet::new();
    for letter in (1..).map_while(|id| office.store.load_letter(LetterId(id)).ok()) {
        for (part, text) in letter.searchable_texts() {
            // Quotation marks would end the phrase.
            let text = text.split(['"', '“', '”']).next().unwrap_or_default();
            let (ids, _) = search(&office.store, &format!("「{text}」"), &who);
            assert!(ids.contains(&letter.id.0), "{part:?}: {text}");
            parts.insert(part);
        }
    }
    assert!(parts.len() >= 12, "{parts:?}");
}

#[test]
fn how_it_is_written_makes_no_difference() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let letter = |key: &str, body: &str| IncomingLetter {
        body: body.into(),
        ..incoming(key, now)
    };
    let ids = [
        office
            .receive(
                letter("甲", "經二路停水三天，電話１３８００００１２３４，ＡＢＣ棟"),
                now,
            )
            .0,
        office
            .receive(letter("乙", "经二路停水三天，电话13800001234，abc栋"), now)
            .0,
        office
            .receive(letter("丙", "经二路停\u{200B}水\u{FEFF}三天"), now)
            .0,
        office.receive(letter("丁", "经二路停电"), now).0,
    ];
    let who = staff(Role::Administrator);
    let found = |text: &str| {
        let mut found = search(&office.store, text, &who).0;
        found.reverse();
        found
    };
    assert_eq!(found("停水三天"), ids[..3]);
    assert_eq!(found("經二路"), ids);
    assert_eq!(found("Abc"), ids[..2]);
    assert_eq!(found("００１２３"), ids[..2]);
    assert_eq!(found("停水 -电话"), [ids[2]]);
    assert_eq!(found("-停水"), [ids[3]]);
    assert_eq!(found("\"水三天，电话\""), ids[..2]);
    assert_eq!(found("-\"停电\" 经"), ids[..3]);
    assert_eq!(found("來信人甲"), [ids[0]]);
}

#[test]
fn fields_narrow_what_is_found() {
    let office = long_life();
    let who = staff(Role::Administrator);
    let all = search(&office.store, "情况", &who).0;
    for (text, fits) in [
        (
            "stage:received",
            &(|letter: &Letter| letter.stage.code() == "received") as &dyn Fn(&Letter) -> bool,
        ),
        ("-stage:received", &|letter| {
            letter.stage.code() != "received"
        }),
        ("stage:ended", &|letter| letter.queue().code() == "ended"),
        ("category:3.5", &|letter| {
            letter.category.as_deref() == Some("3.5")
        }),
        ("-category:3.5", &|letter| {
            letter.category.as_deref() != Some("3.5")
        }),
        ("late:yes", &|letter| {
            letter.current_due().is_some_and(|due| due.at < at(NOW))
        }),
        ("late:no", &|letter| {
            letter.current_due().is_none_or(|due| due.at >= at(NOW))
        }),
        ("unit:1", &|_| true),
        ("from:2026-01", &|letter| letter.received_at.is_some()),
        ("to:2025", &|_| false),
        ("number:0003", &|letter| {
            letter
                .number
                .as_ref()
                .is_some_and(|number| number.text.contains("0003"))
        }),
        ("writer:来信人", &|letter| {
            letter
                .writer
                .name
                .as_ref()
                .is_some_and(|name| name.contains("来信人"))
        }),
        ("-writer:来信人", &|letter| {
            letter
                .writer
                .name
                .as_ref()
                .is_none_or(|name| !name.contains("来信人"))
        }),
    ] {
        if text == "unit:1" {
            continue;
        }
        let expected: Vec<i64> = all
            .iter()
            .copied()
            .filter(|id| fits(&office.store.load_letter(LetterId(*id)).unwrap()))
            .collect();
        assert_eq!(
            search(&office.store, &format!("情况 {text}"), &who).0,
            expected,
            "{text}"
        );
        let (alone, count) = search(&office.store, text, &who);
        let expected: Vec<i64> = (1..)
            .map_while(|id| office.store.load_letter(LetterId(id)).ok())
            .filter(|letter| fits(letter))
            .map(|letter| letter.id.0)
            .collect();
        assert!(alone.iter().rev().eq(&expected), "{text}: {alone:?}");
        assert_eq!(count.n, expected.len() as u64, "{text}");
    }
    let unit = office.store.office().units.all()[0].clone();
    let found = search(&office.store, &format!("unit:\"{}\"", unit.name), &who).0;
    let has = |letter: &Letter| {
        letter
            .current_assignments()
            .any(|held| held.unit == unit.id && held.is_active())
    };
    let expected = (1..)
        .map_while(|id| office.store.load_letter(LetterId(id)).ok())
        .filter(has)
        .count();
    assert_eq!(found.len(), expected);
}

#[test]
fn what_changes_with_a_letter_is_found_at_once() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let id = office.letter("甲", now);
    let who = staff(Role::Administrator);
    let found = |office: &Office, text: &str| search(&office.store, text, &who).0;
    assert!(found(&office, "0001号").is_empty());
    office.walk(id, &[Verb::Accept], now);
    assert_eq!(found(&office, "0001号"), [id.0]);
    let before = office.value::<i64>("SELECT count(*) FROM letter_text_docsize");
    office.walk(id, &[Verb::Assign, Verb::SignFor, Verb::Feedback], now);
    let letter = office.store.load_letter(id).unwrap();
    let feedback = letter
        .searchable_texts()
        .into_iter()
        .find(|(part, _)| *part == LetterPart::Feedback)
        .unwrap()
        .1
        .to_owned();
    assert_eq!(found(&office, &format!("\"{feedback}\"")), [id.0]);
    assert_eq!(
        office.value::<i64>("SELECT count(*) FROM letter_text_docsize"),
        before
    );
    assert!(office.verify().findings.is_empty());
}

#[test]
fn an_answer_that_nobody_wants_any_more_stops() {
    let office = long_life();
    let who = staff(Role::Administrator);
    let query = query(&office.store, "情况，请");
    let asked = std::cell::Cell::new(0);
    let wanted = || {
        asked.set(asked.get() + 1);
        asked.get() < 3
    };
    let search = TextSearch {
        query: &query,
        who: &who,
        now: at(NOW),
        wanted: &wanted,
    };
    office
        .store
        .search_count(search, u64::MAX, &mut |_| ())
        .unwrap();
    assert_eq!(asked.get(), 3);
}

#[test]
fn the_best_have_the_word_in_the_title() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let letter = |title: &str, body: &str| IncomingLetter {
        title: title.into(),
        body: body.into(),
        ..incoming(&format!("{title}{body}"), now)
    };
    let title = office.receive(letter("停水三天", "请解决"), now);
    let once = office.receive(letter("路灯", "停水"), now);
    let often = office.receive(letter("楼道", "停水停水停水"), now);
    let query = query(&office.store, "停水");
    let who = staff(Role::Administrator);
    let search = TextSearch {
        query: &query,
        who: &who,
        now,
        wanted: &|| true,
    };
    let ids = |found: SearchPage| {
        found
            .hits
            .iter()
            .map(|hit| hit.summary.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(office.store.search_best(search, 10).unwrap()),
        [title, often, once]
    );
    assert_eq!(
        ids(office.store.search(search, None, 10).unwrap()),
        [often, once, title]
    );
    let found = office.store.search(search, None, 10).unwrap();
    let excerpt = found.hits[1].excerpt.as_ref().unwrap();
    assert_eq!(
        (excerpt.part, &excerpt.text[excerpt.highlights[0].clone()]),
        (LetterPart::Body, "停水")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is written and whatever is searched for.
    #[test]
    fn every_letter_that_has_the_word_and_no_other(
        bodies in prop::collection::vec("[停水电三天a1b2，。 \n\r>\"\\\\\u{200B}\u{2028}經𠮷⽔㈱ｶﾞ]{1,24}|[停水 ]{0,3}(138-0000 1234|029-8800 1234|\\+86 138\n00001234)[水，]{0,2}", 12),
        words in prop::collection::vec("[停水电三天a1b2，。經经𠮷株ガ]{1,5}|13800001234|138-0000-1234|02988001234|0000", 8),
    ) {
        let mut office = Office::new();
        let now = at("2026-03-02 10:00");
        let letters = bodies.iter().enumerate().map(|(n, body)| IncomingLetter { body: body.clone(), ..incoming(&n.to_string(), now) });
        office.store.receive(letters.collect(), "administrator", now).unwrap();
        let who = staff(Role::Administrator);
        for word in &words {
            same(&office.store, &format!("「{word}」"), &[word], &who);
        }
        prop_assert!(office.verify().findings.is_empty());
    }
}

#[test]
fn a_word_over_a_line_end_and_a_number_in_any_spelling_are_found_and_marked() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let letter = |key: &str, body: &str| IncomingLetter {
        body: body.into(),
        ..incoming(key, now)
    };
    let ids = [
        office
            .receive(
                letter("甲", "小区已经连续停\n水三天了，电话 138-0000-1234，⼈员"),
                now,
            )
            .0,
        office
            .receive(
                letter("乙", "连续停\r\n> \u{3000}水三天。+86 138 0000 1234"),
                now,
            )
            .0,
        office
            .receive(letter("丙", "停 水三天，人员，13800001234"), now)
            .0,
    ];
    let who = staff(Role::Administrator);
    let found = |text: &str| {
        let mut found = search(&office.store, text, &who).0;
        found.reverse();
        found
    };
    assert_eq!(found("停水三天"), ids[..2]);
    assert_eq!(found("-停水三天"), ids[2..]);
    for spelled in [
        "13800001234",
        "138-0000-1234",
        "138 0000 1234",
        "+8613800001234",
        "+86 138 0000 1234",
        "１３８００００１２３４",
    ] {
        assert_eq!(found(spelled), ids, "{spelled}");
    }
    assert_eq!(found("人员"), [ids[0], ids[2]]);
    let query = query(&office.store, "停水三天 13800001234");
    let asked = TextSearch {
        query: &query,
        who: &who,
        now,
        wanted: &|| true,
    };
    for hit in office.store.search(asked, None, 10).unwrap().hits {
        let excerpt = hit.excerpt.unwrap();
        assert_eq!(excerpt.highlights.len(), 2, "{excerpt:?}");
        assert!(excerpt.text.contains("停水三天"), "{excerpt:?}");
    }
}

#[test]
fn the_number_that_a_letter_came_with_is_found() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let mut letter = incoming("甲", now);
    letter.source.id = Some("W-2026-0077".to_owned());
    let id = office.receive(letter, now);
    office.receive(incoming("乙", now), now);
    let who = staff(Role::Administrator);
    for text in ["W-2026-0077", "w-2026-0077", "2026-0077", "0077"] {
        assert_eq!(search(&office.store, text, &who).0, [id.0], "{text}");
    }
    assert!(office.verify().findings.is_empty());
}

#[test]
fn what_nobody_sees_hides_no_word() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let body = "停\u{1b}水三天，水\u{8}管冻裂".to_owned();
    let id = office.receive(
        IncomingLetter {
            body,
            ..incoming("甲", now)
        },
        now,
    );
    let who = staff(Role::Administrator);
    for text in ["停水", "停水三天", "水管冻裂"] {
        assert_eq!(search(&office.store, text, &who).0, [id.0], "{text}");
    }
    assert_eq!(
        search(&office.store, "-停水三天", &who).0,
        Vec::<i64>::new()
    );
}

#[test]
fn a_pasted_page_is_searched_for_by_its_rarest_pairs() {
    let mut office = Office::new();
    let now = at("2026-03-02 10:00");
    let page: String = (0..3_000_u32)
        .filter_map(|n| char::from_u32(0x4E00 + n * 7 % 9_000))
        .collect();
    let id = office.receive(
        IncomingLetter {
            body: page.clone(),
            ..incoming("甲", now)
        },
        now,
    );
    office.receive(
        IncomingLetter {
            body: page.chars().rev().collect(),
            ..incoming("乙", now)
        },
        now,
    );
    assert_eq!(
        search(
            &office.store,
            &format!("「{page}」"),
            &staff(Role::Administrator)
        )
        .0,
        [id.0]
    );
}
