//! Files on the store thread: import, enclosures, saved attachments, path completion.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;

use super::StoreWorker;
use crate::app::import::{ImportRequest, import_files};
use crate::domain::letter::LetterId;
use crate::domain::letter::incoming::Enclosure;
use crate::domain::time::Timestamp;
use crate::domain::workflow::action::Action;
use crate::intake::sandbox::{Reader, SandboxSession};
use crate::intake::{MapOverrides, collect_sources, make_enclosure};
use crate::platform::exchange::{Exchange, SaveCheck};
use crate::platform::file_guard::FileGuard;
use crate::platform::{files, new_files};
use crate::store::StoreError;
use crate::tui::message::Message;
use crate::tui::message::StoreReply;
use crate::tui::state::import::PathPreview;

/// Maximum number of completions.
const MAX_COMPLETIONS: usize = 10;

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

    pub(super) fn save_attachment(
        &mut self,
        letter: LetterId,
        position: usize,
        path: &Path,
        now: Timestamp,
    ) -> Result<Message, StoreError> {
        if !self.store.may_read(letter, &self.who)? {
            return Ok(Message::Store(StoreReply::Failed(say!(
                "cli-no-attachment",
                n = position + 1
            ))));
        }
        let Some(bytes) = self.store.read_attachment(letter, position)? else {
            return Ok(Message::Store(StoreReply::Failed(say!(
                "cli-no-attachment",
                n = position + 1
            ))));
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
        let text = format!("{text}\n");
        if let Some(answer) = self.answer_before_saving(path, text.as_bytes()) {
            return Ok(answer);
        }
        Ok(self.write_new(path, text.as_bytes()))
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

fn io_error_text(path: &Path, error: &std::io::Error) -> String {
    say!(
        "cli-file",
        path = path.display().to_string(),
        why = crate::i18n::describe_io_error(error)
    )
}

/// Reads the files that a form names, and has the action name them. `own` are the device and
/// inode numbers of the database's files, which must not be opened.
///
/// # Errors
/// A sentence, if a file cannot be read or enclosed.
pub(super) fn enclose_files(
    actions: &mut [Action],
    paths: Vec<PathBuf>,
    exchange: Option<&Exchange>,
    own: &FileGuard,
) -> Result<Vec<Enclosure>, String> {
    let mut files = Vec::new();
    for path in paths {
        let (path, bytes) = match exchange {
            None => {
                let home = std::env::var("HOME").unwrap_or_default();
                let path = path
                    .strip_prefix("~")
                    .map_or_else(|_| path.clone(), |rest| Path::new(&home).join(rest));
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
    for action in actions {
        action.name_files(&files);
    }
    Ok(files)
}

/// Returns the path as far as all completions agree, and the completions; none if there is only
/// one.
pub(super) fn complete_path(typed: &str, exchange: Option<&Exchange>) -> (String, Vec<String>) {
    let home = std::env::var("HOME").unwrap_or_default();
    let typed = typed
        .strip_prefix("~/")
        .map_or_else(|| typed.to_owned(), |rest| format!("{home}/{rest}"));
    let (folder, start) = typed
        .rsplit_once('/')
        .map_or(("", typed.as_str()), |(folder, start)| (folder, start));
    let read = if folder.is_empty() {
        if typed.starts_with('/') { "/" } else { "." }
    } else {
        folder
    };
    let found: Vec<(String, bool)> = match exchange {
        Some(exchange) => exchange.list_names(Path::new(read)),
        None => {
            let entries = std::fs::read_dir(read).into_iter().flatten().flatten();
            entries
                .filter_map(|entry| {
                    Some((entry.file_name().into_string().ok()?, entry.path().is_dir()))
                })
                .collect()
        }
    };
    let fits =
        |name: &str| name.starts_with(start) && (start.starts_with('.') || !name.starts_with('.'));
    let named = found.into_iter().filter(|(name, _)| fits(name));
    let mut names: Vec<String> = named
        .map(|(name, folder)| if folder { format!("{name}/") } else { name })
        .collect();
    names.sort();
    let common = names.iter().skip(1).fold(
        names.first().cloned().unwrap_or_else(|| start.to_owned()),
        |common, name| {
            common
                .chars()
                .zip(name.chars())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a)
                .collect()
        },
    );
    let path = if typed.contains('/') {
        format!("{folder}/{common}")
    } else {
        common
    };
    if names.len() == 1 {
        names.clear();
    }
    if names.len() > MAX_COMPLETIONS {
        let more = names.len() - MAX_COMPLETIONS;
        names.truncate(MAX_COMPLETIONS);
        names.push(say!("import-more-names", n = more));
    }
    (path, names)
}
