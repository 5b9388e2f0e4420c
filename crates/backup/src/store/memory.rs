//! A store in memory, with faults: for tests and simulations.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use async_trait::async_trait;

use super::{LocalStore, StoreError, Writes};

/// What happens to the calls of a [`MemoryStore`] from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreFault {
    /// All goes well.
    #[default]
    None,
    /// Writes are refused; what is there can be read.
    RefuseWrites,
    /// Nothing works.
    Lost,
}

#[derive(Default)]
struct Inner {
    map: BTreeMap<String, Vec<u8>>,
    fault: StoreFault,
    writes: u64,
}

/// A store in memory. Clones share the same content.
#[derive(Clone, Default)]
pub struct MemoryStore(Rc<RefCell<Inner>>);

impl MemoryStore {
    /// An empty store on which all goes well.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// What happens from now on.
    pub fn set_fault(&self, fault: StoreFault) {
        self.0.borrow_mut().fault = fault;
    }

    /// Everything in it now.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.borrow().map.clone()
    }

    /// Everything becomes what it was: an old copy of the browser's profile.
    pub fn roll_back(&self, contents: BTreeMap<String, Vec<u8>>) {
        self.0.borrow_mut().map = contents;
    }

    /// The browser has thrown everything away.
    pub fn evict(&self) {
        self.0.borrow_mut().map.clear();
    }

    /// How many writes there were.
    pub fn writes(&self) -> u64 {
        self.0.borrow().writes
    }
}

#[async_trait(?Send)]
impl LocalStore for MemoryStore {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let inner = self.0.borrow();
        if inner.fault == StoreFault::Lost { Err(StoreError::Lost) } else { Ok(inner.map.get(key).cloned()) }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let inner = self.0.borrow();
        if inner.fault == StoreFault::Lost {
            return Err(StoreError::Lost);
        }
        Ok(inner.map.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let mut inner = self.0.borrow_mut();
        match inner.fault {
            StoreFault::None => {}
            StoreFault::RefuseWrites => return Err(StoreError::Refused),
            StoreFault::Lost => return Err(StoreError::Lost),
        }
        inner.writes += 1;
        for (key, value) in writes {
            match value {
                Some(value) => inner.map.insert(key, value),
                None => inner.map.remove(&key),
            };
        }
        Ok(())
    }
}
