//! The articles on which the rules are based. The regulation file gives their names.

use serde::Deserialize;

use crate::domain::regulation::wording::BilingualText;

/// An article on which a rule is based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Article {
    /// Article 3: what is in scope.
    Scope,
    /// Article 3 (6) and the rules on petitions: reports about a unit's people.
    Report,
    /// Article 4: what is out of scope.
    OutOfScope,
    /// Article 5: real names, malice.
    RealName,
    /// Article 6 (1): receipt and numbering.
    Receipt,
    /// Article 6 (2): routes, instruction, review.
    Handling,
    /// Article 6 (3): the unit's feedback and its deadline.
    Reply,
    /// Article 6 (4): urging.
    Urging,
    /// Article 7: assessment, satisfaction, repeated complaints.
    Assessment,
}

/// The names of the articles, as given in the regulation file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Articles {
    scope: BilingualText,
    report: Option<BilingualText>,
    out_of_scope: BilingualText,
    real_name: BilingualText,
    receipt: BilingualText,
    handling: BilingualText,
    reply: BilingualText,
    urging: BilingualText,
    assessment: Option<BilingualText>,
}

impl Articles {
    /// Returns the name of an article. An older file that does not name the two optional articles
    /// cites the nearest one it has.
    pub(super) fn name(&self, article: Article) -> &BilingualText {
        match article {
            Article::Scope => &self.scope,
            Article::Report => self.report.as_ref().unwrap_or(&self.scope),
            Article::OutOfScope => &self.out_of_scope,
            Article::RealName => &self.real_name,
            Article::Receipt => &self.receipt,
            Article::Handling => &self.handling,
            Article::Reply => &self.reply,
            Article::Urging => &self.urging,
            Article::Assessment => self.assessment.as_ref().unwrap_or(&self.handling),
        }
    }
}
