//! The fields of a letter that a column can hold, and the headings that offices give them.

use serde::{Deserialize, Serialize};

use crate::domain::letter::incoming::ExtraField;
use crate::domain::text::half_width::to_half_width;

/// A field of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    /// 编号, as the file gives it.
    Id,
    /// 标题.
    Title,
    /// 内容.
    Body,
    /// 来信时间.
    Time,
    /// 来信人.
    Writer,
    /// 电话.
    Phone,
    /// 邮箱.
    Email,
    /// 地址.
    Address,
    /// 渠道.
    Channel,
}

impl Field {
    /// All fields, in the order in which they are offered.
    pub const ALL: [Field; 9] = [
        Field::Id,
        Field::Title,
        Field::Body,
        Field::Time,
        Field::Writer,
        Field::Phone,
        Field::Email,
        Field::Address,
        Field::Channel,
    ];

    /// Returns the code in `--map CODE=COLUMN`.
    pub fn code(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Title => "title",
            Field::Body => "body",
            Field::Time => "time",
            Field::Writer => "writer",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::Address => "address",
            Field::Channel => "channel",
        }
    }

    /// Parses a code, or any known heading of a field (`标题` is `title`).
    pub fn parse(text: &str) -> Option<Field> {
        let wanted = normalize_heading(text);
        Field::ALL
            .into_iter()
            .find(|field| field.code() == wanted)
            .or_else(|| {
                Field::ALL
                    .into_iter()
                    .find(|field| field.headings().contains(&wanted.as_str()))
            })
    }

    /// Reports whether a heading, once normalised, is a known heading of any field.
    pub(in crate::intake) fn is_known_heading(heading: &str) -> bool {
        Field::ALL
            .iter()
            .any(|field| field.headings().contains(&heading))
    }

    /// Returns the known headings of the field, the most specific first, normalised.
    pub(in crate::intake) fn headings(self) -> &'static [&'static str] {
        match self {
            Field::Id => &[
                "信件编号",
                "留言编号",
                "来信编号",
                "受理编号",
                "工单编号",
                "诉求编号",
                "编号",
                "序号",
                "mail_id",
                "letter_id",
                "id",
            ],
            Field::Title => &[
                "信件标题",
                "留言标题",
                "来信标题",
                "诉求标题",
                "标题",
                "信件主题",
                "留言主题",
                "来信主题",
                "主题",
                "title",
                "subject",
            ],
            Field::Body => &[
                "信件内容",
                "留言详情",
                "留言内容",
                "来信内容",
                "诉求内容",
                "信件正文",
                "反映内容",
                "问题描述",
                "诉求描述",
                "内容",
                "正文",
                "详情",
                "query",
                "body",
                "content",
                "text",
                "message",
            ],
            Field::Time => &[
                "来信时间",
                "留言时间",
                "写信时间",
                "来信日期",
                "留言日期",
                "写信日期",
                "收信时间",
                "收件时间",
                "提交时间",
                "诉求时间",
                "时间",
                "日期",
                "query_date",
                "received_at",
                "received",
                "date",
                "time",
                "created_at",
                "create_time",
                "createtime",
                "createdat",
                "submit_time",
                "submittime",
            ],
            Field::Writer => &[
                "来信人姓名",
                "来信人",
                "写信人",
                "留言用户",
                "留言人",
                "诉求人",
                "反映人",
                "联系人",
                "姓名",
                "writer",
                "username",
                "user_name",
                "realname",
                "name",
                "from",
                "sender",
            ],
            Field::Phone => &[
                "联系电话",
                "手机号码",
                "手机号",
                "手机",
                "电话号码",
                "电话",
                "联系方式",
                "phone",
                "mobile",
                "mobilephone",
                "tel",
                "telephone",
            ],
            Field::Email => &[
                "电子邮箱",
                "电子邮件",
                "邮箱地址",
                "邮箱",
                "email",
                "e-mail",
                "mail",
            ],
            Field::Address => &[
                "联系地址",
                "通讯地址",
                "家庭住址",
                "住址",
                "地址",
                "address",
            ],
            Field::Channel => &[
                "来源渠道",
                "来信渠道",
                "受理渠道",
                "来信方式",
                "渠道",
                "channel",
            ],
        }
    }
}

/// Returns the known headings of what a table tells besides, the most specific first, normalised.
pub(in crate::intake) fn extra_headings(field: ExtraField) -> &'static [&'static str] {
    match field {
        ExtraField::Reply => &[
            "回复内容",
            "答复内容",
            "办理结果",
            "处理结果",
            "回复意见",
            "答复意见",
            "回复",
            "答复",
            "reply",
            "answer",
        ],
        ExtraField::ReplyTime => &[
            "回复时间",
            "答复时间",
            "回复日期",
            "答复日期",
            "办结时间",
            "办结日期",
            "reply_date",
            "replied_at",
            "reply_time",
        ],
        ExtraField::Unit => &[
            "承办单位",
            "主办单位",
            "办理单位",
            "答复单位",
            "回复单位",
            "责任单位",
            "reply_agency",
            "unit",
            "department",
        ],
        ExtraField::Category => &[
            "信件类别",
            "来信类别",
            "诉求类别",
            "类别",
            "分类",
            "category",
        ],
        ExtraField::State => &["办理状态", "信件状态", "状态", "state", "status"],
        ExtraField::Rating => &["满意度", "满意度评价", "评价", "rating", "score"],
        ExtraField::Type => &["信件类型", "来信类型", "诉求类型", "类型", "type"],
        ExtraField::Subject => &["信件主题", "主题", "subject"],
        ExtraField::Wish => &["公开意愿", "是否公开", "是否同意公开", "wish"],
        ExtraField::Signatories => &["联名人", "联名来信人", "联署人", "signatories"],
    }
}

/// Normalises a heading: removes white space, remarks in brackets, stars and colons; folds to lower
/// case and half width.
pub(in crate::intake) fn normalize_heading(heading: &str) -> String {
    let plain = strip_decoration(heading, false);
    // Nothing is left of `【标题】`: the text in brackets is the heading.
    if plain.is_empty() {
        strip_decoration(heading, true)
    } else {
        plain
    }
}

fn strip_decoration(heading: &str, brackets: bool) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in heading.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 && !brackets => {}
            '*' | ':' | '：' | '＊' | '"' | '\'' => {}
            _ if c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}') => {}
            _ => plain.extend(to_half_width(c).to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_recognised_in_any_dress() {
        assert_eq!(
            normalize_heading("\u{feff}＊ 留言 主题（必填）："),
            "留言主题"
        );
        assert_eq!(normalize_heading("【标题】"), "标题");
        assert_eq!(Field::parse("Title"), Some(Field::Title));
        assert_eq!(Field::parse("标题"), Some(Field::Title));
        assert_eq!(Field::parse("答复意见"), None);
        for field in Field::ALL {
            assert_eq!(Field::parse(field.code()), Some(field));
            for heading in field.headings() {
                assert_eq!(&normalize_heading(heading), heading);
            }
        }
    }
}
