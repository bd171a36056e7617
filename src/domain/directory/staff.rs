//! The members of staff, and the roles that say what each may do (article 2).

use serde::{Deserialize, Serialize};

use super::unit::UnitId;

/// What a member of staff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 专职管理员 at the information centre: receives, registers, assigns, drafts, sends.
    Administrator,
    /// 区领导: instructs and reviews.
    Leader,
    /// 区政府办公室: assesses, publishes the bulletin.
    Office,
    /// 承办单位专人: sees his own unit's letters only.
    Liaison,
    /// Looks, and changes nothing.
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

    /// The code in JSON and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Leader => "leader",
            Role::Office => "office",
            Role::Liaison => "liaison",
            Role::Observer => "observer",
        }
    }

    /// The role with this code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The role in the office's words.
    pub fn words(self) -> String {
        crate::say!(&format!("role-{}", self.code()))
    }
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The short name by which he is called on the command line: `wang`.
    pub id: String,
    /// The name that people read: 王敏.
    pub name: String,
    /// What he is; several per person.
    pub roles: Vec<Role>,
    /// A liaison's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The user of the operating system that is he.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
}

impl Staff {
    /// Whether he has one of these roles.
    pub fn is_one_of(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether he is a liaison and nothing else: he sees his own unit's letters only.
    pub fn is_liaison_only(&self) -> bool {
        !self.roles.is_empty() && self.roles.iter().all(|role| *role == Role::Liaison)
    }

    /// Name and first role: `王敏 管理员`.
    pub fn titled(&self) -> String {
        match self.roles.first() {
            Some(role) => format!("{} {}", self.name, role.words()),
            None => self.name.clone(),
        }
    }
}
