//! Content of the panes: the columns of each queue, the letter, the help.

pub mod card;
pub mod columns;
pub mod help;
