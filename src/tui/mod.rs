//! The terminal interface: `update(&mut Screen, Message) -> Vec<Effect>`; effects are data, and one place carries them out.

pub mod alike;
pub mod backend;
pub mod board;
pub mod dates;
pub mod effect;
pub mod hot;
pub mod import;
pub mod keymap;
pub mod list;
pub mod menu;
pub mod message;
pub mod model;
mod offers;
pub mod panes;
pub mod phrases;
pub mod runtime;
pub mod search;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod welcome;
pub mod widgets;
pub mod work;
pub mod writing;
