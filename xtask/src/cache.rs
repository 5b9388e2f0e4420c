//! Where tools live that are built or fetched once, for every checkout.

use std::path::PathBuf;

/// Versions are part of the path, so a new version is a new folder.
pub fn tools() -> PathBuf {
    let home = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    home.join("lifeboat").join("tools")
}

/// A Python environment with the servers and libraries that only tests need.
pub fn venv() -> PathBuf {
    tools().join("python")
}
