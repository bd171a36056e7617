//! Working days and hours, lists of holidays, deadlines and what remains of them.

pub mod calendar;
pub mod deadline;
pub mod holidays;
pub mod hours;
pub mod remaining;
