//! Other people's programs that tests run.

use std::{env, path::PathBuf};

/// Where `cargo xtask setup` puts them, unless `LIFEBOAT_TOOLS` says otherwise: `bin/`, `python/bin/`, `armadietto/`.
pub fn tools() -> PathBuf {
    let folder = |variable| env::var_os(variable).map(PathBuf::from);
    let cache = || {
        let cache = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
        cache.unwrap_or_else(env::temp_dir).join("lifeboat").join("tools")
    };
    folder("LIFEBOAT_TOOLS").unwrap_or_else(cache)
}
