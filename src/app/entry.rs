//! Who acts and what time it is: the first question of both interfaces.

use super::error::AppError;
use super::reach::{self, NotReached};
use crate::domain::directory::staff::Staff;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::platform::account::{real, uid};
use crate::store::{Store, StoreError};

/// Returns the acting member of staff: `--as`, or the user behind this process. `SUDO_UID` is
/// trusted only in a process that could read the database without sudo, as root or as the owner of
/// the file: anybody can set it in their own environment.
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

/// Returns the current time. `XINXIANG_NOW` replaces it for a practice database only.
pub fn now(office: &Office) -> Result<Timestamp, AppError> {
    if !office.practice {
        return Ok(Timestamp::now());
    }
    practice_now()
}

/// Returns the current time of a practice database: `XINXIANG_NOW`, else the system clock.
pub fn practice_now() -> Result<Timestamp, AppError> {
    match std::env::var("XINXIANG_NOW") {
        Ok(text) => text
            .parse()
            .map_err(|_| AppError::Usage(say!("cli-bad-now", value = text))),
        Err(_) => Ok(Timestamp::now()),
    }
}
