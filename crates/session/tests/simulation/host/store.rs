//! What a device keeps, as one process reaches it.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::{LocalStore, MemoryStore, SharedStore, StoreError, Writes};

use super::life::{Life, Point};

/// One process's handle to its device's store.
pub struct SimStore {
    pub store: MemoryStore,
    pub life: Rc<Life>,
}

#[async_trait(?Send)]
impl LocalStore for SimStore {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if self.life.refuses_store() {
            return self.life.point(Point::Read, async { Err(StoreError::Unknown) }).await;
        }
        self.life.point(Point::Read, self.store.read(key)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.life.point(Point::Read, self.store.list(prefix)).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        if self.life.refuses_store() {
            return self.life.point(Point::Write, async { Err(StoreError::Full) }).await;
        }
        self.life.point(Point::Write, self.store.write(writes)).await
    }
}

#[async_trait(?Send)]
impl SharedStore for SimStore {
    async fn take(&self) -> Result<(), StoreError> {
        self.life.point(Point::Write, self.store.take()).await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        self.life.point(Point::Write, self.store.renew(all)).await
    }
}
