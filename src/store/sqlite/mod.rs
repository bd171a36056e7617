//! SQLite as a file: connection, transactions, schema versions, locks, disk space, leases. The
//! rooms beside it speak SQLite's SQL over its connection; there is no seam for another engine yet.

pub mod connection;
pub mod disk_space;
pub mod lease;
pub mod locks;
pub mod presence;
pub mod schema;
pub mod stop_signals;
pub mod transaction;
pub(crate) mod unwritable;
