//! A terminal backend that knows the width of characters, buffers a frame, and writes it at once.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::queue;
use ratatui::crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::text::sanitize::{MARK, needs_mark};
use crate::text::width::text_width;

/// Replaces ratatui's crossterm backend, which moves the cursor after every wide character and
/// writes in pieces.
pub struct WideBackend<W: Write> {
    out: BufWriter<W>,
    in_frame: bool,
    cursor_shown: Option<bool>,
    cursor: Option<Position>,
}

impl<W: Write> WideBackend<W> {
    /// Creates a backend that writes to `out`.
    pub fn new(out: W) -> WideBackend<W> {
        WideBackend {
            out: BufWriter::with_capacity(64 * 1024, out),
            in_frame: false,
            cursor_shown: None,
            cursor: None,
        }
    }

    /// Forgets the state of the cursor: another program has used the terminal meanwhile.
    pub fn forget_cursor(&mut self) {
        (self.cursor_shown, self.cursor) = (None, None);
    }

    fn begin_frame(&mut self) -> io::Result<()> {
        if !self.in_frame {
            self.in_frame = true;
            queue!(self.out, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }
}

impl<W: Write> Write for WideBackend<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Replaces control characters that were not sanitised where the text was loaded: the last line of
/// defence against text that controls the terminal.
fn replace_controls(symbol: &str) -> Cow<'_, str> {
    if symbol.contains(needs_mark) {
        Cow::Owned(String::from(MARK).repeat(text_width(symbol).max(1)))
    } else {
        Cow::Borrowed(symbol)
    }
}

/// From this number of blanks on, erasing them takes fewer bytes than writing them.
const MIN_ERASED_BLANKS: u16 = 10;

/// Style of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
struct CellStyle {
    modifier: Modifier,
    fg: Color,
    bg: Color,
}

const PLAIN: CellStyle = CellStyle {
    modifier: Modifier::empty(),
    fg: Color::Reset,
    bg: Color::Reset,
};

impl CellStyle {
    fn of_cell(cell: &Cell) -> CellStyle {
        CellStyle {
            modifier: cell.modifier,
            fg: cell.fg,
            bg: cell.bg,
        }
    }

    /// Returns the shortest SGR sequence (ECMA-48) that changes the style `before` into this one.
    fn sgr_from(self, before: CellStyle) -> String {
        if self == before {
            return String::new();
        }
        if self == PLAIN {
            return "\x1b[m".to_owned();
        }
        let anew = self.modifier != before.modifier;
        let mut codes: Vec<String> = Vec::new();
        if anew && !before.modifier.is_empty() {
            codes.push("0".to_owned());
        }
        let before = if codes.is_empty() { before } else { PLAIN };
        for (flag, code) in ATTRIBUTES {
            if anew && self.modifier.contains(flag) {
                codes.push(code.to_string());
            }
        }
        if self.fg != before.fg {
            codes.push(color_code(self.fg, 30));
        }
        if self.bg != before.bg {
            codes.push(color_code(self.bg, 40));
        }
        format!("\x1b[{}m", codes.join(";"))
    }
}

const ATTRIBUTES: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// Returns the SGR parameter of a colour, with base 30 for the foreground or 40 for the background.
fn color_code(color: Color, base: u8) -> String {
    let named = |n: u8| (base + n).to_string();
    let light = |n: u8| (base + 60 + n).to_string();
    match color {
        Color::Reset => named(9),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => light(0),
        Color::LightRed => light(1),
        Color::LightGreen => light(2),
        Color::LightYellow => light(3),
        Color::LightBlue => light(4),
        Color::LightMagenta => light(5),
        Color::LightCyan => light(6),
        Color::White => light(7),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

/// State of the terminal while a frame is written.
struct FrameWriter<'a, W: Write> {
    out: &'a mut BufWriter<W>,
    at: Option<(u16, u16)>,
    style: CellStyle,
    /// Run of blanks that is not written yet: position and length.
    blanks: Option<((u16, u16), u16)>,
}

impl<W: Write> FrameWriter<'_, W> {
    fn move_to(&mut self, (x, y): (u16, u16)) -> io::Result<()> {
        match self.at {
            Some(at) if at == (x, y) => Ok(()),
            Some((before, row)) if row == y && before < x => match x - before {
                1 => write!(self.out, "\x1b[C"),
                n => write!(self.out, "\x1b[{n}C"),
            },
            Some(_) | None => queue!(self.out, MoveTo(x, y)),
        }
    }

    fn set_style(&mut self, look: CellStyle) -> io::Result<()> {
        let codes = look.sgr_from(self.style);
        self.style = look;
        self.out.write_all(codes.as_bytes())
    }

    fn write_cell(&mut self, at: (u16, u16), cell: &Cell) -> io::Result<()> {
        if cell.symbol() == " " && CellStyle::of_cell(cell) == PLAIN {
            match &mut self.blanks {
                Some(((x, y), n)) if (*x + *n, *y) == at => *n += 1,
                Some(_) | None => {
                    self.write_blanks()?;
                    self.blanks = Some((at, 1));
                }
            }
            return Ok(());
        }
        self.write_blanks()?;
        self.move_to(at)?;
        self.set_style(CellStyle::of_cell(cell))?;
        self.out
            .write_all(replace_controls(cell.symbol()).as_bytes())?;
        let cells = u16::try_from(text_width(cell.symbol()).max(1)).unwrap_or(1);
        self.at = Some((at.0 + cells, at.1));
        Ok(())
    }

    /// Writes the pending run of blanks.
    fn write_blanks(&mut self) -> io::Result<()> {
        let Some((at, n)) = self.blanks.take() else {
            return Ok(());
        };
        self.move_to(at)?;
        self.set_style(PLAIN)?;
        if n >= MIN_ERASED_BLANKS {
            // The last blank is written, not erased: after an erasure (ECH) that ends on the first
            // half of a wide character, tmux keeps the second half.
            self.at = Some((at.0 + n, at.1));
            return write!(self.out, "\x1b[{0}X\x1b[{0}C ", n - 1);
        }
        self.at = Some((at.0 + n, at.1));
        self.out.write_all(" ".repeat(usize::from(n)).as_bytes())
    }
}

impl<W: Write> Backend for WideBackend<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.begin_frame()?;
        let mut pen = FrameWriter {
            out: &mut self.out,
            at: None,
            style: PLAIN,
            blanks: None,
        };
        for (x, y, cell) in content {
            pen.write_cell((x, y), cell)?;
        }
        pen.write_blanks()?;
        pen.set_style(PLAIN)?;
        // The cursor is already where the next character goes.
        self.cursor = pen.at.map(Position::from);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor_shown.replace(false) != Some(false) {
            queue!(self.out, Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor_shown.replace(true) != Some(true) {
            queue!(self.out, Show)?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking the terminal would end the program if it does not answer; nothing here depends on
        // the answer.
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.replace(position) != Some(position) {
            queue!(self.out, MoveTo(position.x, position.y))?;
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        use ratatui::crossterm::terminal::ClearType as Crossterm;
        let region = match clear_type {
            ClearType::All => Crossterm::All,
            ClearType::AfterCursor => Crossterm::FromCursorDown,
            ClearType::BeforeCursor => Crossterm::FromCursorUp,
            ClearType::CurrentLine => Crossterm::CurrentLine,
            ClearType::UntilNewLine => Crossterm::UntilNewLine,
        };
        self.begin_frame()?;
        self.cursor = None;
        queue!(self.out, Clear(region))
    }

    fn size(&self) -> io::Result<Size> {
        super::terminal::window_size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::default(),
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.in_frame) {
            queue!(self.out, EndSynchronizedUpdate)?;
        }
        self.out.flush()
    }
}
