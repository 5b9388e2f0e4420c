//! Building the app and the servers.

use crate::run::{Result, command, step, target};

use std::{env, fs, path::PathBuf};

/// Leptos then keeps one type for every view instead of one for each place: a seventh of the page's bytes.
const SMALLER_VIEWS: &str = "--cfg erase_components";
/// Where cargo looks for flags that it adds to those of `.cargo/config.toml`.
pub const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The programs that [`servers`] builds.
pub const SERVERS: &[&str] = &["lifeboat-server", "lifeboat-clouds", "lifeboat-regtest"];

/// The app, as it is shipped, into `dist/`. The same source gives the same bytes, wherever it lies.
pub fn app() -> Result {
    // Trunk must not fetch tools: it finds ours on the path. `NO_COLOR=1` from outside would be no value it knows.
    step(
        "the app (page and worker)",
        command("trunk").env_remove("NO_COLOR").env(FLAGS, flags()).args([
            "build",
            "--release",
            "--offline",
            "--locked",
        ]),
    )
}

/// Every screen with sample data, without a worker, into [`gallery_folder`]. It is never served to users.
pub fn gallery() -> Result {
    step(
        "every screen with sample data",
        command("trunk")
            .env_remove("NO_COLOR")
            .args(["build", "--offline", "--locked", "--dist"])
            .arg(gallery_folder())
            .arg("index-gallery.html"),
    )
}

/// Where [`gallery`] puts it.
pub fn gallery_folder() -> PathBuf {
    target().join("gallery")
}

/// The same for all that is built for browsers: what was built for the app is not built again.
pub fn flags() -> String {
    let mut flags = SMALLER_VIEWS.to_owned();
    for sources in downloaded_sources() {
        // Cargo splits the flags at spaces.
        match sources.to_str().filter(|path| !path.contains(char::is_whitespace)) {
            Some(path) => flags += &format!(" --remap-path-prefix={path}=/crates"),
            None => println!("  {}: its path will stand in the build", sources.display()),
        }
    }
    flags
}

/// The folders with the sources of dependencies. Their paths are in the messages of what may panic, and would make the
/// build another one on each machine.
fn downloaded_sources() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let Some(home) = home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))) else {
        return Vec::new();
    };
    let Ok(registries) = fs::read_dir(home.join("registry").join("src")) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = registries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// The server that ships, and the local network it is tried on. Two calls: the network links LDK with `std`, and
/// cargo unifies features over what it builds together.
pub fn servers() -> Result {
    step(
        "the server",
        command("cargo").args(["build", "--quiet", "--locked", "--package", "lifeboat-server"]),
    )?;
    step(
        "the doubles of the cloud services",
        command("cargo").args(["build", "--quiet", "--locked", "--package", "lifeboat-clouds"]),
    )?;
    step(
        "the local bitcoin and Lightning network",
        command("cargo").args(["build", "--quiet", "--locked", "--package", "lifeboat-regtest"]),
    )
}
