//! The settings of an office: its people, units, phrases, calendar and regulation, changed in the
//! same way by the screen and by the command line.

pub mod change;
pub mod files;
pub mod overview;

pub use change::apply;
