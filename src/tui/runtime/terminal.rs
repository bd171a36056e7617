//! The terminal: taken over, and always given back, also after a panic.

use std::io::{self, Stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::Size;

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

/// No window is drawn larger than this: the other side says what size it is, and each cell takes memory here.
const LARGEST: Size = Size {
    width: 500,
    height: 300,
};

/// The size of the window, as far as it is drawn on.
pub fn size() -> io::Result<Size> {
    let (width, height) = ratatui::crossterm::terminal::size()?;
    Ok(Size {
        width: width.min(LARGEST.width),
        height: height.min(LARGEST.height),
    })
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
    let taken = Taken {
        tty: Terminal::new(WideBackend::new(io::stdout()))?,
    };
    set_modes(title)?;
    Ok(taken)
}

/// The modes of the terminal while it is drawn on.
fn set_modes(title: &str) -> io::Result<()> {
    bidi::as_drawn(&mut io::stdout())?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableMouseCapture,
        SetTitle(title)
    )
}

/// Gives the terminal back, once. A terminal that is gone cannot be given back: its errors are of no use to anybody.
pub fn give_back() {
    let front = is_in_front();
    if set_aside() && front {
        let _ = disable_raw_mode();
    }
}

/// Undoes the modes of the terminal, once; whether its lines are raw is for the program in front. Returns whether it was taken.
pub fn set_aside() -> bool {
    let taken = TAKEN.swap(false, Ordering::SeqCst);
    if taken {
        let _ = bidi::as_usual(&mut io::stdout());
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

/// Whether the terminal is taken.
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

impl Taken {
    /// Takes the terminal again, after the program was stopped or another one had it; everything is drawn again with the next frame.
    pub fn take_again(&mut self, title: &str) -> io::Result<()> {
        // What is known of it may be no longer so; what it was like in the beginning stays known.
        disable_raw_mode()?;
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        set_modes(title)?;
        self.tty.backend_mut().forget();
        self.tty.clear()
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

/// Whether the program is in front: not in the background of a shell, where the terminal is another's to read and to draw on.
/// Where there is no such thing, it is, and where the program in front is of another PID namespace: a container's first program.
pub fn is_in_front() -> bool {
    // The group of this process is 0 then, which rustix takes for impossible.
    rustix::termios::tcgetpgrp(io::stdin()).map_or(true, |front| {
        front.as_raw_nonzero().get() == nix::unistd::getpgrp().as_raw()
    })
}
