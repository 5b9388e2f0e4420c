//! Versions of the app, as an operator would deploy them: each is the one that was built, under another name.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder with the app, in which one version follows another.
pub struct Versions {
    dir: TempDir,
    build: String,
}

/// What is wrong with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its worker stops at once.
    Worker,
    /// Its page's first script cannot even be read, so that it reports nothing.
    Page,
}

/// What an upload has not brought yet: names and contents.
pub struct Rest(Vec<(String, String)>);

impl Versions {
    /// The app as it was built, copied.
    pub fn of(built: &Path) -> Versions {
        let mut versions = Versions { dir: tempfile::tempdir().unwrap(), build: String::new() };
        let copied = Command::new("cp").arg("-r").args([built, &versions.dist()]).status().unwrap();
        assert!(copied.success());
        versions.build =
            quoted(&versions.read("index.html"), "name=\"lifeboat-build\"", "content=").to_owned();
        // What was packed belongs to the version that was built.
        for name in ["index.html", "sw.js"] {
            for ending in ["br", "gz"] {
                std::fs::remove_file(versions.dist().join(format!("{name}.{ending}"))).ok();
            }
        }
        versions
    }

    /// Where it is.
    pub fn dist(&self) -> PathBuf {
        self.dir.path().join("dist")
    }

    /// The name of the newest build.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// Another version, without its scripts: as an upload that broke off.
    pub fn deploy_half(&mut self, fault: Option<Fault>) -> Rest {
        let next = format!("{:016x}", u64::from_str_radix(&self.build, 16).unwrap().wrapping_add(1));
        let (mut index, mut service_worker) = (self.read("index.html"), self.read("sw.js"));
        let old_page = quoted(&service_worker, "\"/\"", ": ").to_owned();
        let loader = quoted(&index, "name=\"lifeboat-build\"", "data-worker=").to_owned();
        let boot = quoted(&index, "<script type=\"module\"", "src=").to_owned();
        let mut rest = Vec::new();
        for (path, broken) in [(loader, Fault::Worker), (boot, Fault::Page)] {
            let text = match fault == Some(broken) {
                true => "throw new Error('broken'); }".to_owned(),
                false => self.read(&path[1..]).replace(&self.build, &next),
            };
            // As the build names its files, which have a hash there.
            let (name, ending) = path.split_at(path.rfind('-').unwrap());
            let new = format!(
                "{name}-{next}{}",
                ending.trim_start_matches(|c: char| c == '-' || c.is_alphanumeric())
            );
            let old_integrity = quoted(&service_worker, &format!("\"{path}\""), ": ").to_owned();
            service_worker = service_worker.replace(&old_integrity, &integrity(&text)).replace(&path, &new);
            index = index.replace(&path, &new);
            rest.push((new[1..].to_owned(), text));
        }
        let index = index.replace(&self.build, &next);
        self.write(
            "sw.js",
            &service_worker.replace(&self.build, &next).replace(&old_page, &integrity(&index)),
        );
        // The server looks at this one, and reads everything anew.
        self.write("index.html", &index);
        self.build = next;
        Rest(rest)
    }

    /// The rest of it.
    pub fn complete(&self, Rest(files): Rest) {
        for (name, text) in files {
            self.write(&name, &text);
        }
        self.write("index.html", &self.read("index.html"));
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.dist().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.dist().join(name), text).unwrap();
    }
}

/// What stands in quotation marks after the second of these, which comes after the first.
fn quoted<'a>(text: &'a str, place: &str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(place).unwrap_or_else(|| panic!("{place}"));
    let (_, rest) = rest.split_once(&format!("{name}\"")).unwrap_or_else(|| panic!("{name}"));
    rest.split_once('"').unwrap().0
}

/// As browsers compare it.
fn integrity(text: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let script = format!("openssl dgst -sha256 -binary {} | openssl base64 -A", file.path().display());
    let out = Command::new("sh").args(["-c", &script]).output().unwrap();
    format!("sha256-{}", String::from_utf8(out.stdout).unwrap())
}
