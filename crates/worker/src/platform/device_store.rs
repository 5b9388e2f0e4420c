//! This device's store: the wallet's database, and the key that opens a wallet without a PIN.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::indexed_db::IndexedDb;
use lifeboat_backup::{LocalStore, SharedStore, StoreError, Writes};

use super::device_key::DeviceKey;

/// Both are thrown away together, and both are rewritten.
pub struct DeviceStore {
    database: IndexedDb,
    key: Rc<DeviceKey>,
}

impl DeviceStore {
    /// The database, and the key beside it.
    pub fn new(database: IndexedDb, key: Rc<DeviceKey>) -> DeviceStore {
        DeviceStore { database, key }
    }
}

#[async_trait(?Send)]
impl LocalStore for DeviceStore {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.database.read(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.database.list(prefix).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.database.write(writes).await
    }
}

#[async_trait(?Send)]
impl SharedStore for DeviceStore {
    async fn take(&self) -> Result<(), StoreError> {
        self.database.take().await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        // This comes first: without it, what comes after it cannot be opened.
        self.key.keep_again().await.map_err(|_| StoreError::Refused)?;
        self.database.renew(all).await
    }
}
