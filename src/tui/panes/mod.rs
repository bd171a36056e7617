//! Content of the panes: the columns of each queue, the letter, its history, the bulletin, the
//! help.

pub mod bulletin;
pub mod card;
pub mod columns;
pub mod facts;
pub mod help;
pub mod history;
pub mod lines;
pub mod remembered;
