//! Reads a `207 Multi-Status` body (RFC 4918, 14.16), from a server that may be anything.
//!
//! No document types, so no entities of the server's own; nesting and the number of answers are bounded. What is not
//! well-formed, or not a multistatus, is refused as a whole: half a listing would be a wrong listing.

use std::borrow::Cow;

use quick_xml::{
    escape::resolve_xml_entity,
    events::{BytesRef, Event},
    name::{Namespace, ResolveResult},
    reader::NsReader,
};

use crate::http::Answer;

const DAV: &str = "DAV:";
const MAX_DEPTH: usize = 32;
const MAX_RESPONSES: usize = 100_000;

/// One resource of the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) href: String,
    /// The status of the resource as a whole, when it failed.
    pub(super) status: Option<u16>,
    /// The server has no property of it at all: so some say that it is not there.
    pub(super) missing: bool,
    pub(super) collection: bool,
    pub(super) length: Option<u64>,
    pub(super) modified: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) available: Option<u64>,
    pub(super) used: Option<u64>,
    pub(super) principal: Option<String>,
}

/// The answer is not a multistatus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a multistatus")]
pub(super) struct NotMultistatus;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Multistatus,
    Response,
    Href,
    Propstat,
    Prop,
    Status,
    ResourceType,
    Collection,
    IsCollection,
    Length,
    Modified,
    Etag,
    Available,
    Used,
    Principal,
    Other,
}

fn tag(namespace: &ResolveResult, local: &str) -> Tag {
    if *namespace != ResolveResult::Bound(Namespace(DAV)) {
        return Tag::Other;
    }
    match local {
        "multistatus" => Tag::Multistatus,
        "response" => Tag::Response,
        "href" => Tag::Href,
        "propstat" => Tag::Propstat,
        "prop" => Tag::Prop,
        "status" => Tag::Status,
        "resourcetype" => Tag::ResourceType,
        "collection" => Tag::Collection,
        "iscollection" => Tag::IsCollection,
        "getcontentlength" => Tag::Length,
        "getlastmodified" => Tag::Modified,
        "getetag" => Tag::Etag,
        "quota-available-bytes" => Tag::Available,
        "quota-used-bytes" => Tag::Used,
        "current-user-principal" => Tag::Principal,
        _ => Tag::Other,
    }
}

#[derive(Default)]
struct MultistatusReader {
    open: Vec<Tag>,
    text: String,
    resources: Vec<Resource>,
    resource: Resource,
    props: Resource,
    props_status: Option<u16>,
    /// Whether some properties of this resource were there, and whether some were refused as missing.
    has_some: bool,
    lacks_some: bool,
    complete: bool,
}

/// The resources of a multistatus, in their order.
pub(super) fn parse(body: &[u8]) -> Result<Vec<Resource>, NotMultistatus> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = text_of(body);
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    // So does one with a bare `&`.
    reader.config_mut().allow_dangling_amp = true;
    let mut reading = MultistatusReader::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| NotMultistatus)?;
        match event {
            Event::Start(start) => reading.start(tag(&namespace, start.local_name().as_ref()))?,
            Event::End(_) => reading.end()?,
            Event::Text(text) => reading.text(&text.xml10_content())?,
            Event::CData(data) => reading.text(&data.xml10_content())?,
            Event::GeneralRef(reference) => reading.text(&resolve(&reference))?,
            Event::DocType(_) => return Err(NotMultistatus),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof => break,
        }
    }
    if reading.complete && reading.open.is_empty() { Ok(reading.resources) } else { Err(NotMultistatus) }
}

/// The body in the encoding that it has or, if it is no UTF-8, names: old servers of Windows list so. Of any
/// other, a neighbour's name is listed under one that nothing has; it does not close the drive.
fn text_of(body: &[u8]) -> Cow<'_, str> {
    const BYTE_BY_BYTE: [&str; 4] = ["iso-8859-1", "latin1", "windows-1252", "iso-8859-15"];
    let lossy = String::from_utf8_lossy(body);
    let declaration = lossy.split_once("?>").map_or("", |(declaration, _)| declaration).to_ascii_lowercase();
    let named = declaration.split_once("encoding").map_or("", |(_, rest)| rest);
    let named = named.trim_matches(|c: char| c.is_whitespace() || "='\"".contains(c));
    let is_other = matches!(lossy, Cow::Owned(_)) && BYTE_BY_BYTE.iter().any(|name| named.starts_with(name));
    // They differ in signs that are in no name of ours.
    if is_other { Cow::Owned(body.iter().map(|byte| char::from(*byte)).collect()) } else { lossy }
}

/// The five predefined entities and numbers. There are no others without a document type: those, and numbers of no
/// character, are in a name that a server has forgotten to encode, and no reason to close the drive.
fn resolve(reference: &BytesRef) -> String {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return char.to_string();
    }
    let name = reference.xml10_content();
    resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

impl MultistatusReader {
    fn start(&mut self, tag: Tag) -> Result<(), NotMultistatus> {
        let root = self.open.is_empty();
        if root != (tag == Tag::Multistatus) || (root && self.complete) || self.open.len() == MAX_DEPTH {
            return Err(NotMultistatus);
        }
        let parent = self.open.last().copied();
        match (tag, parent) {
            (Tag::Response, Some(Tag::Multistatus)) => {
                self.resource = Resource::default();
                (self.has_some, self.lacks_some) = (false, false);
            }
            (Tag::Propstat, Some(Tag::Response)) => {
                self.props = Resource::default();
                self.props_status = None;
            }
            (Tag::Collection, Some(Tag::ResourceType)) => self.props.collection = true,
            _ => {}
        }
        self.text.clear();
        self.open.push(tag);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), NotMultistatus> {
        if self.open.is_empty() && !text.trim().is_empty() {
            return Err(NotMultistatus);
        }
        self.text.push_str(text);
        Ok(())
    }

    fn end(&mut self) -> Result<(), NotMultistatus> {
        let tag = self.open.pop().ok_or(NotMultistatus)?;
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let parent = self.open.last().copied();
        match (tag, parent) {
            (Tag::Href, Some(Tag::Response)) => self.resource.href = text.to_owned(),
            (Tag::Href, Some(Tag::Principal)) => self.props.principal = Some(text.to_owned()),
            // A status that cannot be parsed does not count as success.
            (Tag::Status, Some(Tag::Response)) => self.resource.status = Some(status(text).unwrap_or(0)),
            (Tag::Status, Some(Tag::Propstat)) => self.props_status = Some(status(text).unwrap_or(0)),
            (Tag::IsCollection, Some(Tag::Prop)) => {
                self.props.collection |= matches!(text, "1" | "true" | "TRUE")
            }
            (Tag::Length, Some(Tag::Prop)) => self.props.length = text.parse().ok(),
            (Tag::Modified, Some(Tag::Prop)) => self.props.modified = Some(text.to_owned()),
            (Tag::Etag, Some(Tag::Prop)) => self.props.etag = Some(text.to_owned()),
            // Negative is how some servers say "unknown" or "no limit".
            (Tag::Available, Some(Tag::Prop)) => self.props.available = text.parse().ok(),
            (Tag::Used, Some(Tag::Prop)) => self.props.used = text.parse().ok(),
            (Tag::Propstat, Some(Tag::Response)) => self.take_props(),
            (Tag::Response, Some(Tag::Multistatus)) => {
                if self.resource.href.is_empty() || self.resources.len() == MAX_RESPONSES {
                    return Err(NotMultistatus);
                }
                self.resource.missing = self.lacks_some && !self.has_some && self.resource.status.is_none();
                self.resources.push(std::mem::take(&mut self.resource));
            }
            (Tag::Multistatus, None) => self.complete = true,
            _ => {}
        }
        Ok(())
    }

    /// Properties count only when the server says it has them; some say nothing about what they have.
    fn take_props(&mut self) {
        let props = std::mem::take(&mut self.props);
        match self.props_status {
            None | Some(200..=299) => self.has_some = true,
            Some(404 | 410) => {
                self.lacks_some = true;
                return;
            }
            Some(_) => return,
        }
        let resource = &mut self.resource;
        resource.collection |= props.collection;
        resource.length = props.length.or(resource.length);
        resource.modified = props.modified.or(resource.modified.take());
        resource.etag = props.etag.or(resource.etag.take());
        resource.available = props.available.or(resource.available);
        resource.used = props.used.or(resource.used);
        resource.principal = props.principal.or(resource.principal.take());
    }
}

/// Whether it is a multistatus about one resource that is not there.
pub(super) fn says_missing(answer: &Answer) -> bool {
    answer.status == 207
        && parse(&answer.body).is_ok_and(|all| matches!(all.as_slice(), [one] if one.missing))
}

/// `HTTP/1.1 200 OK`, or without the version.
fn status(line: &str) -> Option<u16> {
    let mut words = line.split_ascii_whitespace().peekable();
    words.next_if(|version| version.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("HTTP/")));
    words.next().filter(|status| status.len() == 3).and_then(|status| status.parse().ok())
}

#[cfg(test)]
mod tests;
