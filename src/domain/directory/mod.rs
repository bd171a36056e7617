//! The directory: staff, units and their names.

pub mod names;
pub mod staff;
pub mod unit;
