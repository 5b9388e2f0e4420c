//! LDK's Versioned Storage Service: the "lightning wallet server".
//!
//! A store of keys with versions, spoken to in protobuf (`getObject`, `putObjects`, `listKeyVersions`). A file is
//! created by writing version 0 of its key, which the server refuses with a conflict when there is any. The version -1,
//! "whatever is there", is never used. Names and values are sealed (`vss/names.rs`): the server learns neither.
//!
//! # Whose it is
//! The server asks for no registration: any key that signs has an account, which is empty until something is written.
//! So a mistyped password would look like an empty account, and an empty account like "no backup". Therefore an
//! account is noted once, when a backup is set up ([`Vss::enrol`]), and everything answers `SignedOut` for an account
//! that is not.
//!
//! # What is believed
//! - "Not found" is the server's own message for it (404 with `NO_SUCH_KEY`), in an account whose note was read.
//! - An answer with status 200 must be the whole message and nothing but it; a page, an empty answer to a listing, or
//!   one cut at any place is an error.
//! - A conflict is believed after the key was read, and so is a yes to a file that is created.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use async_trait::async_trait;

use crate::{
    Account as Owner, Bearer, Create, Drive, DriveError, Entry, Glance, Path, Place, Quota, Token,
    answer::looked_at, drive::seen, flat::SeenFolders, http::Http,
};

mod account;
mod model;
mod names;
mod objects;
mod requests;
mod server;

pub use account::{Account, AccountError, SHORTEST_PASSWORD, suggest_password};
use model::KeyValue;
use names::{SEPARATOR, Seal};
pub use server::Server;

/// What LDK's server takes at once.
const MOST_DELETES: usize = 1000;
/// The version of a key that was written once.
const FIRST_VERSION: i64 = 1;
/// How often deleting a folder is repeated because something in it changed meanwhile.
const PATIENCE_WITH_OTHERS: usize = 3;
const NOTE: &[u8] = b"Lifeboat account 1";

/// An account on a VSS server, as a drive.
pub struct Vss<H> {
    http: H,
    server: Server,
    account: Account,
    seal: Seal,
    token: Option<Rc<dyn Bearer>>,
    used: RefCell<Option<Token>>,
    clock: Box<dyn Fn() -> u64>,
    skew_s: Cell<i64>,
    noted: Cell<bool>,
    seen: SeenFolders,
}

/// Whether an account had been noted before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// The account was not known there before.
    New,
    /// The account was there, perhaps with wallets in it.
    Known,
}

impl<H: Http> Vss<H> {
    /// The drive of this account, which signs its requests. `clock`: Unix ms.
    ///
    /// # Errors
    /// Never for an account that could be made.
    pub fn new(
        http: H,
        server: Server,
        account: Account,
        clock: impl Fn() -> u64 + 'static,
    ) -> Result<Vss<H>, AccountError> {
        Ok(Vss {
            http,
            server,
            seal: account.seal()?,
            account,
            token: None,
            used: RefCell::default(),
            clock: Box::new(clock),
            skew_s: Cell::new(0),
            noted: Cell::new(false),
            seen: SeenFolders::default(),
        })
    }

    /// For servers that want a token (JWT) instead of signatures. Names and values are sealed by the account as before.
    pub fn with_token(mut self, bearer: Rc<dyn Bearer>) -> Vss<H> {
        self.token = Some(bearer);
        self
    }

    /// The server that the account is on.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Notes the account, when a backup is set up. Until then everything else is `SignedOut`.
    ///
    /// # Errors
    /// The same as [`Drive::create`].
    pub async fn enrol(&self) -> Result<Enrolment, DriveError> {
        let enrolled = match self.put_new(self.seal.space(), NOTE).await? {
            Create::Created => Enrolment::New,
            Create::Exists => Enrolment::Known,
        };
        self.is_noted().await?;
        Ok(enrolled)
    }

    /// The account is the one we think, and the server is a VSS.
    async fn is_noted(&self) -> Result<(), DriveError> {
        if self.noted.get() {
            return Ok(());
        }
        self.read_note().await
    }

    async fn read_note(&self) -> Result<(), DriveError> {
        match self.read(self.seal.space()).await {
            Ok((_, note)) if note == NOTE => {
                self.noted.set(true);
                Ok(())
            }
            Ok(_) => Err(DriveError::NotADrive),
            // Another password than the one it was set up with, or another server.
            Err(DriveError::NotFound) => Err(DriveError::SignedOut),
            Err(error) => Err(error),
        }
    }

    /// The entries directly below a folder.
    async fn children(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let key = self.seal.key(folder)?;
        let mut entries: BTreeMap<String, bool> = BTreeMap::new();
        for (rest, _) in self.below(&key).await? {
            let (sealed, is_folder) =
                rest.split_once(SEPARATOR).map_or((rest.as_str(), false), |(sealed, _)| (sealed, true));
            // Nobody else can write in our own space, so a key that does not open was changed.
            let name = self.seal.name(&key, sealed).ok_or(DriveError::NotADrive)?;
            *entries.entry(name).or_default() |= is_folder;
        }
        let entry = |(name, folder)| Entry { name, folder, size: None, modified_ms: None };
        Ok(entries.into_iter().map(entry).collect())
    }

    async fn is_folder(&self, key: &str) -> Result<bool, DriveError> {
        Ok(!self.below(key).await?.is_empty())
    }

    /// Whether something of the other kind is in a new file's way; see [`SeenFolders`].
    async fn in_the_way(&self, file: &Path, folder: &Path) -> Result<bool, DriveError> {
        if let Some(is_folder) = self.seen.is_folder(file) {
            return Ok(is_folder);
        }
        let mut above = Some(folder.clone());
        while let Some(path) = above.filter(|path| !path.names().is_empty()) {
            if self.has(&self.seal.key(&path)?).await? {
                return Err(DriveError::WrongKind);
            }
            above = path.parent();
        }
        let entries = self.children(folder).await?;
        let folders = entries.into_iter().filter(|entry| entry.folder).map(|entry| entry.name);
        self.seen.looked_at(folder.clone(), folders);
        Ok(self.seen.is_folder(file) == Some(true))
    }

    async fn delete_file(&self, key: &str) -> Result<bool, DriveError> {
        let old = |version| vec![KeyValue { key: key.to_owned(), version, value: Vec::new() }];
        if !self.delete_versions(old(FIRST_VERSION)).await? {
            match self.read_sealed(key).await {
                Ok((version, _)) if self.delete_versions(old(version)).await? => {}
                Ok(_) => return Err(DriveError::Busy { after_ms: None }),
                Err(DriveError::NotFound) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        // An empty yes is easily said.
        if self.has(key).await? { Err(DriveError::Unknown) } else { Ok(true) }
    }

    async fn delete_folder(&self, key: &str) -> Result<bool, DriveError> {
        let mut any = false;
        for _ in 0..PATIENCE_WITH_OTHERS {
            let below = self.below(key).await?;
            if below.is_empty() {
                return Ok(any);
            }
            any = true;
            for some in below.chunks(MOST_DELETES) {
                let full = |(rest, version): &(String, i64)| KeyValue {
                    key: format!("{key}{SEPARATOR}{rest}"),
                    version: *version,
                    value: Vec::new(),
                };
                if !self.delete_versions(some.iter().map(full).collect()).await? {
                    break;
                }
            }
        }
        if self.is_folder(key).await? { Err(DriveError::Unknown) } else { Ok(any) }
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for Vss<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        self.is_noted().await?;
        let entries = self.children(folder).await?;
        if entries.is_empty() && !folder.names().is_empty() {
            let file = self.has(&self.seal.key(folder)?).await?;
            return Err(if file { DriveError::WrongKind } else { DriveError::NotFound });
        }
        Ok(entries)
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        let key = self.seal.key(file)?;
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        match self.read(&key).await {
            Ok((_, value)) => Ok(value),
            Err(DriveError::NotFound) => {
                self.is_noted().await?;
                let folder = self.is_folder(&key).await?;
                Err(if folder { DriveError::WrongKind } else { DriveError::NotFound })
            }
            Err(error) => Err(error),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        self.is_noted().await?;
        seen(self.read(&self.seal.key(file)?).await.map(drop))
    }

    /// Keys are listed without their values, but only of a value that is read does a VSS promise that it is the newest.
    fn has_brings_all(&self) -> bool {
        true
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let Some(folder) = file.parent() else { return Err(DriveError::WrongKind) };
        let key = self.seal.key(file)?;
        self.is_noted().await?;
        if self.in_the_way(file, &folder).await? {
            return Ok(Create::Exists);
        }
        let created = match self.put_new(&key, bytes).await? {
            // An empty yes is easily said, and a part of a value opens as little as none.
            Create::Created => looked_at(self, file, bytes).await?,
            Create::Exists => Create::Exists,
        };
        self.seen.created(file);
        Ok(created)
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        let key = self.seal.key(path)?;
        self.is_noted().await?;
        self.seen.forget();
        let file = self.delete_file(&key).await?;
        let folder = self.delete_folder(&key).await?;
        if file || folder { Ok(()) } else { Err(DriveError::NotFound) }
    }

    /// Servers of this kind do not tell; whether it is there is asked all the same.
    async fn quota(&self) -> Result<Quota, DriveError> {
        self.read_note().await?;
        Ok(Quota { used: None, available: None })
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec![self.server.authority().to_owned(), format!("account {}", self.account.id())];
        words.extend(folder.names().iter().cloned());
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Owner, DriveError> {
        self.read_note().await?;
        Ok(Owner { name: format!("{} @ {}", self.account.name(), self.server.authority()) })
    }
}
