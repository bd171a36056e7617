//! The terminal interface, after the Elm architecture: `update(&mut Screen, Message) ->
//! Vec<Effect>` changes the model, `view` draws it, and `runtime` alone carries out the effects.

pub mod effect;
pub mod keymap;
pub mod message;
pub mod model;
pub mod runtime;
pub mod state;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;
