//! The figures of a bulletin as tables, in Chinese whatever the language of the screen.

use super::change::Report;
use super::figure::{Figure, Item};
use super::score::UnitRow;
use super::table::{Cell, Column, TableHead};
use crate::domain::office::Office;
use crate::domain::regulation::{Worded, numbered_words};
use crate::i18n::{Lang, with_language};

/// A table with its rows.
pub type Table = (TableHead, Vec<Vec<Cell>>);

/// The counts of the table of units, in order.
const UNIT_ITEMS: [Item; 13] = [
    Item::Handled,
    Item::InTime,
    Item::Late,
    Item::ThroughCo,
    Item::LateOpen,
    Item::Open,
    Item::Extended,
    Item::SentBack,
    Item::Returned,
    Item::Urgings,
    Item::Named,
    Item::Replied,
    Item::Repeats,
];

/// Returns the title of the workbook.
pub fn title(report: &Report, office: &Office) -> String {
    let period = with_language(Lang::Zh, || report.bulletin.period.label());
    format!("{} {period}", office.name())
}

/// Returns the tables: the units, the centre, what was accepted and declined, and the notes.
pub fn tables(report: &Report, office: &Office) -> Vec<Table> {
    with_language(Lang::Zh, || {
        let mut tables = vec![units(report)];
        tables.extend(centre(report));
        tables.extend(kinds(report, office));
        tables.push(notes(report, office));
        tables
    })
}

fn column(heading: &str, width: u16) -> Column {
    Column {
        heading: heading.to_owned(),
        width,
        about: "",
    }
}

fn count(n: u64) -> Cell {
    Cell::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

fn units(report: &Report) -> Table {
    let mut columns = vec![column("单位", 30)];
    columns.extend(UNIT_ITEMS.map(|item| column(&item.label(), 10)));
    let more = [
        "按时率",
        "平均用时",
        "中位用时",
        "满意度",
        "评价件数",
        "得分",
        "名次",
    ];
    columns.extend(more.map(|heading| column(heading, 10)));
    let row = |row: &UnitRow| {
        let name = match row.unit {
            Some(_) => row.name.clone(),
            None => "合计".to_owned(),
        };
        let mut cells = vec![Cell::Text(name)];
        cells.extend(UNIT_ITEMS.map(|item| count(row.count_of(item))));
        cells.extend([
            row.in_time_share().map_or(Cell::Empty, Cell::Share),
            number(row.answer_hours.mean),
            number(row.answer_hours.median),
            number(row.satisfaction.mean),
            count(row.satisfaction.rated.n),
            number(row.score.as_ref().and_then(|score| score.total)),
            row.rank.map_or(Cell::Empty, |rank| count(u64::from(rank))),
        ]);
        cells
    };
    let all = report.bulletin.centre.as_ref().map(|centre| &centre.units);
    let rows = report.bulletin.rows.iter().chain(all).map(row).collect();
    let name = "承办单位".to_owned();
    (TableHead { name, columns }, rows)
}

fn centre(report: &Report) -> Option<Table> {
    let centre = report.bulletin.centre.as_ref()?;
    let row = |(item, figure): (&Item, &Figure)| vec![Cell::Text(item.label()), count(figure.n)];
    let mut rows: Vec<Vec<Cell>> = centre.figures.iter().map(row).collect();
    for (name, hours) in [
        ("登记用时（小时）", &centre.registering),
        ("答复用时（小时）", &centre.replying),
    ] {
        rows.push(vec![Cell::Text(name.to_owned()), number(hours.mean)]);
    }
    let head = TableHead {
        name: "中心".to_owned(),
        columns: vec![column("项目", 30), column("数", 12)],
    };
    Some((head, rows))
}

fn kinds(report: &Report, office: &Office) -> Option<Table> {
    let centre = report.bulletin.centre.as_ref()?;
    let regulation = &office.regulation;
    let coded = |code: &String, words: Option<&str>| numbered_words(code, words.unwrap_or(code));
    let mut rows = Vec::new();
    let mut add = |kind: &str, name: String, figure: &Figure| {
        if figure.n > 0 {
            rows.push(vec![
                Cell::Text(kind.to_owned()),
                Cell::Text(name),
                count(figure.n),
            ]);
        }
    };
    for (code, figure) in &centre.categories {
        let known = regulation.find_category(code);
        add("类别", coded(code, known.map(Worded::words)), figure);
    }
    for (code, figure) in &centre.types {
        let known = regulation.find_type(code);
        add(
            "类型",
            known.map_or(code.as_str(), Worded::words).to_owned(),
            figure,
        );
    }
    for (code, figure) in &centre.subjects {
        let known = regulation.find_subject(code);
        add(
            "主题",
            known.map_or(code.as_str(), Worded::words).to_owned(),
            figure,
        );
    }
    for (code, figure) in &centre.declined {
        let known = regulation.find_ground(code);
        add("不予受理", coded(code, known.map(Worded::words)), figure);
    }
    for (day, figure) in &centre.received_by_step {
        add("收件（自该日起）", day.to_string(), figure);
    }
    let head = TableHead {
        name: "分类".to_owned(),
        columns: vec![column("项目", 18), column("名称", 50), column("件数", 12)],
    };
    Some((head, rows))
}

fn notes(report: &Report, office: &Office) -> Table {
    let cut_off = office.format_minute(report.bulletin.cut_off);
    let published = report.bulletin.published.is_some();
    let state = if published {
        "已发布"
    } else {
        "尚未发布"
    };
    let first = format!("{}，统计截至 {cut_off}，{state}。", title(report, office));
    let [chinese, _] = &report.bulletin.notes;
    let rows = std::iter::once(&first).chain(chinese);
    let head = TableHead {
        name: "说明".to_owned(),
        columns: vec![column("说明", 110)],
    };
    (
        head,
        rows.map(|note| vec![Cell::Text(note.clone())]).collect(),
    )
}
