//! Files on the store thread: import, enclosures, saved attachments, the entries of folders.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;

use super::StoreWorker;
use crate::app::import::{ImportRequest, import_files};
use crate::app::papers;
use crate::app::tables::{self, LedgerLetters, LedgerRequest};
use crate::domain::directory::unit::UnitId;
use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::{Enclosure, IncomingLetter};
use crate::domain::time::Timestamp;
use crate::intake::sandbox::{Reader, SandboxSession};
use crate::intake::{MapOverrides, attachment_contents, collect_sources, make_enclosure};
use crate::outgoing::TableFormat;
use crate::platform::exchange::{Exchange, SaveCheck};
use crate::platform::file_guard::FileGuard;
use crate::platform::files::{self, FolderEntry};
use crate::platform::new_files;
use crate::report::paper::PaperKind;
use crate::store::StoreError;
use crate::store::change::receive::Received;
use crate::tui::effect::TableRequest;
use crate::tui::message::Message;
use crate::tui::message::StoreReply;
use crate::tui::state::import::PathPreview;

impl StoreWorker {
    pub(super) fn preview_path(&self, path: PathBuf) -> Result<PathPreview, String> {
        let own = self.store.guard();
        let (files, rejected) = collect_sources(&[self.admit_path(path)?], &own);
        match (&files[..], rejected.first()) {
            ([file], _) => {
                let mut reading = SandboxSession::new(Reader::current(), &own);
                let look = reading
                    .preview(file, &MapOverrides::default())
                    .map_err(|error| error.to_string())?;
                Ok(PathPreview::File(Box::new(look)))
            }
            ([], Some(rejection)) => Err(rejection.why.to_string()),
            ([], None) => Err(say!("import-nothing-there")),
            (files, _) => Ok(PathPreview::Folder(
                files.len(),
                files.iter().map(|file| file.bytes).sum(),
            )),
        }
    }

    /// Checks that this session may import from a path.
    fn admit_path(&self, path: PathBuf) -> Result<PathBuf, String> {
        match &self.exchange {
            None => Ok(path),
            Some(exchange) => exchange
                .check_importable(&path)
                .map_err(|error| error.to_string()),
        }
    }

    pub(super) fn import_files(
        &mut self,
        path: PathBuf,
        map: &[String],
        dry: bool,
        now: Timestamp,
        answers: &Sender<Message>,
    ) {
        let overrides = match MapOverrides::parse(map) {
            Ok(overrides) => overrides,
            Err(error) => {
                let _ = answers.send(Message::Store(StoreReply::Failed(error.to_string())));
                return;
            }
        };
        let path = match self.admit_path(path) {
            Ok(path) => path,
            Err(sentence) => {
                let _ = answers.send(Message::Store(StoreReply::Failed(sentence)));
                return;
            }
        };
        let import = ImportRequest {
            paths: vec![path],
            overrides,
            dry_run: dry,
            who: self.who.id.clone(),
            at: now,
            past: false,
        };
        let stop = self.stop.clone();
        let outcome = import_files(&mut self.store, &import, &mut |tally| {
            // When the receiver is gone, the stop flag is set as well.
            let _ = answers.send(Message::Store(StoreReply::Progress(*tally)));
            if stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let messages = match outcome {
            Ok(outcome) => vec![Message::Store(StoreReply::Imported(Box::new(outcome)))],
            // The letters received before the error are in the lists.
            Err(error) => vec![
                Message::Store(StoreReply::Failed(error.to_string())),
                Message::Store(StoreReply::OthersCommitted),
            ],
        };
        for message in messages {
            let _ = answers.send(message);
        }
    }

    /// Records a letter entered by hand, with the files that its form names.
    pub(super) fn receive_letter(
        &mut self,
        mut letter: IncomingLetter,
        files: Vec<PathBuf>,
        now: Timestamp,
    ) -> Result<Vec<Message>, StoreError> {
        let failed = |sentence| Ok(vec![Message::Store(StoreReply::Failed(sentence))]);
        let guard = self.store.guard();
        match enclose_files(files, self.exchange.as_ref(), &guard) {
            Ok(files) => letter.attachments = files,
            Err(sentence) => return failed(sentence),
        }
        let received = self.store.receive(vec![letter], &self.who.id, now)?;
        match received.first() {
            Some(Received::New(id)) => Ok(vec![Message::Store(StoreReply::Received(*id))]),
            Some(Received::AlreadyThere(id)) if self.store.may_read(*id, &self.who)? => {
                failed(say!("hand-there", id = id.0))
            }
            Some(Received::AlreadyThere(_)) => failed(say!("hand-there-sealed")),
            None => Ok(Vec::new()),
        }
    }

    /// Returns the bytes of an attachment; `None` if there is none, or the person may not read the
    /// letter.
    fn attachment_bytes(
        &self,
        letter: LetterId,
        position: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.store.may_read(letter, &self.who)? {
            true => self.store.read_attachment(letter, position),
            false => Ok(None),
        }
    }

    /// Reads what an attachment holds.
    pub(super) fn show_attachment(
        &self,
        letter: LetterId,
        position: usize,
    ) -> Result<Message, StoreError> {
        let bytes = self.attachment_bytes(letter, position)?;
        Ok(bytes.map_or_else(
            || no_attachment(position),
            |bytes| {
                let contents = attachment_contents(&bytes);
                Message::Store(StoreReply::Attachment(letter, position, contents))
            },
        ))
    }

    pub(super) fn save_attachment(
        &mut self,
        letter: LetterId,
        position: usize,
        path: &Path,
        now: Timestamp,
    ) -> Result<Message, StoreError> {
        let Some(bytes) = self.attachment_bytes(letter, position)? else {
            return Ok(no_attachment(position));
        };
        if let Some(answer) = self.answer_before_saving(path, &bytes) {
            return Ok(answer);
        }
        if self.exchange.is_some() {
            // In a session over SSH or sudo, the copy is recorded before its first byte is written.
            self.store.record_saved_attachment(
                &self.who.id,
                letter,
                position + 1,
                bytes.len() as u64,
                now,
            )?;
        }
        Ok(self.write_new(path, &bytes))
    }

    /// Saves a text of a letter to a new file.
    pub(super) fn save_text(
        &mut self,
        letter: LetterId,
        text: &str,
        path: &Path,
    ) -> Result<Message, StoreError> {
        if !self.store.may_read(letter, &self.who)? {
            return Ok(Message::Store(StoreReply::Failed(say!("no-letter-here"))));
        }
        Ok(self.save_new(path, format!("{text}\n").as_bytes()))
    }

    /// Saves a paper of a letter to a new file.
    pub(super) fn save_paper(
        &self,
        letter: LetterId,
        paper: (PaperKind, Option<UnitId>),
        path: &Path,
        now: Timestamp,
    ) -> Message {
        let made = papers::paper(&self.store, paper, letter, &self.who, now)
            .and_then(|values| papers::paper_bytes(paper.0, &values, path));
        match made {
            Ok(bytes) => self.save_new(path, &bytes),
            Err(error) => Message::Store(StoreReply::Failed(error.to_string())),
        }
    }

    /// Saves a table to a new file.
    pub(super) fn export_table(
        &self,
        request: TableRequest,
        path: &Path,
        now: Timestamp,
    ) -> Message {
        let failed = |sentence| Message::Store(StoreReply::Failed(sentence));
        let Some(format) = TableFormat::of_path(path) else {
            let path = path.display().to_string();
            return failed(say!("table-ending", path = path));
        };
        let letters = |letters, names| LedgerRequest {
            letters,
            names,
            format,
        };
        let ledger = |request| {
            let made = tables::ledger(&self.store, &request, &self.who, now, &mut |_, _| ());
            made.map(|(bytes, _)| bytes)
        };
        let made = match request {
            TableRequest::List(queue, view, names) => {
                let filter = Box::new(self.filter(*view));
                ledger(letters(LedgerLetters::Queue(queue, filter), names))
            }
            TableRequest::Search(query, names) => {
                ledger(letters(LedgerLetters::Query(query), names))
            }
            TableRequest::Bulletin(period) => {
                tables::bulletin(&self.store, period, format, &self.who, now)
            }
        };
        match made {
            Ok(bytes) => self.save_new(path, &bytes),
            Err(error) => failed(error.to_string()),
        }
    }

    /// Returns what a session over SSH or sudo is told instead of saving: that the file is there
    /// already, or why it may not be saved. `None` where it is to be written.
    fn answer_before_saving(&self, path: &Path, bytes: &[u8]) -> Option<Message> {
        let reply = match self.exchange.as_ref()?.check_save(path, bytes) {
            Ok(SaveCheck::HasSpace) => return None,
            Ok(SaveCheck::AlreadySaved(path)) => {
                let path = path.display().to_string();
                StoreReply::Done(say!("exchange-there", path = path))
            }
            Err(error) => StoreReply::Failed(error.to_string()),
        };
        Some(Message::Store(reply))
    }

    /// Saves bytes of which the record says nothing to a new file.
    fn save_new(&self, path: &Path, bytes: &[u8]) -> Message {
        self.answer_before_saving(path, bytes)
            .unwrap_or_else(|| self.write_new(path, bytes))
    }

    /// Writes a new file: anywhere, or in the session's own folder alone.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> Message {
        let written = match &self.exchange {
            None => new_files::create_file(path, bytes)
                .map(|()| path.to_owned())
                .map_err(|error| io_error_text(path, &error)),
            Some(exchange) => exchange
                .create_file(path)
                .map_err(|error| error.to_string())
                .and_then(|(file, path)| {
                    new_files::write_new_file(file, &path, bytes)
                        .map_err(|error| io_error_text(&path, &error))
                        .map(|()| path)
                }),
        };
        match written {
            Ok(path) => {
                let path = path.display().to_string();
                Message::Store(StoreReply::Done(say!(
                    "cli-attachment-saved",
                    path = path,
                    size = bytes.len()
                )))
            }
            Err(sentence) => Message::Store(StoreReply::Failed(sentence)),
        }
    }
}

fn no_attachment(position: usize) -> Message {
    let sentence = say!("cli-no-attachment", n = position + 1);
    Message::Store(StoreReply::Failed(sentence))
}

fn io_error_text(path: &Path, error: &std::io::Error) -> String {
    say!(
        "cli-file",
        path = path.display().to_string(),
        why = crate::i18n::describe_io_error(error)
    )
}

/// Reads the files that a form names. `own` are the device and inode numbers of the database's
/// files, which must not be opened.
///
/// # Errors
/// A sentence, if a file cannot be read or enclosed.
pub(super) fn enclose_files(
    paths: Vec<PathBuf>,
    exchange: Option<&Exchange>,
    own: &FileGuard,
) -> Result<Vec<Enclosure>, String> {
    let mut files = Vec::new();
    for path in paths {
        let (path, bytes) = match exchange {
            None => {
                let bytes = files::read(&path, own).map_err(|error| error.to_string())?;
                (path, bytes)
            }
            Some(exchange) => {
                let bytes = exchange
                    .read_attachment(&path)
                    .map_err(|error| error.to_string())?;
                (path, bytes)
            }
        };
        files.push(make_enclosure(&path, bytes)?);
    }
    Ok(files)
}

/// Returns the entries of a folder, as it begins a typed path: empty for the current one. `None` if
/// it cannot be read.
pub(in crate::tui::runtime) fn list_folder(
    typed: &str,
    exchange: Option<&Exchange>,
) -> Option<Vec<FolderEntry>> {
    let folder = Path::new(if typed.is_empty() { "." } else { typed });
    match exchange {
        Some(exchange) => Some(exchange.list_folder(folder)),
        None => files::list_folder(folder),
    }
}
