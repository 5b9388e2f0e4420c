//! What one device stores locally: IndexedDB in a browser, memory in tests.

use std::rc::Rc;

use async_trait::async_trait;

mod memory;
mod whole;
pub use memory::{MemoryStore, StoreFault};
pub use whole::WholeStore;

/// Several changes at once: a value, or `None` to remove the key.
pub type Writes = Vec<(String, Option<Vec<u8>>)>;

/// A durable map on this device. Everything of the journal in it is sealed; keys begin with `journal/`.
#[async_trait(?Send)]
pub trait LocalStore {
    /// The value under a key.
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The keys that begin so, in order.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// Writes everything or nothing; it is durable when the call returns.
    async fn write(&self, writes: Writes) -> Result<(), StoreError>;

    /// For writes that were [`StoreError::Lost`], but hold all the same: when the store is rewritten, it
    /// holds these, and nothing else of what begins with `gone`. This makes nothing durable. A store that
    /// does not rewrite itself has no use for it.
    fn remember(&self, _gone: Option<&str>, _writes: &Writes) {}
}

/// A [`LocalStore`] that is not this process's alone: another tab may take it over, and a browser that needs
/// room, or is told to clear its data, empties it while it is in use. A mark in the store itself tells, and
/// every write looks at it.
#[async_trait(?Send)]
pub trait SharedStore: LocalStore {
    /// This handle alone writes from here on, with whatever is there now. All writes of others end in
    /// [`StoreError::Taken`]; its own, once all was thrown away, in [`StoreError::Lost`] (never in an empty
    /// store, as if nothing had happened), until [`SharedStore::renew`]. A handle that has never taken the
    /// store is not watched over.
    async fn take(&self) -> Result<(), StoreError>;

    /// Replaces what was lost: from now on the store holds this and nothing else. It happens in one step, and is
    /// durable when the call returns. It is refused as `Taken` if there is something that another handle has taken.
    async fn renew(&self, all: Writes) -> Result<(), StoreError>;
}

#[async_trait(?Send)]
impl<S: LocalStore + ?Sized> LocalStore for Rc<S> {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).read(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        (**self).list(prefix).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        (**self).write(writes).await
    }

    fn remember(&self, gone: Option<&str>, writes: &Writes) {
        (**self).remember(gone, writes);
    }
}

#[async_trait(?Send)]
impl<S: SharedStore + ?Sized> SharedStore for Rc<S> {
    async fn take(&self) -> Result<(), StoreError> {
        (**self).take().await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        (**self).renew(all).await
    }
}

/// Why this device does not remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The browser refuses to store anything. Nothing was written.
    #[error("refused")]
    Refused,
    /// The browser has no room for more. Nothing was written.
    #[error("full")]
    Full,
    /// What was there is gone: thrown away by the browser, or removed by somebody. Nothing was written.
    #[error("lost")]
    Lost,
    /// Another process has taken it over. Nothing was written, and nothing ever will be by this handle.
    #[error("taken over")]
    Taken,
    /// No answer, or none that says whether it was done: what was to be written may be there.
    #[error("no answer")]
    Unknown,
}
