//! The decisions made about a letter: training data for suggestions, and the reference for
//! measuring them.

use super::SuggestedRoute;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::{AssignmentEnd, Letter};
use crate::domain::regulation::route::Route;

/// The decisions made about a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The code of its category, if it was accepted.
    pub category: Option<String>,
    /// The last lead unit that did not return it.
    pub lead: Option<UnitId>,
    /// Its route.
    pub route: Option<SuggestedRoute>,
    /// The code of the ground on which it was declined.
    pub ground: Option<String>,
}

impl Decision {
    /// Extracts the decisions made so far.
    pub fn from_letter(letter: &Letter) -> Decision {
        let kept = letter
            .assignments
            .iter()
            .rev()
            .find(|held| match &held.ended {
                Some(
                    AssignmentEnd::Returned(_)
                    | AssignmentEnd::TakenBack(_)
                    | AssignmentEnd::Released(_),
                ) => false,
                Some(AssignmentEnd::Waived(_) | AssignmentEnd::Withdrawn(_)) | None => !held.co,
            });
        let lead = kept.map(|held| held.unit);
        let direct = || {
            letter
                .direct_reply
                .as_ref()
                .map(|direct| SuggestedRoute::Direct(direct.because.clone()))
        };
        Decision {
            category: letter.category.clone(),
            lead,
            route: match letter.route {
                Some(Route::Direct) => direct(),
                Some(Route::Assigned) => Some(SuggestedRoute::Assigned),
                None => lead.map(|_| SuggestedRoute::Assigned),
            },
            ground: letter
                .declined
                .as_ref()
                .and_then(|declined| declined.ground.clone()),
        }
    }
}
