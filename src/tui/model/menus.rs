//! Menus of what can be done now.

use ratatui::layout::Rect;

use crate::document::hanging::wrap_hanging;
use crate::document::history;
use crate::document::lines::BAR;
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::event::RecordedEvent;
use crate::domain::regulation::Regulation;
use crate::intake::{AttachmentContents, ContentKind};
use crate::report::paper::{PaperKind, possible_papers};
use crate::text::sanitize::for_display;
use crate::text::size::format_size;
use crate::text::width::pad_right;

use crate::tui::keymap::ListCommand;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::model::layout::centred_area;
use crate::tui::model::{Model, TextPopup};
use crate::tui::state::conflict::OtherVersion;
use crate::tui::state::menu::{self, Menu, MenuPurpose};
use crate::tui::widgets::pick::{Picker, PickerOption};

/// Returns the command palette, which is the help as well: the commands that are available now, each
/// with its keys and what it does, and the whole help at its end.
pub fn command_palette(model: &Model) -> Menu {
    let mut choices = Vec::new();
    for (n, binding) in keymap::custom::bindings().iter().enumerate() {
        if binding.scope != Scope::Lists
            || !model.offers_in_lists(binding.command)
            || matches!(
                binding.command,
                Command::List(ListCommand::Palette) | Command::Help
            )
        {
            continue;
        }
        let keys: Vec<String> = binding.keys.iter().map(|key| key.label()).collect();
        let label = binding.command.label();
        let about = match binding.command {
            Command::Do(verb) => say!(&format!("about-{}", verb.code())),
            _ => String::new(),
        };
        choices.push(PickerOption {
            value: n.to_string(),
            label: format!(
                "{} {about}\t{}",
                pad_right(&label, LABEL_CELLS),
                keys.join(" ")
            ),
            aliases: vec![label, about],
        });
    }
    choices.push(PickerOption::new(
        menu::WHOLE_HELP,
        say!("palette-whole-help"),
    ));
    Menu::new(
        MenuPurpose::Commands,
        say!("palette-title"),
        Picker::new(choices),
    )
}

/// Width of a command's label in the palette, in cells.
const LABEL_CELLS: usize = 18;

/// Returns the menu of the attachments of the displayed letter.
pub fn attachment_menu(model: &Model) -> Option<Menu> {
    let letter = model.current_letter()?;
    let choices = letter
        .attachments
        .iter()
        .enumerate()
        .map(|(n, attachment)| {
            PickerOption::new(
                n.to_string(),
                format!("{}\t{}", attachment.name, format_size(attachment.size)),
            )
        });
    let menu = Menu::new(
        MenuPurpose::Attachments,
        say!("attachments-title"),
        Picker::new(choices.collect()),
    );
    Some(Menu {
        letter: Some(letter.id),
        ..menu
    })
}

/// Cells of the window of a history.
const HISTORY_CELLS: u16 = 84;

/// Returns the history of a letter: the lines of each event, which open it.
pub fn history_menu(model: &Model, letter: LetterId, events: &[RecordedEvent]) -> Menu {
    let screen = Rect::new(0, 0, model.size.0, model.size.1);
    // Border, padding, and the column of ticks.
    let room = usize::from(centred_area(screen, HISTORY_CELLS, 1).width).saturating_sub(7);
    let option = |(n, recorded): (usize, &RecordedEvent)| {
        let lines = history::event_lines(recorded, &model.office, regulation(model, letter));
        let wrapped = lines
            .into_iter()
            .flat_map(move |line| wrap_hanging(&line, 0, room));
        wrapped.map(move |line| PickerOption::new(n.to_string(), line.replace('\t', " ")))
    };
    let options = events.iter().enumerate().flat_map(option).collect();
    let menu = Menu::new(
        MenuPurpose::History,
        say!("history-title"),
        Picker::new(options),
    );
    Menu {
        letter: Some(letter),
        events: events.to_vec(),
        ..menu
    }
}

fn regulation(model: &Model, letter: LetterId) -> &Regulation {
    let current = model.current_letter().filter(|known| known.id == letter);
    current.map_or(&model.office.regulation, |letter| {
        model.regulation_of(letter)
    })
}

/// Returns an event to read, with the text of the draft if it recorded one.
pub fn event_popup(
    model: &Model,
    recorded: &RecordedEvent,
    version: Option<&OtherVersion>,
) -> TextPopup {
    let regulation = match model.current_letter() {
        Some(letter) => model.regulation_of(letter),
        None => &model.office.regulation,
    };
    let mut lines = history::event_lines(recorded, &model.office, regulation);
    if let Some(version) = version {
        lines.push(String::new());
        lines.extend(for_display(version.text()).lines().map(str::to_owned));
    }
    TextPopup {
        title: say!("history-title"),
        lines,
        ..TextPopup::default()
    }
}

/// Returns what an attachment of the displayed letter holds, to read; `None` if it is of another
/// letter.
pub fn attachment_popup(
    model: &Model,
    (id, position): (LetterId, usize),
    contents: AttachmentContents,
) -> Option<TextPopup> {
    let letter = model.current_letter().filter(|letter| letter.id == id)?;
    let attachment = letter.attachments.get(position)?;
    let size = format_size(attachment.size);
    let mut lines = Vec::new();
    match contents {
        AttachmentContents::Text(text, goes_on) => {
            lines.extend(
                for_display(&text)
                    .lines()
                    .map(|line| format!("{BAR}{line}")),
            );
            if goes_on {
                lines.push(String::new());
                lines.push(say!("attachment-goes-on", size = size));
            }
        }
        AttachmentContents::Other(kind) => {
            let kind = match kind {
                ContentKind::Picture => say!("attachment-kind-picture"),
                ContentKind::Pdf => say!("attachment-kind-pdf"),
                ContentKind::Package => say!("attachment-kind-package"),
                ContentKind::Office => say!("attachment-kind-office"),
                ContentKind::Archive => say!("attachment-kind-archive"),
                ContentKind::Unknown => say!("attachment-kind-unknown"),
            };
            lines.push(say!("attachment-not-shown", kind = kind, size = size));
        }
    }
    Some(TextPopup {
        title: say!("attachment-title", name = attachment.name.as_str()),
        lines,
        attachment: Some((id, position)),
        ..TextPopup::default()
    })
}

/// Returns the menu of the papers that the displayed letter has for the user.
pub fn paper_menu(model: &Model) -> Option<Menu> {
    let letter = model.current_letter()?;
    let papers = possible_papers(letter, &model.who);
    let option = |(n, (kind, unit)): (usize, &(PaperKind, Option<UnitId>))| {
        let unit = unit.map_or_else(String::new, |unit| model.office.units.short_name(unit));
        PickerOption::new(n.to_string(), format!("{}\t{unit}", kind.label()))
    };
    let options = papers.iter().enumerate().map(option).collect();
    let menu = Menu::new(
        MenuPurpose::Papers,
        say!("papers-title"),
        Picker::new(options),
    );
    Some(Menu {
        letter: Some(letter.id),
        ..menu
    })
}
