//! Who may publish a bulletin, and when (article 7).

use jiff::Timestamp;

use super::period::Period;
use crate::domain::directory::staff::{Role, Staff};
use crate::domain::office::Office;
use crate::domain::regulation::{Article, Named};

/// Why a bulletin is not published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    /// The person has neither role that may.
    #[error("{}", say!("publish-role", who = .who.as_str(), article = .article.words()))]
    Role {
        /// His name.
        who: String,
        /// The article that says who.
        article: Named,
    },
    /// The period is not over.
    #[error("{}", say!("publish-not-over", period = .period.words(), last = .period.last().to_string(), article = .article.words()))]
    NotOver {
        /// The period.
        period: Period,
        /// The article that says of what bulletins are.
        article: Named,
    },
}

impl NotPublished {
    /// The code in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            NotPublished::Role { .. } => "role",
            NotPublished::NotOver { .. } => "not_over",
        }
    }

    /// The article that it rests on.
    pub fn article(&self) -> &Named {
        match self {
            NotPublished::Role { article, .. } | NotPublished::NotOver { article, .. } => article,
        }
    }
}

/// Whether a member of staff may publish the bulletin of a period now: the office or an administrator, of a period that is over.
pub fn may_publish(
    period: Period,
    who: &Staff,
    office: &Office,
    now: Timestamp,
) -> Result<(), NotPublished> {
    let article = office.regulation.article(Article::Assessment).clone();
    if !who.is_one_of(&[Role::Office, Role::Administrator]) {
        return Err(NotPublished::Role {
            who: who.name.clone(),
            article,
        });
    }
    if now < period.end(&office.regulation.hours) {
        return Err(NotPublished::NotOver { period, article });
    }
    Ok(())
}
