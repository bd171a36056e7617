//! The rule of who may publish a bulletin, and when (article 7).

use super::period::Period;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::office::Office;
use crate::domain::regulation::{Article, BilingualText};
use crate::domain::time::Timestamp;

/// Why a bulletin cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The person has neither of the two roles that may publish.
    #[error("{}", say!("publish-role", who = .who.as_str(), article = .article.localized()))]
    Role {
        /// The person's name.
        who: String,
        /// The article that names the roles.
        article: BilingualText,
    },
    /// The bulletin of a month, a half-year or of other days is only looked at.
    #[error("{}", say!("publish-span", period = .period.label(), article = .article.localized()))]
    Span {
        /// The period.
        period: Period,
        /// The article that defines the periods of bulletins.
        article: BilingualText,
    },
    /// The period is not over yet.
    #[error("{}", say!("publish-not-over", period = .period.label(), last = .period.last_day().to_string(), article = .article.localized()))]
    NotOver {
        /// The period of the bulletin.
        period: Period,
        /// The article that defines the periods of bulletins.
        article: BilingualText,
    },
}

impl PublishError {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            PublishError::Role { .. } => "role",
            PublishError::Span { .. } => "not_a_quarter",
            PublishError::NotOver { .. } => "not_over",
        }
    }

    /// Returns the article that the refusal rests on.
    pub fn article(&self) -> &BilingualText {
        match self {
            PublishError::Role { article, .. }
            | PublishError::Span { article, .. }
            | PublishError::NotOver { article, .. } => article,
        }
    }
}

/// Checks whether a member of staff may write the text of the bulletin of a period: the office (article
/// 7).
pub fn check_may_edit(period: Period, who: &Staff, office: &Office) -> Result<(), PublishError> {
    let article = office.regulation.article_name(Article::Assessment).clone();
    if !who.is_one_of(&[Role::Office]) {
        return Err(PublishError::Role {
            who: who.name.clone(),
            article,
        });
    }
    if !period.can_be_published() {
        return Err(PublishError::Span { period, article });
    }
    Ok(())
}

/// Checks whether a member of staff may publish the bulletin of a period now: the office, and only
/// after the period is over.
pub fn check_may_publish(
    period: Period,
    who: &Staff,
    office: &Office,
    now: Timestamp,
) -> Result<(), PublishError> {
    check_may_edit(period, who, office)?;
    if now < period.ends_at(&office.regulation.hours) {
        let article = office.regulation.article_name(Article::Assessment).clone();
        return Err(PublishError::NotOver { period, article });
    }
    Ok(())
}
