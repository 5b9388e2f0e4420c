//! What is done with the files that Trunk has built, before they are served. A hook of `Trunk.toml`.

mod integrity;
mod names;
mod packed;
mod parts;
mod published;
mod recovery;
mod service_worker;
mod texts;

pub use packed::brotli;

use std::env;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::built::Built;
use crate::run::Result;

/// Finishes the build that Trunk is at: its texts; names, a service worker, a list of parts and one of hashes
/// for the app as it is served; and, of what is built for users, each file compressed beside it.
pub fn finish() -> Result {
    let dist =
        env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this, and says where: TRUNK_STAGING_DIR")?;
    let dist = Built(PathBuf::from(dist));
    texts::fill(&dist)?;
    // The gallery has no worker, and is never served.
    if dist.has(names::WORKER_LOADER) {
        recovery::put_together(&dist)?;
        let build = names::by_content(&dist)?;
        service_worker::write(&dist, &build)?;
        parts::write(&dist)?;
        published::write(&dist, &build)?;
    }
    if env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release") {
        packed::pack(&dist)?;
    }
    Ok(())
}

/// 64 bits of a hash of the content, as names carry them: 16 hex digits.
fn short_hash(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes)[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
