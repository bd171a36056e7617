//! The terminal: taken over, and always restored, also after a panic.

use std::io::{self, Stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::layout::Size;

use super::backend::WideBackend;
use super::bidi;
use crate::text::sanitize::one_line;

/// Terminal that the program draws on.
pub type ScreenTerminal = Terminal<WideBackend<Stdout>>;

static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the program has it; dropping it restores the terminal.
pub struct TerminalGuard {
    /// Terminal to draw on.
    pub screen: ScreenTerminal,
}

/// Largest size that is drawn: the size comes from the other side of the connection, and each cell
/// takes memory here.
const MAX_SIZE: Size = Size {
    width: 500,
    height: 300,
};

/// Returns the size of the window, clamped to the largest size that is drawn.
pub fn window_size() -> io::Result<Size> {
    let (width, height) = ratatui::crossterm::terminal::size()?;
    Ok(Size {
        width: width.min(MAX_SIZE.width),
        height: height.min(MAX_SIZE.height),
    })
}

/// Takes the terminal over. A panic hook restores it before the message of the panic is printed.
pub fn take_over(title: &str) -> io::Result<TerminalGuard> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A panic that `intake` catches does not end the program.
        if !crate::intake::is_catching_panics() {
            restore_terminal();
            before(panic);
        }
    }));
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    // From here on, dropping this restores the terminal.
    let taken = TerminalGuard {
        screen: Terminal::new(WideBackend::new(io::stdout()))?,
    };
    set_modes(title)?;
    // A terminal without an alternate screen, as the Linux console, would keep what it shows between
    // what is drawn.
    execute!(io::stdout(), Clear(ClearType::All))?;
    Ok(taken)
}

/// Sets the terminal's modes for drawing.
fn set_modes(title: &str) -> io::Result<()> {
    bidi::set_explicit_order(&mut io::stdout())?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableMouseCapture,
        SetTitle(title)
    )
}

/// Sets the title of the terminal's window.
pub fn set_title(title: &str) -> io::Result<()> {
    execute!(io::stdout(), SetTitle(title))
}

/// Rings the bell, and shows a notification in terminals that have them (OSC 9 of iTerm2, also in
/// WezTerm, kitty and Windows Terminal). Others ignore it.
pub fn notify(out: &mut impl io::Write, text: &str) -> io::Result<()> {
    let text = one_line(text);
    write!(out, "\x1b]9;{text}\x07\x07")?;
    out.flush()
}

/// Restores the terminal, once. Errors are ignored: a terminal that is gone cannot be restored.
pub fn restore_terminal() {
    let front = is_foreground();
    if reset_modes() && front {
        let _ = disable_raw_mode();
    }
}

/// Resets the terminal's modes, once, but not the raw mode, which is up to the program in the
/// foreground. Returns whether the terminal was taken.
pub fn reset_modes() -> bool {
    let taken = TAKEN.swap(false, Ordering::SeqCst);
    if taken {
        let _ = bidi::restore_implicit_order(&mut io::stdout());
        let _ = execute!(
            io::stdout(),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
    }
    taken
}

/// Reports whether the program has taken the terminal.
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

impl TerminalGuard {
    /// Takes the terminal again after a stop or after another program had it; the next frame
    /// redraws everything.
    pub fn take_again(&mut self, title: &str) -> io::Result<()> {
        // Leaves and enters raw mode, because another program may have changed it. What crossterm
        // stored at the start is restored in the end.
        disable_raw_mode()?;
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        set_modes(title)?;
        self.screen.backend_mut().forget_cursor();
        self.screen.clear()
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore_terminal();
    }
}

/// Reports whether the terminal is gone: its other end was closed, or it was hung up.
pub fn is_gone() -> bool {
    !rustix::termios::isatty(io::stdout())
}

/// Reports whether the program is in the foreground. In the background of a shell the terminal is
/// another program's to read and to draw on. True without a terminal, and if the foreground group
/// belongs to another PID namespace: this is a container's first program.
pub fn is_foreground() -> bool {
    // The process group is 0 then, which rustix treats as impossible: compare with nix.
    rustix::termios::tcgetpgrp(io::stdin()).map_or(true, |front| {
        front.as_raw_nonzero().get() == nix::unistd::getpgrp().as_raw()
    })
}
