//! Files on disk: whole or absent, synced before anybody hears of them.
//!
//! A body is written to a file in `tmp`, on the same file system but outside of the tree, and synced. Its name comes
//! last: by a hard link where nothing may be replaced, by a rename otherwise, and then the folder is synced. A
//! server that is killed at any moment leaves at most a nameless file in `tmp`, which the next start removes.

use std::fs::TryLockError;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::conditions::Conditions;
use super::path::{StoragePath, is_name};
use crate::StartError;

mod tags;

pub(crate) use tags::tag;
use tags::{Tags, stamp};

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum StoreRefusal {
    NotFound,
    /// A condition of the request does not hold.
    Condition,
    /// There is a folder, or the root, where a file is wanted.
    IsFolder,
    /// There is something already.
    Exists,
    /// The folder it should go into is not there, or is a file.
    NoParent,
    /// The path leads out of the storage, or the system says no.
    Forbidden,
    Full,
    NameTooLong,
    Failed(io::Error),
}

impl From<io::Error> for StoreRefusal {
    #[allow(clippy::wildcard_enum_match_arm, reason = "new kinds of errors come with each Rust")]
    fn from(error: io::Error) -> StoreRefusal {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => StoreRefusal::NotFound,
            ErrorKind::AlreadyExists => StoreRefusal::Exists,
            ErrorKind::IsADirectory => StoreRefusal::IsFolder,
            ErrorKind::PermissionDenied => StoreRefusal::Forbidden,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreRefusal::Full,
            ErrorKind::InvalidFilename => StoreRefusal::NameTooLong,
            _ if Errno::from_io_error(&error) == Some(Errno::LOOP) => StoreRefusal::Forbidden,
            _ => StoreRefusal::Failed(error),
        }
    }
}

/// What is at a place.
pub(crate) struct StoredItem {
    pub(crate) folder: bool,
    pub(crate) size: u64,
    pub(crate) modified: SystemTime,
    /// SHA-256 of the content, in quotes: the same bytes have the same tag, other bytes never. Empty for folders.
    pub(crate) tag: String,
}

/// A file that was written whole and synced, but has no name yet. Removed when it gets none.
pub(crate) struct UnnamedFile<'a> {
    store: &'a Store,
    name: String,
    size: u64,
    tag: String,
}

impl Drop for UnnamedFile<'_> {
    fn drop(&mut self) {
        // It is gone already when it was renamed.
        self.store.tmp.remove_file(&self.name).ok();
    }
}

/// The storage: a folder of the disk.
pub(crate) struct Store {
    files: Dir,
    tmp: Dir,
    quota: Option<u64>,
    /// Held while a name is checked and changed: conditions and changes are one step.
    names: Mutex<()>,
    used: AtomicU64,
    next: AtomicU64,
    /// Counts changes, so that a tag that was read before one is not remembered after it.
    changes: AtomicU64,
    tags: Tags,
    /// Only one server may use the folder; the lock ends with the process.
    _lock: std::fs::File,
}

impl Store {
    /// Opens the storage of a data folder, made when missing.
    pub(crate) fn open(data: &Path, quota: Option<u64>) -> Result<Store, StartError> {
        let failed = |source| StartError::Data { path: data.to_path_buf(), source };
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(failed)?;
        let lock = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(data.join("lock"))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StartError::InUse { path: data.to_path_buf() }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let root = Dir::open_ambient_dir(data, ambient_authority()).map_err(failed)?;
        if root.symlink_metadata("tmp").is_ok() {
            root.remove_dir_all("tmp").map_err(failed)?;
        }
        root.create_dir("tmp").map_err(failed)?;
        match root.create_dir("files") {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        sync(&root).map_err(failed)?;
        let files = root.open_dir("files").map_err(failed)?;
        let used = used(&files).map_err(failed)?;
        Ok(Store {
            tmp: root.open_dir("tmp").map_err(failed)?,
            files,
            quota,
            names: Mutex::new(()),
            used: AtomicU64::new(used),
            next: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            tags: Tags::default(),
            _lock: lock,
        })
    }

    /// Bytes in use, and those left.
    pub(crate) fn room(&self) -> (u64, Option<u64>) {
        let used = self.used.load(Ordering::Relaxed);
        let disk = rustix::fs::fstatvfs(&self.files).ok().map(|fs| fs.f_bavail.saturating_mul(fs.f_frsize));
        let quota = self.quota.map(|quota| quota.saturating_sub(used));
        (used, [disk, quota].into_iter().flatten().min())
    }

    /// A file to write a body to, and what [`Store::adopt`] wants to know of it.
    pub(crate) fn begin(&self) -> io::Result<(std::fs::File, String)> {
        let name = format!("{:016x}", self.next.fetch_add(1, Ordering::Relaxed));
        let mut options = OpenOptions::new();
        let file = self.tmp.open_with(&name, options.write(true).create_new(true))?.into_std();
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok((file, name))
    }

    /// Takes over a file that was begun here.
    pub(crate) fn adopt(&self, name: String, size: u64, tag: String) -> UnnamedFile<'_> {
        UnnamedFile { store: self, name, size, tag }
    }

    /// Gives a written and synced file its name, if the conditions hold. Says whether the name is new.
    pub(crate) fn put(
        &self,
        new: UnnamedFile<'_>,
        place: &StoragePath,
        conditions: &Conditions,
    ) -> Result<bool, StoreRefusal> {
        let (parent, name) = place.split().ok_or(StoreRefusal::IsFolder)?;
        let _names = self.lock();
        let old = match self.look(place) {
            Ok(found) if found.folder => return Err(StoreRefusal::IsFolder),
            Ok(found) => Some(found),
            Err(StoreRefusal::NotFound) => None,
            Err(refused) => return Err(refused),
        };
        if !conditions.allow_change(old.as_ref().map(|found| found.tag.as_str())) {
            return Err(StoreRefusal::Condition);
        }
        let is_new = old.is_none();
        let (was, is) = (old.as_ref().map_or(0, |found| found.size), new.size);
        let used = self.used.load(Ordering::Relaxed);
        if self.quota.is_some_and(|quota| is > was && used.saturating_sub(was).saturating_add(is) > quota) {
            return Err(StoreRefusal::Full);
        }
        let folder = self.parent(&parent)?;
        match old {
            // A link never replaces anything, whatever else happens.
            None => {
                self.tmp.hard_link(&new.name, &folder, name).map_err(|error| {
                    if error.kind() == ErrorKind::AlreadyExists {
                        return StoreRefusal::Condition;
                    }
                    error.into()
                })?;
                self.tmp.remove_file(&new.name).ok();
            }
            Some(_) => self.tmp.rename(&new.name, &folder, name)?,
        }
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.used.store(used.saturating_sub(was).saturating_add(is), Ordering::Relaxed);
        sync(&folder)?;
        match folder.symlink_metadata(name) {
            Ok(metadata) => self.tags.remember(place, stamp(&metadata), &new.tag),
            Err(_) => self.tags.forget(place),
        }
        Ok(is_new)
    }

    /// What is at a place of the storage.
    pub(crate) fn look(&self, place: &StoragePath) -> Result<StoredItem, StoreRefusal> {
        if place.is_root() {
            return Ok(describe(&self.files.dir_metadata()?, String::new()));
        }
        let metadata = self.files.symlink_metadata(place.relative())?;
        if metadata.is_dir() {
            return Ok(describe(&metadata, String::new()));
        }
        if let Some(tag) = self.tags.of(place, stamp(&metadata)) {
            return Ok(describe(&metadata, tag));
        }
        Ok(self.read(place)?.0)
    }

    /// The file, with its content.
    pub(crate) fn read(&self, place: &StoragePath) -> Result<(StoredItem, Vec<u8>), StoreRefusal> {
        if place.is_root() {
            return Err(StoreRefusal::IsFolder);
        }
        let changes = self.changes.load(Ordering::SeqCst);
        // Links are refused even if they stay inside: none can be made through us.
        if !is_plain(&self.files.symlink_metadata(place.relative())?) {
            return Err(StoreRefusal::Forbidden);
        }
        let mut file: File = self.files.open(place.relative())?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(StoreRefusal::IsFolder);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        let tag = tag(&Sha256::digest(&bytes));
        if self.changes.load(Ordering::SeqCst) == changes {
            self.tags.remember(place, stamp(&metadata), &tag);
        }
        Ok((describe(&metadata, tag), bytes))
    }

    /// Everything in a folder that an address can name.
    pub(crate) fn list(&self, place: &StoragePath) -> Result<Vec<(StoragePath, StoredItem)>, StoreRefusal> {
        let mut found = Vec::new();
        for entry in self.files.read_dir(place.relative())? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !is_name(&name) || !is_plain(&entry.metadata()?) {
                continue;
            }
            let place = place.join(&name);
            match self.look(&place) {
                Ok(what) => found.push((place, what)),
                // Deleted since.
                Err(StoreRefusal::NotFound) => {}
                Err(refused) => return Err(refused),
            }
        }
        found.sort_by(|one, other| one.0.names().cmp(other.0.names()));
        Ok(found)
    }

    pub(crate) fn make_folder(&self, place: &StoragePath) -> Result<(), StoreRefusal> {
        let (parent, name) = place.split().ok_or(StoreRefusal::Exists)?;
        let _names = self.lock();
        let folder = self.parent(&parent)?;
        folder.create_dir(name)?;
        Ok(sync(&folder)?)
    }

    /// Removes a file, or a folder with all that is in it: that leaves the tree in one step.
    pub(crate) fn delete(&self, place: &StoragePath, conditions: &Conditions) -> Result<(), StoreRefusal> {
        let (parent, name) = place.split().ok_or(StoreRefusal::Forbidden)?;
        let names = self.lock();
        let found = self.look(place)?;
        if !conditions.allow_change(Some(&found.tag)) {
            return Err(StoreRefusal::Condition);
        }
        let folder = self.parent(&parent).map_err(|_| StoreRefusal::NotFound)?;
        let gone = format!("{:016x}", self.next.fetch_add(1, Ordering::Relaxed));
        folder.rename(name, &self.tmp, &gone)?;
        self.changes.fetch_add(1, Ordering::SeqCst);
        sync(&folder)?;
        let freed = match found.folder {
            true => used(&self.tmp.open_dir(&gone)?)?,
            false => found.size,
        };
        let left = self.used.load(Ordering::Relaxed).saturating_sub(freed);
        self.used.store(left, Ordering::Relaxed);
        drop(names);
        self.tags.forget(place);
        // What fails here is removed at the next start.
        match found.folder {
            true => self.tmp.remove_dir_all(&gone).ok(),
            false => self.tmp.remove_file(&gone).ok(),
        };
        Ok(())
    }

    /// Gives something another name. Says whether that name is new.
    pub(crate) fn rename(
        &self,
        from: &StoragePath,
        to: &StoragePath,
        replace: bool,
    ) -> Result<bool, StoreRefusal> {
        let ((old_parent, old_name), (parent, name)) =
            from.split().zip(to.split()).ok_or(StoreRefusal::Forbidden)?;
        if to.is_within(from) || from.is_within(to) {
            return Err(StoreRefusal::Forbidden);
        }
        let _names = self.lock();
        let moved = self.look(from)?;
        let new = match self.look(to) {
            Ok(_) if !replace => return Err(StoreRefusal::Condition),
            // Replacing a folder would delete what is in it; nobody needs that.
            Ok(old) if old.folder || moved.folder => return Err(StoreRefusal::Forbidden),
            Ok(old) => {
                let left = self.used.load(Ordering::Relaxed).saturating_sub(old.size);
                self.used.store(left, Ordering::Relaxed);
                false
            }
            Err(StoreRefusal::NotFound) => true,
            Err(refused) => return Err(refused),
        };
        let old_folder = self.parent(&old_parent).map_err(|_| StoreRefusal::NotFound)?;
        let folder = self.parent(&parent)?;
        old_folder.rename(old_name, &folder, name)?;
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.tags.forget(from);
        self.tags.forget(to);
        sync(&folder)?;
        sync(&old_folder)?;
        Ok(new)
    }

    fn parent(&self, place: &StoragePath) -> Result<Dir, StoreRefusal> {
        self.files.open_dir(place.relative()).map_err(|error| {
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
                return StoreRefusal::NoParent;
            }
            error.into()
        })
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_plain(metadata: &Metadata) -> bool {
    metadata.is_file() || metadata.is_dir()
}

fn describe(metadata: &Metadata, tag: String) -> StoredItem {
    let modified = metadata.modified().map_or(SystemTime::UNIX_EPOCH, |time| time.into_std());
    StoredItem { folder: metadata.is_dir(), size: metadata.len(), modified, tag }
}

/// Makes the folder's names durable.
fn sync(folder: &Dir) -> io::Result<()> {
    folder.open(".")?.sync_all()
}

/// Bytes of all files within.
fn used(folder: &Dir) -> io::Result<u64> {
    let mut sum = 0u64;
    for entry in folder.entries()? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sum = sum.saturating_add(used(&entry.open_dir()?)?);
        } else if kind.is_file() {
            sum = sum.saturating_add(entry.metadata()?.len());
        }
    }
    Ok(sum)
}
