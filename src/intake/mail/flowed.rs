//! Flowed text (RFC 3676): joins the lines that the writer's mailer broke.

use std::borrow::Cow;

use mail_parser::{MessagePart, MimeHeaders};

use crate::domain::text::normalize::is_han;

/// Joins the lines of a part's text if the part is declared `format=flowed`.
pub(super) fn join_flowed<'a>(part: &MessagePart<'_>, text: Cow<'a, str>) -> Cow<'a, str> {
    let says = |name: &str, word: &str| {
        let value = part.content_type().and_then(|kind| kind.attribute(name));
        value.is_some_and(|value| value.trim().eq_ignore_ascii_case(word))
    };
    if says("format", "flowed") {
        Cow::Owned(unfold_lines(&text, says("delsp", "yes")))
    } else {
        text
    }
}

/// Joins the lines of flowed text. With `delete` (`delsp=yes`), the blank before a break is
/// removed, too, which Chinese needs.
fn unfold_lines(text: &str, delete: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the paragraph that continues in the next line.
    let mut open: Option<usize> = None;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let last = lines.peek().is_none();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        let goes_on = open == Some(depth) && !signature;
        if !goes_on {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        // Without `delsp`, some programs break Chinese text all the same, and leave a blank that
        // the writer did not type.
        let whole = out.trim_end_matches(' ').len();
        if goes_on && content.starts_with(is_han) && out[..whole].ends_with(is_han) {
            out.truncate(whole);
        }
        let flows = content.ends_with(' ') && !signature;
        out.push_str(if flows && delete {
            &content[..content.len() - 1]
        } else {
            content
        });
        open = (flows && !last).then_some(depth);
        if open.is_none() && !last {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_that_were_broken_are_one_again() {
        let chinese = "区长您好，水管破裂已经 \r\n三天。\r\n\r\n> 上次说 \r\n> 会修。\r\n>> 更早 \r\n-- \r\n张三 \r\n李四";
        assert_eq!(
            unfold_lines(chinese, true),
            "区长您好，水管破裂已经三天。\n\n> 上次说会修。\n>> 更早\n-- \n张三李四"
        );
        let english =
            "Dear mayor, the lamps \nhave been dark.\n  stuffed\n >not quoted\n From here\n";
        assert_eq!(
            unfold_lines(english, false),
            "Dear mayor, the lamps have been dark.\n stuffed\n>not quoted\nFrom here\n"
        );
        assert_eq!(
            unfold_lines("水管破 \n裂了， \n三天 ok \n吗", false),
            "水管破裂了， 三天 ok 吗"
        );
        assert_eq!(
            unfold_lines("a \n> b \nc", false),
            "a \n> b \nc",
            "another depth is another paragraph"
        );
        assert_eq!(unfold_lines("", true), "");
    }

    /// Breaks a text as a mailer does: after the given numbers of characters, in turn.
    fn fold(text: &str, widths: &[usize], delete: bool) -> String {
        let mut folded = Vec::new();
        let mut widths = widths.iter().cycle();
        for line in text.split('\n') {
            let depth = line.chars().take_while(|c| *c == '>').count();
            // Quoted text follows its `>` signs and one blank.
            let (signs, mut rest) = match line.get(depth..) {
                Some(rest) if depth > 0 && rest.starts_with(' ') => (&line[..depth], &rest[1..]),
                _ => ("", line),
            };
            let mut put = |piece: &str| {
                let stuff = !signs.is_empty()
                    || piece.starts_with([' ', '>'])
                    || piece.starts_with("From ");
                folded.push(format!("{signs}{}{piece}", if stuff { " " } else { "" }));
            };
            while rest != "-- " {
                let width = *widths.next().unwrap();
                let at = rest.char_indices().map(|(at, _)| at).nth(width);
                let at = if delete {
                    at
                } else {
                    at.and_then(|from| rest[from..].find(' ').map(|blank| from + blank + 1))
                };
                let Some(at) = at.filter(|at| *at < rest.len()) else {
                    break;
                };
                let piece = if delete {
                    format!("{} ", &rest[..at])
                } else {
                    rest[..at].to_owned()
                };
                if piece == "-- " {
                    break;
                }
                put(&piece);
                rest = &rest[at..];
            }
            put(rest);
        }
        folded.join("\r\n")
    }

    proptest! {
        #[test]
        fn any_text_comes_back(
            lines in prop::collection::vec("(-- |(>{1,2} )?([a-zA-Z，。>-] ?|[路灯不亮]){0,30}[a-z三。-])?", 0..6),
            widths in prop::collection::vec(1usize..12, 1..4),
            delete: bool,
        ) {
            let text = lines.join("\n");
            prop_assert_eq!(unfold_lines(&fold(&text, &widths, delete), delete), text);
        }
    }
}
