//! `doctor --take-over`: a person's word that nobody has the database on the network disk any more.

use std::path::Path;

use super::error::CliError;
use crate::store::lease::{self, TakenAway};

/// Takes away a lease that was left over. Returns the sentence that says whose it was.
pub fn take_over(database: &Path) -> Result<String, CliError> {
    let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    Ok(match lease::take_away(&database)? {
        TakenAway::Of(holder) => {
            let (since, renewed) = (holder.since.to_string(), holder.renewed.to_string());
            say!(
                "doctor-taken-over",
                host = holder.host.as_str(),
                person = holder.person.as_str(),
                since = since,
                renewed = renewed
            )
        }
        TakenAway::Unreadable => say!("doctor-taken-unreadable"),
        TakenAway::Nothing => say!("doctor-no-lease"),
    })
}
