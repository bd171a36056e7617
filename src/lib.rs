//! xinxiang
#[macro_use]
pub mod words;
pub mod cli;
pub mod domain;
pub mod intake;
pub mod store;
pub mod tui;
