//! Draws the reply editor, next to the letter and the unit's feedback.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::document::card::CardInputs;
use crate::document::lines::BAR;
use crate::text::sanitize::for_display;
use crate::text::width::{fit, text_width};
use crate::text::wrap::wrap_text;
use crate::tui::model::Model;
use crate::tui::view::letter_view;
use crate::tui::widgets::popup::{draw_frame, draw_text};

/// Maximum number of lines that the leader's comment takes from the editor.
const MAX_COMMENT_LINES: usize = 3;

/// Returns the leader's comment on a draft that was sent back, in lines; it is shown until the
/// draft is submitted again.
fn leader_comment(model: &Model, cells: usize) -> Vec<String> {
    let Some(letter) = model
        .card
        .as_ref()
        .map(|card| &card.letter)
        .filter(|letter| letter.sent_back)
    else {
        return Vec::new();
    };
    let Some(verdict) = letter.verdicts.last().filter(|verdict| !verdict.approved) else {
        return Vec::new();
    };
    let who = model.office.staff_name(&verdict.who);
    let passage = verdict
        .passage
        .as_ref()
        .map(|text| say!("passage-line", text = text.as_str()));
    let words = [say!(
        "editor-sent-back",
        who = who,
        why = verdict.text.as_str()
    )]
    .into_iter()
    .chain(passage);
    let mut lines: Vec<String> = words.flat_map(|line| wrap_entry(&line, cells)).collect();
    if lines.len() > MAX_COMMENT_LINES {
        lines.truncate(MAX_COMMENT_LINES);
        if let Some(last) = lines.last_mut() {
            *last = fit(&format!("{last}……"), cells);
        }
    }
    lines
}

/// Wraps an entry that begins with its speaker; continuation lines get a bar, so that no text can
/// pose as the next entry.
fn wrap_entry(text: &str, cells: usize) -> Vec<String> {
    let text = for_display(text.trim_end());
    let lines = wrap_text(&text, cells);
    if lines.len() < 2 {
        return lines;
    }
    let lines = wrap_text(&text, cells.saturating_sub(text_width(BAR)))
        .into_iter()
        .enumerate();
    lines
        .map(|(n, line)| if n == 0 { line } else { format!("{BAR}{line}") })
        .collect()
}

/// Returns the area of the text inside the editor's border, below the leader's comment.
pub fn editor_area(model: &Model, area: Rect) -> Rect {
    let margin = 2.min(area.width);
    let width = area.width.saturating_sub(margin + 1);
    let lines = leader_comment(model, usize::from(width)).len();
    let above = u16::try_from(lines)
        .unwrap_or(0)
        .min(area.height.saturating_sub(4));
    Rect {
        x: area.x + margin,
        y: area.y + (1 + above).min(area.height),
        width,
        height: area.height.saturating_sub(2 + above),
    }
}

/// Draws the letter and the editor. Returns the position of the cursor.
pub(crate) fn render(
    model: &mut Model,
    left: Rect,
    right: Rect,
    buf: &mut Buffer,
) -> Option<Position> {
    let theme = model.theme;
    // The reply stays in the model: a panic while it is drawn must find it there, to save it.
    let (reading, top) = model
        .reply_editor
        .as_ref()
        .map(|writing| (writing.scrolls_letter, writing.top))?;
    let border = |focus: bool| if focus { theme.strong() } else { theme.muted() };
    let card = model.card.take();
    if let Some(card) = &card {
        let room = Rect {
            width: left.width.saturating_sub(4),
            height: left.height.saturating_sub(2),
            ..left
        };
        let mut view = std::mem::take(&mut model.card_view);
        view.top = top;
        // On a narrow screen the letter's facts are left out: its text and the feedback are what
        // the reply answers.
        let inputs = CardInputs {
            brief: left.y != right.y,
            ..model.card_inputs(card)
        };
        let (shown, _) = view.lines(
            &inputs,
            theme,
            usize::from(room.width),
            usize::from(room.height),
        );
        let shown = shown.to_vec();
        model
            .reply_editor
            .iter_mut()
            .for_each(|writing| writing.top = view.top);
        model.card_view = view;
        let title =
            model.heading_with_presence(&card.letter, usize::from(left.width.saturating_sub(6)));
        let inner = draw_frame(left, buf, &title, "", border(reading), border(reading));
        let inner = Rect {
            x: inner.x + 1.min(inner.width),
            width: inner.width.saturating_sub(2),
            ..inner
        };
        letter_view::draw_lines(&shown, inner, buf);
    }
    model.card = card;
    let inner = editor_area(model, right);
    let lines = leader_comment(model, usize::from(inner.width));
    let saving = model.coworkers.waits_for_lock;
    let writing = model.reply_editor.as_mut()?;
    let saved = match (writing.has_unsaved_text() || saving, writing.saved_at) {
        (true, _) => say!("editor-unsaved"),
        (false, Some(at)) => {
            let time = model
                .office
                .regulation
                .hours
                .to_civil(at)
                .time()
                .to_hour_minute_second();
            say!("editor-saved", time = time)
        }
        (false, None) => String::new(),
    };
    let right_title = say!("editor-length", n = writing.editor.char_count());
    let title = if saved.is_empty() {
        say!("editor-title")
    } else {
        format!("{} · {saved}", say!("editor-title"))
    };
    draw_frame(
        right,
        buf,
        &title,
        &right_title,
        border(!reading),
        border(!reading),
    );
    for (y, line) in (right.y + 1..inner.y).zip(&lines) {
        draw_text(buf, inner.x, y, inner.width, line, theme.late());
    }
    writing.editor.render(inner, buf, theme.text());
    if reading {
        None
    } else {
        writing.editor.cursor_cell(inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_leader_said_goes_on_under_a_bar() {
        assert_eq!(wrap_entry("李退回：请改", 20), ["李退回：请改"]);
        assert_eq!(
            wrap_entry("李退回：请改第二段\n王退回：不实\n", 20),
            ["李退回：请改第二段", "│ 王退回：不实"]
        );
        assert!(
            wrap_entry(&"请把日期写全".repeat(5), 20)
                .iter()
                .all(|line| text_width(line) <= 20)
        );
    }
}
