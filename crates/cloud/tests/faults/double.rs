//! A small WebDAV server behind the `Http` trait, some of whose answers are exchanged for others.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fmt::Write,
    rc::Rc,
    task::Poll,
};

use async_trait::async_trait;
use lifeboat_cloud::{
    Path,
    http::{Answer, Http, HttpError, Method, Request},
    webdav::{Address, Behaviour, Login, WebDav},
    wrong_answers::{Instead, bare, page, typed},
};
use sha2::{Digest, Sha256};

use crate::luck::Luck;

const HOST: &str = "https://cloud.example";
const ROOT: &str = "/dav";

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
    /// Its tags are not those of a server that is known.
    Unknown,
    /// The same, and its rename does not work.
    MoveFails,
    /// Known, and no rename gets through what stands in front of it.
    ProxyBreaksMoves,
    /// A tag of the length alone, for each second another one.
    TagOfTime,
    /// Takes no more than 128 kB, like a proxy in front of it.
    Small,
    /// Answers 201 and keeps at most 4096 bytes.
    Tears,
    /// Lets every second writer of one name through.
    SeveralWriters,
    /// Lets several makers of one folder through in some races.
    SeveralFolders(Luck),
    /// Knows no folders.
    NoFolders,
    /// Refuses who asks for more than a few things at a time (429).
    Throttles,
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
    /// Begins its listings as lighttpd does, which makes it a server that is known; as our own it is by its tags.
    pub lighttpd: Cell<bool>,
    /// Between a request and the next, ms.
    pub latency_ms: Cell<u64>,
    now_ms: Cell<u64>,
    written_ms: RefCell<BTreeMap<String, u64>>,
    in_flight: Cell<usize>,
    /// Answers this to everybody in a race with this method.
    pub refuses_races: Cell<Option<(Method, u16)>>,
    /// Answers 201 and keeps at most this many bytes of each file of a backup.
    pub tears_at: Cell<Option<usize>>,
    /// The header that the browser may not send there: such requests never reach it.
    pub shuts_out: Cell<Option<&'static str>>,
    pub requests: RefCell<Vec<Request>>,
    /// How many requests are still taken, before 429.
    pub left: Cell<Option<usize>>,
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

    fn written_ms(&self, path: &str) -> u64 {
        self.0.written_ms.borrow().get(path).copied().unwrap_or_default()
    }

    fn tag(&self, path: &str, bytes: &[u8]) -> String {
        let sum = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        match self.0.vice.get() {
            Vice::OneTag => "\"7\"".to_owned(),
            Vice::WeakTags => format!("W/\"{sum}\""),
            Vice::TagOfTime => format!("\"{}-{}\"", bytes.len(), self.written_ms(path) / 1000),
            Vice::Unknown | Vice::MoveFails | Vice::SeveralFolders(_) => format!("\"{sum}\""),
            _ if self.0.lighttpd.get() => format!("\"{sum}\""),
            _ => {
                let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                format!("\"{hex}\"")
            }
        }
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
        let raced = ["race ", "folder "].iter().any(|race| key.contains(race));
        if let Some((method, status)) = self.0.refuses_races.get().filter(|_| raced)
            && method == request.method
        {
            return bare(status);
        }
        let wrote = if vice == Vice::NeverSaysCreated { 204 } else { 201 };
        if !key.starts_with(ROOT) {
            return bare(404);
        }
        match request.method {
            Method::Get => match nodes.get(&key) {
                Some(Some(bytes)) => bytes_answer(bytes),
                Some(None) => page(200, "Index of"),
                None => page(404, "Not Found"),
            },
            Method::Put if vice == Vice::Small && request.body.len() > 128 << 10 => bare(413),
            Method::Put => {
                let only_new = request.header("if-none-match") == Some("*");
                if nodes.get(&parent) != Some(&None) {
                    return page(409, "Conflict");
                }
                if nodes.get(&key) == Some(&None) {
                    return bare(405);
                }
                let exists = nodes.contains_key(&key);
                self.0.written_ms.borrow_mut().insert(key.clone(), self.0.now_ms.get());
                let raced = vice == Vice::SeveralWriters && key.contains("race") && exists;
                if raced {
                    nodes.insert(key, Some(request.body.clone()));
                    return bare(wrote);
                }
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
                body.truncate(self.0.tears_at.get().unwrap_or(usize::MAX));
                if vice == Vice::Tears {
                    body.truncate(4096);
                }
                nodes.insert(key, Some(body));
                bare(if exists { 204 } else { wrote })
            }
            Method::Head | Method::Post | Method::Patch => bare(501),
            Method::Mkcol if vice == Vice::NoFolders => bare(501),
            Method::Mkcol if matches!(vice, Vice::SeveralFolders(luck) if luck.lets_through(&key)) => {
                nodes.insert(key, None);
                bare(201)
            }
            Method::Mkcol if nodes.contains_key(&key) => bare(405),
            Method::Mkcol if nodes.get(&parent) != Some(&None) => bare(409),
            Method::Mkcol => {
                nodes.insert(key, None);
                bare(201)
            }
            Method::Move if matches!(vice, Vice::MoveFails | Vice::ProxyBreaksMoves) => bare(502),
            Method::Move => {
                let to = decode(request.header("destination").unwrap().strip_prefix(HOST).unwrap());
                if nodes.contains_key(&to) && vice != Vice::MoveReplaces {
                    return bare(412);
                }
                let exists = nodes.contains_key(&to);
                match nodes.remove(&key) {
                    Some(node) => {
                        let mut written_ms = self.0.written_ms.borrow_mut();
                        if let Some(then) = written_ms.remove(&key) {
                            written_ms.insert(to.clone(), then);
                        }
                        nodes.insert(to, node);
                        bare(if exists { 204 } else { wrote })
                    }
                    None => bare(404),
                }
            }
            Method::Delete if !nodes.contains_key(&key) => page(404, "Not Found"),
            Method::Delete
                if request.header("if-match").is_some_and(|wanted| {
                    let now = nodes.get(&key).and_then(Option::as_deref).map(|bytes| self.tag(&key, bytes));
                    vice != Vice::IgnoresIfMatch && now.as_deref() != Some(wanted)
                }) =>
            {
                page(412, "Precondition Failed")
            }
            Method::Delete => {
                if vice != Vice::KeepsDeleted {
                    nodes.retain(|path, _| *path != key && !path.starts_with(&format!("{key}/")));
                }
                bare(204)
            }
            Method::Propfind => {
                if !nodes.contains_key(&key) {
                    return page(404, "Not Found");
                }
                let deep = request.header("depth") == Some("1");
                let mut body = String::from(match self.0.lighttpd.get() {
                    true => {
                        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\" xmlns:ns0=\"urn:uuid:c2f41010-65b3-11d1-a29f-00aa00c14882/\">"
                    }
                    false => "<?xml version='1.0'?><D:multistatus xmlns:D='DAV:'>",
                });
                for (path, node) in nodes.iter() {
                    let child = path.strip_prefix(&format!("{key}/")).is_some_and(|rest| !rest.contains('/'));
                    if *path == key || (deep && child) {
                        let tag = node.as_deref().map(|bytes| self.tag(path, bytes)).unwrap_or_default();
                        body += &resource(path, node.as_deref(), &tag, self.written_ms(path) / 1000);
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
        if let Some(left) = self.0.left.get() {
            match left.checked_sub(1) {
                Some(fewer) => self.0.left.set(Some(fewer)),
                None => return Ok(bare(429)),
            }
        }
        self.0.now_ms.set(self.0.now_ms.get() + self.0.latency_ms.get());
        if self.0.vice.get() == Vice::Throttles {
            let before = self.0.in_flight.get();
            self.0.in_flight.set(before + 1);
            once_around().await;
            self.0.in_flight.set(self.0.in_flight.get() - 1);
            if before >= 3 {
                return Ok(bare(429));
            }
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

fn resource(path: &str, node: Option<&[u8]>, tag: &str, second: u64) -> String {
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
            "<D:resourcetype/><D:getcontentlength>{}</D:getcontentlength><D:getetag>{tag}</D:getetag>\
             <D:getlastmodified>second {second}</D:getlastmodified>",
            bytes.len(),
        ),
    };
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}

/// Lets everything else that is ready go first.
async fn once_around() {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}

fn decode(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned()
}

pub fn xml(body: &str) -> Answer {
    typed(207, "application/xml; charset=utf-8", body.as_bytes())
}

pub fn bytes_answer(body: &[u8]) -> Answer {
    typed(200, "application/octet-stream", body)
}
