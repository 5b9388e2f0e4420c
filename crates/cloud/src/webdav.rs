//! Any WebDAV server (RFC 4918): Nextcloud, Apache, our own server, a NAS.
//!
//! What a server promises differs from what it does, so a server is first probed ([`WebDav::probe`]); the outcome
//! decides how files are created ([`Behaviour`]), or that the server is refused for channel state.
//!
//! # What is believed
//! - A 404 alone never means "nothing there": a captive portal, a gateway that lost its server, or a wrong address
//!   answers 404 too. [`DriveError::NotFound`] needs a 404 for the path, then a proper multistatus from the root of
//!   the drive, then the 404 again. A glance has only the first, and says no more than that nothing was seen.
//! - A body that looks like a page is believed only when the server also lists a file of that name and length.
//! - Only 201, the answer of RFC 9110 to the *creation* of a file, means created; 204 says that something was
//!   replaced, and is an error, unless the probe found a server that always answers 204.
//! - A 201 alone does not mean that every byte is there: servers have answered it on a full disk. Either the
//!   answer's tag is the digest of the bytes, or they are read back.
//! - The length that a header tells may be that of a packed answer (`Content-Encoding: gzip`, which a page of another
//!   origin does not see): a body that is shorter is believed if the server lists a file of its length.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::{
    Account, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::{Effect, is_missing, is_page, no_answer, refusal, seems_cut},
    drive::{is_got, seen},
    http::{Answer, Http, Method, Request},
};

pub(crate) mod address;
mod behaviour;
mod create;
mod delete;
mod digest_tag;
mod listing;
mod login;
mod probe;
mod xml;

pub use address::Address;
pub use behaviour::{Behaviour, Way};
use create::{Claims, can_be_moved_to};
pub use login::Login;
pub use probe::{Grade, Maker, ProbeReport, Weakness};
use xml::Resource;

/// The methods that a server has to let pages of another origin use (CORS).
pub const ASKED_METHODS: &str = "GET, PUT, DELETE, MKCOL, MOVE, PROPFIND";
/// The request headers that it has to let them send.
pub const ASKED_HEADERS: &str =
    "Authorization, Content-Type, Depth, If-Match, If-None-Match, Destination, Overwrite";

const LARGEST_FILE: usize = 64 << 20;
const LARGEST_LISTING: usize = 32 << 20;
const LARGEST_OTHER: usize = 1 << 20;
const PATIENCE_MS: u32 = 30_000;
/// One more millisecond of patience for this many bytes sent: 10 kB/s is a slow phone.
const BYTES_PER_MS: usize = 10;

const ASK: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>"#,
    "<resourcetype/><getcontentlength/><getlastmodified/><getetag/></prop></propfind>"
);
const ASK_QUOTA: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>"#,
    "<resourcetype/><quota-available-bytes/><quota-used-bytes/></prop></propfind>"
);

const ASK_PRINCIPAL: &str = concat!(
    r#"<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>"#,
    "<resourcetype/><current-user-principal/></prop></propfind>"
);

/// Waits a moment before a request is repeated.
pub(crate) type Pause = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>>;

/// A folder of a WebDAV server, as a drive.
pub struct WebDav<H> {
    http: H,
    address: Address,
    login: Login,
    behaviour: Behaviour,
    claims: RefCell<Claims>,
    pause: Option<Pause>,
    /// Whether the login was accepted by the last answer.
    accepted: Cell<bool>,
}

/// What is at a path.
enum DavItem {
    File { length: Option<u64>, etag: Option<String>, modified: Option<String> },
    Folder,
    Nothing,
}

impl<H: Http> WebDav<H> {
    /// A drive that has been probed; or, with [`Behaviour::default`], one that is about to be.
    pub fn new(http: H, address: Address, login: Login, behaviour: Behaviour) -> WebDav<H> {
        WebDav {
            http,
            address,
            login,
            behaviour,
            claims: RefCell::default(),
            pause: None,
            accepted: Cell::new(false),
        }
    }

    /// Awaited, some 2 s, while another device holds the claim on a name ([`Way::Aside`]). Without it `create` answers
    /// `Busy` at once.
    pub fn with_pause(
        mut self,
        pause: impl Fn() -> Pin<Box<dyn Future<Output = ()>>> + 'static,
    ) -> WebDav<H> {
        self.pause = Some(Rc::new(pause));
        self
    }

    /// This drive with the behaviour its probe found.
    pub fn with_behaviour(mut self, behaviour: Behaviour) -> WebDav<H> {
        self.behaviour = behaviour;
        self
    }

    /// This drive over changed HTTP.
    pub(crate) fn over(self, change: impl FnOnce(H) -> H) -> WebDav<H> {
        WebDav { http: change(self.http), ..self }
    }

    /// The address of the folder that is the drive's root.
    pub fn address(&self) -> &Address {
        &self.address
    }

    fn request(&self, method: Method, url: String) -> Request {
        let headers = vec![("authorization", self.login.header())];
        Request { method, url, headers, body: Vec::new(), timeout_ms: PATIENCE_MS, limit: LARGEST_OTHER }
    }

    async fn send(&self, request: Request, effect: Effect) -> Result<Answer, DriveError> {
        let again = self.pause.clone().filter(|_| self.accepted.get()).map(|pause| (pause, request.clone()));
        let mut answer = self.http.send(request).await.map_err(|error| no_answer(error, effect))?;
        // A password that was right a moment ago is not wrong now: some servers say so to who is too fast.
        if let Some((pause, request)) = again.filter(|_| answer.status == 401) {
            pause().await;
            answer = self.http.send(request).await.map_err(|error| no_answer(error, effect))?;
        }
        self.accepted.set(answer.status < 400);
        Ok(answer)
    }

    async fn propfind(&self, url: String, depth: &str, ask: &str) -> Result<Answer, DriveError> {
        let mut request = self.request(Method::Propfind, url);
        request.headers.push(("depth", Zeroizing::new(depth.to_owned())));
        request.headers.push(("content-type", Zeroizing::new("application/xml; charset=utf-8".to_owned())));
        request.body = ask.as_bytes().to_vec();
        request.limit = LARGEST_LISTING;
        request.timeout_ms = 2 * PATIENCE_MS;
        self.send(request, Effect::None).await
    }

    /// The root's own properties, from what answers as a WebDAV server does; everything else is an error.
    async fn root(&self) -> Result<Resource, DriveError> {
        let answer = self.propfind(self.address.folder(&Path::root())?, "0", ASK_QUOTA).await?;
        let resource = only(&answer, self.address.names())?;
        if resource.collection { Ok(resource) } else { Err(DriveError::NotADrive) }
    }

    /// Whose login it is, as the server writes it (RFC 5397): a reference, such as `/principals/users/samantha/`.
    pub(crate) async fn principal(&self) -> Result<Option<String>, DriveError> {
        let url = self.address.folder(&Path::root())?;
        let answer = self.propfind(url, "0", ASK_PRINCIPAL).await?;
        only(&answer, self.address.names()).map(|resource| resource.principal)
    }

    /// All names below the host.
    fn names(&self, path: &Path) -> Vec<String> {
        self.address.names().iter().chain(path.names()).cloned().collect()
    }

    /// Whether the server lists a file of this length there.
    async fn is_listed_with(&self, file: &Path, length: usize) -> Result<bool, DriveError> {
        Ok(
            matches!(self.stat(file).await?, DavItem::File { length: Some(listed), .. } if listed == length as u64),
        )
    }

    async fn stat(&self, path: &Path) -> Result<DavItem, DriveError> {
        let mut answer = self.propfind(self.address.file(path)?, "0", ASK).await;
        if matches!(&answer, Err(DriveError::RedirectedAway) | Ok(Answer { status: 301..=308, .. })) {
            // Many servers send a folder's address without the slash to the one with it.
            answer = self.propfind(self.address.folder(path)?, "0", ASK).await;
        }
        let answer = answer?;
        if is_missing(&answer) {
            self.root().await?;
            return Ok(DavItem::Nothing);
        }
        let resource = only(&answer, &self.names(path))?;
        if resource.missing {
            self.root().await?;
            return Ok(DavItem::Nothing);
        }
        Ok(match resource.collection {
            true => DavItem::Folder,
            false => {
                DavItem::File { length: resource.length, etag: resource.etag, modified: resource.modified }
            }
        })
    }

    /// The answer to `GET`; `None`: it says that nothing is there, which is no proof.
    async fn ask_for(&self, file: &Path) -> Result<Option<Answer>, DriveError> {
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        let request = self.request(Method::Get, self.address.file(file)?);
        let request = Request { limit: LARGEST_FILE, timeout_ms: 4 * PATIENCE_MS, ..request };
        let answer = self.send(request, Effect::None).await;
        if matches!(answer, Err(DriveError::RedirectedAway))
            && matches!(self.stat(file).await, Ok(DavItem::Folder))
        {
            return Err(DriveError::WrongKind);
        }
        Ok(Some(answer?).filter(|answer| !is_missing(answer)))
    }

    /// The bytes in an answer to `GET`, if they are the file's.
    async fn bytes(&self, file: &Path, answer: Answer) -> Result<Vec<u8>, DriveError> {
        if answer.status != 200 {
            let error = refusal(&answer, Effect::None);
            // Some servers have no GET for folders.
            let may_be_folder =
                matches!(error, DriveError::NotADrive | DriveError::Denied | DriveError::RedirectedAway);
            let is_folder = may_be_folder && matches!(self.stat(file).await, Ok(DavItem::Folder));
            return Err(if is_folder { DriveError::WrongKind } else { error });
        }
        if seems_cut(&answer) && !self.is_listed_with(file, answer.body.len()).await? {
            return Err(DriveError::Unreachable);
        }
        if is_page(&answer) {
            match self.stat(file).await? {
                DavItem::File { length, .. }
                    if length.is_none_or(|length| length == answer.body.len() as u64) => {}
                DavItem::Folder => return Err(DriveError::WrongKind),
                DavItem::File { .. } | DavItem::Nothing => return Err(DriveError::NotADrive),
            }
        }
        Ok(answer.body)
    }
}

/// The one resource of an answer to a `PROPFIND` of depth 0; of a server that answers with all that is in the
/// folder, the one that was asked for (all names below the host).
fn only(answer: &Answer, asked: &[String]) -> Result<Resource, DriveError> {
    if answer.status != 207 {
        return Err(refusal(answer, Effect::None));
    }
    let mut resources = xml::parse(&answer.body).map_err(|_| DriveError::NotADrive)?;
    if resources.len() > 1 {
        resources.retain(|resource| listing::names(&resource.href).is_some_and(|names| names == asked));
    }
    match <[Resource; 1]>::try_from(resources) {
        Ok([resource]) if resource.status.is_none_or(|status| status == 200) => Ok(resource),
        _ => Err(DriveError::NotADrive),
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for WebDav<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        for believed in [false, true] {
            let answer = self.propfind(self.address.folder(folder)?, "1", ASK).await?;
            if (is_missing(&answer) || xml::says_missing(&answer)) && !folder.names().is_empty() {
                if !believed {
                    self.root().await?;
                }
                continue;
            }
            if answer.status != 207 {
                let error = refusal(&answer, Effect::None);
                let may_be_file = matches!(error, DriveError::NotADrive | DriveError::RedirectedAway);
                let is_file = may_be_file && matches!(self.stat(folder).await, Ok(DavItem::File { .. }));
                return Err(if is_file { DriveError::WrongKind } else { error });
            }
            let resources = xml::parse(&answer.body).map_err(|_| DriveError::NotADrive)?;
            return listing::entries(resources, &self.names(folder), self.address.names().len());
        }
        // Some servers call a file with a slash behind its name missing.
        match self.stat(folder).await {
            Ok(DavItem::File { .. }) => Err(DriveError::WrongKind),
            _ => Err(DriveError::NotFound),
        }
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        for believed in [false, true] {
            if let Some(answer) = self.ask_for(file).await? {
                return self.bytes(file, answer).await;
            }
            if !believed {
                self.root().await?;
            }
        }
        Err(DriveError::NotFound)
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        match self.ask_for(file).await.transpose() {
            Some(Ok(answer)) => seen(self.bytes(file, answer).await.map(drop)),
            Some(Err(error)) => seen(Err(error)),
            None => Ok(Glance::NothingSeen),
        }
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        match self.stat(path).await? {
            DavItem::File { .. } | DavItem::Folder => Ok(true),
            DavItem::Nothing => is_got(self, path).await,
        }
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.create_file(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        for believed in [false, true] {
            let mut answer = self.delete_at(self.address.file(path)?).await;
            if matches!(&answer, Err(DriveError::RedirectedAway) | Ok(Answer { status: 301..=308 | 409, .. }))
            {
                // Some servers want a folder's address with the slash.
                answer = self.delete_at(self.address.folder(path)?).await;
            }
            let answer = answer?;
            match answer.status {
                204 => return Ok(()),
                // A captive portal also says this to everything.
                200 => {
                    return match self.stat(path).await {
                        Ok(DavItem::Nothing) => Ok(()),
                        _ => Err(DriveError::Unknown),
                    };
                }
                // Some of it could not be removed; the first reason will do.
                207 => return Err(partly(&answer)),
                404 | 410 if !believed => self.root().await.map(|_| ())?,
                404 | 410 => break,
                _ => return Err(refusal(&answer, Effect::Change)),
            }
        }
        Err(DriveError::NotFound)
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.delete_if_exactly(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let root = self.root().await?;
        Ok(Quota { used: root.used, available: root.available })
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec![self.address.authority().to_owned()];
        words.extend(self.address.names().iter().chain(folder.names()).cloned());
        Place { words, link: self.address.folder(folder).ok() }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.root().await?;
        Ok(Account { name: format!("{} @ {}", self.login.user(), self.address.authority()) })
    }
}

impl<H: Http> WebDav<H> {
    async fn delete_at(&self, url: String) -> Result<Answer, DriveError> {
        let mut request = self.request(Method::Delete, url);
        request.headers.push(("depth", Zeroizing::new("infinity".to_owned())));
        self.send(request, Effect::Change).await
    }
}

fn partly(answer: &Answer) -> DriveError {
    let resources = xml::parse(&answer.body).unwrap_or_default();
    let status = resources.iter().find_map(|resource| resource.status.filter(|status| *status >= 400));
    match status {
        Some(status) => refusal(&Answer { status, headers: Vec::new(), body: Vec::new() }, Effect::Change),
        None => DriveError::Unknown,
    }
}
