//! What earlier letters say of a new one: similar letters, topics, suggestions.

pub mod similar;
pub mod suggest;
pub mod topics;
