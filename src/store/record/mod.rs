//! The record: events in a chain of hashes, the projections folded from them, anchors outside.

pub mod anchor;
pub mod attachments;
pub mod events;
pub mod histories;
pub mod projection;
