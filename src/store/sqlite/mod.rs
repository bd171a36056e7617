//! The file: connection, transactions, schema, locks, the disk under it. All that another engine would not have.

pub mod connection;
pub mod disk_space;
pub mod lease;
pub mod locks;
pub mod presence;
pub mod schema;
pub mod stops;
pub mod transaction;
pub(crate) mod unwritable;
