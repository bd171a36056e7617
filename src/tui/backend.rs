//! A backend that knows how wide characters are, buffers a frame, and writes it at once.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use ratatui::backend::{Backend, ClearType, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::queue;
use ratatui::crossterm::style::{Attribute, Attributes, Colors, Print, SetAttribute, SetAttributes, SetColors};
use ratatui::crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate, size};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use super::widgets::fit::width;
use super::widgets::sanitise::{MARK, steers};

/// ratatui's own crossterm backend moves the cursor after every wide character and writes in pieces; this one does neither.
pub struct WideBackend<W: Write> {
    out: BufWriter<W>,
    in_frame: bool,
    shown: Option<bool>,
    cursor: Option<Position>,
}

impl<W: Write> WideBackend<W> {
    /// A backend that writes to `out`.
    pub fn new(out: W) -> WideBackend<W> {
        WideBackend { out: BufWriter::with_capacity(64 * 1024, out), in_frame: false, shown: None, cursor: None }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !self.in_frame {
            self.in_frame = true;
            queue!(self.out, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }
}

/// The last defence: what a cell holds is sanitised where it was loaded, and what was forgotten there does not steer the terminal.
fn harmless(symbol: &str) -> Cow<'_, str> {
    if symbol.contains(|c: char| c.is_control() || steers(c)) {
        Cow::Owned(String::from(MARK).repeat(width(symbol).max(1)))
    } else {
        Cow::Borrowed(symbol)
    }
}

fn attributes(modifier: Modifier) -> Attributes {
    let mut attributes = Attributes::default();
    for (flag, attribute) in [
        (Modifier::BOLD, Attribute::Bold),
        (Modifier::DIM, Attribute::Dim),
        (Modifier::ITALIC, Attribute::Italic),
        (Modifier::UNDERLINED, Attribute::Underlined),
        (Modifier::REVERSED, Attribute::Reverse),
    ] {
        if modifier.contains(flag) {
            attributes.set(attribute);
        }
    }
    attributes
}

impl<W: Write> Backend for WideBackend<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let plain = (Modifier::empty(), Color::Reset, Color::Reset);
        let mut style = plain;
        let mut next = None;
        for (x, y, cell) in content {
            self.begin()?;
            if next != Some((x, y)) {
                queue!(self.out, MoveTo(x, y))?;
            }
            let wanted = (cell.modifier, cell.fg, cell.bg);
            if wanted != style {
                if wanted.0 != style.0 {
                    queue!(self.out, SetAttribute(Attribute::Reset))?;
                    if !wanted.0.is_empty() {
                        queue!(self.out, SetAttributes(attributes(wanted.0)))?;
                    }
                }
                let reset = wanted.0 != style.0;
                if (reset && (wanted.1, wanted.2) != (plain.1, plain.2))
                    || (!reset && (wanted.1, wanted.2) != (style.1, style.2))
                {
                    queue!(self.out, SetColors(Colors::new(cell.fg.into_crossterm(), cell.bg.into_crossterm())))?;
                }
                style = wanted;
            }
            queue!(self.out, Print(harmless(cell.symbol())))?;
            let cells = u16::try_from(width(cell.symbol()).max(1)).unwrap_or(1);
            next = Some((x + cells, y));
        }
        if style != plain {
            queue!(self.out, SetAttribute(Attribute::Reset))?;
        }
        if next.is_some() {
            self.cursor = None;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.shown.replace(false) != Some(false) {
            queue!(self.out, Hide)?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.shown.replace(true) != Some(true) {
            queue!(self.out, Show)?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking the terminal would end the program where the terminal does not answer; nothing here depends on the answer.
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
        self.begin()?;
        queue!(self.out, Clear(region))
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.in_frame) {
            queue!(self.out, EndSynchronizedUpdate)?;
        }
        self.out.flush()
    }
}
