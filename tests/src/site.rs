//! The package for other wallets as npm packs it, unpacked and served, and a storage that lets its pages in.

use std::path::{Component, Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::processes::{Process, folder, program, reserved_port};
use crate::storage::Storage;
use crate::world::PASSWORD;
use crate::{PATIENCE, poll};

/// Who has an account at a server's own storage.
pub const USER: &str = "lifeboat";

/// The unpacked package, served until it is dropped.
pub struct Site {
    url: String,
    serving: JoinHandle<()>,
    _dir: TempDir,
}

impl Site {
    /// Packs what `cargo xtask package` has built, unpacks it elsewhere, and serves that.
    pub async fn of_package() -> Site {
        let package = folder("LIFEBOAT_PACKAGE", "pkg");
        assert!(package.join("package.json").exists(), "{} is not built", package.display());
        let dir = tempfile::tempdir().unwrap();
        run(Command::new("npm").current_dir(&package).args(["pack", "--silent", "--ignore-scripts"]).args([
            "--no-update-notifier".as_ref(),
            "--pack-destination".as_ref(),
            dir.path().as_os_str(),
        ]));
        let packed: Vec<PathBuf> =
            std::fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().path()).collect();
        let [tarball] = packed.as_slice() else { panic!("{packed:?}") };
        run(Command::new("tar").arg("-xzf").arg(tarball).arg("-C").arg(dir.path()));
        let files = Arc::new(dir.path().join("package"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(file).with_state(files);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Site { url, serving, _dir: dir }
    }

    /// Its address, without a path.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn run(command: &mut Command) {
    let out = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// A file of the folder, and nothing above it.
async fn file(State(files): State<Arc<PathBuf>>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let is_below = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_)));
    let Some(bytes) = is_below.then(|| std::fs::read(files.join(&path)).ok()).flatten() else {
        return Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty()).unwrap();
    };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    Response::builder().header(header::CONTENT_TYPE, kind).body(Body::from(bytes)).unwrap()
}

/// A server's own storage, to which the pages of one site are let in.
pub struct SiteStorage {
    process: Process,
    port: u16,
    dir: TempDir,
}

impl SiteStorage {
    /// Starts it.
    pub async fn letting_in(site: &Site) -> SiteStorage {
        let dir = tempfile::tempdir().unwrap();
        let dist = dir.path().join("dist");
        std::fs::create_dir(&dist).unwrap();
        std::fs::write(dist.join("index.html"), "<!doctype html><title>No app</title>").unwrap();
        let port = reserved_port();
        let mut command = Command::new(program("lifeboat-server"));
        command.args(["--dev", "--listen", &format!("127.0.0.1:{port}"), "--allow-origin", site.url()]);
        command.arg("--dist").arg(dist).arg("--data").arg(dir.path().join("data"));
        command.env("LIFEBOAT_PASSWORD", PASSWORD);
        let process = Process::start(&mut command, &dir.path().join("server.log"));
        let mut storage = SiteStorage { process, port, dir };
        let listens = poll(PATIENCE, async || {
            storage.process.must_run();
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        });
        listens.await.expect("the server starts");
        storage
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/dav/", self.port)
    }

    /// Its files, from behind.
    pub fn files(&self) -> Storage {
        Storage::new(self.dir.path().join("data/files"))
    }
}
