//! Running other programs, and saying which.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// What went wrong, for the person at the terminal.
pub type Result<T = ()> = std::result::Result<T, String>;

/// The repository's root. Cargo says where it runs us; a build that was kept may have been made in another checkout.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR");
    let package = package.as_deref().map_or(Path::new(env!("CARGO_MANIFEST_DIR")), Path::new);
    package.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A command in the repository's root, with our tools first on the path.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut path =
        vec![target().join("debug"), crate::cache::tools().join("bin"), crate::cache::venv().join("bin")];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut command = Command::new(program);
    command.current_dir(root());
    if let Ok(path) = std::env::join_paths(path) {
        command.env("PATH", path);
    }
    command
}

/// Announces a step, runs it to its end, and fails when it fails.
pub fn step(what: &str, command: &mut Command) -> Result {
    println!("· {what}");
    let start = Instant::now();
    let status = command.status().map_err(|e| format!("{what}: {e}"))?;
    let seconds = start.elapsed().as_secs();
    if !status.success() {
        return Err(format!("{what}: {status} after {seconds} s"));
    }
    if seconds > 10 {
        println!("  {what}: {seconds} s");
    }
    Ok(())
}

/// Whether a program answers to these arguments, and with what.
pub fn output(program: impl AsRef<OsStr>, args: &[&str]) -> Option<String> {
    let out = command(program).args(args).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Whether a program can be found.
pub fn have(program: &str) -> bool {
    output("sh", &["-c", &format!("command -v {program}")]).is_some()
}

/// A child that dies with us.
pub struct Service(Child);

impl Service {
    /// Starts it.
    pub fn start(command: &mut Command) -> Result<Service> {
        command.spawn().map(Service).map_err(|e| format!("{:?}: {e}", command.get_program()))
    }

    /// The process.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
