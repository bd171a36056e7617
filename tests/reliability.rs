//! Nothing lost: processes killed, power cut, disks that fail, crowds, programs of two versions on one file.
//!
//! What runs by itself is the small number; `cargo test --release -- --ignored NAME --nocapture` runs the large one, and
//! `XINXIANG_TIMES` says how large.

mod network;

/// How often: as the environment says, or this.
fn times(otherwise: u64) -> u64 {
    std::env::var("XINXIANG_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(otherwise)
}
