//! State of the parts of the screen: lists, forms, the editor, menus; each part without the whole
//! model where it can be.

pub mod bulletin;
pub mod card;
pub mod conflict;
pub mod copy;
pub mod coworkers;
pub mod form;
pub mod import;
pub mod letter_menu;
pub mod list;
pub mod lock;
pub mod menu;
pub mod phrases;
pub mod reply;
pub mod search;
pub mod settings;
pub mod similar;
pub mod today;
pub mod topics;
pub mod welcome;
