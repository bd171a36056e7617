//! Right-to-left scripts: switches off the terminal's own reordering, so that a row stays as it is
//! drawn, cell by cell.
//!
//! A terminal that reorders right-to-left text (VTE, mlterm, Konsole) treats a whole row of the
//! screen as one paragraph: an Arabic title would pull the columns next to it into its own order.
//! Terminals that know the mode (BDSM of ECMA-48, as described by "BiDi in Terminal Emulators") are
//! asked to leave the order alone. Letters of such scripts then run from left to right, which their
//! readers know from terminals that never reorder. Isolating characters are no alternative: they
//! have no effect in a terminal without the mode, and are visible in one that displays them. None
//! are written, and those in letters are replaced when they are sanitised.

use std::io::{self, Write};

/// Explicit mode: the program determines the order.
const EXPLICIT: &[u8] = b"\x1b[8l";

/// Implicit mode, the default: the terminal determines the order.
const IMPLICIT: &[u8] = b"\x1b[8h";

/// Asks the terminal to draw every row in the order in which it is written.
pub fn set_explicit_order(out: &mut impl Write) -> io::Result<()> {
    out.write_all(EXPLICIT)
}

/// Restores the terminal's default order.
pub fn restore_implicit_order(out: &mut impl Write) -> io::Result<()> {
    out.write_all(IMPLICIT)
}
