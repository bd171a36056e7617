//! Another office with another regulation: no number, category or ground of Weibin's stands in code.

use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::LetterId;
use xinxiang::domain::letter::event::Event;
use xinxiang::domain::letter::stage::Stage;
use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::workflow::Ask;
use xinxiang::domain::workflow::action::{Action, Verb};
use xinxiang::domain::workflow::refusal::RefusalReason;
use xinxiang::store::directory::create::DEFAULT_REGULATION;

use crate::office::{Desk, LINJIANG, accept, administrator, at, good, to_unit, written};

/// Another office: five working days, other hours, other codes, other names, the same rules.
const OTHER: &str = include_str!("../shapes/other_office.toml");

#[test]
fn another_regulation_drives_the_same_rules_with_its_own_numbers() {
    let mut desk = Desk::under(OTHER);
    desk.next_number = 42;
    let now = at("2026-03-02 09:00");
    let boss = administrator();
    let mut letter = desk.received(1, now);
    let refused = desk.decide(&letter, accept("3.1"), &boss, now).unwrap_err();
    let why = RefusalReason::UnknownCode {
        ask: Ask::Category,
        code: "3.1".into(),
        known: "甲、乙".into(),
    };
    assert_eq!(
        (&refused.why, refused.article.unwrap().zh.as_str()),
        (&why, "办法第七条")
    );
    desk.act(&mut letter, accept("乙"), &boss, now).unwrap();
    assert_eq!(letter.number.as_ref().unwrap().text, "CZ-2026/42");
    let because = |code: &str| Action::ReplyDirectly {
        because: code.into(),
        earlier: Some(LetterId(9)),
        policy: None,
        tier: Default::default(),
    };
    assert_eq!(
        desk.decide(&letter, because("repeated"), &boss, now)
            .unwrap_err()
            .kind(),
        "unknown_code"
    );
    let ok = desk.decide(&letter, because("seen"), &boss, now).unwrap();
    assert!(matches!(
        ok[..],
        [Event::RepliedDirectly {
            earlier: Some(LetterId(9)),
            ..
        }]
    ));
    desk.act(&mut letter, to_unit(UnitId(3)), &boss, now)
        .unwrap();
    assert_eq!(
        written(letter.current_due().unwrap().at),
        "2026-03-09 17:30"
    );
    let unsealed = Action::Feedback {
        unit: UnitId(3),
        text: "已办。".into(),
        head: "高峰".into(),
        sealed: false,
        files: vec![],
        mandate: None,
        person: Some("经办人".into()),
    };
    let refused = desk.decide(&letter, unsealed, &boss, now).unwrap_err();
    assert_eq!(
        (refused.kind(), refused.article.unwrap().zh.as_str()),
        ("not_sealed", "办法第十一条")
    );
    // What this office's rules do not know is refused as such.
    for (verb, kind) in [
        (Verb::AskExtension, "no_extensions"),
        (Verb::Return, "no_returns"),
    ] {
        let action = good(verb, &letter, &desk.regulation);
        assert_eq!(
            desk.decide(&letter, action, &boss, now).unwrap_err().kind(),
            kind
        );
    }
    let ask = good(Verb::AskWriter, &letter, &desk.regulation);
    assert_eq!(
        desk.decide(&desk.received(2, now), ask, &boss, now)
            .unwrap_err()
            .kind(),
        "no_asking"
    );
    desk.walk(
        &mut letter,
        &[
            Verb::Feedback,
            Verb::Draft,
            Verb::Submit,
            Verb::Approve,
            Verb::Send,
            Verb::Close,
        ],
        now,
    );
    assert_eq!(letter.stage, Stage::Closed);
    assert_eq!(letter.reply.unwrap().text, "您好，路灯已修复。");
}

#[test]
fn a_regulation_that_cannot_be_carried_out_is_refused_with_its_key() {
    for (from, to, key) in [
        ("CZ-{year}/{seq}", "CZ-{seq}", "number.format"),
        ("+08:00", "8", "hours.offset"),
        ("17:30", "08:00", "hours.closes"),
        ("amount = 5", "amount = 0", "limit.amount"),
        (
            "day_of_receipt = 0",
            "day_of_receipt = 2",
            "limit.day_of_receipt",
        ),
        ("code = \"乙\"", "code = \"甲\"", "category.code"),
    ] {
        assert!(OTHER.contains(from));
        let error = Regulation::parse(&OTHER.replace(from, to))
            .unwrap_err()
            .to_string();
        assert!(error.contains(key), "{error}");
    }
    for (from, to, key) in [
        ("open = [", "opens = \"09:00\"\nopen = [", "hours.opens"),
        ("14:00-17:30", "11:00-17:30", "hours.open"),
        ("14:00-17:30", "14:00-13:30", "hours.open"),
        ("08:30-12:00\", \"14:00-17:30", "", "hours.open"),
        ("06-01", "06-31", "hours.summer.from"),
        ("14:30-18:00", "noon", "hours.summer.open"),
    ] {
        assert!(LINJIANG.contains(from), "{from}");
        let error = Regulation::parse(&LINJIANG.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(key), "{error}");
    }
    let error = Regulation::parse(&OTHER.replace("[limit]", "[limit]\nnonsense = 1"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("nonsense"), "{error}");
}

#[test]
fn numbers_that_no_office_means_are_refused_with_their_key_and_without_a_panic() {
    let middle = "en = \"supervision\"\nnext = { amount = 2, unit = \"working-days\" }";
    for (file, from, to, key) in [
        (
            DEFAULT_REGULATION,
            "offset = \"+08:00\"",
            "offset = \"+999999:00\"",
            "hours.offset",
        ),
        (
            DEFAULT_REGULATION,
            "offset = \"+08:00\"",
            "offset = \"+08:999999\"",
            "hours.offset",
        ),
        (
            DEFAULT_REGULATION,
            "offset = \"+08:00\"",
            "offset = \"-99:00\"",
            "hours.offset",
        ),
        (
            DEFAULT_REGULATION,
            "offset = \"+08:00\"",
            "offset = \"\"",
            "hours.offset",
        ),
        (
            DEFAULT_REGULATION,
            "warn_working_hours = 9",
            "warn_working_hours = 4000000000",
            "limit.warn_working_hours",
        ),
        (DEFAULT_REGULATION, "id = \"weibin\"", "id = \"\"", "id"),
        (
            DEFAULT_REGULATION,
            "id = \"weibin\"",
            "id = \"wei bin\"",
            "id",
        ),
        (LINJIANG, "whole = 15", "whole = 4", "extension.whole"),
        (
            DEFAULT_REGULATION,
            middle,
            "en = \"supervision\"",
            "urging.code",
        ),
        (
            LINJIANG,
            "next = { amount = 2, unit = \"working-days\" }\n",
            "",
            "urging.code",
        ),
    ] {
        assert!(file.contains(from), "{from}");
        let changed = file.replacen(from, to, 1);
        let Err(error) = Regulation::parse(&changed) else {
            panic!("{to} for {from} is accepted")
        };
        let error = error.to_string();
        assert!(error.contains(key), "{key}: {error}");
        let line = changed
            .lines()
            .position(|line| line == to || line.starts_with(&format!("{to} ")));
        let at = line
            .filter(|_| !to.is_empty() && key != "urging.code")
            .map(|line| (line + 1).to_string());
        assert!(at.is_none_or(|at| error.contains(&at)), "{key}: {error}");
    }
}
