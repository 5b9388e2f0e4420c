//! Time, as a parameter.

use async_trait::async_trait;

/// Where the time comes from. Nothing is ever decided by it but how long to wait and what people are shown.
#[async_trait(?Send)]
pub trait Clock {
    /// The time as this device has it, Unix ms.
    fn now_ms(&self) -> u64;

    /// Comes back after this many ms or later.
    async fn sleep(&self, ms: u64);
}
