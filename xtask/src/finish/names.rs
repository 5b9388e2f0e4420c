//! Names by content, for what Trunk leaves without: so that no cache ever mixes the files of two builds.

use super::{Built, service_worker, short_hash};
use crate::run::Result;

/// What the worker begins with, as Trunk calls it.
pub const WORKER_LOADER: &str = "lifeboat-worker_loader.js";
const WORKER_GLUE: &str = "lifeboat-worker.js";
const WORKER_WASM: &str = "lifeboat-worker_bg.wasm";
/// Each before those that name it.
const SCRIPTS: [&str; 2] = ["updates.js", "boot.js"];
/// What stands in `index.html` for the build.
const UNNAMED: &str = "content=\"unnamed\"";

/// Gives each file a name that changes with its content, says so wherever it is named, and tells page and worker which build
/// they are of. Gives the build's name.
pub fn by_content(dist: &Built) -> Result<String> {
    let mut index = dist.text("index.html")?;
    let mut named = |old: &str, new: &str| -> Result {
        match index.contains(old) {
            true => index = index.replace(old, new),
            false => return Err(format!("index.html does not name {old}")),
        }
        Ok(())
    };

    let wasm = dist.read(WORKER_WASM)?;
    let wasm_name = rename(dist, WORKER_WASM, &wasm)?;
    named(WORKER_WASM, &wasm_name)?;
    let glue = dist.text(WORKER_GLUE)?.replace(WORKER_WASM, &wasm_name);
    let glue_name = rename(dist, WORKER_GLUE, glue.as_bytes())?;
    let mut updates = String::new();
    for script in SCRIPTS {
        let text = dist.text(script)?.replace(SCRIPTS[0], &updates);
        let name = rename(dist, script, text.as_bytes())?;
        named(script, &name)?;
        if script == SCRIPTS[0] {
            updates = name;
        }
    }

    // All that is served but what says it.
    let mut all = index.clone() + &service_worker::source()?;
    for file in dist.files()?.iter().filter(|file| !matches!(file.as_str(), "index.html" | WORKER_LOADER)) {
        all += &format!("{file} {}\n", short_hash(dist.read(file)?));
    }
    let build = short_hash(all);

    // An import is carried out before everything else, and does nothing yet.
    let loader =
        format!("import init from './{glue_name}';globalThis.lifeboatBuild = '{build}';await init();");
    let loader_name = rename(dist, WORKER_LOADER, loader.as_bytes())?;
    let index = index.replace(WORKER_LOADER, &loader_name);
    if !index.contains(&loader_name) || !index.contains(UNNAMED) {
        return Err("index.html does not say its build and its worker".to_owned());
    }
    dist.write("index.html", index.replace(UNNAMED, &format!("content=\"{build}\"")))?;
    Ok(build)
}

/// `name.js` is `name-<hash>.js` from here on, `name_bg.wasm` `name-<hash>_bg.wasm`.
fn rename(dist: &Built, old: &str, content: &[u8]) -> Result<String> {
    let at = old.find(['_', '.']).unwrap_or(old.len());
    let new = format!("{}-{}{}", &old[..at], short_hash(content), &old[at..]);
    dist.remove(old)?;
    dist.write(&new, content)?;
    Ok(new)
}
