//! xinxiang (信箱): the back office of a District Mayor's Mailbox, in the terminal.
//!
//! ```text
//!            keys                                   files, folders
//!              │                                          │
//!   ┌──────────▼───────────┐   ┌──────────────┐   ┌───────▼────────┐
//!   │ tui                  │   │ cli          │   │ intake         │
//!   │  model   update      │   │  one file    │   │  mail, tables, │
//!   │  keymap  view, panes │   │  a command   │   │  JSON          │
//!   │  runtime: five       │   │              │   │  deliver ──┐   │
//!   │  threads, a channel  │   │              │   └────────────┼───┘
//!   └──────────┬───────────┘   └──────┬───────┘                │ Incoming
//!              │ Effect               │                        │
//!   ┌──────────▼──────────────────────▼────────────────────────▼───┐
//!   │ store     perform: load → decide → append events → fold →    │
//!   │           commit; receive, bulk; pages; search, similar, hot,│
//!   │           advice over one index of texts; drafts; verify     │
//!   └──────────────────────────────┬───────────────────────────────┘
//!                                  │ Letter, Action, Context
//!   ┌──────────────────────────────▼───────────────────────────────┐
//!   │ domain    letters and rules: workflow, decide, event, letter,│
//!   │           regulation, calendar, deadline; and their memory:  │
//!   │           query, gram, likeness, advice, passage. Pure.      │
//!   └──────────────────────────────▲───────────────────────────────┘
//!                                  │ Letter, Recorded
//!   ┌──────────────────────────────┴───────────────────────────────┐
//!   │ report    the bulletin: figures counted from events, each    │
//!   │           with its letters. Pure; tui and cli show it.       │
//!   └──────────────────────────────────────────────────────────────┘
//!     words: every sentence, from assets/i18n, for all of them
//! ```
//!
//! What holds everywhere, and is proved by a test:
//!
//! * **A letter changes in one way**: [`store::Store::perform`] (and its first event through `receive`; its deadlines move when the
//!   calendar changes). The events are the record; the other tables are projections, and `verify` folds them again.
//! * **The record can be proved from outside**: a count of events and a hash, kept elsewhere ([`store::anchor`]); every copy, backup or
//!   rebuilt file is verified before it gets its name ([`store::keep`]), and the manifests beside a backup are asked ([`store::keep::witness`]).
//! * **Every transaction that writes to an office begins in one place**, [`store::write`], on a file that is still where it was opened,
//!   still of this version, and, on a network disk, this process's to write ([`store::lease`]); and in the name of a member of staff who
//!   still is one, but for what nobody asks for (the end of a session, counting and indexing texts). Founding and upgrading begin in
//!   [`store::schema`]; a copy is made in a file that is nobody's yet ([`store::keep::part`]). A request that is retried after an error is
//!   applied at most once ([`store::idempotency`]); what two windows write stands beside one another ([`store::drafts`]); who is at work is told by
//!   [`store::presence`], which is no part of the record; whoever keeps others from writing is named ([`store::locks`]).
//!   Nobody stops a process that holds the lock ([`store::stops`]); where a disk takes nothing, reading goes on (`store::unwritable`).
//! * **The database's own files are opened by SQLite alone**: a file that a person names is opened by [`files`], imported by
//!   [`intake::sources`], and both refuse those by their inodes. New files come whole or not at all ([`files`], [`store::keep::part`]).
//! * **Each sees what they may**: a liaison the letters of their own unit, a restricted letter its readers, and that is recorded, as is
//!   who was refused ([`domain::summary::Sight`], [`domain::letter::Letter::may_read`]). What names a letter that its reader may not
//!   read is left out of letters, events, marks and figures alike ([`domain::redaction`]).
//! * **Whose words a line has is told by how it begins**: nobody's text makes a line of another's ([`tui::panes::lines`]).
//! * **A search finds every letter that has the words, and no other**, of those that one may read: [`store::search`]. The index is
//!   kept in the transaction that changes the letter, and `verify` compares it; it is made anew in steps, while others write
//!   ([`store::reindex`]).
//! * **What is suggested is never applied by itself**, and says from which letters it comes: [`domain::advice`], [`domain::recall`].
//! * **Names of people and units are checked once**, when they are recorded: [`domain::names`].
//! * **The domain never asks the machine**: who, when, regulation and calendar come in a [`domain::decide::Context`].
//! * **Three tables are read aloud, all else is derived**: [`domain::workflow::WORKFLOW`], [`tui::keymap::KEYMAP`], the steps of
//!   [`store::schema`].
//! * **Only `cli`, `main` and `tui::runtime` have a clock, and only they and `intake::deliver` see the store.** `tests/tidy.rs` is
//!   the wall.
//! * **A session from outside** (SSH, sudo) is bound at the door, [`cli::session`]: who it is, its environment, what it may ask for;
//!   and it touches no file but those in that person's folders of [`exchange`].
//! * **Effects are data**: [`tui::update::update`] returns them, `tui::runtime` carries them out; a prompt is a state.
//! * **Nothing that comes in is lost in silence**: a row or a mail is a letter, is rejected with a reason, is skipped and counted, or is set
//!   aside until a person decides ([`store::aside`]); a dry run says the same numbers as the import.
//! * **The selection is a letter, not a place**; lists are windows on an index.
//! * **Strangers' files are read by a child of the program** under a limit of memory ([`intake::child`]); what they wrote is made
//!   harmless where it is shown ([`tui::widgets::sanitise`]), and once more at the doors to the terminal (`cli::output`, `tui::backend`).
//! * **Every sentence that a person sees** is in `assets/i18n`, in Chinese and in English.

#[macro_use]
pub mod words;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod files;
pub mod intake;
pub mod report;
pub mod store;
pub mod tui;
