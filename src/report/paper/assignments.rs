//! The papers that go to a unit: the assignment, the urging, the request for an extension.

use std::collections::BTreeMap;

use super::{Paper, PaperFacts, PaperKind, balanced_title};
use crate::domain::letter::{Assignment, ExtensionDecision};
use crate::domain::regulation::Worded;
use crate::domain::time::remaining::working_time_left;

/// Adds what the paper says about the unit; `None` if the letter is not at it.
pub(super) fn add_unit(paper: &mut Paper, kind: PaperKind, facts: &PaperFacts<'_>) -> Option<()> {
    let letter = facts.letter;
    let mut current = letter.current_assignments();
    let held = match facts.unit {
        Some(unit) => current.find(|held| held.unit == unit)?,
        None => letter.lead_assignment().or_else(|| current.next())?,
    };
    // A report about people goes to a unit without its writer.
    if letter.restriction.is_some() || letter.contact_withheld {
        for place in ["来信人", "电话", "邮箱", "地址"] {
            paper.set(place, "");
        }
        paper.set("来信人", "（不告知）");
    }
    let number = letter
        .number
        .as_ref()
        .map_or("", |number| number.text.as_str());
    let title = format!("关于办理{number}来信的交办函");
    paper.set("文件标题", balanced_title(&title));
    paper.set("单位", facts.office.units.name(held.unit));
    paper.set("角色", if held.co { "协办" } else { "主办" });
    paper.set("交办时间", facts.minute(held.assigned_at));
    paper.set("期限", facts.minute(held.due.at));
    paper.set("交办要求", held.demand.clone().unwrap_or_default());
    paper.set("承办人", held.person.clone().unwrap_or_default());
    let signed = held.signed.as_ref();
    paper.set(
        "签收人",
        signed.map_or_else(String::new, |(_, person)| person.clone()),
    );
    paper.set(
        "签收时间",
        signed.map_or_else(String::new, |(at, _)| facts.minute(*at)),
    );
    match kind {
        PaperKind::Urging => add_urging(paper, facts, held),
        PaperKind::Extension => add_extension(paper, facts, held)?,
        _ => {}
    }
    Some(())
}

fn add_urging(paper: &mut Paper, facts: &PaperFacts<'_>, held: &Assignment) {
    let regulation = facts.office.regulation_of(&facts.letter.regulation);
    let (hours, calendar) = (&regulation.hours, &facts.office.calendar);
    let left = working_time_left(facts.now, held.due.at, hours, calendar);
    let late = match (left.late, left.days) {
        (false, _) => String::new(),
        (true, 0) => "已经超过办理期限".to_owned(),
        (true, days) => format!("已经超过办理期限{days}个工作日"),
    };
    paper.set("超期", late);
    let step = |code: &str| {
        let known = regulation.ladder.iter().find(|step| step.code == code);
        known.map_or_else(|| "催办".to_owned(), |step| step.words().to_owned())
    };
    // What was recorded last, or what is due now.
    let due = held.due_urging_step(regulation, facts.now);
    let last = held.urgings.last();
    let step_now = match (due, last) {
        (Some(due), _) => due.words().to_owned(),
        (None, Some(last)) => step(&last.step),
        (None, None) => "催办".to_owned(),
    };
    paper.set("催办步骤", step_now);
    paper.set("已催办次数", held.urgings.len().to_string());
    let row = |urging: &crate::domain::letter::Urging| {
        BTreeMap::from([
            ("步骤", step(&urging.step)),
            ("时间", facts.minute(urging.remark.at)),
            ("方式", say!(&format!("contact-{}", urging.channel.code()))),
            ("对象", urging.to.clone()),
            ("经过", urging.remark.text.clone()),
        ])
    };
    paper
        .lists
        .insert("催办", held.urgings.iter().map(row).collect());
}

fn add_extension(paper: &mut Paper, facts: &PaperFacts<'_>, held: &Assignment) -> Option<()> {
    let extension = held.extensions.last()?;
    let request = &extension.request;
    paper.set("申请人", facts.office.staff_name(&request.who));
    paper.set("申请时间", facts.minute(request.at));
    paper.set("申请理由", request.text.clone());
    paper.set("申请天数", format!("{}天", extension.days));
    let (verdict, words) = match &extension.decision {
        ExtensionDecision::Pending => ("", None),
        ExtensionDecision::TooLate => ("不予接受：期限已过才申请", None),
        ExtensionDecision::Granted(words, _) => ("同意", Some(words)),
        ExtensionDecision::Denied(words, _) => ("不同意", Some(words)),
    };
    let opinion = match words.filter(|words| !words.text.is_empty()) {
        Some(words) => format!("{verdict}。{}", words.text),
        None => verdict.to_owned(),
    };
    paper.set("审批意见", opinion);
    let empty = String::new;
    paper.set(
        "审批人",
        words.map_or_else(empty, |words| facts.office.staff_name(&words.who)),
    );
    paper.set(
        "审批日期",
        words.map_or_else(empty, |words| facts.day(words.at)),
    );
    Some(())
}
