//! Tables as clerks make them: the words for a day off and at work, headings, separators, captions; and files that are no tables.

use xinxiang::domain::time::calendar::DayMark;
use xinxiang::domain::time::date;
use xinxiang::domain::time::holidays::{OtherFileKind, parse_calendars};

use super::refused;

/// What the day of a table of one row is.
fn kind(heading: &str, date: &str, word: &str) -> DayMark {
    let text = format!("日期,{heading},名称\n{date},{word},春节\n");
    let lists = parse_calendars(&text).unwrap_or_else(|error| panic!("{text}{error}"));
    lists[0].days[0].kind
}

#[test]
fn the_words_for_a_day_off_and_a_day_at_work() {
    const MONDAY: &str = "2027-02-08";
    const SATURDAY: &str = "2027-02-20";
    for word in [
        "放假",
        "休",
        "休息",
        "假",
        "节假日",
        "法定节假日",
        "补休",
        "调休休息",
        "Off",
        "HOLIDAY",
    ] {
        assert_eq!(
            (kind("类型", MONDAY, word), kind("类型", SATURDAY, word)),
            (DayMark::Holiday, DayMark::Holiday),
            "{word}"
        );
    }
    for word in ["上班", "班", "补班", "调休上班", "工作日", "Workday"] {
        assert_eq!(kind("类型", SATURDAY, word), DayMark::Workday, "{word}");
    }
    for word in ["调休", "调休日", "串休"] {
        assert_eq!(kind("类型", SATURDAY, word), DayMark::Workday, "{word}");
    }
    for (heading, yes, no) in [
        ("是否放假", DayMark::Holiday, DayMark::Workday),
        ("isOffDay", DayMark::Holiday, DayMark::Workday),
        ("是否上班", DayMark::Workday, DayMark::Holiday),
    ] {
        for (word, expected) in [
            ("是", yes),
            ("TRUE", yes),
            ("1", yes),
            ("否", no),
            ("false", no),
            ("0", no),
        ] {
            assert_eq!(kind(heading, SATURDAY, word), expected, "{heading}: {word}");
        }
    }
    assert!(
        refused("日期,类型,名称\n2027-02-20,是,春节\n").contains("类型「是」读不懂"),
        "yes to what?"
    );
}

#[test]
fn a_word_that_means_either_is_asked_back_on_a_weekday() {
    let sentence = "放假安排第 3 行：2027-02-08 是周一，却写着「调休」；这个词既指调来的休息日，也指调去的上班日，请改写「放假」或「上班」后再导入。";
    assert_eq!(
        refused("date,kind,name\n2027-02-20,调休,春节\n2027-02-08,调休,春节\n"),
        sentence
    );
    let toml = "year = 2027\n[[day]]\ndate = \"2027-02-12\"\nkind = \"调休\"\nname = \"春节\"\n";
    assert!(
        refused(toml).starts_with("2027 年放假安排第 1 条：2027-02-12 是周五"),
        "{}",
        refused(toml)
    );
    assert_eq!(
        parse_calendars(&toml.replace("02-12", "02-20")).unwrap()[0].days[0].kind,
        DayMark::Workday
    );
    assert_eq!(
        parse_calendars(&toml.replace("调休", "休息")).unwrap()[0].days[0].kind,
        DayMark::Holiday
    );
}

#[test]
fn a_table_is_read_however_it_is_headed_and_parted() {
    for table in [
        "日期;类型;名称\n2027-01-01;放假;元旦\n",
        "日期\t类别\t节日名称\n2027-01-01\t休\t元旦\n",
        "放假日期（公历）,性质,节假日\n2027-01-01,放假,元旦\n",
        "序号,节日 名称,日 期：,星期,是否放假\n1,元旦,2027年1月1日,五,是\n",
        "2027年节假日安排,,\n制表：办公室,,\n日期,安排,假日\n2027-01-01,放假,元旦\n",
        "日期，类型，名称\n2027-01-01，放假，元旦\n",
        "2027年节假日安排\n\n日期;类型;名称\n2027-01-01;放假;元旦\n",
        "日期|类型|名称\n2027-01-01|放假|元旦\n",
        "Day,Type,Holiday\n2027/1/1,rest,元旦\n",
    ] {
        let lists = parse_calendars(table).unwrap_or_else(|error| panic!("{table}{error}"));
        assert_eq!((lists.len(), lists[0].days.len()), (1, 1), "{table}");
        let day = &lists[0].days[0];
        assert_eq!(
            (day.date, day.kind, day.name.as_str()),
            (date(2027, 1, 1), DayMark::Holiday, "元旦"),
            "{table}"
        );
    }
}

#[test]
fn days_from_and_to_are_asked_for_one_by_one() {
    for range in [
        "2027-02-05至2027-02-11",
        "2027-02-05~2027-02-11",
        "2月5日—2月11日",
    ] {
        let sentence = refused(&format!("日期,类型,名称\n{range},放假,春节\n"));
        assert_eq!(
            sentence,
            format!("放假安排第 2 行的日期「{range}」是一段日子，请一行写一天后再导入。")
        );
    }
}

#[test]
fn what_is_no_table_is_named() {
    for (file, what) in [
        ("<!DOCTYPE html>\n<html lang=\"zh\">", "网页"),
        (
            "\u{feff} <html><body>国务院办公厅关于2027年放假</body></html>",
            "网页",
        ),
        (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\n",
            "手机日历（.ics）",
        ),
    ] {
        let sentence = refused(file);
        assert!(
            sentence.starts_with(&format!("这个文件是{what}，")) && sentence.ends_with("再导入。"),
            "{sentence}"
        );
    }
    assert_eq!(
        OtherFileKind::detect(b"PK\x03\x04\x14\x00"),
        Some(OtherFileKind::Workbook)
    );
    assert_eq!(
        OtherFileKind::detect(b"\xd0\xcf\x11\xe0\xa1\xb1"),
        Some(OtherFileKind::Workbook)
    );
    assert_eq!(OtherFileKind::detect("日期,类型,名称\n".as_bytes()), None);
}
