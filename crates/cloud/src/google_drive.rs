//! Google Drive (API v3), with the scope `drive.file`: only files that this app has made.
//!
//! # How a file is created once
//! Names are not unique in Drive, and listings lag. Ids are unique: `files.generateIds` gives them out in
//! advance, and a second create with the same id is refused (409). So every name gets its id *before* there
//! is a file:
//! - A folder is created together with the id of its *book*, in one request (`appProperties`).
//! - The book is a small file that holds ids for names and entry numbers (`book.rs`). The first device that needs it
//!   creates it under that id; of several exactly one succeeds, and the others read that one's.
//! - To create a file or a folder in it is to create its id. All devices map a given name to the same id.
//!
//! Only a folder at the top, which nothing is above, is found by searching for it. When two devices make it
//! in the same instant, there are two, and both are looked into ever after; which is used for new wallets is
//! decided by age and id. A wallet made before is in exactly one of them. Give its id ([`GoogleDrive::top`])
//! to [`GoogleDrive::with_top_folder`] at the next start: then no search decides anything, and a folder that
//! cannot be seen is [`DriveError::Gone`].
//!
//! # Why it holds
//! Let a *slot* be the id of a file and the id of its removal mark. Drive never lets an id be created twice,
//! and nothing here changes what was created.
//! 1. All devices read the same book: its id is fixed with the folder, it is created once, and it never
//!    changes. Should a cut upload be kept in its place, its digest is not the one in its properties; that
//!    never changes either, so that all devices continue with the same spare.
//! 2. An entry's number has one slot; a name has a sequence, the same for all. A name goes past a slot only
//!    when that holds another name, or its file was removed and the mark of that lies there, made *before*
//!    the removal. Neither is ever undone. So all who create a name reach the same slot, and exactly one of
//!    them creates it.
//! 3. A request that arrives late creates an id that is used (409), or removes an id that nothing new has: what
//!    replaces a removed file has another id.
//! 4. "Not found" is reported when Drive says it (404 with its own reason) of the slot, the folder is shown to be there
//!    by its id, and the slot is asked again. A search is never enough.
//!
//! Assumed: a get by id sees every create that was acknowledged. Not assumed: that searches and listings do.
//!
//! # What an id once used means
//! Removed entries leave no mark (there would be one for each payment): their number is never free again, and a create
//! answers [`Create::Exists`]. The journal never creates an entry again except one that was damaged on its way, and
//! position 0 of a wallet that could not be set up: these leave a mark, and are created in a slot of their name.
//! [`Drive::delete_exactly`] is exact: the content of an id never changes, and what replaces it has another id.
//!
//! # What users may do
//! Users may rename and move our files and folders: ids and properties stay. What they put into the bin is
//! [`DriveError::InBin`]: Drive empties it after 30 days, so the wallet has to stop and say so. Copies that they make
//! are listed under names of their own and never taken for the original. What they delete for good is not found; if
//! it was the top folder, it is `Gone`. So is a folder whose first book they delete for good. If they delete a later
//! book, what it points to is out of sight, and nothing can be created there.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use async_trait::async_trait;
use futures::lock::Mutex;

use crate::{
    Account, Bearer, Create, DeleteExactly, Drive, DriveError, Entry, Glance, Path, Place, Quota, http::Http,
    signed_in::BearerHttp,
};

mod answers;
mod book;
mod create;
mod delete;
mod folder;
mod folders;
mod listing;
mod model;
mod requests;
mod slots;

use book::{Book, Sizes};
use folder::Folder;
use folders::Top;
use slots::SlotWalk;

/// The least scope that does.
pub const SCOPE: &str = "https://www.googleapis.com/auth/drive.file";

/// Where the service is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Without a slash at the end.
    pub api: String,
}

impl Default for Endpoints {
    fn default() -> Self {
        Endpoints { api: "https://www.googleapis.com".to_owned() }
    }
}

/// A user's Google Drive.
pub struct GoogleDrive<H> {
    http: BearerHttp<H>,
    endpoints: Endpoints,
    sizes: Sizes,
    account_id: Option<String>,
    /// Told by [`GoogleDrive::with_top_folder`], not yet looked at.
    told: RefCell<Option<String>>,
    /// The top folders by name; only those that were seen.
    tops: RefCell<BTreeMap<String, Vec<Top>>>,
    folders: RefCell<BTreeMap<Path, Rc<Folder>>>,
    /// The books by the id of their shelf.
    books: RefCell<BTreeMap<String, Rc<Book>>>,
    making_top: Mutex<()>,
    /// How often each of these names was glanced at.
    glanced: RefCell<BTreeMap<Path, u32>>,
}

impl<H: Http> GoogleDrive<H> {
    /// A drive of the account that the tokens belong to.
    pub fn new(http: H, endpoints: Endpoints, bearer: Rc<dyn Bearer>) -> GoogleDrive<H> {
        GoogleDrive {
            http: BearerHttp::new(http, bearer),
            endpoints,
            sizes: Sizes::default(),
            account_id: None,
            told: RefCell::default(),
            tops: RefCell::default(),
            folders: RefCell::default(),
            books: RefCell::default(),
            making_top: Mutex::default(),
            glanced: RefCell::default(),
        }
    }

    /// From now on nothing counts as missing in any account but this one ([`GoogleDrive::account_id`]): in
    /// another, it is [`DriveError::OtherAccount`].
    pub fn with_account(mut self, id: impl Into<String>) -> GoogleDrive<H> {
        self.account_id = Some(id.into());
        self
    }

    /// The folder of the backups is this one ([`GoogleDrive::top`] of an earlier start): not found by a search, and
    /// [`DriveError::Gone`] when it cannot be seen.
    pub fn with_top_folder(self, top: impl Into<String>) -> GoogleDrive<H> {
        *self.told.borrow_mut() = Some(top.into());
        self
    }

    /// A drive with other sizes of books: names, numbers, leaves, numbers in a leaf. This is for tests; all sizes
    /// read each other's.
    #[doc(hidden)]
    pub fn with_books(mut self, names: usize, numbers: usize, leaves: usize, leaf: usize) -> GoogleDrive<H> {
        self.sizes = Sizes { names, numbers, leaves, leaf };
        self
    }

    /// The id of the top folder in which this path's folder is, once something was done with it. Keep it with
    /// the tokens.
    pub fn top(&self, path: &Path) -> Option<String> {
        let mut at = Some(path.clone());
        while let Some(path) = at {
            if let Some(folder) = self.folders.borrow().get(&path) {
                return Some(folder.top.clone());
            }
            at = path.parent();
        }
        None
    }

    /// What tells accounts apart, also when their e-mail address changes. Keep it with the tokens.
    pub async fn account_id(&self) -> Result<String, DriveError> {
        Ok(self.about().await?.user.permission_id)
    }
}

#[async_trait(?Send)]
impl<H: Http> Drive for GoogleDrive<H> {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        check(folder)?;
        match folder.names() {
            [] => self.list_root().await,
            [name] => self.list_top(folder, name).await,
            _ => self.list_folder(folder).await,
        }
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        check(file)?;
        match self.find(file).await? {
            Some((meta, _)) if meta.is_folder() => Err(DriveError::WrongKind),
            Some((meta, _)) if meta.trashed => Err(DriveError::InBin),
            Some((meta, _)) => self.content(&meta).await,
            None => Err(DriveError::NotFound),
        }
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        check(file)?;
        self.glance_at(file).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        check(file)?;
        self.create_file(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        check(path)?;
        self.delete_at(path).await
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        check(file)?;
        self.delete_if_exactly(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        let room = self.about().await?.storage_quota;
        let used = room.usage();
        let available = room.limit().zip(used).map(|(limit, used)| limit.saturating_sub(used));
        Ok(Quota { used, available })
    }

    fn place(&self, folder: &Path) -> Place {
        let mut words = vec!["Google Drive".to_owned(), "My Drive".to_owned()];
        words.extend(folder.names().iter().cloned());
        let mut at = Some(folder.clone());
        let mut link = "https://drive.google.com/drive/my-drive".to_owned();
        while let Some(path) = at {
            if let Some(folder) = self.folders.borrow().get(&path) {
                link = format!("https://drive.google.com/drive/folders/{}", folder.id);
                break;
            }
            at = path.parent();
        }
        Place { words, link: Some(link) }
    }

    async fn account(&self) -> Result<Account, DriveError> {
        let user = self.about().await?.user;
        let name = user.email_address.or(user.display_name).filter(|name| !name.is_empty());
        name.map(|name| Account { name }).ok_or(DriveError::NotADrive)
    }
}

/// Names that can be kept as they are.
fn check(path: &Path) -> Result<(), DriveError> {
    path.names().iter().try_for_each(|name| model::check_name(name))
}
