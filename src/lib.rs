//! xinxiang (信箱): the back office of a District Mayor's Mailbox, in the terminal.
//!
//! ```text
//!          keys                commands                 files, folders
//!           │                     │                          │
//!  ┌────────▼────────┐   ┌────────▼───────┐                  │
//!  │ tui             │   │ cli            │   starts the     │
//!  │  runtime        │   │  session args  │   screen, and    │
//!  │  update  view   │◄──┤  commands      │   prints what it │
//!  │  model   state  │   │                │   shows          │
//!  └────────┬────────┘   └────────┬───────┘                  │
//!           │                     │                          │
//!  ┌────────▼─────────────────────▼───────┐                  │
//!  │ app   who acts and when; a new       │                  │
//!  │       office, import, bulletin, demo │                  │
//!  └──┬──────────────┬─────────────────┬──┘                  │
//!     │       ┌──────▼─────────────────▼──┐   ┌──────────────▼──┐
//!     │       │ store  change: load,      │   │ intake          │
//!     │       │  decide, append, fold;    │   │  mail tables    │
//!     │       │  record index letters     │   │  text sandbox   │
//!     │       │  recall backup sqlite     │   └──────────────┬──┘
//!     │       └──────┬────────────────────┘                  │
//!  ┌──▼───────────┐  │  Letter, Action, Context              │ Incoming
//!  │ report       │  │                                       │
//!  │  the bulletin│  │   ┌────────────────────┐              │
//!  └──────┬───────┘  │   │ text  how strings  │              │
//!         │          │   │       are shown    │              │
//!  ┌──────▼──────────▼───▼────────────────────▼──────────────▼──┐
//!  │ domain   letter workflow regulation time directory; and    │
//!  │          their memory: query similarity suggestion         │
//!  │          screening. Pure.                                  │
//!  └────────────────────────────────────────────────────────────┘
//!    platform: users, files, this program · i18n: every sentence
//! ```
//!
//! No arrow between these rooms runs back: `tests/tidy/graph.rs` computes them from the code.
//!
//! What holds everywhere, and is proved by a test:
//!
//! * **A letter changes in one way**: [`store::Store::perform`] (and its first event through `receive`; its deadlines move when the
//!   calendar changes). The events are the record; the other tables are projections, and `verify` folds them again.
//! * **The record can be proved from outside**: a count of events and a hash, kept elsewhere ([`store::record::anchor`]); every copy, backup or
//!   rebuilt file is verified before it gets its name ([`store::backup`]), and the manifests beside a backup are asked ([`store::backup::witness`]).
//! * **Every transaction that writes to an office begins in one place**, [`store::sqlite::transaction`], on a file that is still where it was opened,
//!   still of this version, and, on a network disk, this process's to write ([`store::sqlite::lease`]); and in the name of a member of staff who
//!   still is one, but for what nobody asks for (the end of a session, counting and indexing texts). Founding and upgrading begin in
//!   [`store::sqlite::schema`]; a copy is made in a file that is nobody's yet ([`store::backup::part`]). A request that is retried after an error is
//!   applied at most once ([`store::change::idempotency`]); what two windows write stands beside one another ([`store::change::drafts`]); who is at work is told by
//!   [`store::sqlite::presence`], which is no part of the record; whoever keeps others from writing is named ([`store::sqlite::locks`]).
//!   Nobody stops a process that holds the lock ([`store::sqlite::stops`]); where a disk takes nothing, reading goes on (`store::sqlite::unwritable`).
//! * **The database's own files are opened by SQLite alone**: a file that a person names is opened by [`platform::files`], imported by
//!   [`intake::sources`], and both refuse those by their inodes. New files come whole or not at all ([`platform::new_files`], [`store::backup::part`]).
//! * **Each sees what they may**: a liaison the letters of their own unit, a restricted letter its readers, and that is recorded, as is
//!   who was refused ([`domain::letter::summary::Sight`], [`domain::letter::Letter::may_read`]). What names a letter that its reader may not
//!   read is left out of letters, events, marks and figures alike ([`domain::letter::redaction`]).
//! * **Whose words a line has is told by how it begins**: nobody's text makes a line of another's ([`tui::panes::lines`]).
//! * **A search finds every letter that has the words, and no other**, of those that one may read: [`store::index::search`]. The index is
//!   kept in the transaction that changes the letter, and `verify` compares it; it is made anew in steps, while others write
//!   ([`store::change::reindex`]).
//! * **What is suggested is never applied by itself**, and says from which letters it comes: [`domain::suggestion`], [`domain::similarity::recall`].
//! * **Names of people and units are checked once**, when they are recorded: [`domain::directory::names`].
//! * **The domain never asks the machine**: who, when, regulation and calendar come in a [`domain::workflow::decide::Context`].
//! * **Three tables are read aloud, all else is derived**: [`domain::workflow::WORKFLOW`], [`tui::keymap::KEYMAP`], the steps of
//!   [`store::sqlite::schema`].
//! * **Only `cli`, `main`, `app::entry` and `tui::runtime` have a clock, and only they and `app::import` see the store.** `tests/tidy.rs` is
//!   the wall.
//! * **A session from outside** (SSH, sudo) is bound at the door, [`cli::session`]: who it is, its environment, what it may ask for;
//!   and it touches no file but those in that person's folders of [`platform::exchange`].
//! * **Effects are data**: [`tui::update::update`] returns them, `tui::runtime` carries them out; a prompt is a state.
//! * **Nothing that comes in is lost in silence**: a row or a mail is a letter, is rejected with a reason, is skipped and counted, or is set
//!   aside until a person decides ([`store::change::aside`]); a dry run says the same numbers as the import.
//! * **The selection is a letter, not a place**; lists are windows on an index.
//! * **Strangers' files are read by a child of the program** under a limit of memory ([`intake::sandbox`]); what they wrote is made
//!   harmless where it is shown ([`text::sanitize`]), and once more at the doors to the terminal (`cli::output`, `tui::runtime::backend`).
//! * **Every sentence that a person sees** is in `assets/i18n`, in Chinese and in English.

#[macro_use]
pub mod i18n;
pub mod app;
pub mod cli;
pub mod domain;
pub mod intake;
pub mod platform;
pub mod report;
pub mod store;
pub mod text;
pub mod tui;
