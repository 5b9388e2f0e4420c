//! The folder in which a drive is tried out.

use crate::Path;

/// Its path in the trial of this number. A trial that comes to its end removes it.
pub fn scratch_folder(nonce: u64) -> Path {
    Path::root().join(format!("Lifeboat connection test {nonce:016x}"))
}
