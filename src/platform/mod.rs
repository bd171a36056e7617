//! What the machine provides: user accounts, files and folders, limits, this program.

pub mod account;
pub mod exchange;
pub mod file_guard;
pub mod files;
pub mod filesystem;
pub mod limits;
pub mod log;
pub mod new_files;
pub mod program;
