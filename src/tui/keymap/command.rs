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
    /// Goes to the previous pane.
    PreviousPane,
    /// Goes to the next pane.
    NextPane,
    /// Opens the bulletin.
    Bulletin,
    /// Opens the topics that many people write about.
    HotTopics,
    /// Changes the number of days over which topics are gathered.
    NextWindow,
    /// Goes to the previous quarter, or year.
    PreviousPeriod,
    /// Goes to the next quarter, or year.
    NextPeriod,
    /// Switches between a quarter and its year.
    WholeYear,
    /// Opens the search, with its line focused.
    Search,
    /// Switches between the best matches first and the newest first.
    ToggleOrder,
    /// Accepts a completion.
    Complete,
    /// Publishes the bulletin, which freezes its figures.
    PublishBulletin,
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
    /// Switches the focus between the list and the letter.
    SwitchFocus,
    /// Opens what the cursor is on.
    Open,
    /// Marks the letter.
    Mark,
    /// Compares similar letters.
    CompareSimilar,
    /// Links a repeat, and answers it directly with the earlier reply.
    AnswerRepeat,
    /// Filters the list.
    Filter,
    /// Opens the command palette.
    Palette,
    /// Opens the help.
    Help,
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
    /// Switches between the light and the dark theme.
    Theme,
    /// Redraws the whole screen.
    Redraw,
    /// Ends the program.
    Quit,
    /// Closes what is open; drafts are saved.
    Leave,
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
    /// Compares the two versions of a reply or a form.
    Versions,
    /// Continues with the user's own version.
    KeepMine,
    /// Replaces the user's version with the other one.
    TakeTheirs,
    /// An editing command in a text.
    Edit(EditorCommand),
}

impl Command {
    /// Returns a label of a word or two.
    pub fn label(self) -> String {
        match self {
            Command::Do(verb) => verb.label(),
            Command::Go(queue) => say!(&format!("queue-{}", queue.code())),
            Command::PreviousPane => say!("command-previous-pane"),
            Command::NextPane => say!("command-next-pane"),
            Command::Bulletin => say!("command-bulletin"),
            Command::HotTopics => say!("command-hot"),
            Command::NextWindow => say!("command-other-days"),
            Command::Search => say!("command-search"),
            Command::ToggleOrder => say!("command-order"),
            Command::Complete => say!("command-complete"),
            Command::PreviousPeriod => say!("command-previous-period"),
            Command::NextPeriod => say!("command-next-period"),
            Command::WholeYear => say!("command-whole-year"),
            Command::PublishBulletin => say!("command-publish-bulletin"),
            Command::Left => say!("command-left"),
            Command::Right => say!("command-right"),
            Command::Up => say!("command-up"),
            Command::Down => say!("command-down"),
            Command::PageUp => say!("command-page-up"),
            Command::PageDown => say!("command-page-down"),
            Command::First => say!("command-first"),
            Command::Last => say!("command-last"),
            Command::SwitchFocus => say!("command-switch"),
            Command::Open => say!("command-open"),
            Command::Mark => say!("command-mark"),
            Command::CompareSimilar => say!("command-alike"),
            Command::AnswerRepeat => say!("command-repeat"),
            Command::Filter => say!("command-filter"),
            Command::Palette => say!("command-palette"),
            Command::Help => say!("command-help"),
            Command::History => say!("command-history"),
            Command::Deadline => say!("command-deadline"),
            Command::ManualEntry => say!("command-by-hand"),
            Command::Import => say!("command-import"),
            Command::Attachments => say!("command-attachments"),
            Command::Theme => say!("command-theme"),
            Command::Redraw => say!("command-redraw"),
            Command::Quit => say!("command-quit"),
            Command::Leave => say!("command-leave"),
            Command::Enter => say!("command-enter"),
            Command::NextField => say!("command-next-field"),
            Command::PreviousField => say!("command-previous-field"),
            Command::Finish => say!("command-finish"),
            Command::Save => say!("command-save"),
            Command::SaveAndSubmit => say!("command-save-and-submit"),
            Command::Phrases => say!("command-phrases"),
            Command::Versions => say!("command-versions"),
            Command::KeepMine => say!("command-keep-mine"),
            Command::TakeTheirs => say!("command-take-theirs"),
            Command::Edit(EditorCommand::Undo) => say!("command-undo"),
            Command::Edit(EditorCommand::Redo) => say!("command-redo"),
            Command::Edit(EditorCommand::DeleteWordBack) => say!("command-delete-word"),
            Command::Edit(other) => format!("{other:?}"),
        }
    }
}
