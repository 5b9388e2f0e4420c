//! A store in memory, with faults: for tests and simulations.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use async_trait::async_trait;

use super::{LocalStore, SharedStore, StoreError, Writes};

/// What happens to the calls of a [`MemoryStore`] from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreFault {
    /// All calls go well.
    #[default]
    None,
    /// Writes are refused; what is there can be read.
    RefuseWrites,
    /// There is no room for more; what is there can be read.
    Full,
    /// Writes are carried out, and reported as failed.
    ApplyAndFail,
    /// The store answers nothing, and does nothing.
    Silent,
    /// Everything is gone, and no write is accepted.
    Lost,
}

#[derive(Default)]
struct Inner {
    map: BTreeMap<String, Vec<u8>>,
    /// The owner; none again when everything was thrown away.
    owner: Option<u64>,
    owners: u64,
    fault: StoreFault,
    next: Vec<StoreFault>,
    writes: u64,
}

/// A store in memory. Clones are further handles to the same content.
#[derive(Default)]
pub struct MemoryStore {
    inner: Rc<RefCell<Inner>>,
    mine: Cell<Option<u64>>,
}

impl Clone for MemoryStore {
    fn clone(&self) -> MemoryStore {
        MemoryStore { inner: self.inner.clone(), mine: Cell::default() }
    }
}

impl MemoryStore {
    /// An empty store on which all goes well.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// What happens from now on.
    pub fn set_fault(&self, fault: StoreFault) {
        self.inner.borrow_mut().fault = fault;
    }

    /// What happens to the next write alone; after several calls, to the next ones.
    pub fn fail_next(&self, fault: StoreFault) {
        self.inner.borrow_mut().next.insert(0, fault);
    }

    /// Everything in it now.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        self.inner.borrow().map.clone()
    }

    /// Everything becomes what it was: an old copy of the browser's profile.
    pub fn roll_back(&self, contents: BTreeMap<String, Vec<u8>>) {
        self.inner.borrow_mut().map = contents;
    }

    /// The browser has thrown everything away.
    pub fn evict(&self) {
        let mut inner = self.inner.borrow_mut();
        inner.map.clear();
        inner.owner = None;
    }

    /// How many writes there were.
    pub fn writes(&self) -> u64 {
        self.inner.borrow().writes
    }

    fn readable(&self) -> Result<(), StoreError> {
        match self.inner.borrow().fault {
            StoreFault::Silent => Err(StoreError::Unknown),
            StoreFault::Lost => Err(StoreError::Lost),
            StoreFault::None | StoreFault::RefuseWrites | StoreFault::Full | StoreFault::ApplyAndFail => {
                self.watched()
            }
        }
    }

    /// Whether it is still what this handle has taken.
    fn watched(&self) -> Result<(), StoreError> {
        match (self.mine.get(), self.inner.borrow().owner) {
            (Some(_), None) => Err(StoreError::Lost),
            (Some(mine), Some(owner)) if mine != owner => Err(StoreError::Taken),
            (None | Some(_), _) => Ok(()),
        }
    }

    fn change(&self, writes: Writes) -> Result<(), StoreError> {
        let mut inner = self.inner.borrow_mut();
        let fault = inner.next.pop().unwrap_or(inner.fault);
        match fault {
            StoreFault::None | StoreFault::ApplyAndFail => {}
            StoreFault::RefuseWrites => return Err(StoreError::Refused),
            StoreFault::Full => return Err(StoreError::Full),
            StoreFault::Silent => return Err(StoreError::Unknown),
            StoreFault::Lost => return Err(StoreError::Lost),
        }
        inner.writes += 1;
        for (key, value) in writes {
            match value {
                Some(value) => inner.map.insert(key, value),
                None => inner.map.remove(&key),
            };
        }
        if fault == StoreFault::ApplyAndFail { Err(StoreError::Refused) } else { Ok(()) }
    }
}

#[async_trait(?Send)]
impl LocalStore for MemoryStore {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.readable()?;
        Ok(self.inner.borrow().map.get(key).cloned())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.readable()?;
        Ok(self.inner.borrow().map.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.watched()?;
        self.change(writes)
    }
}

#[async_trait(?Send)]
impl SharedStore for MemoryStore {
    async fn take(&self) -> Result<(), StoreError> {
        let mut inner = self.inner.borrow_mut();
        inner.owners += 1;
        inner.owner = Some(inner.owners);
        self.mine.set(inner.owner);
        Ok(())
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        if let Err(error @ StoreError::Taken) = self.watched() {
            return Err(error);
        }
        let before = self.contents();
        self.inner.borrow_mut().map.clear();
        let done = self.change(all);
        match done {
            Ok(()) => self.inner.borrow_mut().owner = self.mine.get(),
            Err(_) => self.roll_back(before),
        }
        done
    }
}
