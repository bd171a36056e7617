//! What counts of the events of a letter, said without the report: each with its instant.

use xinxiang::domain::directory::unit::UnitId;
use xinxiang::domain::letter::event::{Event, RecordedEvent};
use xinxiang::domain::time::Timestamp;

struct Assigned {
    unit: UnitId,
    at: Timestamp,
    co: bool,
    /// Whether the unit still has it, and whether it has answered.
    active: bool,
    answered: bool,
    /// Whether it is held against the unit at all.
    charged: bool,
    /// When it was urged, and whether to sign.
    urged: Vec<(Timestamp, bool)>,
}

/// The kinds of what counts. `charged` are the assignments that stand in a unit's row: not those of which the unit's opinion was
/// not needed, or that the centre ended; a decline that was revoked, a corrected reply and a void letter count for nothing.
pub(crate) fn tally(history: &[RecordedEvent]) -> Vec<(Timestamp, &'static str)> {
    let mut counted: Vec<(Timestamp, &'static str)> = Vec::new();
    let mut held: Vec<Assigned> = Vec::new();
    let (mut over, mut amending, mut void) = (None, false, false);
    for recorded in history {
        let (at, event) = (recorded.happened_at(), &recorded.event);
        match event {
            Event::Received { received_at, .. } => {
                counted.push((received_at.unwrap_or(at), "received"));
            }
            Event::Assigned { unit, co, .. } => {
                if !co {
                    counted.push((at, "assigned to lead"));
                }
                held.push(Assigned {
                    unit: *unit,
                    at,
                    co: *co,
                    active: true,
                    answered: false,
                    charged: true,
                    urged: Vec::new(),
                });
            }
            Event::Declined { .. } | Event::Referred { .. } | Event::Ended { .. } => {
                over = Some(counted.len());
                counted.push((at, event.kind()));
                if let Event::Ended { because, .. } = event {
                    void = because == "void";
                    for one in held.iter_mut().filter(|one| one.active && !one.answered) {
                        (one.active, one.charged) = (false, false);
                    }
                }
            }
            Event::Revoked { .. } => {
                if let Some(at) = over.take() {
                    counted.remove(at);
                }
                // What units had answered stays as it was.
                held.iter_mut().for_each(|one| one.active = false);
                void = false;
            }
            Event::Amended { .. } => amending = true,
            Event::Sent { .. } if amending => amending = false,
            Event::Reopened { .. } => {
                held.iter_mut().for_each(|one| one.active = false);
                counted.push((at, event.kind()));
            }
            Event::Returned { unit, .. } => end(&mut held, *unit, true),
            Event::TakenBack { unit, .. } => {
                if let Some(one) = find(&mut held, *unit) {
                    one.urged.clear();
                }
                end(&mut held, *unit, false);
            }
            Event::SignedFor { unit, .. } => {
                if let Some(one) = find(&mut held, *unit) {
                    one.urged.retain(|(urged, signing)| !signing || *urged < at);
                }
                counted.push((at, event.kind()));
            }
            Event::Urged { unit, step, .. } => match find(&mut held, *unit) {
                Some(one) => one.urged.push((at, step == "sign")),
                None => counted.push((at, event.kind())),
            },
            Event::OpinionWaived { unit, .. } => {
                if let Some(one) = find(&mut held, *unit) {
                    (one.active, one.charged) = (false, false);
                }
            }
            Event::LeadChanged { was, now, kept, .. } => {
                if let Some(one) = find(&mut held, *was) {
                    one.co = true;
                    if !kept {
                        (one.active, one.charged) = (false, false);
                    }
                }
                if let Some(one) = find(&mut held, *now) {
                    one.co = false;
                }
            }
            Event::FeedbackGiven { unit, .. } | Event::FeedbackSentBack { unit, .. } => {
                if let Some(one) = find(&mut held, *unit) {
                    // It was there when the unit was urged, and is registered only now.
                    one.urged.retain(|(urged, signing)| *signing || *urged < at);
                    one.answered = matches!(event, Event::FeedbackGiven { .. });
                }
            }
            _ => counted.push((at, event.kind())),
        }
    }
    if void {
        return Vec::new();
    }
    let urged = held.iter().flat_map(|one| &one.urged);
    counted.extend(urged.map(|(at, _)| (*at, "urged")));
    let charged = held.iter().filter(|one| one.charged);
    counted.extend(charged.map(|one| (one.at, "charged")));
    counted
}

fn find(held: &mut [Assigned], unit: UnitId) -> Option<&mut Assigned> {
    held.iter_mut()
        .rev()
        .find(|one| one.active && one.unit == unit)
}

/// Ends the assignment of a unit; that of the lead unit ends all of them.
fn end(held: &mut [Assigned], unit: UnitId, charged: bool) {
    let Some(one) = find(held, unit) else { return };
    let lead = !one.co;
    for one in held
        .iter_mut()
        .filter(|one| one.active && (lead || one.unit == unit))
    {
        (one.active, one.charged) = (false, charged || (one.answered && one.unit != unit));
    }
}
