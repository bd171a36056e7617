//! `doctor --take-over`: removes the lease on a database on a network disk, on a person's word that
//! nobody uses it.

use std::path::Path;

use crate::app::error::AppError;
use crate::store::error::lease::format_time;
use crate::store::sqlite::lease::{self, Revoked};

/// Removes a stale lease; with `sure`, also one whose holder is still active. Returns a message
/// that names the former holder.
pub fn take_over(database: &Path, sure: bool) -> Result<String, AppError> {
    let database = database
        .canonicalize()
        .unwrap_or_else(|_| database.to_owned());
    if let Some((holder, seconds)) = lease::active_holder(&database).filter(|_| !sure) {
        let (host, person) = (holder.host.as_str(), holder.person.as_str());
        return Err(AppError::Refused(say!(
            "doctor-at-work",
            host = host,
            person = person,
            seconds = seconds
        )));
    }
    Ok(match lease::revoke(&database)? {
        Revoked::Of(holder) => {
            let (since, renewed) = (format_time(holder.since), format_time(holder.renewed));
            say!(
                "doctor-taken-over",
                host = holder.host.as_str(),
                person = holder.person.as_str(),
                since = since,
                renewed = renewed
            )
        }
        Revoked::Unreadable => say!("doctor-taken-unreadable"),
        Revoked::Nothing => say!("doctor-no-lease"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lease_of_one_who_is_at_work_is_taken_only_on_the_second_word() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().canonicalize().unwrap().join("office.db");
        let lease = lease::acquire(&database, "li").unwrap();
        let refused = take_over(&database, false).unwrap_err();
        assert_eq!(refused.exit_status(), 1);
        assert!(
            refused.to_string().contains("li") && refused.to_string().contains("--yes"),
            "{refused}"
        );
        lease.check().unwrap();
        assert!(
            take_over(&database, true).unwrap().contains("li"),
            "whose it was is told"
        );
        lease.check().unwrap_err();
    }
}
