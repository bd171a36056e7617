//! What keys do.

use crate::domain::letter::stage::Queue;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::editor::EditorCommand;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Something to the letter.
    Do(Verb),
    /// To a pane.
    Go(Queue),
    /// To the pane before.
    PreviousPane,
    /// To the next pane.
    NextPane,
    /// To the bulletin.
    Bulletin,
    /// To what many people write about.
    Hot,
    /// Another number of days.
    OtherDays,
    /// The quarter, or the year, before.
    PreviousPeriod,
    /// The quarter, or the year, after.
    NextPeriod,
    /// From a quarter to its year, and back.
    WholeYear,
    /// To the search, and into its line.
    Search,
    /// The best first, or the newest.
    Order,
    /// Takes what is offered while one types.
    Complete,
    /// Freezes the figures of the bulletin.
    PublishBulletin,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// One up.
    Up,
    /// One down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// From the list to the letter, and back.
    Switch,
    /// Opens what the cursor is on.
    Open,
    /// Marks the letter.
    Mark,
    /// The letters that are like it.
    Alike,
    /// Links a repeat, and answers it directly with the earlier reply.
    Repeat,
    /// Narrows the list.
    Filter,
    /// All commands, to search in.
    Palette,
    /// The help.
    Help,
    /// What happened to the letter.
    History,
    /// Why the deadline is when it is.
    Deadline,
    /// A letter entered by hand.
    ByHand,
    /// Letters from files.
    Import,
    /// Saves what came with the letter.
    Attachments,
    /// Light or dark.
    Theme,
    /// Draws the screen anew.
    Redraw,
    /// Ends the program.
    Quit,
    /// Leaves what is open; nothing is lost.
    Leave,
    /// Goes on: the next field, or done.
    Enter,
    /// The next field.
    NextField,
    /// The field before.
    PreviousField,
    /// Done.
    Finish,
    /// Records the draft.
    Save,
    /// Records the draft and submits it.
    SaveAndSubmit,
    /// The phrases.
    Phrases,
    /// The two versions of the reply, one beside the other.
    Versions,
    /// Goes on with one's own version.
    KeepMine,
    /// Puts the other version into the editor.
    TakeTheirs,
    /// Something in a text.
    Edit(EditorCommand),
}

impl Command {
    /// What it does, in a word or two.
    pub fn words(self) -> String {
        match self {
            Command::Do(verb) => verb.words(),
            Command::Go(queue) => say!(&format!("queue-{}", queue.code())),
            Command::PreviousPane => say!("command-previous-pane"),
            Command::NextPane => say!("command-next-pane"),
            Command::Bulletin => say!("command-bulletin"),
            Command::Hot => say!("command-hot"),
            Command::OtherDays => say!("command-other-days"),
            Command::Search => say!("command-search"),
            Command::Order => say!("command-order"),
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
            Command::Switch => say!("command-switch"),
            Command::Open => say!("command-open"),
            Command::Mark => say!("command-mark"),
            Command::Alike => say!("command-alike"),
            Command::Repeat => say!("command-repeat"),
            Command::Filter => say!("command-filter"),
            Command::Palette => say!("command-palette"),
            Command::Help => say!("command-help"),
            Command::History => say!("command-history"),
            Command::Deadline => say!("command-deadline"),
            Command::ByHand => say!("command-by-hand"),
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
