//! Something to pick from: the command palette, the phrases, the attachments.

use crate::domain::letter::LetterId;
use crate::tui::keymap::{self, Command, Scope};
use crate::tui::model::Model;
use crate::tui::widgets::pick::{Choice, Pick};

/// What a menu is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Every command that would do something now.
    Commands,
    /// Phrases for the reply.
    Phrases,
    /// What came with the letter.
    Attachments,
    /// What many people write about.
    Topics,
    /// The letters behind a figure of the bulletin, or of a topic.
    Letters,
    /// Whether to publish the bulletin.
    Publish,
    /// Whether to give up what could not be saved.
    Abandon,
}

/// A menu.
#[derive(Debug)]
pub struct Menu {
    /// What it is for.
    pub of: Of,
    /// The title.
    pub title: String,
    /// What stands over the choices: the names of columns.
    pub head: String,
    /// The choices, with their filter.
    pub pick: Pick,
    /// The letter that it is about, where it is about one.
    pub letter: Option<LetterId>,
}

impl Menu {
    /// A menu without names of columns.
    pub fn new(of: Of, title: String, pick: Pick) -> Menu {
        Menu {
            of,
            title,
            head: String::new(),
            pick,
            letter: None,
        }
    }
}

/// The commands that would do something now, each with its key.
pub fn palette(model: &Model) -> Menu {
    let mut choices = Vec::new();
    for (n, binding) in keymap::KEYMAP.iter().enumerate() {
        if binding.scope != Scope::Lists
            || !model.offers(binding.command)
            || binding.command == Command::Palette
        {
            continue;
        }
        let keys: Vec<String> = binding.keys.iter().map(|key| key.words()).collect();
        choices.push(Choice::new(
            n.to_string(),
            format!("{}\t{}", binding.command.words(), keys.join(" ")),
        ));
    }
    Menu::new(Of::Commands, say!("palette-title"), Pick::new(choices))
}

/// The command that a choice of the palette stands for.
pub fn chosen_command(menu: &Menu) -> Option<Command> {
    let n: usize = menu.pick.chosen()?.value.parse().ok()?;
    keymap::KEYMAP.get(n).map(|binding| binding.command)
}

/// What came with the letter that is shown.
pub fn attachments(model: &Model) -> Option<Menu> {
    let letter = model.letter()?;
    let choices = letter
        .attachments
        .iter()
        .enumerate()
        .map(|(n, attachment)| {
            Choice::new(
                n.to_string(),
                format!("{}\t{}", attachment.name, size(attachment.size)),
            )
        });
    let menu = Menu::new(
        Of::Attachments,
        say!("attachments-title"),
        Pick::new(choices.collect()),
    );
    Some(Menu {
        letter: Some(letter.id),
        ..menu
    })
}

/// A length in bytes as people read it: `12 KB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
