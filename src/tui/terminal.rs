//! The terminal: taken over, and always given back, also after a panic.

use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::crossterm::cursor::{MoveTo, Show};
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};

use super::backend::WideBackend;
use super::bidi;

/// The terminal as the program draws on it.
pub type Tty = Terminal<WideBackend<Stdout>>;

static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours; giving it back is in `drop`.
pub struct Taken {
    /// What is drawn on.
    pub tty: Tty,
}

/// Takes the terminal over. A panic gives it back before its message is printed.
pub fn take(title: &str) -> io::Result<Taken> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A panic of a parser that intake catches is no end of the program.
        if !crate::intake::shielded() {
            give_back();
            before(panic);
        }
    }));
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    // From here on it is given back whatever happens.
    let taken = Taken { tty: Terminal::new(WideBackend::new(io::stdout()))? };
    bidi::as_drawn(&mut io::stdout())?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture, SetTitle(title))?;
    Ok(taken)
}

/// Gives the terminal back, once. A terminal that is gone cannot be given back: its errors are of no use to anybody.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = bidi::as_usual(&mut io::stdout());
        let _ = execute!(io::stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether there is no terminal any more: its other end was closed, or it was hung up.
pub fn is_gone() -> bool {
    !rustix::termios::isatty(io::stdout())
}

/// Whether the terminal draws characters of ambiguous width two cells wide, which breaks every border. Asked by printing one
/// and reading where the cursor went; a terminal that does not answer is taken for an ordinary one.
pub fn ambiguous_is_wide() -> bool {
    let mut out = io::stdout();
    let asked = queue!(out, MoveTo(0, 0)).and_then(|()| out.write_all("—".as_bytes())).and_then(|()| out.flush());
    let wide = asked.is_ok() && ratatui::crossterm::cursor::position().is_ok_and(|(column, _)| column == 2);
    let _ = execute!(out, MoveTo(0, 0)).and_then(|()| out.write_all(b" ")).and_then(|()| out.flush());
    wide
}
