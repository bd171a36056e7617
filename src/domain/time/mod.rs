//! Instants, dates and offsets (the only module that names the date library), working days and
//! hours, holiday calendars, deadlines and the time remaining.

pub mod calendar;
mod civil;
pub mod deadline;
pub mod holidays;
pub mod hours;
pub mod remaining;
pub mod spoken;
mod timestamp;

pub use civil::{BadTime, Date, DateTime, Offset, Time, Weekday, date};
pub use spoken::parse_spoken;
pub use timestamp::Timestamp;
