//! The terminal interface: `update(&mut Screen, Message) -> Vec<Effect>`; effects are data, and one place carries them out.

pub mod effect;
pub mod keymap;
pub mod message;
pub mod model;
pub mod panes;
pub mod runtime;
pub mod state;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;
