//! Fills the places of a part: `〔来信人〕`. A value takes the format of the run in which its place
//! begins, and is never scanned again. A table row with places of a list is repeated.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::tree::Node;

/// The brackets of a place. They are also those of official numbers: a place is only what is a known
/// field, everything else stays.
const OPEN: char = '\u{3014}';
const CLOSE: char = '\u{3015}';

/// Between the name of a list and that of its field.
const OF_LIST: char = '\u{ff1a}';

/// The longest name of a place, in characters.
const MAX_NAME_CHARS: usize = 30;

/// Style of paragraphs and rows that are left out while all of their places are empty.
const OPTIONAL_STYLE: &str = "\u{53ef}\u{7701}";

/// The values of the places.
pub struct Values<'a> {
    /// By name.
    pub fields: &'a BTreeMap<&'static str, String>,
    /// Rows of values, by the name of the list.
    pub lists: &'a BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>,
}

/// Returns the value of a place in a row of a list, or anywhere.
type Lookup<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// Fills all places of a part.
pub(super) fn fill(nodes: &mut Vec<Node>, values: &Values<'_>) {
    let field = |name: &str| values.fields.get(name).map(String::as_str);
    fill_nodes(nodes, values, &field);
}

/// Returns the names of the places of a part, known or not, in the order in which they stand.
pub(super) fn places(nodes: &[Node]) -> Vec<String> {
    let mut names = Vec::new();
    for node in nodes {
        if let Node::Element(_, children, _) = node {
            match node.name() {
                "w:p" => {
                    let text = paragraph_text(children);
                    names.extend(find_places(&text).map(|(_, name)| name.to_owned()));
                }
                _ => names.extend(places(children)),
            }
        }
    }
    names
}

fn fill_nodes<'a>(nodes: &mut Vec<Node>, values: &Values<'a>, field: &Lookup<'a>) {
    let mut filled = Vec::with_capacity(nodes.len());
    for mut node in std::mem::take(nodes) {
        let list = match node.name() {
            "w:tr" => list_of(&node, values),
            _ => None,
        };
        if let Some((name, rows)) = list {
            for row in rows {
                let of_row = |place: &str| match place.split_once(OF_LIST) {
                    Some((of, place)) if of == name => row.get(place).map(String::as_str),
                    _ => field(place),
                };
                let mut copy = node.clone();
                fill_node(&mut copy, values, &of_row);
                filled.push(copy);
            }
            continue;
        }
        if is_left_out(&node, field) {
            continue;
        }
        if let Some(lines) = lines_of(&node, field) {
            // Each line of the value is a paragraph like the one that its place has to itself.
            for line in lines {
                let mut copy = node.clone();
                fill_node(&mut copy, values, &|_| Some(line));
                filled.push(copy);
            }
            continue;
        }
        fill_node(&mut node, values, field);
        filled.push(node);
    }
    *nodes = filled;
}

/// Returns the lines of the value of a paragraph that is one place and nothing else, if there are
/// several; blank ones are left out.
fn lines_of<'a>(node: &Node, field: &Lookup<'a>) -> Option<Vec<&'a str>> {
    let Node::Element(_, children, _) = node else {
        return None;
    };
    let text = (node.name() == "w:p").then(|| paragraph_text(children))?;
    let (range, name) = find_places(&text).next()?;
    let value = field(name).filter(|value| value.contains('\n'))?;
    let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
    (range == (0..text.len())).then(|| lines.collect())
}

fn fill_node<'a>(node: &mut Node, values: &Values<'a>, field: &Lookup<'a>) {
    let paragraph = node.name() == "w:p";
    if let Node::Element(_, children, _) = node {
        if paragraph {
            fill_paragraph(children, field);
        }
        fill_nodes(children, values, field);
    }
}

/// Returns the list of which a row has places, with its rows.
fn list_of<'a>(
    row: &Node,
    values: &Values<'a>,
) -> Option<(&'static str, &'a Vec<BTreeMap<&'static str, String>>)> {
    let names = places(std::slice::from_ref(row));
    let of = names
        .iter()
        .find_map(|name| name.split_once(OF_LIST).map(|(of, _)| of))?;
    let (name, rows) = values.lists.get_key_value(of)?;
    Some((name, rows))
}

/// Reports whether a paragraph or a row is optional and all of its places are empty.
fn is_left_out(node: &Node, field: &Lookup<'_>) -> bool {
    if !matches!(node.name(), "w:p" | "w:tr") || !has_optional_style(node) {
        return false;
    }
    let names = places(std::slice::from_ref(node));
    !names.is_empty()
        && names
            .iter()
            .all(|name| field(name).is_some_and(str::is_empty))
}

fn has_optional_style(node: &Node) -> bool {
    let Node::Element(start, children, _) = node else {
        return false;
    };
    let is_style = start.name().into_inner() == "w:pStyle";
    let optional = is_style
        && start
            .attributes()
            .flatten()
            .any(|attribute| attribute.value.as_ref() == OPTIONAL_STYLE);
    optional || children.iter().any(has_optional_style)
}

/// Calls `take` with each text of a paragraph, in order. Text boxes have paragraphs of their own.
fn visit_texts<'a>(nodes: &'a mut [Node], take: &mut dyn FnMut(&'a mut Node)) {
    for node in nodes {
        match node.name() {
            "w:t" => take(node),
            "w:p" => {}
            _ => {
                if let Node::Element(_, children, _) = node {
                    visit_texts(children, take);
                }
            }
        }
    }
}

fn text_of(node: &Node) -> String {
    let Node::Element(_, children, _) = node else {
        return String::new();
    };
    let text = children.iter().map(|child| match child {
        Node::Text(text) => text.as_str(),
        Node::Element(..) | Node::Group(_) | Node::Other(_) => "",
    });
    text.collect()
}

fn paragraph_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        match node.name() {
            "w:t" => text.push_str(&text_of(node)),
            "w:p" => {}
            _ => {
                if let Node::Element(_, children, _) = node {
                    text.push_str(&paragraph_text(children));
                }
            }
        }
    }
    text
}

/// Returns the places of a text: the byte range of each with its brackets, and its name.
fn find_places(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find(OPEN)?;
            let inner = start + OPEN.len_utf8();
            let rest = text.get(inner..)?;
            let length = rest.find([OPEN, CLOSE])?;
            let name = rest.get(..length)?;
            from = inner + length;
            if rest.get(length..)?.starts_with(CLOSE)
                && (1..=MAX_NAME_CHARS).contains(&name.chars().count())
            {
                from += CLOSE.len_utf8();
                return Some((start..from, name));
            }
        }
    })
}

/// Fills the places of a paragraph, whose text may be split over any number of runs.
fn fill_paragraph<'a>(children: &mut [Node], field: &Lookup<'a>) {
    let text = paragraph_text(children);
    let known: Vec<(std::ops::Range<usize>, &str)> = find_places(&text)
        .filter_map(|(range, name)| Some((range, field(name)?)))
        .collect();
    if known.is_empty() {
        return;
    }
    let mut at = 0;
    visit_texts(children, &mut |node| {
        let own = text_of(node);
        let (start, end) = (at, at + own.len());
        at = end;
        if !known
            .iter()
            .any(|(range, _)| range.start < end && start < range.end)
        {
            return;
        }
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        let mut from = start;
        for (range, value) in &known {
            if range.end <= start || range.start >= end {
                continue;
            }
            if from < range.start {
                pieces.push(Piece::Own(
                    own.get(from - start..range.start - start).unwrap_or(""),
                ));
            }
            if (start..end).contains(&range.start) {
                pieces.push(Piece::Value(value));
            }
            from = range.end.min(end);
        }
        if from < end {
            pieces.push(Piece::Own(own.get(from - start..).unwrap_or("")));
        }
        replace_text(node, &pieces);
    });
}

enum Piece<'a> {
    /// Text of the template.
    Own(&'a str),
    /// A value, whose lines become breaks.
    Value(&'a str),
}

/// Replaces the content of a text. The lines of a value need breaks, which stand between texts: the
/// node becomes a group without a tag of its own, which is written as its members.
fn replace_text(node: &mut Node, pieces: &[Piece<'_>]) {
    let mut lines: Vec<String> = vec![String::new()];
    for piece in pieces {
        match piece {
            Piece::Own(text) => {
                if let Some(last) = lines.last_mut() {
                    last.push_str(text);
                }
            }
            Piece::Value(value) => {
                for (n, line) in value.split('\n').enumerate() {
                    if n > 0 {
                        lines.push(String::new());
                    }
                    if let Some(last) = lines.last_mut() {
                        last.extend(line.chars().filter(|char| is_xml_char(*char)));
                    }
                }
            }
        }
    }
    let mut members = Vec::new();
    for (n, line) in lines.into_iter().enumerate() {
        if n > 0 {
            members.push(Node::Element(BytesStart::new("w:br"), Vec::new(), true));
        }
        let start = BytesStart::new("w:t").with_attributes([("xml:space", "preserve")]);
        members.push(Node::Element(start, vec![Node::Text(line)], false));
    }
    *node = Node::Group(members);
}

/// Reports whether XML 1.0 allows a character; control characters other than tabs make a document
/// that word processors call damaged.
fn is_xml_char(char: char) -> bool {
    char == '\t' || !(char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::super::tree::{parse, write};
    use super::*;
    use proptest::prelude::*;

    fn filled(xml: &str, fields: &[(&'static str, &str)]) -> String {
        let fields = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let rows = ["\u{4e00}", "\u{4e8c}"]
            .map(|text| BTreeMap::from([("\u{65f6}\u{95f4}", text.to_owned())]));
        let lists = BTreeMap::from([
            ("\u{50ac}\u{529e}", rows.to_vec()),
            ("\u{7a7a}", Vec::new()),
        ]);
        let values = Values {
            fields: &fields.collect(),
            lists: &lists,
        };
        let mut nodes = parse(xml.as_bytes()).unwrap();
        fill(&mut nodes, &values);
        String::from_utf8(write(&nodes).unwrap()).unwrap()
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>")
    }

    fn plain(xml: &str) -> String {
        match parse(xml.as_bytes()).unwrap().first() {
            Some(Node::Element(_, children, _)) => paragraph_text(children),
            _ => String::new(),
        }
    }

    #[test]
    fn a_value_with_lines_and_signs_takes_the_format_of_its_place() {
        let xml = format!(
            "<w:p>{}{}</w:p>",
            run("\u{81f4}\u{3014}na"),
            run("me\u{3015}\u{ff1a}")
        );
        let out = filled(&xml, &[("name", "a<b>&\u{1}\nc \u{3014}name\u{3015}")]);
        assert_eq!(
            out,
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">\u{81f4}a&lt;b&gt;&amp;</w:t><w:br/>\
             <w:t xml:space=\"preserve\">c \u{3014}name\u{3015}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>\
             <w:t xml:space=\"preserve\">\u{ff1a}</w:t></w:r></w:p>"
        );
    }

    #[test]
    fn the_brackets_of_a_number_are_no_place() {
        let xml = format!(
            "<w:p>{}</w:p>",
            run("\u{6e2d}\u{4fe1}\u{3014}2026\u{3015}3\u{53f7} \u{3014}a")
        );
        assert_eq!(filled(&xml, &[("a", "x")]), xml);
    }

    #[test]
    fn a_row_is_repeated_for_its_list_and_an_empty_list_takes_it_away() {
        let row = |place: &str| format!("<w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr>", run(place));
        let xml = format!(
            "<w:tbl>{}{}</w:tbl>",
            row("\u{3014}\u{50ac}\u{529e}\u{ff1a}\u{65f6}\u{95f4}\u{3015}"),
            row("\u{3014}\u{7a7a}\u{ff1a}x\u{3015}")
        );
        let out = filled(&xml, &[]);
        assert_eq!(out.matches("<w:tr>").count(), 2);
        assert!(out.contains('\u{4e00}') && out.contains('\u{4e8c}') && !out.contains('\u{3014}'));
    }

    #[test]
    fn an_optional_paragraph_goes_with_its_places() {
        let style = "<w:pPr><w:pStyle w:val=\"\u{53ef}\u{7701}\"/></w:pPr>";
        let xml = format!(
            "<w:p>{style}{}</w:p>",
            run("\u{9644}\u{ff1a}\u{3014}a\u{3015}")
        );
        assert_eq!(filled(&xml, &[("a", "")]), "");
        assert!(filled(&xml, &[("a", "x")]).contains('x'));
    }

    proptest! {
        #[test]
        fn any_split_of_a_text_into_runs_gives_the_same_text(
            cuts in proptest::collection::vec(0usize..24, 0..6),
            value in "[a-z\u{4e00}-\u{4eff}<>&\u{3014}\u{3015}]{0,12}",
        ) {
            let text: Vec<char> = "\u{524d}\u{3014}ab\u{3015}\u{4e2d}\u{3014}cd\u{3015}\u{3014}2026\u{3015}\u{540e}".chars().collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let runs: String = cuts
                .windows(2)
                .map(|pair| run(&text[pair[0]..pair[1]].iter().collect::<String>()))
                .collect();
            let out = filled(&format!("<w:p>{runs}</w:p>"), &[("ab", &value), ("cd", "")]);
            let expected = format!("\u{524d}{value}\u{4e2d}\u{3014}2026\u{3015}\u{540e}");
            prop_assert_eq!(plain(&out), expected);
        }
    }
}
