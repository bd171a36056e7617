//! Importing lists: what a year would lose is said first, a doubtful list asks, and no day goes unsaid.

use xinxiang::domain::time::calendar::{
    Calendar, DayMark, DayStatus, Doubt, Festival, HalfDay, ImportConsent, ImportRefusal,
    ListedDay, LocalDay, YearChange, YearList,
};
use xinxiang::domain::time::holidays::parse_calendars;
use xinxiang::domain::time::{Date, date};
use xinxiang::i18n::{Lang, with_language};
use xinxiang::store::directory::create::PUBLISHED_CALENDARS;

use crate::office::{calendar, own_day};

/// An invented list of 2027, with all that a year has.
pub(crate) const WHOLE: &str = "日期,类型,节日
2026-12-27,上班,元旦
2027-01-01,放假,元旦
2027-01-30,上班,春节
2027-02-05,放假,春节
2027-02-06,放假,春节
2027-02-07,放假,春节
2027-02-08,放假,春节
2027-02-09,放假,春节
2027-02-10,放假,春节
2027-02-20,上班,春节
2027-04-05,放假,清明节
2027-05-01,放假,劳动节
2027-05-03,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01,放假,国庆节
2027-10-04,放假,国庆节
2027-10-05,放假,国庆节
2027-10-09,上班,国庆节
";

const ASKS: ImportConsent = ImportConsent {
    replace: false,
    incomplete: false,
};
const REPLACE: ImportConsent = ImportConsent {
    replace: true,
    incomplete: false,
};
const INCOMPLETE: ImportConsent = ImportConsent {
    replace: false,
    incomplete: true,
};

fn table(rows: &[&str]) -> Vec<YearList> {
    parse_calendars(&format!("date,kind,name\n{}\n", rows.join("\n"))).unwrap()
}

fn import(
    known: &Calendar,
    lists: &[YearList],
    consent: ImportConsent,
) -> Result<(Calendar, Vec<YearChange>), ImportRefusal> {
    known.import_lists(lists, consent)
}

/// The sentence of a refusal.
fn refused(known: &Calendar, lists: &[YearList], consent: ImportConsent) -> ImportRefusal {
    let error = import(known, lists, consent).unwrap_err();
    let english = with_language(Lang::En, || error.to_string());
    assert!(
        english.contains(' ') && !english.contains("calendar-"),
        "{english}"
    );
    error
}

/// Of each year: before, after, lost.
fn numbers(changes: &[YearChange]) -> Vec<(i16, usize, usize, usize)> {
    changes
        .iter()
        .map(|change| (change.year, change.before, change.after, change.lost.len()))
        .collect()
}

#[test]
fn a_year_that_would_lose_days_is_refused_and_says_which() {
    let known = calendar();
    let one = table(&["2026-10-09,holiday,临时放假"]);
    let error = refused(&known, &one, ASKS);
    assert_eq!(
        (error.kind(), numbers(error.changes())),
        ("calendar_loses", vec![(2026, 39, 1, 39)])
    );
    assert_eq!(
        with_language(Lang::Zh, || error.to_string()),
        "导入后 2026 年会失去 39 天，所以整个文件都没有导入；只增加一天的，请用 xinxiang calendar add；确要整年替换的，请加 --replace（设置里勾选「放假日可以减少」）再导入。"
    );
    assert_eq!(error.changes()[0].added, one[0].days);
    assert!(
        error.changes()[0]
            .lost
            .iter()
            .any(|day| day.date == date(2026, 2, 17) && day.kind == DayMark::Holiday)
    );
    let (after, changes) = import(&known, &one, REPLACE).unwrap();
    assert_eq!(
        (numbers(&changes), after.year_list(2026)),
        (vec![(2026, 39, 1, 39)], Some(&one[0]))
    );
    assert!(
        matches!(refused(&known, &one, INCOMPLETE), ImportRefusal::Loses(_)),
        "another word is no consent to this"
    );
    let december =
        "year = 2026\n[[day]]\ndate = \"2025-12-31\"\nkind = \"holiday\"\nname = \"元旦\"\n";
    assert_eq!(
        numbers(refused(&known, &parse_calendars(december).unwrap(), ASKS).changes()),
        [(2026, 39, 1, 39)]
    );
}

#[test]
fn the_same_list_with_a_line_missing_loses_it_and_one_that_only_adds_does_not() {
    let known = calendar();
    let list = known.year_list(2026).unwrap().clone();
    let mut less = list.clone();
    let gone = less.days.remove(7);
    assert_eq!(refused(&known, &[less], ASKS).changes()[0].lost, [gone]);
    let mut more = list.clone();
    more.days.push(ListedDay {
        date: date(2026, 10, 12),
        kind: DayMark::Holiday,
        name: "国庆节".into(),
    });
    let (after, changes) = import(&known, &[more.clone()], ASKS).unwrap();
    assert_eq!(
        (numbers(&changes), changes[0].added.len()),
        (vec![(2026, 39, 40, 0)], 1)
    );
    assert!(!after.is_working_day(date(2026, 10, 12)) && changes[0].doubts.is_empty());
    // The list as it was, after that: two files one after the other.
    assert_eq!(
        refused(&after, std::slice::from_ref(&list), ASKS).changes()[0].lost,
        more.days[39..]
    );
    assert_eq!(
        numbers(&import(&known, std::slice::from_ref(&list), ASKS).unwrap().1),
        [(2026, 39, 39, 0)],
        "the same again"
    );
    let mut renamed = list;
    renamed
        .days
        .iter_mut()
        .for_each(|day| day.name = format!("{}（假）", day.name));
    assert_eq!(
        numbers(&import(&known, &[renamed], ASKS).unwrap().1),
        [(2026, 39, 39, 0)],
        "a name is no day"
    );
}

#[test]
fn a_day_that_turns_into_its_contrary_is_lost_as_what_it_was() {
    let known = calendar();
    let mut list = known.year_list(2026).unwrap().clone();
    let turned = list
        .days
        .iter_mut()
        .find(|day| day.kind == DayMark::Workday)
        .unwrap();
    turned.kind = DayMark::Holiday;
    let (was, date) = (DayMark::Workday, turned.date);
    let error = refused(&known, &[list], ASKS);
    let lost: Vec<_> = error.changes()[0]
        .lost
        .iter()
        .map(|day| (day.date, day.kind))
        .collect();
    assert_eq!(
        (lost, error.changes()[0].added.len()),
        (vec![(date, was)], 1)
    );
}

#[test]
fn a_file_is_refused_whole_where_one_of_its_years_is() {
    let known = calendar();
    let whole = format!("{WHOLE}2026-10-09,放假,临时\n");
    let error = refused(&known, &parse_calendars(&whole).unwrap(), ASKS);
    assert_eq!(
        numbers(error.changes()),
        [(2026, 39, 1, 39), (2027, 0, 19, 0)]
    );
    // The December of 2026 that comes with 2027 loses nothing.
    let (after, changes) = import(&known, &parse_calendars(WHOLE).unwrap(), ASKS).unwrap();
    assert_eq!(numbers(&changes), [(2027, 0, 19, 0)]);
    assert_eq!(
        (
            after.year_list(2026),
            after.is_working_day(date(2026, 12, 27))
        ),
        (known.year_list(2026), true)
    );
}

#[test]
fn a_day_that_only_changes_its_list_is_not_lost() {
    // As an earlier program read such a table: the last day of 2022 in the list of 2022.
    let day = |date| ListedDay {
        date,
        kind: DayMark::Holiday,
        name: "元旦".into(),
    };
    let (last, first) = (day(date(2022, 12, 31)), day(date(2023, 1, 2)));
    let lists = |old: &[&ListedDay], new: &[&ListedDay]| {
        let list = |year, days: &[&ListedDay]| YearList {
            year,
            days: days.iter().copied().cloned().collect(),
        };
        let october = day(date(2022, 10, 3));
        [list(2022, &[&[&october], old].concat()), list(2023, new)]
    };
    let known = Calendar::new(lists(&[&last], &[&first]));
    let (after, changes) = import(&known, &lists(&[], &[&last, &first]), ASKS).unwrap();
    assert_eq!(numbers(&changes), [(2022, 2, 1, 0), (2023, 1, 2, 0)]);
    assert!(
        !after.is_working_day(date(2022, 12, 31))
            && changes.iter().all(|change| change.added.is_empty())
    );
    assert_eq!(
        refused(&known, &lists(&[], &[&first]), ASKS).changes()[0].lost,
        [last]
    );
}

#[test]
fn no_published_list_is_doubted() {
    let all: Vec<YearList> = PUBLISHED_CALENDARS
        .iter()
        .flat_map(|text| parse_calendars(text).unwrap())
        .collect();
    // In 2020 a Monday was listed as worked, after the holidays had been prolonged to the day before: that is known here, and may come.
    let first = Calendar::new([all[0].clone()]);
    for list in &all {
        let (_, changes) = import(&first, std::slice::from_ref(list), ASKS)
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(changes[0].doubts, []);
    }
    let (known, changes) = import(&first, &all, ASKS).unwrap();
    assert!(
        changes
            .iter()
            .all(|change| change.doubts.is_empty() && change.lost.is_empty())
    );
    assert_eq!(known, calendar());
    let mut altered = all[0].clone();
    altered.days.pop();
    let other = Calendar::new([altered]);
    assert_eq!(
        numbers(&import(&other, &all[..1], ASKS).unwrap().1),
        [(2020, all[0].days.len() - 1, all[0].days.len(), 0)]
    );
}

#[test]
fn a_doubtful_list_of_a_year_that_is_not_known_asks_and_says_why() {
    let known = calendar();
    let without = |line: &str| {
        WHOLE
            .lines()
            .filter(|row| !row.contains(line))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let doubts = |text: &str| {
        let error = refused(&known, &parse_calendars(text).unwrap(), ASKS);
        assert!(matches!(error, ImportRefusal::Doubtful(_)), "{error}");
        error.changes()[0].doubts.clone()
    };
    let missing = |feast| vec![Doubt::Missing(vec![feast])];
    for (name, feast) in [
        ("元旦", Festival::NewYear),
        ("春节", Festival::Spring),
        ("清明节", Festival::Qingming),
        ("劳动节", Festival::Labour),
        ("端午节", Festival::DragonBoat),
        ("中秋节", Festival::MidAutumn),
        ("国庆节", Festival::National),
    ] {
        assert_eq!(doubts(&without(name)), missing(feast), "{name}");
    }
    assert_eq!(
        doubts(&WHOLE.replace("2027-09-15,放假,中秋节", "2027-04-15,放假,中秋节")),
        missing(Festival::MidAutumn)
    );
    assert_eq!(
        doubts(&WHOLE.replace("2027-10-01", "2027-10-06")),
        missing(Festival::National),
        "1 October is off"
    );
    assert_eq!(doubts(&without("上班")), [Doubt::NothingMadeUp]);
    let sunday = WHOLE.replace("2027-04-05", "2027-04-04");
    assert_eq!(
        doubts(&sunday),
        [Doubt::OnlyWeekend(vec![Festival::Qingming])]
    );
    let few = parse_calendars("date,kind,name\n2027-01-01,holiday,元旦\n").unwrap();
    let error = refused(&known, &few, ASKS);
    let sentence = with_language(Lang::Zh, || error.to_string());
    assert_eq!(
        sentence,
        "2027 年的放假安排看来不全或不对（没有春节、清明节、劳动节、端午节、中秋节、国庆节，或日子不对；没有一天调休上班），\
         而导入后该年的期限不再标「暂定」，所以整个文件都没有导入；请按国务院办公厅通知核对，确认无误的加 --incomplete（设置里勾选「首次导入可以不全」）再导入。"
    );
    assert!(
        matches!(refused(&known, &few, REPLACE), ImportRefusal::Doubtful(_)),
        "another word is no consent to this"
    );
    let (after, _) = import(&known, &few, INCOMPLETE).unwrap();
    // Once it is known it asks no more, and more may be added; its doubts are said.
    let (_, changes) = import(
        &after,
        &table(&["2027-01-01,holiday,元旦", "2027-10-01,holiday,国庆"]),
        ASKS,
    )
    .unwrap();
    assert_eq!(changes[0].doubts.len(), 2);
}

#[test]
fn holidays_are_known_by_their_days_where_they_have_other_names() {
    let known = calendar();
    let plain = |text: &str| {
        let rows = text
            .lines()
            .enumerate()
            .map(|(n, row)| match row.rsplit_once(',') {
                Some((front, _)) if n > 0 => format!("{front},节假日"),
                _ => row.to_owned(),
            });
        rows.collect::<Vec<_>>().join("\n")
    };
    assert!(import(&known, &parse_calendars(&plain(WHOLE)).unwrap(), ASKS).is_ok());
    let less = WHOLE.replace("2027-09-15,放假,中秋节\n", "");
    let error = refused(&known, &parse_calendars(&plain(&less)).unwrap(), ASKS);
    assert_eq!(
        error.changes()[0].doubts,
        [Doubt::Missing(vec![Festival::MidAutumn])],
        "the week of National Day is not it"
    );
    // Where the two are one, their week is of eight days, whatever it is called.
    let week = (1..=8)
        .map(|day| format!("2027-10-0{day},放假,国庆节\n"))
        .collect::<String>();
    let merged = less
        .lines()
        .filter(|row| !row.contains("放假,国庆节"))
        .collect::<Vec<_>>()
        .join("\n");
    for name in ["国庆节", "国庆节、中秋节", "中秋节、国庆节", "长假"] {
        let text = format!("{merged}\n{}", week.replace("国庆节", name));
        assert!(
            import(&known, &parse_calendars(&text).unwrap(), ASKS).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn a_list_of_another_year_is_noticed() {
    let known = calendar();
    // 2026 with another year written over it: its Sundays at work are Mondays.
    let moved = |days: i32| {
        let mut list = known.year_list(2026).unwrap().clone();
        list.year = 2027;
        list.days.retain(|day| {
            day.kind == DayMark::Holiday
                || day.date.weekday().num_days_from_monday() as i32 + days < 7
        });
        list.days
            .iter_mut()
            .for_each(|day| day.date = Date::new(2027, day.date.month(), day.date.day()).unwrap());
        list
    };
    let mut whole = known.year_list(2026).unwrap().clone();
    whole.year = 2027;
    whole
        .days
        .iter_mut()
        .for_each(|day| day.date = Date::new(2027, day.date.month(), day.date.day()).unwrap());
    assert!(matches!(
        refused(&known, &[whole], ASKS),
        ImportRefusal::WorksAnyway(_)
    ));
    // One whose days at work are Saturdays only, of a year that is known.
    let saturdays = moved(1);
    let before = YearList {
        year: 2026,
        days: saturdays
            .days
            .iter()
            .map(|day| ListedDay {
                date: Date::new(2026, day.date.month(), day.date.day()).unwrap(),
                ..day.clone()
            })
            .collect(),
    };
    let known = Calendar::new([before]);
    let error = refused(&known, &[saturdays], ASKS);
    assert!(
        error.changes()[0].doubts.contains(&Doubt::CopyOf(2026)),
        "{error}"
    );
}

#[test]
fn a_weekday_is_no_make_up_day_in_any_form() {
    let known = calendar();
    let json = r#"{"year":2027,"days":[{"name":"春节","date":"2027-02-08","isOffDay":false}]}"#;
    let toml = "year = 2027\n[[day]]\ndate = \"2027-02-08\"\nkind = \"workday\"\nname = \"春节\"\n";
    for text in [
        "date,kind,name\n2027-02-08,上班,春节\n2027-01-01,放假,元旦\n",
        json,
        toml,
    ] {
        let error = refused(
            &known,
            &parse_calendars(text).unwrap(),
            ImportConsent {
                replace: true,
                incomplete: true,
            },
        );
        assert_eq!(
            with_language(Lang::Zh, || error.to_string()),
            "放假安排把 2027-02-08 列为上班，可那天是周一，周一本来就是工作日；请核对日期，或删去这一天后再导入。"
        );
    }
    // A Wednesday that is a holiday so far may be called back, as a day that is lost.
    let mut list = known.year_list(2026).unwrap().clone();
    list.days
        .iter_mut()
        .filter(|day| day.date == date(2026, 10, 7))
        .for_each(|day| day.kind = DayMark::Workday);
    assert_eq!(
        numbers(refused(&known, &[list.clone()], ASKS).changes()),
        [(2026, 39, 39, 1)]
    );
    assert!(
        import(&known, &[list], REPLACE)
            .unwrap()
            .0
            .is_working_day(date(2026, 10, 7))
    );
}

#[test]
fn the_offices_own_days_stay_whatever_is_imported() {
    let mut known = calendar();
    let off = own_day("2027-03-08");
    known.add_local_day(off);
    known.add_local_day(LocalDay {
        kind: DayMark::Workday,
        part: Some(HalfDay::Am),
        ..own_day("2027-10-01")
    });
    let (after, changes) = import(&known, &parse_calendars(WHOLE).unwrap(), ASKS).unwrap();
    assert_eq!(
        changes[0]
            .own
            .iter()
            .map(|day| day.date)
            .collect::<Vec<_>>(),
        [date(2027, 3, 8), date(2027, 10, 1)]
    );
    assert!(!after.is_working_day(date(2027, 3, 8)) && after.is_working_day(date(2027, 10, 1)));
    let DayStatus::Local { day, otherwise } = after.day_info(date(2027, 10, 1)).status else {
        panic!()
    };
    assert_eq!(
        (day.part, *otherwise),
        (Some(HalfDay::Am), DayStatus::Holiday("国庆节".into()))
    );
    let (_, changes) = import(&after, &table(&["2027-05-01,holiday,劳动节"]), REPLACE).unwrap();
    assert_eq!(changes[0].own.len(), 2);
}
