//! What the panes show: the columns of each queue, the letter, the history, the help.

pub mod card;
pub mod columns;
pub mod help;
pub mod history;
pub mod lines;
