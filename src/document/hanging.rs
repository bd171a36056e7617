//! Wraps the lines of texts to read: histories, help, tables of two columns.

use super::lines::BAR;
use crate::text::width::text_width;
use crate::text::wrap::wrap_text;

/// Maximum indent, in cells, that continuation lines inherit.
const MAX_INDENT: usize = 12;

/// Wraps a line. Continuation lines keep its indent and its quotation bar. In a table row the last
/// column, which begins at `column`, is wrapped within itself.
pub(crate) fn wrap_hanging(line: &str, column: usize, room: usize) -> Vec<String> {
    if let Some((before, last)) =
        split_last_column(line, column).filter(|_| text_width(line) > room)
    {
        let lines = wrap_text(last, room.saturating_sub(column))
            .into_iter()
            .enumerate();
        return lines
            .map(|(n, line)| {
                if n == 0 {
                    format!("{before}{line}")
                } else {
                    " ".repeat(column) + &line
                }
            })
            .collect();
    }
    let indent = line
        .bytes()
        .take_while(|byte| *byte == b' ')
        .count()
        .min(MAX_INDENT);
    let bar = if line[indent..].starts_with(BAR) {
        BAR
    } else {
        ""
    };
    let rest = &line[indent + bar.len()..];
    // Continuations of a line without an indent get one: they must not look like lines of their
    // own.
    let more = if indent == 0 && bar.is_empty() && text_width(rest) > room {
        "  "
    } else {
        ""
    };
    let lines = wrap_text(
        rest,
        room.saturating_sub(indent + text_width(bar) + more.len()),
    )
    .into_iter()
    .enumerate();
    lines
        .map(|(n, line)| {
            format!(
                "{}{bar}{}{line}",
                " ".repeat(indent),
                if n > 0 { more } else { "" }
            )
        })
        .collect()
}

/// Splits a table row before its last column, if it has text there.
fn split_last_column(line: &str, column: usize) -> Option<(&str, &str)> {
    let (at, _) = line
        .char_indices()
        .find(|(at, _)| text_width(&line[..*at]) >= column)?;
    let (before, last) = line.split_at(at);
    (column > 0 && text_width(before) == column && before.ends_with(' ') && !last.starts_with(' '))
        .then_some((before, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_of_a_table_is_wrapped_under_itself() {
        let line = format!(
            "  {:<14}{:<22}of a restricted letter; that is recorded",
            "R", "read"
        );
        let lines = wrap_hanging(&line, 38, 60);
        assert!(lines.len() > 1 && lines[0].starts_with("  R "), "{lines:?}");
        for more in &lines[1..] {
            assert!(
                more.starts_with(&" ".repeat(38))
                    && !more[38..].starts_with(' ')
                    && text_width(more) <= 60,
                "{more:?}"
            );
        }
        let words =
            "  what stands in no column is wrapped at its own indent, as all lines of a text are";
        assert_eq!(wrap_hanging(words, 4, 30), wrap_hanging(words, 0, 30));
        assert!(
            wrap_hanging(words, 0, 30)[1].starts_with("  ")
                && !wrap_hanging(words, 0, 30)[1].starts_with("   ")
        );
    }
}
