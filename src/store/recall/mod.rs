//! Recall: what earlier letters contribute to a new one (similar letters, topics, suggestions).

pub mod similar;
pub mod suggest;
pub mod topics;
