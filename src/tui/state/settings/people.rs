//! The pages of the members of staff.

use super::pages::{Entry, PageInputs, form};
use super::{SettingsAction, SettingsPage};
use crate::domain::directory::staff::{Delegation, Role, Staff};
use crate::tui::state::settings::forms::SettingsForm;

impl PageInputs<'_> {
    pub(super) fn people(&self) -> Vec<Entry> {
        let mut entries = vec![form("settings-add-person", SettingsForm::AddStaff)];
        if !self.office.has_leader() {
            entries.push((
                say!("settings-no-leader-yet"),
                SettingsAction::Form(SettingsForm::AddStaff),
            ));
        }
        let entry = |staff: &Staff, right: String| {
            let page = SettingsPage::Person(staff.id.clone());
            (
                format!("{}\t{right}", staff.name),
                SettingsAction::Page(page),
            )
        };
        let active = self.office.staff.iter();
        entries.extend(active.map(|staff| entry(staff, self.about_person(staff))));
        let disabled = self.overview.disabled.iter();
        entries.extend(disabled.map(|staff| entry(staff, say!("cli-staff-disabled"))));
        entries
    }

    fn about_person(&self, staff: &Staff) -> String {
        let roles: Vec<String> = staff.roles.iter().map(|role| role.label()).collect();
        let unit = staff.unit.filter(|_| staff.is_one_of(&[Role::Liaison]));
        let unit = unit.map(|unit| self.office.units.short_name(unit));
        let parts: Vec<String> = unit.into_iter().chain(roles).collect();
        parts.join(&say!("list-and"))
    }

    /// Returns a member of staff, active or disabled.
    fn staff(&self, id: &str) -> Option<(&Staff, bool)> {
        let active = self.office.staff(id).map(|staff| (staff, true));
        active.or_else(|| {
            let mut disabled = self.overview.disabled.iter();
            disabled
                .find(|staff| staff.id == id)
                .map(|staff| (staff, false))
        })
    }

    pub(super) fn person_name(&self, id: &str) -> String {
        self.staff(id)
            .map_or_else(String::new, |(staff, _)| staff.name_with_role())
    }

    /// Returns the login name of a user of the machine, or the number of one without a name.
    fn account_name(&self, uid: Option<u32>) -> String {
        let known = self
            .overview
            .accounts
            .iter()
            .find(|(_, known)| Some(*known) == uid);
        let number = uid.map(|uid| uid.to_string());
        known
            .map(|(login, _)| login.clone())
            .or(number)
            .unwrap_or_default()
    }

    pub(super) fn person(&self, id: &str) -> Vec<Entry> {
        let own = |make: fn(String) -> SettingsForm| make(id.to_owned());
        let Some((staff, active)) = self.staff(id) else {
            return Vec::new();
        };
        if !active {
            return vec![form("settings-enable", own(SettingsForm::EnableStaff))];
        }
        let mut entries = vec![
            form("settings-rename", own(SettingsForm::RenameStaff)),
            form("settings-roles", own(SettingsForm::Roles)),
            (
                format!(
                    "{}\t{}",
                    say!("settings-account"),
                    self.account_name(staff.uid)
                ),
                SettingsAction::Form(own(SettingsForm::Account)),
            ),
        ];
        if staff.is_one_of(&[Role::Liaison]) {
            entries.push(form("settings-move", own(SettingsForm::MoveStaff)));
        }
        if staff.is_one_of(&[Role::Leader]) {
            entries.push(form("settings-portfolio", own(SettingsForm::Portfolio)));
            entries.push(form("settings-delegate", own(SettingsForm::Delegate)));
        }
        let today = self.office.regulation.hours.to_civil(self.now).date();
        for other in self.office.staff.iter() {
            let of = |delegation: &&Delegation| delegation.of == id && delegation.until >= today;
            for delegation in other.delegations.iter().filter(of) {
                let label = say!(
                    "settings-end-delegation",
                    to = other.name.as_str(),
                    from = delegation.from.to_string(),
                    until = delegation.until.to_string()
                );
                let end = SettingsForm::EndDelegation(other.id.clone(), id.to_owned());
                entries.push((label, SettingsAction::Form(end)));
            }
        }
        entries.push(form("settings-disable", own(SettingsForm::DisableStaff)));
        entries
    }
}
