//! The only module that writes to letters: perform, receive, drafts.

pub mod append;
pub mod aside;
pub mod bulk;
pub mod drafts;
pub mod idempotency;
pub mod lapse;
pub mod perform;
pub mod read;
pub mod receive;
mod split;
