//! What the parts of the screen hold: lists, forms, the editor, menus. They know nothing of the whole model.

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
