//! Parses and checks a regulation file (TOML). Errors report the line.

use serde::Deserialize;

use super::article::Articles;
use super::hours::HoursFile;
use super::{
    BilingualText, Category, DirectReplyReason, DirectReview, EndingKind, ExtensionRules, Ground,
    Heading, InquiryRules, LimitStart, Regulation, ReturnRules, ScoreWeights, SignOff,
    SigningRules, StageLimits, TierLimits, UrgingStep,
};
use crate::domain::regulation::number::NumberFormat;
use crate::domain::time::deadline::{AfterClosing, Limit, LimitUnit, MAX_LIMIT_DAYS, Span};

/// The reason why a regulation file was rejected. `Display` gives a sentence, with the line if it
/// is known.
#[derive(Debug, thiserror::Error)]
pub enum RegulationError {
    /// The file is not TOML or does not have the expected structure.
    #[error("{}", crate::say!("regulation-form", why = crate::i18n::describe_toml_error(.0)))]
    Form(#[from] toml::de::Error),
    /// A value is out of range.
    #[error("{}", sentence(.key, .value, *.line))]
    Value {
        /// The key, such as `limit.unit`.
        key: &'static str,
        /// The value in the file.
        value: String,
        /// Its line in the file, counted from 1.
        line: Option<usize>,
    },
}

fn sentence(key: &str, value: &str, line: Option<usize>) -> String {
    match line {
        Some(line) => crate::say!(
            "regulation-value-line",
            line = line,
            key = key,
            value = value
        ),
        None => crate::say!("regulation-value", key = key, value = value),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegulationFile {
    id: String,
    title: BilingualText,
    office: BilingualText,
    number: NumberFile,
    hours: HoursFile,
    limit: LimitFile,
    articles: Articles,
    category: Vec<Category>,
    ground: Vec<Ground>,
    #[serde(default)]
    direct_reply: Vec<DirectReplyReason>,
    // The fields below were added later. If one is absent, the regulation has no such rule.
    extension: Option<ExtensionRules>,
    #[serde(rename = "return")]
    returns: Option<ReturnRules>,
    #[serde(default)]
    stages: StageLimits,
    ask_writer: Option<InquiryRules>,
    #[serde(default)]
    review: ReviewFile,
    #[serde(default)]
    refer: ReferFile,
    #[serde(default)]
    urging: Vec<UrgingStep>,
    score: Option<ScoreWeights>,
    #[serde(default)]
    ending: Vec<EndingKind>,
    #[serde(default)]
    late_entry: LateEntryFile,
    sign: Option<SigningRules>,
    #[serde(default)]
    sign_off: Vec<SignOff>,
    #[serde(default)]
    contact: ContactFile,
    #[serde(default, rename = "type")]
    types: Vec<Heading>,
    #[serde(default, rename = "subject")]
    subjects: Vec<Heading>,
    suggest: Option<SuggestFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuggestFile {
    stop_words: Vec<String>,
}

/// The words of a regulation that names none, as every one from before they existed.
const DEFAULT_STOP_WORDS: &str = include_str!("../../../assets/regulations/stop_words.toml");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactFile {
    #[serde(default)]
    units: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LateEntryFile {
    within: Span,
}

impl Default for LateEntryFile {
    fn default() -> LateEntryFile {
        let within = Span {
            amount: 1,
            unit: LimitUnit::WorkingDays,
        };
        LateEntryFile { within }
    }
}

/// The endings of a regulation that names none, as every one from before endings existed, so that
/// the letters of those offices can end as well.
const DEFAULT_ENDINGS: &str = include_str!("../../../assets/regulations/endings.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndingsFile {
    ending: Vec<EndingKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberFile {
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitFile {
    amount: u32,
    unit: LimitUnit,
    day_of_receipt: u32,
    after_closing: AfterClosing,
    warn_working_hours: u32,
    #[serde(default)]
    starts: LimitStart,
    urgent: Option<Span>,
    complex: Option<Span>,
    again: Option<Span>,
    co_earlier: Option<u32>,
    #[serde(default)]
    direct: TierLimits,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewFile {
    #[serde(default)]
    direct: DirectReview,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferFile {
    #[serde(default)]
    notice: String,
}

/// Parses and checks a regulation file.
pub(super) fn parse(text: &str) -> Result<Regulation, RegulationError> {
    let file: RegulationFile = toml::from_str(text)?;
    let bad = |key: &'static str, value: &dyn ToString| {
        let value = value.to_string();
        RegulationError::Value {
            key,
            line: find_line(text, key, &value),
            value,
        }
    };
    if file.id.trim().is_empty() || file.id.contains(char::is_whitespace) {
        return Err(bad("id", &file.id));
    }
    if file.limit.warn_working_hours > MAX_LIMIT_DAYS * 24 {
        return Err(bad(
            "limit.warn_working_hours",
            &file.limit.warn_working_hours,
        ));
    }
    let number = NumberFormat::parse(&file.number.format)
        .ok_or_else(|| bad("number.format", &file.number.format))?;
    let hours = file
        .hours
        .read()
        .map_err(|wrong| bad(wrong.key, &wrong.value))?;
    if file.limit.day_of_receipt > 1 {
        return Err(bad("limit.day_of_receipt", &file.limit.day_of_receipt));
    }
    let limit = Limit {
        amount: file.limit.amount,
        unit: file.limit.unit,
        day_of_receipt: file.limit.day_of_receipt,
        after_closing: file.limit.after_closing,
    };
    let ordinary = Span {
        amount: limit.amount,
        unit: limit.unit,
    };
    let direct = &file.limit.direct;
    for (key, span) in [
        ("limit.amount", Some(ordinary)),
        ("limit.urgent", file.limit.urgent),
        ("limit.complex", file.limit.complex),
        ("limit.again", file.limit.again),
        ("limit.direct.ordinary", direct.ordinary),
        ("limit.direct.urgent", direct.urgent),
        ("limit.direct.complex", direct.complex),
        ("return.within", file.returns.map(|returns| returns.within)),
        ("late_entry.within", Some(file.late_entry.within)),
        ("stages.registration", file.stages.registration),
        ("stages.triage", file.stages.triage),
        ("stages.drafting", file.stages.drafting),
        ("stages.review", file.stages.review),
        ("sign.within", file.sign.map(|sign| sign.within)),
        (
            "ask_writer.wait",
            file.ask_writer.as_ref().map(|asking| asking.wait),
        ),
    ] {
        if let Some(span) = span.filter(|span| !(1..=MAX_LIMIT_DAYS).contains(&span.amount)) {
            return Err(bad(key, &span.amount));
        }
    }
    if let Some(days) = file.limit.co_earlier.filter(|days| *days >= limit.amount) {
        // Co-units would have no time at all.
        return Err(bad("limit.co_earlier", &days));
    }
    if let Some(ladder) = file.sign_off.iter().enumerate().find(|(n, ladder)| {
        let twice = file
            .sign_off
            .iter()
            .take(*n)
            .any(|other| other.route == ladder.route);
        ladder.steps.is_empty() || twice
    }) {
        return Err(bad("sign_off.route", &ladder.1.route.code()));
    }
    if let Some(ExtensionRules {
        days,
        times,
        whole,
        lead_follows: _,
    }) = file.extension
    {
        for (key, value) in [
            ("extension.days", Some(days)),
            ("extension.times", Some(times)),
            ("extension.whole", whole),
        ] {
            if let Some(value) = value.filter(|value| !(1..=MAX_LIMIT_DAYS).contains(value)) {
                return Err(bad(key, &value));
            }
        }
    }
    for (key, empty) in [
        ("category", file.category.is_empty()),
        ("ground", file.ground.is_empty()),
    ] {
        if empty {
            return Err(bad(key, &0));
        }
    }
    let suggest = match file.suggest {
        Some(suggest) => suggest,
        None => toml::from_str::<SuggestFile>(DEFAULT_STOP_WORDS)?,
    };
    let endings = match file.ending.is_empty() {
        true => toml::from_str::<EndingsFile>(DEFAULT_ENDINGS)?.ending,
        false => file.ending,
    };
    let codes: [(&'static str, Vec<&String>); 7] = [
        (
            "type.code",
            file.types.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "subject.code",
            file.subjects.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "ending.code",
            endings.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "category.code",
            file.category.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "ground.code",
            file.ground.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "direct_reply.code",
            file.direct_reply.iter().map(|entry| &entry.code).collect(),
        ),
        (
            "urging.code",
            file.urging.iter().map(|entry| &entry.code).collect(),
        ),
    ];
    for (key, codes) in codes {
        let mut seen = std::collections::BTreeSet::new();
        if let Some(code) = codes
            .into_iter()
            .find(|code| code.is_empty() || !seen.insert(*code))
        {
            return Err(bad(key, code));
        }
    }
    let mut points = std::collections::BTreeSet::new();
    if let Some(kind) = file
        .ground
        .iter()
        .flat_map(|ground| &ground.points)
        .find(|kind| kind.is_personal() || !points.insert(**kind))
    {
        // Containing personal data is no ground for declining, and a kind of passage indicates at
        // most one ground.
        return Err(bad("ground.points", &kind.code()));
    }
    if let Some(whole) = file
        .extension
        .and_then(|extension| extension.whole)
        .filter(|whole| *whole < limit.amount)
    {
        return Err(bad("extension.whole", &whole));
    }
    let last = file.urging.len().saturating_sub(1);
    if let Some(step) = file
        .urging
        .iter()
        .take(last)
        .find(|step| step.next.is_none())
    {
        // Every step but the last needs a successor, or the ladder would stop there.
        return Err(bad("urging.code", &step.code));
    }
    for step in &file.urging {
        if let Some(span) = step
            .next
            .filter(|span| !(1..=MAX_LIMIT_DAYS).contains(&span.amount))
        {
            return Err(bad("urging.next", &span.amount));
        }
    }
    if let Some(asking) = &file.ask_writer
        && !file
            .ground
            .iter()
            .any(|ground| ground.code == asking.ground)
    {
        return Err(bad("ask_writer.ground", &asking.ground));
    }
    if let Some(ScoreWeights {
        in_time,
        satisfaction,
        not_sent_back,
        not_repeated,
    }) = file.score
    {
        let all = [in_time, satisfaction, not_sent_back, not_repeated]
            .map(u64::from)
            .iter()
            .sum::<u64>();
        if all != 100 {
            return Err(bad("score", &all));
        }
    }
    Ok(Regulation {
        id: file.id,
        title: file.title,
        office: file.office,
        number,
        hours,
        limit,
        assigned_limits: TierLimits {
            ordinary: Some(ordinary),
            urgent: file.limit.urgent,
            complex: file.limit.complex,
        },
        direct_limits: file.limit.direct,
        limit_start: file.limit.starts,
        sent_back_limit: file.limit.again.unwrap_or(ordinary),
        warn_minutes: i64::from(file.limit.warn_working_hours) * 60,
        extensions: file.extension,
        returns: file.returns,
        signing: file.sign,
        co_earlier: file.limit.co_earlier,
        stages: file.stages,
        inquiry_rules: file.ask_writer,
        direct_review: file.review.direct,
        sign_off: file.sign_off,
        units_contact: file.contact.units,
        referral_notice: file.refer.notice,
        ladder: file.urging,
        weights: file.score,
        categories: file.category,
        grounds: file.ground,
        direct_reply: file.direct_reply,
        endings,
        types: file.types,
        subjects: file.subjects,
        stop_words: suggest.stop_words,
        late_entry_within: file.late_entry.within,
        articles: file.articles,
    })
}

/// Returns the line of a key with this value. It is the last such line in the key's table, because
/// the later of two equal entries is the wrong one.
fn find_line(text: &str, key: &str, value: &str) -> Option<usize> {
    let (table, name) = match key {
        "id" => ("", key),
        key => key.rsplit_once('.').unwrap_or((key, "")),
    };
    let mut current = String::new();
    let mut found = None;
    for (n, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            current = header.trim_matches(['[', ']', ' ']).to_owned();
            if name.is_empty() && current == table {
                found = Some(n);
            }
        } else if current == table
            && let Some((left, right)) = line.split_once('=')
            && left.trim() == name
            && right.contains(value)
        {
            found = Some(n);
        }
    }
    found
}
