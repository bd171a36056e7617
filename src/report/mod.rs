//! The bulletin (article 7): the figures of a quarter or year, computed from events. Pure, like the
//! domain.

pub mod bulletin;
pub mod bulletin_tables;
pub mod change;
pub mod count;
pub mod day;
pub mod directory_table;
pub mod document;
pub mod draft;
pub mod figure;
mod gather;
pub mod ledger;
pub mod notes;
pub mod paper;
pub mod period;
pub mod publish;
pub mod score;
pub mod table;

pub use bulletin::Bulletin;
pub use change::Report;
pub use count::BulletinCounter;
pub use figure::{Figure, Item};
pub use period::Period;
pub use score::UnitRow;
