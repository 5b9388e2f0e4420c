//! S3-compatible storage: AWS, Cloudflare R2, Scaleway, MinIO, Garage, …
//!
//! A file is created by `PUT` with `If-None-Match: *`, which the server refuses with 412 when the key is
//! there. Requests are signed in their address (Signature Version 4), the precondition with them. Servers
//! that do not know the precondition are found by [`S3::probe`], and not used for channel state.
//!
//! # What is believed
//! - "Not found" is the server's own `NoSuchKey`, and then a listing of this bucket without the key.
//!   `NoSuchBucket`, or a 404 of anything else, never is.
//! - A listing must name this bucket and this folder, and say that it is complete.
//! - "Exists" and "deleted" are believed after a listing.
//! - A body that looks like a page is believed only when the listing shows a file of that length.

use std::{
    cell::Cell,
    collections::{BTreeMap, btree_map::Entry as Slot},
};

use async_trait::async_trait;
use futures::future::join_all;

use crate::{
    Account, Create, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::{Effect, is_page, looked_at, seems_cut},
    drive::{is_got, is_name, seen},
    flat::SeenFolders,
    http::{Answer, Http, Method},
    trial::try_out,
    webdav::Grade,
};

mod address;
mod listing;
mod requests;
mod xml;

pub use address::{Bucket, Keys};
use requests::{FIRST_BYTE, ONLY_NEW, S3Request, code, reason};

const LARGEST_FILE: usize = 64 << 20;
const LARGEST_LISTING: usize = 8 << 20;
/// The longest name that S3 takes, bytes.
const LONGEST_KEY: usize = 1024;
const DELETES_AT_ONCE: usize = 8;

/// A bucket, or a part of one, as a drive.
pub struct S3<H> {
    http: H,
    bucket: Bucket,
    keys: Keys,
    clock: Box<dyn Fn() -> u64>,
    skew_ms: Cell<i64>,
    seen: SeenFolders,
}

/// What is at a key.
enum KeyContent {
    File { size: Option<u64> },
    Folder,
    Nothing,
}

impl<H: Http> S3<H> {
    /// The drive in this bucket. `clock`: Unix ms.
    pub fn new(http: H, bucket: Bucket, keys: Keys, clock: impl Fn() -> u64 + 'static) -> S3<H> {
        S3 { http, bucket, keys, clock: Box::new(clock), skew_ms: Cell::new(0), seen: SeenFolders::default() }
    }

    /// Finds out what the server does: `If-None-Match` came to S3 in 2024, and servers that do not know it
    /// replace what is there and say yes. An error means that the server refuses us or cannot be reached, not
    /// that it is weak. `nonce`: any number not used before. `rest` waits for the given number of ms where it
    /// limits requests.
    ///
    /// # Errors
    /// The same as [`Drive::create`].
    pub async fn probe(&self, nonce: u64, rest: impl AsyncFn(u64)) -> Result<Grade, DriveError> {
        try_out(self, self.bucket.evidence(), nonce, rest).await
    }

    /// The key of a file.
    fn key(&self, path: &Path) -> Result<String, DriveError> {
        let names: Vec<&str> = self.bucket.prefix.iter().chain(path.names()).map(String::as_str).collect();
        let key = names.join("/");
        let sound = names.iter().all(|name| is_name(name)) && key.len() <= LONGEST_KEY;
        if sound { Ok(key) } else { Err(DriveError::BadAddress) }
    }

    /// The answer to `GET`, whatever it is.
    async fn ask_for(
        &self,
        file: &Path,
        header: Option<(&'static str, &'static str)>,
    ) -> Result<Answer, DriveError> {
        let key = self.key(file)?;
        let ask = S3Request {
            method: Method::Get,
            key: Some(&key),
            query: Vec::new(),
            header,
            body: &[],
            limit: LARGEST_FILE,
            effect: Effect::None,
        };
        self.ask(&ask).await
    }

    /// What all keys in a folder begin with.
    fn prefix(&self, folder: &Path) -> Result<String, DriveError> {
        let key = self.key(folder)?;
        Ok(if key.is_empty() { key } else { key + "/" })
    }

    /// What is at a path, by a listing.
    async fn stat(&self, path: &Path) -> Result<KeyContent, DriveError> {
        let key = self.key(path)?;
        let page = self.pages(&key, false).await?;
        let folder = format!("{key}/");
        if let Some((_, size, _)) = page.files.iter().find(|(file, ..)| *file == key) {
            return Ok(KeyContent::File { size: *size });
        }
        let is_folder = page.folders.contains(&folder) || page.files.iter().any(|(file, ..)| *file == folder);
        Ok(if is_folder { KeyContent::Folder } else { KeyContent::Nothing })
    }

    /// The entries of a folder; `None` when there is no such folder.
    async fn children(&self, folder: &Path) -> Result<Option<Vec<Entry>>, DriveError> {
        let prefix = self.prefix(folder)?;
        let page = self.pages(&prefix, false).await?;
        if page.files.is_empty() && page.folders.is_empty() && !folder.names().is_empty() {
            return Ok(None);
        }
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for folder in page.folders {
            let name =
                folder.strip_prefix(&prefix).and_then(|name| name.strip_suffix('/')).unwrap_or_default();
            let entry = Entry { name: name.to_owned(), folder: true, size: None, modified_ms: None };
            entries.insert(name.to_owned(), entry);
        }
        for (key, size, modified_ms) in page.files {
            let name = key.strip_prefix(&prefix).unwrap_or_default();
            if let Slot::Vacant(slot) = entries.entry(name.to_owned()) {
                slot.insert(Entry { name: name.to_owned(), folder: false, size, modified_ms });
            }
        }
        // Somebody else's: a folder's own mark, or names that no path has.
        Ok(Some(entries.into_values().filter(|entry| is_name(&entry.name)).collect()))
    }

    /// Whether something of the other kind is in a new file's way; see [`SeenFolders`].
    async fn in_the_way(&self, file: &Path, folder: &Path) -> Result<bool, DriveError> {
        if let Some(is_folder) = self.seen.is_folder(file) {
            return Ok(is_folder);
        }
        let mut above = Some(folder.clone());
        while let Some(path) = above.filter(|path| !path.names().is_empty()) {
            if matches!(self.stat(&path).await?, KeyContent::File { .. }) {
                return Err(DriveError::WrongKind);
            }
            above = path.parent();
        }
        let entries = self.children(folder).await?.unwrap_or_default();
        let folders = entries.into_iter().filter(|entry| entry.folder).map(|entry| entry.name);
        self.seen.looked_at(folder.clone(), folders);
        Ok(self.seen.is_folder(file) == Some(true))
    }

    async fn remove(&self, key: &str) -> Result<(), DriveError> {
        let ask = S3Request {
            method: Method::Delete,
            key: Some(key),
            query: Vec::new(),
            header: None,
            body: &[],
            limit: LARGEST_LISTING,
            effect: Effect::Change,
        };
        let answer = self.ask(&ask).await?;
        // Whether it is gone is asked afterwards: S3 says 204 to everything.
        if matches!(answer.status, 200 | 204) && answer.body.is_empty() {
            return Ok(());
        }
        Err(reason(&answer, Effect::Change))
    }
}

/// Whether a key below a folder is one that a path of ours may have, or a folder's own mark. In an address
/// `..` would lead to another key, which someone else may have put there for that purpose.
fn is_path(below: &str) -> bool {
    let names = below.strip_suffix('/').unwrap_or(below);
    names.is_empty() || names.split('/').all(is_name)
}

#[async_trait(?Send)]
impl<H: Http> Drive for S3<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        match self.children(folder).await? {
            Some(entries) => Ok(entries),
            None => match self.stat(folder).await? {
                KeyContent::File { .. } => Err(DriveError::WrongKind),
                // It came, or went, while we looked.
                KeyContent::Folder => Err(DriveError::Unavailable { after_ms: None }),
                KeyContent::Nothing => Err(DriveError::NotFound),
            },
        }
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        let answer = self.ask_for(file, None).await?;
        match (answer.status, code(&answer).as_deref()) {
            (200, _) if seems_cut(&answer) => match self.stat(file).await? {
                KeyContent::File { size: Some(size) } if size == answer.body.len() as u64 => Ok(answer.body),
                KeyContent::File { .. } | KeyContent::Folder | KeyContent::Nothing => {
                    Err(DriveError::Unreachable)
                }
            },
            (200, _) if is_page(&answer) => match self.stat(file).await? {
                KeyContent::File { size } if size.is_none_or(|size| size == answer.body.len() as u64) => {
                    Ok(answer.body)
                }
                KeyContent::File { .. } | KeyContent::Folder | KeyContent::Nothing => {
                    Err(DriveError::NotADrive)
                }
            },
            (200, _) => Ok(answer.body),
            (404, Some("NoSuchKey")) => match self.stat(file).await? {
                KeyContent::Nothing => Err(DriveError::NotFound),
                KeyContent::Folder => Err(DriveError::WrongKind),
                // It is there after all.
                KeyContent::File { .. } => Err(DriveError::Unavailable { after_ms: None }),
            },
            _ => Err(reason(&answer, Effect::None)),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        if file.names().is_empty() {
            return Ok(Glance::Something);
        }
        let answer = match self.ask_for(file, None).await {
            Ok(answer) => answer,
            Err(error) => return seen(Err(error)),
        };
        match (answer.status, code(&answer).as_deref()) {
            (200, _) if is_page(&answer) => seen(self.get(file).await.map(drop)),
            (200, _) => Ok(Glance::Something),
            (404, Some("NoSuchKey")) => Ok(Glance::NothingSeen),
            _ => Err(reason(&answer, Effect::None)),
        }
    }

    /// Asks for the first byte. What gives neither that nor, as some servers do, the whole file is asked
    /// again for all of it: it may be empty, or something on the way may not let the question through.
    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        if path.names().is_empty() {
            return Ok(true);
        }
        match self.ask_for(path, Some(FIRST_BYTE)).await {
            Ok(answer) if answer.status == 206 && answer.body.len() == 1 => Ok(true),
            Ok(answer) if answer.status == 200 && !is_page(&answer) && !seems_cut(&answer) => Ok(true),
            Ok(_) | Err(_) => is_got(self, path).await,
        }
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let Some(folder) = file.parent() else { return Err(DriveError::WrongKind) };
        let key = self.key(file)?;
        if bytes.len() > LARGEST_FILE {
            return Err(DriveError::TooLarge);
        }
        if self.in_the_way(file, &folder).await? {
            return Ok(Create::Exists);
        }
        let ask = S3Request {
            method: Method::Put,
            key: Some(&key),
            query: Vec::new(),
            header: Some(ONLY_NEW),
            body: bytes,
            limit: LARGEST_LISTING,
            effect: Effect::Change,
        };
        let answer = self.ask(&ask).await?;
        let created = match answer.status {
            200 if answer.body.is_empty() => looked_at(self, file, bytes).await?,
            200 if is_page(&answer) => return Err(DriveError::NotADrive),
            200 => return Err(DriveError::Unknown),
            // Somebody has it, or is about to: then there is something to read.
            409 | 412 => match self.stat(file).await? {
                KeyContent::File { .. } => Create::Exists,
                KeyContent::Folder | KeyContent::Nothing => return Err(DriveError::Busy { after_ms: None }),
            },
            _ => return Err(reason(&answer, Effect::Change)),
        };
        self.seen.created(file);
        Ok(created)
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        let (key, prefix) = (self.key(path)?, self.prefix(path)?);
        self.seen.forget();
        let file = matches!(self.stat(path).await?, KeyContent::File { .. });
        let below = self.pages(&prefix, true).await?.files;
        if !file && below.is_empty() {
            return Err(DriveError::NotFound);
        }
        let (below, others): (Vec<_>, Vec<_>) =
            below.into_iter().partition(|(key, ..)| is_path(key.strip_prefix(&prefix).unwrap_or("..")));
        if file {
            self.remove(&key).await?;
        }
        for some in below.chunks(DELETES_AT_ONCE) {
            join_all(some.iter().map(|(key, ..)| self.remove(key)))
                .await
                .into_iter()
                .collect::<Result<(), _>>()?;
        }
        match self.stat(path).await? {
            KeyContent::Nothing => Ok(()),
            KeyContent::Folder if !others.is_empty() => Err(DriveError::Denied),
            KeyContent::File { .. } | KeyContent::Folder => Err(DriveError::Unknown),
        }
    }

    /// S3 does not tell; whether the bucket is there is asked all the same.
    async fn quota(&self) -> Result<Quota, DriveError> {
        self.page(&self.prefix(&Path::root())?, false, None).await?;
        Ok(Quota { used: None, available: None })
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec![self.bucket.authority.clone(), self.bucket.bucket.name().to_owned()];
        words.extend(self.bucket.prefix.iter().chain(folder.names()).cloned());
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.page(&self.prefix(&Path::root())?, false, None).await?;
        let (bucket, host) = (self.bucket.bucket.name(), &self.bucket.authority);
        Ok(Account { name: format!("{} @ {host}, {bucket}", self.keys.access) })
    }
}
