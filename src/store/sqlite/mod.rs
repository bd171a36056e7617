//! SQLite: connection, transactions, schema, locks, disk space. Everything another engine would not
//! need.

pub mod connection;
pub mod disk_space;
pub mod lease;
pub mod locks;
pub mod presence;
pub mod schema;
pub mod stop_signals;
pub mod transaction;
pub(crate) mod unwritable;
