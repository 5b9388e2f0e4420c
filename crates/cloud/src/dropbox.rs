//! Dropbox, in the folder of an app of the kind "App folder" (API v2).
//!
//! A file is created with `mode: add`, `autorename: false` and `strict_conflict: true`: the service itself refuses to
//! replace anything, identical bytes included. Scopes: `files.content.write`, `files.content.read`,
//! `files.metadata.read`, `account_info.read`.
//!
//! # What is believed
//! - *Not found* needs two answers: of the endpoint that was asked, and of `get_metadata`, each a 409 in Dropbox's own
//!   form. A plain 404 is an address that is wrong.
//! - *Created* needs the metadata of the new file with our length and our `content_hash`. The hash is also sent with
//!   the bytes, so that Dropbox refuses a cut upload.
//! - *Exists* needs a conflict, and something that `get_metadata` finds there.
//! - Bytes are believed when length and `content_hash` are the ones of the metadata.
//!
//! # Names
//! Dropbox keeps upper and lower case, but does not tell names apart by it: `BitcoinWalletBackup_Sam` and
//! `BitcoinWalletBackup_sam` are one folder. That is safe, because `create` and `get` see it the same way: the second
//! wallet is told that its name is taken, as it would be with the very same name.

use std::{cell::Cell, rc::Rc};

use async_trait::async_trait;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    Account, Bearer, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    answer::{Effect, is_page},
    drive::is_name,
    http::{Answer, Http, Method, Request},
    signed_in::{BearerHttp, LARGEST_FILE, LARGEST_TALK, READING_MS, json as read, patience},
};

mod address;
mod answers;
mod content_hash;
mod delete;
mod model;

use address::{address, argument};
use answers::{is_not_found, is_token_refused, refusal, tags};
use model::{FileMetadata, FolderPage, Metadata};

const MOST_PAGES: usize = 1000;
const MOST_ENTRIES: usize = 100_000;

/// Where Dropbox is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Base address of the calls that speak JSON, without a slash at the end.
    pub api: String,
    /// Base address of the calls that move files.
    pub content: String,
}

/// Dropbox's own addresses.
impl Default for Endpoints {
    fn default() -> Self {
        Endpoints {
            api: "https://api.dropboxapi.com".to_owned(),
            content: "https://content.dropboxapi.com".to_owned(),
        }
    }
}

/// A user's Dropbox.
pub struct Dropbox<H> {
    http: BearerHttp<H>,
    endpoints: Endpoints,
    app_folder: String,
    account_id: Option<String>,
    is_right_account: Cell<bool>,
}

#[derive(Deserialize)]
struct Person {
    account_id: String,
    email: Option<String>,
    name: Option<PersonName>,
}

#[derive(Deserialize)]
struct PersonName {
    display_name: Option<String>,
}

impl<H: Http> Dropbox<H> {
    /// `app_folder` is the name of the app's folder as it was registered: users find it under `Apps`.
    pub fn new(
        http: H,
        endpoints: Endpoints,
        bearer: Rc<dyn Bearer>,
        app_folder: impl Into<String>,
    ) -> Dropbox<H> {
        Dropbox {
            http: BearerHttp::new(http, bearer),
            endpoints,
            app_folder: app_folder.into(),
            account_id: None,
            is_right_account: Cell::new(false),
        }
    }

    /// From now on nothing counts as missing in any account but this one ([`Dropbox::account_id`]): in another, it is
    /// [`DriveError::OtherAccount`].
    pub fn with_account(mut self, id: impl Into<String>) -> Dropbox<H> {
        self.account_id = Some(id.into());
        self
    }

    /// What tells accounts apart, also when their e-mail address changes. Keep it with the tokens.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        self.person().await.map(|person| person.account_id)
    }

    /// Ends the grant: access and refresh token are worthless afterwards. `Ok` also when they were before.
    pub async fn revoke(&self) -> Result<(), DriveError> {
        match self.call("auth/token/revoke", &Value::Null, Effect::Change).await {
            Ok(answer) if answer.status == 200 && !is_page(&answer) => Ok(()),
            Ok(answer) => Err(refusal(&answer, Effect::Change)),
            Err(DriveError::SignedOut) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// An endpoint that speaks JSON both ways.
    async fn call(&self, route: &str, argument: &Value, effect: Effect) -> Result<Answer, DriveError> {
        let url = format!("{}/2/{route}", self.endpoints.api);
        let body = argument.to_string().into_bytes();
        let headers = vec![("content-type", Zeroizing::new("application/json".to_owned()))];
        let timeout_ms = patience(body.len());
        let request = Request { method: Method::Post, url, headers, body, timeout_ms, limit: LARGEST_TALK };
        self.http.send(request, effect, is_token_refused).await
    }

    /// What is at a path; `None` for nothing.
    async fn look(&self, path: &str) -> Result<Option<Metadata>, DriveError> {
        let answer = self.call("files/get_metadata", &json!({ "path": path }), Effect::None).await?;
        match answer.status {
            200 => read(&answer).map(Some).ok_or(DriveError::NotADrive),
            _ if is_not_found(&answer) => {
                self.check_account().await?;
                Ok(None)
            }
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn person(&self) -> Result<Person, DriveError> {
        let answer = self.call("users/get_current_account", &Value::Null, Effect::None).await?;
        match answer.status {
            200 => read(&answer).ok_or(DriveError::NotADrive),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn check_account(&self) -> Result<(), DriveError> {
        if let Some(expected) = &self.account_id
            && !self.is_right_account.get()
        {
            if self.person().await?.account_id != *expected {
                return Err(DriveError::OtherAccount);
            }
            self.is_right_account.set(true);
        }
        Ok(())
    }

    /// The body of a download, if it is the whole file.
    async fn whole(&self, path: &str, answer: Answer) -> Result<Vec<u8>, DriveError> {
        let told = answer.header("dropbox-api-result");
        let told: Option<FileMetadata> = told.and_then(|text| serde_json::from_str(text).ok());
        let told = match told {
            Some(told) => told,
            // Not every browser shows us the header.
            None => match self.look(path).await? {
                Some(Metadata::File(file)) => file,
                Some(Metadata::Folder { .. }) => return Err(DriveError::WrongKind),
                _ => return Err(DriveError::Unavailable { after_ms: None }),
            },
        };
        if told.fits(&answer.body) {
            Ok(answer.body)
        } else if is_page(&answer) {
            Err(DriveError::NotADrive)
        } else {
            Err(DriveError::Unreachable)
        }
    }

    async fn page(&self, folder: &str, cursor: Option<&str>) -> Result<Answer, DriveError> {
        match cursor {
            None => {
                let argument = json!({ "path": folder, "recursive": false, "limit": 2000 });
                self.call("files/list_folder", &argument, Effect::None).await
            }
            Some(cursor) => {
                self.call("files/list_folder/continue", &json!({ "cursor": cursor }), Effect::None).await
            }
        }
    }

    /// All pages of a listing. `None`: the service lost its place, everything has to be asked again.
    async fn pages(&self, folder: &str) -> Result<Option<Vec<Metadata>>, DriveError> {
        let mut items: Vec<Metadata> = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let answer = self.page(folder, cursor.as_deref()).await?;
            if answer.status != 200 {
                return match tags(&answer).first().map(String::as_str) {
                    Some("reset") => Ok(None),
                    _ if is_not_found(&answer) => self.confirm_missing(folder).await,
                    _ => Err(refusal(&answer, Effect::None)),
                };
            }
            let page: FolderPage = read(&answer).ok_or(DriveError::NotADrive)?;
            items.extend(page.entries);
            if items.len() > MOST_ENTRIES {
                return Err(DriveError::TooLarge);
            }
            if !page.has_more {
                return Ok(Some(items));
            }
            cursor = Some(page.cursor);
        }
        Err(DriveError::Unavailable { after_ms: None })
    }

    /// After one endpoint said "not found": `NotFound` when the other says so as well.
    async fn confirm_missing<T>(&self, path: &str) -> Result<T, DriveError> {
        if path.is_empty() {
            // The app's own folder is never missing while the app is connected.
            return Err(DriveError::Gone);
        }
        match self.look(path).await? {
            None => Err(DriveError::NotFound),
            Some(_) => Err(DriveError::Unavailable { after_ms: None }),
        }
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for Dropbox<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let folder = address(folder)?;
        for _ in 0..3 {
            if let Some(items) = self.pages(&folder).await? {
                return entries(items);
            }
        }
        Err(DriveError::Unavailable { after_ms: None })
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        let path = address(file)?;
        if path.is_empty() {
            return Err(DriveError::WrongKind);
        }
        let request = Request {
            method: Method::Post,
            url: format!("{}/2/files/download", self.endpoints.content),
            headers: vec![("dropbox-api-arg", argument(&json!({ "path": path })))],
            body: Vec::new(),
            timeout_ms: READING_MS,
            limit: LARGEST_FILE,
        };
        let answer = self.http.send(request, Effect::None, is_token_refused).await?;
        match answer.status {
            200 => self.whole(&path, answer).await,
            _ if is_not_found(&answer) => self.confirm_missing(&path).await,
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        match self.look(&address(file)?).await? {
            Some(Metadata::File(_) | Metadata::Folder { .. }) => Ok(Glance::Something),
            Some(Metadata::Deleted {}) | None => Ok(Glance::NothingSeen),
        }
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let path = address(file)?;
        let Some(name) = file.name() else { return Err(DriveError::WrongKind) };
        if bytes.len() > LARGEST_FILE {
            return Err(DriveError::TooLarge);
        }
        let told = json!({
            "path": path, "mode": "add", "autorename": false, "mute": true, "strict_conflict": true,
            "content_hash": content_hash::of(bytes),
        });
        let request = Request {
            method: Method::Post,
            url: format!("{}/2/files/upload", self.endpoints.content),
            headers: vec![
                ("dropbox-api-arg", argument(&told)),
                ("content-type", Zeroizing::new("application/octet-stream".to_owned())),
            ],
            body: bytes.to_vec(),
            timeout_ms: patience(bytes.len()),
            limit: LARGEST_TALK,
        };
        let answer = self.http.send(request, Effect::Change, is_token_refused).await?;
        if answer.status == 200 {
            let stored =
                read::<FileMetadata>(&answer).is_some_and(|told| told.name == name && told.fits(bytes));
            return if stored { Ok(Create::Created) } else { Err(DriveError::Unknown) };
        }
        let tags = tags(&answer);
        match tags.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["path", "conflict", "file" | "folder", ..] => match self.look(&path).await {
                Ok(Some(_)) => Ok(Create::Exists),
                _ => Err(DriveError::Unknown),
            },
            ["path", "conflict", "file_ancestor", ..] => Err(DriveError::WrongKind),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        let path = address(path)?;
        if path.is_empty() {
            return Err(DriveError::Denied);
        }
        let answer = self.call("files/delete_v2", &json!({ "path": path }), Effect::Change).await?;
        match answer.status {
            200 if read::<model::DeleteAnswer>(&answer).is_some() => Ok(()),
            // An answer that is not Dropbox's: looked at.
            200 => match self.look(&path).await {
                Ok(None) => Ok(()),
                _ => Err(DriveError::Unknown),
            },
            _ if is_not_found(&answer) => self.confirm_missing(&path).await,
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.delete_revision(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let answer = self.call("users/get_space_usage", &Value::Null, Effect::None).await?;
        if answer.status != 200 {
            return Err(refusal(&answer, Effect::None));
        }
        let usage: model::SpaceUsage = read(&answer).ok_or(DriveError::NotADrive)?;
        Ok(usage.quota())
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec!["Dropbox".to_owned(), "Apps".to_owned(), self.app_folder.clone()];
        words.extend(folder.names().iter().cloned());
        let mut link = "https://www.dropbox.com/home".to_owned();
        for name in words.iter().skip(1) {
            link.push('/');
            link.extend(utf8_percent_encode(name, NON_ALPHANUMERIC));
        }
        Place { words, link: Some(link) }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        let person = self.person().await?;
        let name = person.email.or(person.name.and_then(|name| name.display_name));
        Ok(Account { name: name.filter(|name| !name.is_empty()).unwrap_or(person.account_id) })
    }
}

fn entries(items: Vec<Metadata>) -> Result<Vec<Entry>, DriveError> {
    let mut entries: Vec<Entry> = Vec::new();
    for item in items {
        let entry = match item {
            Metadata::File(file) => Entry {
                modified_ms: file.modified_ms(),
                name: file.name,
                folder: false,
                size: Some(file.size),
            },
            Metadata::Folder { name } => Entry { name, folder: true, size: None, modified_ms: None },
            Metadata::Deleted { .. } => continue,
        };
        if !is_name(&entry.name) {
            return Err(DriveError::NotADrive);
        }
        // A file that changed between two pages comes twice: the later line counts.
        entries.retain(|known| known.name != entry.name);
        entries.push(entry);
    }
    Ok(entries)
}
