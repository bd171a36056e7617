//! Decides which commands are available now: the footer, the help and the palette show those.

use crate::domain::directory::staff::Role;
use crate::domain::letter::Letter;
use crate::domain::letter::stage::Queue;
use crate::domain::workflow;
use crate::domain::workflow::verb::Verb;
use crate::report::paper::possible_papers;
use crate::report::publish::{check_may_edit, check_may_publish};
use crate::tui::keymap::Command;
use crate::tui::keymap::{CompareCommand, FormCommand, ListCommand, Move, ReportCommand};
use crate::tui::model::{Focus, Model, Overlay};
use crate::tui::state::menu::MenuPurpose;
use crate::tui::state::similar::repeat_reason;
use crate::tui::theme::Theme;

impl Model {
    /// Returns the letter whose keys are shown. While the selection moves fast, the last letter
    /// that was read stands for others of the same stage.
    fn letter_for_keys(&self) -> Option<&Letter> {
        let stage = self
            .list()
            .and_then(|list| list.selected_row())
            .map(|row| row.stage);
        self.current_letter().or_else(|| {
            self.card
                .as_ref()
                .map(|card| &card.letter)
                .filter(|letter| Some(letter.stage) == stage)
        })
    }

    /// Reports whether an action is registered from a leader's paper, because the person may not do
    /// it themselves.
    pub fn registers_paper(&self, verb: Verb, letter: &Letter) -> bool {
        let (who, regulation) = (&self.who, self.regulation_of(letter));
        let own = workflow::find_transition(verb)
            .is_some_and(|row| who.is_one_of(row.roles(letter, regulation)));
        let staff = &self.office.staff;
        !own && workflow::is_possible_on_paper(letter, verb, who, staff, regulation, self.now)
    }

    /// Reports whether a command of the lists is available now.
    pub fn offers_in_lists(&self, command: Command) -> bool {
        let list = self.list();
        let any = list.is_some_and(|list| !list.rows.is_empty());
        match command {
            // The text of a sealed letter is not loaded, so that only its stage and the roles
            // decide, not the guards.
            Command::Do(verb) if self.card.as_ref().is_some_and(|card| card.sealed) => {
                self.letter_for_keys().is_some_and(|letter| {
                    workflow::is_possible(letter, verb, &self.who, self.regulation_of(letter))
                })
            }
            Command::Do(verb) => self.letter_for_keys().is_some_and(|letter| {
                let (who, regulation) = (&self.who, self.regulation_of(letter));
                workflow::check_permitted(letter, verb, who, regulation, self.now).is_ok()
                    || self.registers_paper(verb, letter)
            }),
            Command::List(ListCommand::Papers) => {
                let sealed = self.card.as_ref().is_none_or(|card| card.sealed);
                let letter = self.current_letter().filter(|_| !sealed);
                letter.is_some_and(|letter| !possible_papers(letter, &self.who).is_empty())
            }
            Command::List(ListCommand::Copy | ListCommand::SaveText) => {
                self.card.as_ref().is_some_and(|card| !card.sealed)
            }
            Command::List(ListCommand::Menu) => any,
            Command::List(ListCommand::Follow) => self.follow.is_some(),
            Command::List(
                ListCommand::Mark
                | ListCommand::MarkAll
                | ListCommand::ExtendUp
                | ListCommand::ExtendDown,
            ) => any && self.focus == Focus::List,
            Command::Open => any && self.focus == Focus::List && self.card.is_some(),
            Command::List(ListCommand::SwitchFocus) => self.card.is_some(),
            Command::List(ListCommand::CompareSimilar) => self
                .current_letter()
                .and_then(|letter| self.recall_for(letter.id))
                .is_some_and(|recall| !recall.similar.is_empty()),
            Command::List(ListCommand::Filter) => {
                !self.is_searching() && (any || list.is_some_and(|list| list.view.is_narrowed()))
            }
            Command::List(ListCommand::History) => {
                self.card.as_ref().is_some_and(|card| !card.sealed) && !self.who.is_liaison_only()
            }
            Command::List(ListCommand::Deadline) => self.letter_for_keys().is_some_and(|letter| {
                !letter
                    .running_deadlines(self.regulation_of(letter))
                    .is_empty()
            }),
            Command::List(ListCommand::Attachments) => self
                .letter_for_keys()
                .is_some_and(|letter| !letter.attachments.is_empty()),
            Command::List(ListCommand::ManualEntry | ListCommand::Import) => {
                self.who.is_one_of(&[Role::Administrator])
                    && matches!(self.pane, Queue::Inbox | Queue::Triage)
            }
            Command::Leave => {
                self.focus == Focus::Letter
                    || self.is_searching()
                    || list.is_some_and(|list| list.view.is_narrowed() || !list.marked.is_empty())
            }
            Command::HotTopics => !self.who.is_liaison_only(),
            Command::Export => true,
            Command::Move(
                Move::Up | Move::Down | Move::PageUp | Move::PageDown | Move::First | Move::Last,
            ) => any,
            Command::Go(queue) => queue != self.pane,
            Command::Theme => self.theme != Theme::Plain,
            Command::List(ListCommand::ToggleOrder) if self.is_searching() => list
                .and_then(|list| list.search_request.as_ref())
                .is_some_and(|asking| !asking.query.is_empty()),
            Command::List(ListCommand::ToggleOrder) => {
                any || list.is_some_and(|list| list.view.is_narrowed())
            }
            Command::List(
                ListCommand::PreviousPane | ListCommand::NextPane | ListCommand::Palette,
            )
            | Command::Search
            | Command::Today
            | Command::Settings
            | Command::Bulletin
            | Command::Help
            | Command::Redraw
            | Command::Quit => true,
            Command::Move(Move::Left | Move::Right)
            | Command::Compare(_)
            | Command::Form(_)
            | Command::Report(_)
            | Command::Edit(_) => false,
        }
    }

    /// Reports whether a command is available while two letters are compared.
    pub fn offers_in_comparison(&self, command: Command) -> bool {
        let Some(Overlay::Similar(comparing)) = &self.overlay else {
            return false;
        };
        let similar = self
            .recall
            .as_ref()
            .and_then(|recall| comparing.earlier(recall));
        let (Some(similar), Some(letter)) = (similar, self.current_letter()) else {
            return command == Command::Leave;
        };
        let regulation = self.regulation_of(letter);
        let may =
            |verb| workflow::check_permitted(letter, verb, &self.who, regulation, self.now).is_ok();
        if command == Command::Compare(CompareCommand::AnswerRepeat) {
            return repeat_reason(similar, regulation).is_some()
                && (may(Verb::Accept) || may(Verb::ReplyDirectly));
        }
        let Command::Do(verb) = command else {
            return true;
        };
        may(verb) && !letter.repeats.contains(&similar.summary.id)
    }

    /// Reports whether a command of the editor is available now.
    pub fn offers_in_editor(&self, command: Command) -> bool {
        command != Command::Form(FormCommand::Versions)
            || self
                .reply_editor
                .as_ref()
                .is_some_and(|writing| writing.other_version.is_some())
            || self
                .card
                .as_ref()
                .is_some_and(|card| card.letter.draft_version > 0)
    }

    /// Reports whether a command of the search line is available now.
    pub fn offers_in_search_line(&self, command: Command) -> bool {
        command != Command::Form(FormCommand::Complete)
            || self.search.can_complete(&self.office, self.now)
    }

    /// Reports whether a command of a pop-up is available now.
    pub fn offers_in_popup(&self, command: Command) -> bool {
        let topics = matches!(&self.overlay, Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Topics);
        command != Command::Report(ReportCommand::NextWindow) || topics
    }

    /// Reports whether a command of a form or of the import window is available now.
    pub fn offers_in_form(&self, command: Command) -> bool {
        match &self.overlay {
            Some(Overlay::Form(work)) => {
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
                    .get(work.form.focused)
                    .is_some_and(|field| field.takes_text());
                let moves = matches!(
                    command,
                    Command::Form(FormCommand::NextField | FormCommand::PreviousField)
                );
                let edits = matches!(command, Command::Edit(_));
                if command == Command::Form(FormCommand::Versions) {
                    return work.other_version.is_some();
                }
                !(asking && (moves || edits || command == Command::Form(FormCommand::Finish)))
                    && (!moves || several)
                    && (!edits || text)
            }
            Some(Overlay::Import(importing)) => {
                let path = matches!(importing.step, crate::tui::state::import::ImportStep::Path);
                let running = matches!(
                    importing.step,
                    crate::tui::state::import::ImportStep::Running(..)
                );
                command == Command::Leave
                    || (command == Command::Form(FormCommand::NextField) && path)
                    || (command == Command::Form(FormCommand::Enter) && !running)
            }
            Some(
                Overlay::Text(_)
                | Overlay::Menu(_)
                | Overlay::LetterMenu(_)
                | Overlay::Filter(..)
                | Overlay::Similar(_),
            )
            | None => false,
        }
    }
}

impl Model {
    /// Reports whether a command of the bulletin is available now.
    pub fn offers_in_bulletin(&self, command: Command) -> bool {
        let Some(board) = &self.bulletin else {
            return false;
        };
        let open = board
            .report
            .as_ref()
            .is_some_and(|report| report.bulletin.published.is_none());
        let may =
            || open && check_may_publish(board.period, &self.who, &self.office, self.now).is_ok();
        (command != Command::HotTopics || !self.who.is_liaison_only())
            && (command != Command::Open
                || board
                    .current_figure()
                    .is_some_and(|place| !place.letters.is_empty()))
            && (command != Command::Report(ReportCommand::PublishBulletin) || may())
            && (command != Command::Report(ReportCommand::EditText)
                || open && check_may_edit(board.period, &self.who, &self.office).is_ok())
            && (command != Command::Report(ReportCommand::ReadText) || !self.who.is_liaison_only())
    }
}

/// Reports whether an action has the same form for every letter and can be done to several at once.
pub(crate) fn allows_bulk(verb: Verb) -> bool {
    const BULK_VERBS: [Verb; 15] = [
        Verb::SignFor,
        Verb::Remind,
        Verb::Urge,
        Verb::Accept,
        Verb::Decline,
        Verb::Refer,
        Verb::Tell,
        Verb::Assign,
        Verb::Submit,
        Verb::Approve,
        Verb::Send,
        Verb::Publish,
        Verb::Close,
        Verb::MarkMajor,
        Verb::Note,
    ];
    BULK_VERBS.contains(&verb)
}
