//! Apple iCloud, in the private database of a CloudKit container, over CloudKit's web services. No script of Apple's is
//! loaded.
//!
//! A file is one record of type [`RECORD_TYPE`] in the default zone. Its name is a digest of the path, so
//! whatever is at a path, file or folder, is one record: operation `create` makes it or is refused.
//! `forceUpdate`, `forceReplace` and `forceDelete` are never used. Small files are in the record itself;
//! larger ones are assets, uploaded first.
//!
//! # What is believed
//! - *Not found* is CloudKit's `NOT_FOUND` for this very record, in a database whose user was asked for before.
//! - *Created* is the new record with its tag and our digest.
//! - *Exists* needs more than a conflict: the record is looked up. If it is not there, the outcome is unknown.
//! - Bytes are believed when their SHA-256 is the one the record was made with.
//! - An empty listing needs the folder's own record. CloudKit's index may lag behind.
//!
//! # The token
//! CloudKit gives a web token that it renews with each answer: [`WebToken`]. Requests go one after the other, and the
//! newest token is kept before the next one is sent.
//!
//! # What the operator has to make
//! The record type, with the fields of `icloud/model.rs` and a *queryable* index on `folder`; see
//! `docs/providers/icloud.md`.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::{
    Account, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::Effect,
    http::{Http, Method},
};

mod answers;
mod assets;
mod create;
mod delete;
mod model;
mod session;
mod sign_in;

pub use model::RECORD_TYPE;
use model::{CurrentUser, Record, RecordKind};
use session::Session;
pub use session::{Container, Endpoints, WebToken};
pub use sign_in::{begin, token_of};

const PAGE: usize = 200;
const MOST_PAGES: usize = 1000;
const MOST_ENTRIES: usize = 100_000;

/// A user's iCloud, as far as one container reaches.
pub struct ICloud<H> {
    session: Session<H>,
    account_id: Option<String>,
    opened: Cell<bool>,
    /// Folders whose records are known to be there.
    folders: RefCell<BTreeSet<Path>>,
}

impl<H: Http> ICloud<H> {
    /// The database of the user whose token this is.
    pub fn new(http: H, endpoints: Endpoints, container: Container, token: Rc<WebToken>) -> ICloud<H> {
        ICloud {
            session: Session::new(http, endpoints, container, token),
            account_id: None,
            opened: Cell::new(false),
            folders: RefCell::default(),
        }
    }

    /// From now on no other user's ([`ICloud::account_id`]) database is used: another is [`DriveError::OtherAccount`].
    pub fn with_account(mut self, id: impl Into<String>) -> ICloud<H> {
        self.account_id = Some(id.into());
        self
    }

    /// The user's id in this container. Keep it with the token.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        Ok(self.user().await?.id)
    }

    async fn user(&self) -> Result<CurrentUser, DriveError> {
        let answer = self.session.ask(Method::Get, "public/users/current", None, Effect::None).await?;
        let user: CurrentUser = answers::read(&answer, Effect::None)?;
        if user.id.is_empty() {
            return Err(DriveError::NotADrive);
        }
        if self.account_id.as_ref().is_some_and(|id| *id != user.id) {
            return Err(DriveError::OtherAccount);
        }
        self.opened.set(true);
        Ok(user)
    }

    /// Sees to it that it is the right user's database, before anything in it is called missing.
    async fn open(&self) -> Result<(), DriveError> {
        if self.opened.get() { Ok(()) } else { self.user().await.map(|_| ()) }
    }

    async fn call(&self, what: &str, question: &Value, effect: Effect) -> Result<Vec<Record>, DriveError> {
        let answer = self.session.ask(Method::Post, what, Some(question), effect).await?;
        answers::read::<model::Records>(&answer, effect).map(|told| told.records)
    }

    /// What is at a path; `None` for nothing.
    async fn find(&self, path: &Path, whole: bool) -> Result<Option<Record>, DriveError> {
        let name = model::name_of(path)?;
        let mut question = json!({ "records": [{ "recordName": name }], "zoneID": model::zone() });
        if !whole && let Some(question) = question.as_object_mut() {
            question.insert("desiredKeys".to_owned(), model::lean());
        }
        let mut records = self.call("private/records/lookup", &question, Effect::None).await?;
        match (records.pop(), records.is_empty()) {
            (Some(found), true) if found.name == name => match found.code.as_deref() {
                None if found.is_whole() && found.is_at(path) => Ok(Some(found)),
                None => Err(DriveError::NotADrive),
                Some("NOT_FOUND") => Ok(None),
                Some(code) => Err(answers::of_code(code, found.retry_after_ms(), Effect::None)),
            },
            _ => Err(DriveError::NotADrive),
        }
    }

    /// The records directly in a folder.
    async fn children(&self, folder: &Path) -> Result<Vec<Record>, DriveError> {
        let home = model::name_of(folder)?;
        let mut found: Vec<Record> = Vec::new();
        let mut marker: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut question = model::query(&home, PAGE);
            if let (Some(marker), Some(question)) = (marker.take(), question.as_object_mut()) {
                question.insert("continuationMarker".to_owned(), marker.into());
            }
            let answer = self
                .session
                .ask(Method::Post, "private/records/query", Some(&question), Effect::None)
                .await?;
            let page: model::Records = answers::read(&answer, Effect::None)?;
            for record in page.records {
                if let Some(code) = &record.code {
                    return Err(answers::of_code(code, record.retry_after_ms(), Effect::None));
                }
                let name = record.entry_name().ok_or(DriveError::NotADrive)?;
                let path = folder.join(name);
                if !record.is_whole() || !record.is_at(&path) || record.name != model::name_of(&path)? {
                    return Err(DriveError::NotADrive);
                }
                found.retain(|known| known.name != record.name);
                found.push(record);
            }
            if found.len() > MOST_ENTRIES {
                return Err(DriveError::TooLarge);
            }
            match page.marker {
                None => return Ok(found),
                next => marker = next,
            }
        }
        Err(DriveError::Unavailable { after_ms: None })
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for ICloud<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        model::name_of(folder)?;
        self.open().await?;
        let records = self.children(folder).await?;
        if records.is_empty() && !folder.names().is_empty() {
            return match self.find(folder, false).await? {
                None => Err(DriveError::NotFound),
                Some(record) if record.kind() == RecordKind::Folder => Ok(Vec::new()),
                Some(_) => Err(DriveError::WrongKind),
            };
        }
        let entry = |record: Record| Entry {
            name: record.entry_name().unwrap_or_default(),
            folder: record.kind() == RecordKind::Folder,
            size: record.size().filter(|_| record.kind() == RecordKind::File),
            modified_ms: record.modified_ms(),
        };
        Ok(records.into_iter().map(entry).collect())
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        model::name_of(file)?;
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        self.open().await?;
        match self.find(file, true).await? {
            None => Err(DriveError::NotFound),
            Some(record) if record.kind() == RecordKind::File => self.content(&record).await,
            Some(_) => Err(DriveError::WrongKind),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        if file.names().is_empty() {
            return Ok(Glance::Something);
        }
        self.open().await?;
        Ok(self.find(file, false).await?.map_or(Glance::NothingSeen, |_| Glance::Something))
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.create_file(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        model::name_of(path)?;
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        self.open().await?;
        self.remove(path).await
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        model::name_of(file)?;
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        self.open().await?;
        self.remove_exactly(file, bytes).await
    }

    /// CloudKit does not tell; whether it is there is asked all the same.
    async fn quota(&self) -> Result<Quota, DriveError> {
        self.user().await?;
        Ok(Quota { used: None, available: None })
    }

    /// Only the app's whole share is to be seen there, as one line.
    fn place(&self, folder: &Path) -> Place {
        let mut words = vec!["iCloud".to_owned(), "Manage Storage".to_owned()];
        words.extend(folder.names().iter().cloned());
        Place { words, link: None }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        Ok(Account { name: self.user().await?.called() })
    }
}
