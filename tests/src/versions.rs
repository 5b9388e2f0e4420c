//! Versions of the app, as an operator would deploy them: each is the one that was built, under another name.

use std::path::{Path, PathBuf};

use crate::app_copy::{AppCopy, StartFiles, integrity, listed_integrity};

/// A folder with the app, in which one version follows another.
pub struct Versions {
    app: AppCopy,
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

/// What a page runs for [`Versions::lose_pages`].
pub const LOSE_PAGE: &str = "return caches.open('lost').then(() => 'lost')";

/// What an upload has not brought yet: names and contents.
pub struct Rest(Vec<(String, String)>);

impl Versions {
    /// The app as it was built, copied.
    pub fn of(built: &Path) -> Versions {
        let app = AppCopy::of(built);
        let build = StartFiles::of(&app.read("index.html")).build;
        Versions { app, build }
    }

    /// Where it is.
    pub fn dist(&self) -> PathBuf {
        self.app.dist()
    }

    /// The name of the newest build.
    pub fn build(&self) -> &str {
        &self.build
    }

    /// From now on the service worker loses the first request for a page after [`LOSE_PAGE`] has run, as a
    /// browser does that is busy while it starts or relieves one: nothing answers it.
    pub fn lose_pages(&self) {
        let service_worker = self.app.read("sw.js");
        let begins = "addEventListener(\"fetch\", (event) => {";
        assert!(service_worker.contains(begins), "the service worker listens otherwise");
        let loses = "addEventListener(\"fetch\", (event) => {
            if (event.request.mode === \"navigate\") {
                // It is over some time, as in a browser, which else would keep this service worker for minutes.
                const silence = () => new Promise((done) => setTimeout(() => done(Response.error()), 20000));
                const lost = caches.delete(\"lost\").then((is) => is ? silence() : page());
                return event.respondWith(lost);
            }";
        self.app.write("sw.js", &service_worker.replace(begins, loses));
    }

    /// Another version, without its scripts: as an upload that broke off.
    pub fn deploy_half(&mut self, fault: Option<Fault>) -> Rest {
        let next = format!("{:016x}", u64::from_str_radix(&self.build, 16).unwrap().wrapping_add(1));
        let (mut index, mut service_worker) = (self.app.read("index.html"), self.app.read("sw.js"));
        let old_page = listed_integrity(&service_worker, "/").to_owned();
        let StartFiles { loader, boot, .. } = StartFiles::of(&index);
        let mut rest = Vec::new();
        for (path, broken) in [(loader, Fault::Worker), (boot, Fault::Page)] {
            let text = match fault == Some(broken) {
                true => "throw new Error('broken'); }".to_owned(),
                false => self.app.read(&path[1..]).replace(&self.build, &next),
            };
            // As the build names its files, which have a hash there.
            let (name, ending) = path.split_at(path.rfind('-').unwrap());
            let new = format!(
                "{name}-{next}{}",
                ending.trim_start_matches(|c: char| c == '-' || c.is_alphanumeric())
            );
            let old_integrity = listed_integrity(&service_worker, &path).to_owned();
            service_worker = service_worker.replace(&old_integrity, &integrity(&text)).replace(&path, &new);
            index = index.replace(&path, &new);
            rest.push((new[1..].to_owned(), text));
        }
        let index = index.replace(&self.build, &next);
        self.app.write(
            "sw.js",
            &service_worker.replace(&self.build, &next).replace(&old_page, &integrity(&index)),
        );
        // The server looks at this one, and reads everything anew.
        self.app.write("index.html", &index);
        self.build = next;
        Rest(rest)
    }

    /// The rest of it.
    pub fn complete(&self, Rest(files): Rest) {
        for (name, text) in files {
            self.app.write(&name, &text);
        }
        self.app.write("index.html", &self.app.read("index.html"));
    }
}
