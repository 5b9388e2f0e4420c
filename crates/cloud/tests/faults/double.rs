//! A small WebDAV server behind the `Http` trait, some of whose answers are exchanged for others.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt::Write,
    rc::Rc,
};

use async_trait::async_trait;
use lifeboat_cloud::{
    Path,
    http::{Answer, Http, HttpError, Method, Request},
    webdav::{Address, Behaviour, Login, WebDav},
};

const HOST: &str = "https://cloud.example";
const ROOT: &str = "/dav";

/// What comes instead of the server's own answer.
pub type Instead = Result<Answer, HttpError>;

/// How the server itself misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vice {
    #[default]
    None,
    /// Knows no `If-None-Match`.
    Replaces,
    /// Answers 412 and replaces.
    ReplacesSilently,
    /// Answers 204 to whatever it has written.
    NeverSaysCreated,
    /// Answers 412 to every create.
    RefusesNew,
    /// Stores a line end more.
    ChangesBytes,
    /// Stores the names of files in lower case.
    ChangesNames,
    /// Deletes nothing.
    KeepsDeleted,
    /// Knows no `Overwrite: F`.
    MoveReplaces,
    /// The same tag for everything.
    OneTag,
    /// Tags that stand for more than one content.
    WeakTags,
    /// Deletes whatever the tag is.
    IgnoresIfMatch,
}

#[derive(Default)]
pub struct World {
    /// `None` is a folder. Paths begin with `/` and do not end with one.
    pub nodes: RefCell<BTreeMap<String, Option<Vec<u8>>>>,
    pub sent: Cell<usize>,
    /// Which request gets another answer; `None` is every one.
    pub at: Cell<Option<usize>>,
    pub instead: RefCell<Option<Instead>>,
    /// Whether the request is carried out although its answer is exchanged.
    pub effect: Cell<bool>,
    pub vice: Cell<Vice>,
    /// The header that the browser may not send there: such requests never reach it.
    pub shuts_out: Cell<Option<&'static str>>,
    pub requests: RefCell<Vec<Request>>,
}

#[derive(Clone, Default)]
pub struct Double(pub Rc<World>);

impl Double {
    pub fn new() -> Double {
        let double = Double::default();
        double.0.nodes.borrow_mut().insert(ROOT.to_owned(), None);
        double
    }

    pub fn drive(&self, behaviour: Behaviour) -> WebDav<Double> {
        let address = Address::parse(&format!("{HOST}{ROOT}/")).unwrap();
        WebDav::new(self.clone(), address, Login::new("samantha", "secret"), behaviour)
    }

    /// Exchanges the answer to one request from here on (`None`: to all).
    pub fn exchange(&self, at: Option<usize>, instead: Instead, effect: bool) {
        self.0.at.set(at.map(|at| at + self.0.sent.get()));
        *self.0.instead.borrow_mut() = Some(instead);
        self.0.effect.set(effect);
    }

    pub fn mend(&self) {
        *self.0.instead.borrow_mut() = None;
    }

    pub fn sent(&self) -> usize {
        self.0.sent.get()
    }

    fn key(path: &Path) -> String {
        path.names().iter().fold(ROOT.to_owned(), |key, name| key + "/" + name)
    }

    pub fn has(&self, path: &Path) -> Option<Vec<u8>> {
        self.0.nodes.borrow().get(&Double::key(path)).cloned().flatten()
    }

    pub fn plant(&self, path: &Path, bytes: &[u8]) {
        let mut above = path.parent();
        while let Some(folder) = above {
            self.0.nodes.borrow_mut().insert(Double::key(&folder), None);
            above = folder.parent();
        }
        self.0.nodes.borrow_mut().insert(Double::key(path), Some(bytes.to_vec()));
    }

    fn serve(&self, request: &Request) -> Answer {
        let vice = self.0.vice.get();
        let mut nodes = self.0.nodes.borrow_mut();
        let key = decode(request.url.strip_prefix(HOST).unwrap()).trim_end_matches('/').to_owned();
        let (parent, name) = key.rsplit_once('/').unwrap_or_default();
        let parent = parent.to_owned();
        let key = match vice {
            Vice::ChangesNames if name.ends_with(".lifeboat") => format!("{parent}/{}", name.to_lowercase()),
            _ => key,
        };
        let wrote = if vice == Vice::NeverSaysCreated { 204 } else { 201 };
        if !key.starts_with(ROOT) {
            return answer(404);
        }
        match request.method {
            Method::Get => match nodes.get(&key) {
                Some(Some(bytes)) => bytes_answer(bytes),
                Some(None) => page(200, "Index of"),
                None => page(404, "Not Found"),
            },
            Method::Put => {
                let only_new = request.header("if-none-match") == Some("*");
                if nodes.get(&parent) != Some(&None) {
                    return page(409, "Conflict");
                }
                if nodes.get(&key) == Some(&None) {
                    return answer(405);
                }
                let exists = nodes.contains_key(&key);
                if only_new && (exists || vice == Vice::RefusesNew) && vice != Vice::Replaces {
                    if vice == Vice::ReplacesSilently {
                        nodes.insert(key, Some(request.body.clone()));
                    }
                    return page(412, "Precondition Failed");
                }
                let mut body = request.body.clone();
                if vice == Vice::ChangesBytes {
                    body.push(b'\n');
                }
                nodes.insert(key, Some(body));
                answer(if exists { 204 } else { wrote })
            }
            Method::Post | Method::Patch => answer(501),
            Method::Mkcol if nodes.contains_key(&key) => answer(405),
            Method::Mkcol if nodes.get(&parent) != Some(&None) => answer(409),
            Method::Mkcol => {
                nodes.insert(key, None);
                answer(201)
            }
            Method::Move => {
                let to = decode(request.header("destination").unwrap().strip_prefix(HOST).unwrap());
                if nodes.contains_key(&to) && vice != Vice::MoveReplaces {
                    return answer(412);
                }
                let exists = nodes.contains_key(&to);
                match nodes.remove(&key) {
                    Some(node) => {
                        nodes.insert(to, node);
                        answer(if exists { 204 } else { wrote })
                    }
                    None => answer(404),
                }
            }
            Method::Delete if !nodes.contains_key(&key) => page(404, "Not Found"),
            Method::Delete
                if request.header("if-match").is_some_and(|wanted| {
                    let now = nodes.get(&key).and_then(Option::as_deref).map(|bytes| tag(bytes, vice));
                    vice != Vice::IgnoresIfMatch && now.as_deref() != Some(wanted)
                }) =>
            {
                page(412, "Precondition Failed")
            }
            Method::Delete => {
                if vice != Vice::KeepsDeleted {
                    nodes.retain(|path, _| *path != key && !path.starts_with(&format!("{key}/")));
                }
                answer(204)
            }
            Method::Propfind => {
                if !nodes.contains_key(&key) {
                    return page(404, "Not Found");
                }
                let deep = request.header("depth") == Some("1");
                let mut body = String::from("<?xml version='1.0'?><D:multistatus xmlns:D='DAV:'>");
                for (path, node) in nodes.iter() {
                    let child = path.strip_prefix(&format!("{key}/")).is_some_and(|rest| !rest.contains('/'));
                    if *path == key || (deep && child) {
                        body += &resource(path, node.as_deref(), vice);
                    }
                }
                xml(&(body + "</D:multistatus>"))
            }
        }
    }
}

#[async_trait(?Send)]
impl Http for Double {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let number = self.0.sent.get();
        self.0.sent.set(number + 1);
        assert!(number < 10_000, "it asks without an end");
        self.0.requests.borrow_mut().push(request.clone());
        if self.0.shuts_out.get().is_some_and(|header| request.header(header).is_some()) {
            return Err(HttpError::NoAnswer);
        }
        let hit = self.0.at.get().is_none_or(|at| at == number);
        let instead = self.0.instead.borrow().clone().filter(|_| hit);
        match instead {
            None => Ok(self.serve(&request)),
            Some(instead) => {
                if self.0.effect.get() {
                    self.serve(&request);
                }
                instead
            }
        }
    }
}

fn resource(path: &str, node: Option<&[u8]>, vice: Vice) -> String {
    let mut href = String::new();
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' => href.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => href.push(byte.into()),
            byte => write!(href, "%{byte:02X}").unwrap(),
        }
    }
    let props = match node {
        None => "<D:resourcetype><D:collection/></D:resourcetype>".to_owned(),
        Some(bytes) => format!(
            "<D:resourcetype/><D:getcontentlength>{}</D:getcontentlength><D:getetag>{}</D:getetag>",
            bytes.len(),
            tag(bytes, vice),
        ),
    };
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

fn tag(bytes: &[u8], vice: Vice) -> String {
    let sum = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    match vice {
        Vice::OneTag => "\"7\"".to_owned(),
        Vice::WeakTags => format!("W/\"{sum}\""),
        _ => format!("\"{sum}\""),
    }
}

fn decode(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
}

pub fn answer(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), body: Vec::new() }
}

fn with(status: u16, kind: &str, body: &[u8]) -> Answer {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![header("content-type", kind), header("content-length", &body.len().to_string())];
    Answer { status, headers, body: body.to_vec() }
}

pub fn page(status: u16, title: &str) -> Answer {
    let body = format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>");
    with(status, "text/html; charset=utf-8", body.as_bytes())
}

pub fn xml(body: &str) -> Answer {
    with(207, "application/xml; charset=utf-8", body.as_bytes())
}

pub fn bytes_answer(body: &[u8]) -> Answer {
    with(200, "application/octet-stream", body)
}

pub fn kind_answer(status: u16, kind: &str, body: &[u8]) -> Answer {
    with(status, kind, body)
}
