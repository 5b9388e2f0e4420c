//! Child processes that end with the test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A child that is killed when it is dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it, with everything it says in a file.
    pub fn start(command: &mut Command, log: &Path) -> Process {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Process { child, log: log.to_owned() }
    }

    /// Everything it said.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Panics with its words if it has ended.
    pub fn must_run(&mut self) {
        if let Ok(Some(status)) = self.child.try_wait() {
            panic!("{} ended: {status}\n{}", self.log.display(), self.said());
        }
    }

    /// SIGKILL, now.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port for a program, kept for this test until it is over.
pub fn reserved_port() -> u16 {
    lifeboat_ports::reserve().unwrap()
}

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder named by a variable, or else this one of the workspace.
pub fn folder(variable: &str, otherwise: &str) -> PathBuf {
    match std::env::var_os(variable) {
        // nextest runs tests in the package's folder; a relative path is meant from the workspace.
        Some(path) => root().join(path),
        None => root().join(otherwise),
    }
}

/// One of our own programs.
pub fn program(name: &str) -> PathBuf {
    let path = folder("LIFEBOAT_BIN", "target/debug").join(name);
    assert!(path.exists(), "{} is not built", path.display());
    path
}
