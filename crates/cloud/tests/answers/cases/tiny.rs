//! A sound WebDAV server of a few lines, some of whose answers are others: what a case says, with everything
//! around it as it should be.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use async_trait::async_trait;
use lifeboat_cloud::{
    http::{Answer, Http, HttpError, Method, Request},
    webdav::{Address, Behaviour, Login, WebDav},
};
use sha2::{Digest, Sha256};

use lifeboat_cloud::wrong_answers::bare;

const HOST: &str = "https://dav.example.org";

/// What comes instead of the server's own answer, and whether it is carried out all the same, replacing what is there.
pub struct Instead {
    pub answer: Answer,
    pub carried_out: bool,
}

impl Instead {
    pub fn only(answer: Answer) -> Option<Instead> {
        Some(Instead { answer, carried_out: false })
    }
}

/// Asked for each request, with the number of those of its method before it.
type Twist = dyn Fn(&Request, usize) -> Option<Instead>;

struct Parts {
    nodes: RefCell<BTreeMap<String, Option<Vec<u8>>>>,
    before: RefCell<BTreeMap<&'static str, usize>>,
    sent: Cell<usize>,
    twist: Box<Twist>,
    /// Whether its tags are the digests by which our own server is known.
    known: bool,
}

#[derive(Clone)]
pub struct Tiny(Rc<Parts>);

impl Tiny {
    pub fn new(twist: impl Fn(&Request, usize) -> Option<Instead> + 'static) -> Tiny {
        Tiny::made(twist, true)
    }

    /// It is not known what server it is.
    pub fn unknown(twist: impl Fn(&Request, usize) -> Option<Instead> + 'static) -> Tiny {
        Tiny::made(twist, false)
    }

    fn made(twist: impl Fn(&Request, usize) -> Option<Instead> + 'static, known: bool) -> Tiny {
        let nodes = RefCell::new(BTreeMap::from([("/dav".to_owned(), None)]));
        let (before, sent, twist) = (RefCell::default(), Cell::default(), Box::new(twist));
        Tiny(Rc::new(Parts { nodes, before, sent, twist, known }))
    }

    pub fn with_folder(self, name: &str) -> Tiny {
        self.0.nodes.borrow_mut().insert(format!("/dav/{name}"), None);
        self
    }

    pub fn drive(&self, behaviour: Behaviour) -> WebDav<Tiny> {
        let address = Address::parse(&format!("{HOST}/dav/")).unwrap();
        WebDav::new(self.clone(), address, Login::new("ana", "secret"), behaviour)
            .with_pause(|| Box::pin(async {}))
    }

    fn serve(&self, request: &Request, careless: bool) -> Answer {
        let mut nodes = self.0.nodes.borrow_mut();
        let key = key(&request.url);
        let parent = key.rsplit_once('/').map(|(parent, _)| parent.to_owned()).unwrap_or_default();
        match request.method {
            Method::Get => match nodes.get(&key) {
                Some(Some(bytes)) => Answer { body: bytes.clone(), ..bare(200) },
                Some(None) => bare(405),
                None => bare(404),
            },
            Method::Put if nodes.get(&parent) != Some(&None) => bare(409),
            Method::Put
                if !careless && request.header("if-none-match").is_some() && nodes.contains_key(&key) =>
            {
                bare(412)
            }
            Method::Put => {
                let replaced = nodes.insert(key, Some(request.body.clone())).is_some();
                bare(if replaced { 204 } else { 201 })
            }
            Method::Mkcol if nodes.contains_key(&key) => bare(405),
            Method::Mkcol if nodes.get(&parent) != Some(&None) => bare(409),
            Method::Mkcol => {
                nodes.insert(key, None);
                bare(201)
            }
            Method::Move => {
                let to = self::key(request.header("destination").unwrap());
                match nodes.get(&key).cloned() {
                    None => bare(404),
                    Some(_) if nodes.contains_key(&to) => bare(412),
                    Some(node) => {
                        nodes.remove(&key);
                        nodes.insert(to, node);
                        bare(201)
                    }
                }
            }
            Method::Delete if !nodes.contains_key(&key) => bare(404),
            Method::Delete
                if request.header("if-match").is_some_and(|tag| {
                    nodes.get(&key).cloned().flatten().map(|bytes| self.tag(&bytes)).as_deref() != Some(tag)
                }) =>
            {
                bare(412)
            }
            Method::Delete => {
                nodes.retain(|path, _| *path != key && !path.starts_with(&format!("{key}/")));
                bare(204)
            }
            Method::Propfind if !nodes.contains_key(&key) => bare(404),
            Method::Propfind => {
                let deep = request.header("depth") == Some("1");
                let inside = |path: &str| {
                    path.strip_prefix(&format!("{key}/")).is_some_and(|rest| deep && !rest.contains('/'))
                };
                let shown = nodes.iter().filter(|(path, _)| **path == key || inside(path));
                let shown: String = shown.map(|(path, node)| self.resource(path, node.as_deref())).collect();
                let body = format!("<D:multistatus xmlns:D='DAV:'>{shown}</D:multistatus>");
                Answer { body: body.into_bytes(), ..bare(207) }
            }
            Method::Head | Method::Post | Method::Patch => bare(501),
        }
    }

    fn tag(&self, bytes: &[u8]) -> String {
        let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        match self.0.known {
            true => format!("\"{hex}\""),
            false => format!("\"{}\"", hex.get(..8).unwrap_or_default()),
        }
    }

    fn resource(&self, path: &str, bytes: Option<&[u8]>) -> String {
        let props = match bytes {
            None => "<D:resourcetype><D:collection/></D:resourcetype>".to_owned(),
            Some(bytes) => format!(
                "<D:resourcetype/><D:getcontentlength>{}</D:getcontentlength><D:getetag>{}</D:getetag>\
                 <D:getlastmodified>now</D:getlastmodified>",
                bytes.len(),
                self.tag(bytes)
            ),
        };
        let href = path.replace('%', "%25").replace(' ', "%20").replace('&', "&amp;");
        format!(
            "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>\
             <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        )
    }
}

fn key(url: &str) -> String {
    let path = url.strip_prefix(HOST).unwrap().trim_end_matches('/');
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
}

#[async_trait(?Send)]
impl Http for Tiny {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        assert!(self.0.sent.replace(self.0.sent.get() + 1) < 1_000, "it asks without an end");
        let before = {
            let mut before = self.0.before.borrow_mut();
            let count = before.entry(request.method.as_str()).or_default();
            *count += 1;
            *count - 1
        };
        Ok(match (self.0.twist)(&request, before) {
            None => self.serve(&request, false),
            Some(Instead { answer, carried_out }) => {
                if carried_out {
                    self.serve(&request, true);
                }
                answer
            }
        })
    }
}
