//! Compiling what is loaded before the C library: it writes down, or lies about, what a process does to its files.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles one of `tests/shim` into a folder.
pub(crate) fn shim(name: &str, into: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/shim/{name}.c"));
    let shim = into.join(format!("{name}.so"));
    let mut compiler = Command::new(std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    compiler
        .args([
            "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-pthread", "-o",
        ])
        .arg(&shim)
        .arg(source);
    let compiled = compiler
        .output()
        .expect("a C compiler, as for SQLite itself");
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    shim
}
