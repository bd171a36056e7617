//! The only room that writes to letters: perform, receive, drafts, and what is rebuilt.

pub mod aside;
pub mod bulk;
pub mod drafts;
pub mod idempotency;
pub mod lapse;
pub mod perform;
pub mod receive;
pub mod reindex;
