//! Who acts, and what time it is: what both interfaces ask before anything else.

use jiff::Timestamp;

use super::error::AppError;
use super::reach::{self, NotReached};
use crate::domain::directory::staff::Staff;
use crate::domain::office::Office;
use crate::platform::account::{real, uid};
use crate::store::{Store, StoreError};

/// Who acts: `--as`, or the user behind this process. That sudo was called by somebody else is believed only in a process that could
/// read the file without it: anybody can write `SUDO_UID` into an environment of their own.
pub fn who(store: &Store, named: Option<&str>) -> Result<Staff, AppError> {
    let believed = real() == 0 || store.owner()? == real();
    match (
        store.who(named, if believed { uid() } else { real() }),
        reach::whose(store.path()),
    ) {
        (Err(StoreError::UnknownUser(_)), Some(account)) if real() == 0 && account != 0 => {
            Err(NotReached::Superuser(reach::login(account)).into())
        }
        (who, _) => Ok(who?),
    }
}

/// Now; `XINXIANG_NOW` moves the clock of a practice database, and of no other.
pub fn now(office: &Office) -> Result<Timestamp, AppError> {
    if !office.practice {
        return Ok(Timestamp::now());
    }
    practice_now()
}

/// Now, as a practice database has it.
pub fn practice_now() -> Result<Timestamp, AppError> {
    match std::env::var("XINXIANG_NOW") {
        Ok(text) => text
            .parse()
            .map_err(|_| AppError::Usage(say!("cli-bad-now", value = text))),
        Err(_) => Ok(Timestamp::now()),
    }
}
