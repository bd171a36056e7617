//! The only module that writes to letters: perform, receive, drafts, and rebuilding the text index.

pub mod aside;
pub mod bulk;
pub mod drafts;
pub mod idempotency;
pub mod lapse;
pub mod perform;
pub mod receive;
pub mod reindex;
