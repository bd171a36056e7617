//! Validates names in the directory: staff ids, displayed names, names of units and aliases, and
//! which of them count as equal.
//!
//! Adding is strict and reading is lenient: a name recorded by an older version is still read, but
//! a blank one never matches anything.

pub(crate) mod equality;

pub use crate::domain::directory::names::equality::{name_key, sounds_like};
pub use crate::domain::text::invisible::{is_blank, is_invisible};

use super::staff::Staff;
use super::unit::{Unit, Units};

/// The maximum length of a staff id, in characters.
pub const LONGEST_ID: usize = 32;

/// The maximum length of a displayed name, a unit's name or an alias, in characters.
pub const LONGEST_NAME: usize = 60;

/// The maximum length of the description of a unit's responsibilities, in characters.
pub const LONGEST_DUTIES: usize = 2_000;

/// The reason why a name is rejected. `Display` gives a sentence with the next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It has no visible characters.
    #[error("{}", say!("name-blank"))]
    Blank,
    /// The staff id contains something other than lower-case Latin letters, digits, `.`, `_` and
    /// `-`.
    #[error("{}", say!("name-id", id = .0.as_str(), most = LONGEST_ID))]
    Id(String),
    /// It contains a line break, a tab, or an invisible or bidi control character: the name and the
    /// character's code point.
    #[error("{}", say!("name-unseen", name = .0.as_str(), code = .1.as_str()))]
    Unseen(String, String),
    /// It has no letter.
    #[error("{}", say!("name-no-letter", name = .0.as_str()))]
    NoLetter(String),
    /// It is no e-mail address.
    #[error("{}", say!("name-no-address", name = .0.as_str()))]
    NoAddress(String),
    /// It is too long: the maximum length.
    #[error("{}", say!("name-long", most = *.0))]
    Long(usize),
    /// An active person has this displayed name: the name as recorded there, and the staff id.
    #[error("{}", say!("name-person-exists", name = .0.as_str(), id = .1.as_str()))]
    Person(String, String),
    /// A unit has this name or an equal one: the name, the recorded name, and the unit.
    #[error("{}", say!("name-unit-same", name = .0.as_str(), other = .1.as_str(), unit = .2.as_str()))]
    Unit(String, String, String),
    /// Typed as pinyin, it would find another unit: the name, and that unit.
    #[error("{}", say!("name-unit-pinyin", name = .0.as_str(), unit = .1.as_str()))]
    Pinyin(String, String),
}

impl NameError {
    /// Returns the code used in the JSON form of an error.
    pub fn kind(&self) -> &'static str {
        match self {
            NameError::Blank
            | NameError::Id(_)
            | NameError::Unseen(..)
            | NameError::NoLetter(_)
            | NameError::NoAddress(_)
            | NameError::Long(_) => "bad_name",
            NameError::Person(..) => "staff_exists",
            NameError::Unit(..) | NameError::Pinyin(..) => "unit_exists",
        }
    }
}

/// Checks a staff id: `[a-z0-9][a-z0-9._-]*`, at most [`LONGEST_ID`] characters.
pub fn check_id(id: &str) -> Result<(), NameError> {
    if is_blank(id) {
        return Err(NameError::Blank);
    }
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let begins = id.bytes().next().is_some_and(allowed);
    if begins
        && id.len() <= LONGEST_ID
        && id
            .bytes()
            .all(|byte| allowed(byte) || b"._-".contains(&byte))
    {
        return Ok(());
    }
    Err(NameError::Id(printable_excerpt(id)))
}

/// Derives a valid staff id from a login name, which may contain other characters.
pub fn id_from(login: &str) -> String {
    let plain = |char: char| match char.to_ascii_lowercase() {
        char @ ('a'..='z' | '0'..='9' | '.' | '_' | '-') => char,
        _ => '-',
    };
    let id: String = login.chars().map(plain).collect();
    let id: String = id
        .trim_start_matches(['.', '_', '-'])
        .chars()
        .take(LONGEST_ID)
        .collect();
    if id.is_empty() {
        "administrator".to_owned()
    } else {
        id
    }
}

/// Checks a displayed name. Returns it without surrounding blanks.
pub fn check_name(name: &str) -> Result<String, NameError> {
    if is_blank(name) {
        return Err(NameError::Blank);
    }
    let trimmed = name.trim();
    let bad = |char: &char| {
        is_invisible(*char) || char.is_control() || matches!(char, '\u{2028}' | '\u{2029}')
    };
    if let Some(bad) = trimmed.chars().find(bad) {
        return Err(NameError::Unseen(
            printable_excerpt(trimmed),
            format!("U+{:04X}", u32::from(bad)),
        ));
    }
    if trimmed.chars().count() > LONGEST_NAME {
        return Err(NameError::Long(LONGEST_NAME));
    }
    Ok(trimmed.to_owned())
}

/// Checks the name of a person outside the directory: `123` is none.
pub fn check_person_name(name: &str) -> Result<String, NameError> {
    let name = check_name(name)?;
    match name.chars().any(char::is_alphabetic) {
        true => Ok(name),
        false => Err(NameError::NoLetter(name)),
    }
}

/// Checks an e-mail address: something, `@`, something with a dot, and no blanks.
pub fn check_address(address: &str) -> Result<String, NameError> {
    let address = check_name(address)?;
    let parts = address.split_once('@');
    let whole = parts
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
    match whole && !address.contains(char::is_whitespace) {
        true => Ok(address),
        false => Err(NameError::NoAddress(address)),
    }
}

/// Derives a displayed name from what the system knows of a user; falls back to the staff id.
pub fn name_from(text: &str, id: &str) -> String {
    let name: String = text
        .chars()
        .filter(|char| !is_invisible(*char) && !char.is_control())
        .take(LONGEST_NAME)
        .collect();
    check_name(&name).unwrap_or_else(|_| id.to_owned())
}

/// Checks a new member of staff against the active ones. Returns them with the name as it will be
/// recorded.
pub fn check_staff(staff: Staff, active: &[Staff]) -> Result<Staff, NameError> {
    check_id(&staff.id)?;
    let name = check_name(&staff.name)?;
    check_person_name_free(&staff.id, &name, active)?;
    Ok(Staff { name, ..staff })
}

/// Rejects a displayed name that another active person has.
pub fn check_person_name_free(id: &str, name: &str, active: &[Staff]) -> Result<(), NameError> {
    let wanted = name_key(name);
    match active
        .iter()
        .find(|other| other.id != id && name_key(&other.name) == wanted)
    {
        Some(other) => Err(NameError::Person(other.name.clone(), other.id.clone())),
        None => Ok(()),
    }
}

/// Checks a new unit and its aliases. Returns it as it will be recorded: names trimmed, blank and
/// duplicate aliases dropped.
pub fn check_unit(unit: Unit, units: &Units) -> Result<Unit, NameError> {
    let name = check_name(&unit.name)?;
    check_unit_name_free(&name, None, units)?;
    let mut keys = vec![name_key(&name)];
    let mut aliases = Vec::with_capacity(unit.aliases.len());
    for alias in unit.aliases.iter().filter(|alias| !is_blank(alias)) {
        let alias = check_name(alias)?;
        check_unit_name_free(&alias, None, units)?;
        let key = name_key(&alias);
        if !keys.contains(&key) {
            keys.push(key);
            aliases.push(alias);
        }
    }
    let kind = if is_blank(&unit.kind) {
        String::new()
    } else {
        check_name(&unit.kind)?
    };
    let duties = if is_blank(&unit.duties) {
        String::new()
    } else {
        unit.duties
    };
    if duties.chars().count() > LONGEST_DUTIES {
        return Err(NameError::Long(LONGEST_DUTIES));
    }
    Ok(Unit {
        name,
        aliases,
        kind,
        duties,
        ..unit
    })
}

/// Checks a new name of a unit, which may be one of its aliases. Returns it as it will be recorded.
pub fn check_unit_name(name: &str, unit: &Unit, units: &Units) -> Result<String, NameError> {
    let name = check_name(name)?;
    let others = units.all().iter().filter(|other| other.id != unit.id);
    check_unit_name_free(&name, None, &Units::new(others.cloned().collect()))?;
    Ok(name)
}

/// Checks a new alias of a unit. Returns it as it will be recorded.
pub fn check_alias(alias: &str, unit: &Unit, units: &Units) -> Result<String, NameError> {
    let alias = check_name(alias)?;
    check_unit_name_free(&alias, Some(unit), units)?;
    Ok(alias)
}

/// Rejects a name equal to a unit's name, and one in Latin letters that would find another unit by
/// its pinyin.
fn check_unit_name_free(name: &str, of: Option<&Unit>, units: &Units) -> Result<(), NameError> {
    let wanted = name_key(name);
    for unit in units.all() {
        let mut names = std::iter::once(&unit.name)
            .chain(&unit.aliases)
            .filter(|other| !is_blank(other));
        if let Some(other) = names.clone().find(|other| name_key(other) == wanted) {
            return Err(NameError::Unit(
                name.to_owned(),
                other.clone(),
                unit.name.clone(),
            ));
        }
        let another = of.is_none_or(|of| of.id != unit.id);
        if another && names.any(|other| sounds_like(name, other)) {
            return Err(NameError::Pinyin(name.to_owned(), unit.name.clone()));
        }
    }
    Ok(())
}

/// Escapes a staff id for a list separated by blanks. Blanks, control characters and `%` are
/// replaced by their code points, so that an id recorded by an older version cannot end an entry.
/// Valid ids are unchanged.
pub fn escape_id(id: &str) -> String {
    let mut listed = String::with_capacity(id.len());
    for char in id.chars() {
        if char.is_whitespace() || char.is_control() || char == '%' {
            listed.push_str(&format!("%{:X};", u32::from(char)));
        } else {
            listed.push(char);
        }
    }
    listed
}

/// Returns a printable excerpt of a rejected name for an error message, at most [`LONGEST_ID`]
/// characters long.
fn printable_excerpt(name: &str) -> String {
    let mut chars = name.chars().map(|char| match char {
        char if char.is_control()
            || is_invisible(char)
            || matches!(char, '\u{2028}' | '\u{2029}') =>
        {
            '\u{FFFD}'
        }
        char => char,
    });
    let mut shown: String = chars.by_ref().take(LONGEST_ID).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::directory::staff::Role;
    use crate::domain::directory::unit::UnitId;

    fn unit(id: i64, name: &str, aliases: &[&str]) -> Unit {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        Unit {
            id: UnitId(id),
            name: name.to_owned(),
            kind: "部门".to_owned(),
            aliases,
            duties: String::new(),
            ..Unit::default()
        }
    }

    fn directory() -> Units {
        Units::new(vec![
            unit(1, "区住房和城乡建设局", &["住建局"]),
            unit(2, "区水利局", &["水利局", ""]),
        ])
    }

    fn person(id: &str, name: &str) -> Staff {
        Staff {
            id: id.to_owned(),
            name: name.to_owned(),
            roles: vec![Role::Office],
            unit: None,
            uid: None,
            ..Staff::default()
        }
    }

    const BLANK: [&str; 10] = [
        "",
        " ",
        "\u{3000}",
        "\u{200b}",
        "\u{3164}",
        "\u{ffa0}",
        "\u{2800}",
        "\t\r\n",
        "\u{202e}",
        "\u{ad}\u{fe0f}",
    ];

    #[test]
    fn short_names_are_small_letters_digits_and_three_marks() {
        for id in ["wang", "li.ming", "u1000", "0", "a-b_c", &"a".repeat(32)] {
            assert_eq!(check_id(id), Ok(()), "{id}");
        }
        for id in [
            "li ming",
            "Wang",
            "王敏",
            "n\nl",
            "-a",
            ".a",
            "a'b",
            "а",
            "a\u{200b}",
            "a%",
            &"a".repeat(33),
        ] {
            assert!(matches!(check_id(id), Err(NameError::Id(_))), "{id:?}");
        }
        for blank in BLANK {
            assert_eq!(check_id(blank), Err(NameError::Blank), "{blank:?}");
        }
    }

    #[test]
    fn a_login_becomes_a_short_name() {
        for (login, id) in [
            ("root", "root"),
            ("ZHANG San", "zhang-san"),
            ("CORP\\li", "corp-li"),
            ("王", "administrator"),
        ] {
            assert_eq!(id_from(login), id);
        }
        assert_eq!(name_from("王\u{202e}敏\n", "wang"), "王敏");
        assert_eq!(name_from("\u{3000}", "wang"), "wang");
    }

    #[test]
    fn a_name_can_be_seen_and_is_one_line() {
        assert_eq!(check_name("\u{3000}王敏 "), Ok("王敏".to_owned()));
        for blank in BLANK {
            assert_eq!(check_name(blank), Err(NameError::Blank), "{blank:?}");
        }
        for bad in [
            "王\t敏",
            "王\n敏",
            "区住房和城乡建\u{200b}设局",
            "\u{202e}局建住",
            "王\u{2028}敏",
            "王\u{3164}敏",
            "a\u{7f}",
        ] {
            assert!(
                matches!(check_name(bad), Err(NameError::Unseen(..))),
                "{bad:?}"
            );
        }
        assert_eq!(check_name(&"长".repeat(61)), Err(NameError::Long(60)));
        assert!(check_name(&"长".repeat(60)).is_ok());
    }

    #[test]
    fn one_name_is_one_unit_however_it_is_written() {
        let units = directory();
        for taken in [
            "住建局",
            "住 建 局",
            "區住房和城鄉建設局",
            "⽔利局",
            "区水利局\u{3000}",
        ] {
            assert!(
                matches!(
                    check_unit(unit(0, taken, &[]), &units),
                    Err(NameError::Unit(..))
                ),
                "{taken}"
            );
            assert!(
                matches!(
                    check_alias(taken, &units.all()[0], &units),
                    Err(NameError::Unit(..))
                ),
                "{taken}"
            );
        }
        // These find another unit. For the unit itself, its own pinyin is an ordinary alias.
        for pinyin in ["slj", "ShuiLiJu", "ｓｌｊ"] {
            assert!(
                matches!(
                    check_alias(pinyin, &units.all()[0], &units),
                    Err(NameError::Pinyin(..))
                ),
                "{pinyin}"
            );
            assert!(
                check_alias(pinyin, &units.all()[1], &units).is_ok(),
                "{pinyin}"
            );
        }
        let added = check_unit(
            unit(
                0,
                " 区教育局 ",
                &["教育局", "", "\u{200b}", "教育局", "教 育 局"],
            ),
            &units,
        )
        .unwrap();
        assert_eq!(
            (added.name.as_str(), added.aliases),
            ("区教育局", vec!["教育局".to_owned()])
        );
    }

    #[test]
    fn two_people_are_not_called_the_same() {
        let active = [
            person("wang", "王敏"),
            person("yu", "玉敏"),
            person("li", "Li Ming"),
        ];
        for name in ["王敏", "王 敏", "⽟敏", "ＬＩ ｍｉｎｇ"] {
            assert!(
                matches!(
                    check_staff(person("new", name), &active),
                    Err(NameError::Person(..))
                ),
                "{name}"
            );
        }
        assert!(check_staff(person("new", "王敏（住建局）"), &active).is_ok());
        assert!(
            check_person_name_free("wang", "王敏", &active).is_ok(),
            "one's own name"
        );
    }

    #[test]
    fn what_is_wrong_is_told_without_what_cannot_be_seen() {
        let shown = check_id("n\nl\u{202e}").unwrap_err().to_string();
        assert!(!shown.contains(['\n', '\u{202e}']), "{shown:?}");
    }

    proptest! {
        #[test]
        fn no_short_name_holds_what_separates_a_list(ids in prop::collection::vec("\\PC{0,6}|[ \n\ta-z%;]{0,6}|[a-z0-9._-]{1,8}", 1..6), who in "\\PC{1,6}|[ \n\ta-z%;]{1,6}") {
            let list = format!(" {} ", ids.iter().map(|id| escape_id(id)).collect::<Vec<_>>().join(" "));
            let found = list.contains(&format!(" {} ", escape_id(&who)));
            // An empty id never matches.
            prop_assert_eq!(found, ids.contains(&who));
            for id in ids.iter().filter(|id| check_id(id).is_ok()) {
                prop_assert!(!id.contains(char::is_whitespace) && escape_id(id) == *id);
            }
        }
    }
}
