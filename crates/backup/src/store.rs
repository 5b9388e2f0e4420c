//! What one device remembers by itself: IndexedDB in a browser, memory in tests.

use async_trait::async_trait;

mod memory;
pub use memory::{MemoryStore, StoreFault};

/// Several changes at once: a value, or `None` to remove the key.
pub type Writes = Vec<(String, Option<Vec<u8>>)>;

/// A durable map on this device. Everything of the journal in it is sealed; keys begin with `journal/`.
#[async_trait(?Send)]
pub trait LocalStore {
    /// The value under a key.
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The keys that begin so, in order.
    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// All of it or nothing, and durable when it comes back.
    async fn write(&self, writes: Writes) -> Result<(), StoreError>;
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
    /// No answer, or none that says whether it was done: what was to be written may be there.
    #[error("no answer")]
    Unknown,
}
