//! A regulation: every number, category and ground that the office works with.

mod article;
mod file;
pub mod number;
pub(crate) mod passage_kind;
pub mod route;
pub mod terms;
pub mod words;

use crate::domain::regulation::number::Format;
use crate::domain::regulation::passage_kind::Kind;
use crate::domain::regulation::route::Route;
use crate::domain::time::deadline::{Limit, Span};
use crate::domain::time::hours::Hours;

pub use article::Article;
pub use file::BadRegulation;
pub use terms::{
    Asking, DirectReview, Extensions, ReturnClock, Returns, StageLimits, Starts, Step, Tier, Tiers,
    Weights,
};
pub use words::{Because, Category, Ground, Named, Names, Worded};

/// A regulation, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// Its identity: letters keep the one they came under.
    pub id: String,
    /// Its full title.
    pub title: Named,
    /// The name of the mailbox.
    pub office: Named,
    /// How numbers are written.
    pub number: Format,
    /// The office's hours.
    pub hours: Hours,
    /// The ordinary limit of an assignment, with the way of counting that all limits share.
    pub limit: Limit,
    /// The limits of an assignment, by tier.
    pub assigned: Tiers,
    /// The limits of a direct reply by the centre, by tier.
    pub direct: Tiers,
    /// From when the limit of an assignment is counted.
    pub starts: Starts,
    /// The limit of a unit whose feedback was sent back.
    pub again: Span,
    /// A letter is close to its limit when this many working minutes or fewer are left.
    pub warn_minutes: i64,
    /// What a unit may ask for; `None` where there are no extensions.
    pub extensions: Option<Extensions>,
    /// How a unit returns a letter; `None` where none may.
    pub returns: Option<Returns>,
    /// The centre's own limits.
    pub stages: StageLimits,
    /// How the writer of an incomplete letter is asked; `None` where he is not.
    pub asking: Option<Asking>,
    /// Who has to approve a direct reply.
    pub direct_review: DirectReview,
    /// The notice to the writer of a letter that is referred, in Chinese; `{to}` is to whom.
    pub referral_notice: String,
    /// The ladder of urging, from its first step.
    pub ladder: Vec<Step>,
    /// The weights of a unit's score; `None` where no score is made.
    pub weights: Option<Weights>,
    /// Article 3.
    pub categories: Vec<Category>,
    /// Article 4.
    pub grounds: Vec<Ground>,
    /// Article 6 (2).
    pub direct_reply: Vec<Because>,
    articles: article::Articles,
}

impl Regulation {
    /// Reads and checks a regulation file. Errors name the line, the key and its value.
    pub fn parse(text: &str) -> Result<Regulation, BadRegulation> {
        file::parse(text)
    }

    /// How an article is named: `细则第六条(三)`.
    pub fn article(&self, article: Article) -> &Named {
        self.articles.name(article)
    }

    /// The category with this code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|entry| entry.code == code)
    }

    /// The ground with this code.
    pub fn ground(&self, code: &str) -> Option<&Ground> {
        self.grounds.iter().find(|entry| entry.code == code)
    }

    /// The ground that such a passage points to; `None` where the regulation has none.
    pub fn ground_for(&self, kind: Kind) -> Option<&Ground> {
        self.grounds
            .iter()
            .find(|entry| entry.points.contains(&kind))
    }

    /// The reason for a direct reply with this code.
    pub fn because(&self, code: &str) -> Option<&Because> {
        self.direct_reply.iter().find(|entry| entry.code == code)
    }

    /// The step of the ladder with this code.
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.ladder.iter().find(|step| step.code == code)
    }

    /// A span as a limit, counted in this regulation's way.
    pub fn limit_of(&self, span: Span) -> Limit {
        Limit {
            amount: span.amount,
            unit: span.unit,
            ..self.limit
        }
    }

    /// The limit of a route and tier; `None` where the regulation sets none.
    pub fn limit_for(&self, route: Route, tier: Tier) -> Option<Limit> {
        self.tiers(route).of(tier).map(|span| self.limit_of(span))
    }

    /// Whether the limit runs on when the lead unit returns a letter.
    pub fn runs_on(&self) -> bool {
        self.returns
            .is_some_and(|returns| returns.clock == ReturnClock::Runs)
    }

    /// The limits of a route.
    pub fn tiers(&self, route: Route) -> &Tiers {
        match route {
            Route::Direct => &self.direct,
            Route::Assigned => &self.assigned,
        }
    }
}
