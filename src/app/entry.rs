//! Who acts and what time it is: the first question of both interfaces.

use super::error::AppError;
use crate::app::access_check;
use crate::app::access_check::AccessError;
use crate::domain::directory::staff::Staff;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::platform::account::{calling_uid, real_uid};
use crate::store::{Store, StoreError};

/// Returns the acting member of staff: `--as`, or the user behind this process. `SUDO_UID` is
/// trusted only in a process that could read the database without sudo, as root or as the owner of
/// the file: anybody can set it in their own environment.
pub fn acting_staff(store: &Store, named: Option<&str>) -> Result<Staff, AppError> {
    let believed = real_uid() == 0 || store.owner_uid()? == real_uid();
    match (
        store.acting_staff(named, if believed { calling_uid() } else { real_uid() }),
        access_check::expected_owner(store.path()),
    ) {
        (Err(StoreError::UnknownUser(_)), Some(account)) if real_uid() == 0 && account != 0 => {
            Err(AccessError::Superuser(access_check::shell_login(account)).into())
        }
        (who, _) => Ok(who?),
    }
}

/// Returns the current time. `XINXIANG_NOW` replaces it for a practice database only.
pub fn current_time(office: &Office) -> Result<Timestamp, AppError> {
    if !office.practice {
        return Ok(Timestamp::now());
    }
    practice_time()
}

/// Returns the current time of a practice database: `XINXIANG_NOW`, else the system clock.
pub fn practice_time() -> Result<Timestamp, AppError> {
    match std::env::var("XINXIANG_NOW") {
        Ok(text) => text
            .parse()
            .map_err(|_| AppError::Usage(say!("cli-bad-now", value = text))),
        Err(_) => Ok(Timestamp::now()),
    }
}
