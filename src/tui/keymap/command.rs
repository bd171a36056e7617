//! The commands that keys are bound to.

use crate::domain::letter::stage::Queue;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::editor::EditorCommand;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Performs an action on the letter.
    Do(Verb),
    /// Goes to a pane.
    Go(Queue),
    /// Opens the bulletin.
    Bulletin,
    /// Opens what is due today.
    Today,
    /// Opens the settings.
    Settings,
    /// Opens the topics that many people write about.
    HotTopics,
    /// Saves the list, or the figures of the bulletin, as a table for a spreadsheet.
    Export,
    /// Opens the search, with its line focused.
    Search,
    /// Opens what the cursor is on.
    Open,
    /// Opens the help.
    Help,
    /// Switches between the light and the dark theme.
    Theme,
    /// Redraws the whole screen.
    Redraw,
    /// Ends the program.
    Quit,
    /// Closes what is open; drafts are saved.
    Leave,
    /// An editing command in a text.
    Edit(EditorCommand),
    /// Acts on the lists.
    List(ListCommand),
    /// Acts on the bulletin or the topics.
    Report(ReportCommand),
    /// Acts on a form or an editor.
    Form(FormCommand),
    /// Moves the cursor.
    Move(Move),
    /// Decides a comparison.
    Compare(CompareCommand),
}

/// A command of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListCommand {
    /// Opens the menu of the letter.
    Menu,
    /// Goes to the previous pane.
    PreviousPane,
    /// Goes to the next pane.
    NextPane,
    /// Switches between the best matches first and the newest first.
    ToggleOrder,
    /// Switches the focus between the list and the letter.
    SwitchFocus,
    /// Marks the letter.
    Mark,
    /// Marks all letters of the list, or none.
    MarkAll,
    /// Marks the letter and the one above it.
    ExtendUp,
    /// Marks the letter and the one below it.
    ExtendDown,
    /// Compares similar letters.
    CompareSimilar,
    /// Filters the list.
    Filter,
    /// Opens the command palette.
    Palette,
    /// Shows the history of the letter.
    History,
    /// Explains the deadline.
    Deadline,
    /// Enters a letter by hand.
    ManualEntry,
    /// Imports letters from files.
    Import,
    /// Saves an attachment.
    Attachments,
    /// Copies a text of the letter.
    Copy,
    /// Saves a text of the letter.
    SaveText,
    /// Opens the papers of the letter.
    Papers,
    /// Follows the letter to the pane that the last act sent it to.
    Follow,
}

/// A command of the bulletin and of the topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportCommand {
    /// Changes the number of days over which topics are gathered.
    NextWindow,
    /// Goes to the previous quarter, or year.
    PreviousPeriod,
    /// Goes to the next quarter, or year.
    NextPeriod,
    /// Switches between a quarter and its year.
    WholeYear,
    /// Publishes the bulletin, which freezes its figures.
    PublishBulletin,
    /// Edits the text of the bulletin.
    EditText,
    /// Opens the text of the bulletin, with its figures, to read.
    ReadText,
}

/// A command of a form, a line or an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormCommand {
    /// Accepts a completion.
    Complete,
    /// Goes on: to the next field, or submits.
    Enter,
    /// Moves to the next field.
    NextField,
    /// Moves to the previous field.
    PreviousField,
    /// Submits the form.
    Finish,
    /// Records the draft.
    Save,
    /// Records the draft and submits it.
    SaveAndSubmit,
    /// Opens the phrases.
    Phrases,
    /// Puts the units' answers into the reply.
    QuoteFeedback,
    /// Compares the two versions of a reply or a form.
    Versions,
}

/// A direction of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Moves one to the left.
    Left,
    /// Moves one to the right.
    Right,
    /// Moves one up.
    Up,
    /// Moves one down.
    Down,
    /// Moves a page up.
    PageUp,
    /// Moves a page down.
    PageDown,
    /// Moves to the first.
    First,
    /// Moves to the last.
    Last,
}

/// A command of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareCommand {
    /// Links a repeat, and answers it directly with the earlier reply.
    AnswerRepeat,
    /// Continues with the user's own version.
    KeepMine,
    /// Replaces the user's version with the other one.
    TakeTheirs,
}

impl Command {
    /// Returns a label of a word or two.
    pub fn label(self) -> String {
        match self {
            Command::Do(verb) => verb.label(),
            Command::Go(queue) => say!(&format!("queue-{}", queue.code())),
            Command::List(ListCommand::Menu) => say!("command-menu"),
            Command::List(ListCommand::PreviousPane) => say!("command-previous-pane"),
            Command::List(ListCommand::NextPane) => say!("command-next-pane"),
            Command::Bulletin => say!("command-bulletin"),
            Command::Today => say!("command-today"),
            Command::Settings => say!("command-settings"),
            Command::HotTopics => say!("command-hot"),
            Command::Export => say!("command-export"),
            Command::Report(ReportCommand::NextWindow) => say!("command-other-days"),
            Command::Search => say!("command-search"),
            Command::List(ListCommand::ToggleOrder) => say!("command-order"),
            Command::Form(FormCommand::Complete) => say!("command-complete"),
            Command::Report(ReportCommand::PreviousPeriod) => say!("command-previous-period"),
            Command::Report(ReportCommand::NextPeriod) => say!("command-next-period"),
            Command::Report(ReportCommand::WholeYear) => say!("command-whole-year"),
            Command::Report(ReportCommand::PublishBulletin) => say!("command-publish-bulletin"),
            Command::Report(ReportCommand::EditText) => say!("command-edit-text"),
            Command::Report(ReportCommand::ReadText) => say!("command-read-text"),
            Command::Move(Move::Left) => say!("command-left"),
            Command::Move(Move::Right) => say!("command-right"),
            Command::Move(Move::Up) => say!("command-up"),
            Command::Move(Move::Down) => say!("command-down"),
            Command::Move(Move::PageUp) => say!("command-page-up"),
            Command::Move(Move::PageDown) => say!("command-page-down"),
            Command::Move(Move::First) => say!("command-first"),
            Command::Move(Move::Last) => say!("command-last"),
            Command::List(ListCommand::SwitchFocus) => say!("command-switch"),
            Command::Open => say!("command-open"),
            Command::List(ListCommand::Mark) => say!("command-mark"),
            Command::List(ListCommand::MarkAll) => say!("command-mark-all"),
            Command::List(ListCommand::ExtendUp) => say!("command-extend-up"),
            Command::List(ListCommand::ExtendDown) => say!("command-extend-down"),
            Command::List(ListCommand::CompareSimilar) => say!("command-alike"),
            Command::Compare(CompareCommand::AnswerRepeat) => say!("command-repeat"),
            Command::List(ListCommand::Filter) => say!("command-filter"),
            Command::List(ListCommand::Palette) => say!("command-palette"),
            Command::Help => say!("command-help"),
            Command::List(ListCommand::History) => say!("command-history"),
            Command::List(ListCommand::Deadline) => say!("command-deadline"),
            Command::List(ListCommand::ManualEntry) => say!("command-by-hand"),
            Command::List(ListCommand::Import) => say!("command-import"),
            Command::List(ListCommand::Attachments) => say!("command-attachments"),
            Command::List(ListCommand::Copy) => say!("command-copy"),
            Command::List(ListCommand::SaveText) => say!("command-save-text"),
            Command::List(ListCommand::Papers) => say!("command-papers"),
            Command::List(ListCommand::Follow) => say!("command-follow"),
            Command::Theme => say!("command-theme"),
            Command::Redraw => say!("command-redraw"),
            Command::Quit => say!("command-quit"),
            Command::Leave => say!("command-leave"),
            Command::Form(FormCommand::Enter) => say!("command-enter"),
            Command::Form(FormCommand::NextField) => say!("command-next-field"),
            Command::Form(FormCommand::PreviousField) => say!("command-previous-field"),
            Command::Form(FormCommand::Finish) => say!("command-finish"),
            Command::Form(FormCommand::Save) => say!("command-save"),
            Command::Form(FormCommand::SaveAndSubmit) => say!("command-save-and-submit"),
            Command::Form(FormCommand::Phrases) => say!("command-phrases"),
            Command::Form(FormCommand::QuoteFeedback) => say!("command-quote-feedback"),
            Command::Form(FormCommand::Versions) => say!("command-versions"),
            Command::Compare(CompareCommand::KeepMine) => say!("command-keep-mine"),
            Command::Compare(CompareCommand::TakeTheirs) => say!("command-take-theirs"),
            Command::Edit(EditorCommand::Undo) => say!("command-undo"),
            Command::Edit(EditorCommand::Redo) => say!("command-redo"),
            Command::Edit(EditorCommand::DeleteWordBack) => say!("command-delete-word"),
            Command::Edit(EditorCommand::NewLine) => say!("command-new-line"),
            Command::Edit(other) => format!("{other:?}"),
        }
    }
}
