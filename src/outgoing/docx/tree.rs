//! A part of a document as a tree of XML nodes, read within limits and written back as it was.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::DocumentError;

/// Deepest nesting of a part: a document has some twenty levels.
const MAX_DEPTH: usize = 200;

/// Node of a part.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// An element: its tag with its attributes, what is in it, and whether it was written as one
    /// empty tag.
    Element(BytesStart<'static>, Vec<Node>, bool),
    /// Text, without entities.
    Text(String),
    /// Nodes side by side, without an element of their own.
    Group(Vec<Node>),
    /// A declaration, a comment or an instruction, as it stands.
    Other(Event<'static>),
}

impl Node {
    /// Returns the qualified name of an element: `w:p`.
    pub(super) fn name(&self) -> &str {
        match self {
            Node::Element(start, ..) => start.name().into_inner(),
            Node::Text(_) | Node::Group(_) | Node::Other(_) => "",
        }
    }
}

/// Parses a part.
///
/// # Errors
/// If it is no XML, has a document type, or nests too deeply.
pub(super) fn parse(xml: &[u8]) -> Result<Vec<Node>, DocumentError> {
    let text = std::str::from_utf8(xml).map_err(|_| DocumentError::NotXml)?;
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(BytesStart<'static>, Vec<Node>)> = Vec::new();
    let mut done = Vec::new();
    loop {
        let event = reader.read_event().map_err(|_| DocumentError::NotXml)?;
        let node = match event {
            Event::Eof => break,
            // Entities of its own could grow without end.
            Event::DocType(_) => return Err(DocumentError::NotXml),
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(DocumentError::TooLarge);
                }
                open.push((start.into_owned(), Vec::new()));
                continue;
            }
            Event::End(_) => {
                let (start, children) = open.pop().ok_or(DocumentError::NotXml)?;
                Node::Element(start, children, false)
            }
            Event::Empty(start) => Node::Element(start.into_owned(), Vec::new(), true),
            Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(name) => Node::Text(entity(&name)?),
            other => Node::Other(other.into_owned()),
        };
        let siblings = open.last_mut().map_or(&mut done, |(_, children)| children);
        match (siblings.last_mut(), node) {
            // The reader gives a text in pieces around its entities.
            (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
            (_, node) => siblings.push(node),
        }
    }
    if !open.is_empty() {
        return Err(DocumentError::NotXml);
    }
    Ok(done)
}

/// Returns the character that one of XML's own entities, or a number, stands for.
fn entity(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, DocumentError> {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return Ok(char.to_string());
    }
    let char = quick_xml::escape::resolve_predefined_entity(reference);
    char.map(str::to_owned).ok_or(DocumentError::NotXml)
}

/// Writes nodes back.
///
/// # Errors
/// If they cannot be written.
pub(super) fn write(nodes: &[Node]) -> Result<Vec<u8>, DocumentError> {
    let mut writer = Writer::new(Vec::new());
    write_nodes(&mut writer, nodes).map_err(|_| DocumentError::NotXml)?;
    Ok(writer.into_inner())
}

fn write_nodes(writer: &mut Writer<Vec<u8>>, nodes: &[Node]) -> std::io::Result<()> {
    for node in nodes {
        match node {
            Node::Element(start, children, true) if children.is_empty() => {
                writer.write_event(Event::Empty(start.borrow()))?;
            }
            Node::Element(start, children, _) => {
                writer.write_event(Event::Start(start.borrow()))?;
                write_nodes(writer, children)?;
                let name = start.name().into_inner().to_owned();
                writer.write_event(Event::End(BytesEnd::new(name)))?;
            }
            Node::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            Node::Group(members) => write_nodes(writer, members)?,
            Node::Other(event) => writer.write_event(event.borrow())?,
        }
    }
    Ok(())
}
