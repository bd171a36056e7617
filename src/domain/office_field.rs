//! What an office sets about itself, over what its regulation says.

use serde::{Deserialize, Serialize};

use super::directory::names::{self, NameError};
use super::regulation::{BilingualText, Regulation};
use crate::domain::regulation::number::NumberFormat;

/// A setting of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeField {
    /// The name of the mailbox, as it stands over the lists and in notices.
    Name,
    /// Who signs the replies.
    Authority,
    /// The format of official numbers, such as `渭信〔{year}〕{seq:4}号`.
    Number,
}

/// Why a setting cannot be recorded. `Display` gives a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfficeFieldError {
    /// The name is unreadable.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The format lacks `{year}` or `{seq}`.
    #[error("{}", say!("office-bad-number", value = .0.as_str()))]
    Number(String),
}

impl OfficeField {
    /// All settings, in the order of the page.
    pub const ALL: [OfficeField; 3] = [
        OfficeField::Name,
        OfficeField::Authority,
        OfficeField::Number,
    ];

    /// Returns the code used in the record and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            OfficeField::Name => "name",
            OfficeField::Authority => "authority",
            OfficeField::Number => "number",
        }
    }

    /// Returns the setting with this code.
    pub fn parse(code: &str) -> Option<OfficeField> {
        OfficeField::ALL
            .into_iter()
            .find(|field| field.code() == code)
    }

    /// Returns the label of the setting.
    pub fn label(self) -> String {
        say!(&format!("office-{}", self.code()))
    }

    /// Checks a value; returns it trimmed. An empty one returns to what the regulation says.
    ///
    /// # Errors
    /// If it is unreadable as a name, or no format of numbers.
    pub fn check(self, value: &str) -> Result<String, OfficeFieldError> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(String::new());
        }
        match self {
            OfficeField::Name | OfficeField::Authority => Ok(names::check_name(value)?),
            OfficeField::Number => NumberFormat::parse(value)
                .map(|_| value.to_owned())
                .ok_or_else(|| OfficeFieldError::Number(value.to_owned())),
        }
    }

    /// Puts a value over what the regulation says.
    pub fn apply(self, value: &str, regulation: &mut Regulation) {
        match self {
            OfficeField::Name => {
                regulation.office = BilingualText {
                    zh: value.to_owned(),
                    en: value.to_owned(),
                }
            }
            OfficeField::Number => {
                if let Some(format) = NumberFormat::parse(value) {
                    regulation.number = format;
                }
            }
            // The regulation does not say who signs.
            OfficeField::Authority => {}
        }
    }
}

/// Returns who signs the replies of a mailbox if nobody has said so: the office of the government
/// whose mayor it is.
pub fn default_authority(mailbox: &str) -> String {
    let government = ["区长信箱", "县长信箱", "市长信箱"]
        .iter()
        .find_map(|suffix| mailbox.strip_suffix(suffix))
        .unwrap_or(mailbox);
    match government.strip_suffix("人民政府") {
        Some(place) => format!("{place}人民政府办公室"),
        None => format!("{government}人民政府办公室"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_signs_follows_from_the_name_of_the_mailbox() {
        for (mailbox, authority) in [
            ("渭滨区区长信箱", "渭滨区人民政府办公室"),
            ("渭滨区人民政府区长信箱", "渭滨区人民政府办公室"),
            ("临江县县长信箱", "临江县人民政府办公室"),
        ] {
            assert_eq!(default_authority(mailbox), authority);
        }
    }

    #[test]
    fn a_number_without_year_or_place_is_refused() {
        let number = OfficeField::Number;
        assert_eq!(
            number.check(" 金信〔{year}〕{seq:4}号 ").unwrap(),
            "金信〔{year}〕{seq:4}号"
        );
        assert!(number.check("金信{seq}号").is_err() && number.check("金信〔{year}〕号").is_err());
        assert_eq!(number.check("  ").unwrap(), "");
    }
}
