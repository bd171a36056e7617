//! The record: events in a hash chain, the projections folded from them, and anchors kept outside.

pub mod anchor;
pub mod attachments;
pub mod events;
pub mod histories;
pub mod projection;
