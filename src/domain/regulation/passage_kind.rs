//! The kinds of passages that screening reports: obstacles to acceptance, and personal data that
//! must not be published.

use serde::{Deserialize, Serialize};

/// The kind of content in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
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

impl Kind {
    /// All kinds, in display order.
    pub const ALL: [Kind; 11] = [
        Kind::Uncivil,
        Kind::Advertising,
        Kind::Court,
        Kind::Name,
        Kind::Identity,
        Kind::Mobile,
        Kind::Landline,
        Kind::Email,
        Kind::BankCard,
        Kind::Plate,
        Kind::Address,
    ];

    /// Returns the code used in regulation files and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Uncivil => "uncivil",
            Kind::Advertising => "advertising",
            Kind::Court => "court",
            Kind::Mobile => "mobile",
            Kind::Landline => "landline",
            Kind::Identity => "identity",
            Kind::BankCard => "bank-card",
            Kind::Plate => "plate",
            Kind::Email => "email",
            Kind::Name => "name",
            Kind::Address => "address",
        }
    }

    /// Returns the label in the user's language, such as 涉法涉诉.
    pub fn words(self) -> String {
        crate::say!(&format!("passage-{}", self.code()))
    }

    /// Reports whether the passage is personal data, which is no ground for declining a letter but
    /// must not be published.
    pub fn is_personal(self) -> bool {
        match self {
            Kind::Uncivil | Kind::Advertising | Kind::Court => false,
            Kind::Mobile
            | Kind::Landline
            | Kind::Identity
            | Kind::BankCard
            | Kind::Plate
            | Kind::Email
            | Kind::Name
            | Kind::Address => true,
        }
    }
}
