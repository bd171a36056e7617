//! Decides which commands are available now: the footer, the help and the palette show those.

use crate::domain::directory::staff::Role;
use crate::domain::letter::Letter;
use crate::domain::letter::stage::Queue;
use crate::domain::workflow;
use crate::domain::workflow::verb::Verb;
use crate::tui::keymap::Command;
use crate::tui::model::{Focus, Model, Overlay};
use crate::tui::state::menu::Of;
use crate::tui::state::repeats::repeated;
use crate::tui::theme::Theme;

impl Model {
    /// Returns the letter whose keys are shown. While the selection moves fast, the last letter
    /// that was read stands for others of the same stage.
    fn offered(&self) -> Option<&Letter> {
        let stage = self
            .list()
            .and_then(|list| list.current())
            .map(|row| row.stage);
        self.letter().or_else(|| {
            self.card
                .as_ref()
                .map(|card| &card.letter)
                .filter(|letter| Some(letter.stage) == stage)
        })
    }

    /// Reports whether a command of the lists is available now.
    pub fn offers(&self, command: Command) -> bool {
        let list = self.list();
        let any = list.is_some_and(|list| !list.rows.is_empty());
        match command {
            // The text of a sealed letter is not loaded, so that only its stage and the roles
            // decide, not the guards.
            Command::Do(verb) if self.card.as_ref().is_some_and(|card| card.sealed) => {
                self.offered().is_some_and(|letter| {
                    workflow::possible(letter, verb, &self.who, self.regulation(letter))
                })
            }
            Command::Do(verb) => self.offered().is_some_and(|letter| {
                workflow::offer(letter, verb, &self.who, self.regulation(letter), self.now).is_ok()
            }),
            Command::Mark => any && self.focus == Focus::List,
            Command::Open => any && self.focus == Focus::List && self.card.is_some(),
            Command::Switch => self.card.is_some(),
            Command::Alike => self
                .letter()
                .and_then(|letter| self.recalled(letter.id))
                .is_some_and(|recall| !recall.similar.is_empty()),
            Command::Filter => {
                !self.searching() && (any || list.is_some_and(|list| !list.filter.is_empty()))
            }
            Command::History => {
                self.card.as_ref().is_some_and(|card| !card.sealed) && !self.who.is_liaison_only()
            }
            Command::Deadline => self
                .offered()
                .is_some_and(|letter| !letter.clocks(self.regulation(letter)).is_empty()),
            Command::Attachments => self
                .offered()
                .is_some_and(|letter| !letter.attachments.is_empty()),
            Command::ByHand | Command::Import => {
                self.who.is_one_of(&[Role::Administrator])
                    && matches!(self.pane, Queue::Inbox | Queue::Triage)
            }
            Command::Leave => {
                self.focus == Focus::Letter
                    || self.searching()
                    || list.is_some_and(|list| !list.filter.is_empty() || !list.marked.is_empty())
            }
            Command::Hot => !self.who.is_liaison_only(),
            Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last => any,
            Command::Go(queue) => queue != self.pane,
            Command::Theme => self.theme != Theme::Plain,
            Command::Order => list
                .and_then(|list| list.asking.as_ref())
                .is_some_and(|asking| !asking.query.is_empty()),
            Command::PreviousPane
            | Command::NextPane
            | Command::Search
            | Command::Bulletin
            | Command::Palette
            | Command::Help
            | Command::Redraw
            | Command::Quit => true,
            Command::Left
            | Command::Right
            | Command::Repeat
            | Command::Complete
            | Command::PreviousPeriod
            | Command::NextPeriod
            | Command::WholeYear
            | Command::OtherDays
            | Command::PublishBulletin
            | Command::Enter
            | Command::NextField
            | Command::PreviousField
            | Command::Finish
            | Command::Save
            | Command::SaveAndSubmit
            | Command::Phrases
            | Command::Versions
            | Command::KeepMine
            | Command::TakeTheirs
            | Command::Edit(_) => false,
        }
    }

    /// Reports whether a command is available while two letters are compared.
    pub fn offers_on_repeats(&self, command: Command) -> bool {
        let Some(Overlay::Alike(comparing)) = &self.overlay else {
            return false;
        };
        let similar = self
            .recall
            .as_ref()
            .and_then(|recall| comparing.beside(recall));
        let (Some(similar), Some(letter)) = (similar, self.letter()) else {
            return command == Command::Leave;
        };
        let regulation = self.regulation(letter);
        let may = |verb| workflow::offer(letter, verb, &self.who, regulation, self.now).is_ok();
        if command == Command::Repeat {
            return repeated(similar, regulation).is_some()
                && (may(Verb::Accept) || may(Verb::ReplyDirectly));
        }
        let Command::Do(verb) = command else {
            return true;
        };
        may(verb) && !letter.repeats.contains(&similar.summary.id)
    }

    /// Reports whether a command of the editor is available now.
    pub fn offers_in_editor(&self, command: Command) -> bool {
        command != Command::Versions
            || self
                .writing
                .as_ref()
                .is_some_and(|writing| writing.other.is_some())
    }

    /// Reports whether a command of the search line is available now.
    pub fn offers_in_line(&self, command: Command) -> bool {
        command != Command::Complete || self.search.completes(&self.office, self.now)
    }

    /// Reports whether a command of a pop-up is available now.
    pub fn offers_in_popup(&self, command: Command) -> bool {
        let topics = matches!(&self.overlay, Some(Overlay::Menu(menu)) if menu.of == Of::Topics);
        command != Command::OtherDays || topics
    }

    /// Reports whether a command of a form or of the import window is available now.
    pub fn offers_in_form(&self, command: Command) -> bool {
        match &self.overlay {
            Some(Overlay::Work(work)) => {
                let asking = work.form.confirm.is_some();
                let several = work
                    .form
                    .fields
                    .iter()
                    .filter(|field| !field.hidden)
                    .count()
                    > 1;
                let text = work
                    .form
                    .fields
                    .get(work.form.at)
                    .is_some_and(|field| field.takes_text());
                let moves = matches!(command, Command::NextField | Command::PreviousField);
                let edits = matches!(command, Command::Edit(_));
                if command == Command::Versions {
                    return work.other.is_some();
                }
                !(asking && (moves || edits || command == Command::Finish))
                    && (!moves || several)
                    && (!edits || text)
            }
            Some(Overlay::Import(importing)) => {
                let path = matches!(importing.step, crate::tui::state::import::Step::Path);
                let running =
                    matches!(importing.step, crate::tui::state::import::Step::Running(..));
                command == Command::Leave
                    || (command == Command::NextField && path)
                    || (command == Command::Enter && !running)
            }
            Some(
                Overlay::Reading(_) | Overlay::Menu(_) | Overlay::Filter(..) | Overlay::Alike(_),
            )
            | None => false,
        }
    }
}
