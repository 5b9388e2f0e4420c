//! Building the app and the servers.

use crate::run::{Result, command, step};

/// Leptos then keeps one type for every view instead of one for each place: a seventh of the page's bytes. Cargo adds it to
/// the flags of `.cargo/config.toml`.
const SMALLER_VIEWS: (&str, &str) =
    ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg erase_components");

/// The programs that [`servers`] builds.
pub const SERVERS: &[&str] = &["lifeboat-server", "lifeboat-clouds", "lifeboat-regtest"];

/// The app, as it is shipped, into `dist/`.
pub fn app() -> Result {
    // Trunk must not fetch tools: it finds ours on the path. `NO_COLOR=1` from outside would be no value it knows.
    step(
        "the app (page and worker)",
        command("trunk").env_remove("NO_COLOR").env(SMALLER_VIEWS.0, SMALLER_VIEWS.1).args([
            "build",
            "--release",
            "--offline",
            "--locked",
        ]),
    )
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
