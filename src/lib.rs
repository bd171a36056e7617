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
//!  │ app   who acts and when; new office, │                  │
//!  │       import, bulletin, today, demo  │                  │
//!  └──┬──────────────┬─────────────────┬──┘                  │
//!     │       ┌──────▼─────────────────▼──┐   ┌──────────────▼──┐
//!     │       │ store  change: load,      │   │ intake          │
//!     │       │  decide, append, fold;    │   │  mail tables    │
//!     │       │  record index letters     │   │  text sandbox   │
//!     │       │  recall backup sqlite     │   └──────────────┬──┘
//!     │       └──────┬────────────────────┘                  │
//!  ┌──▼───────────┐  │  Letter, Action, its rules           │ Incoming
//!  │ document     │  │   ┌────────────────────┐              │
//!  │ outgoing     │  │   │ text  how strings  │              │
//!  │  report      │  │   │       are shown    │              │
//!  └──────┬───────┘  │   └─────────┬──────────┘              │
//!  ┌──────▼──────────▼─────────────▼─────────────────────────▼──┐
//!  │ domain   letter workflow regulation time directory; and    │
//!  │          over earlier letters: query similarity suggestion │
//!  │          screening. Pure: no clock, no files, no SQL.      │
//!  └────────────────────────────────────────────────────────────┘
//!    platform: users, files, this program · i18n: all messages
//! ```
//!
//! No arrow between these modules, or between the parts of one, runs back: `tests/tidy/graph.rs` computes them from the code.
//!
//! Invariants, each checked by a test:
//!
//! * **A letter changes only through [`store::Store::perform`]**, except for its first event
//!   (`receive`) and for deadlines that move with the calendar. The event log is the source of
//!   truth; all other tables are projections, and `verify` replays the events and compares.
//! * **The event log can be checked from outside**: an anchor, the number of events and the last
//!   hash, is stored elsewhere ([`store::record::anchor`]). Every copy, backup or rebuilt file is
//!   verified before it gets its final name ([`store::backup`]), and the manifests next to a backup
//!   serve as anchors ([`store::backup::lineage`]).
//! * **Every write transaction begins in [`store::sqlite::transaction`]**, which checks that the
//!   file is still at its path and of this version, that this process holds the lease on a network
//!   disk ([`store::sqlite::lease`]), and that the acting member of staff is still active. Only
//!   housekeeping (the end of a session, counting and indexing texts) has no actor. Creating and
//!   upgrading an office begin in [`store::upgrade`]; a copy is made in a staged file
//!   ([`store::backup::staged_file`]).
//! * **Concurrent work is safe**: a request that is retried after an error is applied at most once
//!   ([`store::change::idempotency`]); drafts from two windows are both stored
//!   ([`store::change::drafts`]); presence is not part of the event log
//!   ([`store::sqlite::presence`]); an error names whoever holds the write lock
//!   ([`store::sqlite::locks`]); a process that holds the lock cannot be stopped
//!   ([`store::sqlite::stop_signals`]); on a disk that cannot be written, reading goes on
//!   (`store::sqlite::unwritable`).
//! * **Only SQLite opens the database's own files**: a file that a person names is opened by
//!   [`platform::files`] or imported by [`intake::collect_sources`], and both refuse the database's files
//!   by inode. New files appear whole or not at all ([`platform::new_files`],
//!   [`store::backup::staged_file`]).
//! * **Access is limited**: liaisons see the letters of their own unit, and only listed readers see
//!   a restricted letter; reading it is recorded, and so is a refusal
//!   ([`domain::letter::summary::AccessScope`], [`domain::letter::Letter::may_read`]). References to a
//!   letter that the reader may not read are removed from letters, events, marks and figures
//!   ([`domain::letter::redaction`]).
//! * **The beginning of a line shows whose text it is**: a citizen's text cannot imitate a line of
//!   the program ([`document::lines`]).
//! * **A search finds exactly the letters that contain the words**, among those that the person may
//!   read ([`store::index::search`]). The index is updated in the transaction that changes the
//!   letter, and `verify` compares it. It is rebuilt in steps, while others go on writing
//!   ([`store::rebuild`]).
//! * **A suggestion is never applied automatically**, and names the letters that it is based on
//!   ([`domain::suggestion`], [`domain::similarity::recall`]).
//! * **Names of people and units are validated once**, when they are recorded
//!   ([`domain::directory::names`]).
//! * **The domain is pure**: actor, time, regulation and calendar are passed in a
//!   [`domain::workflow::decide::DecisionContext`].
//! * **Three tables are the source of everything derived from them**:
//!   [`domain::workflow::WORKFLOW`], [`tui::keymap::KEYMAP`], and the upgrade steps of
//!   [`store::upgrade`].
//! * **Only `cli`, `main`, `app::entry` and `tui::runtime` read the clock, and only they and
//!   the rest of `app` use the store.** `tests/tidy.rs` checks this.
//! * **A session over SSH or sudo is restricted at its start** ([`cli::session`]): who it acts as,
//!   its environment, and what it may request. It touches no files but those in the person's
//!   folders of [`platform::exchange`].
//! * **Effects are data**: [`tui::update::update`] returns them and `tui::runtime` executes them; a
//!   prompt is a state of the model.
//! * **No input is lost silently**: a row or mail becomes a letter, is rejected with a reason, is
//!   skipped and counted, or is set aside for a person to decide ([`store::change::aside`]). A dry
//!   run reports the same numbers as the import.
//! * **The selection is a letter, not a position**; lists are windows on an index.
//! * **Untrusted files are parsed by a child process** under a memory limit ([`intake::sandbox`]).
//!   Their text is sanitised where it is shown ([`text::sanitize`]), and again before it reaches
//!   the terminal (`cli::output`, `tui::runtime::backend`).
//! * **All user-visible messages** are in `assets/i18n`, in Chinese and in English.

#[macro_use]
pub mod i18n;
pub mod app;
pub mod cli;
pub mod document;
pub mod domain;
pub mod intake;
pub mod outgoing;
pub mod platform;
pub mod report;
pub mod store;
pub mod text;
pub mod tui;
