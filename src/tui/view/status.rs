//! The two lowest lines: the status line, and the footer with the available keys.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::workflow::next_steps::next_steps;
use crate::text::width::text_width;
use crate::tui::keymap::ListCommand;
use crate::tui::keymap::{Binding, Command, Scope, bindings_in};
use crate::tui::model::{Model, Overlay, Status};
use crate::tui::widgets::popup::draw_text;

/// Reports whether a key is shown in the footer; those that only move are left to the help.
fn in_footer(binding: &Binding) -> bool {
    match binding.command {
        Command::Move(_)
        | Command::Go(_)
        | Command::List(ListCommand::PreviousPane | ListCommand::NextPane)
        | Command::Bulletin
        | Command::Redraw
        | Command::Theme => false,
        Command::Do(_)
        | Command::List(
            ListCommand::Menu
            | ListCommand::CompareSimilar
            | ListCommand::ToggleOrder
            | ListCommand::SwitchFocus
            | ListCommand::Mark
            | ListCommand::Filter
            | ListCommand::Palette
            | ListCommand::History
            | ListCommand::Deadline
            | ListCommand::ManualEntry
            | ListCommand::Import
            | ListCommand::Attachments,
        )
        | Command::Compare(_)
        | Command::Search
        | Command::Form(_)
        | Command::Report(_)
        | Command::HotTopics
        | Command::Open
        | Command::Help
        | Command::Quit
        | Command::Leave
        | Command::Edit(_) => true,
    }
}

/// Returns the available keys with their labels.
pub fn available_keys(model: &Model) -> Vec<(String, String)> {
    let scope = model.key_scope();
    let offered = |binding: &&Binding| {
        in_footer(binding)
            && match scope {
                Scope::Lists => model.offers_in_lists(binding.command),
                Scope::Bulletin => model.offers_in_bulletin(binding.command),
                Scope::Form => model.offers_in_form(binding.command),
                Scope::Query => model.offers_in_search_line(binding.command),
                Scope::Similar => model.offers_in_comparison(binding.command),
                Scope::Popup => model.offers_in_popup(binding.command),
                Scope::Editor => model.offers_in_editor(binding.command),
                Scope::LetterMenu | Scope::Filter | Scope::Versions | Scope::Locked => true,
            }
    };
    let mut keys: Vec<(String, String)> = bindings_in(scope)
        .filter(offered)
        .filter_map(|binding| Some((binding.keys.first()?.label(), binding.command.label())))
        .collect();
    if scope == Scope::Lists {
        // What should be done comes before what else can be.
        if let Some(letter) = model.current_letter() {
            let steps = next_steps(letter, model.now);
            let place = |words: &str| {
                let found = steps.iter().position(|step| step.label() == words);
                found.unwrap_or(steps.len())
            };
            let acts = bindings_in(scope)
                .filter(offered)
                .filter(|binding| !binding.keys.is_empty())
                .skip(1)
                .take_while(|binding| matches!(binding.command, Command::Do(_)))
                .count();
            if let Some(acts) = keys.get_mut(1..1 + acts) {
                acts.sort_by_key(|(_, words)| place(words));
            }
        }
        // The help must always be visible: it comes first among the keys that are not about the
        // letter.
        if let Some(at) = keys
            .iter()
            .position(|(_, words)| *words == Command::Help.label())
        {
            let help = keys.remove(at);
            let first = bindings_in(scope)
                .filter(offered)
                .filter(|binding| !binding.keys.is_empty())
                .skip(1)
                .take_while(|binding| matches!(binding.command, Command::Do(_)))
                .count()
                + 1;
            keys.insert(first.min(keys.len()), help);
        }
    }
    keys
}

/// Draws as many keys as fit, never half of one. If room is short, keys about the letter are left
/// out before the help.
pub fn draw_footer(model: &Model, area: Rect, buf: &mut Buffer) {
    let cells = |(key, words): &(String, String)| {
        u16::try_from(text_width(key) + 1 + text_width(words)).unwrap_or(u16::MAX)
    };
    let keys = available_keys(model);
    let help = keys
        .iter()
        .position(|(_, words)| *words == Command::Help.label());
    let reserved = help
        .and_then(|at| keys.get(at))
        .map_or(0, |key| cells(key) + 2);
    let mut x = area.x + 1;
    for (n, entry) in keys.iter().enumerate() {
        let room = if help.is_some_and(|at| n < at) {
            area.right().saturating_sub(reserved)
        } else {
            area.right()
        };
        if x.saturating_add(cells(entry)) > room {
            if help.is_some_and(|at| n < at) {
                continue;
            }
            break;
        }
        let (key, words) = entry;
        draw_text(buf, x, area.y, area.right() - x, key, model.theme.key());
        x += u16::try_from(text_width(key)).unwrap_or(0) + 1;
        draw_text(buf, x, area.y, area.right() - x, words, model.theme.text());
        x = x.saturating_add(u16::try_from(text_width(words)).unwrap_or(0) + 2);
    }
}

/// Draws the status line, or the filter line while it is typed in. Returns the cell of the cursor
/// in the latter.
pub fn draw_status(
    model: &mut Model,
    area: Rect,
    buf: &mut Buffer,
) -> Option<ratatui::layout::Position> {
    let room = area.width.saturating_sub(2);
    let theme = model.theme;
    if let Some(Overlay::Filter(line, _)) = &mut model.overlay {
        let label = say!("filter-label");
        draw_text(buf, area.x + 1, area.y, room, &label, theme.strong());
        let used = u16::try_from(text_width(&label) + 1).unwrap_or(0).min(room);
        let field = Rect::new(area.x + 1 + used, area.y, room - used, 1);
        line.render(field, buf, theme.text());
        return line.cursor_cell(field);
    }
    let (text, style) = match &model.status {
        Status::Quiet => (model.standing_notice(), theme.late()),
        Status::Done(_) if model.coworkers.waits_for_lock => {
            (model.standing_notice(), theme.late())
        }
        Status::Done(sentence) => (sentence.clone(), theme.strong()),
        Status::Refused(sentence) => (sentence.clone(), theme.late()),
    };
    let lines = crate::text::wrap::wrap_text(&text, usize::from(room));
    let most = lines.len().min(3);
    for (n, line) in lines.iter().take(3).enumerate() {
        // A sentence that is too long grows upwards, over the lowest lines of the frames.
        let up = u16::try_from(most - 1 - n).unwrap_or(0);
        let y = area.y.saturating_sub(up);
        draw_text(
            buf,
            area.x,
            y,
            area.width,
            &" ".repeat(usize::from(area.width)),
            theme.text(),
        );
        draw_text(buf, area.x + 1, y, room, line, style);
    }
    None
}
