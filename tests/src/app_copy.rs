//! A copy of the app as it was built, in which files can be changed and still have the hash that is asked for.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder with the app.
pub struct AppCopy(TempDir);

impl AppCopy {
    /// The app as it was built, copied.
    pub fn of(built: &Path) -> AppCopy {
        let copy = AppCopy(tempfile::tempdir().unwrap());
        let copied = Command::new("cp").arg("-r").args([built, &copy.dist()]).status().unwrap();
        assert!(copied.success());
        // What was packed belongs to the files as they were built.
        for name in ["index.html", "sw.js"] {
            copy.forget_packed(name);
        }
        copy
    }

    /// Where it is.
    pub fn dist(&self) -> PathBuf {
        self.0.path().join("dist")
    }

    /// A file's text.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.dist().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Writes a file. When it is `index.html`, the server reads everything anew.
    pub fn write(&self, name: &str, text: &str) {
        self.forget_packed(name);
        std::fs::write(self.dist().join(name), text).unwrap();
    }

    fn forget_packed(&self, name: &str) {
        for ending in ["br", "gz"] {
            std::fs::remove_file(self.dist().join(format!("{name}.{ending}"))).ok();
        }
    }
}

/// What the page says about its build and about what starts it.
pub struct StartFiles {
    /// The build's name.
    pub build: String,
    /// The path of the worker's first script.
    pub loader: String,
    /// The path of the page's first script.
    pub boot: String,
}

impl StartFiles {
    /// As `index.html` names them.
    pub fn of(index: &str) -> StartFiles {
        let build = "name=\"lifeboat-build\"";
        StartFiles {
            build: quoted(index, build, "content=").to_owned(),
            loader: quoted(index, build, "data-worker=").to_owned(),
            boot: quoted(index, "<script type=\"module\"", "src=").to_owned(),
        }
    }
}

/// The hash of a file in the service worker's list.
pub fn listed_integrity<'a>(service_worker: &'a str, path: &str) -> &'a str {
    quoted(service_worker, &format!("\"{path}\""), ": ")
}

/// What stands in quotation marks after the second of these, which comes after the first.
fn quoted<'a>(text: &'a str, place: &str, name: &str) -> &'a str {
    let (_, rest) = text.split_once(place).unwrap_or_else(|| panic!("{place}"));
    let (_, rest) = rest.split_once(&format!("{name}\"")).unwrap_or_else(|| panic!("{name}"));
    rest.split_once('"').unwrap().0
}

/// As browsers compare it.
pub fn integrity(text: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let script = format!("openssl dgst -sha256 -binary {} | openssl base64 -A", file.path().display());
    let out = Command::new("sh").args(["-c", &script]).output().unwrap();
    format!("sha256-{}", String::from_utf8(out.stdout).unwrap())
}
