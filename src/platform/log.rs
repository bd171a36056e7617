//! The log, for whoever looks into a fault: off unless `XINXIANG_LOG` names a file.
//!
//! It holds what the program did and how long that took: commands, transactions, counts, ids of
//! letters, kinds of errors. It holds **no citizen's text**: no title, name, telephone, file name
//! or sentence of an error, which may quote one.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use tracing::Level;

/// The environment variable that names the file.
pub const VARIABLE: &str = "XINXIANG_LOG";

/// Appends the log of this process to a file, which only its owner may read. Call it once.
///
/// # Errors
/// If the file cannot be opened for appending.
pub fn write_to(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(Level::DEBUG)
        .with_target(false)
        .with_thread_names(true)
        .with_writer(Mutex::new(file))
        .finish();
    // Fails only if a log has begun, which then goes on.
    let _ = tracing::subscriber::set_global_default(subscriber);
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        process = std::process::id(),
        "start"
    );
    Ok(())
}
