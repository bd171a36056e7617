//! The fields of the search language, and their names in both languages.

use crate::domain::text::normalize::folded;
use crate::i18n::{Lang, language};

/// A field of a query: what stands before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 单位: a unit that has the letter.
    Unit,
    /// 阶段: where the letter stands.
    Stage,
    /// 从: since when.
    From,
    /// 到: until when, that period included.
    To,
    /// 类别: the category.
    Category,
    /// 超期: whether it is late.
    Late,
    /// 来信人: the writer's name.
    Writer,
    /// 编号: the official number.
    Number,
}

impl Field {
    /// All fields, in the order in which they are offered.
    pub const ALL: [Field; 8] = [
        Field::Unit,
        Field::Stage,
        Field::From,
        Field::To,
        Field::Category,
        Field::Late,
        Field::Writer,
        Field::Number,
    ];

    /// The code in message keys, which is the English name; the Chinese name; and another, where it has one.
    fn named(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Field::Unit => ("unit", "单位", None),
            Field::Stage => ("stage", "阶段", None),
            Field::From => ("from", "从", Some("自")),
            Field::To => ("to", "到", Some("至")),
            Field::Category => ("category", "类别", None),
            Field::Late => ("late", "超期", None),
            Field::Writer => ("writer", "来信人", None),
            Field::Number => ("number", "编号", None),
        }
    }

    /// The names in both languages.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        let (english, chinese, other) = self.named();
        [english, chinese].into_iter().chain(other)
    }

    /// The code in message keys.
    pub fn code(self) -> &'static str {
        self.named().0
    }

    /// The field with this name in either language; case and width do not count.
    pub fn parse(name: &str) -> Option<Field> {
        let name = folded(name);
        Field::ALL
            .into_iter()
            .find(|field| field.names().any(|known| known == name))
    }

    /// The name in the language in force.
    pub fn name(self) -> &'static str {
        let (english, chinese, _) = self.named();
        match language() {
            Lang::Zh => chinese,
            Lang::En => english,
        }
    }

    /// What is written behind its colon, in words.
    pub fn about(self) -> String {
        say!(&format!("query-field-{}", self.code()))
    }

    /// Whether a minus may stand before it.
    pub(super) fn excludes(self) -> bool {
        match self {
            Field::Unit | Field::Stage | Field::Category | Field::Writer => true,
            Field::From | Field::To | Field::Late | Field::Number => false,
        }
    }
}
