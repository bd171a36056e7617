//! What a passage is: what may speak against accepting a letter, and what may not be published of it.

use serde::{Deserialize, Serialize};

/// What stands in a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 不文明用语: insults.
    Uncivil,
    /// 广告、邀请函.
    Advertising,
    /// 涉法涉诉: a matter before a court, an arbitral body or one of reconsideration.
    Court,
    /// 手机号码, of the numbering plan of the Chinese mainland.
    Mobile,
    /// 固定电话, with or without its area code.
    Landline,
    /// 公民身份号码 (GB 11643-1999), and those of 15 digits before it.
    Identity,
    /// 银行卡号 (ISO/IEC 7812).
    BankCard,
    /// 车牌号码 (GA 36-2018).
    Plate,
    /// 电子邮箱.
    Email,
    /// 姓名, of the writer or of another person.
    Name,
    /// 住址, down to the door.
    Address,
}

impl Kind {
    /// All kinds, in the order in which they are shown.
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

    /// The code in regulation files and message keys.
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

    /// The kind in the office's words: 涉法涉诉.
    pub fn words(self) -> String {
        crate::say!(&format!("passage-{}", self.code()))
    }

    /// Whether it is personal data: no reason to decline a letter, but nothing to publish.
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
