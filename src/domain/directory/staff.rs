//! The members of staff, and the roles that determine what each may do (article 2).

use serde::{Deserialize, Serialize};

use super::unit::UnitId;
use crate::domain::time::Date;

/// A role of a member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 专职管理员 at the information centre: receives, registers, assigns, drafts, sends.
    Administrator,
    /// 区领导: instructs and reviews.
    Leader,
    /// 区政府办公室: assesses, publishes the bulletin.
    Office,
    /// 承办单位专人: sees only the letters of their own unit.
    Liaison,
    /// Reads and changes nothing.
    Observer,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 5] = [
        Role::Administrator,
        Role::Leader,
        Role::Office,
        Role::Liaison,
        Role::Observer,
    ];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Leader => "leader",
            Role::Office => "office",
            Role::Liaison => "liaison",
            Role::Observer => "observer",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Returns the label in the user's language.
    pub fn label(self) -> String {
        crate::say!(&format!("role-{}", self.code()))
    }
}

/// A member of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The short name used on the command line, such as `wang`; called the staff id.
    pub id: String,
    /// The displayed name, such as 王敏.
    pub name: String,
    /// The roles; a person may have several.
    pub roles: Vec<Role>,
    /// A liaison's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The person's user id in the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// What a leader is in charge of.
    #[serde(default, skip_serializing_if = "Portfolio::is_empty")]
    pub portfolio: Portfolio,
    /// For which leaders the person stands in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<Delegation>,
}

/// The units and categories of which a leader is in charge (分管).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Portfolio {
    /// The units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// The codes of the categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

impl Portfolio {
    /// Reports whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.categories.is_empty()
    }
}

/// What a delegate does in a leader's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DelegationScope {
    /// 批示: instruct.
    Instruct,
    /// 审阅: review.
    Review,
}

impl DelegationScope {
    /// All scopes.
    pub const ALL: [DelegationScope; 2] = [DelegationScope::Instruct, DelegationScope::Review];

    /// Returns the code used in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            DelegationScope::Instruct => "instruct",
            DelegationScope::Review => "review",
        }
    }

    /// Parses a code.
    pub fn parse(code: &str) -> Option<DelegationScope> {
        DelegationScope::ALL
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

/// A leader's work that another leader does for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// The staff id of the leader in whose place it is done.
    pub of: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// What is done.
    pub scopes: Vec<DelegationScope>,
    /// The reason.
    pub why: String,
}

impl Staff {
    /// Reports whether the person has one of these roles.
    pub fn is_one_of(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Reports whether the person has no role but liaison, and so sees only the letters of their
    /// own unit.
    pub fn is_liaison_only(&self) -> bool {
        !self.roles.is_empty() && self.roles.iter().all(|role| *role == Role::Liaison)
    }

    /// Reports whether the person stands in for a leader on a day.
    pub fn stands_in_for(&self, leader: &str, scope: DelegationScope, day: Date) -> bool {
        self.delegations.iter().any(|delegation| {
            delegation.of == leader
                && (delegation.from..=delegation.until).contains(&day)
                && delegation.scopes.contains(&scope)
        })
    }

    /// Returns the name with the first role, such as `王敏 管理员`.
    pub fn name_with_role(&self) -> String {
        match self.roles.first() {
            Some(role) => format!("{} {}", self.name, role.label()),
            None => self.name.clone(),
        }
    }
}
