//! Starting servers of other people, on loopback, and stopping them again.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use lifeboat_cloud::http::{Http, Method, Request, native::Client};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; stopped when dropped.
pub struct Running {
    child: Child,
    folder: TempDir,
    pub port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Apache's workers outlive a parent that is killed; they go when it is asked to go.
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let since = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if since.elapsed() > Duration::from_secs(5) {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::yield_now();
        }
    }
}

impl Running {
    /// The folder of its own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Starts `command` (given a port, and a folder of its own) and waits until `ready` says so.
pub async fn run(
    name: &str,
    command: impl Fn(u16, &Path) -> Command,
    ready: impl AsyncFn(u16) -> bool,
) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let port = lifeboat_ports::reserve().unwrap();
    let log = folder.path().join("log");
    let child = command(port, folder.path())
        .stdin(Stdio::null())
        .stdout(fs::File::create(&log).unwrap())
        .stderr(fs::File::options().append(true).open(&log).unwrap())
        .spawn()
        .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
    let mut running = Running { child, folder, port };
    let since = Instant::now();
    while since.elapsed() < PATIENCE && running.child.try_wait().unwrap().is_none() {
        if ready(port).await {
            return running;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{name} does not come up: {}", fs::read_to_string(&log).unwrap_or_default());
}

/// The status of a plain `GET`; `None` when nothing answers.
pub async fn status(url: String) -> Option<u16> {
    let request = Request {
        method: Method::Get,
        url,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: 5000,
        limit: 1 << 20,
    };
    Client.send(request).await.ok().map(|answer| answer.status)
}
