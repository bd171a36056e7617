//! The articles that the rules rest on; the regulation file says how they are named.

use serde::Deserialize;

use super::words::Named;

/// An article that a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Article {
    /// 3: what is in scope.
    Scope,
    /// 3 (6), and the rules on petitions: reports about a unit's people.
    Report,
    /// 4: what is out of scope.
    OutOfScope,
    /// 5: real name, malice.
    RealName,
    /// 6 (1): receipt and number.
    Receipt,
    /// 6 (2): routes, instruction, review.
    Handling,
    /// 6 (3): the unit's feedback and its limit.
    Reply,
    /// 6 (4): urging.
    Urging,
    /// 7: assessment, satisfaction, repeated complaints.
    Assessment,
}

/// How the articles are named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Articles {
    scope: Named,
    report: Option<Named>,
    out_of_scope: Named,
    real_name: Named,
    receipt: Named,
    handling: Named,
    reply: Named,
    urging: Named,
    assessment: Option<Named>,
}

impl Articles {
    /// The name of an article. A file from before the later two were named cites the nearest that it has.
    pub(super) fn name(&self, article: Article) -> &Named {
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
