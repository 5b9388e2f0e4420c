//! What is done with the files that Trunk has built, before they are served. A hook of `Trunk.toml`.

mod integrity;
mod names;
mod packed;
mod published;
mod service_worker;
mod texts;

use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

use crate::run::Result;

/// Finishes the build that Trunk is at: its texts; names, a service worker and a list of hashes for the app as it is served;
/// and, of what is built for users, each file compressed beside it.
pub fn finish() -> Result {
    let dist =
        env::var_os("TRUNK_STAGING_DIR").ok_or("Trunk calls this, and says where: TRUNK_STAGING_DIR")?;
    let dist = Built(PathBuf::from(dist));
    texts::fill(&dist)?;
    // The gallery has no worker, and is never served.
    if dist.has(names::WORKER_LOADER) {
        let build = names::by_content(&dist)?;
        service_worker::write(&dist, &build)?;
        published::write(&dist, &build)?;
    }
    if env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release") {
        packed::pack(&dist)?;
    }
    Ok(())
}

/// A folder with what was built. Paths are relative to it, with `/`.
struct Built(PathBuf);

impl Built {
    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    fn read(&self, path: &str) -> Result<Vec<u8>> {
        fs::read(self.0.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    fn text(&self, path: &str) -> Result<String> {
        String::from_utf8(self.read(path)?).map_err(|error| format!("{path}: {error}"))
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Result {
        let place = self.0.join(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{path}: {error}"))?;
        }
        fs::write(place, bytes).map_err(|error| format!("{path}: {error}"))
    }

    fn remove(&self, path: &str) -> Result {
        fs::remove_file(self.0.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// All of them, in order.
    fn files(&self) -> Result<Vec<String>> {
        let mut files = Vec::new();
        collect(&self.0, "", &mut files).map_err(|error| format!("{}: {error}", self.0.display()))?;
        files.sort();
        Ok(files)
    }
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => collect(&entry.path(), &format!("{path}/"), into)?,
            false => into.push(path),
        }
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
