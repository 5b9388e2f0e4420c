//! remoteStorage (draft-dejong-remotestorage): one's own storage behind an address like `me@storage.example`.
//!
//! [`discover`] finds where it is and where to sign in (WebFinger); the page asks for a token there (OAuth 2, implicit
//! grant, client id = the page's origin, scope [`SCOPE`]); [`RemoteStorage`] keeps everything in the folder [`MODULE`].
//!
//! A file is created by `PUT` with `If-None-Match: *`, which the server refuses with 412 when something is there.
//!
//! # What is believed
//! - "Not found" is a 404 for the file, and then a folder description of the server, of its folder or of one above,
//!   without it. Servers describe a missing folder as an empty one, or answer 404.
//! - Created needs an `ETag`, which every server gives to what it has stored, and a page for people never has.
//! - "Exists" and "deleted" are believed after a folder description.
//! - A body of another type than we store, or that looks like a page, is believed only when the description
//!   shows a file of that length.
//! - 403 is a token without our folder in it: it is refused like an expired one, and requested again.

use std::{collections::BTreeMap, rc::Rc};

use async_trait::async_trait;
use futures::future::join_all;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{
    Account, Bearer, Create, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::{Effect, date_ms, is_missing, is_page, looked_at, refusal, seems_cut},
    drive::{is_got, is_name, seen},
    http::{Answer, Http, Method, Request},
    race::Evidence,
    signed_in::{BearerHttp, LARGEST_FILE, LARGEST_TALK, READING_MS, json, patience},
    trial::{PATIENCE, patiently, try_out},
    webdav::{Address, Grade},
};

mod address;
mod presence;
mod web_finger;

use address::{is_kept_for_files, is_kept_for_folders, name_in_listing};
use presence::is_plain;
pub use web_finger::{DiscoveredStorage, discover, user_of};

/// The folder in the user's storage that is ours.
pub const MODULE: &str = "lifeboat";
/// What to ask for when signing in.
pub const SCOPE: &str = "lifeboat:rw";

const DESCRIPTION: &str = "http://remotestorage.io/spec/folder-description";
const FILE_TYPE: &str = "application/octet-stream";
const MOST_ENTRIES: usize = 100_000;
const DEEPEST: usize = 16;
const DELETES_AT_ONCE: usize = 4;

/// A user's remoteStorage.
pub struct RemoteStorage<H> {
    http: BearerHttp<H>,
    user: String,
    root: Address,
}

#[derive(Deserialize)]
struct Description {
    #[serde(rename = "@context")]
    context: String,
    items: BTreeMap<String, ListedItem>,
}

#[derive(Deserialize)]
struct ListedItem {
    #[serde(rename = "Content-Length")]
    length: Option<u64>,
    #[serde(rename = "Last-Modified")]
    modified: Option<String>,
}

/// What is at a path.
enum PathContent {
    File { size: Option<u64> },
    Folder,
    Nothing,
}

impl<H: Http> RemoteStorage<H> {
    /// The storage of `user` (`me@storage.example`) at `storage_root`, both as [`discover`] found them.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn new(
        http: H,
        user: &str,
        storage_root: &str,
        bearer: Rc<dyn Bearer>,
    ) -> Result<RemoteStorage<H>, DriveError> {
        let root = Address::parse(storage_root)?;
        Ok(RemoteStorage { http: BearerHttp::new(http, bearer), user: user.to_owned(), root })
    }

    /// Finds out what the server does. An error means that it refuses us, or cannot be reached: not that it is weak.
    /// `nonce`: any number not used before. `rest` waits for the given number of ms where it limits requests.
    ///
    /// # Errors
    /// The same as [`Drive::create`].
    pub async fn probe(&self, nonce: u64, rest: impl AsyncFn(u64)) -> Result<Grade, DriveError> {
        // Some servers say 404 to a folder in which there has never been anything, which is no proof of anything.
        let note = async || match self.create(&Path::root().join(NOTE), NOTE_TEXT.as_bytes()).await {
            // Whether what is created is there is what the trial finds out.
            Ok(_) | Err(DriveError::Unknown) => Ok(()),
            Err(error) => Err(error),
        };
        patiently(PATIENCE, &rest, note).await?;
        // The protocol asks for the precondition, and says nothing of two writers at once.
        try_out(self, Evidence::RacesAlone, nonce, rest).await
    }

    fn full(path: &Path) -> Path {
        path.names().iter().fold(Path::root().join(MODULE), |full, name| full.join(name.clone()))
    }

    fn file(&self, path: &Path) -> Result<String, DriveError> {
        let above = path.names().len().saturating_sub(1);
        let kept = path.names().iter().take(above).all(|name| is_kept_for_folders(name));
        if kept && path.name().is_none_or(is_kept_for_files) {
            Ok(careful(self.root.file(&RemoteStorage::<H>::full(path))?))
        } else {
            Err(DriveError::BadAddress)
        }
    }

    fn folder(&self, path: &Path) -> Result<String, DriveError> {
        Ok(careful(self.root.folder(&RemoteStorage::<H>::full(path))?))
    }

    async fn send(&self, method: Method, url: String, effect: Effect) -> Result<Answer, DriveError> {
        let request = Request {
            method,
            url,
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: READING_MS,
            limit: if method == Method::Get { LARGEST_FILE } else { LARGEST_TALK },
        };
        self.http.send(request, effect, is_refused).await
    }

    /// What a folder holds, by its description; `None` when the server says 404.
    async fn describe(&self, folder: &Path) -> Result<Option<BTreeMap<String, ListedItem>>, DriveError> {
        let answer = self.send(Method::Get, self.folder(folder)?, Effect::None).await?;
        if is_missing(&answer) {
            return Ok(None);
        }
        if answer.status != 200 {
            return Err(refusal(&answer, Effect::None));
        }
        let description: Description = json(&answer).ok_or(DriveError::NotADrive)?;
        if description.context != DESCRIPTION {
            return Err(DriveError::NotADrive);
        }
        if description.items.len() > MOST_ENTRIES {
            return Err(DriveError::TooLarge);
        }
        Ok(Some(description.items))
    }

    /// Our own folder is there: nothing else proves that it is the server who says 404.
    async fn root(&self) -> Result<(), DriveError> {
        self.describe(&Path::root()).await?.map(|_| ()).ok_or(DriveError::NotADrive)
    }

    /// What is at a path, by the description of its folder, or of the first one above that is there.
    async fn stat(&self, path: &Path) -> Result<PathContent, DriveError> {
        let mut path = path.clone();
        let mut below = false;
        while let (Some(folder), Some(name)) = (path.parent(), path.name()) {
            if let Some(items) = self.describe(&folder).await? {
                for (listed, item) in &items {
                    let (named, is_folder) = name_in_listing(listed);
                    match (named == name, is_folder) {
                        // Above the path: its folder is there after all.
                        (true, _) if below => return Err(DriveError::Unavailable { after_ms: None }),
                        (true, true) => return Ok(PathContent::Folder),
                        (true, false) => return Ok(PathContent::File { size: item.length }),
                        _ => {}
                    }
                }
                return Ok(PathContent::Nothing);
            }
            (path, below) = (folder, true);
        }
        Err(DriveError::NotADrive)
    }

    /// Why a file could not be written where it should be (409).
    async fn hindrance(&self, file: &Path) -> Result<Create, DriveError> {
        if !matches!(self.stat(file).await?, PathContent::Nothing) {
            return Ok(Create::Exists);
        }
        let mut above = file.parent();
        while let Some(folder) = above.filter(|folder| !folder.names().is_empty()) {
            if matches!(self.stat(&folder).await?, PathContent::File { .. }) {
                return Err(DriveError::WrongKind);
            }
            above = folder.parent();
        }
        Err(DriveError::Busy { after_ms: None })
    }

    /// Every file in a folder and below.
    async fn below(&self, folder: &Path) -> Result<Vec<Path>, DriveError> {
        let mut files = Vec::new();
        let mut folders = vec![folder.clone()];
        while let Some(folder) = folders.pop() {
            for (listed, _) in self.describe(&folder).await?.unwrap_or_default() {
                let (name, is_folder) = name_in_listing(&listed);
                let path = folder.join(name);
                if !is_folder {
                    files.push(path);
                } else if path.names().len() < DEEPEST {
                    folders.push(path);
                }
            }
        }
        Ok(files)
    }

    async fn remove(&self, file: &Path) -> Result<(), DriveError> {
        let answer = self.send(Method::Delete, self.file(file)?, Effect::Change).await?;
        match answer.status {
            // Whether it is gone is asked afterwards.
            200 | 204 | 404 | 410 => Ok(()),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }
}

/// Escapes tildes, because armadietto never answers an address with one.
fn careful(url: String) -> String {
    url.replace('~', "%7E")
}

/// A token that may not touch our folder is no use to us.
fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403)
}

/// The note that keeps our folder there.
const NOTE: &str = "READ ME.txt";
const NOTE_TEXT: &str =
    "Backups of bitcoin wallets made with Lifeboat are kept here. Do not delete, rename or move anything.\n";

#[async_trait(?Send)]
impl<H: Http> Drive for RemoteStorage<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let mut items = self.describe(folder).await?;
        if folder.names().is_empty() && items.is_none() {
            // Nothing is above it that could tell.
            items = Some(self.describe(folder).await?.ok_or(DriveError::NotADrive)?);
        }
        let items = items.unwrap_or_default();
        if items.is_empty() && !folder.names().is_empty() {
            return Err(match self.stat(folder).await? {
                PathContent::File { .. } => DriveError::WrongKind,
                // It came, or went, while we looked.
                PathContent::Folder => DriveError::Unavailable { after_ms: None },
                PathContent::Nothing => DriveError::NotFound,
            });
        }
        let entries = items.into_iter().map(|(listed, item)| {
            let (name, folder) = name_in_listing(&listed);
            let size = if folder { None } else { item.length };
            Entry { name, folder, size, modified_ms: item.modified.as_deref().and_then(date_ms) }
        });
        Ok(entries.filter(|entry| is_name(&entry.name)).collect())
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        let answer = self.send(Method::Get, self.file(file)?, Effect::None).await?;
        match answer.status {
            200 if seems_cut(&answer) => match self.stat(file).await? {
                PathContent::File { size: Some(size) } if size == answer.body.len() as u64 => Ok(answer.body),
                PathContent::File { .. } | PathContent::Folder | PathContent::Nothing => {
                    Err(DriveError::Unreachable)
                }
            },
            // It is not what we stored, but a page, a folder's description, or another app's file.
            200 if is_page(&answer) || !is_plain(&answer) => match self.stat(file).await? {
                PathContent::File { size } if size.is_none_or(|size| size == answer.body.len() as u64) => {
                    Ok(answer.body)
                }
                PathContent::Folder => Err(DriveError::WrongKind),
                PathContent::File { .. } | PathContent::Nothing => Err(DriveError::NotADrive),
            },
            200 => Ok(answer.body),
            404 | 410 => match self.stat(file).await? {
                PathContent::Nothing => Err(DriveError::NotFound),
                PathContent::Folder => Err(DriveError::WrongKind),
                // It is there after all.
                PathContent::File { .. } => Err(DriveError::Unavailable { after_ms: None }),
            },
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        if file.names().is_empty() {
            return Ok(Glance::Something);
        }
        let answer = match self.send(Method::Get, self.file(file)?, Effect::None).await {
            Ok(answer) => answer,
            Err(error) => return seen(Err(error)),
        };
        match answer.status {
            200 if !is_page(&answer) && is_plain(&answer) => Ok(Glance::Something),
            404 | 410 => Ok(Glance::NothingSeen),
            200 => seen(self.get(file).await.map(drop)),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        if !path.names().is_empty() && self.is_shown(path).await {
            return Ok(true);
        }
        is_got(self, path).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        if bytes.len() > LARGEST_FILE {
            return Err(DriveError::TooLarge);
        }
        let header = |value: &str| Zeroizing::new(value.to_owned());
        let request = Request {
            method: Method::Put,
            url: self.file(file)?,
            headers: vec![("if-none-match", header("*")), ("content-type", header(FILE_TYPE))],
            body: bytes.to_vec(),
            timeout_ms: patience(bytes.len()),
            limit: LARGEST_TALK,
        };
        let answer = self.http.send(request, Effect::Change, is_refused).await?;
        match answer.status {
            200 | 201 if answer.header("etag").is_some() && answer.body.is_empty() => {
                looked_at(self, file, bytes).await
            }
            200 | 201 if is_page(&answer) => Err(DriveError::NotADrive),
            200 | 201 => Err(DriveError::Unknown),
            412 => match self.stat(file).await? {
                PathContent::File { .. } => Ok(Create::Exists),
                PathContent::Folder | PathContent::Nothing => Err(DriveError::Busy { after_ms: None }),
            },
            409 => self.hindrance(file).await,
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        match self.stat(path).await? {
            PathContent::Nothing => return Err(DriveError::NotFound),
            PathContent::File { .. } => self.remove(path).await?,
            // A folder disappears with the last file in it.
            PathContent::Folder => {
                for some in self.below(path).await?.chunks(DELETES_AT_ONCE) {
                    join_all(some.iter().map(|file| self.remove(file)))
                        .await
                        .into_iter()
                        .collect::<Result<(), _>>()?;
                }
            }
        }
        match self.stat(path).await? {
            PathContent::Nothing => Ok(()),
            PathContent::File { .. } | PathContent::Folder => Err(DriveError::Unknown),
        }
    }

    /// The protocol does not tell; whether the storage is there is asked all the same.
    async fn quota(&self) -> Result<Quota, DriveError> {
        self.root().await?;
        Ok(Quota { used: None, available: None })
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec![self.user.clone(), MODULE.to_owned()];
        words.extend(folder.names().iter().cloned());
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.root().await?;
        Ok(Account { name: self.user.clone() })
    }
}
