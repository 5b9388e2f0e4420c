//! A drive whose listings lag.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use lifeboat_cloud::{Account, Create, DeleteExactly, Drive, DriveError, Entry, Path, Place, Quota};

/// Its listings still show, as long as they lag, what they showed before that.
pub struct Lagging {
    drive: Rc<dyn Drive>,
    shown: RefCell<BTreeMap<Path, Vec<Entry>>>,
    lags: Rc<Cell<bool>>,
    /// Then they do not show what came since either.
    frozen: bool,
}

impl Lagging {
    pub fn new(drive: Rc<dyn Drive>, lags: Rc<Cell<bool>>) -> Lagging {
        Lagging { drive, shown: RefCell::default(), lags, frozen: false }
    }

    /// Its listings are those of before that.
    pub fn frozen(drive: Rc<dyn Drive>, lags: Rc<Cell<bool>>) -> Lagging {
        Lagging { frozen: true, ..Lagging::new(drive, lags) }
    }
}

#[async_trait::async_trait(?Send)]
impl Drive for Lagging {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let now = self.drive.list(folder).await;
        let before = self.shown.borrow().get(folder).cloned().unwrap_or_default();
        if self.lags.get() && self.frozen {
            return Ok(before);
        }
        if self.lags.get() {
            let mut entries = now.unwrap_or_default();
            let gone = |old: &Entry| entries.iter().all(|entry| entry.name != old.name);
            let gone: Vec<Entry> = before.into_iter().filter(gone).collect();
            entries.extend(gone);
            return Ok(entries);
        }
        let now = now?;
        self.shown.borrow_mut().insert(folder.clone(), now.clone());
        Ok(now)
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.drive.get(file).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.drive.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.drive.delete(path).await
    }

    async fn delete_exactly(&self, file: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.drive.delete_exactly(file, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.drive.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.drive.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.drive.account().await
    }
}
