//! Who wrote an entry of the backup.

use serde::{Deserialize, Serialize};

/// The device that wrote, took over or left, and when. Where either is unknown, there is no author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    /// The device's label, such as "Chrome on Android".
    pub device: String,
    /// When, as that device's clock said, Unix ms.
    pub at_ms: u64,
}
