//! The workflow, against tables and cases written by hand from the regulation and the command line's contract, not from the code.

mod accused;
mod ends;
mod guards;
mod ladder;
mod ladders;
mod length;
mod limits;
mod linjiang;
mod mending;
mod other_office;
mod proposals;
mod readers;
mod repeats;
mod requests;
mod roads;
mod rounds;
mod table;
mod units;
mod writers;

use xinxiang::domain::directory::staff::{Role, Staff};
use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::Letter;
use xinxiang::domain::regulation::Tier;
use xinxiang::domain::time::Timestamp;
use xinxiang::domain::workflow::action::Action;

use crate::office::{Desk, staff};

/// What the articles of Weibin's rules are in Linjiang's.
const ARTICLES: [(&str, &str); 9] = [
    ("细则第三条", "规则第四条"),
    (
        "细则第三条(六)、信访工作条例第三十条",
        "规则第四条第二款、信访工作条例第三十条",
    ),
    ("细则第四条", "规则第五条"),
    ("细则第五条", "规则第三条"),
    ("细则第六条(一)", "规则第七条"),
    ("细则第六条(二)", "规则第九条"),
    ("细则第六条(三)", "规则第十条"),
    ("细则第六条(四)", "规则第十四条"),
    ("细则第七条", "规则第十五条"),
];

/// Weibin's office and Linjiang's.
fn both() -> [Desk; 2] {
    [Desk::weibin(), Desk::linjiang()]
}

/// How an article of Weibin's rules is called in an office.
#[track_caller]
fn article(desk: &Desk, weibin: &str) -> String {
    let (weibin, linjiang) = ARTICLES
        .iter()
        .find(|names| names.0 == weibin)
        .expect(weibin);
    if desk.regulation.id == "linjiang" {
        (*linjiang).to_owned()
    } else {
        (*weibin).to_owned()
    }
}

/// A liaison of this unit.
fn liaison(unit: i64) -> Staff {
    Staff {
        id: format!("liaison-of-{unit}"),
        unit: Some(UnitId(unit)),
        ..staff(Role::Liaison)
    }
}

/// An instruction to this lead unit and these co-units.
fn instruct(lead: i64, co: &[i64]) -> Action {
    let co = co.iter().copied().map(UnitId).collect();
    Action::Instruct {
        text: "请抓紧办理".into(),
        lead: Some(UnitId(lead)),
        co,
        days: None,
        tier: Tier::Ordinary,
        outcome: Default::default(),
        to: None,
        to_leader: None,
    }
}

/// The answer of a unit, as it must be.
fn feedback(unit: i64) -> Action {
    Action::Feedback {
        unit: UnitId(unit),
        text: "已更换灯具。".into(),
        head: "高峰".into(),
        sealed: true,
        files: vec![],
        mandate: None,
        person: Some("经办人".into()),
    }
}

/// An action is refused for this reason, and the sentence names this article (of Weibin's rules, or its like).
#[track_caller]
fn refused(
    desk: &Desk,
    letter: &Letter,
    action: Action,
    who: &Staff,
    at: Timestamp,
    kind: &str,
    weibin: &str,
) {
    let what = format!("{action:?} by {} under {}", who.id, desk.regulation.id);
    let refusal = desk.decide(letter, action, who, at).expect_err(&what);
    assert_eq!(refusal.kind(), kind, "{what}: {refusal}");
    let article = article(desk, weibin);
    assert_eq!(
        refusal.article.as_ref().map(|article| article.zh.as_str()),
        Some(article.as_str()),
        "{what}: {refusal}"
    );
    let said = refusal.to_string();
    assert!(said.contains(&article), "{what}: “{said}”");
    assert!(
        said.chars().count() > article.chars().count() + 6,
        "nothing but the article: “{said}”"
    );
}
