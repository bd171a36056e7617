//! The decisions made about a letter: training data for suggestions, and the reference for
//! measuring them.

use super::Road;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::{Ended, Letter};
use crate::domain::regulation::route::Route;

/// The decisions made about a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The code of its category, if it was accepted.
    pub category: Option<String>,
    /// The last lead unit that did not return it.
    pub lead: Option<UnitId>,
    /// Its route.
    pub road: Option<Road>,
    /// The code of the ground on which it was declined.
    pub ground: Option<String>,
}

impl Decision {
    /// Extracts the decisions made so far.
    pub fn of(letter: &Letter) -> Decision {
        let kept = letter
            .assignments
            .iter()
            .rev()
            .find(|held| match &held.ended {
                Some(Ended::Returned(_)) => false,
                Some(Ended::Waived(_) | Ended::Withdrawn(_)) | None => !held.co,
            });
        let lead = kept.map(|held| held.unit);
        let direct = || {
            letter
                .direct
                .as_ref()
                .map(|direct| Road::Direct(direct.because.clone()))
        };
        Decision {
            category: letter.category.clone(),
            lead,
            road: match letter.route {
                Some(Route::Direct) => direct(),
                Some(Route::Assigned) => Some(Road::Assigned),
                None => lead.map(|_| Road::Assigned),
            },
            ground: letter
                .declined
                .as_ref()
                .and_then(|declined| declined.ground.clone()),
        }
    }
}
