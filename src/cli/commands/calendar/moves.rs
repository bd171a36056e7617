//! The deadlines that a calendar change moves, as lines and as JSON.

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::cli::output;
use crate::domain::letter::event::DeadlineKind;
use crate::domain::office::Office;
use crate::store::directory::calendars::MovedDeadline;

/// Deadlines that move to another time, and deadlines at the same time whose provisional mark
/// changes.
pub(super) struct DeadlineMoves {
    /// Deadlines at another time.
    pub moved: Vec<MovedDeadline>,
    /// Deadlines at the same time.
    pub unmoved: Vec<MovedDeadline>,
}

impl DeadlineMoves {
    /// Partitions the deadlines.
    pub(super) fn from_all(all: Vec<MovedDeadline>) -> DeadlineMoves {
        let (moved, settled) = all
            .into_iter()
            .partition(|moved| moved.was.at != moved.due.at);
        DeadlineMoves {
            moved,
            unmoved: settled,
        }
    }

    /// Adds both lists to a JSON document.
    pub(super) fn add_to(&self, document: &mut Value, office: &Office) {
        let all = |moves: &[MovedDeadline]| {
            moves
                .iter()
                .map(|moved| moved_json(moved, office))
                .collect::<Vec<_>>()
        };
        document["moved"] = json!(all(&self.moved));
        document["settled"] = json!(all(&self.unmoved));
    }

    /// Prints a line for each deadline that moves.
    pub(super) fn print_moved(&self, office: &Office) -> Result<(), AppError> {
        self.moved
            .iter()
            .try_for_each(|moved| output::print_line(&format_moved(moved, office)))
    }
}

/// Returns the JSON name of a deadline, and the name of its unit.
pub fn deadline_name(which: DeadlineKind, office: &Office) -> (&'static str, Option<String>) {
    match which {
        DeadlineKind::Stage => ("stage", None),
        DeadlineKind::Route => ("route", None),
        DeadlineKind::Unit(unit) => ("unit", Some(office.units.name(unit))),
        DeadlineKind::Return(unit) => ("return", Some(office.units.name(unit))),
        DeadlineKind::Sign(unit) => ("sign", Some(office.units.name(unit))),
        DeadlineKind::Step(unit) => ("step", Some(office.units.name(unit))),
    }
}

fn moved_json(moved: &MovedDeadline, office: &Office) -> Value {
    let hours = &office.regulation.hours;
    let (clock, unit) = deadline_name(moved.which, office);
    json!({
        "letter": moved.letter.0, "number": moved.number.as_ref().map(|number| &number.text), "title": moved.title,
        "clock": clock, "unit": unit, "from": hours.to_rfc3339(moved.was.at), "to": hours.to_rfc3339(moved.due.at),
        "provisional": moved.due.provisional,
    })
}

fn format_moved(moved: &MovedDeadline, office: &Office) -> String {
    let (_, unit) = deadline_name(moved.which, office);
    let name = moved.number.as_ref().map_or_else(
        || format!("#{}", moved.letter),
        |number| number.text.clone(),
    );
    let clock = match moved.which {
        DeadlineKind::Stage => say!("moved-stage"),
        DeadlineKind::Route => say!("moved-route"),
        DeadlineKind::Unit(_) => say!("moved-unit"),
        DeadlineKind::Return(_) => say!("moved-return"),
        DeadlineKind::Step(_) => say!("moved-step"),
        DeadlineKind::Sign(_) => say!("moved-sign"),
    };
    let what = unit
        .into_iter()
        .chain([clock])
        .collect::<Vec<_>>()
        .join(" ");
    let (was, due) = (
        office.format_minute(moved.was.at),
        office.format_minute(moved.due.at),
    );
    say!(
        "cli-calendar-moved",
        name = name,
        title = moved.title.as_str(),
        what = what,
        was = was,
        due = due
    )
}
