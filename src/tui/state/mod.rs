//! State of the parts of the screen: lists, forms, the editor, menus; each part without the whole
//! model where it can be.

pub mod bulletin;
pub mod coworkers;
pub mod form;
pub mod import;
pub mod list;
pub mod lock;
pub mod menu;
pub(crate) mod news;
pub mod phrases;
pub mod repeats;
pub mod reply;
pub mod search;
pub mod topics;
pub mod versions;
pub mod welcome;
