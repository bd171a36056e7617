//! The first start: shows what will be created and where, offers the real office or a practice one,
//! and creates it.

use std::path::PathBuf;

use crate::tui::effect::Effect;
use crate::tui::effect::TerminalRequest;
use crate::tui::keymap::Command;
use crate::tui::keymap::{FormCommand, Move};
use crate::tui::theme::Theme;

/// Window of the first start.
#[derive(Debug)]
pub struct Welcome {
    /// Path of the future database.
    pub path: PathBuf,
    /// Who becomes its first administrator.
    pub user: String,
    /// Index of the choice that is pointed at: real, practice, leave.
    pub selected: usize,
    /// Why the office could not be created.
    pub error: Option<String>,
    /// The colours.
    pub theme: Theme,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Welcome {
    /// Returns the choices, each with its explanation.
    pub fn choices() -> [(String, String); 3] {
        [
            (say!("welcome-real"), say!("welcome-real-more")),
            (say!("welcome-practice"), say!("welcome-practice-more")),
            (say!("welcome-leave"), String::new()),
        ]
    }

    /// Carries out a command of a pop-up.
    pub fn run_command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Move(Move::Up) => self.selected = self.selected.saturating_sub(1),
            Command::Move(Move::Down) => self.selected = (self.selected + 1).min(2),
            Command::Leave => return vec![Effect::Terminal(TerminalRequest::Quit)],
            Command::Form(FormCommand::Enter) => {
                self.error = None;
                return vec![match self.selected {
                    0 => Effect::Found(false),
                    1 => Effect::Found(true),
                    _ => Effect::Terminal(TerminalRequest::Quit),
                }];
            }
            other => debug_assert!(
                other != Command::Move(Move::Up),
                "an arm for every command of a pop-up"
            ),
        }
        Vec::new()
    }
}
