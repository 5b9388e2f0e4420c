//! The same process's line to its device's store.

use async_trait::async_trait;
use lifeboat_backup::{LocalStore, SharedStore, StoreError, StoreFault, Writes};

use super::{Crash, Kind, Line};

#[async_trait(?Send)]
impl LocalStore for Line {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if self.point(Kind::Read).is_some() {
            return self.die().await;
        }
        self.store.read(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        if self.point(Kind::Read).is_some() {
            return self.die().await;
        }
        self.store.list(prefix).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let writes = self.cloud.sabotage.write(writes);
        self.change_store(async || self.store.write(writes.clone()).await).await
    }
}

#[async_trait(?Send)]
impl SharedStore for Line {
    async fn take(&self) -> Result<(), StoreError> {
        self.store.take().await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        let all = self.cloud.sabotage.write(all);
        self.change_store(async || self.store.renew(all.clone()).await).await
    }
}

impl Line {
    async fn change_store(&self, work: impl AsyncFn() -> Result<(), StoreError>) -> Result<(), StoreError> {
        match self.point(Kind::Write) {
            None => {}
            Some(Crash::Lost) => return self.die().await,
            Some(_) => {
                let _ = work().await;
                return self.die().await;
            }
        }
        let weather = self.weather();
        if self.chance(weather.store_lost) {
            self.store.evict();
        }
        if self.chance(weather.store_full) {
            self.store.fail_next(StoreFault::Full);
        } else if self.chance(weather.store_done_and_failed) {
            self.store.fail_next(StoreFault::ApplyAndFail);
        }
        work().await
    }
}
