//! A regulation: every deadline, category and ground with which the office works.

pub mod approver;
mod article;
mod file;
mod hours;
pub mod number;
pub(crate) mod passage_kind;
pub mod route;
pub mod terms;
pub mod wording;

use crate::domain::regulation::approver::Approver;
use crate::domain::regulation::number::NumberFormat;
use crate::domain::regulation::passage_kind::PassageKind;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::{Limit, Span};
use crate::domain::time::hours::Hours;

pub use crate::domain::regulation::wording::{
    BilingualText, Category, DirectReplyReason, EndingKind, EndingReference, Ground, Heading,
    RequiredReference, Worded,
};
pub use article::Article;
pub use file::RegulationError;
pub use terms::{
    DirectReview, ExtensionRules, InquiryRules, LimitStart, ReturnClock, ReturnDecider,
    ReturnRules, ScoreWeights, SignOff, SigningRules, StageLimits, Tier, TierLimits, UrgingStep,
};

/// A parsed and checked regulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// The identifier. A letter refers to the regulation in force when it was received.
    pub id: String,
    /// The full title.
    pub title: BilingualText,
    /// The name of the mailbox.
    pub office: BilingualText,
    /// The format of official numbers.
    pub number: NumberFormat,
    /// The office's time zone and hours.
    pub hours: Hours,
    /// The ordinary deadline of an assignment. All other deadlines are counted in the same way.
    pub limit: Limit,
    /// The deadlines of an assignment, by tier.
    pub assigned_limits: TierLimits,
    /// The deadlines of a direct reply by the centre, by tier.
    pub direct_limits: TierLimits,
    /// The event from which an assignment's deadline is counted.
    pub limit_start: LimitStart,
    /// The time a unit has after its feedback was sent back.
    pub sent_back_limit: Span,
    /// A letter is shown as close to its deadline when at most this many working minutes remain.
    pub warn_minutes: i64,
    /// The rules for extensions; `None` if there are none.
    pub extensions: Option<ExtensionRules>,
    /// The rules for returning a letter; `None` if units may not return letters.
    pub returns: Option<ReturnRules>,
    /// The rules for signing; `None` if there are none.
    pub signing: Option<SigningRules>,
    /// How much earlier than the lead unit a co-unit gives its opinion; `None` if at the same time.
    pub co_earlier: Option<u32>,
    /// The centre's own deadlines.
    pub stages: StageLimits,
    /// The rules for asking the writer of an incomplete letter; `None` if writers are not asked.
    pub inquiry_rules: Option<InquiryRules>,
    /// Who must approve a direct reply, where no ladder says it.
    pub direct_review: DirectReview,
    /// The sign-off ladders, at most one for each route.
    pub sign_off: Vec<SignOff>,
    /// Whether a unit that has a letter sees how to reach its writer, and may contact them.
    pub units_contact: bool,
    /// The template of the notice about a referral, in Chinese; `{to}` stands for the body to which
    /// the letter is referred.
    pub referral_notice: String,
    /// The ladder of urging, first step first.
    pub ladder: Vec<UrgingStep>,
    /// The weights of a unit's score; `None` if units are not scored.
    pub weights: Option<ScoreWeights>,
    /// The categories of article 3.
    pub categories: Vec<Category>,
    /// The grounds for declining of article 4.
    pub grounds: Vec<Ground>,
    /// The reasons for a direct reply of article 6 (2).
    pub direct_reply: Vec<DirectReplyReason>,
    /// How an accepted letter may end without a reply.
    pub endings: Vec<EndingKind>,
    /// The types of letters.
    pub types: Vec<Heading>,
    /// The subjects of letters.
    pub subjects: Vec<Heading>,
    /// Words that are no reason for a suggestion, though units have them in their names and duties.
    pub stop_words: Vec<String>,
    /// How long after it happened an act is registered without the office.
    pub late_entry_within: Span,
    articles: article::Articles,
}

impl Regulation {
    /// Parses and checks a regulation file. Errors name the line, the key and its value.
    pub fn parse(text: &str) -> Result<Regulation, RegulationError> {
        file::parse(text)
    }

    /// Returns the name of an article, such as `细则第六条(三)`.
    pub fn article_name(&self, article: Article) -> &BilingualText {
        self.articles.name(article)
    }

    /// Returns the category with this code.
    pub fn find_category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|entry| entry.code == code)
    }

    /// Returns the ground with this code.
    pub fn find_ground(&self, code: &str) -> Option<&Ground> {
        self.grounds.iter().find(|entry| entry.code == code)
    }

    /// Returns the ground that a kind of passage indicates; `None` if the regulation has none.
    pub fn ground_for(&self, kind: PassageKind) -> Option<&Ground> {
        self.grounds
            .iter()
            .find(|entry| entry.points.contains(&kind))
    }

    /// Returns the reason for a direct reply with this code.
    pub fn find_direct_reply_reason(&self, code: &str) -> Option<&DirectReplyReason> {
        self.direct_reply.iter().find(|entry| entry.code == code)
    }

    /// Returns the ending with this code.
    pub fn find_ending(&self, code: &str) -> Option<&EndingKind> {
        self.endings.iter().find(|entry| entry.code == code)
    }

    /// Returns the type with this code.
    pub fn find_type(&self, code: &str) -> Option<&Heading> {
        self.types.iter().find(|entry| entry.code == code)
    }

    /// Returns the subject with this code.
    pub fn find_subject(&self, code: &str) -> Option<&Heading> {
        self.subjects.iter().find(|entry| entry.code == code)
    }

    /// Returns who approves a draft of a route, one after the other; nobody where it may be sent as
    /// submitted.
    pub fn approvers(&self, route: Option<Route>) -> &[Approver] {
        let ladder = self
            .sign_off
            .iter()
            .find(|ladder| Some(ladder.route) == route);
        match (ladder, route, self.direct_review) {
            (Some(ladder), ..) => &ladder.steps,
            (None, Some(Route::Direct), DirectReview::Nobody) => &[],
            (None, Some(Route::Direct), DirectReview::Colleague) => &[Approver::Colleague],
            (None, ..) => &[Approver::Leader],
        }
    }

    /// Returns the step of the ladder with this code.
    pub fn find_step(&self, code: &str) -> Option<&UrgingStep> {
        self.ladder.iter().find(|step| step.code == code)
    }

    /// Converts a span to a deadline that is counted in this regulation's way.
    pub fn limit_from_span(&self, span: Span) -> Limit {
        Limit {
            amount: span.amount,
            unit: span.unit,
            ..self.limit
        }
    }

    /// Returns the deadline of a route and tier; `None` if the regulation sets none.
    pub fn limit_for(&self, route: Route, tier: Tier) -> Option<Limit> {
        self.route_limits(route)
            .for_tier(tier)
            .map(|span| self.limit_from_span(span))
    }

    /// Reports whether the deadline keeps running after the lead unit has returned a letter.
    pub fn keeps_running_after_return(&self) -> bool {
        self.returns
            .is_some_and(|returns| returns.clock == ReturnClock::Runs)
    }

    /// Returns the deadlines of a route.
    pub fn route_limits(&self, route: Route) -> &TierLimits {
        match route {
            Route::Direct => &self.direct_limits,
            Route::Assigned => &self.assigned_limits,
        }
    }
}

/// Returns the words of an entry behind its number as the article has it, `3(5) words`
/// for the code `3.5`; the words alone if the code is no number of an item.
pub fn numbered_words(code: &str, words: &str) -> String {
    match code.split_once('.') {
        Some((article, item)) => format!("{article}({item}) {words}"),
        None => words.to_owned(),
    }
}
