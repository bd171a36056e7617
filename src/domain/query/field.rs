//! The fields of the query language, with their names in both languages.

use crate::domain::text::normalize::fold_text;
use crate::i18n::{Lang, current_language};

/// A field of a query: the name before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 单位: a unit that has the letter.
    Unit,
    /// 阶段: the stage.
    Stage,
    /// 从: the start of the period.
    From,
    /// 到: the end of the period, which is included.
    To,
    /// 类别: the category.
    Category,
    /// 逾期: whether the letter is late.
    Late,
    /// 来信人: the writer's name.
    Writer,
    /// 编号: the official number.
    Number,
}

impl Field {
    /// All fields, in the order in which they are suggested.
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

    /// Returns the English name, which is also the code in message keys; the Chinese name; and an
    /// alias.
    fn name_forms(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Field::Unit => ("unit", "单位", None),
            Field::Stage => ("stage", "阶段", None),
            Field::From => ("from", "从", Some("自")),
            Field::To => ("to", "到", Some("至")),
            Field::Category => ("category", "类别", None),
            Field::Late => ("late", "逾期", Some("超期")),
            Field::Writer => ("writer", "来信人", None),
            Field::Number => ("number", "编号", None),
        }
    }

    /// Returns the names in both languages.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        let (english, chinese, other) = self.name_forms();
        [english, chinese].into_iter().chain(other)
    }

    /// Returns the code used in message keys.
    pub fn code(self) -> &'static str {
        self.name_forms().0
    }

    /// Parses a name in either language, ignoring case and width.
    pub fn parse(name: &str) -> Option<Field> {
        let name = fold_text(name);
        Field::ALL
            .into_iter()
            .find(|field| field.names().any(|known| known == name))
    }

    /// Returns the name in the current language.
    pub fn name(self) -> &'static str {
        let (english, chinese, _) = self.name_forms();
        match current_language() {
            Lang::Zh => chinese,
            Lang::En => english,
        }
    }

    /// Describes the values of the field, in the user's language.
    pub fn help_text(self) -> String {
        say!(&format!("query-field-{}", self.code()))
    }

    /// Reports whether the field can be negated with a minus.
    pub(super) fn can_be_negated(self) -> bool {
        match self {
            Field::Unit | Field::Stage | Field::Category | Field::Writer => true,
            Field::From | Field::To | Field::Late | Field::Number => false,
        }
    }
}
