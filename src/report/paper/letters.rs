//! The papers about a letter as a whole: what all have, the sheet, the notice, the reply.

use std::collections::BTreeMap;

use super::{Paper, PaperFacts, balanced_title};
use crate::domain::letter::Remark;
use crate::domain::regulation::Worded;

/// Characters of a letter for which the sheet has room; the rest stands on a page of its own.
const SHEET_CHARS: usize = 380;

/// Adds what every paper may name.
pub(super) fn add_letter(paper: &mut Paper, facts: &PaperFacts<'_>) {
    let (letter, office) = (facts.letter, facts.office);
    let regulation = office.regulation_of(&letter.regulation);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    paper.set("机关", office.name());
    paper.set("落款", facts.signature());
    paper.set("日期", facts.day(facts.now));
    paper.set("经办人", office.staff_name(facts.who));
    let number = letter.number.as_ref();
    paper.set(
        "编号",
        number.map_or_else(String::new, |number| number.text.clone()),
    );
    paper.set("标题", letter.title.clone());
    paper.set("内容", letter.body.trim());
    let name = text(&letter.writer.name);
    let anonymous = name.trim().is_empty();
    paper.set("来信人", if anonymous { "匿名" } else { name.trim() });
    let greeting = match anonymous {
        true => "来信人：".to_owned(),
        false => format!("{}：", name.trim()),
    };
    paper.set("称谓", greeting);
    paper.set("电话", text(&letter.writer.phone));
    paper.set("邮箱", text(&letter.writer.email));
    paper.set("地址", text(&letter.writer.address));
    paper.set("渠道", say!(&format!("channel-{}", letter.channel.code())));
    let received = letter
        .received_at
        .map_or_else(String::new, |at| facts.day(at));
    paper.set("来信时间", received);
    let category = letter
        .category
        .as_ref()
        .and_then(|code| regulation.find_category(code));
    paper.set("类别", category.map_or("", Worded::words));
    paper.set("规章", regulation.title.localized());
}

/// Adds the sheet: an empty place for a handwritten instruction where none is recorded.
pub(super) fn add_sheet(paper: &mut Paper, facts: &PaperFacts<'_>) {
    let (letter, office) = (facts.letter, facts.office);
    let body = letter.body.trim();
    let long = body.chars().count() > SHEET_CHARS;
    if long {
        let shown: String = body.chars().take(SHEET_CHARS).collect();
        paper.set("内容", format!("{shown}……（全文见附页）"));
    }
    paper.set("全文", if long { body } else { "" });
    paper.set("全文标题", if long { "附：来信全文" } else { "" });
    let (proposal, proposed) = match &letter.proposal {
        Some((remark, lead, co)) => (Some(remark), (*lead, co.clone())),
        None => (None, (None, Vec::new())),
    };
    add_remark(paper, facts, proposal, ["拟办意见", "拟办人", "拟办日期"]);
    add_remark(
        paper,
        facts,
        letter.instruction.as_ref(),
        ["领导批示", "批示人", "批示日期"],
    );
    let lead = letter.lead_assignment();
    let unit = |id| office.units.name(id);
    let lead_name = lead.map(|held| held.unit).or(proposed.0).map(unit);
    paper.set("主办", lead_name.unwrap_or_default());
    let held_co: Vec<_> = letter
        .current_assignments()
        .filter(|held| held.co && held.is_active())
        .map(|held| held.unit)
        .collect();
    let co = if held_co.is_empty() {
        proposed.1
    } else {
        held_co
    };
    let co: Vec<String> = co.into_iter().map(unit).collect();
    paper.set("协办", co.join("、"));
    paper.set(
        "期限",
        lead.map_or_else(String::new, |held| facts.minute(held.due.at)),
    );
    let answers: Vec<_> = letter
        .current_assignments()
        .filter_map(|held| Some((held, held.valid_feedback()?)))
        .collect();
    let results: Vec<String> = answers
        .iter()
        .map(|(held, feedback)| format!("{}：{}", unit(held.unit), feedback.text.trim()))
        .collect();
    paper.set("办理结果", results.join("\n"));
    let heads: Vec<&str> = answers
        .iter()
        .map(|(_, feedback)| feedback.head.as_str())
        .collect();
    paper.set("主要领导", heads.join("、"));
    let reply = letter.reply.as_ref();
    paper.set(
        "回复时间",
        reply.map_or_else(String::new, |reply| facts.day(reply.at)),
    );
    let way = reply.map(|reply| say!(&format!("way-{}", reply.by.code())));
    paper.set("回复方式", way.unwrap_or_default());
    let urgings = letter.current_assignments().flat_map(|held| {
        let name = unit(held.unit);
        held.urgings
            .iter()
            .map(move |urging| (name.clone(), urging))
    });
    let row = |(name, urging): (String, &crate::domain::letter::Urging)| {
        BTreeMap::from([
            ("单位", name),
            ("时间", facts.minute(urging.remark.at)),
            ("方式", say!(&format!("contact-{}", urging.channel.code()))),
            ("对象", urging.to.clone()),
            ("经过", urging.remark.text.clone()),
        ])
    };
    paper.lists.insert("催办", urgings.map(row).collect());
}

/// Adds a remark with its author and day, or leaves its places empty.
fn add_remark(
    paper: &mut Paper,
    facts: &PaperFacts<'_>,
    remark: Option<&Remark>,
    [text, who, day]: [&'static str; 3],
) {
    let empty = String::new;
    paper.set(
        text,
        remark.map_or_else(empty, |remark| remark.text.clone()),
    );
    paper.set(
        who,
        remark.map_or_else(empty, |remark| facts.office.staff_name(&remark.who)),
    );
    paper.set(
        day,
        remark.map_or_else(empty, |remark| facts.day(remark.at)),
    );
}

/// Adds the notice: its text as it was drafted, the ground with the words of the regulation.
pub(super) fn add_notice(paper: &mut Paper, facts: &PaperFacts<'_>) {
    let Some(declined) = &facts.letter.declined else {
        return;
    };
    let regulation = facts.office.regulation_of(&facts.letter.regulation);
    let ground = declined
        .ground
        .as_ref()
        .and_then(|code| regulation.find_ground(code));
    let referred = declined.referred.as_ref();
    let title = if referred.is_some() {
        "来信转交告知书"
    } else {
        "来信不予受理告知书"
    };
    paper.set("告知书标题", title);
    paper.set("告知内容", declined.notice.trim());
    paper.set("依据", ground.map_or("", Worded::words));
    paper.set("转交机关", referred.map_or("", |(to, _)| to.as_str()));
    paper.set("理由", referred.map_or("", |(_, why)| why.as_str()));
}

/// Adds the reply, as it was sent or as it is approved.
pub(super) fn add_reply(paper: &mut Paper, facts: &PaperFacts<'_>) {
    let letter = facts.letter;
    let (text, at) = match &letter.reply {
        Some(reply) => (reply.text.trim(), reply.at),
        None => (letter.draft.trim(), facts.now),
    };
    paper.set("回复正文", without_signature(text, &facts.signature()));
    let title = format!("关于「{}」的回复", letter.title.trim());
    paper.set("文件标题", balanced_title(&title));
    paper.set("回复日期", facts.day(at));
}

/// Returns a reply without the signature and the date at its end, which the paper has in its own
/// place.
fn without_signature(text: &str, signature: &str) -> String {
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_date = |line: &str| {
        let end = line.strip_suffix('日').unwrap_or_default();
        let plain = |char: char| char.is_ascii_digit() || "年月 ".contains(char);
        end.contains('年') && end.chars().all(plain)
    };
    while let Some(last) = lines.last() {
        if lines.len() > 1 && (last.is_empty() || *last == signature || is_date(last)) {
            lines.pop();
        } else {
            break;
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_of_a_reply_stands_once() {
        let text = "您好：\n已修好。\n\n渭滨区人民政府办公室\n2026年3月5日\n";
        let bare = without_signature(text, "渭滨区人民政府办公室");
        assert_eq!(bare, "您好：\n已修好。");
        assert_eq!(without_signature("2026年3月5日", "x"), "2026年3月5日");
    }
}
