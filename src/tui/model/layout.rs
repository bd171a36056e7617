//! Layout of the screen, for drawing and for hit-testing the mouse.

use ratatui::layout::Rect;

/// Minimum width in columns for the list and the letter side by side; below, the letter is under
/// the list.
const WIDE_SCREEN: u16 = 100;

/// Smallest supported screen: columns, rows.
pub const MIN_SIZE: (u16, u16) = (60, 15);

/// Areas of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenAreas {
    /// Name of the mailbox, time, and person.
    pub head: Rect,
    /// Tabs of the panes.
    pub tabs: Rect,
    /// Query line of the search and its error; empty in other panes.
    pub query: Rect,
    /// The list; the letter while a reply is being written.
    pub list: Rect,
    /// The letter; the editor while a reply is being written.
    pub letter: Rect,
    /// Status line: what happened last.
    pub status: Rect,
    /// Available keys.
    pub footer: Rect,
}

/// Divides a screen into its areas. `reading` shrinks the list on a narrow screen, so that the
/// letter can be read. While somebody writes, the letter and the reply share the width. `query` is the height of the query line in rows, 0 without a search; results
/// take two rows per letter and get more room.
pub fn split_screen(screen: Rect, reading: bool, writing: bool, query: u16) -> ScreenAreas {
    let Rect {
        x,
        y,
        width,
        height,
    } = screen;
    let row = |n: u16| {
        Rect::new(
            x,
            y + n.min(height.saturating_sub(1)),
            width,
            u16::from(n < height),
        )
    };
    let whole = Rect::new(x, y + 2.min(height), width, height.saturating_sub(4));
    let rows = query.min(whole.height);
    let body = Rect {
        y: whole.y + rows,
        height: whole.height - rows,
        ..whole
    };
    let (list, letter) = if width >= WIDE_SCREEN {
        let share = |percent: u32| u16::try_from(u32::from(width) * percent / 100).unwrap_or(0);
        // Titles need their room first: on a wider screen the letter gets more of it.
        let left = match writing {
            true => share(48),
            false if width < 150 => share(60),
            false => share(48).clamp(90, 120),
        };
        (
            Rect {
                width: left,
                ..body
            },
            Rect::new(x + left, body.y, width - left, body.height),
        )
    } else {
        let upper = match (reading, rows) {
            (true, _) => 4.min(body.height),
            (false, 0) => body.height * 2 / 5,
            // Search results take two rows per letter.
            (false, _) => (body.height * 11 / 20).max(4.min(body.height)),
        };
        (
            Rect {
                height: upper,
                ..body
            },
            Rect::new(x, body.y + upper, width, body.height - upper),
        )
    };
    ScreenAreas {
        head: row(0),
        tabs: row(1),
        query: Rect {
            height: rows,
            ..whole
        },
        list,
        letter,
        status: row(height.saturating_sub(2)),
        footer: row(height.saturating_sub(1)),
    }
}

/// Returns the area of a pop-up of at most this size in the middle of the screen.
pub fn centred_area(screen: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width.saturating_sub(2));
    let height = height.min(screen.height.saturating_sub(2));
    Rect::new(
        screen.x + (screen.width - width) / 2,
        screen.y + (screen.height - height) / 2,
        width,
        height,
    )
}
