//! The two routes of a registered letter.

use serde::Deserialize;

/// The route of a registered letter (article 6(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// 直接答复: a direct reply by the centre.
    Direct,
    /// 交办: an assignment to a unit.
    Assigned,
}

impl Route {
    /// Returns the code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Route::Direct => "direct",
            Route::Assigned => "assigned",
        }
    }
}
