//! What both interfaces do by joining rooms: who acts, a new office, imports, the bulletin, the practice office.

pub mod bulletin;
pub mod demo;
pub mod entry;
pub mod error;
pub mod import;
pub mod reach;
pub mod setup;
