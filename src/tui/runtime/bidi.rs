//! Right-to-left scripts: a row stays as it is drawn, cell by cell.
//!
//! A terminal that turns right-to-left text around (VTE, mlterm, Konsole) takes the whole row of the screen for one paragraph: a title in
//! Arabic would draw the columns beside it into itself. Those that know the mode (BDSM of ECMA-48, as "BiDi in Terminal Emulators" has
//! it) are asked to leave the order alone, and letters of such scripts then stand from left to right, which their readers know from
//! terminals that never turned anything. Isolating characters would do nothing in a terminal without the mode, and be marked in one
//! that shows them: none are written, and a stranger's are taken out (`sanitise`).

use std::io::{self, Write};

/// The order on the screen is the program's (explicit mode).
const EXPLICIT: &[u8] = b"\x1b[8l";

/// The order is the terminal's again, as it is when a terminal starts (implicit mode).
const IMPLICIT: &[u8] = b"\x1b[8h";

/// Asks the terminal to draw every row as it is written.
pub fn as_drawn(out: &mut impl Write) -> io::Result<()> {
    out.write_all(EXPLICIT)
}

/// Gives the order back to the terminal.
pub fn as_usual(out: &mut impl Write) -> io::Result<()> {
    out.write_all(IMPLICIT)
}
