//! The ledger (台账): a row for each letter. It is a paper of the office, and in Chinese whatever the
//! language of the screen.

use super::table::{Cell, Column, TableHead};
use crate::domain::letter::event::{Event, RecordedEvent};
use crate::domain::letter::{Assignment, Letter, Publication};
use crate::domain::office::Office;
use crate::domain::regulation::route::Route;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::time::Timestamp;
use crate::domain::time::remaining::working_time_left;
use crate::i18n::{Lang, with_language};

/// The columns: heading, width, what it means.
const COLUMNS: [(&str, u16, &str); 27] = [
    ("编号", 20, "受理时编定；尚未受理或不予受理的没有"),
    ("环节", 10, "导出时所在的环节"),
    ("来信时间", 17, ""),
    ("渠道", 10, ""),
    ("来信人", 10, "只写姓；导出时加 --names 的写全名"),
    ("标题", 40, ""),
    ("类别", 28, "细则第三条所列类别"),
    ("受理时间", 17, ""),
    ("办理方式", 10, "直接答复，或者交办"),
    ("主办", 24, "最近一轮的主办单位"),
    ("协办", 24, ""),
    ("交办时间", 17, ""),
    ("期限", 17, "含已批准的延时"),
    ("签收", 17, ""),
    (
        "反馈时间",
        17,
        "主办单位最后一次有效反馈；有实际时间的以实际时间为准",
    ),
    ("是否按时", 10, "反馈在期限以内；逾期未反馈的也算逾期"),
    ("超期工作日", 12, "期限以后的整工作日"),
    ("延时", 8, "批准的延时，天"),
    ("催办次数", 10, ""),
    ("回复时间", 17, ""),
    ("回复方式", 12, ""),
    ("满意度", 8, "五分制"),
    ("是否公开", 10, ""),
    ("重复", 8, "重复来信所重复的件数"),
    ("轮次", 8, "重新办理一次加一轮"),
    ("办结时间", 17, ""),
    ("备注", 30, "不予受理的理由，终结的原因"),
];

/// Returns the ledger's name and columns.
pub fn ledger_head() -> TableHead {
    let column = |(heading, width, about): &(&str, u16, &'static str)| Column {
        heading: (*heading).to_owned(),
        width: *width,
        about,
    };
    TableHead {
        name: "台账".to_owned(),
        columns: COLUMNS.iter().map(column).collect(),
    }
}

/// Returns what the ledger says about itself: whose it is, when it was made, how many letters it has.
pub fn ledger_notes(office: &Office, now: Timestamp, letters: usize) -> Vec<String> {
    let made = office.format_minute(now);
    vec![
        format!("{}，{made} 导出，{letters} 件。", office.name()),
        "「（保密件）」是导出人不在知悉范围的保密件。".to_owned(),
    ]
}

/// What a row is made from.
pub struct LedgerEntry<'a> {
    /// The letter, as its reader may see it.
    pub letter: &'a Letter,
    /// Its events, as its reader may see them; empty for a letter that they may not read.
    pub events: &'a [RecordedEvent],
    /// The office.
    pub office: &'a Office,
    /// Whether writers are named in full.
    pub names: bool,
    /// The time at which it is made.
    pub now: Timestamp,
}

/// Returns the row of a letter that the reader may not read: that there is one, and where it is.
pub fn withheld_row(letter: &Letter) -> Vec<Cell> {
    let number = letter.number.as_ref().map(|number| number.text.clone());
    let mut row = vec![Cell::Empty; COLUMNS.len()];
    let known = [
        (0, Cell::text(number)),
        (
            1,
            Cell::Text(with_language(Lang::Zh, || letter.stage.label())),
        ),
        (5, Cell::Text("（保密件）".to_owned())),
    ];
    for (at, cell) in known {
        if let Some(place) = row.get_mut(at) {
            *place = cell;
        }
    }
    row
}

/// Returns the row of a letter.
pub fn ledger_row(entry: &LedgerEntry<'_>) -> Vec<Cell> {
    with_language(Lang::Zh, || row(entry))
}

fn row(entry: &LedgerEntry<'_>) -> Vec<Cell> {
    let LedgerEntry {
        letter,
        events,
        office,
        names,
        now,
    } = *entry;
    let regulation = office.regulation_of(&letter.regulation);
    let at = |at: Option<Timestamp>| {
        at.map_or(Cell::Empty, |at| Cell::At(regulation.hours.to_civil(at)))
    };
    let when = |wanted: fn(&Event) -> bool| {
        let found = events.iter().rev().find(|event| wanted(&event.event));
        found.map(|event| event.late.as_ref().map_or(event.at, |late| late.at))
    };
    let lead = letter.lead_assignment();
    let co = letter
        .current_assignments()
        .filter(|held| held.co && held.is_active());
    let co: Vec<String> = co.map(|held| office.units.name(held.unit)).collect();
    let feedback = lead.and_then(Assignment::valid_feedback);
    let (in_time, late_days) = timeliness(lead, office, regulation, now);
    let extended: u32 = lead.map_or(0, |held| {
        held.granted_extensions().map(|one| one.days).sum()
    });
    let urgings = lead.map_or(0, |held| held.urgings.len());
    let count = |n: usize| match n {
        0 => Cell::Empty,
        n => Cell::Count(i64::try_from(n).unwrap_or(i64::MAX)),
    };
    let reply = letter.reply.as_ref();
    vec![
        Cell::text(letter.number.as_ref().map(|number| number.text.clone())),
        Cell::Text(letter.stage.label()),
        at(letter.received_at),
        Cell::Text(say!(&format!("channel-{}", letter.channel.code()))),
        Cell::Text(writer(letter, names)),
        Cell::Text(letter.title.clone()),
        Cell::text(letter.category.as_ref().map(|code| {
            let words = regulation.find_category(code).map(Worded::words);
            words.unwrap_or(code).to_owned()
        })),
        at(when(|event| matches!(event, Event::Accepted { .. }))),
        Cell::text(letter.route.map(|route| match route {
            Route::Direct => "直接答复",
            Route::Assigned => "交办",
        })),
        Cell::text(lead.map(|held| office.units.name(held.unit))),
        Cell::text(Some(co.join("、"))),
        at(lead.map(|held| held.assigned_at)),
        at(lead.map(|held| held.due.at)),
        at(lead
            .and_then(|held| held.signed.as_ref())
            .map(|(at, _)| *at)),
        at(feedback.map(|feedback| feedback.at)),
        Cell::text(in_time.map(|in_time| if in_time { "是" } else { "否" })),
        count(late_days),
        count(usize::try_from(extended).unwrap_or(0)),
        count(urgings),
        at(reply.map(|reply| reply.at)),
        Cell::text(reply.map(|reply| say!(&format!("way-{}", reply.by.code())))),
        letter
            .rating
            .as_ref()
            .map_or(Cell::Empty, |rating| Cell::Count(i64::from(rating.score))),
        Cell::text(letter.publication.as_ref().map(|decided| match decided {
            Publication::Published(_) => "公开",
            Publication::Withheld(_) => "不公开",
        })),
        count(letter.repeats.len()),
        Cell::Count(i64::try_from(letter.rounds.len() + 1).unwrap_or(i64::MAX)),
        at(when(|event| matches!(event, Event::Closed { .. }))),
        Cell::text(remark(letter, regulation)),
    ]
}

/// Returns whether the lead unit answered in time, and by how many working days it did not; `None`
/// while its deadline runs.
fn timeliness(
    lead: Option<&Assignment>,
    office: &Office,
    regulation: &Regulation,
    now: Timestamp,
) -> (Option<bool>, usize) {
    let Some(lead) = lead else { return (None, 0) };
    let answered = lead.valid_feedback().map(|feedback| feedback.at);
    let late = |at| {
        let left = working_time_left(at, lead.due.at, &regulation.hours, &office.calendar);
        (left.late, usize::try_from(left.days).unwrap_or(0))
    };
    match answered {
        Some(at) if late(at).0 => (Some(false), late(at).1),
        Some(_) => (Some(true), 0),
        None if lead.is_open() && late(now).0 => (Some(false), late(now).1),
        None => (None, 0),
    }
}

/// Returns the writer: in full, or by the surname.
fn writer(letter: &Letter, names: bool) -> String {
    let name = letter.writer.name.as_deref().unwrap_or_default().trim();
    match name.chars().next() {
        None => "匿名".to_owned(),
        Some(_) if names => name.to_owned(),
        Some(first) => format!("{first}某"),
    }
}

/// Returns why a letter was declined, or how it ended without a reply.
fn remark(letter: &Letter, regulation: &Regulation) -> Option<String> {
    let ground = letter.declined.as_ref().map(|declined| {
        let ground = declined
            .ground
            .as_ref()
            .and_then(|code| regulation.find_ground(code));
        let to = declined
            .referred
            .as_ref()
            .map(|(to, _)| format!("转交{to}"));
        let ground = ground.map(|ground| ground.words().to_owned());
        ground.or(to).unwrap_or_default()
    });
    let ending = letter.ending.as_ref().map(|ending| {
        let kind = regulation.find_ending(&ending.because);
        kind.map_or(ending.because.clone(), |kind| kind.words().to_owned())
    });
    ground.or(ending)
}
