//! The passages of a whole letter, a row for each kind, and the grounds of two regulations.

use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::screening::{PassageKind, WordLists, find_passages, screen_letter};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::directory::create::DEFAULT_REGULATION;

use crate::office::LINJIANG;

const TITLE: &str = "请督促开发商执行一审判决";
const BODY: &str = "尊敬的区长：\n我叫王建国，家住和平小区3号楼2单元501室，电话１３８００１３８０００。\n\
    2025年我已向法院起诉，一审判决我方胜诉，开发商这帮混蛋至今不办证。\n又：138 0013 8000";

#[test]
fn a_letter_has_one_row_for_each_kind_with_its_first_passage_and_its_ground() {
    let regulation = Regulation::parse(DEFAULT_REGULATION).unwrap();
    let pointed = screen_letter(TITLE, BODY, WordLists::embedded());
    let rows = pointed.rows(TITLE, BODY, &regulation);
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.kind,
                row.count,
                row.excerpt.as_str(),
                row.ground.map(|ground| ground.code.as_str()),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                PassageKind::Uncivil,
                1,
                "…我方胜诉，开发商这帮混蛋至今不办证。 又：1…",
                Some("4.6")
            ),
            (
                PassageKind::Court,
                2,
                "请督促开发商执行一审判决",
                Some("4.1")
            ),
            (
                PassageKind::Name,
                1,
                "尊敬的区长： 我叫王建国，家住和平小区3号楼2…",
                None
            ),
            (
                PassageKind::Mobile,
                2,
                "…1室，电话１３８００１３８０００。 2025…",
                None
            ),
            (
                PassageKind::Address,
                1,
                "…国，家住和平小区3号楼2单元501室，电话１…",
                None
            ),
        ]
    );
    assert_eq!(pointed.title.len(), 1);
    assert_eq!(
        &BODY[pointed.body[1].range.clone()],
        "和平小区3号楼2单元501室"
    );
    with_language(Lang::Zh, || assert_eq!(rows[1].kind.label(), "涉法涉诉"));
    with_language(Lang::En, || {
        assert_eq!(rows[1].kind.label(), "court matter")
    });
}

#[test]
fn a_kind_points_to_the_ground_that_the_regulation_gives_it() {
    let codes = |text: &str| {
        let regulation = Regulation::parse(text).unwrap();
        PassageKind::ALL
            .map(|kind| {
                regulation
                    .ground_for(kind)
                    .map(|ground| ground.code.clone())
            })
            .map(Option::unwrap_or_default)
    };
    assert_eq!(codes(DEFAULT_REGULATION)[..4], ["4.6", "4.5", "4.1", ""]);
    assert_eq!(codes(LINJIANG)[..4], ["B5", "B5", "B1", ""]);
    let before: String = DEFAULT_REGULATION
        .lines()
        .filter(|line| !line.starts_with("points"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(
        codes(&before).concat(),
        "",
        "a file from before it points nowhere"
    );
}

#[test]
fn a_passage_is_shown_in_a_short_line() {
    let words = WordLists::embedded();
    let shown = |text: &str| find_passages(text, words)[0].excerpt(text);
    assert_eq!(shown("混蛋"), "混蛋");
    assert_eq!(
        shown(&format!("{}混蛋", "路".repeat(40))),
        format!("…{}混蛋", "路".repeat(21))
    );
    assert_eq!(
        shown(&format!("混蛋{}", "路".repeat(40))),
        format!("混蛋{}…", "路".repeat(21))
    );
    let long = shown(&format!(
        "地址：{}小区12号楼3单元1201室",
        "和平路".repeat(5)
    ));
    assert_eq!(
        (long.chars().count(), long.ends_with('…')),
        (24, true),
        "{long}"
    );
    assert_eq!(
        find_passages(TITLE, words)[0].excerpt("短"),
        "",
        "of another text"
    );
}
