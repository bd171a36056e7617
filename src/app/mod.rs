//! Use cases shared by both interfaces, which join the store, intake and report: who acts, new
//! offices, imports, bulletins, the practice office.

pub mod access_check;
pub mod bulletin;
pub mod close_day;
pub mod demo;
pub mod entry;
pub mod error;
pub mod health;
pub mod import;
pub mod papers;
pub mod settings;
pub mod setup;
pub mod tables;
pub mod today;
