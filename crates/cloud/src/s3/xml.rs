//! The XML of S3's listings and errors, from a server that may be anything.
//!
//! No document types, so no entities of the server's own; depth and the number of elements are bounded. What
//! is not well-formed is refused as a whole: half a listing would be a wrong listing. Only what is odd in the
//! key of a neighbour closes no bucket: it is no key of ours.

use percent_encoding::percent_decode_str;
use quick_xml::{
    Reader,
    escape::resolve_xml_entity,
    events::{BytesRef, Event},
};

const MAX_DEPTH: usize = 8;
const MAX_NODES: usize = 200_000;

/// An element, with what is inside it.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// The text is not XML, or not what was expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotXml;

impl Element {
    /// The text of a child.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).next().map(|node| node.text.as_str())
    }

    /// The children of this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |node| node.name == name)
    }
}

/// The root element, which must bear this name.
pub(super) fn parse(body: &[u8], root: &str) -> Result<Element, NotXml> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|_| NotXml)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    // A bare `&` in a key.
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    let mut done: Option<Element> = None;
    let mut nodes = 0;
    loop {
        match reader.read_event().map_err(|_| NotXml)? {
            Event::Start(start) => {
                nodes += 1;
                if done.is_some() || open.len() == MAX_DEPTH || nodes > MAX_NODES {
                    return Err(NotXml);
                }
                let name = start.local_name().as_ref().to_owned();
                if open.is_empty() && name != root {
                    return Err(NotXml);
                }
                open.push(Element { name, ..Element::default() });
            }
            Event::End(_) => {
                let node = open.pop().ok_or(NotXml)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => done = Some(node),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(data) => add(&mut open, &data.xml10_content())?,
            Event::GeneralRef(reference) => add(&mut open, &resolve(&reference))?,
            Event::DocType(_) => return Err(NotXml),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof => break,
        }
    }
    if open.is_empty() { done.ok_or(NotXml) } else { Err(NotXml) }
}

fn add(open: &mut [Element], text: &str) -> Result<(), NotXml> {
    match open.last_mut() {
        Some(node) => node.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(NotXml),
    }
    Ok(())
}

/// The five predefined entities and numbers. There are no others without a document type: those, and numbers of no
/// character, occur in a key that a server has written unescaped.
fn resolve(reference: &BytesRef) -> String {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return char.to_string();
    }
    let name = reference.xml10_content();
    resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// How keys are written in a listing: as they are, or encoded for addresses, which some servers do unasked. Read
/// literally, an encoded key would be another one, and its file missing. `None`: in a way that is not known here.
pub(super) fn key_reader(encoding: Option<&str>) -> Option<fn(&str) -> Option<String>> {
    match encoding.map(str::trim) {
        None | Some("") => Some(|key| Some(key.to_owned())),
        Some(url) if url.eq_ignore_ascii_case("url") => Some(|key| {
            // As forms are encoded, where a space is `+`.
            let spaced = key.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8().ok().map(|key| key.into_owned())
        }),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "<?xml version=\"1.0\"?>\n<Error xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Code>NoSuchKey</Code>\
        <Key> a &amp; b&#x21;</Key></Error>\n";

    #[test]
    fn reads_texts_with_their_spaces_and_entities() {
        let node = parse(GOOD.as_bytes(), "Error").unwrap();
        assert_eq!(node.text("Code"), Some("NoSuchKey"));
        assert_eq!(node.text("Key"), Some(" a & b!"));
        assert_eq!(node.text("Other"), None);
    }

    #[test]
    fn an_odd_key_is_read_as_it_stands() {
        for key in ["a&#xD800;b", "a&#x0;b", "a&nbsp;b", "a & b", "a &b;"] {
            let text = format!("<Error><Key>{key}</Key></Error>");
            assert_eq!(parse(text.as_bytes(), "Error").unwrap().text("Key"), Some(key));
        }
    }

    #[test]
    fn every_cut_is_refused() {
        for length in 0..GOOD.trim_end().len() {
            assert!(parse(&GOOD.as_bytes()[..length], "Error").is_err(), "{length}");
        }
    }

    #[test]
    fn refuses_what_is_no_answer() {
        for text in [
            "",
            "x",
            "<Other/>",
            "<Error/><Error/>",
            "<Error/>x",
            "<!DOCTYPE Error><Error/>",
            "<!DOCTYPE Error [<!ENTITY a 'b'>]><Error>&a;</Error>",
            "<Error/>&a;",
            "<Error><Code></Error></Code>",
        ] {
            assert!(parse(text.as_bytes(), "Error").is_err(), "{text}");
        }
        let deep = format!("<Error>{}{}</Error>", "<a>".repeat(100), "</a>".repeat(100));
        assert!(parse(deep.as_bytes(), "Error").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = parse(&bytes, "Error");
        }

        #[test]
        fn nothing_like_xml_makes_it_panic(text in "[<>/&;!a?\\[\\]'\"= -]{0,60}") {
            let _ = parse(format!("<Error>{text}</Error>").as_bytes(), "Error");
        }
    }
}
