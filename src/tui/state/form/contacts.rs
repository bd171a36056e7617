//! Who was reached at each unit last: filled in when the same is asked about the unit again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ActionForm, FormPurpose};
use crate::domain::directory::unit::{UnitId, Units};
use crate::domain::workflow::Ask;
use crate::domain::workflow::verb::Verb;
use crate::tui::widgets::form::FieldInput;

/// Preference of the person under which they are stored.
pub(crate) const CONTACTS_PREFERENCE: &str = "unit-contacts";

/// The answers that are remembered: which, by unit and code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitContacts(BTreeMap<i64, BTreeMap<String, String>>);

/// Returns which answers of an action are remembered, and the field that names the unit.
fn remembered(verb: Verb) -> (&'static [Ask], Ask) {
    match verb {
        Verb::SignFor => (&[Ask::Person, Ask::Phone], Ask::Unit),
        Verb::Feedback => (&[Ask::Person, Ask::Head], Ask::Unit),
        Verb::Urge | Verb::Remind => (&[Ask::To], Ask::Unit),
        Verb::Assign => (&[Ask::Person], Ask::Lead),
        _ => (&[], Ask::Unit),
    }
}

impl UnitContacts {
    /// Parses what [`UnitContacts::to_json`] returned; empty if it is anything else.
    pub fn parse(json: &str) -> UnitContacts {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Returns them as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Remembers the answers of a form that was recorded. Returns whether any is new.
    pub fn remember(&mut self, work: &ActionForm) -> bool {
        let Some((asks, unit)) = work.contact_fields() else {
            return false;
        };
        let known = self.0.entry(unit.0).or_default();
        let mut changed = false;
        for ask in asks {
            let value = work.form.value(ask.code());
            if !value.is_empty() && known.get(ask.code()) != Some(&value) {
                known.insert(ask.code().to_owned(), value);
                changed = true;
            }
        }
        changed
    }

    /// Returns what is known of a unit: what was entered last, else what the directory has.
    fn get(&self, unit: UnitId, ask: Ask, units: &Units) -> String {
        let entered = self.0.get(&unit.0).and_then(|known| known.get(ask.code()));
        let head = || units.get(unit)?.head.clone();
        match (ask, entered) {
            // Who heads a unit is set in the directory.
            (Ask::Head, entered) => head().or(entered.cloned()),
            (_, entered) => entered.cloned(),
        }
        .unwrap_or_default()
    }
}

impl ActionForm {
    /// Returns the answers that are remembered of the unit that the form is about; `None` if it is
    /// about none, or about several letters.
    fn contact_fields(&self) -> Option<(&'static [Ask], UnitId)> {
        let FormPurpose::Act(verb) = self.purpose else {
            return None;
        };
        let (asks, names) = remembered(verb);
        let chosen = || self.form.value(names.code()).parse().ok().map(UnitId);
        let unit = self.unit.or_else(chosen)?;
        (self.jobs.len() == 1 && !asks.is_empty()).then_some((asks, unit))
    }

    /// Fills in what is known of the unit, if that is another than before. What somebody typed
    /// stays.
    pub fn fill_contacts(&mut self, contacts: &UnitContacts, units: &Units) {
        let Some((asks, unit)) = self.contact_fields() else {
            return;
        };
        let before = self.contacts_of.replace(unit);
        if before == Some(unit) {
            return;
        }
        for ask in asks {
            let filled = before.map(|before| contacts.get(before, *ask, units));
            if let Some(field) = self.form.field_mut(ask.code())
                && let FieldInput::Line(line) = &mut field.input
                && (line.is_empty() || filled.as_deref() == Some(line.text()))
            {
                line.set_text(&contacts.get(unit, *ask, units));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::letter::LetterId;
    use crate::tui::effect::ActionTarget;
    use crate::tui::widgets::editor::LineEditor;
    use crate::tui::widgets::form::{Form, FormField};

    fn urging(unit: i64) -> ActionForm {
        let to = FieldInput::Line(LineEditor::default());
        let fields = vec![FormField::new(Ask::To.code(), String::new(), to)];
        let form = Form::new(String::new(), String::new(), fields);
        let mut work = ActionForm::without_letter(FormPurpose::Act(Verb::Urge), form);
        work.jobs.push(ActionTarget {
            letter: LetterId(1),
            seen_version: 1,
        });
        work.unit = Some(UnitId(unit));
        work
    }

    #[test]
    fn what_was_entered_about_a_unit_is_filled_in_for_that_unit_alone() {
        let units = Units::default();
        let mut contacts = UnitContacts::default();
        let mut first = urging(7);
        first.fill_contacts(&contacts, &units);
        assert_eq!(first.form.value("to"), "");
        first.form.paste("李主任");
        assert!(contacts.remember(&first));
        assert!(!contacts.remember(&first), "nothing new");
        let contacts = UnitContacts::parse(&contacts.to_json());
        let (mut same, mut other) = (urging(7), urging(8));
        same.fill_contacts(&contacts, &units);
        other.fill_contacts(&contacts, &units);
        assert_eq!(same.form.value("to"), "李主任");
        assert_eq!(other.form.value("to"), "");
        same.unit = Some(UnitId(8));
        same.fill_contacts(&contacts, &units);
        assert_eq!(same.form.value("to"), "", "another unit was chosen");
        same.form.paste("赵科长");
        same.unit = Some(UnitId(7));
        same.fill_contacts(&contacts, &units);
        assert_eq!(same.form.value("to"), "赵科长", "what was typed stays");
    }
}
