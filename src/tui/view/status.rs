//! The two lowest lines: the status line, and the footer with the available keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::workflow::next_steps::next_steps;
use crate::text::width::text_width;
use crate::tui::keymap::{
    Binding, Command, FormCommand, Key, ListCommand, Scope, bindings_in, key,
};
use crate::tui::model::{Model, Overlay, Status, TextPopup};
use crate::tui::widgets::editor::EditorCommand;
use crate::tui::widgets::form::{FieldInput, Form};
use crate::tui::widgets::popup::draw_text;

/// Reports whether a key is shown in the footer; those that only move are left to the help.
fn in_footer(binding: &Binding) -> bool {
    match binding.command {
        Command::Move(_)
        | Command::Go(_)
        | Command::List(
            ListCommand::PreviousPane
            | ListCommand::NextPane
            | ListCommand::ExtendUp
            | ListCommand::ExtendDown,
        )
        | Command::Bulletin
        | Command::Redraw
        | Command::Theme => false,
        Command::Do(_)
        | Command::List(
            ListCommand::Menu
            | ListCommand::CompareSimilar
            | ListCommand::Copy
            | ListCommand::MarkAll
            | ListCommand::SaveText
            | ListCommand::Papers
            | ListCommand::Follow
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
        | Command::Export
        | Command::Today
        | Command::Settings
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
    if let Some(Overlay::Import(importing)) = &model.overlay
        && scope == Scope::Form
    {
        return importing.keys();
    }
    if let Some(Overlay::Form(work)) = &model.overlay
        && scope == Scope::Form
    {
        let compares = work.other_version.is_some();
        // What was typed is kept only where the form has a draft.
        let keeps = work.purpose.code().is_some() && work.form.has_text();
        return form_keys(&work.form, compares, keeps);
    }
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
    if let Some(Overlay::Text(TextPopup {
        attachment: Some(_),
        ..
    })) = &model.overlay
    {
        keys.insert(0, ("s".to_owned(), say!("attachment-save")));
    }
    if scope == Scope::Editor {
        keys.push((say!("key-shift-arrows"), say!("command-select")));
        keys.push(("Ctrl-C".to_owned(), say!("command-copy-selection")));
        keys.push(("Ctrl-X".to_owned(), say!("command-cut")));
        keys.push(("Ctrl-V".to_owned(), say!("command-paste")));
    }
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

/// Returns the keys of what has the focus in a form.
fn form_keys(form: &Form, compares: bool, keeps: bool) -> Vec<(String, String)> {
    let label = |command| key(Scope::Form, command).map(|key| key.label());
    let enter = label(Command::Form(FormCommand::Enter)).unwrap_or_default();
    let space = say!("key-space");
    let up = say!("form-key-arrows");
    let submit = (enter.clone(), form.submit_label.clone());
    let next = (enter, say!("command-next-field"));
    let choose = (up, say!("form-key-choose"));
    let tick = (space, say!("form-key-tick"));
    let find = (say!("form-key-type"), say!("form-key-find"));
    let bound = |command: Command| Some((label(command)?, command.label()));
    let new_line = bound(Command::Edit(EditorCommand::NewLine));
    let field = form.fields.get(form.focused).map(|field| &field.input);
    let mut keys = match field {
        _ if form.confirm.is_some() => vec![submit],
        None => vec![submit],
        Some(FieldInput::Text(_)) if form.document => vec![],
        Some(FieldInput::Text(_)) => vec![next].into_iter().chain(new_line).collect(),
        Some(FieldInput::Check(_)) => vec![tick, next],
        Some(FieldInput::Pick(pick)) if pick.has_digits() => {
            let (arrows, chooses) = choose;
            let digits = format!("{} {arrows}", say!("form-key-digit"));
            vec![(digits, chooses), next]
        }
        Some(FieldInput::Pick(pick)) if pick.ticked().is_some() => vec![find, tick, next],
        Some(FieldInput::Pick(_)) => vec![find, choose, next],
        Some(FieldInput::Line(_)) => vec![next],
        Some(FieldInput::Path(path)) => {
            let taking = match path.points_at_folder() {
                Some(true) => (next.0, say!("path-open")),
                Some(false) if path.takes_many() => (next.0, say!("form-key-tick")),
                Some(false) | None => next,
            };
            vec![choose, taking]
        }
    };
    let asking = form.confirm.is_some();
    if !asking {
        let back = bound(Command::Form(FormCommand::PreviousField));
        let done = label(Command::Form(FormCommand::Finish));
        let done = done.map(|key| (key, form.submit_label.clone()));
        keys.extend(back.into_iter().chain(done));
    }
    if compares {
        keys.splice(0..0, bound(Command::Form(FormCommand::Versions)));
    }
    let leave = label(Command::Leave).unwrap_or_default();
    let kept = if keeps && !asking {
        say!("form-key-leave-kept")
    } else {
        Command::Leave.label()
    };
    keys.push((leave, kept));
    keys
}

/// An entry of the footer: where it begins, its key and what that does.
struct FooterEntry {
    x: u16,
    cells: u16,
    key: String,
    words: String,
}

/// Returns as many keys as fit, never half of one. If room is short, keys about the letter are left
/// out before the help.
fn footer_entries(model: &Model, area: Rect) -> Vec<FooterEntry> {
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
    let mut entries = Vec::new();
    for (n, entry) in keys.into_iter().enumerate() {
        let before_help = help.is_some_and(|at| n < at);
        let room = if before_help {
            area.right().saturating_sub(reserved)
        } else {
            area.right()
        };
        let cells = cells(&entry);
        if x.saturating_add(cells) > room {
            if before_help {
                continue;
            }
            break;
        }
        let (key, words) = entry;
        entries.push(FooterEntry {
            x,
            cells,
            key,
            words,
        });
        x = x.saturating_add(cells + 2);
    }
    entries
}

/// Draws the footer.
pub fn draw_footer(model: &Model, area: Rect, buf: &mut Buffer) {
    for entry in footer_entries(model, area) {
        let room = area.right().saturating_sub(entry.x);
        draw_text(buf, entry.x, area.y, room, &entry.key, model.theme.key());
        let after = u16::try_from(text_width(&entry.key)).unwrap_or(0) + 1;
        draw_text(
            buf,
            entry.x + after,
            area.y,
            room.saturating_sub(after),
            &entry.words,
            model.theme.text(),
        );
    }
}

/// Returns the key that is named at a cell of the footer; `None` where none is, or where the words
/// stand for more than one key.
pub(crate) fn footer_key_at(model: &Model, area: Rect, at: Position) -> Option<Key> {
    let mut entries = footer_entries(model, area).into_iter();
    let entry = entries.find(|entry| {
        at.y == area.y && (entry.x..entry.x.saturating_add(entry.cells)).contains(&at.x)
    })?;
    let scope = model.key_scope();
    let mut keys = bindings_in(scope).filter_map(|binding| binding.keys.first().copied());
    keys.find(|key| key.label() == entry.key)
}

/// Draws the status line, or the filter line while it is typed in. Returns the cell of the cursor
/// in the latter.
pub fn draw_status(model: &mut Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
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
