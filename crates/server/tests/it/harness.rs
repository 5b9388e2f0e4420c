//! A server on a free port with folders of its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use lifeboat_server::{Options, Password, Server};
use reqwest::{Client, Method, RequestBuilder, Response};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const PASSWORD: &str = "correct horse battery";
pub const HASHED: &str = "/app-0123456789abcdef.js";
pub const INDEX: &str =
    "<!doctype html><script type=\"module\">start()</script><link rel=stylesheet href=x.css>";

pub const CALLBACK: &str = "<!doctype html><script src=\"/oauth/callback.js\"></script>";

pub struct Running {
    pub addr: SocketAddr,
    pub dir: TempDir,
    client: Client,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A small app, and a server with what `change` says about its options.
pub async fn start(change: impl FnOnce(&mut Options)) -> Running {
    let dir = tempfile::tempdir().unwrap();
    let dist = dir.path().join("dist");
    make_dist(&dist);
    let mut options = Options::new(dist, dir.path().join("data"));
    options.password = Some(Password::new(PASSWORD).unwrap());
    change(&mut options);
    let server = Server::start(options).await.unwrap();
    let addr = server.addr();
    let task = tokio::spawn(server.run());
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    Running { addr, dir, client, task }
}

pub fn make_dist(dist: &std::path::Path) {
    std::fs::create_dir_all(dist.join("icons")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(dist.join(name), text).unwrap();
    std::fs::create_dir_all(dist.join("oauth")).unwrap();
    write("oauth/callback.html", CALLBACK);
    write("index.html", INDEX);
    write(&HASHED[1..], &"let answer = 42;\n".repeat(200));
    write("node-0123456789abcdef_bg.wasm", &"\0asm ".repeat(400));
    write("worker_loader.js", "importScripts('x')");
    write("sw.js", "addEventListener('fetch', () => {})");
    write("manifest.webmanifest", "{}");
    write("icons/icon.svg", "<svg/>");
    write(".secret", "no");
}

impl Running {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub fn files(&self) -> PathBuf {
        self.dir.path().join("data/files")
    }

    /// A request without credentials.
    pub fn open(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), self.url(path))
    }

    /// A request of the owner.
    pub fn dav(&self, method: &str, path: &str) -> RequestBuilder {
        self.open(method, path).basic_auth("lifeboat", Some(PASSWORD))
    }

    pub async fn put(&self, path: &str, body: impl Into<reqwest::Body>) -> Response {
        self.dav("PUT", path).body(body).send().await.unwrap()
    }

    pub async fn create(&self, path: &str, body: impl Into<reqwest::Body>) -> u16 {
        let request = self.dav("PUT", path).header("If-None-Match", "*").body(body);
        request.send().await.unwrap().status().as_u16()
    }

    pub async fn status(&self, method: &str, path: &str) -> u16 {
        self.dav(method, path).send().await.unwrap().status().as_u16()
    }

    /// Sends these very bytes; gives the status. For what a decent client would clean up before.
    pub async fn raw(&self, head: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.addr).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, answer)
    }
}

/// The Basic header of the owner.
pub fn basic() -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("lifeboat:{PASSWORD}")))
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or("")
}

/// Polls until it is so.
pub async fn until<F: Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !condition().await {
        assert!(std::time::Instant::now() < deadline, "never happened");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
