//! The way in: an office that is there, or one that is made at the first start.

use std::collections::VecDeque;
use std::path::PathBuf;

use jiff::Timestamp;

use super::desk::Desk;
use super::{Runtime, Start, now_of};
use crate::app::entry;
use crate::app::error::AppError;
use crate::platform::exchange::{Exchange, Way};
use crate::store::{Store, StoreError};
use crate::tui::effect::Effect;
use crate::tui::message::Message;
use crate::tui::model::{Folders, Model, Screen};
use crate::tui::state::lock::Lock;
use crate::tui::theme::Theme;
use crate::tui::update::{start, update};

/// Opens an existing office: the desk, and the model with nothing loaded yet.
pub fn enter(start: &Start) -> Result<(Desk, Model), AppError> {
    let mut store = Store::open(&start.database)?;
    let who = entry::who(&store, start.staff.as_deref())?;
    // On a network disk, who has the lease keeps it while he works; to the others the file is there to read.
    let leased = match store.ready(&who.id) {
        Err(error @ StoreError::Leased(_)) => Some(error.to_string()),
        // What takes nothing is there to be read.
        Err(error) if error.is_of_the_disk() => {
            Some(store.hindrance().unwrap_or_else(|| error.to_string()))
        }
        Err(error) => return Err(error.into()),
        Ok(()) => None,
    };
    let now = entry::now(store.office())?;
    let liked = store.preference(&who.id, "theme")?;
    let mut model = Model::new(
        store.office().clone(),
        who.clone(),
        now,
        theme(liked.as_deref()),
    );
    model.company.leased = leased;
    model.lock = Lock::new(start.lock_after);
    model.folders = folders(start.exchange.as_ref());
    Ok((Desk::new(store, who, start.exchange.clone()), model))
}

fn folders(exchange: Option<&Exchange>) -> Folders {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    match exchange {
        Some(exchange) => Folders {
            home,
            here: exchange.folder(Way::In),
            saved: exchange.folder(Way::Out),
            bound: true,
        },
        None => {
            let here = std::env::current_dir().unwrap_or_default();
            Folders {
                saved: home.clone(),
                home,
                here,
                bound: false,
            }
        }
    }
}

/// `NO_COLOR` before all, then `XINXIANG_THEME`, then what the person chose, then dark.
pub fn theme(liked: Option<&str>) -> Theme {
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

/// The first screen is complete: what it shows is read before it is drawn.
pub fn first_screen(mut desk: Desk, model: Model) -> (Desk, Screen) {
    let mut waiting = VecDeque::from([Effect::Count]);
    let mut screen = Screen::Office(Box::new(model));
    let mut started = false;
    while let Some(effect) = waiting.pop_front() {
        for message in desk.do_now(effect, now_of(&screen)) {
            waiting.extend(update(&mut screen, message));
        }
        if let (Screen::Office(model), false) = (&mut screen, started) {
            // The counts have come: they say where work waits.
            waiting.extend(start(model));
            started = true;
        }
    }
    (desk, screen)
}

impl Runtime {
    /// Makes the office that the first start offers; where another process was first, enters that one.
    pub(super) fn found(&mut self, practice: bool) -> Result<Model, AppError> {
        let now = if practice {
            entry::practice_now()?
        } else {
            Timestamp::now()
        };
        let made = if practice {
            crate::app::demo::make(&self.from.database, now)
        } else {
            let founding = crate::app::setup::weibin(false, self.from.user.clone(), self.from.uid)?;
            Store::found(&self.from.database, &founding, now)
                .map(drop)
                .map_err(AppError::from)
        };
        match made {
            Ok(()) | Err(AppError::Store(StoreError::Exists(_))) => {}
            Err(error) => return Err(error),
        }
        let (mut desk, mut model) = enter(&self.from)?;
        for message in desk.do_now(Effect::Count, model.now) {
            if let Message::Counts(counts) = message {
                model.counts = counts;
            }
        }
        self.desk = Some(desk.start(self.tx.clone()));
        Ok(model)
    }
}
