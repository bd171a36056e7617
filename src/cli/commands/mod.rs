//! The commands, one module each.

pub mod act;
pub mod bulletin;
pub mod calendar;
pub mod demo;
pub mod doctor;
pub mod document;
pub mod due;
pub mod import;
pub mod init;
pub mod keep;
pub mod lease;
pub mod list;
pub mod mail;
pub mod office;
pub mod phrase;
pub mod regulation;
pub mod search;
pub mod sessions;
pub mod similar;
pub mod ssh_line;
pub mod staff;
pub mod suggest;
pub mod unit;
