//! The papers of the office: for each kind, the values of its places, from the facts of a letter.
//! They are in Chinese whatever the language of the screen. Pure: no file, no clock.

mod assignments;
mod letters;

use std::collections::BTreeMap;

use crate::domain::directory::staff::{Role, Staff};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::Letter;
use crate::domain::letter::stage::Stage;
use crate::domain::office::Office;
use crate::domain::office_field::OfficeField;
use crate::domain::time::{Date, DateTime, Timestamp};

/// Kind of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PaperKind {
    /// 处置单: the letter, what is proposed, what a leader instructs, and what came of it.
    Sheet,
    /// 告知书: that a letter is not taken up, or was referred.
    Notice,
    /// 交办函: to a unit.
    Assignment,
    /// 催办通知: to a unit.
    Urging,
    /// 延时申请审批表: of a unit.
    Extension,
    /// 回复函: to the writer.
    Reply,
}

impl PaperKind {
    /// All kinds, in the order in which a letter needs them.
    pub const ALL: [PaperKind; 6] = [
        PaperKind::Sheet,
        PaperKind::Notice,
        PaperKind::Assignment,
        PaperKind::Urging,
        PaperKind::Extension,
        PaperKind::Reply,
    ];

    /// Returns the code used on the command line and in message keys.
    pub fn code(self) -> &'static str {
        match self {
            PaperKind::Sheet => "sheet",
            PaperKind::Notice => "notice",
            PaperKind::Assignment => "assignment",
            PaperKind::Urging => "urging",
            PaperKind::Extension => "extension",
            PaperKind::Reply => "reply",
        }
    }

    /// Returns the kind with a code.
    pub fn parse(code: &str) -> Option<PaperKind> {
        PaperKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Returns the name for people.
    pub fn label(self) -> String {
        match self {
            PaperKind::Sheet => say!("paper-sheet"),
            PaperKind::Notice => say!("paper-notice"),
            PaperKind::Assignment => say!("paper-assignment"),
            PaperKind::Urging => say!("paper-urging"),
            PaperKind::Extension => say!("paper-extension"),
            PaperKind::Reply => say!("paper-reply"),
        }
    }

    /// Reports whether it goes to one unit.
    pub fn is_of_unit(self) -> bool {
        matches!(
            self,
            PaperKind::Assignment | PaperKind::Urging | PaperKind::Extension
        )
    }

    /// Reports whether a letter has what the paper is about.
    pub fn is_of(self, letter: &Letter) -> bool {
        match self {
            PaperKind::Sheet => letter.number.is_some(),
            PaperKind::Notice => letter.declined.is_some(),
            PaperKind::Assignment => letter.current_assignments().next().is_some(),
            PaperKind::Urging => letter
                .current_assignments()
                .any(|held| !held.urgings.is_empty() || held.is_open()),
            PaperKind::Extension => letter
                .current_assignments()
                .any(|held| !held.extensions.is_empty()),
            PaperKind::Reply => {
                letter.reply.is_some()
                    || matches!(letter.stage, Stage::Approved) && !letter.draft.is_empty()
            }
        }
    }
}

/// The papers that a person may make of a letter: the kinds, and of those to units one for each
/// unit.
pub fn possible_papers(letter: &Letter, who: &Staff) -> Vec<(PaperKind, Option<UnitId>)> {
    let mut papers = Vec::new();
    for kind in PaperKind::ALL {
        if !kind.is_of(letter) || !may_make(kind, who) {
            continue;
        }
        if !kind.is_of_unit() {
            papers.push((kind, None));
            continue;
        }
        let own = |unit| !who.is_liaison_only() || who.unit == Some(unit);
        let held = letter.current_assignments().filter(|held| own(held.unit));
        let held = held.filter(|held| match kind {
            PaperKind::Extension => !held.extensions.is_empty(),
            PaperKind::Urging => !held.urgings.is_empty() || held.is_open(),
            _ => true,
        });
        papers.extend(held.map(|held| (kind, Some(held.unit))));
    }
    papers
}

/// Reports whether a person may make a paper of this kind: a unit those that it gets or writes.
fn may_make(kind: PaperKind, who: &Staff) -> bool {
    match kind {
        PaperKind::Assignment | PaperKind::Extension => true,
        _ => who.is_one_of(&[Role::Administrator, Role::Office, Role::Leader]),
    }
}

/// The values of a paper's places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// By the name of the place; a value may have lines.
    pub fields: BTreeMap<&'static str, String>,
    /// Rows of values, by the name of the list.
    pub lists: BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>,
}

/// What a paper is made from.
pub struct PaperFacts<'a> {
    /// The letter, as its reader may see it.
    pub letter: &'a Letter,
    /// The office.
    pub office: &'a Office,
    /// The unit that it goes to, if it goes to one.
    pub unit: Option<UnitId>,
    /// Who makes it.
    pub who: &'a str,
    /// When it is made.
    pub now: Timestamp,
}

impl Paper {
    /// Makes a paper. Returns `None` if the letter has not what it is about, or the unit has not the
    /// letter.
    pub fn new(kind: PaperKind, facts: &PaperFacts<'_>) -> Option<Paper> {
        if !kind.is_of(facts.letter) {
            return None;
        }
        crate::i18n::with_language(crate::i18n::Lang::Zh, || {
            let mut paper = Paper::default();
            letters::add_letter(&mut paper, facts);
            match kind {
                PaperKind::Sheet => letters::add_sheet(&mut paper, facts),
                PaperKind::Notice => letters::add_notice(&mut paper, facts),
                PaperKind::Reply => letters::add_reply(&mut paper, facts),
                PaperKind::Assignment | PaperKind::Urging | PaperKind::Extension => {
                    assignments::add_unit(&mut paper, kind, facts)?;
                }
            }
            Some(paper)
        })
    }

    fn set(&mut self, place: &'static str, value: impl Into<String>) {
        self.fields.insert(place, value.into());
    }
}

impl PaperFacts<'_> {
    fn civil(&self, at: Timestamp) -> DateTime {
        let regulation = self.office.regulation_of(&self.letter.regulation);
        regulation.hours.to_civil(at)
    }

    /// Formats a day as papers have it (GB/T 9704): `2026年3月5日`.
    fn day(&self, at: Timestamp) -> String {
        format_date(self.civil(at).date())
    }

    /// Formats an instant: `2026年3月5日 09:40`.
    fn minute(&self, at: Timestamp) -> String {
        let civil = self.civil(at);
        format!("{} {}", format_date(civil.date()), civil.to_hour_minute())
    }

    fn signature(&self) -> String {
        self.office.setting(OfficeField::Authority)
    }
}

/// Characters of a title that have room in a line (GB/T 9704: 22 pt in 156 mm).
const TITLE_CHARS: usize = 19;

/// Breaks a title into lines of about the same length, never inside a number or a name in brackets.
fn balanced_title(title: &str) -> String {
    let chars: Vec<char> = title.chars().collect();
    let lines = chars.len().div_ceil(TITLE_CHARS).max(1);
    let mut out = String::new();
    let mut from = 0;
    for line in 1..lines {
        let target = chars.len() * line / lines;
        let most_left = TITLE_CHARS * (lines - line);
        // The nearest place at which a line may end, outside of brackets if there is one.
        let near = |inside: bool| {
            let places =
                (0..=TITLE_CHARS).flat_map(|far| [target.saturating_sub(far), target + far]);
            let fits = |at: &usize| {
                *at > from
                    && at - from <= TITLE_CHARS
                    && chars.len().saturating_sub(*at) <= most_left
            };
            let mut places = places.filter(fits);
            places.find(|at| may_break(&chars, *at, inside))
        };
        let nearest = near(false).or_else(|| near(true));
        let to = nearest.unwrap_or(target);
        out.extend(chars.get(from..to).unwrap_or_default());
        out.push('\n');
        from = to;
    }
    out.extend(chars.get(from..).unwrap_or_default());
    out
}

/// Reports whether a line of a title may end before a character; `inside` of brackets as well.
fn may_break(chars: &[char], at: usize, inside: bool) -> bool {
    let (Some(before), Some(after)) = (chars.get(at.wrapping_sub(1)), chars.get(at)) else {
        return false;
    };
    let joined = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
    let depth = chars.iter().take(at).fold(0i32, |depth, char| match char {
        '「' | '《' | '（' | '〔' => depth + 1,
        '」' | '》' | '）' | '〕' => depth - 1,
        _ => depth,
    });
    (inside || depth == 0)
        && !joined
        && !"「《（〔〕".contains(*before)
        && !"」》）〔〕，。、：号的".contains(*after)
}

/// Formats a date without leading zeros.
fn format_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_broken_into_lines_alike_and_loses_nothing() {
        assert_eq!(balanced_title("关于路灯的回复"), "关于路灯的回复");
        let title = "关于办理渭信〔2026〕0018号来信的交办函";
        let broken = balanced_title(title);
        let lines: Vec<&str> = broken.lines().collect();
        assert_eq!((lines.len(), lines.concat()), (2, title.to_owned()));
        let lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
        assert!(lengths[0].abs_diff(lengths[1]) <= 14, "{broken}");
        assert!(
            !broken.contains("20\n") && !broken.contains("〔\n"),
            "{broken}"
        );
    }
}
