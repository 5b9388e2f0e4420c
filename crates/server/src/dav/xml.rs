//! The XML of PROPFIND: which properties are wanted, and the answer.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// The namespace of WebDAV.
pub const DAV: &str = "DAV:";
/// Properties that are asked for by name, at most.
const PROPERTIES: usize = 64;

/// Which properties are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyRequest {
    /// All properties that there are.
    All,
    /// Only their names.
    Names,
    /// These: namespace and name.
    These(Vec<(String, String)>),
}

/// The body is not the XML that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PROPFIND body")]
pub struct BadXml;

/// Reads a PROPFIND body; an empty one wants everything.
pub fn wanted(body: &[u8]) -> Result<PropertyRequest, BadXml> {
    let text = std::str::from_utf8(body).map_err(|_| BadXml)?;
    if text.trim().is_empty() {
        return Ok(PropertyRequest::All);
    }
    let mut reader = NsReader::from_str(text);
    let (mut depth, mut found, mut in_prop) = (0u32, None, false);
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| BadXml)?;
        let (start, empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or(BadXml)?;
                in_prop &= depth > 1;
                continue;
            }
            // An entity could blow up, and no client needs one here.
            Event::DocType(_) | Event::GeneralRef(_) => return Err(BadXml),
            Event::Eof => break,
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
        };
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return Err(BadXml),
        };
        let name = start.local_name().into_inner().to_owned();
        let ours = namespace == DAV;
        match (depth, name.as_str()) {
            (0, "propfind") if ours => {}
            (0, _) => return Err(BadXml),
            (1, "allprop") if ours => found = Some(PropertyRequest::All),
            (1, "propname") if ours => found = Some(PropertyRequest::Names),
            (1, "prop") if ours => {
                found = Some(PropertyRequest::These(Vec::new()));
                in_prop = !empty;
            }
            (2, _) if in_prop => {
                if let Some(PropertyRequest::These(names)) = &mut found {
                    if names.len() >= PROPERTIES {
                        return Err(BadXml);
                    }
                    names.push((namespace, name));
                }
            }
            _ => {}
        }
        if !empty {
            depth += 1;
        }
    }
    match depth {
        0 => found.ok_or(BadXml),
        _ => Err(BadXml),
    }
}

/// What the answer tells of one place.
pub(crate) struct ItemDescription {
    pub(crate) href: String,
    pub(crate) folder: bool,
    /// Names in the namespace of WebDAV, and values; `resourcetype` is told by `folder`.
    pub(crate) properties: Vec<(&'static str, String)>,
}

/// The body of a 207.
pub(crate) fn multistatus(wanted: &PropertyRequest, places: &[ItemDescription]) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("D:multistatus").with_attributes([("xmlns:D", DAV)])))?;
    for place in places {
        open(&mut xml, "D:response")?;
        text(&mut xml, "D:href", &place.href)?;
        let (there, missing) = sort(wanted, place);
        if !there.is_empty() || missing.is_empty() {
            open(&mut xml, "D:propstat")?;
            open(&mut xml, "D:prop")?;
            for (name, value) in &there {
                let name = format!("D:{name}");
                match value {
                    Some(_) if name == "D:resourcetype" && place.folder => {
                        open(&mut xml, &name)?;
                        xml.write_event(Event::Empty(BytesStart::new("D:collection")))?;
                        close(&mut xml, &name)?;
                    }
                    Some(value) if !value.is_empty() => text(&mut xml, &name, value)?,
                    _ => xml.write_event(Event::Empty(BytesStart::new(name)))?,
                }
            }
            close(&mut xml, "D:prop")?;
            text(&mut xml, "D:status", "HTTP/1.1 200 OK")?;
            close(&mut xml, "D:propstat")?;
        }
        if !missing.is_empty() {
            open(&mut xml, "D:propstat")?;
            open(&mut xml, "D:prop")?;
            for (namespace, name) in missing {
                let element =
                    BytesStart::new(format!("x:{name}")).with_attributes([("xmlns:x", namespace.as_str())]);
                match namespace.is_empty() {
                    true => xml.write_event(Event::Empty(BytesStart::new(name.as_str())))?,
                    false => xml.write_event(Event::Empty(element))?,
                }
            }
            close(&mut xml, "D:prop")?;
            text(&mut xml, "D:status", "HTTP/1.1 404 Not Found")?;
            close(&mut xml, "D:propstat")?;
        }
        close(&mut xml, "D:response")?;
    }
    close(&mut xml, "D:multistatus")?;
    Ok(xml.into_inner())
}

type PresentProperties<'a> = Vec<(&'static str, Option<&'a str>)>;

/// The wanted properties that the place has, with their values if these are wanted, and those that it has not.
fn sort<'a>(
    wanted: &'a PropertyRequest,
    place: &'a ItemDescription,
) -> (PresentProperties<'a>, Vec<&'a (String, String)>) {
    let has = || {
        let resource_type = std::iter::once(("resourcetype", ""));
        resource_type.chain(place.properties.iter().map(|(name, value)| (*name, value.as_str())))
    };
    match wanted {
        PropertyRequest::All => (has().map(|(name, value)| (name, Some(value))).collect(), Vec::new()),
        PropertyRequest::Names => (has().map(|(name, _)| (name, None)).collect(), Vec::new()),
        PropertyRequest::These(names) => {
            let (mut there, mut missing) = (Vec::new(), Vec::new());
            for wanted in names {
                match has().find(|(name, _)| wanted.0 == DAV && *name == wanted.1) {
                    Some((name, value)) => there.push((name, Some(value))),
                    None => missing.push(wanted),
                }
            }
            (there, missing)
        }
    }
}

fn open(xml: &mut Writer<Vec<u8>>, name: &str) -> io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(name)))
}

fn close(xml: &mut Writer<Vec<u8>>, name: &str) -> io::Result<()> {
    xml.write_event(Event::End(BytesEnd::new(name)))
}

fn text(xml: &mut Writer<Vec<u8>>, name: &str, value: &str) -> io::Result<()> {
    open(xml, name)?;
    xml.write_event(Event::Text(BytesText::new(value)))?;
    close(xml, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn these(names: &[(&str, &str)]) -> Result<PropertyRequest, BadXml> {
        Ok(PropertyRequest::These(
            names.iter().map(|(space, name)| (space.to_string(), name.to_string())).collect(),
        ))
    }

    #[test]
    fn reads_what_clients_send() {
        assert_eq!(wanted(b""), Ok(PropertyRequest::All));
        assert_eq!(
            wanted(br#"<?xml version="1.0"?><propfind xmlns="DAV:"><allprop/></propfind>"#),
            Ok(PropertyRequest::All)
        );
        assert_eq!(
            wanted(br#"<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>"#),
            Ok(PropertyRequest::Names)
        );
        let body = br#"<d:propfind xmlns:d="DAV:" xmlns:oc="urn:oc"><d:prop>
            <d:getetag/><oc:size></oc:size><plain/></d:prop></d:propfind>"#;
        assert_eq!(wanted(body), these(&[("DAV:", "getetag"), ("urn:oc", "size"), ("", "plain")]));
        assert_eq!(wanted(br#"<propfind xmlns="DAV:"><prop/></propfind>"#), these(&[]));
    }

    #[test]
    fn refuses_what_is_not_a_propfind_body() {
        for body in [
            &b"hello"[..],
            b"<propfind/>",
            b"<propfind xmlns=\"DAV:\"/>",
            b"<propfind xmlns=\"DAV:\"><prop>",
            b"<D:propfind><D:prop/></D:propfind>",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><propfind xmlns=\"DAV:\"><prop>&b;</prop></propfind>",
            b"<other xmlns=\"DAV:\"><allprop/></other>",
            b"\xff\xfe",
        ] {
            assert_eq!(wanted(body), Err(BadXml), "{}", String::from_utf8_lossy(body));
        }
        let many =
            format!("<propfind xmlns=\"DAV:\"><prop>{}</prop></propfind>", "<a/>".repeat(PROPERTIES + 1));
        assert_eq!(wanted(many.as_bytes()), Err(BadXml));
    }

    #[test]
    fn what_is_not_there_is_said_to_be_not_found_and_everything_is_escaped() {
        let place = ItemDescription {
            href: "/dav/a&b<c>".into(),
            folder: true,
            properties: vec![("displayname", "a&b<c>\"'".into())],
        };
        let wanted = PropertyRequest::These(vec![
            (DAV.into(), "displayname".into()),
            ("urn:<&\">".into(), "x".into()),
        ]);
        let text = String::from_utf8(multistatus(&wanted, &[place]).unwrap()).unwrap();
        assert!(text.contains("<D:href>/dav/a&amp;b&lt;c&gt;</D:href>"), "{text}");
        assert!(text.contains("a&amp;b&lt;c&gt;"), "{text}");
        assert!(text.contains("<x:x xmlns:x=\"urn:&lt;&amp;&quot;&gt;\"/>"), "{text}");
        assert!(text.contains("HTTP/1.1 404 Not Found"), "{text}");
        let mut reader = quick_xml::Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_panic(body in "(<|>|/|propfind|prop| xmlns=\"DAV:\"|D:|&a;|<!|\"| |[a-z])*") {
            let _ = wanted(body.as_bytes());
        }
    }
}
