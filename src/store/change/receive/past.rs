//! Reads what a table tells besides what the citizen wrote: codes by their names, units by their
//! names, dates, ratings. What is not known stays as the file has it.

use crate::domain::letter::cause::Wish;
use crate::domain::letter::incoming::Extras;
use crate::domain::letter::past::PastLetter;
use crate::domain::office::Office;
use crate::domain::regulation::{Regulation, Worded};
use crate::domain::time::{Date, DateTime, Time, Timestamp};

/// Returns the code of the entry that a text names by its code or its words.
pub(super) fn find_code<T: Worded>(entries: &[T], text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    entries
        .iter()
        .find(|entry| entry.code() == text || entry.in_all().contains(&text))
        .map(|entry| entry.code().to_owned())
}

/// Returns what a writer wishes as to publication, in the words of web sites.
pub(super) fn parse_wish(text: Option<&str>) -> Option<Wish> {
    let text = text?.trim();
    match text {
        "公开" | "同意公开" | "可以公开" | "是" => Some(Wish::Open),
        "隐名公开" | "匿名公开" => Some(Wish::Anonymous),
        "不公开" | "不同意公开" | "保密" | "否" => Some(Wish::Confidential),
        code => Wish::parse(code),
    }
}

/// Returns a score from 1 to 5, as a number or in words.
fn parse_rating(text: &str) -> Option<u8> {
    match text.trim().trim_end_matches(['分', '星']) {
        "非常满意" | "很满意" => Some(5),
        "满意" => Some(4),
        "基本满意" | "一般" => Some(3),
        "不满意" => Some(2),
        "非常不满意" | "很不满意" => Some(1),
        number => number.parse().ok().filter(|score| (1..=5).contains(score)),
    }
}

/// Returns the instant of a day or a civil time of the office.
fn parse_time(text: &str, office: &Office) -> Option<Timestamp> {
    let offset = office.regulation.hours.offset;
    let text = text.trim().replace(['/', '.'], "-");
    let moment = text.parse::<DateTime>().ok();
    let day = || Some(text.parse::<Date>().ok()?.at(Time::MIDNIGHT));
    offset.to_timestamp(moment.or_else(day)?)
}

/// Returns how a letter of the past was handled.
pub(super) fn past_letter(extras: Extras, regulation: &Regulation, office: &Office) -> PastLetter {
    let unit = extras
        .unit
        .as_deref()
        .and_then(|name| office.units.find_by_name(name));
    PastLetter {
        replied_at: extras
            .replied_at
            .as_deref()
            .and_then(|text| parse_time(text, office)),
        unit: unit.map(|unit| unit.id),
        category: find_code(&regulation.categories, extras.category.as_deref()),
        rating: extras.rating.as_deref().and_then(parse_rating),
        reply: extras.reply,
        unit_name: extras.unit,
        category_name: extras.category,
        state: extras.state,
    }
}
