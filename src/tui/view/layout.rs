//! Where things are on the screen, for drawing and for the mouse.

use ratatui::layout::Rect;

/// Fewer columns than this, and the letter lies under the list.
const BESIDE: u16 = 100;

/// The smallest screen that is useful.
pub const LEAST: (u16, u16) = (60, 15);

/// The areas of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    /// The name of the mailbox, the time, who sits here.
    pub head: Rect,
    /// The tabs.
    pub tabs: Rect,
    /// The line of the search, with what is wrong with it; empty elsewhere.
    pub query: Rect,
    /// The list; while a reply is written, the letter.
    pub list: Rect,
    /// The letter; while a reply is written, the editor.
    pub letter: Rect,
    /// What happened last.
    pub status: Rect,
    /// The keys.
    pub footer: Rect,
}

/// Divides a screen; while the letter is read on a narrow one, the list gives way to it. The line of the search, where it is shown,
/// takes so many rows; what is found takes two a letter, and needs more room.
pub fn areas(screen: Rect, reading: bool, query: u16) -> Areas {
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
    let (list, letter) = if width >= BESIDE {
        let left = (u32::from(width) * 48 / 100).clamp(48, 96);
        let left = u16::try_from(left).unwrap_or(48);
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
    Areas {
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

/// A pop-up of at most this size in the middle of the screen.
pub fn centred(screen: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width.saturating_sub(2));
    let height = height.min(screen.height.saturating_sub(2));
    Rect::new(
        screen.x + (screen.width - width) / 2,
        screen.y + (screen.height - height) / 2,
        width,
        height,
    )
}
