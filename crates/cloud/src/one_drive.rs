//! OneDrive, in the app's own folder (`approot`), over Microsoft Graph v1.0.
//!
//! A file is created by one `PUT` with `@microsoft.graph.conflictBehavior=fail`. Scope: `Files.ReadWrite.AppFolder`;
//! where an account refuses that (business accounts, and a fault of the service in 2026), `Files.ReadWrite`.
//!
//! # What is believed
//! - *Not found* needs Graph's own `itemNotFound` for the path, then a proper answer for the app's folder, then
//!   `itemNotFound` again.
//! - *Created* needs 201 and the new item with our name, our length and, if it is given, our hash. 200 means that
//!   something was replaced.
//! - *Exists* needs more than a 409 or 412, which come without reason at times: the item must be there. If it is not,
//!   the outcome is unknown.
//! - An empty listing needs the folder's own word that it has no children.
//! - Bytes are believed when length and hash are the item's.
//!
//! # Addresses
//! Content comes from another host, by an address that is a secret of its own and is asked without the token. Further
//! pages of a listing are asked with it, and so only at Graph itself.
//!
//! # Names
//! Upper and lower case are kept, but do not tell names apart; see [`crate::dropbox`].

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use async_trait::async_trait;
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
mod create;
mod delete;
mod model;
mod quick_xor;

use address::Addresses;
use answers::{is_missing, is_token_refused, refusal};
use model::{DriveItem, ItemPage, WholeDrive};

const MOST_PAGES: usize = 1000;
const MOST_ENTRIES: usize = 100_000;

/// Where Microsoft Graph is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Base address with the version, without a slash at the end.
    pub graph: String,
}

/// Microsoft's own address.
impl Default for Endpoints {
    fn default() -> Self {
        Endpoints { graph: "https://graph.microsoft.com/v1.0".to_owned() }
    }
}

/// A user's OneDrive.
pub struct OneDrive<H> {
    http: BearerHttp<H>,
    addresses: Addresses,
    app_folder: String,
    account_id: Option<String>,
    root: RefCell<Option<DriveItem>>,
    /// Addresses for people, of the folders that have been seen.
    links: RefCell<BTreeMap<Path, String>>,
}

impl<H: Http> OneDrive<H> {
    /// `app_folder` is the app's registered name: its folder's name until OneDrive tells the real one.
    pub fn new(
        http: H,
        endpoints: Endpoints,
        bearer: Rc<dyn Bearer>,
        app_folder: impl Into<String>,
    ) -> OneDrive<H> {
        OneDrive {
            http: BearerHttp::new(http, bearer),
            addresses: Addresses::new(endpoints.graph),
            app_folder: app_folder.into(),
            account_id: None,
            root: RefCell::new(None),
            links: RefCell::default(),
        }
    }

    /// From now on no other drive than this one ([`OneDrive::account_id`]) is used: another is
    /// [`DriveError::OtherAccount`].
    pub fn with_account(mut self, id: impl Into<String>) -> OneDrive<H> {
        self.account_id = Some(id.into());
        self
    }

    /// The id of the user's drive. Keep it with the tokens.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        self.root().await?.drive_id().map(str::to_owned).ok_or(DriveError::NotADrive)
    }

    /// [`Drive::place`] with a link to this very folder, for which OneDrive has to be asked.
    pub async fn find_place(&self, folder: &Path) -> Result<Place, DriveError> {
        self.open().await?;
        self.find(folder).await?.ok_or(DriveError::NotFound)?;
        Ok(self.place(folder))
    }

    fn request(&self, method: Method, url: String) -> Request {
        let timeout_ms = patience(0);
        Request { method, url, headers: Vec::new(), body: Vec::new(), timeout_ms, limit: LARGEST_TALK }
    }

    async fn send(&self, request: Request, effect: Effect) -> Result<Answer, DriveError> {
        self.http.send(request, effect, is_token_refused).await
    }

    async fn ask(&self, url: String) -> Result<Answer, DriveError> {
        self.send(self.request(Method::Get, url), Effect::None).await
    }

    /// The app's folder. Asking for it makes it, and nothing else does.
    async fn root(&self) -> Result<DriveItem, DriveError> {
        let answer = self.ask(self.addresses.item(&Path::root())?).await?;
        if answer.status != 200 {
            return Err(refusal(&answer, Effect::None));
        }
        let root: DriveItem =
            read(&answer).filter(|item: &DriveItem| item.is_folder()).ok_or(DriveError::NotADrive)?;
        if self.account_id.is_some() && self.account_id.as_deref() != root.drive_id() {
            return Err(DriveError::OtherAccount);
        }
        self.remember(&Path::root(), &root);
        *self.root.borrow_mut() = Some(root.clone());
        Ok(root)
    }

    /// Sees to it that the app's folder is there, and the right user's.
    async fn open(&self) -> Result<(), DriveError> {
        let is_open = self.root.borrow().is_some();
        if is_open { Ok(()) } else { self.root().await.map(|_| ()) }
    }

    fn remember(&self, path: &Path, item: &DriveItem) {
        if let Some(link) = item.web_url.as_ref().filter(|link| link.starts_with("https://")) {
            self.links.borrow_mut().insert(path.clone(), link.clone());
        }
    }

    /// What is at a path; `None` for nothing.
    async fn find(&self, path: &Path) -> Result<Option<DriveItem>, DriveError> {
        if path.names().is_empty() {
            return self.root().await.map(Some);
        }
        for believed in [false, true] {
            let item = self.look(path).await?;
            if item.is_some() {
                return Ok(item);
            }
            if !believed {
                self.root().await?;
            }
        }
        Ok(None)
    }

    /// What OneDrive says is at a path; "nothing" proves nothing.
    async fn look(&self, path: &Path) -> Result<Option<DriveItem>, DriveError> {
        let answer = self.ask(self.addresses.item(path)?).await?;
        if is_missing(&answer) {
            return Ok(None);
        }
        if answer.status != 200 {
            return Err(refusal(&answer, Effect::None));
        }
        let item: DriveItem = read(&answer).ok_or(DriveError::NotADrive)?;
        if !path.name().is_some_and(|name| item.is_called(name)) {
            return Err(DriveError::NotADrive);
        }
        if item.is_folder() {
            self.remember(path, &item);
        }
        Ok(Some(item))
    }

    /// All lines of a listing; `None` when OneDrive says that the folder is missing.
    async fn pages(&self, folder: &Path) -> Result<Option<Vec<DriveItem>>, DriveError> {
        let mut items: Vec<DriveItem> = Vec::new();
        let mut url = format!("{}?$top=200", self.addresses.inside(folder, "children")?);
        for _ in 0..MOST_PAGES {
            let answer = self.ask(url).await?;
            if is_missing(&answer) {
                return Ok(None);
            }
            if answer.status != 200 {
                return Err(refusal(&answer, Effect::None));
            }
            let page: ItemPage = read(&answer).ok_or(DriveError::NotADrive)?;
            items.extend(page.value);
            if items.len() > MOST_ENTRIES {
                return Err(DriveError::TooLarge);
            }
            match page.next {
                None => return Ok(Some(items)),
                // The token goes nowhere else.
                Some(next) if !self.addresses.is_ours(&next) => return Err(DriveError::RedirectedAway),
                Some(next) => url = next,
            }
        }
        Err(DriveError::Unavailable { after_ms: None })
    }

    /// The bytes of a file, from where OneDrive keeps them.
    async fn content(&self, item: &DriveItem) -> Result<Vec<u8>, DriveError> {
        let Some(url) = item.download_url.clone() else {
            return if item.size == Some(0) { Ok(Vec::new()) } else { Err(DriveError::NotADrive) };
        };
        if !self.addresses.may_download(&url) {
            return Err(DriveError::RedirectedAway);
        }
        let mut request = self.request(Method::Get, url);
        (request.timeout_ms, request.limit) = (READING_MS, LARGEST_FILE);
        let answer = self.http.send_bare(request, Effect::None).await?;
        match answer.status {
            200 if item.fits(&answer.body) => Ok(answer.body),
            200 if is_page(&answer) => Err(DriveError::NotADrive),
            // Cut, or changed meanwhile.
            200 => Err(DriveError::Unreachable),
            // The address is good for an hour at most; the next attempt gets another.
            401 | 403 | 404 | 410 => Err(DriveError::Unavailable { after_ms: None }),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    async fn remove(&self, item: &DriveItem) -> Result<Answer, DriveError> {
        let mut request = self.request(Method::Delete, self.addresses.by_id(&item.id));
        // A folder's tag changes with every file in it.
        if let Some(etag) = item.etag.as_ref().filter(|_| !item.is_folder()) {
            request.headers.push(("if-match", Zeroizing::new(etag.clone())));
        }
        self.send(request, Effect::Change).await
    }

    async fn whole_drive(&self) -> Result<Option<WholeDrive>, DriveError> {
        let answer = self.ask(self.addresses.whole_drive()).await?;
        match answer.status {
            200 => read(&answer).filter(WholeDrive::says_something).map(Some).ok_or(DriveError::NotADrive),
            // The narrow scope need not include it.
            403 => self.root().await.map(|_| None),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for OneDrive<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        address::check(folder)?;
        self.open().await?;
        let items = self.pages(folder).await?;
        if let Some(items) = items.filter(|items| !items.is_empty()) {
            return entries(items);
        }
        match self.find(folder).await? {
            None => Err(DriveError::NotFound),
            Some(item) if !item.is_folder() => Err(DriveError::WrongKind),
            Some(item) if item.children() == Some(0) => Ok(Vec::new()),
            // It has children, and did not show them.
            Some(_) => Err(DriveError::Unavailable { after_ms: None }),
        }
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        address::check(file)?;
        if file.names().is_empty() {
            return Err(DriveError::WrongKind);
        }
        self.open().await?;
        match self.find(file).await? {
            None => Err(DriveError::NotFound),
            Some(item) if item.is_file() => self.content(&item).await,
            Some(_) => Err(DriveError::WrongKind),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        address::check(file)?;
        if file.names().is_empty() {
            return Ok(Glance::Something);
        }
        self.open().await?;
        Ok(self.look(file).await?.map_or(Glance::NothingSeen, |_| Glance::Something))
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.create_file(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        address::check(path)?;
        if path.names().is_empty() {
            return Err(DriveError::Denied);
        }
        self.open().await?;
        // OneDrive changes its tag for a while after it was written.
        for _ in 0..3 {
            let item = self.find(path).await?.ok_or(DriveError::NotFound)?;
            let answer = self.remove(&item).await?;
            match answer.status {
                204 => return Ok(()),
                409 | 412 => {}
                // Gone meanwhile, or not OneDrive's answer: looked at.
                200 | 404 => {
                    return match self.find(path).await {
                        Ok(None) if answer.status == 404 => Err(DriveError::NotFound),
                        Ok(None) => Ok(()),
                        _ => Err(DriveError::Unknown),
                    };
                }
                _ => return Err(refusal(&answer, Effect::Change)),
            }
        }
        Err(DriveError::Busy { after_ms: None })
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.delete_tagged(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let quota = self.whole_drive().await?.and_then(|drive| drive.quota);
        Ok(quota.map_or(Quota { used: None, available: None }, |quota| Quota {
            used: quota.used,
            available: quota.remaining,
        }))
    }

    /// The place with a link to the folder if it has been seen ([`OneDrive::find_place`]), otherwise to the
    /// app's folder.
    fn place(&self, folder: &Path) -> Place {
        let root = self.root.borrow();
        let apps = root.as_ref().and_then(DriveItem::parent_name).unwrap_or_else(|| "Apps".to_owned());
        let app = root.as_ref().map_or(&self.app_folder, |root| &root.name);
        let mut words = vec!["OneDrive".to_owned(), apps, app.clone()];
        words.extend(folder.names().iter().cloned());
        let links = self.links.borrow();
        let link = links.get(folder).or_else(|| links.get(&Path::root())).cloned();
        Place { words, link }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        let owner = self.whole_drive().await?.and_then(WholeDrive::owner);
        let name = match owner {
            Some(name) => name,
            None => self.root().await?.maker().unwrap_or_else(|| "OneDrive".to_owned()),
        };
        Ok(Account { name })
    }
}

fn entries(items: Vec<DriveItem>) -> Result<Vec<Entry>, DriveError> {
    let mut entries: Vec<Entry> = Vec::new();
    for item in items {
        if !is_name(&item.name) {
            return Err(DriveError::NotADrive);
        }
        entries.retain(|known| known.name != item.name);
        entries.push(Entry {
            folder: item.is_folder(),
            size: item.size.filter(|_| !item.is_folder()),
            modified_ms: item.modified_ms(),
            name: item.name,
        });
    }
    Ok(entries)
}
