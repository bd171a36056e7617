//! Startup: opens an existing office, or creates one at the first start.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::{Runtime, StartOptions, current_time};
use crate::app::error::AppError;
use crate::app::{entry, setup};
use crate::domain::letter::summary::ListOrder;
use crate::domain::settings::Founding;
use crate::domain::time::Timestamp;
use crate::intake::text::office_file;
use crate::platform::exchange::{Exchange, ExchangeDirection};
use crate::platform::file_guard::FileGuard;
use crate::store::{Store, StoreError};
use crate::tui::effect::Effect;
use crate::tui::effect::StoreRequest;
use crate::tui::keymap::custom;
use crate::tui::message::Message;
use crate::tui::message::StoreReply;
use crate::tui::model::notices::NOTICES_PREFERENCE;
use crate::tui::model::{Model, Screen};
use crate::tui::runtime::store_thread::StoreWorker;
use crate::tui::state::form::contacts::{CONTACTS_PREFERENCE, UnitContacts};
use crate::tui::state::import::{FOLDER_PREFERENCE, Folders};
use crate::tui::state::lock::IdleLock;
use crate::tui::theme::Theme;
use crate::tui::update::list_view::order_preference;
use crate::tui::update::{open_first_pane, update};

/// Opens an existing office. Returns the worker of the store thread, and a model with nothing
/// loaded yet.
///
/// # Errors
/// If the database cannot be opened, or the user is not a member of its staff.
pub(crate) fn open_office(start: &StartOptions) -> Result<(StoreWorker, Model), AppError> {
    let mut store = Store::open(&start.database)?;
    let who = entry::acting_staff(&store, start.staff.as_deref())?;
    // On a network disk the holder of the lease keeps it for the session; everyone else may only
    // read.
    let leased = match store.acquire_lease(&who.id) {
        Err(error @ StoreError::Leased(_)) => Some(error.to_string()),
        // A disk that accepts no writes can still be read from.
        Err(error) if error.is_unwritable_disk() => Some(
            store
                .read_only_reason()
                .unwrap_or_else(|| error.to_string()),
        ),
        Err(error) => return Err(error.into()),
        Ok(()) => None,
    };
    let now = entry::current_time(store.office())?;
    let liked = store.preferences(&who.id)?;
    let mut model = Model::new(
        store.office().clone(),
        who.clone(),
        now,
        choose_theme(liked.get("theme").map(String::as_str)),
    );
    for (queue, list) in &mut model.lists {
        if let Some(name) = order_preference(*queue)
            && let Some(code) = liked.get(name)
        {
            list.view.order = ListOrder::parse(code).unwrap_or_default();
        }
    }
    model.coworkers.lease_notice = leased;
    if let Err(sentence) = read_keys(&start.database) {
        model.report_refusal(sentence);
    }
    model.lock = IdleLock::new(start.lock_after);
    model.folders = session_folders(start.exchange.as_ref());
    if let Some(folder) = liked.get(FOLDER_PREFERENCE).map(PathBuf::from)
        && !model.folders.confined
        && folder.is_dir()
    {
        model.folders.current = folder;
    }
    // Over SSH the bell would ring on somebody else's machine: only who asks for it has it.
    let notices = liked.get(NOTICES_PREFERENCE).map(|value| value == "on");
    model.notices = notices.unwrap_or(start.exchange.is_none());
    if let Some(json) = liked.get(CONTACTS_PREFERENCE) {
        model.contacts = UnitContacts::parse(json);
    }
    Ok((StoreWorker::new(store, who, start.exchange.clone()), model))
}

/// Puts the office's own keys into force, if there is a file of them beside the database. With a bad
/// file the program has its own keys, and says so.
fn read_keys(database: &Path) -> Result<(), String> {
    let path = database.with_file_name(custom::KEYS_FILE);
    if !path.exists() {
        return Ok(());
    }
    let refused = |why: String| {
        let path = path.display().to_string();
        say!("keys-refused", path = path, why = why)
    };
    let own = FileGuard::of(database);
    let text =
        office_file::read_office_text(&path, &own).map_err(|error| refused(error.to_string()))?;
    let bindings = custom::parse(&text).map_err(|error| refused(error.to_string()))?;
    custom::install(bindings);
    Ok(())
}

pub(super) fn session_folders(exchange: Option<&Exchange>) -> Folders {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    match exchange {
        Some(exchange) => Folders {
            home,
            current: exchange.folder(ExchangeDirection::In),
            attachments: exchange.folder(ExchangeDirection::Out),
            confined: true,
        },
        None => {
            let here = std::env::current_dir().unwrap_or_default();
            Folders {
                attachments: home.clone(),
                home,
                current: here,
                confined: false,
            }
        }
    }
}

/// Returns the theme: `NO_COLOR` takes precedence, then `XINXIANG_THEME`, then the stored
/// preference, then dark.
pub(crate) fn choose_theme(liked: Option<&str>) -> Theme {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Theme::Plain;
    }
    let asked = std::env::var("XINXIANG_THEME").ok();
    asked
        .as_deref()
        .or(liked)
        .and_then(Theme::parse)
        .unwrap_or(Theme::Dark)
}

/// Builds the first screen completely, without threads: what it shows is read before it is drawn.
pub(crate) fn first_screen(mut desk: StoreWorker, model: Model) -> (StoreWorker, Screen) {
    let mut waiting = VecDeque::from([Effect::Store(StoreRequest::Refresh)]);
    let mut screen = Screen::Office(Box::new(model));
    let mut started = false;
    while let Some(effect) = waiting.pop_front() {
        // Searches and similar letters follow once their threads run.
        let Effect::Store(request) = effect else {
            continue;
        };
        for message in desk.carry_out(request, current_time(&screen)) {
            waiting.extend(update(&mut screen, message));
        }
        if let (Screen::Office(model), false) = (&mut screen, started) {
            // The counts have arrived and determine the first pane.
            waiting.extend(open_first_pane(model));
            started = true;
        }
    }
    (desk, screen)
}

impl Runtime {
    /// Creates the office that the first start offers, and opens it. If another process was faster,
    /// opens that one.
    pub(super) fn create_office(&mut self, founding: Option<&Founding>) -> Result<Model, AppError> {
        let now = if founding.is_none() {
            entry::practice_time()?
        } else {
            Timestamp::now()
        };
        let database = &self.from.database;
        let made = match founding {
            None => crate::app::demo::create_demo_office(database, now),
            Some(founding) => {
                let own = FileGuard::of(database);
                let office =
                    setup::new_office(founding, self.from.user.clone(), self.from.uid, &own)?;
                Store::create(database, &office, now)
                    .map(drop)
                    .map_err(AppError::from)
            }
        };
        match made {
            Ok(()) | Err(AppError::Store(StoreError::Exists(_))) => {}
            Err(error) => return Err(error),
        }
        let (mut desk, mut model) = open_office(&self.from)?;
        for message in desk.carry_out(StoreRequest::Refresh, model.now) {
            if let Message::Store(StoreReply::Counts(counts)) = message {
                model.counts = counts;
            }
        }
        self.store_thread = Some(desk.spawn_thread(self.tx.clone()));
        Ok(model)
    }
}
