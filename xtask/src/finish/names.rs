//! Names by content, for what Trunk leaves without: so that no cache ever mixes the files of two builds.

use super::{Built, integrity, service_worker, short_hash};
use crate::run::Result;

/// What the worker begins with, as Trunk calls it.
pub const WORKER_LOADER: &str = "lifeboat-worker_loader.js";
/// Those that Trunk, and we, leave without. Each before those that name it.
const UNHASHED: [&str; 7] = [
    "lifeboat-worker_bg.wasm",
    WORKER_GLUE,
    "lifeboat-scanner_bg.wasm",
    "lifeboat-scanner.js",
    "scan.js",
    "updates.js",
    "boot.js",
];
const WORKER_GLUE: &str = "lifeboat-worker.js";
/// The placeholder of the build in `index.html`.
const UNNAMED: &str = "content=\"unnamed\"";

/// Gives each file a name that changes with its content, says so wherever it is named, and tells page and
/// worker which build they are of. Gives the build's name.
pub fn by_content(dist: &Built) -> Result<String> {
    let mut names = Names::default();
    for file in UNHASHED {
        let content = match file.ends_with(".js") {
            true => names.put_into(dist.text(file)?).into_bytes(),
            false => dist.read(file)?,
        };
        names.add(file, rename(dist, file, &content)?);
    }
    let index = integrity::put_into(&names.put_into(dist.text("index.html")?), dist)?;
    let loader = names.put_into(format!("import init from './{WORKER_GLUE}';"));
    names.all_are_said()?;

    // All that is served but what says it.
    let mut all = index.clone() + &service_worker::source()?;
    for file in dist.files()?.iter().filter(|file| !matches!(file.as_str(), "index.html" | WORKER_LOADER)) {
        all += &format!("{file} {}\n", short_hash(dist.read(file)?));
    }
    let build = short_hash(all);

    // An import is carried out before everything else, and does nothing yet.
    let loader = format!("{loader}globalThis.lifeboatBuild = '{build}';await init();");
    let loader_name = rename(dist, WORKER_LOADER, loader.as_bytes())?;
    let index = index.replace(WORKER_LOADER, &loader_name);
    if !index.contains(&loader_name) || !index.contains(UNNAMED) {
        return Err("index.html does not say its build and its worker".to_owned());
    }
    dist.write("index.html", index.replace(UNNAMED, &format!("content=\"{build}\"")))?;
    Ok(build)
}

/// The new name of each file that has one by now, and whether anything says it.
#[derive(Default)]
struct Names(Vec<(&'static str, String, bool)>);

impl Names {
    fn add(&mut self, old: &'static str, new: String) {
        self.0.push((old, new, false));
    }

    fn put_into(&mut self, mut text: String) -> String {
        for (old, new, said) in &mut self.0 {
            *said |= text.contains(*old);
            text = text.replace(*old, new);
        }
        text
    }

    fn all_are_said(&self) -> Result {
        let unsaid = self.0.iter().find(|(_, _, said)| !said);
        unsaid.map_or(Ok(()), |(old, ..)| Err(format!("no file names {old}")))
    }
}

/// `name.js` is `name-<hash>.js` from here on, `name_bg.wasm` `name-<hash>_bg.wasm`.
fn rename(dist: &Built, old: &str, content: &[u8]) -> Result<String> {
    let at = old.find(['_', '.']).unwrap_or(old.len());
    let new = format!("{}-{}{}", &old[..at], short_hash(content), &old[at..]);
    dist.remove(old)?;
    dist.write(&new, content)?;
    Ok(new)
}
