//! Holiday lists as they come: the office's own form, tables, and the JSON of holiday-cn; and what is wrong with bad ones.

mod spoken;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use xinxiang::domain::time::calendar::{DayMark, ListedDay, YearList};
use xinxiang::domain::time::holidays::parse_calendars;
use xinxiang::domain::time::{Date, date};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::directory::create::PUBLISHED_CALENDARS;

fn day(date: Date, kind: DayMark, name: &str) -> ListedDay {
    ListedDay {
        date,
        kind,
        name: name.into(),
    }
}

fn new_year() -> YearList {
    YearList {
        year: 2027,
        days: vec![
            day(date(2027, 1, 1), DayMark::Holiday, "元旦"),
            day(date(2027, 1, 2), DayMark::Holiday, "元旦"),
            day(date(2027, 1, 9), DayMark::Workday, "元旦"),
        ],
    }
}

/// The sentence of a refusal, in Chinese; English has to say something too.
fn refused(text: &str) -> String {
    let error = parse_calendars(text).expect_err(text);
    let english = with_language(Lang::En, || error.to_string());
    assert!(
        english.contains(' ') && !english.contains("calendar-"),
        "{english}"
    );
    with_language(Lang::Zh, || error.to_string())
}

/// A list as holiday-cn writes it.
fn as_holiday_cn(list: &YearList) -> Value {
    let day = |day: &ListedDay| json!({ "name": day.name, "date": day.date.to_string(), "isOffDay": day.kind == DayMark::Holiday });
    json!({
        "$schema": "https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/schema.json",
        "$id": format!("https://raw.githubusercontent.com/NateScarlet/holiday-cn/master/{}.json", list.year),
        "year": list.year,
        "papers": ["https://www.gov.cn/zhengce/content/"],
        "days": list.days.iter().map(day).collect::<Vec<_>>(),
    })
}

#[test]
fn a_list_is_the_same_in_each_form() {
    let json = as_holiday_cn(&new_year()).to_string();
    let toml = toml::to_string(&new_year()).unwrap();
    for text in [
        toml.clone(),
        format!("# 通知\n\n{toml}"),
        json.clone(),
        format!("\r\n [ {json} ]\n"),
        "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,off_day,元旦\n2027-01-09,workday,元旦\n".into(),
        "节日,备注,日期,类型\r\n元旦,,2027年1月9日,调休\r\n元旦,无,2027年1月1日,放假\r\n元旦,,2027年01月02日,休".into(),
        "\n名称, Type ,Date\n\n元旦,假,2027/1/2\n,,\n元旦,班,20270109\n\"元旦\",Holiday,2027/01/01\n元旦,假,2027-1-1\n"
            .into(),
        "日期,类型,name,名称\n2027-1-1,休,元旦,New Year\n2027-1-2,休,元旦,\n2027-01-09,上班,元旦\n".into(),
    ] {
        for text in [text.clone(), format!("\u{feff}{text}")] {
            assert_eq!(parse_calendars(&text).unwrap(), [new_year()], "{text}");
        }
    }
}

#[test]
fn a_table_makes_a_list_for_each_year_and_a_december_is_of_the_year_that_it_leads_to() {
    let years = |dates: &[&str]| {
        let rows: String = dates
            .iter()
            .map(|date| format!("{date},休,元旦\n"))
            .collect();
        let lists = parse_calendars(&format!("日期,类型,名称\n{rows}")).unwrap();
        lists
            .iter()
            .map(|list| (list.year, list.days.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        years(&["2027-01-01", "2026-12-31", "2026-12-26"]),
        [(2027, 3)]
    );
    assert_eq!(
        years(&["2028-12-30", "2028-12-31", "2029-01-01"]),
        [(2029, 3)]
    );
    assert_eq!(
        years(&["2026-12-31", "2027-10-01", "2027-12-31", "2028-01-03"]),
        [(2027, 2), (2028, 2)]
    );
    assert_eq!(
        years(&["2026-10-09", "2026-12-31", "2027-01-01"]),
        [(2026, 1), (2027, 2)]
    );
    assert_eq!(
        years(&["2026-11-30", "2027-01-01"]),
        [(2026, 1), (2027, 1)],
        "no November leads to a year"
    );
    assert_eq!(
        years(&["2026-12-26", "2026-12-31"]),
        [(2026, 2)],
        "nothing of 2027 is there"
    );
    assert_eq!(years(&["2025-12-31", "2027-01-01"]), [(2025, 1), (2027, 1)]);
    let december = [
        day(date(2026, 12, 31), DayMark::Holiday, "元旦"),
        day(date(2027, 1, 1), DayMark::Holiday, "元旦"),
    ];
    let list = YearList {
        year: 2027,
        days: december.into(),
    };
    let json = as_holiday_cn(&list).to_string();
    assert_eq!(
        parse_calendars(&json).unwrap(),
        parse_calendars("date,kind,name\n2026-12-31,off,元旦\n2027-01-01,off,元旦\n").unwrap()
    );
}

#[test]
fn holiday_cn_keeps_its_own_years() {
    let next = YearList {
        year: 2028,
        days: vec![day(date(2027, 12, 31), DayMark::Holiday, "元旦")],
    };
    let text = json!([as_holiday_cn(&next), as_holiday_cn(&new_year())]).to_string();
    assert_eq!(parse_calendars(&text).unwrap(), [new_year(), next]);
}

#[test]
fn a_bad_table_is_refused_with_its_line_and_the_next_step() {
    for (text, expected) in [
        (
            "date,name\n2027-01-01,元旦\n",
            "放假安排的表头里没有「kind」一栏；表头应有日期、类型、名称三栏，请补上后再导入。",
        ),
        (
            "day,type\n2027-01-01,off\n",
            "放假安排的表头里没有「name」一栏；表头应有日期、类型、名称三栏，请补上后再导入。",
        ),
        (
            "节日,日期\n元旦,1月1日\n",
            "放假安排的表头里没有「类型」一栏；表头应有日期、类型、名称三栏，请补上后再导入。",
        ),
        (
            "序号,类别,节日\n1,休,元旦\n",
            "放假安排的表头里没有「日期」一栏；表头应有日期、类型、名称三栏，请补上后再导入。",
        ),
        (
            "元旦放假安排\n",
            "放假安排的表头里没有「日期」一栏；表头应有日期、类型、名称三栏，请补上后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01,休,元旦\n\n\n1月2日,休,元旦\n",
            "放假安排第 5 行的日期「1月2日」读不懂，请写成 2026-01-01 的样子后再导入。",
        ),
        (
            "日期,类型,名称\r\n\r\n2027-02-29,休,春节\r\n",
            "放假安排第 3 行的日期「2027-02-29」读不懂，请写成 2026-01-01 的样子后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01,周五,元旦\n",
            "放假安排第 2 行的类型「周五」读不懂，请写「放假」或「上班」后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01\n",
            "放假安排第 2 行的类型「」读不懂，请写「放假」或「上班」后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01,休,元旦\n20270101,班,元旦\n",
            "放假安排第 3 行：2027-01-01 既写了放假又写了上班，请按国务院办公厅通知核对后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01,休,\"元旦\n2027-01-02,休,元旦\n",
            "放假安排第 2 行有一格内含换行，可能是引号没有成对，请改正后再导入。",
        ),
        (
            "日期,类型,名称\n2027-01-01,休,元旦\n2027-01-02,休, \n",
            "放假安排中 2027-01-02 没有写节日名称，或名称含有不能显示的字符，请改正后再导入。",
        ),
        (
            "日期,类型,名称\n,,\n",
            "文件里没有放假安排，请核对文件后再导入。",
        ),
        (
            "\u{feff}\n# 通知\n",
            "文件里没有放假安排，请核对文件后再导入。",
        ),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
    for wrong in [
        "27-01-01",
        "2027-001-01",
        "2027-1",
        "2027-1-1-1",
        "2027-+1-1",
        "2027年1月1",
        "2027.1.1",
        "20271301",
        "46388",
        "",
    ] {
        assert!(
            refused(&format!("日期,类型,名称\n{wrong},休,元旦\n"))
                .contains(&format!("第 2 行的日期「{wrong}」"))
        );
    }
}

#[test]
fn bad_json_and_toml_are_refused_with_the_day_or_the_line() {
    let days = |days: Value| json!({ "year": 2027, "days": days }).to_string();
    let one = |date: &str| json!({ "name": "元旦", "date": date, "isOffDay": true });
    for (text, expected) in [
        (
            days(json!([one("2027-01-01"), one("1月2日")])),
            "2027 年放假安排第 2 条的日期「1月2日」读不懂",
        ),
        (
            days(json!([one("2027-01-01"), one("2027-01-01")])),
            "2027-01-01 重复",
        ),
        (
            days(json!([one("2028-01-01")])),
            "2028-01-01 不属于 2027 年",
        ),
        (
            days(json!([one("2026-11-30")])),
            "2026-11-30 不属于 2027 年",
        ),
        (
            days(json!([{ "name": "", "date": "2027-01-01", "isOffDay": true }])),
            "2027-01-01 没有写节日名称",
        ),
        (
            days(json!([])),
            "2027 年的放假安排里一天也没有，可能尚未公布",
        ),
        (
            json!([as_holiday_cn(&new_year()), as_holiday_cn(&new_year())]).to_string(),
            "两份 2027 年的放假安排",
        ),
        ("[ ]".into(), "文件里没有放假安排"),
        (
            "{\n  \"year\": 2027\n}".into(),
            "第 3 行不合 holiday-cn 的格式（年份 year",
        ),
        (
            "{\"year\": 2027,\n\"days\": [{\"name\": \"元旦\", \"date\": \"2027-01-01\"}]}".into(),
            "第 2 行不合",
        ),
        ("{\"year\": 99999, \"days\": []}".into(), "第 1 行不合"),
        ("{\"year\": 2027, \"days\": [".into(), "第 1 行不合"),
        (
            "year = 2027\nday = []\n".into(),
            "2027 年的放假安排里一天也没有",
        ),
        ("year = 2027\n".into(), "放假安排读不懂"),
        ("[[day]]\ndate = \"2027-01-01\"\n".into(), "放假安排读不懂"),
        (
            "year = 2027\n\nday = oops\n".into(),
            "放假安排读不懂，错在第 3 行",
        ),
        (
            "year = 2027\n[[day]]\ndate = \"1月2日\"\nkind = \"休\"\nname = \"元旦\"\n".into(),
            "2027 年放假安排第 1 条的日期「1月2日」",
        ),
    ] {
        let sentence = refused(&text);
        assert!(sentence.contains(expected), "{text}\n{sentence}");
        assert!(sentence.trim_end().ends_with("再导入。"), "{sentence}");
        assert!(
            !sentence.contains("missing") && !sentence.contains("expected"),
            "a library speaks: {sentence}"
        );
    }
}

#[test]
fn the_shared_table_reads_as_the_embedded_lists() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/calendar/cn_holidays_2020_2026.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return;
    };
    let by_date = |lists: Vec<YearList>| -> BTreeMap<Date, ListedDay> {
        lists
            .into_iter()
            .flat_map(|list| list.days)
            .map(|day| (day.date, day))
            .collect()
    };
    let lists = parse_calendars(&text).unwrap();
    assert_eq!(
        lists.iter().map(|list| list.year).collect::<Vec<_>>(),
        [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    );
    let embedded = PUBLISHED_CALENDARS
        .iter()
        .flat_map(|text| parse_calendars(text).unwrap())
        .collect();
    assert_eq!(by_date(lists), by_date(embedded));
}

/// Lists of any year, with days from December of the year before.
fn lists() -> impl Strategy<Value = YearList> {
    let days = prop::collection::btree_map(
        0..396_i64,
        (any::<bool>(), "[一-龥a-zA-Z、\"=,]{1,6}"),
        1..40,
    );
    (1990..2100_i16, days).prop_map(|(year, days)| {
        let listed = |(n, (off, name)): (i64, (bool, String))| {
            let kind = if off {
                DayMark::Holiday
            } else {
                DayMark::Workday
            };
            day(
                date(year - 1, 12, 1)
                    .add_days(i32::try_from(n).unwrap())
                    .unwrap(),
                kind,
                &name,
            )
        };
        YearList {
            year,
            days: days.into_iter().map(listed).collect(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_list_written_in_a_form_reads_back_the_same(list in lists()) {
        prop_assert_eq!(parse_calendars(&as_holiday_cn(&list).to_string()).unwrap(), [list.clone()]);
        prop_assert_eq!(parse_calendars(&serde_json::to_string_pretty(&json!([as_holiday_cn(&list)])).unwrap()).unwrap(), [list.clone()]);
        prop_assert_eq!(parse_calendars(&toml::to_string(&list).unwrap()).unwrap(), [list.clone()]);
        let mut table = csv::Writer::from_writer(vec![]);
        table.write_record(["名称", "类型", "日期"]).unwrap();
        for day in list.days.iter().rev() {
            table.write_record([day.name.as_str(), day.kind.code(), day.date.to_string().as_str()]).unwrap();
        }
        let table = String::from_utf8(table.into_inner().unwrap()).unwrap();
        let days: Vec<ListedDay> = parse_calendars(&table).unwrap().into_iter().flat_map(|list| list.days).collect();
        prop_assert_eq!(days, list.days);
    }
}
