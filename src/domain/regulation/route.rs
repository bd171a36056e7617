//! The two roads of a registered letter.

/// The road a registered letter takes (article 6(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// 直接答复 by the centre.
    Direct,
    /// 交办 to a unit.
    Assigned,
}

impl Route {
    /// The code in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Route::Direct => "direct",
            Route::Assigned => "assigned",
        }
    }
}
