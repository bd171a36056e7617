//! What only the machine knows: its users, its files, this program.

pub mod account;
pub mod exchange;
pub mod files;
pub mod filesystem;
pub mod limits;
pub mod new_files;
pub mod program;
