//! Checks the office: its regulation, calendar and staff, and the calling user.

use super::Findings;
use crate::app::entry;
use crate::app::error::AppError;
use crate::domain::directory::names::is_blank;
use crate::domain::office::Office;
use crate::domain::time::Timestamp;
use crate::platform::account;
use crate::store::{Store, StoreError};

/// Checks the office, for the user or the member of staff that `--as` names.
///
/// # Errors
/// If the clock of a practice office is set to no time.
pub fn check_office(
    findings: &mut Findings,
    staff: Option<&str>,
    store: &Store,
) -> Result<(), AppError> {
    let office = store.office();
    check_rules(findings, office, entry::current_time(office)?);
    match entry::acting_staff(store, staff) {
        Ok(who) => findings.add_good(say!("doctor-who", who = who.name_with_role())),
        // Root may run `doctor` without being a member of staff.
        Err(AppError::Access(_) | AppError::Store(StoreError::UnknownUser(_)))
            if account::real_uid() == 0 => {}
        Err(error) => findings.add_problem(error.to_string()),
    }
    if office.practice {
        findings.add_good(say!("doctor-practice"));
    }
    Ok(())
}

/// Checks regulation, calendar and staff.
pub fn check_rules(findings: &mut Findings, office: &Office, now: Timestamp) {
    let regulation = office.regulation.title.localized();
    findings.add_good(say!(
        "doctor-regulation",
        title = regulation,
        units = office.units.all().len()
    ));
    let years: Vec<i16> = office.calendar.listed_years().collect();
    let span = |year: Option<&i16>| year.map(ToString::to_string).unwrap_or_default();
    findings.add_good(say!(
        "doctor-calendar",
        first = span(years.first()),
        last = span(years.last())
    ));
    let now = office.regulation.hours.to_civil(now);
    if !years.contains(&now.year()) {
        findings.add_problem(say!("doctor-no-year", year = now.year().to_string()));
    } else if now.date().month() == 12 && !years.contains(&(now.year() + 1)) {
        findings.add_note(say!(
            "doctor-next-year",
            year = (now.year() + 1).to_string()
        ));
    }
    if !office.has_leader() {
        findings.add_problem(say!("doctor-no-leader"));
    }
    for staff in office.staff.iter().filter(|staff| is_blank(&staff.id)) {
        findings.add_problem(say!(
            "doctor-blank-staff",
            id = staff.id.as_str(),
            name = staff.name.as_str()
        ));
    }
}
