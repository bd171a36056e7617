//! Checks the office: its regulation, calendar and staff, and the calling user.

use super::Findings;
use crate::app::entry;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::domain::directory::names::is_blank;
use crate::domain::directory::staff::Role;
use crate::platform::account;
use crate::store::{Store, StoreError};

pub(super) fn look(
    findings: &mut Findings,
    args: &Xinxiang,
    store: &Store,
) -> Result<(), AppError> {
    let office = store.office();
    let regulation = office.regulation.title.localized();
    findings.well(say!(
        "doctor-regulation",
        title = regulation,
        units = office.units.all().len()
    ));
    let years: Vec<i16> = office.calendar.listed_years().collect();
    let span = |year: Option<&i16>| year.map(ToString::to_string).unwrap_or_default();
    findings.well(say!(
        "doctor-calendar",
        first = span(years.first()),
        last = span(years.last())
    ));
    let now = office.regulation.hours.to_civil(entry::now(office)?);
    if !years.contains(&now.year()) {
        findings.wrong(say!("doctor-no-year", year = now.year().to_string()));
    } else if now.date().month() == 12 && !years.contains(&(now.year() + 1)) {
        findings.note(say!(
            "doctor-next-year",
            year = (now.year() + 1).to_string()
        ));
    }
    if !office
        .staff
        .iter()
        .any(|staff| staff.is_one_of(&[Role::Leader]))
    {
        findings.wrong(say!("doctor-no-leader"));
    }
    for staff in office.staff.iter().filter(|staff| is_blank(&staff.id)) {
        findings.wrong(say!(
            "doctor-blank-staff",
            id = staff.id.as_str(),
            name = staff.name.as_str()
        ));
    }
    match entry::who(store, args.staff.as_deref()) {
        Ok(who) => findings.well(say!("doctor-who", who = who.name_with_role())),
        // Root may run `doctor` without being a member of staff.
        Err(AppError::Reach(_) | AppError::Store(StoreError::UnknownUser(_)))
            if account::real() == 0 => {}
        Err(error) => findings.wrong(error.to_string()),
    }
    if office.practice {
        findings.well(say!("doctor-practice"));
    }
    Ok(())
}
