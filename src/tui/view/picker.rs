//! Draws a picker: its filter line and the matching choices.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::width::{pad_right, text_width};
use crate::tui::theme::Theme;
use crate::tui::widgets::pick::Picker;
use crate::tui::widgets::popup::draw_text;

/// Draws the filter line. Returns the position of the cursor.
pub(super) fn draw_filter(
    pick: &mut Picker,
    area: Rect,
    theme: Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    let line = Rect { height: 1, ..area };
    draw_text(buf, line.x, line.y, 2, "> ", theme.strong());
    let field = Rect {
        x: line.x + 2,
        width: line.width.saturating_sub(2),
        ..line
    };
    pick.filter.render(field, buf, theme.text());
    pick.filter.cursor_cell(field)
}

/// The digits of short lists, as they stand before their choices.
const DIGITS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "7"];

/// Returns the index of the choice in the first row: the one that is pointed at is in view.
pub(crate) fn first_shown(pick: &Picker, area: Rect) -> usize {
    let (_, at) = pick.shown();
    let height = usize::from(area.height);
    at.unwrap_or(0).saturating_sub(height.saturating_sub(1))
}

/// Draws the matching choices, or a notice if there are none.
/// With `digits`, each has the one that chooses it.
pub(super) fn draw_choices(
    pick: &Picker,
    digits: bool,
    area: Rect,
    theme: Theme,
    buf: &mut Buffer,
) {
    let (shown, at) = pick.shown();
    let top = first_shown(pick, area);
    if pick.shown_count() == 0 {
        let nothing = match pick.option_count() {
            0 if !pick.empty_text.is_empty() => pick.empty_text.clone(),
            // The filter line says what to type.
            _ if pick.live && pick.filter.is_empty() => String::new(),
            _ => say!("pick-nothing"),
        };
        draw_text(buf, area.x, area.y, area.width, &nothing, theme.muted());
    }
    for (y, (n, choice)) in (area.y..area.bottom()).zip(shown.enumerate().skip(top)) {
        let style = if Some(n) == at {
            theme.selected()
        } else {
            theme.text()
        };
        buf.set_style(Rect::new(area.x, y, area.width, 1), style);
        let tick = match pick.ticked() {
            Some(ticked) if ticked.contains(&choice.value) => "[✓]",
            Some(_) => "[ ]",
            None if digits && pick.has_digits() && pick.filter.is_empty() => {
                DIGITS.get(n).unwrap_or(&"")
            }
            None => "",
        };
        draw_row(
            tick,
            &choice.label,
            Rect {
                y,
                height: 1,
                ..area
            },
            style,
            buf,
        );
    }
}

/// Draws a row. Text after a tab in the label is right-aligned.
pub(super) fn draw_row(tick: &str, label: &str, area: Rect, style: Style, buf: &mut Buffer) {
    let (left, right) = label.split_once('\t').unwrap_or((label, ""));
    let right_cells = u16::try_from(text_width(right)).unwrap_or(0);
    let left_room = area.width.saturating_sub(right_cells + 2);
    draw_text(
        buf,
        area.x,
        area.y,
        left_room,
        &pad_right(&format!("{tick} {left}"), usize::from(left_room)),
        style,
    );
    draw_text(
        buf,
        area.right().saturating_sub(right_cells + 1),
        area.y,
        right_cells,
        right,
        style,
    );
}
