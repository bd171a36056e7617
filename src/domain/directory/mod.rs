//! Staff, units and their names, and the events of the directory.

pub mod names;
pub mod staff;
pub mod unit;
