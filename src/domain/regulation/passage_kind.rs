//! The kinds of passages that screening reports: obstacles to acceptance, and personal data that
//! must not be published.

use serde::{Deserialize, Serialize};

/// The kind of content in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PassageKind {
    /// 不文明用语: insults.
    Uncivil,
    /// 广告、邀请函: advertising, invitations.
    Advertising,
    /// 涉法涉诉: a matter before a court, in arbitration or in administrative reconsideration.
    Court,
    /// 手机号码: a mobile number of the numbering plan of the Chinese mainland.
    Mobile,
    /// 固定电话: a landline number, with or without area code.
    Landline,
    /// 公民身份号码: an identity number (GB 11643-1999), or its predecessor of 15 digits.
    Identity,
    /// 银行卡号: a bank card number (ISO/IEC 7812).
    BankCard,
    /// 车牌号码: a licence plate (GA 36-2018).
    Plate,
    /// 电子邮箱: an e-mail address.
    Email,
    /// 姓名: the name of the writer or of another person.
    Name,
    /// 住址: a postal address down to the door.
    Address,
}

impl PassageKind {
    /// All kinds, in display order.
    pub const ALL: [PassageKind; 11] = [
        PassageKind::Uncivil,
        PassageKind::Advertising,
        PassageKind::Court,
        PassageKind::Name,
        PassageKind::Identity,
        PassageKind::Mobile,
        PassageKind::Landline,
        PassageKind::Email,
        PassageKind::BankCard,
        PassageKind::Plate,
        PassageKind::Address,
    ];

    /// Returns the code used in regulation files and message keys.
    pub fn code(self) -> &'static str {
        match self {
            PassageKind::Uncivil => "uncivil",
            PassageKind::Advertising => "advertising",
            PassageKind::Court => "court",
            PassageKind::Mobile => "mobile",
            PassageKind::Landline => "landline",
            PassageKind::Identity => "identity",
            PassageKind::BankCard => "bank-card",
            PassageKind::Plate => "plate",
            PassageKind::Email => "email",
            PassageKind::Name => "name",
            PassageKind::Address => "address",
        }
    }

    /// Returns the label in the user's language, such as 涉法涉诉.
    pub fn label(self) -> String {
        crate::say!(&format!("passage-{}", self.code()))
    }

    /// Reports whether the passage is personal data, which is no ground for declining a letter but
    /// must not be published.
    pub fn is_personal(self) -> bool {
        match self {
            PassageKind::Uncivil | PassageKind::Advertising | PassageKind::Court => false,
            PassageKind::Mobile
            | PassageKind::Landline
            | PassageKind::Identity
            | PassageKind::BankCard
            | PassageKind::Plate
            | PassageKind::Email
            | PassageKind::Name
            | PassageKind::Address => true,
        }
    }
}
